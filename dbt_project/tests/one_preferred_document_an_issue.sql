with

issue_documents as (

    select * from {{ ref('bridge_issue_documents') }}

),

issues as (

    select * from {{ ref('dim_issues') }}

)

select
    issues.issue_id,
    issues.document_id,
    issues.document_count,
    count(issue_documents.document_id) as bridged_documents,
    count(issue_documents.document_id) filter (where issue_documents.is_preferred) as preferred_documents
from issues
left join issue_documents on issues.issue_id = issue_documents.issue_id
group by issues.issue_id, issues.document_id, issues.document_count
having
    count(issue_documents.document_id) is distinct from issues.document_count
    or count(issue_documents.document_id) filter (where issue_documents.is_preferred) != 1
    or max(issue_documents.document_id) filter (where issue_documents.is_preferred) is distinct from issues.document_id
