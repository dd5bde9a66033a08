"""What `fangzhi dev` opens: the job launched through GraphQL as the page does it, seen to succeed and to publish."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "corpus" / "bulletins"
SECONDS = 400

LOCATIONS = """
query { repositoriesOrError { ... on RepositoryConnection {
  nodes { name location { name } pipelines { name } sensors { name } schedules { name } assetGroups { groupName } }
} } }
"""
LAUNCH = """
mutation Launch($selector: JobOrPipelineSelector!) {
  launchRun(executionParams: {selector: $selector, runConfigData: "{}", mode: "default"}) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } }
  }
}
"""
RUN = "query Run($id: ID!) { runOrError(runId: $id) { ... on Run { status jobName tags { key value } } } }"
RUNS = "query { runsOrError { ... on Runs { results { runId status jobName } } } }"


class Page:
    """The web interface of one home folder."""

    def __init__(self, home: Path, bulletins: Path, log: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.cli", "dev", str(bulletins), "--port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, "FANGZHI_HOME": str(home)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer: dict[str, Any] = json.load(response)
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def wait(self, until: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            try:
                if found := until():
                    return found
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            time.sleep(1)
        raise AssertionError(f"not within {SECONDS} s:\n{self.log.read_text('utf-8')[-4000:]}")

    def repository(self) -> dict[str, Any] | None:
        nodes = self.ask(LOCATIONS)["repositoriesOrError"].get("nodes", [])
        return nodes[0] if nodes else None

    def status(self, run_id: str) -> str:
        return str(self.ask(RUN, id=run_id)["runOrError"]["status"])

    def end(self) -> None:
        """Dagster's processes belong to a session of their own, so that none of them is left behind."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("web")
    bulletins = folder / "bulletins"
    bulletins.mkdir()
    for name in ("03_numbered_text.txt", "13_thematic_21_cities.txt"):
        shutil.copy(SAMPLES / name, bulletins)
    opened = Page(folder / "home", bulletins, folder / "log.txt")
    yield opened
    opened.end()


def test_the_page_is_for_this_machine_only(page: Page) -> None:
    page.wait(page.repository)
    # Whoever listens on every address listens on this one of the loopback network, too.
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", page.port))


def test_a_run_launched_on_the_page_publishes_as_the_command_line_does(page: Page) -> None:
    repository = page.wait(page.repository)
    assert {"build_warehouse", "read_year_again"} <= {job["name"] for job in repository["pipelines"]}
    assert {"landing_folder", "failed_runs"} <= {sensor["name"] for sensor in repository["sensors"]}
    assert [schedule["name"] for schedule in repository["schedules"]] == ["daily_build"]
    assert {"ingestion", "parsing", "staging", "marts", "warehouse"} <= {
        group["groupName"] for group in repository["assetGroups"]
    }

    selector = {
        "repositoryName": repository["name"],
        "repositoryLocationName": repository["location"]["name"],
        "jobName": "build_warehouse",
    }
    launched = page.ask(LAUNCH, selector=selector)["launchRun"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    run_id = launched["run"]["runId"]
    ended = page.wait(lambda: (status := page.status(run_id)) in ("SUCCESS", "FAILURE", "CANCELED") and status)
    assert ended == "SUCCESS", page.log.read_text("utf-8")[-4000:]
    assert (page.home / "warehouse.duckdb").exists()

    told = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "status", "--json"],
        cwd=ROOT,
        env={**os.environ, "FANGZHI_HOME": str(page.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout)["current"]["run_id"] == run_id
    lines = [json.loads(line) for line in (page.home / "logs" / f"{run_id}.jsonl").read_text("utf-8").splitlines()]
    assert {line["run_id"] for line in lines} == {run_id}
    assert {"RUN_SUCCESS", "PIPELINE_SUCCESS"} & {line["event"] for line in lines}
