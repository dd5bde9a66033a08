"""What a person at the command line is told, and what a script can rely on: exit codes, formats, no stack traces."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.cli import console
from orchestration.cli.application import application
from orchestration.cli.manual import EXAMPLES, manual
from warehouse.locks import hold
from warehouse.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "corpus" / "bulletins"


def fangzhi(*arguments: object, home: Path, code: int = 0) -> str:
    """What the command prints; a Stop is told as main() tells it."""
    result = CliRunner().invoke(application, ["--home", str(home), *map(str, arguments)])
    said = result.output
    found = result.exit_code
    if isinstance(result.exception, console.Stop):
        said += f"{result.exception.matter}\n{result.exception.advice}"
        found = result.exception.code
    elif result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert found == code, said
    return said


def test_a_complaint_names_the_matter_and_the_next_step_and_ends_with_2(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "--home", str(tmp_path), "status"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "nothing is published" in ended.stderr and "fangzhi build" in ended.stderr
    assert "Traceback" not in ended.stderr and ended.stdout == ""


@pytest.mark.parametrize("arguments", [["build", "--no-such-option"], ["no-such-command"], ["extract"]])
def test_bad_usage_ends_with_2(arguments: list[str], tmp_path: Path) -> None:
    fangzhi(*arguments, home=tmp_path, code=2)


def test_help_loads_neither_dagster_nor_dbt() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from orchestration.cli import main; sys.argv = ['fangzhi', '--help']\n"
            "try: main()\n"
            "except SystemExit: print(sorted({'dagster', 'dbt', 'great_expectations', 'polars'} & set(sys.modules)))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.splitlines()[-1] == "[]", "help would take seconds"


def test_a_source_that_is_not_there_is_named_before_anything_starts(tmp_path: Path) -> None:
    assert "not there: no/such/folder" in fangzhi("build", "no/such/folder", home=tmp_path, code=2)
    assert "not there" in fangzhi("dev", "no/such/folder", home=tmp_path, code=2)
    assert not (tmp_path / "dagster").exists()


def test_a_release_of_a_version_with_other_tables_is_named_instead_of_misread(
    sample_warehouse: Path, tmp_path: Path
) -> None:
    published = Settings(home=tmp_path).ensure().published
    shutil.copyfile(sample_warehouse, published)
    with duckdb.connect(str(published)) as database:
        database.execute("update audit.runs set project_version = '0.0.9'")
        database.execute("alter table audit.checks drop column severity")
    for command in (["status"], ["explain", "x"], ["export", tmp_path / "out"], ["check"]):
        said = " ".join(fangzhi(*command, home=tmp_path, code=2).split())
        assert "made by version 0.0.9 of the project" in said and "fangzhi build" in said


def test_a_build_of_nothing_says_where_to_put_bulletins(tmp_path: Path) -> None:
    said = fangzhi("build", home=tmp_path, code=2)
    assert "no bulletins" in said and str(tmp_path / "landing") in said


def test_a_second_build_says_who_is_at_work_and_leaves(tmp_path: Path) -> None:
    with hold(Settings(home=tmp_path).home / ".run.lock", "run 1234"):
        assert "run 1234 is under way" in fangzhi("build", SAMPLES, home=tmp_path, code=3)


def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGZHI_KEEP_RELEASES", "many")
    assert "keep_releases" in fangzhi("status", home=tmp_path, code=2)


def test_extract_writes_one_file_a_bulletin_and_no_warehouse(tmp_path: Path) -> None:
    names = ["03_numbered_text.txt", "05_web_page.html", "07_word.docx"]
    fangzhi("extract", *[SAMPLES / name for name in names], "--out", tmp_path / "out", home=tmp_path / "home")
    for name in names:
        told = json.loads((tmp_path / "out" / f"{name}.json").read_text("utf-8"))
        assert told["doc"] == name
        assert told["articles"], name
    assert not (tmp_path / "home").exists()


def test_extract_tells_what_it_could_not_read_and_writes_the_rest(tmp_path: Path) -> None:
    good, bad = SAMPLES / "03_numbered_text.txt", SAMPLES / "90_truncated.pdf"
    said = fangzhi("extract", good, bad, tmp_path / "gone.txt", "--out", tmp_path, home=tmp_path, code=2)
    unwrapped = "".join(said.split())  # long paths are wrapped to the terminal's width
    assert "1of3bulletins" in unwrapped
    assert "90_truncated.pdf:" in unwrapped and "gone.txt:" in unwrapped
    assert (tmp_path / f"{good.name}.json").exists()


def test_extract_waits_for_no_pipe_and_reads_no_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    said = fangzhi("extract", pipe, "/dev/zero", "--out", tmp_path / "out", home=tmp_path, code=2)
    unwrapped = "".join(said.split())
    assert "0of2bulletins" in unwrapped
    assert "itisapipe" in unwrapped and "itisadevice" in unwrapped


def test_extract_refuses_two_files_of_one_name(tmp_path: Path) -> None:
    twin = tmp_path / "03_numbered_text.txt"
    shutil.copy(SAMPLES / twin.name, twin)
    assert twin.name in fangzhi("extract", SAMPLES / twin.name, twin, "--out", tmp_path, home=tmp_path, code=2)


def test_status_tells_release_tables_checks_and_rejected_files_on_one_screen(sample_home: Path) -> None:
    said = fangzhi("status", home=sample_home)
    assert "fct_events" in said and "90_truncated.pdf" in said and "passed" in said
    assert len(said.splitlines()) < 60
    told = json.loads(fangzhi("status", "--json", home=sample_home))
    assert told["current"]["release_id"] in said
    assert told["current"]["fingerprint"] in said, "two builds are compared by it"


def test_explain_shows_the_passage_of_an_event(sample_home: Path, sample_warehouse: Path) -> None:
    with duckdb.connect(str(sample_warehouse), read_only=True) as database:
        row = database.execute("select event_id, quote from marts.fct_events order by length(quote) limit 1").fetchone()
    assert row is not None
    event_id, quote = row
    said = fangzhi("explain", event_id, home=sample_home)
    assert "".join(quote.split()) in "".join(said.split())
    assert json.loads(fangzhi("explain", event_id, "--json", home=sample_home))["row"]["event_id"] == event_id


def test_explain_says_where_ids_are_found(sample_home: Path) -> None:
    assert "first column" in fangzhi("explain", "none", home=sample_home, code=2)


def test_check_judges_the_published_file_without_touching_it(sample_home: Path, sample_warehouse: Path) -> None:
    before = sample_warehouse.stat().st_mtime_ns
    told = json.loads(fangzhi("check", "--format", "json", home=sample_home))
    assert told["passed"] and len(told["checks"]) > 50
    assert {check["origin"] for check in told["checks"]} == {"dbt", "great_expectations"}
    assert sample_warehouse.stat().st_mtime_ns == before


def test_check_writes_junit_that_names_warnings_and_rejected_files(sample_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "reports" / "check.xml"
    fangzhi("check", "--format", "junit", "--output", target, home=sample_home)
    suite = ElementTree.parse(target).getroot()
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert suite.get("failures") == "0"
    assert int(suite.get("tests", "0")) == len(list(suite.iter("testcase")))
    assert any("90_truncated.pdf" in str(name) for name in cases)
    warned = cases["documents_are_recognised_as_bulletins"].find("system-out")
    assert warned is not None and "92_shopping_list" in str(warned.text)


def test_strict_check_fails_on_warnings(sample_home: Path) -> None:
    assert "failed" in fangzhi("check", "--strict", home=sample_home, code=1)


def test_export_writes_the_formats_asked_for(sample_home: Path, tmp_path: Path) -> None:
    fangzhi("export", tmp_path, "--format", "csv", home=sample_home)
    assert (tmp_path / "csv" / "fct_events.csv").exists()
    assert not (tmp_path / "warehouse.xlsx").exists()


def test_rollback_without_an_earlier_release_changes_nothing(sample_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(sample_home / "releases", home / "releases")
    shutil.copy(sample_home / "warehouse.duckdb", home)
    current = json.loads(fangzhi("releases", "--json", home=home))[0]["release_id"]
    assert "no release before" in fangzhi("rollback", home=home, code=2)
    assert "no release nonsense" in fangzhi("rollback", "nonsense", home=home, code=2)
    assert json.loads(fangzhi("status", "--json", home=home))["current"]["release_id"] == current


def test_a_damaged_published_file_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"not a database")
    assert "is not a release" in fangzhi("status", home=tmp_path, code=2)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot be listened on" in fangzhi("dev", "--port", taken.getsockname()[1], home=tmp_path, code=2)


def test_every_command_has_an_example_in_the_manual() -> None:
    import typer

    commands = set(typer.main.get_group(application).commands)
    assert set(EXAMPLES) == commands
    page = manual()
    assert all(f"## fangzhi {name}\n" in page for name in commands)


def test_the_manual_names_every_option_and_setting() -> None:
    import typer

    page = manual()
    group = typer.main.get_group(application)
    options = {name for command in group.commands.values() for one in command.params for name in one.opts}
    assert {name for name in options if name.startswith("--") and name not in page} == {"--help"} & options
    assert all(f"FANGZHI_{name.upper()}" in page for name in Settings.model_fields if name != "source")


def test_the_manual_in_docs_is_up_to_date() -> None:
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == manual(), "run `make docs` and look at what changed"
