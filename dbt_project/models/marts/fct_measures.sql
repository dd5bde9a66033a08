with

facts as (

    select * from {{ ref('stg_measures') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        facts.measure_id,
        {{ evidence() }},
        facts.measure_group,
        facts.measure
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id

)

select * from final
order by measure_id
