{%- set periods = [
    ('fct_events', 'event_id', 'date_start', 'date_end'),
    ('fct_project_milestones', 'milestone_id', 'date_start', 'date_end'),
    ('fct_indicators', 'indicator_id', 'as_of_start', 'as_of_end'),
    ('dim_people', 'person_id', 'first_reported', 'last_reported'),
    ('dim_projects', 'project_id', 'first_reported', 'last_reported'),
    ('rpt_programme_accounting', 'unit_code', 'first_reported', 'last_reported'),
] -%}
{%- for table, id, first_day, last_day in periods %}
select
    '{{ table }}' as table_name,
    {{ id }} as id,
    {{ first_day }} as first_day,
    {{ last_day }} as last_day
from {{ ref(table) }}
where {{ first_day }} > {{ last_day }} or ({{ first_day }} is null) != ({{ last_day }} is null)
{{ 'union all' if not loop.last }}
{%- endfor %}
