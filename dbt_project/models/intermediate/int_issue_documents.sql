-- Which documents are the same issue, and which of them its rows are read from.
with

issues as (

    select
        *,
        series || '|' || issue_year || '|' || issue_no as number_key
    from {{ ref('stg_issues') }}

),

documents as (

    select * from {{ ref('stg_documents') }}

),

article_counts as (

    select
        document_id,
        count(*) as article_count
    from {{ ref('stg_articles') }}
    group by document_id

),

same_key as (

    select
        *,
        min(document_id) over (partition by issue_key) as group_by_key
    from issues

),

same_number as (

    select
        *,
        min(group_by_key) over (partition by coalesce(number_key, issue_key)) as group_by_number
    from same_key

),

-- A document may share its key with one document and its number with another: the third pass joins all three.
same_issue as (

    select
        *,
        min(group_by_number) over (partition by issue_key) as issue_group
    from same_number

),

ranked as (

    select
        same_issue.document_id,
        same_issue.issue_key,
        same_issue.issue_group,
        coalesce(article_counts.article_count, 0) as article_count,
        documents.char_count,
        row_number() over (
            partition by same_issue.issue_group
            order by
                coalesce(article_counts.article_count, 0) desc,
                documents.char_count desc,
                same_issue.document_id
        ) as preference
    from same_issue
    inner join documents on same_issue.document_id = documents.document_id
    left join article_counts on same_issue.document_id = article_counts.document_id

),

final as (

    select
        first_value(issue_key) over (partition by issue_group order by preference) as issue_id,
        document_id,
        issue_key,
        preference,
        preference = 1 as is_preferred,
        article_count,
        char_count
    from ranked

)

select * from final
order by issue_id, preference
