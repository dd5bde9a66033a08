with

facts as (

    select * from {{ ref('stg_targets') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        facts.target_id,
        {{ evidence() }},
        facts.what,
        facts.unit_code,
        facts.due_date,
        facts.due_text
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id

)

select * from final
order by target_id
