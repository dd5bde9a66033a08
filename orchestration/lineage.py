"""Which column comes from which, read from the compiled SQL; worked out once for each version of the project."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.core.dbt_cli_event import EventHistoryMetadata, _build_column_lineage_metadata

from orchestration.tables import opened
from orchestration.transformation import Project

Columns = dict[str, list[tuple[list[str], str]]]
"""For each column the assets and columns it is made from."""


def column_lineage(project: Project, translator: DagsterDbtTranslator, database: Path) -> dict[str, dict[str, Any]]:
    """Metadata of each model by its id; empty for one whose SQL could not be followed."""
    path = project.parsed / "lineage.json"
    if not path.exists():
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text(json.dumps(_followed(project, translator, database)), encoding="utf-8")
        os.replace(partial, path)
    kept: dict[str, Columns] = json.loads(path.read_text(encoding="utf-8"))
    return {unique_id: {"dagster/column_lineage": _lineage(columns)} for unique_id, columns in kept.items()}


def _lineage(columns: Columns) -> dg.TableColumnLineage:
    return dg.TableColumnLineage(
        {
            name: [dg.TableColumnDep(asset_key=dg.AssetKey(key), column_name=column) for key, column in origins]
            for name, origins in columns.items()
        }
    )


def _followed(project: Project, translator: DagsterDbtTranslator, database: Path) -> dict[str, Columns]:
    manifest = project.manifest
    relations = _relations(database)
    found = {}
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] != "model":
            continue
        columns = _columns_of(node, manifest, relations, translator, project)
        if columns:
            found[unique_id] = columns
    return found


def _columns_of(
    node: Mapping[str, Any],
    manifest: Mapping[str, Any],
    relations: Mapping[tuple[str, str], dict[str, Any]],
    translator: DagsterDbtTranslator,
    project: Project,
) -> Columns:
    parents = [manifest["nodes"].get(one) or manifest["sources"][one] for one in node["depends_on"]["nodes"]]
    if any(parent["resource_type"] == "source" for parent in parents):
        return {}  # a source is a set of Parquet files, which the SQL reader does not follow
    history = EventHistoryMetadata(
        columns=relations[node["schema"], node["name"]],
        parents={parent["relation_name"]: relations[parent["schema"], parent["name"]] for parent in parents},
    )
    try:
        told = _build_column_lineage_metadata(history, dict(node), manifest, translator, project.target, None)
    except Exception:  # sqlglot does not know all of DuckDB's SQL; a model without lineage is no reason to fail
        return {}
    lineage = told.get("dagster/column_lineage")
    if lineage is None:
        return {}
    return {
        name: [(list(dep.asset_key.path), dep.column_name) for dep in deps]
        for name, deps in lineage.deps_by_column.items()
    }


def _relations(database: Path) -> dict[tuple[str, str], dict[str, Any]]:
    relations: dict[tuple[str, str], dict[str, Any]] = {}
    with opened(database) as connection:
        rows = connection.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns()"
            " where database_name = current_database() order by column_index"
        ).fetchall()
    for schema, table, column, kind in rows:
        relations.setdefault((schema, table), {})[column] = {"data_type": kind}
    return relations
