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

prefixes as (

    select * from {{ ref('int_unit_prefixes') }}

),

credited as (

    select
        dated.*,
        coalesce(units.current_unit_code, dated.printed_unit_code) as credited_unit_code
    from dated
    left join units on dated.printed_unit_code = units.unit_code

),

-- The longest of its unit's names that a title begins with. One that begins with the name of a unit above instead is
-- that unit's work, whoever was credited with it: a city's yearbook stays one when a county reports on it.
prefixed as (

    select
        credited.name_id,
        prefixes.named_unit_code,
        length(prefixes.prefix) as prefix_length
    from credited
    inner join prefixes
        on credited.credited_unit_code = prefixes.unit_code
        and starts_with(credited.bare_name, prefixes.prefix)
        and length(credited.bare_name) > length(prefixes.prefix)
    qualify row_number() over (
            partition by credited.name_id
            order by
                prefixes.named_unit_code = credited.credited_unit_code desc,
                prefix_length desc,
                prefixes.named_unit_code
        ) = 1

),

owned as (

    select
        credited.*,
        coalesce(prefixed.named_unit_code, credited.credited_unit_code) as own_unit_code,
        coalesce(prefixed.prefix_length, 0) as prefix_length
    from credited
    left join prefixed on credited.name_id = prefixed.name_id

),

-- A name printed without a unit belongs to the only unit under which the same name is printed elsewhere.
only_units as (

    select
        bare_name,
        min(own_unit_code) as unit_code,
        max(prefix_length) as prefix_length
    from owned
    where own_unit_code is not null
    group by bare_name
    having count(distinct own_unit_code) = 1

),

-- A name that is a programme's series and nothing more.
series as (

    select dated.name_id
    from dated
    inner join programme_series on dated.bare_name = programme_series.series_name

),

placed as (

    select
        owned.* exclude (credited_unit_code, own_unit_code, prefix_length),
        coalesce(owned.own_unit_code, only_units.unit_code) as unit_code,
        if(owned.own_unit_code is null, coalesce(only_units.prefix_length, 0), owned.prefix_length) as prefix_length
    from owned
    left join series on owned.name_id = series.name_id
    left join only_units on owned.bare_name = only_units.bare_name and series.name_id is null

),

stemmed as (

    select
        *,
        substr(bare_name, prefix_length + 1) as stem,
        prefix_length > 0 as names_unit
    from placed

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
