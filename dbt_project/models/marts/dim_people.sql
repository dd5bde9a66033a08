with

namings as (

    select * from {{ ref('int_people') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

reported as (

    select
        namings.*,
        articles.issue_id,
        articles.reported_on
    from namings
    inner join articles on namings.article_id = articles.article_id

),

final as (

    select
        person_id,
        name,
        unit_code,
        coalesce(list(distinct office order by office) filter (where office is not null), []) as offices,
        last(office order by reported_on nulls first, naming_id) filter (where office is not null) as latest_office,
        count(*) filter (where naming_type = 'mention') as mention_count,
        count(distinct issue_id) as issue_count,
        min(reported_on) as first_reported,
        max(reported_on) as last_reported
    from reported
    group by person_id, name, unit_code

)

select * from final
order by person_id
