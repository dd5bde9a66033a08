with

issue_documents as (

    select * from {{ ref('int_issue_documents') }}

),

final as (

    select
        issue_id,
        document_id,
        is_preferred,
        preference,
        article_count,
        char_count
    from issue_documents

)

select * from final
order by issue_id, preference
