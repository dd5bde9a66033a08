-- Every place where a work is named: as a title, as the work of a milestone or of an event, as the former name in a
-- renaming, as a name and its stated abbreviation.
with

articles as (

    select * from {{ ref('int_articles') }}

),

titles as (

    select titles.*
    from {{ ref('stg_title_mentions') }} as titles
    inner join articles
        on titles.article_id = articles.article_id and titles.document_id = articles.document_id

),

milestones as (

    select milestones.*
    from {{ ref('stg_milestones') }} as milestones
    inner join articles
        on milestones.article_id = articles.article_id and milestones.document_id = articles.document_id

),

events as (

    select events.*
    from {{ ref('stg_events') }} as events
    inner join articles
        on events.article_id = articles.article_id and events.document_id = articles.document_id

),

-- What the article's own 《》 titles say about a name; a volume only where all mentions agree.
article_titles as (

    select
        article_id,
        title,
        min(unit_code) as unit_code,
        min(kind) as kind,
        if(count(distinct volume_year) = 1, min(volume_year), null) as volume_year
    from titles
    group by article_id, title

),

event_works as (

    select
        event_id,
        article_id,
        unit_code,
        unnest(works) as title
    from events

),

series as (

    select distinct
        event_works.title,
        true as is_series
    from event_works
    inner join {{ ref('programme_series') }} as programme_series on event_works.title = programme_series.series_name

),

renamings as (

    select
        milestone_id,
        article_id,
        unit_code,
        regexp_extract(quote, '《([^《》]+)》[^《》]*(?:更名|改名|改称|定名)[^《》]*《[^《》]+》', 1) as former_title
    from milestones
    where stage = 'renamed'

),

abbreviation_pairs as (

    select
        article_id,
        unnest(regexp_extract_all(body, '《([^《》]+)》（以下(?:简称|统称)[：:]?[《“]?([^《》“”（）]+)[》”]?）', 1)) as full_title,
        unnest(regexp_extract_all(body, '《([^《》]+)》（以下(?:简称|统称)[：:]?[《“]?([^《》“”（）]+)[》”]?）', 2)) as short_title
    from articles

),

abbreviations as (

    select
        pairs.article_id,
        pairs.full_title,
        pairs.short_title,
        full_titles.unit_code as full_unit_code,
        coalesce(short_titles.unit_code, full_titles.unit_code) as short_unit_code,
        full_titles.kind,
        full_titles.volume_year,
        {{ content_id(['pairs.article_id', 'pairs.short_title']) }} as abbreviation_id
    from (select distinct * from abbreviation_pairs) as pairs
    inner join article_titles as full_titles
        on pairs.article_id = full_titles.article_id and pairs.full_title = full_titles.title
    left join article_titles as short_titles
        on pairs.article_id = short_titles.article_id and pairs.short_title = short_titles.title

),

named as (

    select
        'title' as mention_type,
        title_mention_id as mention_id,
        article_id,
        title,
        unit_code,
        kind,
        volume_year
    from titles

    union all by name

    select
        'milestone' as mention_type,
        milestones.milestone_id as mention_id,
        milestones.article_id,
        milestones.work as title,
        coalesce(milestones.unit_code, article_titles.unit_code) as unit_code,
        article_titles.kind,
        article_titles.volume_year
    from milestones
    left join article_titles
        on milestones.article_id = article_titles.article_id and milestones.work = article_titles.title

    union all by name

    select
        'event' as mention_type,
        event_works.event_id as mention_id,
        event_works.article_id,
        event_works.title,
        -- An event's unit is the unit of a series it works on (扶贫志), not of every title it names.
        coalesce(article_titles.unit_code, if(series.is_series, event_works.unit_code, null)) as unit_code,
        article_titles.kind,
        article_titles.volume_year
    from event_works
    left join article_titles
        on event_works.article_id = article_titles.article_id and event_works.title = article_titles.title
    left join series on event_works.title = series.title

    union all by name

    select
        'former_name' as mention_type,
        milestone_id as mention_id,
        article_id,
        former_title as title,
        unit_code,
        null as kind,
        null as volume_year
    from renamings
    where former_title != ''

    union all by name

    select
        'full_name' as mention_type,
        abbreviation_id as mention_id,
        article_id,
        full_title as title,
        full_unit_code as unit_code,
        kind,
        volume_year
    from abbreviations

    union all by name

    select
        'short_name' as mention_type,
        abbreviation_id as mention_id,
        article_id,
        short_title as title,
        short_unit_code as unit_code,
        kind,
        volume_year
    from abbreviations

),

-- A serial work named without its year is the volume that the article names, where it names only one.
article_volumes as (

    select
        article_id,
        {{ without_years(comparable_title('title')) }} as bare_name,
        min(coalesce(volume_year, {{ single_year(comparable_title('title')) }})) as volume_year
    from titles
    where regexp_matches(title, '年鉴|大事记')
    group by article_id, bare_name
    having count(distinct coalesce(volume_year, {{ single_year(comparable_title('title')) }})) = 1

),

placed as (

    select
        named.* exclude (volume_year),
        coalesce(
            named.volume_year,
            if({{ single_year(comparable_title('named.title')) }} is null, article_volumes.volume_year, null)
        ) as volume_year
    from named
    left join article_volumes
        on named.article_id = article_volumes.article_id
        and {{ comparable_title('named.title') }} = article_volumes.bare_name

),

final as (

    select
        *,
        {{ content_id(['title', 'unit_code', 'volume_year']) }} as name_id
    from placed

)

select * from final
order by mention_type, mention_id, name_id
