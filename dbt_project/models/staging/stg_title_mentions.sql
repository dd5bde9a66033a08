with

source as (

    select * from {{ source('parsed', 'title_mentions') }}

),

renamed as (

    select
        title_mention_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        title,
        kind,
        unit_code,
        years_covered,
        volume_year
    from source

)

select * from renamed
