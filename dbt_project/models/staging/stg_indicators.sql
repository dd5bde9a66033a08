with

source as (

    select * from {{ source('parsed', 'indicators') }}

),

renamed as (

    select
        indicator_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        subject,
        value,
        unit_of_measure,
        qualifier,
        approximate,
        scope_unit_code,
        as_of_edtf,
        as_of_start,
        as_of_end,
        as_of_precision,
        as_of_basis
    from source

)

select * from renamed
