"""Bulletins whose headers contradict themselves, or state what cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases import Case, Read, bulletin, case, number_of


def _header(name: str, expected: dict[str, Any], **parts: Any) -> Case:
    return case(name, ".txt", bulletin(name, **parts).encode(), Read(rows={"issues": expected}))


def _numbered(name: str, number: str, expected: dict[str, Any]) -> Case:
    return _header(name, expected, number=number)


TWO_NUMBERS = "header with two numbers"
TWO_HEADS = "two headers in one file"

CASES = [
    _numbered(TWO_NUMBERS, "第41期（总第1241期）\n第42期（总第1242期）", {"issue_no": 41}),
    _numbered("header with a number of nothing", "第期（总第期）", {"issue_no": None, "total_no": None}),
    _numbered("header with a number below one", "第-1期（总第-5期）", {"issue_no": None, "total_no": None}),
    _numbered("header with the number zero", "第0期（总第0期）", {"issue_year": 2024}),
    _numbered(
        "header with a number of forty digits",
        f"第{'9' * 40}期（总第{'8' * 40}期）",
        {"issue_no": None, "total_no": None},
    ),
    _numbered(
        "header with a number that the year's numbers cannot reach",
        "第99999999期（总第3期）",
        {"issue_no": None, "total_no": 3},
    ),
    _numbered("header with fewer in all than in the year", "第43期（总第2期）", {"issue_no": 43, "total_no": 2}),
    _numbered(
        "header with a year that is not its date's",
        "2019年第44期（总第1244期）",
        {"issue_no": 44, "issue_date": date(2024, 3, 26)},
    ),
    _numbered("header with a number in words", "第四十五期（总第一千二百四十五期）", {"issue_year": 2024}),
    _numbered("header with SQL for a number", "第1; DROP TABLE marts.dim_issues期（总第1期）", {"issue_no": None}),
    _header(
        "printed before it was issued",
        {"issue_date": date(2024, 3, 26), "printed_date": date(2024, 3, 20)},
        printed="2024年3月20日",
    ),
    _header("printed four years after its issue", {"printed_date": date(2028, 3, 26)}, printed="2028年3月26日"),
    _header("issued on the thirtieth of February", {"issue_date": None}, issued="2024年2月30日"),
    _header("issued in the thirteenth month", {"issue_date": None}, issued="2024年13月1日"),
    _header("issued in the year zero", {"issue_date": None}, issued="0000年1月1日"),
    _header("issued in the year 9999", {"issue_date": None}, issued="9999年12月31日"),
    _header("issued before there were bulletins", {"issue_date": None}, issued="1024年3月26日"),
    _header("issued twice", {"issue_date": date(2024, 3, 26)}, issued="2024年3月26日 2024年4月1日"),
    _header("printed in fewer than no copies", {"copies": None}, copies="（共印-30份）"),
    _header("printed in more copies than there are people", {"copies": None}, copies=f"（共印{'9' * 30}份）"),
    case(
        TWO_HEADS,
        ".txt",
        (bulletin(TWO_HEADS) + "\n\n" + bulletin("the second of two headers")).encode(),
        Read(rows={"issues": {"issue_no": number_of(TWO_HEADS)}}),
    ),
]
