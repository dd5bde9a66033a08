-- Every printed name of a compiled work with its project. Papers, articles, films and periodicals are no works,
-- unless a milestone is reported of them; a series named without a unit is nobody's work; a title that only an event
-- names, without a title of its own in the text, makes no work.
with

names as (

    select
        names.*,
        identity.project_key,
        identity.project_id
    from {{ ref('int_work_names') }} as names
    inner join {{ ref('int_work_identity') }} as identity on names.work_key = identity.work_key

),

kinds as (

    select * from {{ ref('work_kinds') }}

),

compiled as (

    select names.project_id
    from names
    left join kinds on names.kind = kinds.kind
    where
        not names.is_series_without_unit
        and (not names.is_event_only or names.unit_code is not null)
    group by names.project_id
    having bool_or(kinds.is_compiled_work or names.has_milestone)

),

final as (

    select names.*
    from names
    inner join compiled on names.project_id = compiled.project_id
    where not names.is_series_without_unit

)

select * from final
order by project_id, name_id
