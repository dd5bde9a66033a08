"""The real job on a few samples: what a second run, a new file, a removed file and a refusal do."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import home
from orchestration.cli.summary import summary
from orchestration.defs.sensors import state_of
from orchestration.run import Outcome, run_job
from warehouse.locks import hold
from warehouse.releases import ReleaseStore
from warehouse.settings import Settings

SAMPLES = Path(__file__).resolve().parents[1] / "corpus" / "bulletins"
FIRST = ("03_numbered_text.txt", "05_web_page.html", "13_thematic_21_cities.txt", "90_truncated.pdf")
LATER = "07_word.docx"


class Runs:
    """Runs of one home, made when first asked for, each once, in the order of the story they tell."""

    def __init__(self, folder: Path) -> None:
        self.bulletins = folder / "bulletins"
        self.bulletins.mkdir()
        for name in FIRST:
            shutil.copy(SAMPLES / name, self.bulletins)
        self.settings = Settings(home=folder / "home")
        home.prepare(self.settings)
        self.store = ReleaseStore(self.settings)
        self.progress: list[str] = []
        self.first = self.run(str(self.bulletins))
        self.again = self.run()
        self.published_before_refusal = self.settings.published.stat()
        shutil.copy(SAMPLES / LATER, self.bulletins)
        (self.bulletins / "13_thematic_21_cities.txt").unlink()
        self.refused = self.run()
        self.published_after_refusal = self.settings.published.stat()
        self.accepted = self.run(accept=True)

    def run(self, *sources: str, accept: bool = False) -> Outcome:
        return run_job(self.settings, sources, accept, lambda what, done, total: self.progress.append(what))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DAGSTER_HOME", "")
        environment.setenv("FANGZHI_HOME", "")
        yield Runs(tmp_path_factory.mktemp("story"))


def test_the_first_run_publishes_what_it_was_given(runs: Runs) -> None:
    assert runs.first.success, runs.first.failure
    files = runs.first.told["source_files"]
    assert (files["files_found"], files["documents_read"], files["rejected"]) == (4, 3, 1)
    assert runs.first.rows["dim_documents"] == 3
    assert runs.first.rows["fct_events"] > 10
    assert runs.first.release is not None and runs.first.verdict is not None and not runs.first.verdict.refused
    assert {"files read", "documents parsed"} <= set(runs.progress), "a person sees how far it is"


def test_dbt_and_expectations_are_judged_together(runs: Runs) -> None:
    assert runs.first.verdict is not None
    assert {check.origin for check in runs.first.verdict.checks} == {"dbt", "great_expectations", "pipeline"}
    assert all(check.protects for check in runs.first.verdict.checks), "a failed check must say what it endangers"


def test_a_second_run_with_nothing_new_reads_and_parses_nothing(runs: Runs) -> None:
    assert runs.again.success, runs.again.failure
    files, documents = runs.again.told["source_files"], runs.again.told["parsed/documents"]
    assert (files["documents_read"], files["unchanged"], files["removed"]) == (0, 3, 0)
    assert (documents["parsed"], documents["reparsed"]) == (0, 0)
    assert runs.again.sources == runs.first.sources, "naming no source means the ones of the run before"


def test_the_same_bulletins_give_the_same_content(runs: Runs) -> None:
    assert runs.first.release is not None and runs.again.release is not None
    assert runs.again.release.fingerprint == runs.first.release.fingerprint
    assert runs.again.told["warehouse"]["unchanged"] is True


def test_a_new_file_alone_is_read_and_parsed_and_a_removed_one_leaves(runs: Runs) -> None:
    files = runs.refused.told["source_files"]
    assert (files["new"], files["documents_read"], files["removed"], files["unchanged"]) == (1, 1, 1, 2)
    assert runs.refused.told["parsed/documents"]["parsed"] == 1


def test_rows_that_vanish_refuse_publication_and_readers_keep_the_last_release(runs: Runs) -> None:
    assert runs.refused.refused and not runs.refused.success
    assert runs.refused.verdict is not None
    assert [check.name for check in runs.refused.verdict.failed_critical] == ["rows_do_not_fall"]
    before, after = runs.published_before_refusal, runs.published_after_refusal
    assert (before.st_ino, before.st_mtime_ns, before.st_size) == (after.st_ino, after.st_mtime_ns, after.st_size)


def test_a_refusal_names_the_check_its_rows_and_the_file_to_look_at(runs: Runs) -> None:
    from rich.console import Console

    assert runs.refused.build_file is not None and str(runs.refused.build_file) in runs.refused.failure
    assert "rows_do_not_fall" in runs.refused.failure and "rows_before" in runs.refused.failure
    with duckdb.connect(str(runs.refused.build_file), read_only=True) as database:
        recorded = database.execute("select check_name from audit.checks where not passed and severity = 'critical'")
        assert recorded.fetchall() == [("rows_do_not_fall",)]
    console = Console(width=150)
    with console.capture() as captured:
        console.print(summary(runs.refused, runs.settings))
    said = captured.get()
    assert "rows_do_not_fall" in said and "rows_before=" in said and "refused" in said
    assert "fangzhi build --accept-row-fall" in said and "a home of their own" in said, "what to do about it"


def test_a_removed_files_rows_leave_once_the_fall_is_accepted(runs: Runs) -> None:
    assert runs.accepted.success, runs.accepted.failure
    assert runs.accepted.rows["dim_documents"] == 3
    with duckdb.connect(str(runs.settings.published), read_only=True) as database:
        gone = database.execute("select count(*) from marts.dim_documents where source_uri like '%13_thematic%'")
        assert gone.fetchone() == (0,)


def test_every_run_is_listed_in_dagster_with_parser_and_corpus(runs: Runs) -> None:
    with dg.DagsterInstance.get() as instance:
        listed = {run.run_id: run for run in instance.get_runs()}
        for outcome in (runs.first, runs.again, runs.refused, runs.accepted):
            run = listed[outcome.run_id]
            assert run.job_name == home.JOB
            assert run.is_success == outcome.success
            assert run.tags["fangzhi/parser_version"]
            assert str(runs.bulletins) in run.tags["fangzhi/corpus"]


def test_marts_show_size_columns_and_preview_in_dagster(runs: Runs) -> None:
    with dg.DagsterInstance.get() as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(["marts", "fct_events"]))
        assert event is not None and event.asset_materialization is not None
        metadata = event.asset_materialization.metadata
    assert metadata["dagster/row_count"].value == runs.accepted.rows["fct_events"]
    schema = metadata["dagster/column_schema"].value
    assert isinstance(schema, dg.TableSchema)
    assert {"event_id", "quote", "char_start"} <= {column.name for column in schema.columns}
    assert all(column.description for column in schema.columns), "a column without meaning helps nobody"
    assert "event" in str(metadata["preview"].value)


def test_columns_are_traced_to_the_columns_they_come_from(runs: Runs) -> None:
    with dg.DagsterInstance.get() as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(["marts", "dim_admin_units"]))
        assert event is not None and event.asset_materialization is not None
        lineage = event.asset_materialization.metadata["dagster/column_lineage"].value
    assert isinstance(lineage, dg.TableColumnLineage)
    [origin] = lineage.deps_by_column["unit_name"]
    assert (origin.asset_key.path[-1], origin.column_name) == ("admin_units", "unit_name")


def test_a_failed_check_shows_its_rows_in_dagster(runs: Runs) -> None:
    key = dg.AssetCheckKey(dg.AssetKey(["marts", "dim_documents"]), "expect_rows_do_not_fall")
    with dg.DagsterInstance.get() as instance:
        records = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    results = {
        record.run_id: record.event.dagster_event.event_specific_data
        for record in records
        if record.event is not None and record.event.dagster_event is not None
    }
    failed = results[runs.refused.run_id]
    assert not failed.passed
    assert "rows_before" in str(failed.metadata["query"].value)
    assert "rows" in str(failed.metadata["sample"].value)
    assert results[runs.again.run_id].passed


def test_a_run_that_starts_while_another_is_at_work_says_so_and_leaves(runs: Runs) -> None:
    before = runs.settings.published.stat().st_ino
    with hold(runs.settings.home / ".run.lock", "run 1234"):
        turned_away = runs.run()
    assert not turned_away.success and not turned_away.refused
    assert "run 1234 is under way" in turned_away.failure
    assert runs.settings.published.stat().st_ino == before


def test_a_run_whose_process_was_killed_is_ended_by_the_next_one(runs: Runs) -> None:
    with dg.DagsterInstance.get() as instance:
        dead = instance.create_run_for_job(
            dg.JobDefinition(name="dead", graph_def=dg.GraphDefinition(name="dead")), status=dg.DagsterRunStatus.STARTED
        )
        assert home.end_abandoned_runs(instance, None) == [dead.run_id]
        after = instance.get_run_by_id(dead.run_id)
        assert after is not None and after.status == dg.DagsterRunStatus.FAILURE


def test_a_home_of_an_older_dagster_is_migrated_and_keeps_its_runs(runs: Runs) -> None:
    folder = runs.settings.dagster_home
    index = folder / "history" / "runs" / "index.db"

    def revision() -> str:
        with closing(sqlite3.connect(index)) as database:
            return str(database.execute("select version_num from alembic_version").fetchone()[0])

    newest = revision()
    (folder / "written_by").write_text("1.0.0", encoding="utf-8")
    with closing(sqlite3.connect(index)) as database, database:
        database.execute("update alembic_version set version_num = '7e2f3204cf8e'")
    with dg.DagsterInstance.get() as instance:
        before = instance.get_runs_count()
        assert home.bring_up_to_date(instance), "written by another version"
        assert not home.bring_up_to_date(instance), "once is enough"
        assert instance.get_runs_count() == before > 0
    assert revision() == newest


def test_only_the_newest_runs_are_kept(runs: Runs) -> None:
    with dg.DagsterInstance.get() as instance:
        before = instance.get_runs_count()
        assert home.forget_old_runs(instance, keep=before - 1) == 1
        assert instance.get_runs_count() == before - 1
        assert home.forget_old_runs(instance, keep=before) == 0


def test_the_landing_folder_is_seen_to_change(tmp_path: Path) -> None:
    empty = state_of(tmp_path)
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    one = state_of(tmp_path)
    (tmp_path / "a.txt").write_text("xy", encoding="utf-8")
    assert len({empty, one, state_of(tmp_path)}) == 3
    (tmp_path / ".half-copied").write_text("x", encoding="utf-8")
    assert state_of(tmp_path) == state_of(tmp_path)
