-- Which programme a work belongs to: by its name without the unit's, by its period where the name does not decide,
-- and only where the programme expects a work of that unit.
with

projects as (

    select * from {{ ref('int_projects') }}

),

series as (

    select * from {{ ref('programme_series') }}

),

programmes as (

    select * from {{ ref('programmes') }}

),

rosters as (

    select * from {{ ref('programme_rosters') }}

),

units as (

    select * from {{ ref('admin_units') }}

),

-- Where the roster is not known in full, every unit of the province may have a work in the programme.
expected_units as (

    select
        programme_id,
        unit_code
    from rosters

    union

    select
        programmes.programme_id,
        units.unit_code
    from programmes
    inner join rosters on programmes.programme_id = rosters.programme_id
    inner join units as rostered on rosters.unit_code = rostered.unit_code
    inner join units on rostered.province_code = units.province_code
    where not programmes.roster_is_complete

),

final as (

    select
        projects.project_id,
        min(series.programme_id) as programme_id
    from projects
    inner join series
        on projects.stem = series.series_name
        and (
            series.first_year_from is null
            or projects.first_year between series.first_year_from and series.first_year_to
        )
    inner join expected_units
        on series.programme_id = expected_units.programme_id
        and projects.unit_code = expected_units.unit_code
    group by projects.project_id

)

select * from final
order by project_id
