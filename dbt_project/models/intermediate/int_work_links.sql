-- Names that stand for another name's work: a former name for the new one, an abbreviation for the full name.
with

mentions as (

    select
        mentions.*,
        names.work_key,
        names.is_series_without_unit
    from {{ ref('int_work_mentions') }} as mentions
    inner join {{ ref('int_work_names') }} as names on mentions.name_id = names.name_id

),

pairs as (

    select
        former.work_key as from_key,
        later.work_key as to_key,
        former.is_series_without_unit or later.is_series_without_unit as is_vague
    from mentions as former
    inner join mentions as later
        on former.mention_id = later.mention_id
        and former.mention_type = 'former_name'
        and later.mention_type = 'milestone'

    union

    select
        short.work_key as from_key,
        complete.work_key as to_key,
        short.is_series_without_unit or complete.is_series_without_unit as is_vague
    from mentions as short
    inner join mentions as complete
        on short.mention_id = complete.mention_id
        and short.mention_type = 'short_name'
        and complete.mention_type = 'full_name'

),

-- A name said to stand for two works is left alone: nobody can tell which is meant.
final as (

    select
        from_key,
        min(to_key) as to_key
    from pairs
    where not is_vague and from_key != to_key
    group by from_key
    having count(distinct to_key) = 1

)

select * from final
order by from_key
