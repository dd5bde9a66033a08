with

source as (

    select * from {{ source('parsed', 'targets') }}

),

renamed as (

    select
        target_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        what,
        unit_code,
        due_date,
        due_text
    from source

)

select * from renamed
