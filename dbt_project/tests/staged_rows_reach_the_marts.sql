{%- set tables = {
    'stg_articles': 'fct_articles',
    'stg_unit_mentions': 'fct_unit_mentions',
    'stg_unresolved_units': 'fct_unresolved_units',
    'stg_person_mentions': 'fct_person_mentions',
    'stg_title_mentions': 'fct_title_mentions',
    'stg_events': 'fct_events',
    'stg_milestones': 'fct_project_milestones',
    'stg_indicators': 'fct_indicators',
    'stg_measures': 'fct_measures',
    'stg_targets': 'fct_targets',
    'stg_roster_claims': 'fct_roster_claims',
} -%}
-- Rows of the documents that are a lesser copy of an issue stay in staging on purpose; every other row arrives.
with

copies as (

    select issue_documents.document_id
    from {{ ref('bridge_issue_documents') }} as issue_documents
    anti join {{ ref('dim_issues') }} as issues on issue_documents.document_id = issues.document_id

),

counts as (
    {% for staged, mart in tables.items() %}
    select
        '{{ mart }}' as table_name,
        (
            select count(*) from {{ ref(staged) }}
            where document_id not in (select document_id from copies)
        ) as staged_rows,
        (select count(*) from {{ ref(mart) }}) as mart_rows
    {{ 'union all' if not loop.last }}
    {% endfor %}
    union all

    select
        'dim_documents' as table_name,
        (select count(*) from {{ ref('stg_documents') }}) as staged_rows,
        (select count(*) from {{ ref('dim_documents') }}) as mart_rows

    union all

    select
        'bridge_issue_documents' as table_name,
        (select count(*) from {{ ref('stg_issues') }}) as staged_rows,
        (select count(*) from {{ ref('bridge_issue_documents') }}) as mart_rows

)

select * from counts
where staged_rows != mart_rows
