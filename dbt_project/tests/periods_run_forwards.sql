{%- set periods = [
    ('dim_people', 'person_id', 'first_reported', 'last_reported'),
    ('dim_projects', 'project_id', 'first_reported', 'last_reported'),
    ('rpt_office_holders', 'person_id', 'first_reported', 'last_reported'),
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
