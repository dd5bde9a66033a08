"""Broken data in the real job: what warnings and critical gates of each origin do to the run, its records, its readers.

That each single gate turns red for what it guards, and no other, is shown in tests/expectations without a run for each.
"""

import html
import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg
import duckdb
import polars as pl
import pytest
from rich.console import Console

from orchestration import home, transformation
from orchestration.cli.summary import summary
from orchestration.run import Outcome, run_job
from orchestration.transformation import Project
from warehouse.settings import Settings

TESTS = Path(__file__).resolve().parents[1]
SAMPLES = TESTS / "corpus" / "bulletins"
BULLETINS = ("03_numbered_text.txt", "05_web_page.html", "13_thematic_21_cities.txt", "90_truncated.pdf")
PREFIXES = {"dbt": "", "great_expectations": "expect_", "pipeline": "reconcile_"}


@dataclass(frozen=True)
class Red:
    """A gate that is broken, and what its named row must show."""

    origin: str
    table: str
    name: str
    shows: str

    @property
    def check(self) -> dg.AssetCheckKey:
        asset = "dim_documents" if self.table == "all" else self.table
        return dg.AssetCheckKey(dg.AssetKey(["marts", asset]), PREFIXES[self.origin] + self.name)


WARNED = (
    Red("dbt", "fct_project_milestones", "milestones_have_a_work", "milestone_id"),
    Red("great_expectations", "rpt_roster_reconciliation", "claims_agree_with_the_reference", "22"),
    Red("pipeline", "dim_documents", "every_file_was_read", "90_truncated.pdf"),
)
REFUSED = (
    Red("dbt", "dim_admin_units", "units_resolve", "999999"),
    Red("great_expectations", "rpt_programme_accounting", "every_rostered_unit_has_one_row", "510500"),
    Red("pipeline", "all", "every_gate_was_judged", "periods_run_forwards"),
    Red("pipeline", "all", "parsed_rows_are_staged", "targets"),
)


def corruptions() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corruptions", TESTS / "expectations" / "corruptions.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look themselves up.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "corruptions", module)
        spec.loader.exec_module(module)
    return module


class Runs:
    """Two runs of one home: one that is only warned of, then one that is refused."""

    def __init__(self, folder: Path) -> None:
        bulletins = folder / "bulletins"
        bulletins.mkdir()
        for name in BULLETINS:
            shutil.copy(SAMPLES / name, bulletins)
        self.settings = Settings(home=folder / "home")
        home.prepare(self.settings)
        proofs = corruptions().PROOFS
        self.warned = self.run([proofs[red.name][0].sql for red in WARNED], str(bulletins))
        self.docs_warned = (self.settings.docs / "data_docs").rename(folder / "warned")
        self.published = self.settings.published.stat()
        self.refused = self.run(
            [proofs[red.name][0].sql for red in REFUSED], lose=self.lose_a_deadline, leave_out="periods_run_forwards"
        )
        self.docs_refused = self.settings.docs / "data_docs"

    def run(
        self,
        statements: Sequence[str],
        *sources: str,
        lose: Callable[[], None] = lambda: None,
        leave_out: str = "",
    ) -> Outcome:
        """The job, with something lost before dbt builds, the file broken after it, a test left out."""
        build, test = Project.build, Project.test

        def broken(project: Project, progress: Any = None) -> list[transformation.Built]:
            lose()
            built = build(project, progress)
            with duckdb.connect(str(project.build_file)) as connection:
                for statement in filter(None, statements):
                    connection.execute(statement)
            return built

        def incomplete(project: Project, progress: Any = None) -> list[transformation.Tested]:
            return [one for one in test(project, progress) if one.result.name != leave_out]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Project, "build", broken)
            patch.setattr(Project, "test", incomplete)
            return run_job(self.settings, sources, False, lambda what, done, total: None)

    def lose_a_deadline(self) -> None:
        """A staging file changes after it was written."""
        path = max(self.settings.staging.glob("batches/*/targets.parquet"), key=lambda path: path.stat().st_size)
        pl.read_parquet(path)[:-1].write_parquet(path)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DAGSTER_HOME", "")
        environment.setenv("FANGZHI_HOME", "")
        yield Runs(tmp_path_factory.mktemp("gates"))


