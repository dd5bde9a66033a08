"""Dates as bulletins print them, as EDTF (ISO 8601-2) with first and last day.

A date without a year takes the year it is read against, or the year before where it would otherwise lie after the
issue; 3月25—26日 is an interval; 近日, 日前 and 截至目前 say no date. Rules: ``date.day``, ``date.range``,
``date.month``, ``date.year``, ``date.relative`` (今年, 去年, 本月), ``date.vague`` (近日), ``date.illegible`` (111日 of
a page that lost the 月, where it could be two days).

    >>> found = dates("3月25—26日，召开会议。", dt.date(2024, 3, 26))
    >>> found[0].edtf, found[0].precision
    ('2024-03-25/2024-03-26', 'range')
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

from ingestion.parsing import swallowed
from ingestion.parsing.numbers import number
from ingestion.parsing.signals import anchored

_EXPRESSION = anchored(
    rf"{swallowed.RUN}|"
    rf"(?:(?P<y>(?:19|20)[0-9]{{2}}|今|去|本|当|同|明|前|上|次)年|{swallowed.UNMARKED_YEAR})(?:的)?"
    r"(?:(?P<part>底|末|初|中(?!期|国|央|心)|上半年|下半年|年?[春夏秋冬]|[前]?夕|内|以来|度|卷|版|第?[一二三四]季度)"
    r"|(?P<mc>1[0-2]|0?[1-9])(?:—|-|至|到)(?P<md>1[0-2]|0?[1-9])月(?:份)?"
    r"|(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12][0-9]|0?[1-9])日?(?:(?:—|-|至|到)(?:(?P<m2>1[0-2]|0?[1-9])月)?(?P<d2>3[01]|[12][0-9]|0?[1-9])日|(?<=日))"
    r"|(?:—|-|至|到)(?P<m3>1[0-2]|0?[1-9])月|(?P<third>上旬|中旬|下旬|底|初|末|以来)|份(?=[，以举召开印启组完出先圆])|))?"
    r"|(?<![0-9])(?P<ma>1[0-2]|[1-9])月(?:初|底|末|[上中下]旬)?(?:至|到|—)(?P<mb>1[0-2]|[1-9])月(?:初|底|末|[上中下]旬)?(?![0-9])"
    r"|(?<![0-9第—-])(?P<mx>1[0-2]|[1-9])(?:—|-|至|到)(?P<mz>1[0-2]|[1-9])月(?:份)?(?![0-9])"
    r"|(?<![0-9])(?P<my>1[0-2]|0?[1-9])月(?:(?P<dy>3[01]|[12][0-9]|0?[1-9])日?(?:(?:—|-|至|到)(?:(?P<my2>1[0-2]|0?[1-9])月)?(?P<dy2>3[01]|[12][0-9]|0?[1-9])日|(?<=日))"
    r"|(?P<thirdy>上旬|中旬|下旬|底|初|末)|份(?=[，以举召开印启组完出先圆])|(?![份度刊历]))"
    r"|(?P<past>过去(?:的)?一年)[里中间]?"
    r"|(?P<feast>元旦)(?:当天|当日|假期|期间)?(?!前|节前)"
    r"|(?P<vague>几天后|数日后|几天前|(?:春|中秋|端午|重阳|清明|元宵|教师|国庆)节(?:前夕|前后)|入[春夏秋冬]以来|近日|日前|近期|近年来|近来|截至目前|目前|不久前|前不久|最近|此前|早前|连日来|眼下|前些天|近段时间)"
    r"|(?P<relative>本月|上月|当月)(?:初|底|中旬|上旬|下旬)?"
    r"|(?:又过了?|时隔)?(?P<count>半|[一二两三四五六七八九十]{1,2}|[0-9]{1,2})(?P<later>个月|天|周|个星期|年)(?:后|之后|以后)(?=，)"
    r"|又过了(?P<count2>半|[一二两三四五六七八九十]{1,2}|[0-9]{1,2})(?P<later2>个月|天|周|个星期|年)(?=，)"
    r"|(?P<again>当日|同日|那天|那一天|当天|同一天|同天|同期|同月(?![0-9])|次日|翌日|第二天|隔天|前一天|前一日"
    r"|(?<=讯 )今[天日](?=，))(?!常)"
    r"|(?:(?P<samemonth>同月|当月)|(?<![0-9月—至到第近逾满期时达续每共约]))(?P<only>3[01]|[12][0-9]|[1-9])(?:日|(?=[—至到-](?:3[01]|[12][0-9]|[1-9])日))"
    r"(?:(?:—|-|至|到)(?P<only2>3[01]|[12][0-9]|[1-9])日)?(?![内后间游常均益本无]|之内|以[内上]|左右)"
    r"|(?P<half>上半年|下半年|[一二三四]季度)"
)
ILLEGIBLE = "illegible"  # the basis of a date that a page damaged, so that no one day is certain
_ON_THE_DAY = ("当天", "当日", "那天", "那一天")
_DAY_OF = {
    **dict.fromkeys(("揭幕", "开幕", "开展"), re.compile("揭幕|开幕|开展|开放")),
    **dict.fromkeys(("开馆", "启用"), re.compile("开馆|开放|迎客|启用")),
    **dict.fromkeys(("首发", "出版"), re.compile("首发|见面|面世|出版")),
    **dict.fromkeys(("启动", "开班"), re.compile("启动|开班|举办")),
    "结业": re.compile("培训|研修|轮训"),
}
_REACH = 60  # characters from a day to what happened on it
_OPENS = ("", " ", "\n", "。", "；")  # what stands before the head of a sentence
_DAYS = {"天": 1, "周": 7, "个星期": 7}
_LOOKED_BACK_AT = 100  # dates before one that hangs on another
_YEAR = dt.timedelta(days=366)
_YEAR_SPAN = re.compile(r"(?:19|20)[0-9]{2}年?(?:—|-|至|到)(?:(?:19|20)[0-9]{2}|[0-9]{2})年?")


@dataclass(frozen=True, slots=True)
class Date:
    """A date expression at ``start``..``end``; ``edtf`` is None where the text says no date (近日)."""

    start: int
    end: int
    edtf: str | None
    first: dt.date | None
    last: dt.date | None
    precision: str | None
    basis: str
    rule: str

    def inherited(self) -> Date:
        """The same date, for a passage that takes it over."""
        return self if self.basis in ("inherited", ILLEGIBLE) else replace(self, basis="inherited")


def dates(norm: str, issued: dt.date | None) -> list[Date]:
    """All date expressions in a text in order; ``issued``: the date that relative expressions are read against."""
    found: list[Date] = []
    lossy: bool | None = None
    for match in _EXPRESSION.finditer(norm):
        if norm[match.start() - 1 : match.start()] in ("—", "-", "~") and match.group("y"):
            continue  # the end of 1949—2021年
        if norm[match.end() : match.end() + 1] == "卷" or match.group("part") in ("卷", "版"):
            continue
        hangs_on: Date | None = None  # the date before whose year it takes over
        if match.group("run"):
            one = _swallowed(match, issued)
        elif match.group("relative") and match.group().startswith("当月"):
            told = next((d for d in reversed(found) if d.first and d.precision != "year"), None)
            one = _relative("当月", *match.span(), told.first if told else issued)
        elif match.group("later") or match.group("later2"):
            one = _later(match, found[-_LOOKED_BACK_AT:], issued)
        elif match.group("only") or match.group("again"):
            hangs_on = _pointed_at(match, found[-_LOOKED_BACK_AT:], issued)
            one = _again(match, hangs_on) if hangs_on else None
            if match.group("only") and issued:
                lossy = swallowed.is_lossy(norm) if lossy is None else lossy
                one = _swallowed_or_bare(match, one, issued) if lossy else one
        else:
            told = next((date for date in reversed(found) if date.first), None)
            # 2023年3月启动，同年9月组建; 整理始于2021年。当年，…
            hangs_on = told if match.group("y") in ("同", "次", "当") else None
            against = hangs_on.first if hangs_on else issued
            one = _read(match, against, lasting=norm[match.start() - 1 : match.start()] in ("至", "到"))
        if one is not None:
            found.append(_with_basis(one, match, hangs_on))
    return found


def _with_basis(date: Date, match: re.Match[str], hangs_on: Date | None) -> Date:
    """The date with what its year rests on: printed, that of a date before it (同日, 同年9月), or the issue's."""
    if date.basis == ILLEGIBLE or date.edtf is None:
        return date
    if hangs_on is not None:
        return replace(date, basis=hangs_on.basis)
    printed = match.group("runyear") or match.group("runyear2") or (match.group("y") or "")[:1].isdigit()
    return date if printed else replace(date, basis="issue_date")


