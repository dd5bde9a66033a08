with

source as (

    select * from {{ source('parsed', 'articles') }}

),

renamed as (

    select
        article_id,
        document_id,
        position,
        section,
        kicker,
        title,
        source_org,
        subheads,
        body,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence
    from source

)

select * from renamed
