with

targets as (

    select * from {{ ref('rpt_target_status') }}

)

select
    target_id,
    status,
    due_date,
    as_of,
    met_by_milestone_id
from targets
where
    (status = 'met') != (met_by_milestone_id is not null)
    or (status = 'overdue' and due_date >= as_of)
    or (status = 'open' and due_date < as_of)
    or due_date is null