def _pointed_at(match: re.Match[str], found: list[Date], issued: dt.date | None) -> Date | None:
    """The date before that 当日, 次日, 同月 or a bare 29日 hangs on; None where none fits."""
    norm, again = match.string, match.group("again")
    past = [date for date in found if date.first and not (issued and date.first > issued) and norm[date.end] != "前"]
    if again != "同期":
        past = [date for date in past if date.precision != "year"]
    days = [date for date in past if date.precision in ("day", "range")]
    if again in ("前一天", "前一日", "第二天", "次日", "翌日", "隔天"):
        past = days
    happened = _DAY_OF.get(norm[max(0, match.start() - 2) : match.start()]) if again in _ON_THE_DAY else None
    if happened is not None:
        told = (d for d in reversed(days) if happened.search(norm, d.end, min(d.end + _REACH, match.start() - 2)))
        return next(told, days[-1] if days else None)  # 10月20日，…与读者见面。…首发当天
    if again in ("今天", "今日"):  # 本报宝鸡4月28日讯 今天，
        return days[-1] if days and norm.startswith("讯", days[-1].end) else None
    if again in ("当日", "同日", "当天", "同一天", "同天", "那天", "那一天"):
        anew = norm[match.start() - 1 : match.start()] in _OPENS  # 9月22日，距12月31日还有100天。当日，…
        opening = [d for d in days if anew and _is_told_on(norm, d.start) and norm[d.end] != "前"]
        past = opening or days or past
    said = past[-1] if past else None
    by_the_way = match.group("only") and days and said and _said_by_the_way(norm, said, match.start(), issued)
    recalled = again == "同月" and days and said and norm[match.start() - 1] == "\n" and _is_recalled(said, days[-1])
    return days[-1] if by_the_way or recalled else said


