{{ config(materialized='view') }}

-- Milestones of the collection with the project they belong to and the day they count from.
with

milestones as (

    select * from {{ ref('stg_milestones') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

mentions as (

    select * from {{ ref('int_project_mentions') }}
    where mention_type = 'milestone'

),

stages as (

    select * from {{ ref('project_stages') }}

),

final as (

    select
        milestones.*,
        articles.issue_id,
        articles.reported_on,
        mentions.project_id,
        stages.stage_order,
        coalesce(milestones.date_end, articles.reported_on) as reached_by,
        if(milestones.date_end is null, 'reported', 'stated') as reached_by_basis
    from milestones
    inner join articles
        on milestones.article_id = articles.article_id and milestones.document_id = articles.document_id
    left join mentions on milestones.milestone_id = mentions.mention_id
    left join stages on milestones.stage = stages.stage

)

select * from final
