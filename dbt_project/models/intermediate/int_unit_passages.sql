-- The sentences in which an event or a measure names a unit: a long passage speaks of many units, and what it says of
-- one is not said of the next. A place where somebody else's meeting is held (在成都召开) is not spoken of. Only what
-- may bear on a programme is looked at: a passage that names one, or an article headed by one.
with

articles as (

    select * from {{ ref('int_articles') }}

),

mentions as (

    select * from {{ ref('stg_unit_mentions') }}

),

words as (

    select distinct word
    from {{ ref('programme_words') }}

),

programme_articles as (

    select distinct article_id
    from {{ ref('int_programme_articles') }}

),

staged as (

    select
        'event' as evidence_type,
        event_id as evidence_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        unit_code as own_unit_code,
        unnest(list_distinct(list_append(coalesce(unit_codes, []), unit_code))) as unit_code
    from {{ ref('stg_events') }}

    union all by name

    select
        'measure' as evidence_type,
        measure_id as evidence_id,
        article_id,
        document_id,
        char_start,
        char_end,
        quote,
        null as own_unit_code,
        unnest(list_distinct(unit_codes)) as unit_code
    from {{ ref('stg_measures') }}

),

speaking as (

    select distinct staged.evidence_id
    from staged
    inner join words on contains(staged.quote, words.word)

),

facts as (

    select staged.*
    from staged
    left join speaking on staged.evidence_id = speaking.evidence_id
    left join programme_articles on staged.article_id = programme_articles.article_id
    where speaking.evidence_id is not null or programme_articles.article_id is not null

),

named as (

    select distinct
        facts.evidence_type,
        facts.evidence_id,
        facts.article_id,
        facts.unit_code,
        facts.quote,
        facts.unit_code = facts.own_unit_code as is_own,
        {{ squash('mentions.surface') }} as surface
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id
    left join mentions
        on facts.article_id = mentions.article_id
        and facts.document_id = mentions.document_id
        and facts.unit_code = mentions.unit_code
        and facts.char_start <= mentions.char_start
        and facts.char_end >= mentions.char_end

),

sentences as (

    select
        evidence_type,
        evidence_id,
        article_id,
        unit_code,
        surface,
        is_own,
        unnest(
            if(evidence_type = 'measure' and surface is not null, string_split_regex(quote, '[。；;]'), [quote])
        ) as sentence
    from named

),

squashed as (

    select
        *,
        {{ squash('sentence') }} as squashed_sentence,
        '在' || surface as place
    from sentences

),

final as (

    select distinct
        evidence_type,
        evidence_id,
        article_id,
        unit_code,
        sentence
    from squashed
    where
        surface is null
        or coalesce(is_own, false)
        or (
            contains(squashed_sentence, surface)
            and not (
                contains(squashed_sentence, place)
                and regexp_matches(
                    substr(squashed_sentence, strpos(squashed_sentence, place) + length(place)),
                    '^[^，。；]{0,16}(?:召开|举办|举行|开幕)'
                )
            )
        )

)

select * from final
order by evidence_type, evidence_id, unit_code, sentence
