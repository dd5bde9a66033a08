-- What a title credited to a unit may begin with, and the unit that it names: the unit's own names and its
-- predecessors', alone or after the names of the units above it; or one of the units above it instead.
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
        aliases.alias as prefix,
        aliases.unit_code as named_unit_code
    from aliases
    inner join used_units on aliases.unit_code = used_units.unit_code

),

after_parent as (

    select
        own.unit_code,
        parents.alias || own.prefix as prefix,
        own.unit_code as named_unit_code
    from own
    inner join units on own.unit_code = units.unit_code
    inner join aliases as parents on parents.unit_code in (units.parent_unit_code, units.province_code)
    where parents.unit_code != own.unit_code

),

above as (

    select
        used_units.unit_code,
        parents.alias as prefix,
        parents.unit_code as named_unit_code
    from used_units
    inner join units on used_units.unit_code = units.unit_code
    inner join aliases as parents on parents.unit_code in (units.parent_unit_code, units.province_code)
    inner join units as parent_units on parents.unit_code = parent_units.unit_code
    where parents.unit_code != used_units.unit_code and parent_units.level != 'country'

),

final as (

    select * from own
    union
    select * from after_parent
    union
    select * from above

)

select * from final
order by unit_code, prefix, named_unit_code
