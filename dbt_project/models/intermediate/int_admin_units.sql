{{ config(materialized='view') }}

-- One row a code. A city without counties (东莞, 中山, 儋州) stands in the reference at two levels under one code: the
-- higher counts.
with

units as (

    select * from {{ ref('admin_units') }}

),

final as (

    select *
    from units
    qualify row_number() over (
            partition by unit_code
            order by array_position(['country', 'province', 'prefecture', 'county'], level)
        ) = 1

)

select * from final
