from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from small_warehouse import GOOD

from warehouse.releases import Release
from warehouse.settings import Settings
from warehouse.status import status
from warehouse.verdict import CheckResult

AMBER = CheckResult("no_unit_is_silent", "great_expectations", "rpt", "warning", passed=False, failing_rows=2)


def test_before_the_first_publication_there_is_nothing_to_see(settings: Settings) -> None:
    found = status(settings)
    assert (found.current, found.age, found.releases, found.rejected) == (None, None, (), ())


def test_one_screen_tells_age_size_checks_and_rejected_files(
    publish: Callable[..., Release], settings: Settings
) -> None:
    publish("run1")
    release = publish("run2", events=9, checks=(GOOD, AMBER))
    (settings.build / "refused.duckdb").write_bytes(b"x")
    found = status(settings, now=release.published_at + timedelta(hours=3))
    assert found.current is not None
    assert found.age == timedelta(hours=3)
    assert found.newest_issue_date == "2024-03-10"
    assert [one.run_id for one in found.releases] == ["run2", "run1"]
    assert (found.checks_run, [check.name for check in found.failed_checks]) == (2, ["no_unit_is_silent"])
    assert [one.source_uri for one in found.rejected] == ["broken.pdf", "shopping.txt"]
    assert found.waiting_builds == ("refused",)
    assert {table.table: len(table.content_hash) for table in found.current.tables}["fct_events"] == 64


def test_a_file_with_two_names_counts_once(publish: Callable[..., Release], settings: Settings) -> None:
    release = publish("run1")
    assert release.size_bytes <= status(settings).disk_bytes < 1.5 * release.size_bytes
