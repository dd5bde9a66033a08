with

activity as (

    select * from {{ ref('rpt_unit_activity') }}

),

quarters as (

    select date_diff('quarter', min(reported_on), max(reported_on)) + 1 as quarter_count
    from {{ ref('dim_issues') }}

)

select
    activity.unit_code,
    count(*) as row_count,
    max(quarters.quarter_count) as quarter_count
from activity
cross join quarters
group by activity.unit_code
having count(*) != max(quarters.quarter_count)
