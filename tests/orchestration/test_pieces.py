"""The small parts between Dagster and the rooms, each where it decides something."""

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from expectations.outcome import ExpectationOutcome
from orchestration import home, judging
from orchestration.cli.checking import _clean
from orchestration.event_log import HeldOpenEventLog
from orchestration.judging import Judge, Question
from orchestration.sources import absolute, missing, remember, sources_of
from orchestration.tables import describe, markdown, opened
from orchestration.transformation import DbtFailed, Project, keep_checks, kept_checks, plain_sql, table_under_test
from warehouse.settings import Settings
from warehouse.verdict import CheckResult


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home").ensure()


def test_a_run_that_names_no_source_reads_what_the_last_one_did(settings: Settings) -> None:
    landing = str(settings.landing)
    assert sources_of(settings) == [landing]
    remember(settings, [landing, "/bulletins", {"url": "https://example.org/", "delay_seconds": 2}])
    assert sources_of(settings) == [landing, "/bulletins", {"url": "https://example.org/", "delay_seconds": 2}]
    assert sources_of(settings, ["/others"]) == [landing, "/others"], "what is asked for goes first"
    configured = settings.model_copy(update={"bulletins": ["/configured"]})
    assert sources_of(configured) == [landing, "/configured"]


def test_only_what_should_be_on_this_machine_is_missed(tmp_path: Path) -> None:
    assert missing([str(tmp_path), "s3://bucket/x", "https://example.org", "no/*.pdf"]) == []
    assert missing(["no/such"]) == ["no/such"]
    assert absolute("https://example.org") == "https://example.org"
    assert Path(absolute("bulletins")).is_absolute()


def test_dagsters_home_is_written_once_and_found_by_children(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DAGSTER_HOME", "FANGZHI_HOME"):
        monkeypatch.setenv(name, "")
    folder = home.prepare(settings)
    written = (folder / "dagster.yaml").stat().st_mtime_ns
    assert home.prepare(settings) == folder
    assert (folder / "dagster.yaml").stat().st_mtime_ns == written
    assert os.environ["DAGSTER_HOME"] == str(folder)
    with dg.DagsterInstance.get() as instance:
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled  # no dialogue in front of the page asks for an address
        assert isinstance(instance.event_log_storage, HeldOpenEventLog)


def test_the_event_log_keeps_its_connections_and_lets_go_of_a_deleted_run(tmp_path: Path) -> None:
    log = HeldOpenEventLog(str(tmp_path))
    with log.run_connection("one"):
        held = log._engines["one"]
    with log.run_connection("one"):
        assert log._engines["one"] is held
    log.delete_events("one")
    assert not (tmp_path / "one.db").exists()
    assert log.has_table("event_logs") and not log.has_table("no_such_table")
    log.dispose()


@pytest.mark.parametrize(
    ("node", "table"),
    [
        ({"attached_node": "model.fangzhi.dim_issues", "depends_on": {"nodes": []}}, "dim_issues"),
        ({"depends_on": {"nodes": ["model.fangzhi.int_x", "model.fangzhi.fct_events"]}}, "fct_events"),
        ({"depends_on": {"nodes": ["model.fangzhi.int_x"]}}, "int_x"),
        (
            {
                "config": {"meta": {"dagster": {"ref": {"name": "rpt_programme_accounting"}}}},
                "depends_on": {"nodes": ["model.fangzhi.dim_programmes"]},
            },
            "rpt_programme_accounting",
        ),
    ],
)
def test_a_test_is_listed_under_the_table_it_is_about(node: dict[str, object], table: str) -> None:
    assert table_under_test(node) == table


def test_a_failed_tests_query_runs_in_any_file() -> None:
    assert plain_sql('\n select * from "fangzhi"."marts"."fct_events" ') == 'select * from "marts"."fct_events"'


def test_results_are_kept_for_their_own_run_only(settings: Settings) -> None:
    (settings.build / "dbt").mkdir()
    check = CheckResult("keys", "dbt", "fct_events", "critical", False, 2, [{"id": "a"}], "joins", "select 1")
    assert kept_checks(settings, "run-1") is None
    keep_checks(settings, "run-1", [check])
    assert kept_checks(settings, "run-1") == [check]
    assert kept_checks(settings, "run-2") is None


def test_dbts_complaint_is_told_without_its_stack_trace(settings: Settings, sample_home: Path) -> None:
    project = Project(Settings(home=sample_home))
    assert project.manifest["nodes"], "parsed when the sample warehouse was built"
    with pytest.raises(DbtFailed, match=r"no_such_command|No such command") as caught:
        project._invoke(["no_such_command"], None)
    assert "Traceback" not in str(caught.value)


def test_text_of_bulletins_is_no_markup_in_a_table() -> None:
    shown = markdown([{"a|b": "<script>x</script>", "c": "line\nbreak *bold* [link](x)"}])
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "\\*bold\\*" in shown and "\\[link\\]" in shown and "a\\|b" in shown
    assert len(shown.splitlines()) == 3
    assert markdown([]) == "no rows"


def test_a_build_file_is_read_under_the_name_its_views_know(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "fangzhi.duckdb")) as database:
        database.execute("create schema marts; create table marts.t as select 1 as a, 'x' as b")
        database.execute('create view v as select * from "fangzhi"."marts"."t"')
    renamed = tmp_path / "it's a run.duckdb"
    (tmp_path / "fangzhi.duckdb").rename(renamed)
    with opened(renamed) as database:
        table = describe(database, "main", "v")
    assert (table.rows, dict(table.columns)) == (1, {"a": "INTEGER", "b": "VARCHAR"})
    assert table.preview == [{"a": 1, "b": "x"}]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    assert _clean("第\x0018\ud800期\n𠮷") == "第18期\n𠮷"


OUTCOME = ExpectationOutcome("rule", "suite", "fct_events", "critical", True, 0)


def answering(connection: Connection) -> None:
    connection.recv()
    connection.send([OUTCOME])
    connection.recv()
    connection.send(RuntimeError("cannot judge"))


def dying(connection: Connection) -> None:
    connection.recv()


def question(tmp_path: Path) -> Question:
    return Question(tmp_path / "build.duckdb", None, None, 0.2, False, "4GB")


def test_another_process_judges_and_its_faults_are_raised_here(tmp_path: Path) -> None:
    judge = Judge(answering)
    judge.begin(question(tmp_path))
    assert judge.answer() == [OUTCOME]
    judge.begin(question(tmp_path))
    with pytest.raises(RuntimeError, match="cannot judge"):
        judge.answer()
    judge.end()
    judge._process.join(timeout=60)
    assert not judge._process.is_alive()


def test_where_that_process_dies_this_one_judges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "serve", dying)
    monkeypatch.setattr(Question, "answer", lambda self: [OUTCOME])
    judging.begin(question(tmp_path))
    assert judging.judge(question(tmp_path)) == [OUTCOME]
    assert judging._judge is None


def test_the_judge_ends_with_the_process_that_asked(tmp_path: Path) -> None:
    judge = Judge(judging.serve)
    judge._connection.close()
    deadline = time.monotonic() + 120
    while judge._process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not judge._process.is_alive(), "a killed run must not leave a process that holds its memory"
