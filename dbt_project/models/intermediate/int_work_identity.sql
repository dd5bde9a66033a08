-- Each work key with the key of the work it belongs to, along any number of renamings.
with recursive

names as (

    select distinct work_key from {{ ref('int_work_names') }}

),

links as (

    select * from {{ ref('int_work_links') }}

),

chains as (

    select
        from_key,
        to_key
    from links

    union

    select
        chains.from_key,
        links.to_key
    from chains
    inner join links on chains.to_key = links.from_key

),

-- The last name of the chain; where names run in a circle, the first in order for all of them.
roots as (

    select
        chains.from_key,
        coalesce(
            min(chains.to_key) filter (where links.from_key is null),
            min(chains.to_key)
        ) as project_key
    from chains
    left join links on chains.to_key = links.from_key
    group by chains.from_key

),

final as (

    select
        names.work_key,
        coalesce(roots.project_key, names.work_key) as project_key,
        {{ content_id(["'project'", 'coalesce(roots.project_key, names.work_key)']) }} as project_id
    from names
    left join roots on names.work_key = roots.from_key

)

select * from final
order by work_key
