with

source as (

    select * from {{ source('parsed', 'measures') }}

),

renamed as (

    select
        measure_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        measure_group,
        measure,
        unit_codes
    from source

)

select * from renamed
