with

words as (

    select * from {{ ref('programme_words') }}

),

roster as (

    select * from {{ ref('bridge_programme_units') }}

),

projects as (

    select * from {{ ref('dim_projects') }}

),

articles as (

    select * from {{ ref('int_programme_articles') }}

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

speaking_passages as (

    select distinct
        passages.evidence_type,
        passages.evidence_id,
        passages.unit_code,
        passages.sentence,
        words.programme_id
    from passages
    inner join words on contains(passages.sentence, words.word)

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
        words.programme_id,
        titles.unit_code,
        'title' as evidence_type,
        titles.title_mention_id as evidence_id
    from titles
    inner join words on contains(titles.title, words.word)

    union

    select
        words.programme_id,
        milestones.unit_code,
        'milestone' as evidence_type,
        milestones.milestone_id as evidence_id
    from milestones
    inner join words on contains(milestones.work, words.word)

    union

    select
        programme_id,
        unit_code,
        evidence_type,
        evidence_id
    from speaking_passages

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
    left join speaking_passages as others
        on passages.evidence_id = others.evidence_id
        and passages.unit_code = others.unit_code
        and passages.sentence = others.sentence
        and articles.programme_id != others.programme_id
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
