{#- The text without any Unicode white space, full-width ASCII letters and digits as half-width: what two
    quotes are compared by. -#}
{% macro squash(text) -%}
    translate(
        regexp_replace({{ text }}, '[\s\x0b\x1c-\x1f\x{85}\p{Z}]', '', 'g'),
        '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    )
{%- endmacro %}
