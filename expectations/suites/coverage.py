"""Coverage: nothing that was found, read or parsed got lost on the way."""

from __future__ import annotations

from expectations.rules import Invariant, Suite
from expectations.text import squashed

SUITE = Suite(
    name="coverage",
    title="Coverage · 完整性",
    invariants=(
        Invariant(
            "files_found_are_documents_duplicates_or_rejected",
            "dim_documents",
            "critical",
            "A file that was found and is none of these was lost; nobody would know that it is missing.",
            "select files.source_uri, files.document_id, files.outcome, files.reason from staging.stg_files as files"
            " where coalesce(files.outcome, '') not in ('read', 'duplicate', 'rejected')"
            " or (files.outcome = 'rejected' and files.reason is null)"
            " or (files.outcome in ('read', 'duplicate')"
            " and files.document_id not in (select document_id from marts.dim_documents))",
            needs_build=True,
        ),
        Invariant(
            "documents_come_from_files",
            "dim_documents",
            "critical",
            "A document whose file is gone would keep reporting what was withdrawn.",
            "select document_id, source_uri from marts.dim_documents as documents"
            " where not exists (select 1 from staging.stg_files as files"
            " where files.document_id = documents.document_id and files.outcome in ('read', 'duplicate'))",
            needs_build=True,
        ),
        Invariant(
            "documents_are_recognised_as_bulletins",
            "dim_documents",
            "warning",
            "The file was read, but nothing in it was understood; it is listed in audit.rejected_documents.",
            "select document_id, source_uri, media_type, char_count from marts.dim_documents"
            " anti join marts.bridge_issue_documents using (document_id)",
        ),
        Invariant(
            "sections_arrived",
            "fct_articles",
            "critical",
            "A section heading without article under it: its articles were lost or put under another section.",
            "select sections.document_id, sections.position, sections.section from staging.stg_sections as sections"
            " inner join marts.bridge_issue_documents as documents"
            " on documents.document_id = sections.document_id and documents.is_preferred"
            " where not exists (select 1 from marts.fct_articles as articles"
            " where articles.document_id = sections.document_id and articles.section = sections.section)",
            needs_build=True,
        ),
        Invariant(
            "printed_titles_are_listed",
            "fct_title_mentions",
            "critical",
            "A work that is named in an article and not listed is not followed.",
            "with printed as (select article_id, document_id,"
            " unnest(regexp_extract_all(body, '《([^《》]+)》', 1)) as title from marts.fct_articles)"
            " select distinct printed.article_id, printed.document_id, printed.title from printed"
            " where not exists (select 1 from marts.fct_title_mentions as titles"
            " where titles.article_id = printed.article_id"
            f" and contains({squashed('titles.title')}, {squashed('printed.title')}))",
        ),
        Invariant(
            "every_character_is_accounted_for",
            "dim_documents",
            "critical",
            "Text that is neither article nor header, footer or page furniture was read by nobody.",
            f"""
with spans as (
    select document_id, char_start, char_end from marts.fct_document_regions
    where region <> 'article' or document_id not in (select document_id from marts.dim_issues)
    union all
    select document_id, char_start, char_end from marts.fct_articles
    union all
    select document_id, char_count, char_count from marts.dim_documents
),
gaps as (
    select document_id,
        coalesce(max(char_end) over (
            partition by document_id order by char_start, char_end
            rows between unbounded preceding and 1 preceding
        ), 0) as gap_start,
        char_start as gap_end
    from spans
),
texts as (
    select gaps.*, substr(documents.text, gap_start + 1, gap_end - gap_start) as uncovered
    from gaps
    inner join marts.dim_documents as documents on documents.document_id = gaps.document_id
    semi join marts.bridge_issue_documents as recognised on recognised.document_id = gaps.document_id
    where gap_end > gap_start
)
select * from texts where {squashed("uncovered")} <> ''""",
        ),
        Invariant(
            "every_line_has_its_place",
            "fct_document_regions",
            "warning",
            "A line that is neither article nor header nor footer: it was kept, but nothing was read from it.",
            "select regions.document_id, regions.char_start, regions.char_end,"
            " substr(documents.text, regions.char_start + 1, regions.char_end - regions.char_start) as line"
            " from marts.fct_document_regions as regions"
            " inner join marts.dim_documents as documents on documents.document_id = regions.document_id"
            " where regions.region = 'unassigned' order by 1, 2",
        ),
    ),
)
