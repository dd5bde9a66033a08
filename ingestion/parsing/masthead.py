"""The header (masthead) and the footer (imprint) of a bulletin, in the terms of GB/T 9704-2012.

Read are: the number in all its printed forms (第N期（总第M期）, 2020年第55期(总第306期), 2023年第11期—总第506期),
series and publisher (发文机关标志), the date; and of the footer disclosure (信息公开选项), recipients (报, 送, 发), the
printing office and date (印发机关, 印发日期) and the number of copies (份数).

    >>> header([_line("四川省地方志工作简报"), _line("第40期（总第645期）"), _line("2024年3月26日")]).total_no
    645
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from ingestion.parsing.layout import Line, normalise

_NUMBER = re.compile(r"第([0-9]{1,4})期")
_TOTAL = re.compile(r"总(?:第)?([0-9]{1,5})期")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?(?:度)?(?=第[0-9]{1,4}期)")
_DATE = re.compile(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_CHINESE_DATE = re.compile(
    r"(二[〇○零Ｏ0][〇○零Ｏ0一二][〇○零Ｏ0一二三四五六七八九])年(十[一二]|[一二三四五六七八九十])月(三十一|三十|二?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
_SERIES = re.compile(
    r"[\u4e00-\u9fff（）“”]{2,30}?(?:简报|通讯|动态|信息|专报|快报|内参|要情|月报)$"
    r"|[\u4e00-\u9fff]{2,8}(?:地方志|方志|史志|志鉴|地方史志)工作$"
)
_ORGANISATION = re.compile(
    r"(?:中共)?[\u4e00-\u9fff（）、]{2,40}(?:办公室|编纂中心|研究室|委员会|指导小组|研究中心|研究院|档案馆|方志馆|志办|编委会"
    r"|工作处|综合处|秘书处|办)(?:（[^（）]{2,30}）)?(?:主办|主编|编印|编)?$"
)
_EDITED = re.compile(r"(?:主办|主编|编印|编)$")
_CONTENTS = re.compile(r"(?:本期)?(?:要目|目录|目次|导读|导览)：?$")
_CONTENTS_ENTRY = re.compile(r"[·•●○◇◆*－-]|.*(?:…{2,}|\.{3,}|\s)[0-9]{1,3}$|[0-9]{1,2}[.、]")
_REMARK = re.compile(
    r"内部(?:资料|刊物)|（?内部|编者按|密级|签发|送审|增刊|专刊$|（样本|（示例|主编：|本期\S{0,6}(?:版|期)|NO\.|No\.|联系电话|电话：|传真：|编辑：|责任编辑|地址：|邮箱|网址"
)
_DISCLOSURE = re.compile(r"信息公开(?:选项|方式|属性)?：?(.*)$")
_RECIPIENTS = re.compile(r"(主?报|报送|抄?送|分?发|抄报|主送|分送|呈报|呈送|印发)：(.*)$")
_PRINTED = re.compile(r"(.*?)(?:于)?((?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日)(?:印发|印制|印)$")
_COPIES = re.compile(r"（?(?:共印|印数：?|共|印)\s*([0-9]{1,5})\s*份）?$")
_FOOTER_START = re.compile(r"信息公开(?:选项|方式|属性)|(?:主?报|报送|抄报|呈报|呈送|主送|抄?送|分送|分?发)：")
_RECIPIENT_MARKS = {
    "report_to": "报 主报 抄报 呈报 呈送 报送",
    "send_to": "送 抄送 主送",
    "distribute_to": "发 分发 印发 分送",
}
_FIELD = {mark: field for field, marks in _RECIPIENT_MARKS.items() for mark in marks.split()}


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
    match = _DATE.search(text)
    if match:
        year, month, number = (int(group) for group in match.groups())
    else:
        match = _CHINESE_DATE.search(text)
        if not match:
            return None
        year = int(
            "".join(str("〇一二三四五六七八九".find(c)) if c in "〇一二三四五六七八九" else "0" for c in match.group(1))
        )
        month, number = _chinese_number(match.group(2)), _chinese_number(match.group(3))
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def _chinese_number(text: str) -> int:
    digits = "零一二三四五六七八九"
    if "十" not in text:
        return digits.index(text)
    tens, ones = text.split("十")
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)


def is_header_line(line: Line, position: int) -> bool:
    """Whether a line before the first article belongs to the masthead (``position``: lines before it)."""
    text = line.norm.strip()
    if text.startswith("【"):
        return False
    if len(text) <= 60 and _NUMBER.search(text):
        return True
    if len(text) <= 50 and day(text) and not re.search("[，。；]", text):
        rest = _CHINESE_DATE.sub("", _DATE.sub("", text)).strip("（） ")
        return not rest or bool(_ORGANISATION.match(rest.split(" ")[0])) or rest in ("印发", "编印", "星期一", "发布")
    if position < 8 and len(text) <= 40 and (_SERIES.match(text) or _ORGANISATION.match(text.split(" ")[0])):
        return True
    return len(text) <= 40 and bool(_REMARK.match(text))


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


def header(lines: list[Line]) -> Issue:
    """The issue as far as the masthead tells it."""
    issue = Issue()
    for line in lines:
        text, norm = line.text.strip(), line.norm.strip()
        number, total = _NUMBER.search(norm), _TOTAL.search(norm)
        if number and total and number.start(1) == total.start(1):
            number = None
        if (number and issue.issue_no is None) or (total and issue.total_no is None):
            issue.issue_no = int(number.group(1)) if number else issue.issue_no
            issue.total_no = int(total.group(1)) if total else issue.total_no
            year = _YEAR.search(norm)
            issue.issue_year = int(year.group(1)) if year else issue.issue_year
            first = min(match.start() for match in (year, number, total) if match)
            before = text[:first].strip(" 　（(—-")
            if before and not issue.series:
                issue.series = before
        when = day(norm)
        if when and issue.issue_date is None:
            issue.issue_date = when
        rest = _CHINESE_DATE.sub("", _DATE.sub("", norm)).strip()
        organisation = _ORGANISATION.match(rest.split(" ")[0])
        if organisation and issue.publisher is None and not _NUMBER.search(norm):
            issue.publisher = _EDITED.sub("", text[: organisation.end()].strip())
        elif issue.series is None and not number and _SERIES.match(norm):
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
        printed = _PRINTED.match(norm)
        if printed and issue.printed_date is None:
            issue.printed_date = day(printed.group(2))
            issue.printed_by = text[: printed.end(1)].strip(" 　：") or name_above or None
            continue
        copies = _COPIES.search(norm)
        if copies:
            issue.copies = int(copies.group(1))
            if copies.start() == 0:
                continue
        block = _RECIPIENTS.match(norm)
        if block:
            recipients.append((_FIELD[block.group(1)], text[block.start(2) :]))
        elif _ORGANISATION.match(norm) and not norm.endswith(("。", "，")):
            name_above = text
        elif recipients and not _REMARK.match(norm) and not re.match("（[^）]*）$", norm):
            kind, so_far = recipients[-1]
            recipients[-1] = (kind, so_far + text)
    for kind, text in recipients:
        getattr(issue, kind).extend(split_recipients(text))
    if issue.issue_year is None and issue.date:
        issue.issue_year = issue.date.year


def split_recipients(text: str) -> list[str]:
    """Recipients as printed, split at ， 、 。 outside brackets.

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
        elif char in "，、。；" and (depth == 0 or index == len(norm)):
            name = text[start:index].strip(" 　")
            if name:
                names.append(name)
            start = index + 1
    return names


def _line(text: str) -> Line:
    return Line(text, normalise(text), [(0, 0)])
