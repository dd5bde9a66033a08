with

facts as (

    select * from {{ ref('stg_indicators') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        facts.indicator_id,
        {{ evidence() }},
        facts.subject,
        facts.value,
        facts.unit_of_measure,
        facts.qualifier,
        facts.approximate,
        facts.scope_unit_code,
        {{ dated('as_of') }}
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id

)

select * from final
order by indicator_id
