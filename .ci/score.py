"""Extracts every annotated bulletin and measures the rows against the annotations, with the scorer beside them."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def extract(annotations: Path, bulletins: Path, out: Path) -> int:
    """Write what the program reads in each annotated bulletin under the name of its annotation; how many there were.

    Args:
        annotations: folder of JSON files, each naming its bulletin in ``doc``.
        bulletins: folder of the bulletins.
        out: folder to write to.
    """
    documents = {path: json.loads(path.read_text("utf-8"))["doc"] for path in sorted(annotations.glob("[0-9]*.json"))}
    if not documents:
        return 0
    files = [str(bulletins / name) for name in documents.values()]
    subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "extract", *files, "--out", str(out)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    read = {(row := json.loads(path.read_text("utf-8")))["doc"]: row for path in out.glob("*.json")}
    for path, name in documents.items():
        (out / path.name).write_text(json.dumps(read[name], ensure_ascii=False), encoding="utf-8")
    return len(documents)


def main() -> int:
    """Print a table for each set that is there; 2 where the scorer is not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("gold", type=Path, help="folder of annotated bulletins, with score.py")
    gold = arguments.parse_args().gold
    scorer = gold / "score.py"
    if not scorer.is_file():
        print(f"No scorer at {scorer}. Name the folder that holds it: make score GOLD=<folder>")
        return 2
    corpus = ROOT / "tests" / "corpus"
    sets = {
        "real bulletins": (gold, gold.parent / "bulletins"),
        "sample bulletins": (corpus / "annotations", corpus / "bulletins"),
        "held-out samples": (corpus / "held_out" / "annotations", corpus / "held_out" / "bulletins"),
    }
    for label, (annotated, bulletins) in sets.items():
        with tempfile.TemporaryDirectory() as out:
            count = extract(annotated, bulletins, Path(out))
            if not count:
                continue
            print(f"\n{label} ({count} annotated)", flush=True)
            subprocess.run([sys.executable, str(scorer), str(annotated), out], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
