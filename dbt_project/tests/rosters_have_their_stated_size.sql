with

programmes as (

    select * from {{ ref('dim_programmes') }}

),

rosters as (

    select
        programme_id,
        count(*) as bridged_units
    from {{ ref('bridge_programme_units') }}
    group by programme_id

)

select
    programmes.programme_id,
    programmes.stated_units,
    programmes.rostered_units,
    coalesce(rosters.bridged_units, 0) as bridged_units
from programmes
left join rosters on programmes.programme_id = rosters.programme_id
where
    programmes.rostered_units != coalesce(rosters.bridged_units, 0)
    or programmes.rostered_units > programmes.stated_units
    or (programmes.roster_is_complete and programmes.rostered_units != programmes.stated_units)
