with

milestones as (

    select * from {{ ref('int_milestones') }}

),

final as (

    select
        milestones.milestone_id,
        {{ evidence('milestones', 'milestones') }},
        milestones.project_id,
        milestones.work,
        milestones.unit_code,
        milestones.stage,
        milestones.stage_order,
        {{ dated('date', 'milestones') }},
        milestones.reached_by,
        milestones.reached_by_basis
    from milestones

)

select * from final
order by milestone_id
