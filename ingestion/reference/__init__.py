"""Reference data and vocabularies as files that a local-chronicles officer can edit; see README.md beside them."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


@cache
def vocabulary(name: str) -> tuple[str, ...]:
    """The entries of ``<name>.txt``: one a line, blank lines and lines that start with '# ' left out."""
    lines = (line.strip() for line in _text(f"{name}.txt").splitlines())
    return tuple(line for line in lines if line and not line.startswith("# "))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``<name>.csv``."""
    return tuple(csv.DictReader(_text(f"{name}.csv").splitlines()))


@cache
def rules(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml``."""
    return tomllib.loads(_text(f"{name}.toml"))