def audited(database: Path, red: Red) -> tuple[str, str, bool, str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        [row] = connection.execute(
            "select table_name, severity, passed, sample from audit.checks where origin = ? and check_name = ?"
            " and run_id = (select run_id from audit.runs order by audited_at desc limit 1)",
            [red.origin, red.name],
        ).fetchall()
    return row


def told(outcome: Outcome, settings: Settings) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(summary(outcome, settings))
    return captured.get()


def in_dagster(red: Red, run_id: str) -> Any:
    with dg.DagsterInstance.get() as instance:
        records = instance.event_log_storage.get_asset_check_execution_history(red.check, limit=10)
    [event] = [record.event for record in records if record.run_id == run_id]
    assert event is not None and event.dagster_event is not None
    return event.dagster_event.event_specific_data


def test_warnings_publish_and_are_listed(runs: Runs) -> None:
    assert runs.warned.success, runs.warned.failure
    assert runs.warned.release is not None and runs.warned.verdict is not None
    assert {red.name for red in WARNED} <= {check.name for check in runs.warned.verdict.failed_warnings}
    assert not runs.warned.verdict.refused


@pytest.mark.parametrize("red", WARNED, ids=lambda red: red.name)
def test_a_warning_names_its_rows_wherever_one_looks(red: Red, runs: Runs) -> None:
    table, severity, passed, sample = audited(runs.settings.published, red)
    assert (table, severity, passed) == (red.table, "warning", False)
    assert red.shows in sample
    said = told(runs.warned, runs.settings)
    assert f"! {red.table}: {red.name}" in said and red.shows in said
    shown = in_dagster(red, runs.warned.run_id)
    assert (shown.passed, shown.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert red.shows.replace("_", "\\_") in str(shown.metadata["sample"].value)
    front = (runs.docs_warned / "index.html").read_text(encoding="utf-8")
    assert f"warning: {red.table} · {red.name}" in front and html.escape(red.shows) in front


def test_critical_gates_refuse_and_readers_keep_the_last_release(runs: Runs) -> None:
    assert runs.refused.refused and not runs.refused.success
    assert runs.refused.verdict is not None
    assert {check.name for check in runs.refused.verdict.failed_critical} == {red.name for red in REFUSED}
    before, after = runs.published, runs.settings.published.stat()
    assert (before.st_ino, before.st_mtime_ns, before.st_size) == (after.st_ino, after.st_mtime_ns, after.st_size)
    with duckdb.connect(str(runs.settings.published), read_only=True) as reader:
        assert reader.execute("select distinct run_id from audit.checks").fetchall() == [(runs.warned.run_id,)]


@pytest.mark.parametrize("red", REFUSED, ids=lambda red: red.name)
def test_a_critical_gate_names_its_rows_wherever_one_looks(red: Red, runs: Runs) -> None:
    assert runs.refused.build_file is not None
    table, severity, passed, sample = audited(runs.refused.build_file, red)
    assert (table, severity, passed) == (red.table, "critical", False)
    assert red.shows in sample
    said = told(runs.refused, runs.settings)
    assert f"✗ {red.table}: {red.name}" in said and red.shows in said
    assert red.name in runs.refused.failure and red.shows in runs.refused.failure
    shown = in_dagster(red, runs.refused.run_id)
    assert (shown.passed, shown.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert red.shows.replace("_", "\\_") in str(shown.metadata["sample"].value)
    front = (runs.docs_refused / "index.html").read_text(encoding="utf-8")
    assert f"critical: {red.table} · {red.name}" in front and html.escape(red.shows) in front


def test_data_docs_show_the_city_that_is_missing_on_the_page_of_its_suite(runs: Runs) -> None:
    [page] = (runs.docs_refused / "validations" / "programmes").rglob("*.html")
    assert "510500" in page.read_text(encoding="utf-8")


def test_every_gate_but_the_one_left_out_was_judged(runs: Runs) -> None:
    """The gates that have a proof are those of a run that has an earlier release to compare with."""
    assert runs.refused.verdict is not None
    judged = {check.name for check in runs.refused.verdict.checks}
    assert judged == set(corruptions().PROOFS) - {"periods_run_forwards"}


def test_what_was_not_broken_stays_green(runs: Runs) -> None:
    for outcome, broken in ((runs.warned, WARNED), (runs.refused, REFUSED)):
        assert outcome.verdict is not None
        red = {check.name for check in outcome.verdict.checks if not check.passed}
        usual = {"no_unit_is_silent", "every_file_was_read", "issue_no_is_filled"}
        assert red - usual == {one.name for one in broken} - usual
