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
    ('fct_programme_evidence', 'programme_id', 'dim_programmes', 'programme_id'),
    ('fct_project_milestones', 'project_id', 'dim_projects', 'project_id'),
    ('fct_title_mentions', 'project_id', 'dim_projects', 'project_id'),
    ('rpt_office_holders', 'person_id', 'dim_people', 'person_id'),
    ('rpt_programme_accounting', 'programme_id', 'dim_programmes', 'programme_id'),
    ('rpt_programme_accounting', 'project_id', 'dim_projects', 'project_id'),
    ('rpt_roster_reconciliation', 'roster_claim_id', 'fct_roster_claims', 'roster_claim_id'),
    ('rpt_target_status', 'target_id', 'fct_targets', 'target_id'),
    ('rpt_target_status', 'met_by_milestone_id', 'fct_project_milestones', 'milestone_id'),
    ('rpt_target_status', 'met_by_project_id', 'dim_projects', 'project_id'),
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
union all
{% endfor -%}
select
    'fct_programme_evidence' as table_name,
    'evidence_id' as column_name,
    evidence.evidence_id as orphan,
    count(*) as row_count
from {{ ref('fct_programme_evidence') }} as evidence
anti join (
    select
        'title' as evidence_type,
        title_mention_id as evidence_id
    from {{ ref('fct_title_mentions') }}
    union all
    select
        'milestone' as evidence_type,
        milestone_id as evidence_id
    from {{ ref('fct_project_milestones') }}
    union all
    select
        'event' as evidence_type,
        event_id as evidence_id
    from {{ ref('fct_events') }}
    union all
    select
        'measure' as evidence_type,
        measure_id as evidence_id
    from {{ ref('fct_measures') }}
) as facts on evidence.evidence_type = facts.evidence_type and evidence.evidence_id = facts.evidence_id
group by evidence.evidence_id
