with

roster as (

    select * from {{ ref('programme_rosters') }}

),

accounting as (

    select * from {{ ref('rpt_programme_accounting') }}

)

select
    coalesce(roster.programme_id, accounting.programme_id) as programme_id,
    coalesce(roster.unit_code, accounting.unit_code) as unit_code,
    roster.unit_code is not null as is_rostered,
    count(accounting.unit_code) as row_count
from roster
full outer join accounting
    on roster.programme_id = accounting.programme_id and roster.unit_code = accounting.unit_code
group by all
having count(accounting.unit_code) != 1 or not is_rostered
