with

names as (

    select * from {{ ref('int_project_names') }}

),

mentions as (

    select * from {{ ref('int_work_mentions') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        names.project_id,
        names.title as alias,
        bool_or(names.work_key != names.project_key) as is_former_or_short_name,
        count(*) as mention_count,
        min(articles.reported_on) as first_reported,
        max(articles.reported_on) as last_reported
    from names
    inner join mentions on names.name_id = mentions.name_id
    inner join articles on mentions.article_id = articles.article_id
    group by names.project_id, names.title

)

select * from final
order by project_id, alias
