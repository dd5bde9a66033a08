"""What an operator reads of a run: JSON lines, each of which names the run."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration import home
from orchestration.logs import FORMAT_VARIABLE
from warehouse.settings import Settings

RUN_FIELDS = ["time", "level", "run_id", "job", "step", "event", "message"]


@dg.asset(name="counted")
def counted(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    context.log.info("第1期\nread")
    context.log.debug("for whoever mends the program")
    logging.getLogger("warehouse.releases").warning("no difference report was written")
    return dg.MaterializeResult(metadata={"dagster/row_count": 7})


@dg.asset_check(asset=counted, name="adds_up")
def adds_up() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


@dg.asset(name="broken", deps=[counted])
def broken() -> None:
    raise ValueError("the disk is full")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    for name in ("DAGSTER_HOME", "FANGZHI_HOME", FORMAT_VARIABLE):
        monkeypatch.setenv(name, "")
    monkeypatch.delenv(FORMAT_VARIABLE)
    yield Settings(home=tmp_path)


def logged(settings: Settings, *assets: Any) -> tuple[str, list[dict[str, Any]]]:
    """The id of a run over the assets, and the lines of its log."""
    home.prepare(settings)
    with dg.DagsterInstance.get() as instance:
        definitions = dg.Definitions(assets=[a for a in assets if a is not adds_up], asset_checks=[adds_up])
        job = definitions.resolve_implicit_global_asset_job_def()
        run = job.execute_in_process(instance=instance, raise_on_error=False)
    lines = (settings.home / "logs" / f"{run.run_id}.jsonl").read_text("utf-8").splitlines()
    return run.run_id, [json.loads(line) for line in lines]


def test_every_line_is_an_object_that_names_its_run(settings: Settings) -> None:
    run_id, lines = logged(settings, counted, broken)
    assert len(lines) > 5
    assert {line["run_id"] for line in lines} == {run_id}
    assert all(list(line)[: len(RUN_FIELDS)] == RUN_FIELDS for line in lines)
    assert lines == sorted(lines, key=lambda line: line["time"])


def test_lines_tell_what_was_made_judged_and_broken(settings: Settings) -> None:
    lines = logged(settings, counted, broken)[1]
    by_event = {line["event"]: line for line in lines}
    made, judged = by_event["ASSET_MATERIALIZATION"], by_event["ASSET_CHECK_EVALUATION"]
    assert (made["asset"], made["rows"]) == ("counted", 7)
    assert (judged["check"], judged["passed"], judged["severity"]) == ("adds_up", False, "WARN")
    assert by_event["STEP_FAILURE"]["error"] == "ValueError: the disk is full"
    assert (made["level"], judged["level"], by_event["PIPELINE_FAILURE"]["level"]) == ("INFO", "WARNING", "ERROR")
    messages = [line["message"] for line in lines]
    assert "第1期\nread" in messages
    assert "no difference report was written" in messages
    assert "for whoever mends the program" not in messages


def test_a_log_collector_gets_the_same_lines_where_it_is_wanted(
    settings: Settings, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = logged(Settings(home=settings.home, log_format="json"), counted)[1]
    told = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith('{"time"')]
    assert told == lines


def test_no_line_is_lost_where_dagster_hands_on_too_late_what_steps_print(
    settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Dagster has `tail` hand on what steps print, and ends it with the last step, whether it has caught up or not.
    late = tmp_path / "bin" / "tail"
    late.parent.mkdir()
    late.write_text("#!/bin/sh\nexec sleep 60\n")
    late.chmod(0o755)
    monkeypatch.setenv("PATH", f"{late.parent}:{os.environ['PATH']}")
    test_a_log_collector_gets_the_same_lines_where_it_is_wanted(settings, capfd, monkeypatch)


def test_a_run_that_is_forgotten_takes_its_log_along(settings: Settings) -> None:
    run_id, _ = logged(settings, counted)
    with dg.DagsterInstance.get() as instance:
        home.forget_old_runs(instance, keep=0)
    assert not (settings.home / "logs" / f"{run_id}.jsonl").exists()


def test_a_log_that_cannot_be_written_stops_no_run(settings: Settings) -> None:
    (settings.home / "logs").write_text("a file in the folder's place", encoding="utf-8")
    home.prepare(settings)
    with dg.DagsterInstance.get() as instance:
        definitions = dg.Definitions(assets=[counted])
        job = definitions.resolve_implicit_global_asset_job_def()
        assert job.execute_in_process(instance=instance).success
