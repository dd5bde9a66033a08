with

facts as (

    select * from {{ ref('stg_unit_mentions') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        facts.unit_mention_id,
        {{ evidence() }},
        facts.surface,
        facts.unit_code
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id

)

select * from final
order by unit_mention_id
