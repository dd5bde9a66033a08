{%- set event_types = [
    'meeting', 'instruction', 'visit', 'training', 'issuance', 'commendation',
    'organization', 'review', 'publication', 'launch', 'outreach', 'other',
] -%}
with

units as (

    select * from {{ ref('dim_admin_units') }}

),

issues as (

    select
        issue_id,
        date_trunc('quarter', reported_on)::date as quarter_start
    from {{ ref('dim_issues') }}
    where reported_on is not null

),

mentions as (

    select * from {{ ref('fct_unit_mentions') }}

),

quarter_range as (

    select
        min(quarter_start)::timestamp as first_quarter,
        max(quarter_start)::timestamp as last_quarter
    from issues

),

quarters as (

    select unnest(generate_series(first_quarter, last_quarter, interval 3 months))::date as quarter_start
    from quarter_range

),

issue_counts as (

    select
        quarter_start,
        count(*) as issue_count
    from issues
    group by quarter_start

),

-- The provinces, cities and prefectures that are expected to report, and every unit ever named.
active_units as (

    select roster.unit_code
    from {{ ref('bridge_programme_units') }} as roster
    inner join units on roster.unit_code = units.unit_code
    where units.level in ('province', 'prefecture')

    union

    select unit_code from mentions

    union

    select unit_code from {{ ref('bridge_event_units') }}

    union

    select unit_code from {{ ref('bridge_measure_units') }}

    union

    select unit_code from {{ ref('fct_project_milestones') }}

),

activity as (

    select
        unit_code,
        date_trunc('quarter', reported_on)::date as quarter_start,
        issue_id,
        'mention' as activity,
        unit_mention_id as activity_id
    from mentions

    union all

    select
        event_units.unit_code,
        date_trunc('quarter', events.reported_on)::date as quarter_start,
        events.issue_id,
        events.event_type as activity,
        events.event_id as activity_id
    from {{ ref('fct_events') }} as events
    inner join {{ ref('bridge_event_units') }} as event_units on events.event_id = event_units.event_id

    union all

    select
        measure_units.unit_code,
        date_trunc('quarter', measures.reported_on)::date as quarter_start,
        measures.issue_id,
        'measure' as activity,
        measures.measure_id as activity_id
    from {{ ref('fct_measures') }} as measures
    inner join {{ ref('bridge_measure_units') }} as measure_units on measures.measure_id = measure_units.measure_id

    union all

    select
        unit_code,
        date_trunc('quarter', reported_on)::date as quarter_start,
        issue_id,
        'milestone' as activity,
        milestone_id as activity_id
    from {{ ref('fct_project_milestones') }}

),

counts as (

    select
        unit_code,
        quarter_start,
        count(distinct issue_id) as issues_naming,
        count(*) filter (where activity = 'mention') as mentions,
        count(*) filter (where activity not in ('mention', 'measure', 'milestone')) as events,
        {%- for event_type in event_types %}
        count(*) filter (where activity = '{{ event_type }}') as {{ event_type }}_events,
        {%- endfor %}
        count(*) filter (where activity = 'measure') as measures,
        count(*) filter (where activity = 'milestone') as milestones
    from activity
    where quarter_start is not null
    group by unit_code, quarter_start

),

filled as (

    select
        units.unit_code,
        units.unit_name,
        units.level,
        units.prefecture_code,
        units.province_code,
        quarters.quarter_start,
        format('{}Q{}', year(quarters.quarter_start), quarter(quarters.quarter_start)) as quarter,
        coalesce(issue_counts.issue_count, 0) as issues_at_hand,
        coalesce(counts.issues_naming, 0) as issues_naming,
        coalesce(counts.mentions, 0) as mentions,
        coalesce(counts.events, 0) as events,
        {%- for event_type in event_types %}
        coalesce(counts.{{ event_type }}_events, 0) as {{ event_type }}_events,
        {%- endfor %}
        coalesce(counts.measures, 0) as measures,
        coalesce(counts.milestones, 0) as milestones,
        -- A quarter without a bulletin at hand says nothing about anybody's silence.
        case when issue_counts.issue_count > 0 then coalesce(counts.issues_naming, 0) = 0 end as is_silent
    from active_units
    inner join units on active_units.unit_code = units.unit_code
    cross join quarters
    left join issue_counts on quarters.quarter_start = issue_counts.quarter_start
    left join counts on active_units.unit_code = counts.unit_code and quarters.quarter_start = counts.quarter_start

),

final as (

    select
        *,
        avg(is_silent::bigint) over (partition by unit_code) as silent_quarter_share
    from filled

)

select * from final
order by unit_code, quarter_start
