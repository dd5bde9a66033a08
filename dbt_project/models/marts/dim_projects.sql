with

projects as (

    select * from {{ ref('int_projects') }}

),

programmes as (

    select * from {{ ref('int_project_programmes') }}

),

milestones as (

    select * from {{ ref('int_milestones') }}
    where project_id is not null

),

aliases as (

    select
        project_id,
        min(first_reported) as first_reported,
        max(last_reported) as last_reported
    from {{ ref('bridge_project_aliases') }}
    group by project_id

),

-- The furthest stage reported; its date is the earliest by which it is known to be reached.
stages as (

    select
        project_id,
        stage as latest_stage,
        reached_by as latest_stage_date,
        reached_by_basis as latest_stage_date_basis,
        count(*) over (partition by project_id) as milestone_count
    from milestones
    qualify row_number() over (
            partition by project_id
            order by stage_order desc, reached_by nulls last, milestone_id
        ) = 1

),

final as (

    select
        projects.project_id,
        projects.project_name,
        projects.name_basis,
        projects.kind,
        projects.unit_code,
        programmes.programme_id,
        projects.volume_year,
        if(projects.first_year is null, null, projects.first_year || '/' || projects.last_year) as years_covered,
        projects.aliases,
        stages.latest_stage,
        stages.latest_stage_date,
        stages.latest_stage_date_basis,
        coalesce(stages.milestone_count, 0) as milestone_count,
        projects.mention_count,
        aliases.first_reported,
        aliases.last_reported
    from projects
    inner join aliases on projects.project_id = aliases.project_id
    left join programmes on projects.project_id = programmes.project_id
    left join stages on projects.project_id = stages.project_id

)

select * from final
order by project_id
