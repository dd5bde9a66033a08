with

source as (

    select * from {{ source('parsed', 'person_mentions') }}

),

renamed as (

    select
        person_mention_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        name,
        office,
        unit_code
    from source

)

select * from renamed
