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

programmes as (

    select * from {{ ref('programmes') }}

),

accounting as (

    select * from {{ ref('rpt_programme_accounting') }}

),

units as (

    select * from {{ ref('dim_admin_units') }}

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

-- A deadline for many units' works (全省各级, 各县, 全部) is not met by one of them.
scoped as (

    select
        targets.*,
        regexp_matches(targets.what, '各|均|两级|全部|全省|全市|全州|全县|市、县|市县|[0-9]+[个部]') as is_collective,
        required.required_stage,
        required.required_order
    from targets
    left join required on targets.target_id = required.target_id

),

-- The works a target is about: the unit's own work that it names, or every rostered work of the programme that it
-- names, of the units under its unit.
expected as (

    select
        scoped.target_id,
        projects.unit_code,
        projects.project_id
    from scoped
    inner join projects
        on scoped.unit_code = projects.unit_code and contains(scoped.what, projects.stem)
    where not scoped.is_collective

    union

    select
        scoped.target_id,
        accounting.unit_code,
        accounting.project_id
    from scoped
    inner join programmes on regexp_matches(scoped.what, programmes.mention_pattern)
    inner join accounting on programmes.programme_id = accounting.programme_id
    inner join units on accounting.unit_code = units.unit_code
    where scoped.is_collective and scoped.unit_code in (units.unit_code, units.prefecture_code, units.province_code)

),

finished as (

    select
        expected.target_id,
        expected.unit_code,
        milestones.milestone_id,
        milestones.project_id,
        milestones.reached_by as met_on
    from expected
    inner join scoped on expected.target_id = scoped.target_id
    inner join milestones
        on expected.project_id = milestones.project_id
        and scoped.required_order <= milestones.stage_order
        and scoped.reported_on <= milestones.reported_on
        and scoped.article_id != milestones.article_id
    qualify row_number() over (
            partition by expected.target_id, expected.unit_code
            order by milestones.reached_by nulls last, milestones.milestone_id
        ) = 1

),

-- Met by the last of the units it is due from.
meeting as (

    select
        expected.target_id,
        count(distinct expected.unit_code) as expected_units,
        count(distinct finished.unit_code) as finished_units,
        first(finished.milestone_id order by finished.met_on desc, finished.milestone_id) as milestone_id,
        first(finished.project_id order by finished.met_on desc, finished.milestone_id) as project_id,
        max(finished.met_on) as met_on
    from expected
    left join finished on expected.target_id = finished.target_id and expected.unit_code = finished.unit_code
    group by expected.target_id

),

judged as (

    select
        scoped.*,
        newest.as_of,
        meeting.expected_units,
        meeting.finished_units,
        coalesce(meeting.finished_units = meeting.expected_units, false) as is_met,
        meeting.milestone_id,
        meeting.project_id,
        meeting.met_on
    from scoped
    cross join newest
    left join meeting on scoped.target_id = meeting.target_id

),

final as (

    select
        target_id,
        article_id,
        issue_id,
        document_id,
        reported_on,
        what,
        unit_code,
        due_date,
        is_collective,
        required_stage,
        as_of,
        case
            when is_met then 'met'
            when due_date < as_of then 'overdue'
            else 'open'
        end as status,
        expected_units,
        finished_units,
        if(is_met, milestone_id, null) as met_by_milestone_id,
        if(is_met, project_id, null) as met_by_project_id,
        if(is_met, met_on, null) as met_on,
        if(is_met, met_on > due_date, null) as is_met_late,
        date_diff('day', as_of, due_date) as days_left,
        quote
    from judged

)

select * from final
order by due_date, target_id
