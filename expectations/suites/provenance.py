"""Provenance: every row leads back to the characters it was read from."""

from __future__ import annotations

from expectations.rules import Invariant, Suite
from expectations.text import FURNITURE, squashed

FACTS = {
    "fct_articles": "article_id",
    "fct_unit_mentions": "unit_mention_id",
    "fct_person_mentions": "person_mention_id",
    "fct_title_mentions": "title_mention_id",
    "fct_events": "event_id",
    "fct_project_milestones": "milestone_id",
    "fct_indicators": "indicator_id",
    "fct_measures": "measure_id",
    "fct_targets": "target_id",
    "fct_roster_claims": "roster_claim_id",
    "fct_unresolved_units": "unresolved_unit_id",
}
"""Tables whose rows carry a span and a quote, and the column that tells their rows apart."""

_QUOTED = {**FACTS, "dim_issues": "issue_id", "fct_programme_evidence": "evidence_id"}


def _spans_lie_in_the_text() -> Invariant:
    outside = [
        f"select '{table}' as table_name, facts.{row_id} as row_id, facts.document_id, facts.char_start,"
        f" facts.char_end, documents.char_count from marts.{table} as facts"
        " inner join marts.dim_documents as documents on documents.document_id = facts.document_id"
        " where facts.char_start is null or facts.char_end is null or facts.char_start < 0"
        " or facts.char_end <= facts.char_start or facts.char_end > documents.char_count"
        for table, row_id in _QUOTED.items()
    ]
    return Invariant(
        "spans_lie_in_the_text",
        "dim_documents",
        "critical",
        "A span outside the text shows a reader nothing, or something else.",
        "\nunion all\n".join(outside),
    )


def _evidence_is_complete() -> Invariant:
    incomplete = [
        f"select '{table}' as table_name, {row_id} as row_id, document_id, rule_id, confidence from marts.{table}"
        " where rule_id is null or quote is null or trim(quote) = '' or (confidence between 0 and 1) is not true"
        for table, row_id in _QUOTED.items()
    ]
    return Invariant(
        "evidence_is_complete",
        "dim_documents",
        "critical",
        "Without quote, rule and confidence (0 to 1) a wrong row can neither be seen nor traced to what made it.",
        "\nunion all\n".join(incomplete),
    )


def _quote_reproduced(table: str, row_id: str) -> Invariant:
    """The span's characters, page furniture inside it left out, are the quote's, white space apart.

    An article's span is all of it, its quote the title.
    """
    passage, quote = squashed("passage"), squashed("quote")
    broken = (
        f"contains({passage}, {quote}) is not true"
        if table == "fct_articles"
        else f"{passage} is distinct from {quote}"
    )
    return Invariant(
        f"{table}_spans_reproduce_their_quotes",
        table,
        "critical",
        "A reader who follows the row to its source would find other words than the quoted ones.",
        f"""
with furniture as (
    select distinct document_id, char_start, char_end from marts.fct_document_regions
    where region in ({FURNITURE}) and char_end > char_start
),
cuts as (
    select facts.{row_id},
        list({{'first': furniture.char_start, 'past': furniture.char_end}} order by furniture.char_start) as cut
    from marts.{table} as facts inner join furniture
        on furniture.document_id = facts.document_id
        and furniture.char_start >= facts.char_start and furniture.char_end <= facts.char_end
    group by facts.{row_id}
),
read as (
    select facts.{row_id}, facts.document_id, facts.char_start, facts.char_end, facts.quote,
        case when cuts.cut is null then substr(text, char_start + 1, char_end - char_start)
        else list_aggregate(list_transform(range(0, len(cut) + 1), lambda i: substr(
            text,
            greatest(char_start, coalesce(list_max(list_transform(cut[1:i], lambda c: c.past)), 0)) + 1,
            greatest(0, coalesce(cut[i + 1].first, char_end)
                - greatest(char_start, coalesce(list_max(list_transform(cut[1:i], lambda c: c.past)), 0)))
        )), 'string_agg', '') end as passage
    from marts.{table} as facts
    inner join marts.dim_documents as documents on documents.document_id = facts.document_id
    left join cuts on cuts.{row_id} = facts.{row_id}
)
select * from read
where {broken}""",
    )


SUITE = Suite(
    name="provenance",
    title="Provenance · 出处",
    invariants=(
        _spans_lie_in_the_text(),
        _evidence_is_complete(),
        *(_quote_reproduced(table, row_id) for table, row_id in _QUOTED.items()),
        Invariant(
            "lengths_are_those_of_the_text",
            "dim_documents",
            "critical",
            "Spans are counted in the characters of the text; a text that changed shifts them all.",
            "select document_id, source_uri, char_count, length(text) as characters from marts.dim_documents"
            " where text is null or char_count is distinct from length(text)",
        ),
    ),
)
