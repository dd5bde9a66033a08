"""The dbt project run inside this process: parsed once for each version of its files, its results as plain rows.

A ``dbt`` command of its own would import everything a second time; parsing at each run would cost as much again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from warehouse.connection import connect
from warehouse.locks import hold
from warehouse.settings import Settings
from warehouse.verdict import CheckResult, Severity

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "dbt_project"
SEEDS_SHARED_WITH_PARSER = ROOT / "ingestion" / "reference"

CATALOG = "fangzhi"
"""What DuckDB calls the file that dbt writes, after the file's name; compiled SQL names tables with it."""

SAMPLE_ROWS = 20
_SOURCE_SUFFIXES = {".sql", ".yml", ".yaml", ".csv", ".md", ".toml"}
_LEFT_OUT = {"target", "logs", "dbt_packages"}
_PARSES_KEPT = 3
PARSE_WAIT_SECONDS = 300.0
"""How long a run waits for another one that reads the dbt project, which takes seconds."""


class DbtFailed(RuntimeError):
    """A model could not be built, or dbt could not start; the message is dbt's, without its stack trace."""


@dataclass(frozen=True)
class Built:
    """A seed or model that dbt built: its id in the manifest and how long it took."""

    unique_id: str
    seconds: float


@dataclass(frozen=True)
class Tested:
    """A data test that dbt ran: its id in the manifest, its result, how long it took."""

    unique_id: str
    result: CheckResult
    seconds: float


