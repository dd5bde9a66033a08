-- One row an issue. A header field comes from the preferred document, else from the next one that prints it.
with

issue_documents as (

    select * from {{ ref('int_issue_documents') }}

),

issues as (

    select * from {{ ref('stg_issues') }}

),

final as (

    select
        issue_documents.issue_id,
        first(issues.document_id order by issue_documents.preference) as document_id,
        {%- for field in [
            'series', 'publisher', 'issue_no', 'total_no', 'issue_year', 'issue_date',
            'printed_by', 'printed_date', 'copies', 'disclosure', 'url',
        ] %}
        arg_min(issues.{{ field }}, issue_documents.preference) as {{ field }},
        {%- endfor %}
        {%- for field in ['report_to', 'send_to', 'distribute_to'] %}
        coalesce(arg_min(nullif(issues.{{ field }}, []), issue_documents.preference), []) as {{ field }},
        {%- endfor %}
        {%- for field in ['char_start', 'char_end', 'quote', 'rule_id', 'confidence'] %}
        first(issues.{{ field }} order by issue_documents.preference) as {{ field }},
        {%- endfor %}
        first(issue_documents.article_count order by issue_documents.preference) as article_count,
        count(*) as document_count
    from issue_documents
    inner join issues on issue_documents.document_id = issues.document_id
    group by issue_documents.issue_id

)

select
    *,
    coalesce(issue_date, printed_date) as reported_on
from final
order by issue_id
