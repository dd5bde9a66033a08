with

source as (

    select * from {{ source('parsed', 'roster_claims') }}

),

renamed as (

    select
        roster_claim_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence,
        unit_code,
        level,
        stated_count
    from source

)

select * from renamed
