"""``fangzhi extract``: one bulletin, one JSON file."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
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
    from ingestion.readers import Unreadable, read

    out.mkdir(parents=True, exist_ok=True)
    unread: list[tuple[Path, str]] = []
    console = errors()
    for file in track(files, "Extracting", console=console, transient=True, disable=not console.is_terminal):
        try:
            reading = read(file.name, file.read_bytes())
        except Unreadable as fault:
            unread.append((file, fault.reason))
            continue
        except OSError as fault:
            unread.append((file, fault.strerror or str(fault)))
            continue
        found = annotate(file.name, reading.text, reading.media_type)
        _write(out / f"{file.name}.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    output().print(Text(f"{len(files) - len(unread)} of {len(files)} bulletins written to {out}"))
    for path, reason in unread:
        console.print(Text("✗ ", style="red").append(f"{path}: {reason}"))
    if unread:
        raise SystemExit(BAD_INPUT)


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)
