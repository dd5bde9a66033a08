with

facts as (

    select * from {{ ref('stg_title_mentions') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

projects as (

    select * from {{ ref('int_project_mentions') }}
    where mention_type = 'title'

),

final as (

    select
        facts.title_mention_id,
        {{ evidence() }},
        facts.title,
        facts.kind,
        facts.unit_code,
        facts.years_covered,
        facts.volume_year,
        projects.project_id
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id
    left join projects on facts.title_mention_id = projects.mention_id

)

select * from final
order by title_mention_id
