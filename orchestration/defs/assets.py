"""The assets, by room: files, parsed tables, dbt's tables, and the published warehouse.

Everything here is thin: it calls a room, and tells Dagster what came of it.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from pydantic import Field

from ingestion.parsing import PARSER_VERSION
from ingestion.schemas import TABLES
from orchestration import judging
from orchestration.defs.backfills import YEARS, years_in
from orchestration.defs.resources import Home
from orchestration.home import DUCKDB_WRITER
from orchestration.lineage import column_lineage
from orchestration.sources import SourceSpec, named, remember, sources_of
from orchestration.tables import Table, describe, markdown, opened
from orchestration.transformation import DbtFailed, Project, keep_checks
from warehouse.verdict import CheckResult

OWNERS = ["team:fangzhi"]
SOURCE_FILES = dg.AssetKey("source_files")
WAREHOUSE = dg.AssetKey("warehouse")
LISTED = 20
"""Rejected files and the like shown in metadata."""
LONGEST_VALUE = 300
"""Characters of a failing row's value that are shown: a path ends with what tells one file from another."""


class SourceFilesConfig(dg.Config):
    """Where to read from, for one run."""

    bulletins: list[str] = Field(
        default_factory=list,
        description="Folders, files, archives or addresses; empty: as configured, else as in the last run",
    )


@dg.asset(
    key=SOURCE_FILES,
    group_name="ingestion",
    kinds={"python", "parquet"},
    owners=OWNERS,
    tags={"fangzhi/room": "ingestion"},
    description="Every file of the sources: read, recognised as one known already, or rejected with a reason.",
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26)),
    # A site that does not answer now may do so in a minute; a wrong path will not.
    retry_policy=dg.RetryPolicy(max_retries=2, delay=20, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS),
)
def source_files(
    context: dg.AssetExecutionContext, config: SourceFilesConfig, home: Home
) -> dg.MaterializeResult[None]:
    """Look at all sources; read what is new."""
    from ingestion.refresh import ingest
    from ingestion.sources import SourceUnreachable, SpecificationError, open_source
    from ingestion.staging import Staging

    specs = sources_of(home.settings, config.bulletins)
    context.instance.add_run_tags(context.run.run_id, {"fangzhi/corpus": corpus(specs), **PARSER_TAG})
    try:
        sources = [open_source(spec, cache=home.settings.home / "web") for spec in specs]
        retried = context.retry_number < 2
        report = ingest(
            sources,
            Staging(home.settings.staging),
            _progress(context, "files read"),
            on_unreachable="raise" if retried else "record",
        )
    except SpecificationError as fault:
        raise dg.Failure(description=str(fault), allow_retries=False) from fault
    except SourceUnreachable as fault:
        raise dg.RetryRequested(max_retries=2, seconds_to_wait=20) from fault
    except OSError as fault:  # of this machine, not of a source: waiting does not help
        raise dg.Failure(description=str(fault), allow_retries=False) from fault
    remember(home.settings, specs)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": report.found,
            "files_found": report.found,
            "documents_read": report.read,
            "new": report.new,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "duplicates": report.duplicates,
            "rejected": len(report.rejected),
            "rejections": dg.JsonMetadataValue([[one.uri, one.reason] for one in report.rejected[:LISTED]]),
            "kept": dg.JsonMetadataValue([[one.uri, one.reason] for one in report.kept[:LISTED]]),
            "sources": dg.JsonMetadataValue(named(specs)),
            "seconds": round(report.seconds, 2),
            "path": dg.PathMetadataValue(str(home.settings.staging / "files.parquet")),
        }
    )


def corpus(specs: list[SourceSpec]) -> str:
    """The sources as a run's tag, the landing folder left out where there is another."""
    names = named(specs)
    return ", ".join(names[1:] or names)[:255]


PARSER_TAG = {"fangzhi/parser_version": PARSER_VERSION}


