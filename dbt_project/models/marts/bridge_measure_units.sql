with

measures as (

    select measures.*
    from {{ ref('stg_measures') }} as measures
    inner join {{ ref('int_articles') }} as articles
        on measures.article_id = articles.article_id and measures.document_id = articles.document_id

),

final as (

    select
        measure_id,
        unnest(list_distinct(unit_codes)) as unit_code
    from measures

)

select * from final
order by measure_id, unit_code
