with

source as (

    select * from {{ source('parsed', 'regions') }}

),

renamed as (

    select
        document_id,
        region,
        char_start,
        char_end
    from source

)

select * from renamed
