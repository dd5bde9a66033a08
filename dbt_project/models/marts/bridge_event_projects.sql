with

events as (

    select * from {{ ref('fct_events') }}

),

mentions as (

    select * from {{ ref('int_project_mentions') }}
    where mention_type = 'event'

),

final as (

    select
        events.event_id,
        mentions.project_id,
        min(mentions.title) as title
    from events
    inner join mentions on events.event_id = mentions.mention_id
    group by events.event_id, mentions.project_id

)

select * from final
order by event_id, project_id
