with

facts as (

    select * from {{ ref('stg_roster_claims') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        facts.roster_claim_id,
        {{ evidence() }},
        facts.unit_code,
        facts.level,
        facts.stated_count
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id

)

select * from final
order by roster_claim_id
