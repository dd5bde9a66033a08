{%- set references = [
    ('dim_admin_units', 'parent_unit_code'),
    ('dim_admin_units', 'prefecture_code'),
    ('dim_admin_units', 'province_code'),
    ('dim_admin_units', 'successor_unit_code'),
    ('dim_people', 'unit_code'),
    ('dim_projects', 'unit_code'),
    ('fct_events', 'unit_code'),
    ('fct_indicators', 'scope_unit_code'),
    ('fct_person_mentions', 'unit_code'),
    ('fct_programme_evidence', 'unit_code'),
    ('fct_project_milestones', 'unit_code'),
    ('fct_roster_claims', 'unit_code'),
    ('fct_targets', 'unit_code'),
    ('fct_title_mentions', 'unit_code'),
    ('fct_unit_mentions', 'unit_code'),
    ('bridge_event_units', 'unit_code'),
    ('bridge_measure_units', 'unit_code'),
    ('bridge_programme_units', 'unit_code'),
    ('rpt_office_holders', 'unit_code'),
    ('rpt_programme_accounting', 'unit_code'),
    ('rpt_programme_accounting', 'prefecture_code'),
    ('rpt_roster_reconciliation', 'unit_code'),
    ('rpt_target_status', 'unit_code'),
    ('rpt_unit_activity', 'unit_code'),
    ('rpt_unit_activity', 'prefecture_code'),
    ('rpt_unit_activity', 'province_code'),
] -%}
with

named as (
    {% for table, column in references %}
    select
        '{{ table }}' as table_name,
        '{{ column }}' as column_name,
        {{ column }} as unit_code,
        count(*) as row_count
    from {{ ref(table) }}
    where {{ column }} is not null
    group by {{ column }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
    union all

    select
        'fct_unresolved_units' as table_name,
        'candidate_unit_codes' as column_name,
        unnest(candidate_unit_codes) as unit_code,
        1 as row_count
    from {{ ref('fct_unresolved_units') }}

)

select named.*
from named
anti join {{ ref('dim_admin_units') }} as units on named.unit_code = units.unit_code
