-- Every unit with the present unit that stands in its place: itself, or what it was renamed or merged into.
with recursive

units as (

    select * from {{ ref('admin_units') }}

),

succession as (

    select
        unit_code,
        unit_code as current_unit_code,
        successor_unit_code as next_unit_code,
        0 as steps
    from units

    union

    select
        succession.unit_code,
        units.unit_code as current_unit_code,
        units.successor_unit_code as next_unit_code,
        succession.steps + 1 as steps
    from succession
    inner join units on succession.next_unit_code = units.unit_code
    where succession.steps < 5

)

select
    unit_code,
    arg_max(current_unit_code, steps) as current_unit_code
from succession
group by unit_code
order by unit_code
