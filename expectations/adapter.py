"""The one place that knows Great Expectations: suites in, verdicts and Data Docs out.

Great Expectations has no DuckDB engine, and through SQLAlchemy it works only with a private list patched. So DuckDB
selects and pandas frames are judged, through public interfaces only. An invariant is a column of a frame of findings:
each violating row one value, none wanted; so its rows are seen in Data Docs. Text is HTML-escaped on its way into the
frames, because Data Docs shows unexpected values as they are; escaping keeps different values different and leaves
values of the permitted sets alone, so that no verdict changes.

The library takes seconds to import: it is imported when first used.
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from expectations.rules import ColumnRule, Invariant

if TYPE_CHECKING:
    import pandas as pd

_SITE = "data_docs"


@dataclass(frozen=True)
class Judged:
    """What Great Expectations says about one rule; ``error`` where it could not be evaluated."""

    passed: bool
    error: str | None = None


@dataclass(frozen=True)
class Batch:
    """A frame and the rules that it is judged by; ``name`` becomes the suite's name in Data Docs."""

    name: str
    frame: pd.DataFrame
    rules: Sequence[Invariant | ColumnRule]


def findings_frame(findings: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """One column an invariant, one value a violating row.

    >>> findings_frame({"keys_resolve": ['{"event_id": "e1"}'], "dates_rise": []}).shape
    (1, 2)
    """
    import pandas as pd

    height = max((len(rows) for rows in findings.values()), default=0)
    return pd.DataFrame(
        {
            name: pd.Series([html.escape(row) for row in rows] + [None] * (height - len(rows)), dtype=object)
            for name, rows in findings.items()
        }
    )


def judge(
    batches: Iterable[Batch], docs_dir: Path | None
) -> list[tuple[str, Sequence[Invariant | ColumnRule], list[Judged]]]:
    """Run every rule on its batch, one batch after the other: name, rules and what became of each.

    Data Docs pages are written into ``docs_dir`` where one is given.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    for site in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(site)
    asset = context.data_sources.add_pandas("warehouse").add_dataframe_asset("selected_rows")
    rows = asset.add_batch_definition_whole_dataframe("all")
    judged = [(batch.name, batch.rules, _judge_batch(context, rows, batch)) for batch in batches]
    if docs_dir is not None:
        context.add_data_docs_site(_SITE, cast(Any, _site(docs_dir)))
        context.build_data_docs(site_names=[_SITE])
    return judged


def _judge_batch(context: Any, rows: Any, batch: Batch) -> list[Judged]:
    import great_expectations as gx

    suite = gx.ExpectationSuite(name=batch.name)
    for rule in batch.rules:
        suite.add_expectation(_expectation(rule))
    suite = context.suites.add(suite)
    definition = gx.ValidationDefinition(name=batch.name, data=rows, suite=suite)
    context.validation_definitions.add(definition)
    result = definition.run(
        batch_parameters={"dataframe": batch.frame},
        result_format={"result_format": "BASIC", "partial_unexpected_count": 20},
    )
    by_rule = {_rule_of(one): _judged(one) for one in result.results}
    return [by_rule[rule.name] for rule in batch.rules]


def _rule_of(result: Any) -> str:
    """The rule that an expectation was made from."""
    return str(result.expectation_config.meta["rule"])


def _judged(result: Any) -> Judged:
    failure = _exception_message(result.exception_info)
    return Judged(passed=bool(result.success) and failure is None, error=failure)


def _exception_message(info: Mapping[str, Any]) -> str | None:
    """Great Expectations keeps one exception flat, several under the id of what raised them."""
    flat = [info] if "raised_exception" in info else [value for value in info.values() if isinstance(value, Mapping)]
    raised = [str(one.get("exception_message")) for one in flat if one.get("raised_exception")]
    return "; ".join(raised) or None


def _expectation(rule: Invariant | ColumnRule) -> Any:
    import great_expectations.expectations as gxe

    if isinstance(rule, Invariant):
        kind, arguments = "ExpectColumnValuesToBeNull", {"column": rule.name}
    else:
        kind, arguments = rule.expectation, {**rule.arguments}
    return getattr(gxe, kind)(
        **arguments,
        severity=rule.severity,
        description=html.escape(f"{rule.name}: {rule.protects}"),
        meta={"rule": rule.name},
    )


def _site(docs_dir: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs_dir)},
        "site_section_builders": {
            "validations": {
                "class_name": "DefaultSiteSectionBuilder",
                "source_store_name": "validation_results_store",
                "renderer": {"class_name": "ValidationResultsPageRenderer"},
            },
        },
    }
