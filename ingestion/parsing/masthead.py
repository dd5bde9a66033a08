"""The header (masthead) and the footer (imprint) of a bulletin, in the terms of GB/T 9704-2012.

Read are: the number in all its printed forms (第N期（总第M期）, 2020年第55期(总第306期), 2023年第11期—总第506期,
第二十三期, 〔2012〕15号), series and publisher (发文机关标志), the date; and of the footer disclosure (信息公开选项),
recipients (报, 送, 发: ``recipient_marks.csv``), the printing office and date (印发机关, 印发日期) and the number of
copies (份数).

    >>> header([_line("四川省地方志工作简报"), _line("第40期（总第645期）"), _line("2024年3月26日")]).total_no
    645
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from ingestion.parsing.layout import BULLETS, RECIPIENT_MARK, Line, normalise
from ingestion.parsing.numbers import number as value
from ingestion.reference import table

_ZERO = "〇○零O0"
_CHINESE = f"[{_ZERO}一二三四五六七八九十百]{{1,7}}"
_CHINESE_YEAR = f"(?:二[{_ZERO}][{_ZERO}一二三]|一九[一二三四五六七八九])[{_ZERO}一二三四五六七八九]"
_NUMBER = re.compile(rf"第 *([0-9]{{1,4}}|{_CHINESE}) *期")
_TOTAL = re.compile(rf"(?:总|累计) *第? *([0-9]{{1,5}}|{_CHINESE}) *期")
_OF_YEAR = re.compile(r"【((?:19|20)[0-9]{2})】 *第? *([0-9]{1,4}) *[期号]")
_YEAR = re.compile(rf"((?:19|20)[0-9]{{2}}|{_CHINESE_YEAR})年?(?:度)?[ ·（—-]*(?=第)")
_IN_FIGURES = re.compile(r"第 *[0-9]{1,4} *期")
_DATE = re.compile(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_NUMERIC_DATE = re.compile(
    r"((?:19|20)[0-9]{2})(?P<mark>[-./])(1[0-2]|0?[1-9])(?P=mark)(3[01]|[12][0-9]|0?[1-9])(?![0-9.])"
)
_CHINESE_DATE = re.compile(
    rf"({_CHINESE_YEAR})年(十[一二]|[元一二三四五六七八九十])月(三十一|三十|二?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
_SERIES = re.compile(
    r"[\u4e00-\u9fff（）“”]{2,30}?(?:简报|通讯|动态|信息|专报|快报|内参|要情|月报)$"
    r"|[\u4e00-\u9fff]{2,8}(?:地方志|方志|史志|志鉴|地方史志)工作$"
)
_ORGANISATION = re.compile(
    r"(?:中共)?[\u4e00-\u9fff（）、]{2,40}(?:办公室|编纂中心|编纂院|编纂局|研究室|研究所|史志局|史志院|史志馆|委员会|指导小组|研究中心|研究院|档案馆|方志馆|志办|编委会"
    r"|工作处|综合处|秘书处|(?:秘书|综合|业务|编辑|信息|宣传|办公)科|(?<![举主承协开创筹])办)(?:（[^（）]{2,30}）)?(?:主办|主编|编印|编)?$"
)
_EDITED = re.compile(r"(?:主办|主编|编印|编)$")
_EDITED_BY = re.compile("(?:主办|主编|编印|编发|编辑)(?:单位)?： ?")
_CONTENTS = re.compile(r"(?:本期)?(?:要目|目录|目次|导读|导览)：?$")
_CONTENTS_ENTRY = re.compile(rf"[{BULLETS}*－-]" r"|.*(?:…{2,}|\.{3,}|\s)[0-9]{1,3}$|.*（[0-9]{1,3}）$|[0-9]{1,2}[.、]")
_BESIDE_DATE = re.compile("印发|编印|发布|出版|（?星期[一二三四五六日天]）?")
_REMARK = re.compile(
    r"内部(?:资料|刊物)|（?内部|编者按|密级|签发|送审|增刊|专刊$|（样本|（示例|主编：|本期\S{0,6}(?:版|期)|NO\.|No\.|联系电话|电话：|传真：|编辑：|责任编辑|地址：|邮箱|网址"
)
_LABELS = "(?:选项|方式|属性|类别|类型)"  # of 信息公开
_DISCLOSURE = re.compile(rf"(?:信息公开{_LABELS}?|公开{_LABELS})：?(.*)$")
_RECIPIENTS = re.compile(rf"({RECIPIENT_MARK})：(.*)$")
_PRINTED = re.compile(rf"(.*?)(?:于)?(?:{_DATE.pattern}|{_CHINESE_DATE.pattern})(?:印发|印制|印)$")
_COPIES = re.compile(r"（?(?:本期)?(?:共印|印数：?|份数：?|共|印)\s*([0-9]{1,5})\s*份(?:）|(?= )|$)")
_WIDE_GAP = re.compile(r"[\u2003\u3000]|\s{2}")
_FOOTER_START = re.compile(rf"信息公开{_LABELS}|公开{_LABELS}：|{RECIPIENT_MARK}：")
_COLOPHON = re.compile(
    r"(?:执行|副)?(?:主编|总编|责编)：|(?:责任|执行|本期|特约)编辑|(?:编辑|编审|校对|审核|审定|签发|核稿|印制|承印)："
    r"|(?:联系|投稿|编辑部)?(?:电话|传真|地址|邮编|邮箱|信箱|电子邮箱|电子邮件|网址)：|E-?mail：",
    re.IGNORECASE,
)
_FIELD = {row["mark"]: row["field"] for row in table("recipient_marks")}


@dataclass(slots=True)
class Issue:
    """What header and footer say; fields named as in the warehouse, None or empty where nothing is printed."""

    series: str | None = None
    publisher: str | None = None
    issue_no: int | None = None
    total_no: int | None = None
    issue_year: int | None = None
    issue_date: dt.date | None = None
    printed_by: str | None = None
    printed_date: dt.date | None = None
    copies: int | None = None
    disclosure: str | None = None
    report_to: list[str] = field(default_factory=list)
    send_to: list[str] = field(default_factory=list)
    distribute_to: list[str] = field(default_factory=list)

    @property
    def date(self) -> dt.date | None:
        """The date that yearless dates are read against: the masthead's, else the printing date."""
        return self.issue_date or self.printed_date


