"""Writes what the pages say of the program from the program itself: query results, data dictionary, gates, licences.

``make docs`` builds a warehouse from the sample bulletins and runs this; a test fails where a page has fallen behind.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.suites import row_counts
from orchestration.cli.manual import manual

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = "tests/corpus/bulletins"

QUESTION = re.compile(r"```sql\n(?P<sql>.+?)\n```\n\n<!-- answer -->\n(?P<answer>.*?)<!-- /answer -->", flags=re.DOTALL)
"""A query in a page and the block that shows what it answers on the sample warehouse."""


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as a Markdown table; nothing for null, lists joined by 、.

    >>> print(markdown_table(["unit", "works"], [("成都市", ["通志", "年鉴"]), ("自贡市", None)]))
    | unit | works |
    |---|---|
    | 成都市 | 通志、年鉴 |
    | 自贡市 |  |
    """
    lines = [heads, *rows]
    cells = ["| " + " | ".join(cell(value) for value in line) + " |" for line in lines]
    return "\n".join([cells[0], "|" + "---|" * len(heads), *cells[1:]])


def cell(value: object) -> str:
    """One value as it stands in a Markdown table."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(map(cell, value))
    return re.sub(r"\s*\n\s*", " ", str(value)).replace("|", r"\|")


def answered(page: str, warehouse: duckdb.DuckDBPyConnection) -> str:
    """The page with every answer as the warehouse gives it now."""

    def answer(found: re.Match[str]) -> str:
        result = warehouse.execute(found["sql"])
        heads = [column[0] for column in result.description or []]
        table = markdown_table(heads, result.fetchall())
        return f"```sql\n{found['sql']}\n```\n\n<!-- answer -->\n{table}\n<!-- /answer -->"

    return QUESTION.sub(answer, page)


def data_dictionary(warehouse: duckdb.DuckDBPyConnection) -> str:
    """Every published table and column with its type and comment, read from the file itself."""
    tables = warehouse.execute(
        """
        select schema_name, table_name, comment from duckdb_tables()
        where not internal
        order by array_position(['marts', 'audit', 'reference'], schema_name) nulls last, schema_name, table_name
        """
    ).fetchall()
    columns: dict[tuple[str, str], list[tuple[str, str, str | None]]] = {}
    for schema, table, *column in warehouse.execute(
        """
        select schema_name, table_name, column_name, data_type, comment from duckdb_columns()
        where not internal order by schema_name, table_name, column_index
        """
    ).fetchall():
        columns.setdefault((schema, table), []).append((column[0], column[1], column[2]))
    parts = [
        "# Data dictionary · 数据字典",
        "Written by `make docs` from the comments in the published file; the descriptions themselves stand in "
        "`dbt_project/models/`. In DuckDB: `select * from duckdb_columns()`.",
        *table_index(tables),
    ]
    for schema, table, comment in tables:
        parts.append(f"## {schema}.{table}")
        parts.append(comment or "")
        parts.append(markdown_table(["column", "type", "meaning · 含义"], columns[schema, table]))
    return "\n\n".join(part for part in parts if part) + "\n"


def table_index(tables: Sequence[tuple[str, str, str | None]]) -> Iterator[str]:
    """A list of links to the tables of each schema."""
    for schema in dict.fromkeys(schema for schema, _, _ in tables):
        links = [f"[{table}](#{schema}{table})" for in_schema, table, _ in tables if in_schema == schema]
        yield f"**{schema}**: {' · '.join(links)}"


def gates(warehouse: duckdb.DuckDBPyConnection) -> str:
    """Every gate that a build goes through, what it protects, and the corruptions that the tests prove it by."""
    recorded = warehouse.execute(
        "select check_name, origin, table_name, severity, protects from audit.checks"
    ).fetchall()
    # A first build has no release to compare its row counts with.
    recorded += [
        (rule.name, "great_expectations", rule.table, rule.severity, rule.protects)
        for rule in row_counts.suite(row_counts.TABLES, 0.2).rules
    ]
    proofs = corruptions()
    parts = [
        "# Gates · 质量关口",
        "Written by `make docs`: the gates are those of a build of the sample bulletins, the proofs the corruptions "
        "that `tests/expectations/test_gates.py` does to a good warehouse, one at a time, to see that gate turn red "
        "and no other; the run's own are broken in `tests/orchestration/test_gates_end_to_end.py`. A gate without a "
        "proof fails the tests.",
        "**critical** keeps the warehouse from being published: readers keep the last release. **warning** publishes "
        "and is listed. Either is found in the summary of the run, in `audit.checks`, as a check in Dagster and on the "
        "front page of Data Docs, each with the rows that broke it and the query that lists them all.",
    ]
    for origin, title in _ORIGINS.items():
        rows = [
            (f"`{name}`", f"`{table}`", severity, protects, "; ".join(one.says for one in proofs[name]))
            for name, of, table, severity, protects in sorted(recorded, key=lambda gate: (gate[2], gate[0]))
            if of == origin
        ]
        parts.append(f"## {title}")
        parts.append(markdown_table(["gate", "table", "severity", "what it protects", "proven by"], rows))
    return "\n\n".join(parts) + "\n"


_ORIGINS = {
    "dbt": "dbt: the model holds together",
    "great_expectations": "Great Expectations: what is published is right and complete",
    "pipeline": "The run: what neither of them can see",
}


def corruptions() -> Mapping[str, Sequence[Any]]:
    """The tests' corruptions by the gate that they prove."""
    spec = importlib.util.spec_from_file_location("corruptions", ROOT / "tests" / "expectations" / "corruptions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(spec.name, module)  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    proofs: Mapping[str, Sequence[Any]] = module.PROOFS
    return proofs


def locked_versions(lock: str) -> dict[str, list[str]]:
    """Name and versions of every package in the lock.

    >>> locked_versions("polars==2.1.0 --hash=…")
    {'polars': ['2.1.0']}
    """
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, flags=re.MULTILINE):
        versions.setdefault(name, []).append(version)
    return versions


