with

source as (

    select * from {{ source('parsed', 'milestones') }}

),

renamed as (

    select
        milestone_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        work,
        unit_code,
        stage,
        date_edtf,
        date_start,
        date_end,
        date_precision,
        date_basis
    from source

)

select * from renamed
