{#- Tables and views written once into a fresh file. Every run builds a new database file, so nothing is replaced in
    place and nobody reads while it is written: one statement does what the adapter's own materializations do in eight
    (create under another name, rename, drop, list columns, comment …), which is most of the time of a small build. -#}

{% macro comments(relation, model) -%}
    {%- if config.persist_relation_docs() and model.description %}
comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
    {%- endif %}
    {%- if config.persist_column_docs() %}
        {%- for column in model.columns.values() if column.description %}
comment on column {{ relation }}.{{ adapter.quote(column.name) }} is {{ duckdb_escape_comment(column.description) }};
        {%- endfor %}
    {%- endif %}
{%- endmacro %}


{% macro write_relation(type) %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type=type) -%}
    {%- if existing is not none and existing.type != type -%}
        {% do adapter.drop_relation(existing) %}
    {%- endif -%}

    {{ run_hooks(pre_hooks) }}

    {% call statement('main') -%}
        {%- if config.get('contract').enforced -%}
            {{ get_assert_columns_equivalent(sql) }}
        {%- endif -%}
        create or replace {{ type }} {{ target_relation }} as (
            {{ sql }}
        );
        {{ comments(target_relation, model) }}
    {%- endcall %}

    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}

    {{ return({'relations': [target_relation]}) }}
{% endmacro %}


{% materialization table, adapter='duckdb' %}
    {{ return(write_relation('table')) }}
{% endmaterialization %}


{% materialization view, adapter='duckdb' %}
    {{ return(write_relation('view')) }}
{% endmaterialization %}
