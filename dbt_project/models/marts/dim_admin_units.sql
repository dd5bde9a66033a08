with

units as (

    select * from {{ ref('admin_units') }}

),

final as (

    select
        unit_code,
        unit_name,
        short_name,
        level,
        kind,
        kind_zh,
        parent_unit_code,
        prefecture_code,
        province_code,
        is_poverty_county = 1 as is_poverty_county,
        poverty_class,
        poverty_exit_year,
        is_current = 1 as is_current,
        valid_from,
        valid_to,
        successor_unit_code
    from units

)

select * from final
order by unit_code
