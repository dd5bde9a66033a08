"""The sample corpus is what a user sees first and what the parser is measured on: it must not contradict itself."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ingestion.readers import Unreadable, read

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
FOLDERS = (CORPUS, CORPUS / "held_out", CORPUS / "cross_check")
REAL_BULLETINS = ROOT.parent / "shared" / "bulletins"
VOCABULARIES = ROOT / "dbt_project" / "seeds" / "vocabularies"

UNREADABLE = {"90_truncated.pdf"}
NO_BULLETIN = {"91_web_404.html", "92_shopping_list.txt"}

SICHUAN = "四川省地方志工作"
WRONG_CLAIMS = {
    ("64_sichuan_2024_letter_spaced.txt", "513300", "county", 17),  # on purpose: a gate has to find it
    ("80_hebei_2009.txt", "130600", "county", 25),  # of 2009, before districts were merged
    ("98_guizhou_2021.txt", "520000", "poverty_county", 66),  # the reference flags those of Sichuan alone
    ("99_zhejiang_2018.txt", "330000", "county", 89),  # of 2018, before districts were divided
    ("105_sichuan_2021.txt", "510100", "county", 23),  # as Chengdu counts: three zones included
    ("155_sichuan_2021_pages.txt", "510100", "county", 23),  # the same
    ("158_hubei_2019.txt", "420000", "prefecture", 17),  # with three cities under the province and a forestry district
    ("160_gansu_2023.txt", "620000", "poverty_county", 75),  # the reference flags those of Sichuan alone
    ("115_sichuan_2019_pages.txt", "510100", "county", 22),  # two of them
    ("121_shaanxi_2021.txt", "610000", "poverty_county", 56),  # the reference flags those of Sichuan alone
    ("148_yunnan_2020.txt", "530000", "poverty_county", 88),  # the same
    ("169_chongqing_2021.txt", "500000", "poverty_county", 18),  # the same
    ("324_hebei_2021_web.txt", "130000", "poverty_county", 62),  # the same
    ("326_gansu_2023.txt", "620000", "poverty_county", 75),  # the same
    ("342_yunnan_2020.txt", "530000", "poverty_county", 88),  # the same
    ("338_anhui_2014.txt", "340000", "county", 105),  # of 2014, before districts were merged
    ("91_shanxi_2023.txt", "140000", "county", 118),  # with a scenic area that is no county
    ("225_anhui_2018_markdown.md", "340000", "county", 105),  # of 2018, before two districts were merged
    ("247_hubei_2021_mixed.txt", "420000", "prefecture", 17),  # the same as in 158
    ("234_jiangsu_2019.txt", "320000", "county", 96),  # of 2019, before districts were merged
    ("193_guangxi_2023.txt", "450000", "poverty_county", 54),  # the same
    ("270_jiangsu_2021_web.txt", "320500", "county", 10),  # as Suzhou counts: its industrial park included
    ("285_sichuan_2021.txt", "510100", "county", 23),  # the same as in 105
    ("287_hubei_2018.txt", "420000", "prefecture", 17),  # the same as in 158
    ("293_chongqing_2021_markdown.md", "500000", "poverty_county", 18),  # the reference flags those of Sichuan alone
    ("295_jiangxi_2025_contents.txt", "360000", "poverty_county", 25),  # the same
    ("298_chengdu_2024_city.txt", "510100", "county", 23),  # the same as in 105
    ("278_hunan_2020.txt", "433100", "poverty_county", 7),  # the reference flags those of Sichuan alone
    ("279_shandong_2019.txt", "370000", "county", 137),  # of 2019, before two districts were merged
    ("267_shanxi_2016_pages.txt", "140000", "county", 119),  # of 2016, before districts were merged
    ("264_hubei_2023_web.txt", "420000", "prefecture", 17),  # the same as in 158
    ("256_hainan_2021.txt", "460000", "county", 6),  # its autonomous counties alone
    ("258_heilongjiang_2014.txt", "230000", "county", 128),  # of 2014, before 伊春's districts were merged
    ("258_heilongjiang_2014.txt", "231000", "county", 6),  # those counties that have gazetteers of their own
}
"""Numbers of units that a sample states other than today's reference."""

