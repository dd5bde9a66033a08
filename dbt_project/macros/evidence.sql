{#- The columns that every fact carries: where it was read from, and in which issue it was reported. -#}
{% macro evidence(fact='facts', article='articles') -%}
    {{ fact }}.article_id,
        {{ article }}.issue_id,
        {{ fact }}.document_id,
        {{ article }}.reported_on,
        {{ fact }}.char_start,
        {{ fact }}.char_end,
        {{ fact }}.quote,
        {{ fact }}.rule_id,
        {{ fact }}.confidence
{%- endmacro %}


{#- A date as five columns: EDTF text, first and last day, precision, basis. -#}
{% macro dated(prefix='date', fact='facts') -%}
    {%- for part in ['edtf', 'start', 'end', 'precision', 'basis'] -%}
        {{ fact }}.{{ prefix }}_{{ part }}{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- A content hash over the parts; a missing part counts as an empty text. -#}
{% macro content_id(parts) -%}
    md5(concat_ws('|', {% for part in parts %}coalesce({{ part }}::varchar, ''){{ ', ' if not loop.last }}{% endfor %}))
{%- endmacro %}
