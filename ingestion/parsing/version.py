"""The parser's version: it changes with every change of a rule or a vocabulary, so that documents are parsed again."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

_RELEASE = "1"
_KINDS = (".py", ".csv", ".toml", ".txt")


def _digest(*packages: str) -> str:
    digest = hashlib.blake2b(digest_size=5)
    for package in packages:
        entries: list[Traversable] = [entry for entry in files(package).iterdir() if entry.name.endswith(_KINDS)]
        for entry in sorted(entries, key=lambda entry: entry.name):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


PARSER_VERSION = f"{_RELEASE}-{_digest('ingestion.parsing', 'ingestion.reference')}"
"""Release and content hash of the rules and vocabularies: 1-3f6c2a9b0d. Editing a vocabulary is enough to re-parse."""
