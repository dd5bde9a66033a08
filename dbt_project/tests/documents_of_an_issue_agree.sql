with

issue_documents as (

    select * from {{ ref('bridge_issue_documents') }}

),

headers as (

    select * from {{ ref('stg_issues') }}

)

select
    issue_documents.issue_id,
    list(distinct headers.issue_no order by headers.issue_no) as issue_numbers,
    list(distinct headers.total_no order by headers.total_no) as total_numbers,
    list(distinct headers.printed_date order by headers.printed_date) as printed_dates,
    list(issue_documents.document_id order by issue_documents.document_id) as documents
from issue_documents
inner join headers on issue_documents.document_id = headers.document_id
group by issue_documents.issue_id
having
    count(distinct headers.issue_no) > 1
    or count(distinct headers.total_no) > 1
    or count(distinct headers.printed_date) > 1
