with

issues as (

    select * from {{ ref('int_issues') }}

),

final as (

    select
        issue_id,
        document_id,
        series,
        publisher,
        issue_no,
        total_no,
        issue_year,
        issue_date,
        printed_by,
        printed_date,
        reported_on,
        copies,
        disclosure,
        url,
        report_to,
        send_to,
        distribute_to,
        article_count,
        document_count,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence
    from issues

)

select * from final
order by issue_id