class Project:
    """The dbt project as it stands in one home folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.build_file = settings.build / "dbt" / f"{CATALOG}.duckdb"

    @cached_property
    def version(self) -> str:
        """Hash over all files of the project, the libraries' versions and the staging folder's place."""
        digest = hashlib.sha256()
        for name in ("dbt-core", "dbt-duckdb", "duckdb"):
            digest.update(f"{name} {version(name)}\n".encode())
        digest.update(f"{self._settings.staging}\n".encode())
        for path in _project_files():
            digest.update(f"{path.relative_to(ROOT)}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:16]

    @property
    def parsed(self) -> Path:
        """Folder of what dbt made of this version of the project."""
        return self._settings.dbt_target / f"parsed-{self.version}"

    @property
    def target(self) -> Path:
        """Where dbt writes what it compiles and records at each run."""
        return self._settings.dbt_target / "target"

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Dbt's manifest as JSON; parsed first where this version of the project was not parsed before."""
        if not self._is_parsed():
            # Runs that start together would move their results over each other's.
            with hold(self._settings.dbt_target / ".parse.lock", "reading the dbt project", PARSE_WAIT_SECONDS):
                if not self._is_parsed():
                    self._parse()
        return with_homes_for_tests(json.loads((self.parsed / "manifest.json").read_bytes()))

    @cached_property
    def _manifest_object(self) -> Manifest:
        from dbt.contracts.graph.manifest import Manifest

        assert self.manifest
        return Manifest.from_msgpack((self.parsed / "partial_parse.msgpack").read_bytes())

    def build(self, progress: Callable[[str], None] | None = None) -> list[Built]:
        """Build every seed and model into a new file; DbtFailed where one fails."""
        self.build_file.parent.mkdir(parents=True, exist_ok=True)
        for stale in self.build_file.parent.glob(f"{CATALOG}.duckdb*"):
            stale.unlink()
        results = self._invoke(
            ["build", "--no-write-json", "--resource-type", "seed", "--resource-type", "model"], progress
        )
        failed = [one for one in results if str(one.status) not in ("success", "pass")]
        if failed:
            raise DbtFailed("\n".join(_told(one) for one in failed))
        return [Built(one.node.unique_id, float(one.execution_time)) for one in results]

    def test(self, progress: Callable[[str], None] | None = None) -> list[Tested]:
        """Run every data test on the file built before; failing rows are sampled."""
        results = self._invoke(["test", "--no-write-json", "--select", "test_type:data"], progress)
        with connect(self.build_file, read_only=True) as connection:
            return [Tested(one.node.unique_id, check_of(one, connection), float(one.execution_time)) for one in results]

    def hand_over(self, build_file: Path) -> None:
        """Give the finished file its place and name."""
        os.replace(self.build_file, build_file)

    def _is_parsed(self) -> bool:
        return all((self.parsed / name).exists() for name in ("manifest.json", "partial_parse.msgpack"))

    def _parse(self) -> None:
        for left_by_killed in self._settings.dbt_target.glob(".parsing-*"):
            shutil.rmtree(left_by_killed, ignore_errors=True)
        partial = self._settings.dbt_target / f".parsing-{os.getpid()}"
        try:
            self._invoke(["parse", "--no-partial-parse"], None, target=partial)
            shutil.rmtree(self.parsed, ignore_errors=True)
            os.replace(partial, self.parsed)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        earlier = sorted(self._settings.dbt_target.glob("parsed-*"), key=lambda path: path.stat().st_mtime)
        for old in earlier[:-_PARSES_KEPT]:
            shutil.rmtree(old, ignore_errors=True)

    def _invoke(
        self, arguments: Sequence[str], progress: Callable[[str], None] | None, target: Path | None = None
    ) -> Sequence[Any]:
        from dbt.cli.main import dbtRunner

        parsing = target is not None
        runner = dbtRunner(
            manifest=None if parsing else self._manifest_object,
            callbacks=[] if progress is None else [_teller(progress)],
        )
        with self._environment(), _released_database():
            outcome = runner.invoke(
                [
                    "--log-level=none",
                    "--log-level-file=none",
                    f"--log-path={self._settings.dbt_target / 'logs'}",
                    "--no-use-colors",
                    *arguments,
                    f"--project-dir={PROJECT}",
                    f"--profiles-dir={PROJECT}",
                    f"--target-path={target or self.target}",
                ]
            )
        if outcome.exception is not None:
            raise DbtFailed(f"dbt {arguments[0]}: {outcome.exception}") from outcome.exception
        results = getattr(outcome.result, "results", None)
        return list(results or [])

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """The variables that profiles.yml and the sources read, for as long as dbt runs."""
        wanted = {
            "FANGZHI_BUILD_FILE": str(self.build_file),
            "FANGZHI_STAGING": str(self._settings.staging),
            "FANGZHI_MEMORY_LIMIT": self._settings.memory_limit,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def check_of(result: Any, connection: duckdb.DuckDBPyConnection) -> CheckResult:
    """A dbt test's result as a check, its failing rows read from the open file."""
    node = result.node
    severity: Severity = "warning" if str(node.config.severity).lower() == "warn" else "critical"
    query = plain_sql(node.compiled_code or "")
    check = CheckResult(
        name=node.name,
        origin="dbt",
        table=table_under_test(node.to_dict()),
        severity=severity,
        passed=str(result.status) == "pass",
        failing_rows=int(result.failures or 0),
        protects=" ".join(str(node.config.meta.get("protects") or node.description).split()),
        query=query,
    )
    if check.passed:
        return check
    if str(result.status) == "error":
        return replace(check, failing_rows=max(1, check.failing_rows), sample=[{"error": result.message}])
    return replace(check, sample=_sample(connection, query))


def table_under_test(node: Mapping[str, Any]) -> str:
    """The table a test is about: the one it is attached to or names as its own, else a mart it reads.

    >>> table_under_test({"attached_node": None, "depends_on": {"nodes": ["model.fangzhi.fct_events"]}})
    'fct_events'
    """
    named = (node.get("config", {}).get("meta", {}) or {}).get("dagster", {}).get("ref", {}).get("name")
    if named:
        return str(named)
    attached = node.get("attached_node")
    candidates = [attached] if attached else list(node["depends_on"]["nodes"])
    names = [str(unique_id).rsplit(".", 1)[-1] for unique_id in candidates]
    marts = [name for name in names if name.startswith(("fct_", "dim_", "rpt_", "bridge_"))]
    return (marts or names or [""])[0]


def with_homes_for_tests(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest, every test of several tables put under one of them: Dagster would show it nowhere otherwise."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and not node.get("attached_node"):
            meta = node["config"].setdefault("meta", {})
            meta.setdefault("dagster", {}).setdefault("ref", {"name": table_under_test(node)})
    return manifest


def plain_sql(compiled: str) -> str:
    """Compiled SQL as it runs in any file with these tables, whatever the file is called."""
    return compiled.replace(f'"{CATALOG}".', "").strip()


def keep_checks(settings: Settings, run_id: str, checks: Iterable[CheckResult]) -> None:
    """Keep a run's results until its verdict."""
    path = settings.build / "dbt" / "checks.json"
    partial = path.with_suffix(".partial")
    kept = {"run_id": run_id, "checks": [asdict(check) for check in checks]}
    partial.write_text(json.dumps(kept, ensure_ascii=False, default=str), encoding="utf-8")
    os.replace(partial, path)


def kept_checks(settings: Settings, run_id: str) -> list[CheckResult] | None:
    """The results that this run kept; None where it did not get that far."""
    path = settings.build / "dbt" / "checks.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [CheckResult(**check) for check in kept["checks"]] if kept["run_id"] == run_id else None


def _sample(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    try:
        cursor = connection.execute(f"select * from ({query}) limit {SAMPLE_ROWS}")
    except duckdb.Error as error:
        return [{"error": str(error)}]
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def _released_database() -> Iterator[None]:
    """Have dbt close its DuckDB file afterwards, which it otherwise holds open until the process ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    try:
        yield
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _teller(progress: Callable[[str], None]) -> Callable[[Any], None]:
    def tell(event: Any) -> None:
        if event.info.name in ("LogStartLine", "LogModelResult", "LogSeedResult", "LogTestResult"):
            progress(event.info.msg)

    return tell


def _told(result: Any) -> str:
    return f"{result.node.resource_type} {result.node.name}: {result.status}: {(result.message or '').strip()}"


def _project_files() -> list[Path]:
    files = [
        path
        for path in PROJECT.rglob("*")
        if path.suffix in _SOURCE_SUFFIXES and path.is_file() and _LEFT_OUT.isdisjoint(path.relative_to(PROJECT).parts)
    ]
    return sorted([*files, *SEEDS_SHARED_WITH_PARSER.glob("*.csv"), *SEEDS_SHARED_WITH_PARSER.glob("*.yml")])
