"""The whole gate with Great Expectations: what it says about good and broken files, and what it leaves for people."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from corruptions import GREAT_EXPECTATIONS

from expectations import gate
from expectations.outcome import ExpectationOutcome
from expectations.suites import all_suites

MARKUP = "<script>alert(1)</script>虚构市"
COLUMN_RULES = [rule for suite in all_suites() for rule in suite.columns]


def failed(outcomes: list[ExpectationOutcome]) -> dict[tuple[str, str], ExpectationOutcome]:
    return {(one.table, one.name): one for one in outcomes if not one.passed}


def break_file(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def judged(good: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[ExpectationOutcome], Path]:
    docs = tmp_path_factory.mktemp("docs")
    return gate.run(good, docs, previous=good), docs


@pytest.fixture(scope="module")
def judged_broken(good: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[ExpectationOutcome], Path]:
    """One file with several things broken, one of them with markup where a name should be."""
    folder = tmp_path_factory.mktemp("broken")
    path = folder / "build.duckdb"
    shutil.copyfile(good, path)
    break_file(
        path,
        "update marts.fct_unit_mentions set surface = '" + MARKUP + "' where unit_mention_id ="
        " (select min(unit_mention_id) from marts.fct_unit_mentions)",
        f"update marts.dim_documents set document_id = '{MARKUP}' where document_id = (select min(document_id)"
        " from marts.dim_documents where document_id not in (select document_id from marts.bridge_issue_documents))",
        GREAT_EXPECTATIONS["every_rostered_unit_has_one_row"][0].sql,
        GREAT_EXPECTATIONS["claims_agree_with_the_reference"][0].sql,
    )
    return gate.run(path, folder / "docs", previous=good), folder / "docs"


def test_the_sample_warehouse_passes_every_critical_expectation(
    judged: tuple[list[ExpectationOutcome], Path],
) -> None:
    outcomes, _ = judged
    assert len(outcomes) > 60
    assert {one.severity for one in failed(outcomes).values()} == {"warning"}


DOCUMENT_WITHOUT_FILE = {
    ("dim_documents", "documents_come_from_files"),
    ("dim_documents", "files_found_are_documents_duplicates_or_rejected"),
}
CLAIMS = ("rpt_roster_reconciliation", "claims_agree_with_the_reference")


def test_what_is_broken_is_named_with_severity_rows_and_query(
    judged: tuple[list[ExpectationOutcome], Path], judged_broken: tuple[list[ExpectationOutcome], Path]
) -> None:
    red, red_before = failed(judged_broken[0]), failed(judged[0])
    assert set(red) - set(red_before) == {
        ("fct_unit_mentions", "the_surface_stands_in_the_quote"),
        ("dim_documents", "document_id_is_well_formed"),
        *DOCUMENT_WITHOUT_FILE,
        ("rpt_programme_accounting", "every_rostered_unit_has_one_row"),
        *({CLAIMS} - set(red_before)),  # the samples hold no wrong claim of their own, unless one is misread
    }
    missing = red["rpt_programme_accounting", "every_rostered_unit_has_one_row"]
    assert (missing.severity, missing.failing_rows) == ("critical", 1)
    assert missing.sample == [
        {
            "programme_id": "poverty_alleviation_gazetteers",
            "unit_code": "510500",
            "accounting_rows": 0,
            "is_rostered": True,
        }
    ]
    assert "rpt_programme_accounting" in missing.query
    assert missing.protects
    claims, before = red[CLAIMS], red_before.get(CLAIMS)
    assert (claims.severity, claims.failing_rows) == ("warning", (before.failing_rows if before else 0) + 1)
    assert red["dim_documents", "document_id_is_well_formed"].sample[0]["document_id"] == MARKUP


def test_great_expectations_agrees_with_each_column_rule_in_sql(copy: Path, tmp_path: Path) -> None:
    """Every column rule broken at once: each is red, with the rows that SQL finds, and its page shows what it found."""
    break_file(copy, *(GREAT_EXPECTATIONS[rule.name][0].sql for rule in COLUMN_RULES))
    red = failed(gate.run(copy, tmp_path))
    assert len(COLUMN_RULES) > 12
    for rule in COLUMN_RULES:
        assert red[rule.table, rule.name].failing_rows > 0
        [page] = (tmp_path / "data_docs" / "validations").glob(f"*/{rule.table}/**/*.html")
        assert rule.name in page.read_text(encoding="utf-8")


def test_of_a_large_table_every_row_that_breaks_a_rule_is_judged(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "FRAME_ROWS", 2)
    last = "(select max(rowid) from marts.fct_indicators)"
    break_file(copy, f"update marts.fct_indicators set value = null where rowid = {last}")
    assert failed(gate.run(copy))["fct_indicators", "value_is_filled"].failing_rows == 1


def test_data_docs_name_the_failing_rows_and_run_nothing(
    judged_broken: tuple[list[ExpectationOutcome], Path],
) -> None:
    site = judged_broken[1] / "data_docs"
    front = (site / "index.html").read_text(encoding="utf-8")
    assert "every_rostered_unit_has_one_row" in front
    assert "510500" in front
    pages = list(site.rglob("*.html"))
    assert len(pages) > 10
    shown = 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text.lower(), page
        assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", text), page
        assert "Content-Security-Policy" in text
        shown += "&lt;script&gt;alert(1)" in text
    assert shown >= 3, "front page, mentions, documents"


def test_every_page_can_be_reached_from_the_front_page(judged: tuple[list[ExpectationOutcome], Path]) -> None:
    site = (judged[1] / "data_docs").resolve()
    seen, waiting = set(), [site / "index.html"]
    while waiting:
        page = waiting.pop()
        assert page.is_file(), page
        if page not in seen:
            seen.add(page)
            links = re.findall(r"""href=['"]([^'"#]+)['"]""", page.read_text(encoding="utf-8"))
            waiting += [(page.parent / link).resolve() for link in links]
    assert seen == set(site.rglob("*.html"))


def test_a_second_run_replaces_the_site_and_leaves_nothing_beside_it(
    good: Path, judged: tuple[list[ExpectationOutcome], Path]
) -> None:
    docs = judged[1]
    (docs / "data_docs" / "stale.html").write_text("old")
    gate.run(good, docs)
    assert not (docs / "data_docs" / "stale.html").exists()
    assert sorted(path.name for path in docs.iterdir()) == ["data_docs", "work_lists"]


def test_silent_units_are_a_list_that_a_spreadsheet_opens(judged: tuple[list[ExpectationOutcome], Path]) -> None:
    outcomes, docs = judged
    silent = failed(outcomes)["rpt_programme_accounting", "no_unit_is_silent"]
    raw = (docs / "work_lists" / "silent_units.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == silent.failing_rows
    assert rows[0]["unit_name"]


def test_a_published_file_can_be_judged_again(sample_warehouse: Path) -> None:
    outcomes = gate.run(sample_warehouse)
    assert not [one for one in failed(outcomes).values() if one.severity == "critical"]
    assert not [one for one in outcomes if one.name == "documents_come_from_files"], "its staging is gone"


def test_a_build_without_its_staging_is_refused_not_waved_through(copy: Path) -> None:
    break_file(copy, "drop schema staging cascade")
    red = failed(gate.run(copy))
    assert red["dim_documents", "documents_come_from_files"].severity == "critical"


def test_a_table_that_is_gone_is_red_and_the_rest_is_still_judged(copy: Path) -> None:
    break_file(copy, "drop table marts.fct_targets")
    outcomes = gate.run(copy)
    red = failed(outcomes)
    assert ("fct_targets", "due_date_is_filled") in red
    assert "fct_targets" in str(red["rpt_target_status", "every_target_has_one_status"].sample[0]["error"])
    assert any(one.passed for one in outcomes)


def test_fallen_rows_are_critical_unless_accepted(copy: Path, good: Path) -> None:
    break_file(copy, "delete from marts.fct_person_mentions where person_mention_id > '8'")
    fallen = ("all", "rows_do_not_fall")
    refused = failed(gate.run(copy, previous=good))[fallen]
    assert refused.severity == "critical"
    assert refused.sample[0]["table_name"] == "fct_person_mentions"
    assert failed(gate.run(copy, previous=good, accept_row_fall=True))[fallen].severity == "warning"
    assert fallen not in failed(gate.run(copy, previous=good, max_row_fall=0.9))
