with

rosters as (

    select * from {{ ref('programme_rosters') }}

),

units as (

    select * from {{ ref('dim_admin_units') }}

)

select
    rosters.programme_id,
    rosters.unit_code,
    rosters.unit_name as rostered_name,
    units.unit_name as reference_name,
    units.is_current
from rosters
left join units on rosters.unit_code = units.unit_code
where units.unit_code is null or units.unit_name != rosters.unit_name or not units.is_current
