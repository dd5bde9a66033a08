with

documents as (

    select * from {{ ref('stg_documents') }}

),

issue_documents as (

    select * from {{ ref('int_issue_documents') }}

),

final as (

    select
        documents.document_id,
        issue_documents.issue_id,
        coalesce(issue_documents.is_preferred, false) as is_preferred,
        documents.source_uri,
        documents.media_type,
        documents.encoding,
        documents.size_bytes,
        documents.text,
        documents.char_count,
        documents.parser_version,
        documents.ingested_at
    from documents
    left join issue_documents on documents.document_id = issue_documents.document_id

)

select * from final
order by document_id
