with

mentions as (

    select * from {{ ref('fct_person_mentions') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

final as (

    select
        mentions.person_id,
        people.name,
        people.unit_code,
        mentions.office,
        count(*) as mention_count,
        min(mentions.reported_on) as first_reported,
        max(mentions.reported_on) as last_reported
    from mentions
    inner join people on mentions.person_id = people.person_id
    where mentions.office is not null
    group by mentions.person_id, people.name, people.unit_code, mentions.office

)

select * from final
order by unit_code, name, first_reported, office, person_id
