"""Where a benchmark's figures are kept, with the facts of the machine they come from; the page is written from them."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "results"
LIBRARIES = ("polars", "duckdb", "pyarrow", "dagster", "dbt-core", "dbt-duckdb", "great-expectations", "ahocorasick-rs")


def keep(name: str, figures: Mapping[str, Any]) -> None:
    """Writes a benchmark's figures to ``results/<name>.json``, in place of those of its last run."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(
        json.dumps({**figures, "machine": machine()}, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )


def kept(name: str) -> dict[str, Any] | None:
    """The figures of a benchmark's last run; None where it never ran."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def machine() -> dict[str, Any]:
    """Facts that figures of speed depend on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory, 1),
        "busy_before": round(os.getloadavg()[2], 1),
        "python": platform.python_version(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
