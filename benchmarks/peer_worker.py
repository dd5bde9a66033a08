"""Runs one peer library over texts, in an interpreter that has it; knows nothing but the standard library and it.

    python benchmarks/peer_worker.py cpca TEXTS.json

TEXTS.json holds ``speed`` (documents to be timed over) and ``articles`` (texts whose cities are asked for). Printed as
JSON: the library's version, seconds to load and over ``speed``, and the cities found in each article as ``codes`` (six
digits) or ``names``.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import io
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

A_SENTENCE = "德阳市召开会议。"
Found = dict[str, list[str]]


def cpca() -> Callable[[str], Found]:
    """Cpca's reading of addresses in running text: codes; a city counts where its own name was matched."""
    library: Any = importlib.import_module("cpca")

    def cities(text: str) -> Found:
        try:
            frame = library.transform_text_with_addrs(text, pos_sensitive=True)
        except KeyError:  # its way of saying that there is none
            return {"codes": [], "names": []}
        codes = {
            code[:4] + "00" for code, place in zip(frame["adcode"], frame["市_pos"], strict=True) if place >= 0 and code
        }
        return {"codes": sorted(codes), "names": []}

    cities(A_SENTENCE)  # loads pandas
    return cities


def jionlp() -> Callable[[str], Found]:
    """JioNLP's recognition of places, sentence by sentence: names, as it gives them."""
    library: Any = importlib.import_module("jionlp")

    def cities(text: str) -> Found:
        names: set[str] = set()
        for sentence in text.replace("\n", "").split("。"):
            if not sentence:
                continue
            found = library.recognize_location(sentence)
            names.update(place["city"] for place, _ in found["domestic"] or () if place["city"])
            names.update(found["others"] or ())
        return {"codes": [], "names": sorted(names)}

    cities(A_SENTENCE)  # loads its models
    return cities


def timed(cities: Callable[[str], Found], texts: Iterable[str]) -> float:
    """Seconds over all texts."""
    started = time.perf_counter()
    for text in texts:
        cities(text)
    return time.perf_counter() - started


def main() -> int:
    """Prints what the library named does; 3 where it is not installed."""
    name, path = sys.argv[1:]
    asked = json.loads(Path(path).read_text("utf-8"))
    warnings.simplefilter("ignore")
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            cities = {"cpca": cpca, "jionlp": jionlp}[name]()
        except ModuleNotFoundError as missing:
            print(f"{name} cannot be used: {missing}", file=sys.stderr)
            return 3
        load = time.perf_counter() - started
        seconds = timed(cities, asked["speed"])
        found = [cities(text) for text in asked["articles"]]
    version = importlib.metadata.version(name)
    print(json.dumps({"version": version, "load_seconds": load, "seconds": seconds, "found": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
