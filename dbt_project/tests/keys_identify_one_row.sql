{%- set keys = {
    'dim_admin_units': ['unit_code'],
    'dim_documents': ['document_id'],
    'dim_issues': ['issue_id'],
    'dim_people': ['person_id'],
    'dim_programmes': ['programme_id'],
    'dim_projects': ['project_id'],
    'fct_articles': ['article_id'],
    'fct_events': ['event_id'],
    'fct_indicators': ['indicator_id'],
    'fct_measures': ['measure_id'],
    'fct_person_mentions': ['person_mention_id'],
    'fct_programme_evidence': ['programme_id', 'unit_code', 'evidence_id'],
    'fct_project_milestones': ['milestone_id'],
    'fct_roster_claims': ['roster_claim_id'],
    'fct_targets': ['target_id'],
    'fct_title_mentions': ['title_mention_id'],
    'fct_unit_mentions': ['unit_mention_id'],
    'fct_unresolved_units': ['unresolved_unit_id'],
    'fct_document_regions': ['document_id', 'region', 'char_start', 'char_end'],
    'bridge_event_people': ['event_id', 'person_id'],
    'bridge_event_projects': ['event_id', 'project_id'],
    'bridge_event_units': ['event_id', 'unit_code'],
    'bridge_issue_documents': ['document_id'],
    'bridge_measure_units': ['measure_id', 'unit_code'],
    'bridge_programme_units': ['programme_id', 'unit_code'],
    'bridge_project_aliases': ['project_id', 'alias'],
    'rpt_missing_issues': ['series', 'issue_year', 'issue_no'],
    'rpt_office_holders': ['person_id', 'office'],
    'rpt_programme_accounting': ['programme_id', 'unit_code'],
    'rpt_roster_reconciliation': ['roster_claim_id'],
    'rpt_target_status': ['target_id'],
    'rpt_unit_activity': ['unit_code', 'quarter_start'],
} -%}
{%- for table, columns in keys.items() %}
select
    '{{ table }}' as table_name,
    concat_ws(
        ', '
        {%- for column in columns %},
        '{{ column }}=' || coalesce({{ column }}::varchar, 'null')
        {%- endfor %}
    ) as key,
    count(*) as row_count
from {{ ref(table) }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}
{{ 'union all' if not loop.last }}
{%- endfor %}
