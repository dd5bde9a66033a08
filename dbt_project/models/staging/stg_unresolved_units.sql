with

source as (

    select * from {{ source('parsed', 'unresolved_units') }}

),

renamed as (

    select
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        surface,
        candidate_unit_codes
    from source

)

select * from renamed
