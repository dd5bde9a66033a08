with

source as (

    select * from {{ source('parsed', 'unit_mentions') }}

),

renamed as (

    select
        unit_mention_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        surface,
        unit_code
    from source

)

select * from renamed
