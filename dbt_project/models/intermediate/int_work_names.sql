-- One row a printed name (with its unit and volume): the key under which all names of one work meet. The key is the
-- unit, the name without the unit's name and without years, and the volume of a serial work.
with

mentions as (

    select * from {{ ref('int_work_mentions') }}

),

units as (

    select * from {{ ref('int_unit_succession') }}

),

endings as (

    select * from {{ ref('title_kinds') }}

),

programme_series as (

    select distinct series_name
    from {{ ref('programme_series') }}

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

-- A name that is a programme's series and nothing more.
series as (

    select dated.name_id
    from dated
    inner join programme_series on dated.bare_name = programme_series.series_name

),

placed as (

    select
        dated.*,
        case
            when dated.printed_unit_code is not null then coalesce(units.current_unit_code, dated.printed_unit_code)
            when series.name_id is null then only_units.unit_code
        end as unit_code
    from dated
    left join units on dated.printed_unit_code = units.unit_code
    left join only_units on dated.bare_name = only_units.bare_name
    left join series on dated.name_id = series.name_id

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

-- The kind that a name's longest ending shows, for names that are never printed as a 《》 title.
inferred_kinds as (

    select
        stemmed.name_id,
        max_by(endings.kind, length(endings.ending)) as kind
    from stemmed
    inner join endings on ends_with(stemmed.stem, endings.ending)
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

keyed as (

    select
        kinded.*,
        if(kinded.volume_year is null, kinded.first_year || '/' || kinded.last_year, null) as period,
        kinded.unit_code is null and series.name_id is not null as is_series_without_unit
    from kinded
    left join series on kinded.name_id = series.name_id

),

-- Two periods under one name are two works (first and second round of the same gazetteer).
period_counts as (

    select
        unit_code,
        stem,
        count(distinct period) as period_count
    from keyed
    group by unit_code, stem

),

final as (

    select
        keyed.name_id,
        keyed.title,
        keyed.comparable,
        keyed.printed_unit_code,
        keyed.unit_code,
        keyed.stem,
        keyed.names_unit,
        keyed.kind,
        keyed.volume_year,
        if(keyed.period is null, null, keyed.first_year) as first_year,
        if(keyed.period is null, null, keyed.last_year) as last_year,
        keyed.has_milestone,
        keyed.is_event_only,
        keyed.is_series_without_unit,
        concat_ws(
            '|',
            coalesce(keyed.unit_code, ''),
            keyed.stem,
            coalesce(keyed.volume_year::varchar, ''),
            if(period_counts.period_count > 1, coalesce(keyed.period, ''), '')
        ) as work_key
    from keyed
    inner join period_counts
        on keyed.unit_code is not distinct from period_counts.unit_code and keyed.stem = period_counts.stem

)

select * from final
order by name_id
