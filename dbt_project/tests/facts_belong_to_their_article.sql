{%- set facts = {
    'fct_events': 'event_id',
    'fct_indicators': 'indicator_id',
    'fct_measures': 'measure_id',
    'fct_person_mentions': 'person_mention_id',
    'fct_programme_evidence': 'evidence_id',
    'fct_project_milestones': 'milestone_id',
    'fct_roster_claims': 'roster_claim_id',
    'fct_targets': 'target_id',
    'fct_title_mentions': 'title_mention_id',
    'fct_unit_mentions': 'unit_mention_id',
    'fct_unresolved_units': 'unresolved_unit_id',
    'rpt_roster_reconciliation': 'roster_claim_id',
    'rpt_target_status': 'target_id',
} -%}
with

facts as (
    {% for table, id in facts.items() %}
    select
        '{{ table }}' as table_name,
        {{ id }} as id,
        article_id,
        issue_id,
        document_id
    from {{ ref(table) }}
    union all
    {% endfor %}
    select
        'fct_articles' as table_name,
        article_id as id,
        article_id,
        issue_id,
        document_id
    from {{ ref('fct_articles') }}

),

homes as (

    select
        articles.article_id,
        issues.issue_id,
        issues.document_id
    from {{ ref('fct_articles') }} as articles
    inner join {{ ref('dim_issues') }} as issues on articles.issue_id = issues.issue_id
    inner join {{ ref('dim_documents') }} as documents on issues.document_id = documents.document_id

)

select facts.*
from facts
anti join homes
    on facts.article_id = homes.article_id
    and facts.issue_id = homes.issue_id
    and facts.document_id = homes.document_id
