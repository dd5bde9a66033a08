with

source as (

    select * from {{ source('parsed', 'sections') }}

),

renamed as (

    select
        document_id,
        position,
        section,
        char_start,
        char_end,
        quote
    from source

)

select * from renamed
