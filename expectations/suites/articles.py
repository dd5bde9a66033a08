"""Articles: complete, in order, apart from each other."""

from __future__ import annotations

from expectations.rules import Invariant, Suite

_TABLE = "fct_articles"

SUITE = Suite(
    name="articles",
    title="Articles · 文章",
    invariants=(
        Invariant(
            "positions_count_from_one",
            _TABLE,
            "critical",
            "A gap in the positions is an article that was lost on the way.",
            "select issue_id, count(*) as articles, min(position) as first, max(position) as last"
            " from marts.fct_articles group by issue_id"
            " having min(position) <> 1 or max(position) <> count(*) or count(distinct position) <> count(*)",
        ),
        Invariant(
            "articles_do_not_overlap",
            _TABLE,
            "critical",
            "What stands in two articles is reported twice.",
            "select * from (select article_id, document_id, position, char_start, char_end,"
            " lag(char_end) over (partition by document_id order by char_start, char_end) as earlier_end"
            " from marts.fct_articles) where char_start < earlier_end",
        ),
        Invariant(
            "titles_are_not_blank",
            _TABLE,
            "critical",
            "An article without title can neither be cited nor found.",
            "select article_id, document_id, position, title from marts.fct_articles"
            " where title is null or trim(title) = ''",
        ),
        Invariant(
            "articles_have_a_body",
            _TABLE,
            "warning",
            "A heading without text under it: the text went elsewhere, or the heading is none.",
            "select article_id, document_id, position, title from marts.fct_articles"
            " where body is null or trim(body) = ''",
        ),
    ),
)
