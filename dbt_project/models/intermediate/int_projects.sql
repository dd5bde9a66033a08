-- One row a compiled work, resolved over its names; for a serial work one row a volume.
with

names as (

    select * from {{ ref('int_project_names') }}

),

mention_counts as (

    select
        name_id,
        count(*) as mention_count
    from {{ ref('int_work_mentions') }}
    group by name_id

),

kinds as (

    select * from {{ ref('work_kinds') }}

),

units as (

    select * from {{ ref('admin_units') }}

),

counted as (

    select
        names.*,
        mention_counts.mention_count,
        coalesce(kinds.is_compiled_work, false) as is_compiled_work,
        names.work_key = names.project_key as is_present_name
    from names
    inner join mention_counts on names.name_id = mention_counts.name_id
    left join kinds on names.kind = kinds.kind

),

-- The present name first, then one without years, then the most used.
ranked as (

    select
        *,
        row_number() over (
            partition by project_id
            order by is_present_name desc, first_year is not null, mention_count desc, length(title), title, name_id
        ) as name_rank
    from counted

),

resolved as (

    select
        project_id,
        project_key,
        arg_min(unit_code, name_rank) as unit_code,
        arg_min(stem, name_rank) as stem,
        coalesce(
            arg_min(kind, name_rank) filter (where is_compiled_work),
            arg_min(kind, name_rank)
        ) as kind,
        arg_min(title, name_rank) filter (where names_unit or unit_code is null) as title_with_unit,
        arg_min(title, name_rank) as any_title,
        max(volume_year) as volume_year,
        min(first_year) as first_year,
        max(last_year) as last_year,
        list(distinct title order by title) as aliases,
        sum(mention_count)::bigint as mention_count
    from ranked
    group by project_id, project_key

),

programme_series as (

    select distinct series_name
    from {{ ref('programme_series') }}

),

final as (

    select
        resolved.*,
        programme_series.series_name is not null
        and resolved.title_with_unit is null
        and units.unit_code is not null as is_named_by_series,
        units.unit_name
    from resolved
    left join units on resolved.unit_code = units.unit_code
    left join programme_series on resolved.stem = programme_series.series_name

)

select
    project_id,
    project_key,
    if(is_named_by_series, unit_name || stem, coalesce(title_with_unit, any_title)) as project_name,
    if(is_named_by_series, 'series', 'title') as name_basis,
    unit_code,
    stem,
    kind,
    volume_year,
    first_year,
    last_year,
    aliases,
    mention_count
from final
order by project_id
