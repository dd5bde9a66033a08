with

activity as (

    select * from {{ ref('rpt_unit_activity') }}

),

quarters as (

    select date_diff('quarter', min(reported_on), max(reported_on)) + 1 as quarter_count
    from {{ ref('dim_issues') }}

),

named as (

    select unit_code from {{ ref('fct_unit_mentions') }}
    where unit_code is not null
    union
    select unit_code from {{ ref('bridge_event_units') }}
    union
    select unit_code from activity

)

select
    named.unit_code,
    count(activity.unit_code) as row_count,
    max(quarters.quarter_count) as quarter_count
from named
cross join quarters
left join activity on named.unit_code = activity.unit_code
group by named.unit_code
having count(activity.unit_code) != max(quarters.quarter_count)
