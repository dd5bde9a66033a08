with

claims as (

    select * from {{ ref('fct_roster_claims') }}

),

units as (

    select * from {{ ref('dim_admin_units') }}

),

-- Every present unit counts for each unit above it.
members as (

    select
        unnest(list_distinct([parent_unit_code, prefecture_code, province_code])) as unit_code,
        unit_code as member_code,
        level,
        is_poverty_county
    from units
    where is_current

),

levels as (

    select
        unit_code,
        member_code,
        level
    from members

    union all

    select
        unit_code,
        member_code,
        'poverty_county' as level
    from members
    where is_poverty_county

),

reference_counts as (

    select
        unit_code,
        level,
        count(distinct member_code) as reference_count
    from levels
    where unit_code != member_code
    group by unit_code, level

),

final as (

    select
        claims.roster_claim_id,
        claims.article_id,
        claims.issue_id,
        claims.document_id,
        claims.reported_on,
        claims.unit_code,
        claims.level,
        claims.stated_count,
        coalesce(reference_counts.reference_count, 0) as reference_count,
        claims.stated_count - coalesce(reference_counts.reference_count, 0) as difference,
        coalesce(claims.stated_count = coalesce(reference_counts.reference_count, 0), false) as agrees,
        claims.quote
    from claims
    left join reference_counts
        on claims.unit_code = reference_counts.unit_code and claims.level = reference_counts.level

)

select * from final
order by roster_claim_id
