with

events as (

    select events.*
    from {{ ref('stg_events') }} as events
    inner join {{ ref('int_articles') }} as articles
        on events.article_id = articles.article_id and events.document_id = articles.document_id

),

named as (

    select
        event_id,
        unit_code as own_unit_code,
        unnest(list_distinct(list_append(coalesce(unit_codes, []), unit_code))) as unit_code
    from events

),

final as (

    select
        event_id,
        unit_code,
        coalesce(unit_code = own_unit_code, false) as is_own
    from named
    where unit_code is not null

)

select * from final
order by event_id, unit_code
