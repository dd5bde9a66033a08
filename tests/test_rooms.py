"""The borders between the rooms: what each folder may use, so that no room learns how another one works."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("ingestion", "expectations", "warehouse", "orchestration")

# What a room may import beside the standard library and itself. import-linter forbids by name; this list allows by
# name, so that a library nobody thought of cannot slip in.
ALLOWED = {
    "ingestion": {
        "ahocorasick_rs",
        "charset_normalizer",
        "fsspec",
        "httpcore",
        "httpx",
        "lxml",
        "polars",
        "protego",
        "pydantic",
        "pypdfium2",
        "selectolax",
    },
    "expectations": {"duckdb", "great_expectations", "pandas"},
    "warehouse": {"duckdb", "frictionless", "openpyxl", "pydantic", "pydantic_settings"},
    "orchestration": {
        "dagster",
        "dagster_dbt",
        "dbt",
        "duckdb",
        "expectations",
        "httpx",
        "ingestion",
        "polars",
        "pydantic",
        "rich",
        "typer",
        "warehouse",
    },
}


def imports(source: str) -> Iterator[str]:
    """Top-level names of everything imported, wherever in the module it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def strangers(room: str, source: str) -> set[str]:
    return set(imports(source)) - ALLOWED[room] - {room} - set(sys.stdlib_module_names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_what_the_design_gives_it(room: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {', '.join(sorted(names))}"
        for path in sorted((ROOT / room).rglob("*.py"))
        if (names := strangers(room, path.read_text("utf-8")))
    }
    assert not found, f"{room}/ imports what its room may not know"


def test_an_import_hidden_in_a_function_is_found() -> None:
    assert strangers("ingestion", "def f():\n    import dagster.cli\n    from . import own") == {"dagster"}


def test_every_library_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {spelt(re.split(r"[^\w.-]", text, maxsplit=1)[0]) for text in project["dependencies"]}
    distributions = packages_distributions()
    modules = {
        module for room in ROOMS for path in (ROOT / room).rglob("*.py") for module in imports(path.read_text("utf-8"))
    }
    foreign = modules - set(ROOMS) - set(sys.stdlib_module_names)
    undeclared = {name for name in foreign if not {spelt(found) for found in distributions.get(name, [])} & declared}
    assert not undeclared, "used, but there only because another library happens to need it"


def spelt(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; from importlinter.cli import lint_imports_command as run; sys.path.insert(0, ''); run()"
    command = [sys.executable, "-c", program, "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_contract_between_the_rooms_is_kept() -> None:
    result = linted(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("ingestion/schemas.py", "import duckdb", "ingestion reads bulletins"),
        ("ingestion/schemas.py", "import warehouse", "ingestion reads bulletins"),
        ("expectations/breach.py", "import dagster", "expectations judge a DuckDB file"),
        ("warehouse/breach.py", "import ingestion.schemas", "warehouse keeps the published file"),
        ("orchestration/breach.py", "from ingestion.parsing import structure", "how a bulletin is parsed"),
    ],
)
def test_a_breach_is_named(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    result = linted(tmp_path)
    broken = [text for text in result.stdout.splitlines() if text.endswith("BROKEN")]
    assert result.returncode == 1
    assert len(broken) == 1 and broken[0].startswith(contract)


def test_dbt_project_holds_no_python() -> None:
    assert not [path for path in (ROOT / "dbt_project").rglob("*.py") if "target" not in path.parts]
