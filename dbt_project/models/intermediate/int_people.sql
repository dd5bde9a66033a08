-- Every naming of a person with the unit the person belongs to: the unit of the office printed, else the only unit
-- that the same name has in the article, else in the whole collection, else (in an event) the event's unit.
with

articles as (

    select * from {{ ref('int_articles') }}

),

mentions as (

    select mentions.*
    from {{ ref('stg_person_mentions') }} as mentions
    inner join articles
        on mentions.article_id = articles.article_id and mentions.document_id = articles.document_id

),

event_names as (

    select
        events.event_id,
        events.article_id,
        events.document_id,
        events.unit_code,
        unnest(events.people) as name
    from {{ ref('stg_events') }} as events
    inner join articles
        on events.article_id = articles.article_id and events.document_id = articles.document_id

),

in_article as (

    select
        article_id,
        name,
        min(unit_code) as unit_code
    from mentions
    group by article_id, name
    having count(distinct unit_code) = 1

),

in_collection as (

    select
        name,
        min(unit_code) as unit_code
    from mentions
    group by name
    having count(distinct unit_code) = 1

),

namings as (

    select
        'mention' as naming_type,
        person_mention_id as naming_id,
        article_id,
        name,
        office,
        unit_code as own_unit_code,
        null as event_unit_code
    from mentions

    union all by name

    select distinct
        'event' as naming_type,
        event_names.event_id as naming_id,
        event_names.article_id,
        event_names.name,
        null as office,
        null as own_unit_code,
        -- A person whose office is printed without a unit stays without one; the event's unit stands in only for a
        -- name that no office is printed with.
        if(mentions.name is null, event_names.unit_code, null) as event_unit_code
    from event_names
    left join (select distinct name from mentions) as mentions on event_names.name = mentions.name

),

final as (

    select
        namings.naming_type,
        namings.naming_id,
        namings.article_id,
        namings.name,
        namings.office,
        coalesce(
            namings.own_unit_code, in_article.unit_code, in_collection.unit_code, namings.event_unit_code
        ) as unit_code
    from namings
    left join in_article on namings.article_id = in_article.article_id and namings.name = in_article.name
    left join in_collection on namings.name = in_collection.name

)

select
    *,
    {{ content_id(["'person'", 'name', 'unit_code']) }} as person_id
from final
order by naming_type, naming_id, name
