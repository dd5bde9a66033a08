"""Sections are told by where they stand: a bulletin whose sections go by other names reads the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bulletin_texts import squashed

from ingestion.parsing import annotate

CROSS_CHECK = Path(__file__).parents[1] / "corpus" / "cross_check"
NAMES = (
    "业务天地", "志苑纵横", "方志大观", "本期特稿", "基层风景", "史志春秋", "工作前沿", "他乡", "各方声音", "镇村修志",
    "市州扫描", "馆里馆外", "依法治志", "编修进度", "域外", "开门修志",
)  # fmt: skip
"""None of these is in a vocabulary."""


def _bare(annotation: dict[str, Any], text: str) -> list[str]:
    """The sections that stand on a line of their own without marks."""
    names = dict.fromkeys(article["section"] for article in annotation["articles"] if article["section"])
    return [name for name in names if re.search(rf"(?m)^[ \u3000]*{re.escape(name)}[ \u3000]*$", text)]


def _with_bare_sections() -> list[Path]:
    found = []
    for path in sorted((CROSS_CHECK / "annotations").glob("*.json")):
        annotation = json.loads(path.read_text("utf-8"))
        bulletin = CROSS_CHECK / "bulletins" / annotation["doc"]
        if bulletin.suffix == ".txt" and len(_bare(annotation, bulletin.read_text("utf-8"))) > 1:
            found.append(path)
    return found


@pytest.mark.parametrize("path", _with_bare_sections(), ids=lambda path: path.stem)
@pytest.mark.parametrize("first", [0, 6, 11])
def test_sections_by_any_name(path: Path, first: int) -> None:
    annotation = json.loads(path.read_text("utf-8"))
    text = (CROSS_CHECK / "bulletins" / annotation["doc"]).read_text("utf-8")
    renamed = {name: NAMES[(first + at) % len(NAMES)] for at, name in enumerate(_bare(annotation, text))}
    for name, other in renamed.items():
        text = re.sub(rf"(?m)^([ \u3000]*){re.escape(name)}(?=[ \u3000]*$)", rf"\g<1>{other}", text)
    read = [
        (article["section"], squashed(article["title"])) for article in annotate("x", text, "text/plain")["articles"]
    ]
    assert read == [
        (renamed.get(article["section"], article["section"]), squashed(article["title"]))
        for article in annotation["articles"]
    ]
