"""Where a run reads from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from warehouse.settings import Settings

SourceSpec = str | Mapping[str, Any]


def sources_of(settings: Settings, asked: Sequence[str] = ()) -> list[SourceSpec]:
    """Where a run reads from: the landing folder, and what was asked for, else configured, else read the last time.

    Going back to the last run's sources keeps a run started in the web interface, or by the landing folder's sensor,
    from taking everything out again that the command line brought in.
    """
    chosen: list[SourceSpec] = list(asked) or [*settings.bulletins, *settings.source] or remembered(settings)
    landing = str(settings.landing)
    return [landing, *(source for source in chosen if source != landing)]


def remembered(settings: Settings) -> list[SourceSpec]:
    """The sources of the last run, the landing folder aside."""
    path = _memory(settings)
    if not path.exists():
        return []
    sources: list[SourceSpec] = json.loads(path.read_text(encoding="utf-8"))
    return sources


def remember(settings: Settings, sources: Sequence[SourceSpec]) -> None:
    """Note a run's sources for the next one that names none."""
    path = _memory(settings)
    partial = path.with_name(f".{path.name}.partial")
    kept = [source for source in sources if source != str(settings.landing)]
    partial.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(partial, path)


def named(sources: Sequence[SourceSpec]) -> list[str]:
    """The sources as a person reads them."""
    return [str(one if isinstance(one, str) else one.get("url") or one.get("path") or one) for one in sources]


def missing(sources: Sequence[str]) -> list[str]:
    """Those that name something on this machine which is not there.

    >>> missing(["https://example.org/list.html", "no/such/folder"])
    ['no/such/folder']
    """
    local = (source for source in sources if "://" not in source and not set("*?[") & set(source))
    return [source for source in local if not Path(source).expanduser().exists()]


def absolute(source: str) -> str:
    """A path as it is understood from any working directory; addresses stay as they are."""
    return source if "://" in source else str(Path(source).expanduser().absolute())


def _memory(settings: Settings) -> Path:
    return settings.home / "sources.json"
