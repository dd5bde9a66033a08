with

events as (

    select * from {{ ref('fct_events') }}

),

namings as (

    select * from {{ ref('int_people') }}
    where naming_type = 'event'

),

final as (

    select distinct
        events.event_id,
        namings.person_id,
        namings.name
    from events
    inner join namings on events.event_id = namings.naming_id

)

select * from final
order by event_id, person_id
