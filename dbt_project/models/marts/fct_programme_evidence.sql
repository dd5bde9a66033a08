with

programmes as (

    select * from {{ ref('programmes') }}

),

roster as (

    select * from {{ ref('bridge_programme_units') }}

),

projects as (

    select * from {{ ref('dim_projects') }}

),

articles as (

    select
        articles.article_id,
        programmes.programme_id
    from {{ ref('fct_articles') }} as articles
    inner join programmes
        on regexp_matches(concat_ws(' ', articles.kicker, articles.title), programmes.mention_pattern)

),

titles as (

    select * from {{ ref('fct_title_mentions') }}

),

milestones as (

    select * from {{ ref('fct_project_milestones') }}

),

events as (

    select * from {{ ref('fct_events') }}

),

event_projects as (

    select * from {{ ref('bridge_event_projects') }}

),

measures as (

    select * from {{ ref('fct_measures') }}

),

passages as (

    select * from {{ ref('int_unit_passages') }}

),

-- A fact about the unit's own work in the programme.
by_work as (

    select
        projects.programme_id,
        projects.unit_code,
        'title' as evidence_type,
        titles.title_mention_id as evidence_id
    from titles
    inner join projects on titles.project_id = projects.project_id

    union

    select
        projects.programme_id,
        projects.unit_code,
        'milestone' as evidence_type,
        milestones.milestone_id as evidence_id
    from milestones
    inner join projects on milestones.project_id = projects.project_id

    union

    select
        projects.programme_id,
        projects.unit_code,
        'event' as evidence_type,
        event_projects.event_id as evidence_id
    from event_projects
    inner join projects on event_projects.project_id = projects.project_id

),

-- A fact that names the programme and the unit in one sentence.
by_passage as (

    select
        programmes.programme_id,
        titles.unit_code,
        'title' as evidence_type,
        titles.title_mention_id as evidence_id
    from titles
    inner join programmes on regexp_matches(titles.title, programmes.mention_pattern)

    union

    select
        programmes.programme_id,
        milestones.unit_code,
        'milestone' as evidence_type,
        milestones.milestone_id as evidence_id
    from milestones
    inner join programmes on regexp_matches(milestones.work, programmes.mention_pattern)

    union

    select
        programmes.programme_id,
        passages.unit_code,
        passages.evidence_type,
        passages.evidence_id
    from passages
    inner join programmes on regexp_matches(passages.sentence, programmes.mention_pattern)

),

-- A fact about the unit in an article whose heading names the programme, unless it speaks of another programme.
by_article as (

    select distinct
        articles.programme_id,
        passages.unit_code,
        passages.evidence_type,
        passages.evidence_id
    from passages
    inner join articles on passages.article_id = articles.article_id
    left join programmes as others
        on articles.programme_id != others.programme_id
        and regexp_matches(passages.sentence, others.mention_pattern)
    where others.programme_id is null

),

ranked as (

    select
        *,
        'work' as basis,
        1 as basis_rank
    from by_work

    union all

    select
        *,
        'passage' as basis,
        2 as basis_rank
    from by_passage

    union all

    select
        *,
        'article' as basis,
        3 as basis_rank
    from by_article

),

evidence as (

    select
        programme_id,
        unit_code,
        evidence_type,
        evidence_id,
        arg_min(basis, basis_rank) as basis
    from ranked
    group by programme_id, unit_code, evidence_type, evidence_id

),

spans as (
    {% for table, id in [
        ('titles', 'title_mention_id'),
        ('milestones', 'milestone_id'),
        ('events', 'event_id'),
        ('measures', 'measure_id'),
    ] %}
    select
        {{ id }} as evidence_id,
        {{ evidence(table, table) }}
    from {{ table }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (

    select
        evidence.programme_id,
        evidence.unit_code,
        evidence.evidence_type,
        evidence.evidence_id,
        evidence.basis,
        {{ evidence('spans', 'spans') }}
    from evidence
    inner join roster
        on evidence.programme_id = roster.programme_id and evidence.unit_code = roster.unit_code
    inner join spans on evidence.evidence_id = spans.evidence_id

)

select * from final
order by programme_id, unit_code, evidence_type, evidence_id
