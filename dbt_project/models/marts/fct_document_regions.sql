with

regions as (

    select * from {{ ref('stg_regions') }}

),

final as (

    select
        document_id,
        region,
        char_start,
        char_end
    from regions

)

select * from final
order by document_id, char_start, char_end, region
