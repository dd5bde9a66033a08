with

source as (

    select * from {{ source('parsed', 'issues') }}

),

renamed as (

    select
        document_id,
        issue_key,
        series,
        publisher,
        issue_no,
        total_no,
        issue_year,
        issue_date,
        printed_by,
        printed_date,
        copies,
        disclosure,
        url,
        report_to,
        send_to,
        distribute_to,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence
    from source

)

select * from renamed
