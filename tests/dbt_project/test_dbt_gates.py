"""Dbt's data tests are green on good files of any size; tests/expectations sees each of them turn red."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

WARNINGS = {"documents_of_an_issue_agree", "milestones_have_a_work"}


def red(path: Path, gates: dict[str, str]) -> dict[str, list[Any]]:
    """The gates that fail on the file, each with the rows that break it."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found = {name: connection.execute(query).fetchall() for name, query in gates.items()}
    return {name: rows for name, rows in found.items() if rows}


def test_all_gates_are_green_on_good_files(
    build: Path, reordered_build: Path, empty_build: Path, gates: dict[str, str]
) -> None:
    for path in (build, reordered_build, empty_build):
        assert red(path, gates) == {}


def test_every_gate_has_a_severity_and_says_what_it_protects(manifest: dict[str, Any]) -> None:
    tests = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    assert {name for name, node in tests.items() if node["config"]["severity"] == "warn"} == WARNINGS
    assert {node["config"]["severity"] for node in tests.values()} == {"error", "warn"}
    assert [name for name, node in tests.items() if len(node["config"]["meta"].get("protects", "")) < 20] == []
