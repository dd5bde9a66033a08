"""The gate: expectations, dbt's tests and the run's own account judged together, before anything is published."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import dagster as dg

from expectations import data_docs
from expectations.outcome import ExpectationOutcome
from expectations.suites import all_suites, row_counts
from ingestion.parsing import PARSER_VERSION
from ingestion.schemas import TABLES
from orchestration import judging, reconciliation
from orchestration.defs.assets import OWNERS, Translator, as_asset_check
from orchestration.defs.resources import Home
from orchestration.home import DUCKDB_WRITER
from orchestration.reconciliation import RECONCILIATIONS, Gate
from orchestration.tables import describe, markdown, opened
from orchestration.transformation import Project, kept_checks, table_under_test
from warehouse.verdict import CheckResult, Verdict

AUDIT_TABLES = {
    "runs": "This run and those before it: files, checks, verdict.",
    "checks": "Every dbt test and expectation of this run: severity, result, failing rows, how to list them.",
    "rejected_documents": "Files that were not read or not understood, and why.",
}
WORK_LISTS = dg.AssetKey(["audit", "work_lists"])
PREFIX = "expect_"
_ANY_TABLE = "dim_documents"


def audit_assets(project: Project) -> list[dg.AssetSpec]:
    """The audit tables and work lists, which the gate writes."""
    marts = sorted(_marts(project))
    written = {dg.AssetKey(["audit", table]): (text, "duckdb") for table, text in AUDIT_TABLES.items()}
    written[WORK_LISTS] = ("What a person has to follow up, as CSV files.", "csv")
    return [
        dg.AssetSpec(
            key,
            description=text,
            deps=marts,
            group_name="audit",
            owners=OWNERS,
            tags={"fangzhi/room": "warehouse"},
            kinds={kind},
        )
        for key, (text, kind) in written.items()
    ]


def gate(project: Project) -> dg.AssetChecksDefinition:
    """Every expectation and reconciliation as a check on its mart; a critical one that fails stops publication."""
    marts = _marts(project)
    specs: dict[Gate, dg.AssetCheckSpec] = {}
    for suite in all_suites(before=row_counts.TABLES):
        for rule in suite.rules:
            specs[Gate("great_expectations", rule.table, rule.name)] = dg.AssetCheckSpec(
                f"{PREFIX}{rule.name}",
                asset=marts_key(rule.table, marts),
                description=rule.protects,
                blocking=True,
                metadata={"suite": suite.name, "severity": rule.severity},
            )
    for one in RECONCILIATIONS:
        specs[Gate("pipeline", one.table, one.name)] = dg.AssetCheckSpec(
            f"{reconciliation.PREFIX}{one.name}",
            asset=marts_key(one.table, marts),
            description=one.protects,
            blocking=True,
            metadata={"severity": one.severity},
        )

    @dg.multi_asset_check(
        name="gate",
        specs=list(specs.values()),
        description="Great Expectations on the build file, the verdict over all checks, the audit schema.",
        pool=DUCKDB_WRITER,
    )
    def gate(context: dg.AssetCheckExecutionContext, home: Home) -> Iterator[dg.AssetCheckResult]:
        """Judge the file, write down the verdict, and stop the run where it is critical."""
        checks = kept_checks(home.settings, context.run.run_id)
        if checks is None:
            raise dg.Failure(
                description="There is nothing to judge: this run built no file. Start the whole job build_warehouse.",
                allow_retries=False,
            )
        outcomes = judging.judge(home.question)
        judged = [*checks, *map(_check, outcomes)]
        reconciled = _reconciled(home, context, expected_gates(project, home.question.previous is not None), judged)
        verdict = _record(home, context, [*judged, *reconciled])
        data_docs.write_front_page(
            home.settings.docs / "data_docs", [*outcomes, *map(_outcome, (*checks, *reconciled))]
        )
        results = {Gate(one.origin, one.table, one.name): one for one in verdict.checks}
        for place, spec in specs.items():
            yield _result(spec, results.get(place))
        if verdict.refused:
            raise dg.Failure(description=refusal(verdict, home), allow_retries=False)

    return gate


def expected_gates(project: Project, has_previous: bool) -> set[Gate]:
    """Every gate that a run must have judged; row counts are compared where there is an earlier release."""
    tests = {
        Gate("dbt", table_under_test(node), node["name"])
        for node in project.manifest["nodes"].values()
        if node["resource_type"] == "test"
    }
    rules = {
        Gate("great_expectations", rule.table, rule.name)
        for suite in all_suites(before=row_counts.TABLES if has_previous else ())
        for rule in suite.rules
    }
    return tests | rules


def marts_key(table: str, marts: set[dg.AssetKey]) -> dg.AssetKey:
    """The asset a rule's table is; rules about all tables are shown on the documents."""
    key = dg.AssetKey(["marts", table])
    return key if key in marts else dg.AssetKey(["marts", _ANY_TABLE])


