{%- set references = [
    ('bridge_event_people', 'event_id', 'fct_events', 'event_id'),
    ('bridge_event_people', 'person_id', 'dim_people', 'person_id'),
    ('bridge_event_projects', 'event_id', 'fct_events', 'event_id'),
    ('bridge_event_projects', 'project_id', 'dim_projects', 'project_id'),
    ('bridge_event_units', 'event_id', 'fct_events', 'event_id'),
    ('bridge_issue_documents', 'issue_id', 'dim_issues', 'issue_id'),
    ('bridge_issue_documents', 'document_id', 'dim_documents', 'document_id'),
    ('bridge_measure_units', 'measure_id', 'fct_measures', 'measure_id'),
    ('bridge_programme_units', 'programme_id', 'dim_programmes', 'programme_id'),
    ('bridge_project_aliases', 'project_id', 'dim_projects', 'project_id'),
    ('dim_documents', 'issue_id', 'dim_issues', 'issue_id'),
    ('dim_projects', 'programme_id', 'dim_programmes', 'programme_id'),
    ('fct_document_regions', 'document_id', 'dim_documents', 'document_id'),
    ('fct_person_mentions', 'person_id', 'dim_people', 'person_id'),
    ('fct_project_milestones', 'project_id', 'dim_projects', 'project_id'),
    ('fct_title_mentions', 'project_id', 'dim_projects', 'project_id'),
    ('rpt_office_holders', 'person_id', 'dim_people', 'person_id'),
    ('rpt_programme_accounting', 'project_id', 'dim_projects', 'project_id'),
    ('rpt_target_status', 'target_id', 'fct_targets', 'target_id'),
    ('rpt_target_status', 'met_by_milestone_id', 'fct_project_milestones', 'milestone_id'),
] -%}
{%- for table, column, target, target_column in references %}
select
    '{{ table }}' as table_name,
    '{{ column }}' as column_name,
    child.{{ column }} as orphan,
    count(*) as row_count
from {{ ref(table) }} as child
anti join {{ ref(target) }} as parent on child.{{ column }} = parent.{{ target_column }}
where child.{{ column }} is not null
group by child.{{ column }}
{{ 'union all' if not loop.last }}
{%- endfor %}
