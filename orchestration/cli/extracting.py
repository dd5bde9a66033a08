"""``fangzhi extract``: one bulletin, one JSON file."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.progress import track
from rich.text import Text

from orchestration.cli.console import BAD_INPUT, Stop, errors, output


def extract(files: Sequence[Path], out: Path) -> None:
    """Write ``<out>/<file's name>.json`` for each file; exit code 2 where a file could not be read."""
    names = [file.name for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Stop(f"several files are called {', '.join(twice)}", "Extract them into different folders.")
    from ingestion.parsing import annotate
    from ingestion.readers import Unreadable
    from ingestion.readers.confined import ConfinedReader
    from ingestion.sources import SourceUnreachable, Unobtainable, open_source

    out.mkdir(parents=True, exist_ok=True)
    unread: list[tuple[str, str]] = []
    console = errors()
    with closing(ConfinedReader()) as reader:
        for path in track(files, "Extracting", console=console, transient=True, disable=not console.is_terminal):
            source = open_source({"kind": "file", "path": path})
            try:
                for file in source.files():
                    reading = reader.read(file.name, file.read())
                    found = annotate(path.name, reading.text, reading.media_type)
                    _write(out / f"{path.name}.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
            except (SourceUnreachable, Unobtainable, Unreadable) as fault:
                unread.append((source.uri, fault.reason))
    output().print(Text(f"{len(files) - len(unread)} of {len(files)} bulletins written to {out}"))
    for uri, reason in unread:
        console.print(Text("✗ ", style="red").append(f"{uri}: {reason}"))
    if unread:
        raise SystemExit(BAD_INPUT)


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
