with

programmes as (

    select * from {{ ref('dim_programmes') }}

)

select
    programme_id,
    stated_units,
    rostered_units
from programmes
where
    rostered_units > stated_units
    or (roster_is_complete and rostered_units != stated_units)
