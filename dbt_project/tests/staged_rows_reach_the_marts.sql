{%- set tables = {
    'stg_articles': ('fct_articles', ['article_id']),
    'stg_unit_mentions': ('fct_unit_mentions', ['unit_mention_id']),
    'stg_unresolved_units': ('fct_unresolved_units', ['article_id', 'char_start', 'char_end']),
    'stg_person_mentions': ('fct_person_mentions', ['person_mention_id']),
    'stg_title_mentions': ('fct_title_mentions', ['title_mention_id']),
    'stg_events': ('fct_events', ['event_id']),
    'stg_milestones': ('fct_project_milestones', ['milestone_id']),
    'stg_indicators': ('fct_indicators', ['indicator_id']),
    'stg_measures': ('fct_measures', ['measure_id']),
    'stg_targets': ('fct_targets', ['target_id']),
    'stg_roster_claims': ('fct_roster_claims', ['roster_claim_id']),
    'stg_documents': ('dim_documents', ['document_id']),
    'stg_issues': ('bridge_issue_documents', ['document_id']),
} -%}
-- Rows of the documents that are a lesser copy of an issue stay in staging on purpose; every other row arrives, and
-- nothing that was not parsed.
with

copies as (

    select issue_documents.document_id
    from {{ ref('bridge_issue_documents') }} as issue_documents
    anti join {{ ref('dim_issues') }} as issues on issue_documents.document_id = issues.document_id

),

differences as (
    {% for staged, (mart, keys) in tables.items() %}
    select
        '{{ mart }}' as table_name,
        'lost' as difference,
        concat_ws(' ', staged.{{ keys | join(', staged.') }}) as id,
        staged.document_id
    from {{ ref(staged) }} as staged
    anti join {{ ref(mart) }} as published on {{ keys_match('staged', 'published', keys) }}
    {% if mart not in ['dim_documents', 'bridge_issue_documents'] %}
    where staged.document_id not in (select copies.document_id from copies)
    {% endif %}
    union all
    select
        '{{ mart }}' as table_name,
        'not parsed' as difference,
        concat_ws(' ', published.{{ keys | join(', published.') }}) as id,
        published.document_id
    from {{ ref(mart) }} as published
    anti join {{ ref(staged) }} as staged on {{ keys_match('staged', 'published', keys) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from differences