OFFSETS = {2020: 251, 2021: 319, 2022: 395, 2023: 495, 2024: 605, 2025: 732, 2026: 832}
"""Total number minus number in the year, of the Sichuan series."""

PAGE_NUMBER = re.compile(r"^[ \t]*(?:—[ ]?\d+[ ]?—|- \d+ -|·\d+·|第 ?\d+ ?页)[ \t]*\r?$", re.MULTILINE)
RUNNING_HEADS = (
    "四川地方志工作 2013年第8期",
    "四川省地方志工作简报（2024）",
    "内蒙古史志工作简报",
    "安徽地方志工作简报 2024年第18期",
)
HEADING_MARKS = re.compile(r"\*\*|^#+ ", re.MULTILINE)
TITLE = re.compile(r"《([^《》]+)》")
LONGEST_COMMON_RUN = 29
HALF_WIDTH = {ord(wide): ord(wide) - 0xFEE0 for wide in map(chr, range(0xFF10, 0xFF5B)) if wide.isalnum()}


@dataclass(frozen=True)
class Sample:
    path: Path
    annotation: dict[str, Any]

    @property
    def text(self) -> str:
        return squashed(text_of(self.path))


def squashed(text: str) -> str:
    """The text without page numbers, running heads, heading marks and white space, widths of letters unified."""
    lines = HEADING_MARKS.sub("", PAGE_NUMBER.sub("", text)).splitlines()
    body = "".join(line for line in lines if line.strip() not in RUNNING_HEADS)
    return re.sub(r"\s+", "", body).translate(HALF_WIDTH)


@cache
def text_of(path: Path) -> str:
    return read(path.name, path.read_bytes()).text


def annotation_of(path: Path) -> Path:
    return path.parent.parent / "annotations" / f"{path.stem}.json"


def bulletin_files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((folder / "bulletins").iterdir())]


SAMPLES = [
    Sample(path, json.loads(annotation_of(path).read_text("utf-8")))
    for path in bulletin_files()
    if annotation_of(path).exists()
]
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=[s.path.stem for s in SAMPLES])


@cache
def units() -> dict[str, dict[str, str]]:
    with (ROOT / "ingestion" / "reference" / "admin_units.csv").open(encoding="utf-8", newline="") as file:
        return {row["unit_code"]: row for row in csv.DictReader(file)}


def unit_codes(annotation: dict[str, Any]) -> set[str]:
    single = [
        row.get("unit", row.get("scope")) for kind in annotation.values() if isinstance(kind, list) for row in kind
    ]
    several = [code for row in annotation["measures"] for code in row["units"]]
    return {code for code in (*single, *several) if code}


def quoted_rows(annotation: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for kind in ("events", "milestones", "indicators", "targets", "claims") for row in annotation[kind]]


def issued_on(sample: Sample) -> date:
    """The issue's day, or that of the web page where no masthead or imprint says one."""
    issue = sample.annotation["issue"]
    published = re.search("发布时间[:：]([0-9-]{10})", sample.text)
    return date.fromisoformat(issue["issue_date"] or issue["printed_date"] or (published[1] if published else ""))


def test_each_file_is_annotated_or_known_to_be_no_bulletin() -> None:
    without = {path.name for path in bulletin_files() if not annotation_of(path).exists()}
    assert without == UNREADABLE | NO_BULLETIN
    annotated = {(s.path.parent, s.annotation["doc"]) for s in SAMPLES}
    assert annotated == {(s.path.parent, s.path.name) for s in SAMPLES}
    for folder in FOLDERS:
        stems = {path.stem for path in (folder / "annotations").iterdir()}
        assert stems <= {path.stem for path in (folder / "bulletins").iterdir()}, "annotation of no file"


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_a_broken_download_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        text_of(CORPUS / "bulletins" / name)
    assert str(refusal.value)


