-- One row a printed name (with its unit and volume): the key under which all names of one work meet. The key is the
-- unit, the name without the unit's name and without years, and the volume of a serial work.
with

mentions as (

    select * from {{ ref('int_work_mentions') }}

),

units as (

    select * from {{ ref('int_unit_succession') }}

),

kinds as (

    select * from {{ ref('work_kinds') }}

),

patterns as (

    select * from {{ ref('programme_patterns') }}

),

names as (

    select
        name_id,
        title,
        unit_code as printed_unit_code,
        volume_year as printed_volume_year,
        min(kind) as printed_kind,
        {{ comparable_title('title') }} as comparable,
        bool_or(mention_type = 'milestone') as has_milestone,
        bool_and(mention_type = 'event') as is_event_only
    from mentions
    group by name_id, title, unit_code, volume_year

),

dated as (

    select
        *,
        {{ without_years('comparable') }} as bare_name,
        coalesce(printed_volume_year, {{ single_year('comparable') }}, if(
            regexp_matches({{ without_years('comparable') }}, '年鉴|大事记'), {{ period_year('comparable', 2) }}, null
        )) as volume_year,
        {{ period_year('comparable', 1) }} as first_year,
        {{ period_year('comparable', 2) }} as last_year
    from names

),

-- A name printed without a unit belongs to the only unit under which the same name is printed elsewhere.
only_units as (

    select
        dated.bare_name,
        min(units.current_unit_code) as unit_code
    from dated
    inner join units on dated.printed_unit_code = units.unit_code
    group by dated.bare_name
    having count(distinct units.current_unit_code) = 1

),

placed as (

    select
        dated.*,
        case
            when dated.printed_unit_code is not null then coalesce(units.current_unit_code, dated.printed_unit_code)
            when not exists (
                select 1 from patterns where regexp_full_match(dated.bare_name, patterns.name_pattern)
            ) then only_units.unit_code
        end as unit_code
    from dated
    left join units on dated.printed_unit_code = units.unit_code
    left join only_units on dated.bare_name = only_units.bare_name

),

prefixes as (

    select * from {{ ref('int_unit_prefixes') }}

),

prefixed as (

    select
        placed.name_id,
        max(length(prefixes.prefix)) as prefix_length
    from placed
    inner join prefixes
        on placed.unit_code = prefixes.unit_code
        and starts_with(placed.bare_name, prefixes.prefix)
        and length(placed.bare_name) > length(prefixes.prefix)
    group by placed.name_id

),

stemmed as (

    select
        placed.*,
        substr(placed.bare_name, coalesce(prefixed.prefix_length, 0) + 1) as stem,
        coalesce(prefixed.prefix_length, 0) > 0 as names_unit
    from placed
    left join prefixed on placed.name_id = prefixed.name_id

),

-- The kind that a name's ending shows, for names that are never printed as a 《》 title.
inferred_kinds as (

    select
        stemmed.name_id,
        min(kinds.kind) as kind
    from stemmed
    inner join kinds on regexp_matches(stemmed.stem, '(?:' || kinds.name_pattern || ')$')
    where stemmed.printed_kind is null
    group by stemmed.name_id

),

kinded as (

    select
        stemmed.*,
        coalesce(stemmed.printed_kind, inferred_kinds.kind, 'book') as kind
    from stemmed
    left join inferred_kinds on stemmed.name_id = inferred_kinds.name_id

),

-- Two periods under one name are two works (first and second round of the same gazetteer).
keyed as (

    select
        *,
        count(distinct (first_year, last_year)) filter (where first_year is not null)
            over (partition by unit_code, stem, volume_year) > 1 as has_several_periods,
        unit_code is null and exists (
            select 1 from patterns where regexp_full_match(kinded.stem, patterns.name_pattern)
        ) as is_series_without_unit
    from kinded

),

final as (

    select
        name_id,
        title,
        comparable,
        printed_unit_code,
        unit_code,
        stem,
        names_unit,
        kind,
        volume_year,
        if(volume_year is null, first_year, null) as first_year,
        if(volume_year is null, last_year, null) as last_year,
        has_milestone,
        is_event_only,
        is_series_without_unit,
        concat_ws(
            '|',
            coalesce(unit_code, ''),
            stem,
            coalesce(volume_year::varchar, ''),
            if(has_several_periods and volume_year is null and first_year is not null, first_year || '/' || last_year, '')
        ) as work_key
    from keyed

)

select * from final
order by name_id