def _is_told_on(norm: str, start: int) -> bool:
    """Whether a day opens a sentence, or is the one on which something was done: 编辑部于9月1日成立, not 定于9月1日."""
    before = norm[max(0, start - 2) : start]
    return before[-1:] in _OPENS or (before[-1:] == "于" and before not in ("定于", "拟于"))


def _said_by_the_way(norm: str, said: Date, position: int, issued: dt.date | None) -> bool:
    """Whether a date before is not that of the journey told of: 6月6日到秭归县。该志去年5月启动。7日，到远安县.

    It stands inside its sentence, or lies years back (2021年6月以来，…。22日，…).
    """
    if "。" not in norm[said.end : position]:
        return False
    long_ago = issued is not None and said.first is not None and said.precision != "day" and issued - said.first > _YEAR
    return long_ago or norm[said.start - 1 : said.start] not in _OPENS


def _is_recalled(said: Date, told: Date) -> bool:
    """Whether a date lies before the day that was told of before it: 6月26日终审。2018年11月完成复审。同月，…."""
    return said.first is not None and told.first is not None and said.start > told.start and said.first < told.first


def _read(match: re.Match[str], issued: dt.date | None, *, lasting: bool) -> Date | None:
    start, end = match.span()
    group = match.group
    if group("vague"):
        return Date(start, end, None, None, None, None, "explicit", "date.vague")
    if group("feast"):
        feast = dt.date(issued.year, 1, 1) if issued else None
        return Date(start, end, str(feast), feast, feast, "day", "explicit", "date.day") if feast else None
    if group("past"):
        return _past_year(start, end, issued)
    if group("relative"):
        return _relative(group("relative"), start, end, issued)
    if group("half"):
        return None
    printed = group("y") or group("runyear2")
    year = _year(printed, issued) if printed else None
    month = group("m") or group("my")
    if group("mc") or group("mx"):
        return _months(match, year, issued)
    if printed and not month:
        if year is None:
            return None
        part = group("part")
        rule = "date.year" if printed[0] in "12" else "date.relative"
        if part in ("底", "末"):
            return Date(start, end, f"{year}~", dt.date(year, 10, 1), dt.date(year, 12, 31), "year", "explicit", rule)
        return Date(start, end, f"{year}", dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "explicit", rule)
    if group("ma") and issued:
        year = issued.year if int(group("mb")) <= issued.month else issued.year - 1
        first, last = dt.date(year, int(group("ma")), 1), month_end(year, int(group("mb")))
        if first > last:
            return None
        edtf = f"{year}-{first.month:02}/{year}-{last.month:02}"
        return Date(start, end, edtf, first, last, "range", "explicit", "date.range")
    if not month:
        return None
    in_year = int(month)
    day = group("d") or group("dy")
    last_month = group("m2") or group("my2") or group("m3")
    last_day = group("d2") or group("dy2")
    basis = "explicit"
    if year is None:
        if issued is None:
            return Date(start, end, None, None, None, None, "explicit", "date.day")
        year = issued.year
        if (in_year, int(day or 1)) > (issued.month, issued.day) and not lasting:
            year -= 1  # what lasts until 30 June lies ahead
    try:
        if day and last_day:
            first = dt.date(year, in_year, int(day))
            until = int(last_month) if last_month else in_year
            last = dt.date(year if until >= in_year else year + 1, until, int(last_day))
            return Date(start, end, f"{first}/{last}", first, last, "range", basis, "date.range")
        if day:
            one = dt.date(year, in_year, int(day))
            return Date(start, end, str(one), one, one, "day", basis, "date.day")
        if last_month:
            first, last = dt.date(year, in_year, 1), month_end(year, int(last_month))
            return Date(
                start,
                end,
                f"{year}-{in_year:02}/{year}-{int(last_month):02}",
                first,
                last,
                "range",
                basis,
                "date.range",
            )
        return Date(
            start,
            end,
            f"{year}-{in_year:02}",
            dt.date(year, in_year, 1),
            month_end(year, in_year),
            "month",
            basis,
            "date.month",
        )
    except ValueError:
        return None


