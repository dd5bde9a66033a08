"""Units, people and titles named in articles."""

from __future__ import annotations

from expectations.rules import Invariant, Suite, filled
from expectations.text import squashed

SUITE = Suite(
    name="mentions",
    title="Units, people and titles · 提及的政区、人物、书名",
    invariants=(
        Invariant(
            "a_unit_is_named_once_at_a_place",
            "fct_unit_mentions",
            "critical",
            "One name read as the same unit twice counts a city's presence double.",
            "select document_id, char_start, char_end, unit_code, count(*) as mentions from marts.fct_unit_mentions"
            " group by document_id, char_start, char_end, unit_code having count(*) > 1",
        ),
        Invariant(
            "the_surface_stands_in_the_quote",
            "fct_unit_mentions",
            "critical",
            "A reader who follows the quote would not find the unit there.",
            "select unit_mention_id, document_id, unit_code, surface, quote from marts.fct_unit_mentions"
            f" where surface is null or not contains({squashed('quote')}, {squashed('surface')})",
        ),
        Invariant(
            "the_name_stands_in_the_quote",
            "fct_person_mentions",
            "critical",
            "A person would be said to be named where he is not.",
            "select person_mention_id, document_id, name, office, quote from marts.fct_person_mentions"
            f" where name is null or not contains({squashed('quote')}, {squashed('name')})",
        ),
        Invariant(
            "the_title_stands_in_the_quote",
            "fct_title_mentions",
            "critical",
            "A work would be said to be named where it is not.",
            "select title_mention_id, document_id, title, quote from marts.fct_title_mentions"
            f" where title is null or not contains({squashed('quote')}, {squashed('title')})",
        ),
        Invariant(
            "names_look_like_names",
            "fct_person_mentions",
            "warning",
            "A name of one character, or longer than any name, is a phrase that was taken for a person.",
            "select person_mention_id, document_id, name, office, quote from marts.fct_person_mentions"
            " where length(name) not between 2 and 20",
        ),
    ),
    columns=(
        filled("fct_unit_mentions", "unit_code", "A mention that names no unit."),
        filled("dim_people", "name", "A person without a name."),
    ),
)
