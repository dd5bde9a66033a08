with

articles as (

    select * from {{ ref('int_articles') }}

),

final as (

    select
        article_id,
        issue_id,
        document_id,
        reported_on,
        position,
        section,
        kicker,
        title,
        source_org,
        subheads,
        body,
        char_start,
        char_end,
        quote,
        rule_id,
        confidence
    from articles

)

select * from final
order by issue_id, position
