-- Each place where a work is named, with its project.
with

mentions as (

    select * from {{ ref('int_work_mentions') }}

),

names as (

    select * from {{ ref('int_project_names') }}

),

final as (

    select distinct
        mentions.mention_type,
        mentions.mention_id,
        mentions.title,
        names.project_id
    from mentions
    inner join names on mentions.name_id = names.name_id

)

select * from final
order by mention_type, mention_id, project_id
