select
    milestone_id,
    work,
    unit_code,
    stage,
    quote
from {{ ref('fct_project_milestones') }}
where project_id is null
