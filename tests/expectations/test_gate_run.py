"""The whole gate with Great Expectations: what it says about good and broken files, and what it leaves for people."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from corruptions import INVARIANTS, of_column

from expectations import gate
from expectations.outcome import ExpectationOutcome
from expectations.suites import all_suites

MARKUP = "<script>alert(1)</script>虚构市"
COLUMN_RULES = [rule for suite in all_suites() for rule in suite.columns]
TABLES = sorted({rule.table for rule in COLUMN_RULES})


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
        "update marts.fct_events set status = '" + MARKUP + "' where event_id = (select min(event_id) from"
        " marts.fct_events where status = 'planned')",
        INVARIANTS["every_rostered_unit_has_one_row"].sql,
        INVARIANTS["claims_agree_with_the_reference"].sql,
    )
    return gate.run(path, folder / "docs", previous=good), folder / "docs"


def test_the_sample_warehouse_passes_every_critical_expectation(
    judged: tuple[list[ExpectationOutcome], Path],
) -> None:
    outcomes, _ = judged
    assert len(outcomes) > 100
    assert {one.severity for one in failed(outcomes).values()} == {"warning"}


CLAIMS = ("rpt_roster_reconciliation", "claims_agree_with_the_reference")


def test_what_is_broken_is_named_with_severity_rows_and_query(
    judged: tuple[list[ExpectationOutcome], Path], judged_broken: tuple[list[ExpectationOutcome], Path]
) -> None:
    red, red_before = failed(judged_broken[0]), failed(judged[0])
    assert set(red) - set(red_before) == {
        ("fct_unit_mentions", "the_surface_stands_in_the_quote"),
        ("fct_events", "status_is_known"),
        ("rpt_programme_accounting", "every_rostered_unit_has_one_row"),
        *({CLAIMS} - set(red_before)),  # the samples hold no wrong claim of their own, unless one is misread
    }
    missing = red["rpt_programme_accounting", "every_rostered_unit_has_one_row"]
    assert (missing.severity, missing.failing_rows) == ("critical", 1)
    assert missing.sample == [
        {
            "programme_id": "poverty_alleviation_gazetteers",
            "unit_code": "513322",
            "accounting_rows": 0,
            "is_rostered": True,
        }
    ]
    assert "rpt_programme_accounting" in missing.query
    assert missing.protects
    claims, before = red[CLAIMS], red_before.get(CLAIMS)
    assert (claims.severity, claims.failing_rows) == ("warning", (before.failing_rows if before else 0) + 1)
    assert red["fct_events", "status_is_known"].sample[0]["status"] == MARKUP


def test_great_expectations_agrees_with_each_column_rule_in_sql(copy: Path) -> None:
    """Every column rule broken at once, each in a row of its own: each is red, with the rows that SQL finds."""
    by_table = {table: [rule for rule in COLUMN_RULES if rule.table == table] for table in TABLES}
    statements = [of_column(rule, row) for rules in by_table.values() for row, rule in enumerate(rules)]
    break_file(copy, *statements)
    red = failed(gate.run(copy))
    assert not [(rule.table, rule.name) for rule in COLUMN_RULES if (rule.table, rule.name) not in red]
    assert all(red[rule.table, rule.name].failing_rows > 0 for rule in COLUMN_RULES)


def test_data_docs_name_the_failing_rows_and_run_nothing(
    judged_broken: tuple[list[ExpectationOutcome], Path],
) -> None:
    site = judged_broken[1] / "data_docs"
    front = (site / "index.html").read_text(encoding="utf-8")
    assert "every_rostered_unit_has_one_row" in front
    assert "513322" in front
    pages = list(site.rglob("*.html"))
    assert len(pages) > 10
    shown = 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text.lower(), page
        assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", text), page
        assert "Content-Security-Policy" in text
        shown += "&lt;script&gt;alert(1)" in text
    assert shown >= 3, "front page, mentions, events"


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
    assert not [one for one in outcomes if one.name.startswith("staged_")]


def test_a_build_without_its_staging_is_refused_not_waved_through(copy: Path) -> None:
    break_file(copy, "drop schema staging cascade")
    red = failed(gate.run(copy))
    assert red["fct_events", "staged_events_arrived"].severity == "critical"


def test_a_table_that_is_gone_is_red_and_the_rest_is_still_judged(copy: Path) -> None:
    break_file(copy, "drop table marts.fct_targets")
    outcomes = gate.run(copy)
    red = failed(outcomes)
    assert ("fct_targets", "target_id_is_unique") in red
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
