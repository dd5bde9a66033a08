{#- A printed title as names are compared: no white space, one form of brackets and dashes, no note that it is a
    draft. -#}
{% macro comparable_title(title) -%}
    regexp_replace(
        translate({{ squash(title) }}, '()〔〕[]－–~～―', '（）（）（）—————'),
        '（(?:初稿|送审稿|评审稿|复审稿|终审稿|验收稿|征求意见稿|讨论稿|试写稿)）$',
        ''
    )
{%- endmacro %}


{#- The year bracket of a comparable title: （2023）, （2023年卷）, （1949—2021）; a yearbook's year may stand bare. -#}
{% macro year_bracket() -%}
    '（\d{4}年?(?:[—至]+\d{4}年?)?卷?）|^\d{4}年?|\d{4}年?卷?$'
{%- endmacro %}


{#- A comparable title without its years. -#}
{% macro without_years(name) -%}
    regexp_replace({{ name }}, {{ year_bracket() }}, '')
{%- endmacro %}


{#- The first (part 1) or last (part 2) year of a period printed in brackets, null where none is. -#}
{% macro period_year(name, part) -%}
    try_cast(regexp_extract({{ name }}, '（(\d{4})年?[—至]+(\d{4})年?卷?）', {{ part }}) as bigint)
{%- endmacro %}


{#- The single year printed in or beside a comparable title, null where none is. -#}
{% macro single_year(name) -%}
    try_cast(
        regexp_extract(regexp_extract({{ name }}, '（\d{4}年?卷?）|^\d{4}年?|\d{4}年?卷?$'), '\d{4}') as bigint
    )
{%- endmacro %}