@pytest.mark.parametrize("name", sorted(NO_BULLETIN))
def test_a_file_that_is_no_bulletin_can_still_be_read(name: str) -> None:
    assert text_of(CORPUS / "bulletins" / name).strip()


@every_sample
def test_a_sample_says_that_it_is_one(sample: Sample) -> None:
    assert "样本：为本项目编写，非真实简报" in sample.text.replace(":", "：").replace(",", "，")


@every_sample
def test_quotes_stand_in_the_text(sample: Sample) -> None:
    missing = [row["quote"] for row in quoted_rows(sample.annotation) if squashed(row["quote"]) not in sample.text]
    assert not missing


@every_sample
def test_titles_names_and_heads_stand_in_the_text(sample: Sample) -> None:
    annotation = sample.annotation
    printed = [
        *(value for article in annotation["articles"] for value in (article["title"], *article["subheads"])),
        *(article[field] for article in annotation["articles"] for field in ("kicker", "source") if article[field]),
        *(value for person in annotation["people"] for value in (person["name"], person["office"])),
        *(measure["measure"] + "。" for measure in annotation["measures"]),
        *(value for field in ("report_to", "send_to", "distribute_to") for value in annotation["issue"][field]),
    ]
    assert [value for value in printed if squashed(value) not in sample.text] == []


@every_sample
def test_every_title_in_the_text_is_annotated_and_no_other(sample: Sample) -> None:
    printed = {squashed(title) for title in TITLE.findall(sample.text)}
    assert {squashed(work["title"]) for work in sample.annotation["works"]} == printed


@every_sample
def test_rows_belong_to_an_article_and_links_resolve(sample: Sample) -> None:
    annotation = sample.annotation
    articles = {article["id"] for article in annotation["articles"]}
    people = {(row["article"], row["name"]) for row in annotation["people"]}
    works = {(row["article"], row["title"]) for row in annotation["works"]}
    for kind, rows in annotation.items():
        if isinstance(rows, list) and kind != "articles":
            assert {row["article"] for row in rows} <= articles
    for event in annotation["events"]:
        assert {(event["article"], name) for name in event["people"]} <= people
        assert {(event["article"], title) for title in event["works"]} <= works


@every_sample
def test_units_of_every_row_exist_and_are_mentioned_in_its_article(sample: Sample) -> None:
    annotation = sample.annotation
    assert unit_codes(annotation) <= units().keys()
    mentioned = {(row["article"], row["unit"]) for row in annotation["unit_mentions"]}
    for kind in ("events", "targets", "claims"):
        assert {(row["article"], row["unit"]) for row in annotation[kind]} <= mentioned


@every_sample
def test_no_row_is_annotated_twice(sample: Sample) -> None:
    annotation = sample.annotation
    keys: dict[str, Counter[Any]] = {
        "unit_mentions": Counter((r["article"], r["unit"]) for r in annotation["unit_mentions"]),
        "people": Counter((r["article"], r["name"]) for r in annotation["people"]),
        "works": Counter((r["article"], r["title"]) for r in annotation["works"]),
        "milestones": Counter((r["article"], r["work"], r["unit"], r["stage"]) for r in annotation["milestones"]),
        "claims": Counter((r["article"], r["unit"], r["level"]) for r in annotation["claims"]),
    }
    assert [(kind, key) for kind, counter in keys.items() for key, count in counter.items() if count > 1] == []


