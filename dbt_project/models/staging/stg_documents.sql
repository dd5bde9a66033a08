with

source as (

    select * from {{ source('parsed', 'documents') }}

),

renamed as (

    select
        document_id,
        source_uri,
        media_type,
        encoding,
        size_bytes,
        text,
        char_count,
        parser_version,
        make_timestamp(epoch_us(ingested_at)) as ingested_at
    from source

)

select * from renamed
