-- What a unit's name may look like at the beginning of a title: its own names and its predecessors', alone or after
-- the names of the units above it.
with

units as (

    select * from {{ ref('admin_units') }}

),

succession as (

    select * from {{ ref('int_unit_succession') }}

),

aliases as (

    select
        succession.current_unit_code as unit_code,
        aliases.alias
    from {{ ref('unit_aliases') }} as aliases
    inner join succession on aliases.unit_code = succession.unit_code
    where length(aliases.alias) > 1

),

used_units as (

    select distinct succession.current_unit_code as unit_code
    from {{ ref('int_work_mentions') }} as mentions
    inner join succession on mentions.unit_code = succession.unit_code

),

own as (

    select
        aliases.unit_code,
        aliases.alias as prefix
    from aliases
    inner join used_units on aliases.unit_code = used_units.unit_code

),

after_parent as (

    select
        own.unit_code,
        parents.alias || own.prefix as prefix
    from own
    inner join units on own.unit_code = units.unit_code
    inner join aliases as parents on parents.unit_code in (units.parent_unit_code, units.province_code)
    where parents.unit_code != own.unit_code

),

final as (

    select * from own
    union
    select * from after_parent

)

select * from final
order by unit_code, prefix
