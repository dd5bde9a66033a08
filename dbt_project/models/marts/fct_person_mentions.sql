with

facts as (

    select * from {{ ref('stg_person_mentions') }}

),

articles as (

    select * from {{ ref('int_articles') }}

),

people as (

    select * from {{ ref('int_people') }}
    where naming_type = 'mention'

),

final as (

    select
        facts.person_mention_id,
        {{ evidence() }},
        people.person_id,
        facts.name,
        facts.office,
        facts.unit_code
    from facts
    inner join articles
        on facts.article_id = articles.article_id and facts.document_id = articles.document_id
    inner join people on facts.person_mention_id = people.naming_id

)

select * from final
order by person_mention_id
