with

programmes as (

    select * from {{ ref('programmes') }}

),

rosters as (

    select
        programme_id,
        count(*) as rostered_units
    from {{ ref('programme_rosters') }}
    group by programme_id

),

final as (

    select
        programmes.programme_id,
        programmes.programme_name as name,
        programmes.programme_name_en as name_en,
        programmes.work_kind,
        programmes.cadence,
        programmes.deadline,
        programmes.stated_units,
        coalesce(rosters.rostered_units, 0) as rostered_units,
        programmes.roster_is_complete,
        programmes.source
    from programmes
    left join rosters on programmes.programme_id = rosters.programme_id

)

select * from final
order by programme_id
