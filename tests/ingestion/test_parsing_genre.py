"""How bulletins of the genre word what happened, what a work has reached and what is due."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from bulletin_texts import read

SENTENCES = tomllib.loads(Path(__file__).with_name("genre_sentences.toml").read_text("utf-8"))["sentence"]


def _told(rows: dict[str, Any], kind: str) -> list[str]:
    fields = {"events": ("type", "unit", "date"), "milestones": ("stage", "unit", "work"), "targets": ("unit", "due")}
    return sorted(" ".join(str(row[field] or "-") for field in fields[kind]) for row in rows[kind])


@pytest.mark.parametrize("sentence", SENTENCES, ids=[sentence["why"] for sentence in SENTENCES])
def test_a_sentence_is_read_as_it_is_meant(sentence: dict[str, Any]) -> None:
    rows = read(sentence["text"], **{name: sentence[name] for name in ("title",) if name in sentence})
    kinds = [kind for kind in ("events", "milestones", "targets") if kind in sentence]
    assert {kind: _told(rows, kind) for kind in kinds} == {kind: sorted(sentence[kind]) for kind in kinds}
