{{ config(materialized='view') }}

-- The articles that facts are taken from: those of an issue's preferred document, with the day they were reported on.
with

articles as (

    select * from {{ ref('stg_articles') }}

),

issues as (

    select * from {{ ref('int_issues') }}

),

final as (

    select
        articles.*,
        issues.issue_id,
        issues.reported_on
    from articles
    inner join issues on articles.document_id = issues.document_id

)

select * from final
