-- Articles whose heading names a programme.
with

articles as (

    select * from {{ ref('int_articles') }}

),

words as (

    select * from {{ ref('programme_words') }}

),

final as (

    select distinct
        articles.article_id,
        words.programme_id
    from articles
    inner join words on contains(concat_ws(' ', articles.kicker, articles.title), words.word)

)

select * from final
order by article_id, programme_id
