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

programme_words as (

    select * from {{ ref('programme_words') }}

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

wants as (

    select distinct what from targets

),

required as (

    select
        wants.what,
        arg_min(wordings.required_stage, wordings.priority) as required_stage,
        arg_min(wordings.required_order, wordings.priority) as required_order
    from wants
    inner join wordings on regexp_matches(wants.what, wordings.wording_pattern)
    group by wants.what

),

-- A deadline for many units' works (全省各级, 各县, 全部) is not met by one of them.
scoped as (

    select
        targets.*,
        regexp_matches(targets.what, '各|均|两级|全部|全省|全市|全州|全县|市、县|市县|[0-9]+[个部]') as is_collective,
        required.required_stage,
        required.required_order
    from targets
    left join required on targets.what = required.what

),

-- What a unit's work may be called in a target: its titles, or the title without the unit's name. 志 alone is the end of
-- every gazetteer's name.
work_names as (

    select
        project_id,
        unit_code,
        volume_year,
        unnest(list_append(aliases, stem)) as work_name
    from projects

),

-- The longest name decides: 扶贫志 is not the work called 志, nor is one volume of a yearbook another.
named_works as (

    select
        scoped.target_id,
        work_names.unit_code,
        work_names.project_id
    from scoped
    inner join work_names
        on scoped.unit_code = work_names.unit_code
        and contains(scoped.what, work_names.work_name)
        and length(work_names.work_name) > 1
        and (
            work_names.volume_year is null
            or not regexp_matches(scoped.what, '年鉴[（(]?[0-9]{4}')
            or contains(scoped.what, work_names.volume_year::varchar)
        )
    where not scoped.is_collective
    qualify dense_rank() over (partition by scoped.target_id order by length(work_names.work_name) desc) = 1

),

-- The works a target is about: the unit's own work that it names, or every rostered work of the programme that it
-- names, of the units under its unit.
expected as (

    select
        target_id,
        unit_code,
        project_id
    from named_works

    union

    select
        scoped.target_id,
        accounting.unit_code,
        accounting.project_id
    from scoped
    inner join programme_words on contains(scoped.what, programme_words.word)
    inner join accounting on programme_words.programme_id = accounting.programme_id
    inner join units on accounting.unit_code = units.unit_code
    where scoped.is_collective and scoped.unit_code in (units.unit_code, units.prefecture_code, units.province_code)

),

required_orders as (

    select distinct required_order from wordings

),

-- The earliest milestone at a stage or beyond, of all that are reported on a day or later.
reached as (

    select
        milestones.project_id,
        required_orders.required_order,
        milestones.reported_on,
        min({
            'met_on': milestones.reached_by,
            'milestone_id': milestones.milestone_id,
            'project_id': milestones.project_id
        }) as milestone
    from milestones
    inner join required_orders on milestones.stage_order >= required_orders.required_order
    where milestones.reported_on is not null
    group by milestones.project_id, required_orders.required_order, milestones.reported_on

),

reached_since as (

    select
        project_id,
        required_order,
        reported_on,
        min(milestone) over (
            partition by project_id, required_order
            order by reported_on
            rows between current row and unbounded following
        ) as milestone
    from reached

),

due as (

    select
        expected.target_id,
        expected.unit_code,
        expected.project_id,
        scoped.required_order,
        scoped.reported_on
    from expected
    inner join scoped on expected.target_id = scoped.target_id
    where expected.project_id is not null

),

finished as (

    select
        due.target_id,
        due.unit_code,
        min(since.milestone) as milestone
    from due
    asof join reached_since as since
        on due.project_id = since.project_id
        and due.required_order = since.required_order
        and due.reported_on < since.reported_on
    group by due.target_id, due.unit_code

),

-- Met by the last of the units it is due from.
meeting as (

    select
        expected.target_id,
        count(distinct expected.unit_code) as expected_units,
        count(distinct finished.unit_code) as finished_units,
        max(finished.milestone) as last_milestone
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
        meeting.last_milestone
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
        if(is_met, last_milestone.milestone_id, null) as met_by_milestone_id,
        if(is_met, last_milestone.project_id, null) as met_by_project_id,
        if(is_met, last_milestone.met_on, null) as met_on,
        if(is_met, last_milestone.met_on > due_date, null) as is_met_late,
        date_diff('day', as_of, due_date) as days_left,
        quote
    from judged

)

select * from final
order by due_date, target_id
