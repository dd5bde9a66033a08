with

targets as (

    select * from {{ ref('fct_targets') }}

),

milestones as (

    select * from {{ ref('fct_project_milestones') }}
    where project_id is not null

),

projects as (

    select * from {{ ref('int_projects') }}

),

wordings as (

    select
        wordings.*,
        stages.stage_order as required_order
    from {{ ref('target_wordings') }} as wordings
    inner join {{ ref('project_stages') }} as stages on wordings.required_stage = stages.stage

),

newest as (

    select max(reported_on) as as_of
    from {{ ref('dim_issues') }}

),

required as (

    select
        targets.target_id,
        first(wordings.required_stage order by wordings.priority) as required_stage,
        first(wordings.required_order order by wordings.priority) as required_order
    from targets
    inner join wordings on regexp_matches(targets.what, wordings.wording_pattern)
    group by targets.target_id

),

-- A deadline for many units' works (全省各级, 各县) is not met by one of them.
collective as (

    select
        target_id,
        regexp_matches(what, '各级|各地|各市|各州|各县|各区|各单位|市、县|市县') as is_collective
    from targets

),

meeting as (

    select
        targets.target_id,
        first(milestones.milestone_id order by milestones.reached_by nulls last, milestones.milestone_id) as milestone_id,
        first(milestones.project_id order by milestones.reached_by nulls last, milestones.milestone_id) as project_id,
        min(milestones.reached_by) as met_on
    from targets
    inner join required on targets.target_id = required.target_id
    inner join collective on targets.target_id = collective.target_id and not collective.is_collective
    inner join projects
        on targets.unit_code = projects.unit_code and contains(targets.what, projects.stem)
    inner join milestones
        on projects.project_id = milestones.project_id
        and milestones.stage_order >= required.required_order
        and milestones.reported_on >= targets.reported_on
        and milestones.article_id != targets.article_id
    group by targets.target_id

),

final as (

    select
        targets.target_id,
        targets.article_id,
        targets.issue_id,
        targets.document_id,
        targets.reported_on,
        targets.what,
        targets.unit_code,
        targets.due_date,
        collective.is_collective,
        required.required_stage,
        newest.as_of,
        case
            when meeting.milestone_id is not null then 'met'
            when targets.due_date < newest.as_of then 'overdue'
            else 'open'
        end as status,
        meeting.milestone_id as met_by_milestone_id,
        meeting.project_id as met_by_project_id,
        meeting.met_on,
        meeting.met_on > targets.due_date as is_met_late,
        date_diff('day', newest.as_of, targets.due_date) as days_left,
        targets.quote
    from targets
    cross join newest
    inner join collective on targets.target_id = collective.target_id
    left join required on targets.target_id = required.target_id
    left join meeting on targets.target_id = meeting.target_id

)

select * from final
order by due_date, target_id
