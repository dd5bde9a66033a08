{%- set levels = ['country', 'province', 'prefecture', 'county'] -%}
{%- set precisions = ['day', 'month', 'quarter', 'half_year', 'year', 'range'] -%}
{%- set date_bases = ['explicit', 'inherited', 'issue_date', 'illegible'] -%}
{%- set vocabularies = [
    ('fct_document_regions', 'region', [
        'header', 'section', 'article', 'footer', 'page_number', 'running_head', 'web_furniture', 'link', 'unassigned',
    ]),
    ('fct_events', 'status', ['happened', 'planned']),
    ('fct_roster_claims', 'level', ['prefecture', 'county', 'poverty_county']),
    ('dim_admin_units', 'level', levels),
    ('dim_programmes', 'cadence', ['once', 'yearly']),
    ('dim_projects', 'name_basis', ['title', 'series']),
    ('rpt_target_status', 'status', ['open', 'overdue', 'met']),
    ('rpt_missing_issues', 'reason', ['between_known', 'before_first_known', 'year_total']),
    ('fct_programme_evidence', 'basis', ['work', 'passage', 'article']),
] -%}
{#- These may be null. -#}
{%- set optional = [
    ('fct_events', 'date_precision', precisions),
    ('fct_events', 'date_basis', date_bases),
    ('fct_indicators', 'as_of_precision', precisions),
    ('fct_indicators', 'as_of_basis', date_bases),
    ('fct_project_milestones', 'date_precision', precisions),
    ('fct_project_milestones', 'date_basis', date_bases),
    ('rpt_programme_accounting', 'strongest_basis', ['work', 'passage', 'article']),
] -%}
{%- set seeded = [
    ('fct_events', 'event_type', 'event_types', 'event_type'),
    ('fct_project_milestones', 'stage', 'project_stages', 'stage'),
    ('fct_title_mentions', 'kind', 'work_kinds', 'kind'),
    ('dim_projects', 'kind', 'work_kinds', 'kind'),
    ('dim_programmes', 'work_kind', 'work_kinds', 'kind'),
] -%}
{%- set seeded_optional = [
    ('rpt_programme_accounting', 'latest_stage', 'project_stages', 'stage'),
    ('rpt_target_status', 'required_stage', 'project_stages', 'stage'),
] -%}
with

unknown as (
    {% for table, column, words in vocabularies %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        {{ column }}::varchar as word
    from {{ ref(table) }}
    where
        {{ column }} is null
        or {{ column }} not in ('{{ words | join("', '") }}')
    union all
    {% endfor %}
    {%- for table, column, words in optional %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        {{ column }} as word
    from {{ ref(table) }}
    where {{ column }} not in ('{{ words | join("', '") }}')
    union all
    {% endfor %}
    {%- for table, column, seed, word in seeded_optional %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        facts.{{ column }} as word
    from {{ ref(table) }} as facts
    anti join {{ ref(seed) }} as words on facts.{{ column }} = words.{{ word }}
    where facts.{{ column }} is not null
    union all
    {% endfor %}
    {%- for table, column, seed, word in seeded %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        facts.{{ column }} as word
    from {{ ref(table) }} as facts
    anti join {{ ref(seed) }} as words on facts.{{ column }} = words.{{ word }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    table_name,
    column_name,
    word,
    count(*) as row_count
from unknown
group by table_name, column_name, word
