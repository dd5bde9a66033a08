with

rosters as (

    select * from {{ ref('programme_rosters') }}

),

final as (

    select
        programme_id,
        unit_code,
        source
    from rosters

)

select * from final
order by programme_id, unit_code
