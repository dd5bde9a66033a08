"""Looks for a text that parsing stops at, loses characters of, or gives unsound rows for, guided by coverage (atheris).

What must hold is what the tests hold any text to (``tests/ingestion/bulletin_texts.py``). atheris is the optional group
``fuzz``; it runs outside the tests, for a bounded time. Options are libFuzzer's; inputs that fail are written to the
working folder:

    uv pip install --group fuzz
    python benchmarks/fuzz_parser.py -max_total_time=600
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
LONGEST = 4000  # bytes of one input


def text_of(data: bytes, phrases: list[str]) -> tuple[str, str]:
    """Text and media type that an input of the fuzzer stands for: UTF-8, or a phrase of bulletins for each byte."""
    if not data:
        return "", "text/plain"
    media_type = "text/markdown" if data[0] & 1 else "text/plain"
    if data[0] & 2:
        return "".join(phrases[byte % len(phrases)] for byte in data[1:]), media_type
    return data[1:].decode("utf-8", "ignore"), media_type


def seeds(folder: Path) -> None:
    """Writes the plain sample bulletins as inputs to begin with."""
    for path in sorted((ROOT / "tests" / "corpus" / "bulletins").glob("*.txt")):
        (folder / path.name).write_bytes(b"\x00" + path.read_bytes()[: LONGEST - 1])
    (folder / "phrases").write_bytes(bytes([2, *range(120)]))


def main() -> None:
    """Fuzz until the time is over or a text fails."""
    atheris: Any = importlib.import_module("atheris")
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ingestion")]
    with atheris.instrument_imports(include=["ingestion.parsing"]):
        texts: Any = importlib.import_module("bulletin_texts")
    phrases: list[str] = importlib.import_module("test_parsing_any_text").PHRASES

    def try_one(data: bytes) -> None:
        text, media_type = text_of(data, phrases)
        whole = texts.bulletin(*text.split("\n")) if data[:1] >= b"\x80" else text
        wrong = texts.faults(whole, texts.tables(whole, media_type))
        if wrong:
            raise AssertionError("; ".join(wrong))

    with tempfile.TemporaryDirectory() as folder:
        seeds(Path(folder))
        given = sys.argv[1:]
        bounds = [f"-max_total_time={SECONDS}", f"-max_len={LONGEST}"]
        known = {argument.partition("=")[0] for argument in given}
        bounds = [bound for bound in bounds if bound.partition("=")[0] not in known]
        atheris.Setup([sys.argv[0], *bounds, *given, folder], try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
