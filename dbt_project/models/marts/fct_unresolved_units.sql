with

facts as (

    select * from {{ ref('stg_unresolved_units') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        {{ content_id(['facts.article_id', 'facts.char_start', 'facts.surface']) }} as unresolved_unit_id,
        {{ evidence() }},
        facts.surface,
        facts.candidate_unit_codes
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id

)

select * from final
order by unresolved_unit_id