def licence(package: str) -> str:
    """The licence a package states of itself; empty where it is not installed on this platform."""
    try:
        stated = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
    if "License-Expression" in stated:
        return stated["License-Expression"]
    classified = [
        text.rsplit(" :: ", 1)[-1] for text in stated.get_all("Classifier") or [] if text.startswith("License ::")
    ]
    free_text = stated["License"].strip().splitlines() if "License" in stated else []
    return ", ".join(text for text in classified if text != "OSI Approved") or (free_text[0] if free_text else "")


def licences(known: str) -> str:
    """Every locked package with its licence. What this platform does not install keeps the licence known before."""
    before = dict(re.findall(r"^\| ([\w.-]+) \| [^|]+ \| ([^|]+) \|$", known, flags=re.MULTILINE))
    locked = locked_versions((ROOT / "requirements.lock").read_text("utf-8"))
    rows = [
        (name, ", ".join(versions), licence(name) or before.get(name, "installed on other platforms only"))
        for name, versions in sorted(locked.items())
    ]
    return (
        "# Licences of the locked packages\n\n"
        "Written by `make docs` from what each package states of itself. "
        "Fangzhi's own licence is [MIT](../LICENSE).\n\n"
        + markdown_table(["package", "version", "licence"], rows)
        + "\n"
    )


def pages(warehouse: Path) -> dict[str, str]:
    """Path of each generated page, relative to the repository, and the text it should have.

    Args:
        warehouse: a file published from the sample bulletins.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        texts = {
            name: answered((ROOT / name).read_text("utf-8"), connection) for name in ("README.md", "README.zh-CN.md")
        }
        texts["docs/data-dictionary.md"] = data_dictionary(connection)
        texts["docs/gates.md"] = gates(connection)
    texts["docs/cli.md"] = manual()
    known = ROOT / "docs" / "licences.md"
    texts["docs/licences.md"] = licences(known.read_text("utf-8") if known.exists() else "")
    return texts


def with_samples(use: Callable[[Path], None]) -> None:
    """Hand over a warehouse built from the sample bulletins, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            [sys.executable, "-m", "orchestration.cli", "build", SAMPLES],
            cwd=ROOT,
            env={**os.environ, "FANGZHI_HOME": home},
            check=True,
        )
        use(Path(home) / "warehouse.duckdb")


def write(warehouse: Path) -> None:
    """Write every page anew and say which ones changed."""
    for name, text in pages(warehouse).items():
        path = ROOT / name
        changed = not path.exists() or path.read_text("utf-8") != text
        path.write_text(text, encoding="utf-8")
        print(f"{name}: {'written anew' if changed else 'up to date'}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--warehouse", type=Path, help="a warehouse built from the samples (default: build one)")
    given: Path | None = arguments.parse_args().warehouse
    if given:
        write(given)
    else:
        with_samples(write)
