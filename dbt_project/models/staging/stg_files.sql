with

source as (

    select * from {{ source('parsed', 'files') }}

),

renamed as (

    select
        source_uri,
        document_id,
        size_bytes,
        media_type,
        outcome,
        reason
    from source

)

select * from renamed