@dg.multi_asset(
    name="parsed",
    specs=[
        dg.AssetSpec(
            ["parsed", table],
            deps=[SOURCE_FILES],
            group_name="parsing",
            kinds={"polars", "parquet"},
            owners=OWNERS,
            tags={"fangzhi/room": "ingestion"},
            code_version=PARSER_VERSION,
            description=f"Staging table {table}: rows read from the bulletins, each with its span, quote and rule.",
            metadata={
                "dagster/column_schema": dg.TableSchema(
                    [dg.TableColumn(name, str(kind)) for name, kind in schema.items()]
                )
            },
        )
        for table, schema in TABLES.items()
    ],
)
def parsed(context: dg.AssetExecutionContext, home: Home) -> Iterator[dg.MaterializeResult[None]]:
    """Parse what was not parsed, and again what another version of the parser read."""
    from ingestion.refresh import parse
    from ingestion.staging import Staging

    report = parse(Staging(home.settings.staging), _progress(context, "documents parsed"))
    years = set(years_in(home.settings.staging)) - set(context.instance.get_dynamic_partitions(str(YEARS.name)))
    if years:
        context.instance.add_dynamic_partitions(str(YEARS.name), sorted(years))
    told: dict[str, Any] = {
        "parser_version": report.parser_version,
        "parsed": report.parsed,
        "reparsed": report.reparsed,
        "seconds": round(report.seconds, 2),
    }
    for table in TABLES:
        extra: dict[str, Any] = {}
        if table == "documents":
            failures = [[one.uri, one.reason] for one in report.failures[:LISTED]]
            extra = {
                "not_understood": report.not_understood,
                "parser_failures": len(report.failures),
                "failures": dg.JsonMetadataValue(failures),
            }
        yield dg.MaterializeResult(
            asset_key=["parsed", table],
            metadata={"dagster/row_count": report.rows[table], **told, **extra},
        )


class Translator(DagsterDbtTranslator):
    """How dbt's seeds, models, sources and tests are called and shown in Dagster."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Schema and name; a source is the asset of the room that writes it."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return SOURCE_FILES if name == "files" else dg.AssetKey(["parsed", name])
        return dg.AssetKey([dbt_resource_props["schema"].removeprefix("main_"), name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The schema: reference, staging, intermediate, marts."""
        return str(self.get_asset_key(dbt_resource_props).path[0])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Dbt's description; the SQL is a click away in the compiled code."""
        return str(dbt_resource_props.get("description") or dbt_resource_props["name"])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Whoever owns the project."""
        return OWNERS

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, str]:
        """Dbt's tags, and the room."""
        return {**super().get_tags(dbt_resource_props), "fangzhi/room": "dbt_project"}

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """The test as a check that stops nothing: everything is built, then the gate judges it all."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        return spec._replace(blocking=False, description=manifest["nodes"][unique_id].get("description") or None)


def transformation_assets(project: Project) -> dg.AssetsDefinition:
    """Dbt's seeds and models as assets, its data tests as their checks."""
    manifest = project.manifest
    translator = Translator()

    @dbt_assets(
        manifest=manifest,
        name="transformed",
        dagster_dbt_translator=translator,
        pool=DUCKDB_WRITER,
    )
    def transformed(
        context: dg.AssetExecutionContext, home: Home
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        """Build the whole file anew, then test it; also where only some tables were asked for.

        A warehouse is published as one file that was built and judged as a whole, so there is no refreshing of parts.
        """
        judging.warm_up()
        try:
            built = project.build(context.log.debug)
            tested = project.test(context.log.debug)
        except DbtFailed as fault:
            raise dg.Failure(description=str(fault), allow_retries=False) from fault
        keep_checks(home.settings, context.run.run_id, [one.result for one in tested])
        project.hand_over(home.build_file)
        # The judge works in another process while this one tells Dagster what was built.
        judging.begin(home.question)
        lineage = column_lineage(project, translator, home.build_file)
        with opened(home.build_file) as connection:
            for one in built:
                node = manifest["nodes"][one.unique_id]
                key = translator.get_asset_key(node)
                if key not in context.selected_asset_keys:
                    continue
                table = describe(connection, node["schema"], node["name"])
                yield dg.MaterializeResult(
                    asset_key=key,
                    metadata={
                        **_table_metadata(table, node),
                        **lineage.get(one.unique_id, {}),
                        "seconds": round(one.seconds, 3),
                        "unique_id": one.unique_id,
                    },
                )
        checks = {spec.metadata["dagster_dbt/unique_id"]: spec for spec in context.assets_def.check_specs}
        for test in tested:
            spec = checks.get(test.unique_id)
            if spec is not None and spec.key in context.selected_asset_check_keys:
                yield as_asset_check(spec, test.result)

    return transformed


_SEVERITY = {"critical": dg.AssetCheckSeverity.ERROR, "warning": dg.AssetCheckSeverity.WARN}


def as_asset_check(spec: dg.AssetCheckSpec, result: CheckResult) -> dg.AssetCheckResult:
    """A check's result as Dagster shows it."""
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=result.passed,
        severity=_SEVERITY[result.severity],
        metadata=check_metadata(result),
    )