def refusal(verdict: Verdict, home: Home) -> str:
    """Why nothing is published, with rows and how to look at them."""
    lines = [f"Not published: {len(verdict.failed_critical)} critical check(s) failed. Readers keep the last release."]
    for check in verdict.failed_critical:
        lines += ["", f"{check.table}: {check.name} ({check.failing_rows} rows)"]
        lines += [f"  protects: {check.protects}"] if check.protects else []
        lines += [f"  {row}" for row in check.sample[:3]]
        lines += ["  " + " ".join(check.query.split())[:500]] if check.query else []
    lines += ["", f"The refused file, to look at: {home.build_file}"]
    return "\n".join(lines)


def _marts(project: Project) -> set[dg.AssetKey]:
    translator = Translator()
    nodes = project.manifest["nodes"].values()
    keys = {translator.get_asset_key(node) for node in nodes if node["resource_type"] == "model"}
    return {key for key in keys if key.path[0] == "marts"}


def _check(one: ExpectationOutcome) -> CheckResult:
    return CheckResult(
        name=one.name,
        origin="great_expectations",
        table=one.table,
        severity=one.severity,
        passed=one.passed,
        failing_rows=one.failing_rows,
        sample=one.sample,
        protects=one.protects,
        query=one.query,
    )


def _outcome(check: CheckResult) -> ExpectationOutcome:
    """A check of another origin as Data Docs lists it."""
    return ExpectationOutcome(
        name=check.name,
        suite=check.origin,
        table=check.table,
        severity=check.severity,
        passed=check.passed,
        failing_rows=check.failing_rows,
        sample=check.sample,
        protects=check.protects,
        query=check.query,
    )


def _reconciled(
    home: Home, context: dg.AssetCheckExecutionContext, expected: set[Gate], judged: Sequence[CheckResult]
) -> list[CheckResult]:
    with opened(home.build_file) as connection:
        return [
            reconciliation.every_gate_was_judged(expected, judged),
            reconciliation.parsed_rows_are_staged(connection, _parsed_rows(context)),
            reconciliation.every_file_was_read(connection),
        ]


def _parsed_rows(context: dg.AssetCheckExecutionContext) -> Mapping[str, int | None]:
    """Rows of each staging table, as the parser counted them when it was done."""
    counted: dict[str, int | None] = dict.fromkeys(TABLES)
    for table in TABLES:
        event = context.instance.get_latest_materialization_event(dg.AssetKey(["parsed", table]))
        if event is not None and event.asset_materialization is not None:
            counted[table] = int(str(event.asset_materialization.metadata["dagster/row_count"].value))
    return counted


def _record(home: Home, context: dg.AssetCheckExecutionContext, checks: list[CheckResult]) -> Verdict:
    from warehouse.audit import Run, record

    settings = home.settings
    run = Run(
        run_id=context.run.run_id,
        started_at=datetime.fromtimestamp(_started(context), UTC),
        parser_version=PARSER_VERSION,
        project_version=version("fangzhi"),
        corpus=context.run.tags.get("fangzhi/corpus", ""),
    )
    previous = settings.published if settings.published.exists() else None
    verdict = record(home.build_file, run, checks, settings.staging / "files.parquet", previous)
    with opened(home.build_file) as connection:
        for table in AUDIT_TABLES:
            described = describe(connection, "audit", table)
            context.op_execution_context.log_event(
                dg.AssetMaterialization(
                    ["audit", table],
                    metadata={
                        "dagster/row_count": described.rows,
                        "preview": dg.MarkdownMetadataValue(markdown(described.preview)),
                    },
                )
            )
    folder = settings.docs / "work_lists"
    lists = sorted(path.name for path in folder.glob("*.csv"))
    context.op_execution_context.log_event(
        dg.AssetMaterialization(
            WORK_LISTS, metadata={"path": dg.PathMetadataValue(str(folder)), "lists": ", ".join(lists)}
        )
    )
    return verdict


def _started(context: dg.AssetCheckExecutionContext) -> float:
    record = context.instance.get_run_record_by_id(context.run.run_id)
    return (record.start_time if record else None) or datetime.now(UTC).timestamp()


def _result(spec: dg.AssetCheckSpec, outcome: CheckResult | None) -> dg.AssetCheckResult:
    if outcome is not None:
        return as_asset_check(spec, outcome)
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=True,
        metadata={"not_applicable": "there is no earlier release to compare with"},
    )
