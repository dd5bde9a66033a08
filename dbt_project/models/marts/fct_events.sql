with

facts as (

    select * from {{ ref('stg_events') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        facts.event_id,
        {{ evidence() }},
        facts.event_type,
        facts.unit_code,
        facts.status,
        {{ dated() }},
        facts.title
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id

)

select * from final
order by event_id
