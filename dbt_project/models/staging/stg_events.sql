with

source as (

    select * from {{ source('parsed', 'events') }}

),

renamed as (

    select
        event_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        event_type,
        unit_code,
        status,
        date_edtf,
        date_start,
        date_end,
        date_precision,
        date_basis,
        title,
        people,
        works,
        unit_codes
    from source

)

select * from renamed
