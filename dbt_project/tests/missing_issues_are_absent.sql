with

missing as (

    select * from {{ ref('rpt_missing_issues') }}

),

issues as (

    select * from {{ ref('dim_issues') }}

)

select
    missing.series,
    missing.issue_year,
    missing.issue_no,
    issues.issue_id
from missing
inner join issues
    on missing.series = issues.series
    and missing.issue_year = issues.issue_year
    and missing.issue_no = issues.issue_no