def check_metadata(result: CheckResult) -> dict[str, Any]:
    """A failed check's rows and how to list them all; a passed one's meaning only."""
    told: dict[str, Any] = {"severity": result.severity}
    if result.protects:
        told["protects"] = result.protects
    if not result.passed:
        told["failing_rows"] = result.failing_rows
        told["sample"] = dg.MarkdownMetadataValue(markdown(result.sample, LONGEST_VALUE))
        told["query"] = dg.MarkdownMetadataValue(f"```sql\n{result.query}\n```")
    return told


def warehouse_asset(project: Project) -> dg.AssetsDefinition:
    """The published file, which waits for the gate on every mart."""
    marts = [
        Translator().get_asset_key(node)
        for node in project.manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"].endswith("marts")
    ]

    @dg.asset(
        key=WAREHOUSE,
        deps=sorted(marts),
        group_name="warehouse",
        kinds={"duckdb"},
        owners=OWNERS,
        tags={"fangzhi/room": "warehouse"},
        code_version=version("fangzhi"),
        description="The file that readers open: replaced in one step, and only by one that passed the gate.",
        freshness_policy=dg.FreshnessPolicy.time_window(
            fail_window=timedelta(hours=50), warn_window=timedelta(hours=26)
        ),
        pool=DUCKDB_WRITER,
    )
    def warehouse(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        """Put the judged file in the published file's place."""
        from warehouse.releases import Refused

        before = home.releases.current()
        try:
            release = home.releases.publish(home.build_file, context.run.run_id)
        except Refused as refused:
            raise dg.Failure(description=str(refused), allow_retries=False) from refused
        unchanged = before is not None and before.fingerprint == release.fingerprint
        previous = {table.table: table.rows for table in before.tables} if before else {}
        rows = [
            {
                "table": table.table,
                "rows": table.rows,
                "before": previous.get(table.table, 0),
                "content": table.content_hash[:12],
            }
            for table in release.tables
        ]
        return dg.MaterializeResult(
            data_version=dg.DataVersion(release.fingerprint),
            metadata={
                "dagster/row_count": release.rows,
                "release": release.release_id,
                "unchanged": unchanged,
                "size_bytes": release.size_bytes,
                "path": dg.PathMetadataValue(str(home.settings.published)),
                "tables": dg.MarkdownMetadataValue(markdown(rows)),
            },
        )

    return warehouse


def _table_metadata(table: Table, node: Mapping[str, Any]) -> dict[str, Any]:
    described = node.get("columns", {})
    columns = [
        dg.TableColumn(name, kind, description=described.get(name, {}).get("description") or None)
        for name, kind in table.columns.items()
    ]
    return {
        "dagster/row_count": table.rows,
        "dagster/column_schema": dg.TableSchema(columns),
        "preview": dg.MarkdownMetadataValue(markdown(table.preview)),
    }


def _progress(context: dg.AssetExecutionContext, what: str) -> Any:
    """Says how far it is: on the command line's bar where there is one, now and then in the run's log."""
    from orchestration.progress import report

    def tell(done: int, total: int) -> None:
        report(what, done, total)
        if total and (done == total or done % max(1, total // 10) == 0):
            context.log.info(f"{done} of {total} {what}")

    return tell