@cache
def words(vocabulary: str) -> frozenset[str]:
    """The first column of a vocabulary of the marts."""
    with (VOCABULARIES / f"{vocabulary}.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row[0] for row in list(csv.reader(file))[1:])


@every_sample
def test_rows_use_the_shared_vocabulary(sample: Sample) -> None:
    annotation = sample.annotation
    assert {event["type"] for event in annotation["events"]} <= words("event_types")
    assert {milestone["stage"] for milestone in annotation["milestones"]} <= words("project_stages")
    assert {work["kind"] for work in annotation["works"]} <= words("work_kinds")


@every_sample
def test_what_happened_lies_before_the_issue_and_what_is_due_not_long_before_it(sample: Sample) -> None:
    issued = issued_on(sample).isoformat()
    for row in (*sample.annotation["events"], *sample.annotation["milestones"]):
        for day in (row["date"], row.get("end_date")):
            assert day is None or day <= issued[: len(day)]
    for target in sample.annotation["targets"]:
        assert date.fromisoformat(target["due"]) >= issued_on(sample).replace(day=1)


@every_sample
def test_stated_numbers_of_units_agree_with_the_reference(sample: Sample) -> None:
    for claim in sample.annotation["claims"]:
        level = claim["level"].removeprefix("poverty_")
        counted = [
            unit
            for code, unit in units().items()
            if unit["level"] == level
            and unit["is_current"] == "1"
            and claim["unit"] != code
            and claim["unit"] in (unit["prefecture_code"], unit["province_code"])
            and (unit["is_poverty_county"] == "1" or claim["level"] != "poverty_county")
        ]
        stated = (sample.path.name, claim["unit"], claim["level"], claim["value"])
        assert (claim["value"] == len(counted)) is (stated not in WRONG_CLAIMS), claim["quote"]


def test_numbers_and_dates_of_issues_do_not_contradict_each_other() -> None:
    years: dict[int, list[tuple[int, date]]] = defaultdict(list)
    offsets = dict(OFFSETS)
    for sample in SAMPLES:
        issue = sample.annotation["issue"]
        of_the_province = (issue["publisher"] or SICHUAN).startswith("四川") and SICHUAN in sample.text
        if issue["issue_no"] and issue["total_no"] and of_the_province:
            day = issued_on(sample)
            offset = issue["total_no"] - issue["issue_no"]
            assert offset == offsets.setdefault(day.year, offset), sample.path.name
            assert issue["total_no"] <= OFFSETS.get(day.year + 1, issue["total_no"])
            years[day.year].append((issue["issue_no"], day))
    for numbered in years.values():
        assert len(set(numbered)) == len(dict(numbered)), "one number, two dates"
        assert [day for _, day in sorted(numbered)] == sorted(day for _, day in numbered)


def test_the_corpus_names_all_cities_of_the_province_in_one_article() -> None:
    cities = {code for code, unit in units().items() if unit["level"] == "prefecture" and code.startswith("51")}
    assert len(cities) == 21
    articles: dict[tuple[Path, str], set[str]] = defaultdict(set)
    for sample in SAMPLES:
        for row in sample.annotation["unit_mentions"]:
            articles[sample.path, row["article"]].add(row["unit"])
    assert any(cities <= mentioned for mentioned in articles.values())


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_files", CORPUS / "make_files.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_made_files_are_up_to_date_with_their_sources() -> None:
    pytest.importorskip("reportlab")
    for name, data in script().files():
        committed = CORPUS / "bulletins" / name
        if name in UNREADABLE:
            assert len(data) == committed.stat().st_size
        else:
            assert read(name, data).text == text_of(committed), f"run tests/corpus/make_files.py: {name} is stale"


def test_a_made_file_does_not_carry_the_time_it_was_made() -> None:
    pytest.importorskip("reportlab")
    for name, data in script().files():
        if name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert {member.date_time[0] for member in archive.infolist()} == {1980}
        if name.endswith(".pdf") and name not in UNREADABLE:
            assert re.findall(rb"Date \(D:(\d{4})", data) == [b"2000", b"2000"]


@every_sample
def test_no_long_passage_is_copied_from_a_real_bulletin(sample: Sample) -> None:
    if not REAL_BULLETINS.is_dir():
        pytest.skip("the real bulletins (../shared/bulletins) are not here to compare with")
    real = "\n".join(squashed(path.read_text("utf-8")) for path in sorted(REAL_BULLETINS.iterdir()))
    run = LONGEST_COMMON_RUN + 1
    text = sample.text
    copied = [text[i : i + run] for i in range(len(text) - run + 1) if text[i : i + run] in real]
    assert copied == []