def _later(match: re.Match[str], found: list[Date], issued: dt.date | None) -> Date | None:
    """两个月后, 十天后 and 又过了十天, counted from the last day or month told before; days only from a day."""
    norm = match.string
    base = next((d for d in reversed(found) if d.last and d.precision != "year" and norm[d.end] != "前"), None)
    count, unit = match["count"] or match["count2"], match["later"] or match["later2"]
    much = 0.5 if count == "半" else number(count) or 0
    if base is None or base.last is None or (much < 1 and unit != "年"):
        return None
    if unit in _DAYS:
        day = base.last + dt.timedelta(days=int(much) * _DAYS[unit])
        told = Date(*match.span(), str(day), day, day, "day", base.basis, "date.relative")
        return told if base.precision in ("day", "range") and not (issued and day > issued) else None
    month = base.last.year * 12 + base.last.month - 1 + int(much * (12 if unit == "年" else 1))
    first = dt.date(month // 12, month % 12 + 1, 1)
    edtf, last = f"{first.year}-{first.month:02}", month_end(first.year, first.month)
    told = Date(*match.span(), edtf, first, last, "month", base.basis, "date.relative")
    return None if issued and first > issued else told


def _swallowed(match: re.Match[str], issued: dt.date | None) -> Date | None:
    """A date that lost its 月, and perhaps its 年: 210日, 2025613日."""
    year = match["runyear"]
    texts = swallowed.printings(match["run"], year, match["rununtil"])
    return _of_printings(texts, match, [], issued, recent=not year)


def _swallowed_or_bare(match: re.Match[str], bare: Date | None, issued: dt.date) -> Date | None:
    """24日 on a page that loses 月: 2月4日, or the 24th of a month told of before or of the issue's own."""
    texts = swallowed.printings(match["only"], None, match["only2"])
    told = [bare] if bare else []
    if not told and (day := _of_month(issued, int(match["only"]))) is not None and day <= issued:
        told = [Date(*match.span(), str(day), day, day, "day", "explicit", "date.day")]
    return _of_printings(texts, match, told, issued, recent=True) if texts else bare


def _of_printings(
    texts: list[str], match: re.Match[str], others: list[Date], issued: dt.date | None, *, recent: bool
) -> Date | None:
    """The one date that a damaged expression can have been, ``others`` among them; one without a day if unsure."""
    start, end = match.span()
    whole = [found for text in texts if (found := _EXPRESSION.fullmatch(text))]
    read = [date for found in whole if (date := _read(found, issued, lasting=False)) is not None]
    days = {date.first: date for date in [*read, *others] if date.first is not None}
    sure = swallowed.certain(list(days), issued, recent=recent)
    if sure is not None:
        return replace(days[sure], start=start, end=end)
    return Date(start, end, None, None, None, None, ILLEGIBLE, "date.illegible") if read else None


def _months(match: re.Match[str], year: int | None, issued: dt.date | None) -> Date | None:
    """A range of months of one year: 2019年1—9月, 7至9月."""
    first_month, last_month = int(match["mc"] or match["mx"]), int(match["md"] or match["mz"])
    if year is None and issued is not None:
        year = issued.year if first_month <= issued.month else issued.year - 1
    if year is None or first_month >= last_month:
        return None
    first, last = dt.date(year, first_month, 1), month_end(year, last_month)
    edtf = f"{year}-{first_month:02}/{year}-{last_month:02}"
    return Date(*match.span(), edtf, first, last, "range", "explicit", "date.range")


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _of_month(base: dt.date, day: int) -> dt.date | None:
    """That day of the month spoken of before: 29日 after 4月28日."""
    return base.replace(day=day) if 0 < day <= month_end(base.year, base.month).day else None


def _year(text: str, issued: dt.date | None) -> int | None:
    if text[0] in "12":
        return int(text)
    if issued is None:
        return None
    return issued.year + {"去": -1, "上": -1, "前": -2, "明": 1, "次": 1}.get(text, 0)


def _past_year(start: int, end: int, issued: dt.date | None) -> Date | None:
    """过去一年: the year before, of which meetings take stock until autumn, and the issue's own after that."""
    if issued is None:
        return None
    year = issued.year if issued.month >= 10 else issued.year - 1
    return Date(start, end, f"{year}", dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "explicit", "date.relative")


def _relative(text: str, start: int, end: int, issued: dt.date | None) -> Date | None:
    """本月, 当月 and 上月, read against the issue's date."""
    if issued is None:
        return None
    first = issued.replace(day=1)
    if text == "上月":
        first = (first - dt.timedelta(days=1)).replace(day=1)
    last = month_end(first.year, first.month)
    return Date(start, end, f"{first.year}-{first.month:02}", first, last, "month", "explicit", "date.relative")


def _again(match: re.Match[str], said: Date) -> Date | None:
    """同日, 次日, 29日, 同月22日: read against the date before them."""
    start, end = match.span()
    if match.group("only"):
        assert said.first is not None
        day, last = (_of_month(said.first, int(match.group(name) or 0)) for name in ("only", "only2"))
        if day and last and day < last:
            return Date(start, end, f"{day}/{last}", day, last, "range", "explicit", "date.range")
        return Date(start, end, str(day), day, day, "day", "explicit", "date.day") if day else None
    if match.group("again") in ("前一天", "前一日"):
        day = said.first - dt.timedelta(days=1) if said.first and said.precision in ("day", "range") else None
        return Date(start, end, str(day), day, day, "day", "explicit", "date.relative") if day else None
    if match.group("again") in ("次日", "翌日", "第二天", "隔天"):
        day = said.last + dt.timedelta(days=1) if said.last and said.precision in ("day", "range") else None
        return Date(start, end, str(day), day, day, "day", "explicit", "date.relative") if day else None
    if match.group("again") == "同月" and said.first is not None:
        last = month_end(said.first.year, said.first.month)
        edtf = f"{said.first.year}-{said.first.month:02}"
        return Date(start, end, edtf, last.replace(day=1), last, "month", "explicit", "date.relative")
    if said.precision == "range" and match.group("again") in _ON_THE_DAY:
        happened = match.string[max(0, start - 2) : start]
        day = said.first if happened in _DAY_OF and happened != "结业" else said.last  # 揭幕当天; 活动当天
        return Date(start, end, str(day), day, day, "day", "explicit", "date.relative") if day else None
    return replace(said, start=start, end=end, rule="date.relative")


def is_year_span(norm: str, start: int) -> bool:
    """Whether a span of years such as 2024—2026年 begins at ``start``."""
    return bool(_YEAR_SPAN.match(norm, start))


def is_as_of(plain: str, date: Date) -> bool:
    """Whether a date only says when things stood so: 截至9月底, and 到9月底 or 至10月18日 at the head of a sentence."""
    until = plain.startswith(("到", "至"), date.start - 1) and plain[date.start - 2 : date.start - 1] in (
        "",
        "。",
        "\n",
    )
    return plain.startswith("截至", date.start - 2) or (until and plain.startswith("，", date.end))