def day(text: str) -> dt.date | None:
    """The first calendar day printed in a text, in Arabic or Chinese figures.

    >>> day("二〇二四年三月二十六日"), day("2023年2月30日")
    (datetime.date(2024, 3, 26), None)
    """
    match = _DATE.search(text) or _NUMERIC_DATE.search(text) or _CHINESE_DATE.search(text)
    if not match:
        return None
    year, month, number = (_figure(part) for part in match.groups() if part not in ("-", ".", "/"))
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def _figure(text: str) -> int:
    """A number in Arabic figures, in Chinese ones (二十三), or spelt out by its digits (二〇一九, 一二〇).

    >>> _figure("23"), _figure("一百二十"), _figure("二〇一九"), _figure("元")
    (23, 120, 2019, 1)
    """
    if text.isdecimal():
        return int(text)
    plain = re.sub(f"[{_ZERO}]", "零", text.replace("元", "一"))
    if "十" in plain or "百" in plain:
        return int(value(plain) or 0)
    return int("".join(str("零一二三四五六七八九".index(digit)) for digit in plain))


def _without_dates(norm: str) -> str:
    for pattern in (_DATE, _NUMERIC_DATE, _CHINESE_DATE):
        norm = pattern.sub("", norm)
    return norm.strip()


@dataclass(frozen=True, slots=True)
class _Numbering:
    """The numbers of a line, and where the first of them begins."""

    issue_no: int | None
    total_no: int | None
    year: int | None
    start: int


def _numbering(norm: str) -> _Numbering | None:
    total = _TOTAL.search(norm)
    of_year = _OF_YEAR.search(norm)
    number = next((m for m in _NUMBER.finditer(norm) if not total or m.start(1) != total.start(1)), None)
    if of_year:
        issue_no, year, first = int(of_year.group(2)), int(of_year.group(1)), of_year.start()
        return _Numbering(issue_no, _figure(total.group(1)) if total else None, year, first)
    if not number and not total:
        return None
    printed = _YEAR.search(norm)
    return _Numbering(
        _figure(number.group(1)) if number else None,
        _figure(total.group(1)) if total else None,
        _figure(printed.group(1)) if printed else None,
        min(match.start() for match in (printed, number, total) if match),
    )


def _is_numbering(norm: str) -> bool:
    """Whether a line is a number in Chinese figures and nothing else: 第二十三期, not 第二期培训班."""
    rest = norm
    for pattern in (_TOTAL, _NUMBER, _YEAR):
        rest = pattern.sub("", rest)
    rest = _without_dates(rest).strip("（）()—- ·，")
    return rest != norm and (not rest or bool(_SERIES.match(rest)))


def is_header_line(line: Line, position: int) -> bool:
    """Whether a line before the first article belongs to the masthead (``position``: lines before it)."""
    text = _EDITED_BY.sub("", line.norm.strip())
    if len(text) <= 40 and _OF_YEAR.search(text):
        return True
    if text.startswith("【"):
        return False
    if len(text) <= 60 and (_IN_FIGURES.search(text) or _is_numbering(text)):
        return True
    if len(text) <= 50 and day(text) and not re.search("[，。；]", text):
        rest = _without_dates(text).strip("（） ")
        return not rest or bool(_ORGANISATION.match(rest.split(" ")[0]) or _BESIDE_DATE.fullmatch(rest))
    if position < 8 and len(text) <= 40 and (names_series(line) or _ORGANISATION.match(text.split(" ")[0])):
        return True
    return len(text) <= 40 and bool(_REMARK.match(text))


