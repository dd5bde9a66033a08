with

roster as (

    select * from {{ ref('bridge_programme_units') }}

),

units as (

    select * from {{ ref('dim_admin_units') }}

),

programmes as (

    select * from {{ ref('dim_programmes') }}

),

projects as (

    select * from {{ ref('dim_projects') }}
    where programme_id is not null

),

stages as (

    select * from {{ ref('project_stages') }}

),

evidence as (

    select
        programme_id,
        unit_code,
        count(*) as evidence_count,
        min(reported_on) as first_reported,
        max(reported_on) as last_reported,
        arg_min(basis, case basis when 'work' then 1 when 'passage' then 2 else 3 end) as strongest_basis
    from {{ ref('fct_programme_evidence') }}
    group by programme_id, unit_code

),

-- A yearly programme is judged by its newest volume.
works as (

    select
        projects.programme_id,
        projects.unit_code,
        projects.project_id,
        projects.latest_stage,
        projects.latest_stage_date
    from projects
    left join stages on projects.latest_stage = stages.stage
    qualify row_number() over (
            partition by projects.programme_id, projects.unit_code
            order by projects.volume_year desc nulls last, stages.stage_order desc nulls last, projects.project_id
        ) = 1

),

final as (

    select
        roster.programme_id,
        programmes.name as programme_name,
        roster.unit_code,
        units.unit_name,
        units.level,
        units.prefecture_code,
        coalesce(evidence.evidence_count, 0) > 0 as accounted_for,
        coalesce(evidence.evidence_count, 0) as evidence_count,
        evidence.strongest_basis,
        evidence.first_reported,
        evidence.last_reported,
        works.project_id,
        works.latest_stage,
        works.latest_stage_date,
        programmes.deadline
    from roster
    inner join programmes on roster.programme_id = programmes.programme_id
    left join units on roster.unit_code = units.unit_code
    left join evidence on roster.programme_id = evidence.programme_id and roster.unit_code = evidence.unit_code
    left join works on roster.programme_id = works.programme_id and roster.unit_code = works.unit_code

)

select * from final
order by programme_id, unit_code