def names_series(line: Line) -> bool:
    """Whether a line is a series' name (方志动态), which a section may have as well."""
    return len(line.norm) <= 40 and bool(_SERIES.match(line.norm.strip()))


def is_contents(line: Line) -> bool:
    """Whether a line opens a list of contents (本期要目)."""
    return bool(_CONTENTS.match(line.norm.strip("【】◆● ")))


def is_contents_entry(line: Line) -> bool:
    """Whether a line is an entry of a list of contents: it has a bullet, a number, or a page number."""
    return len(line.norm) <= 60 and bool(_CONTENTS_ENTRY.match(line.norm.strip()))


def is_footer_start(line: Line) -> bool:
    """Whether a line opens the imprint: disclosure, recipients or printing line."""
    text = line.norm
    return bool(_FOOTER_START.match(text) or (len(text) <= 60 and _PRINTED.match(text)))


def is_colophon(line: Line) -> bool:
    """Whether a line at a bulletin's end says who edited it, how to reach them, or how many copies were printed."""
    return len(line.norm) <= 80 and bool(_COLOPHON.match(line.norm) or _COPIES.match(line.norm))


def header(lines: list[Line]) -> Issue:
    """The issue as far as the masthead tells it."""
    issue = Issue()
    signed = False  # the publisher stands beside the date, and no web site's name above the masthead
    for line in lines:
        text, norm = line.text.strip(), line.norm.strip()
        label = _EDITED_BY.match(norm)
        text, norm = (text[label.end() :], norm[label.end() :]) if label else (text, norm)
        numbers = _numbering(norm)
        if numbers and ((numbers.issue_no and issue.issue_no is None) or (numbers.total_no and issue.total_no is None)):
            issue.issue_no = numbers.issue_no or issue.issue_no
            issue.total_no = numbers.total_no or issue.total_no
            issue.issue_year = numbers.year or issue.issue_year
            before = text[: numbers.start].strip(" 　（(—-")
            if before and not issue.series:
                issue.series = before
        when = day(norm)
        if when and issue.issue_date is None:
            issue.issue_date = when
        rest = _without_dates(norm)
        organisation = _ORGANISATION.match(rest.split(" ")[0])
        if organisation and not numbers and (issue.publisher is None or (when and not signed)):
            signed = when is not None
            start = max(0, norm.find(organisation.group()))
            issue.publisher = _EDITED.sub("", text[start : start + organisation.end()].strip())
        elif issue.series is None and not numbers and _SERIES.match(norm):
            issue.series = text
    if issue.issue_year is None and issue.issue_date:
        issue.issue_year = issue.issue_date.year
    return issue


def footer(lines: list[Line], issue: Issue) -> None:
    """Adds to ``issue`` what the imprint says."""
    recipients: list[tuple[str, str]] = []
    name_above = ""
    for line in lines:
        text, norm = line.text.strip(), line.norm.strip()
        found = _DISCLOSURE.match(norm)
        if found:
            issue.disclosure = text[found.start(1) :].strip(" 　。") or None
            continue
        copies = _COPIES.search(norm)
        if copies:
            issue.copies = int(copies.group(1))
            if copies.start() == 0:
                continue
            norm = norm[: copies.start()].rstrip(" 　（")
            text = text[: len(norm)]
        printed = _PRINTED.match(norm)
        if printed and issue.printed_date is None:
            issue.printed_date = day(norm[printed.end(1) :])
            issue.printed_by = text[: printed.end(1)].strip(" 　：") or name_above or None
            continue
        block = _RECIPIENTS.match(norm)
        if block:
            recipients.append((_FIELD[block.group(1).replace(" ", "")], text[block.start(2) :]))
        elif _ORGANISATION.match(norm) and not norm.endswith(("。", "，")):
            name_above = text
        elif recipients and not _REMARK.match(norm) and not _COLOPHON.match(norm) and not re.match("（[^）]*）$", norm):
            kind, so_far = recipients[-1]
            recipients[-1] = (kind, so_far + text)
    for kind, text in recipients:
        getattr(issue, kind).extend(split_recipients(text))
    if issue.issue_year is None and issue.date:
        issue.issue_year = issue.date.year


def split_recipients(text: str) -> list[str]:
    """Recipients as printed, split at ， 、 。 and at wide gaps outside brackets.

    >>> split_recipients("各市（州）党委、市（州）人民政府，省直各部门。")
    ['各市（州）党委', '市（州）人民政府', '省直各部门']
    """
    names: list[str] = []
    depth = start = 0
    norm = normalise(text)
    for index, char in enumerate(norm + "。"):
        if char == "（":
            depth += 1
        elif char == "）":
            depth = max(0, depth - 1)
        elif (char in "，、。；" or _WIDE_GAP.match(text, index)) and (depth == 0 or index == len(norm)):
            name = text[start:index].strip(" 　")
            if name:
                names.append(name)
            start = index + 1
    return names


def _line(text: str) -> Line:
    return Line(text, normalise(text), [(0, 0)])
