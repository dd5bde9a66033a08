"""Targets: what a unit is to have done by when (年内, 年底前, 12月底前, 明年上半年, 2025年12月底前).

The due date is the last day of the stated period; 年内, 年度 and 今年内 are 31 December, 明年“两会” is 31 December of
the next year. Vague exhortations have none. Rules: ``target.date`` a dated obligation, ``target.year`` within the
year, ``target.session`` before next year's assemblies, ``target.planned`` a plan for this month.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.parsing.dates import month_end

if TYPE_CHECKING:
    from ingestion.parsing.context import Clause, Context, Statement

_DUE = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2}|今|明|本|当|次)?年?(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>3[01]|[12][0-9]|0?[1-9])日|底|末|份|中旬|下旬|上旬)?(?:之?前|以前)"
    r"|(?P<y2>(?:19|20)[0-9]{2}|今|明|本|当|次|后|到)?年(?P<part>底前|底之前|末前|内|底|上半年|下半年|年底前|前三季度|[一二三四]季度(?:末|前|内)?|度(?=目标|任务|工作任务))"
    r"|(?P<y3>(?:19|20)[0-9]{2})年(?:之)?(?:前|以前)"
    r"|(?P<quarter>[一二三四]季度(?:末|前|内))|(?P<eoy>(?<![0-9今明本当次后到])年(?:底前|底之前|末前|内|终前))"
    r"|(?P<half>(?<!明年)(?<!今年)[上下]半年)"
    r"|(?P<feast>(?:元旦|五一|七一|国庆|春节)(?:节)?(?:之?前|期间))"
    r"|(?P<session>明年“※+”)"
    r"|(?P<plain>(?P<ym>(?:19|20)[0-9]{2}|今|明|本)?年?(?<![0-9])(?P<mp>1[0-2]|0?[1-9])月(?P<third>上旬|中旬|下旬|底|末|份)?(?!之?前|以?前|[0-9]|份?以来))"
    r"|(?P<thisyear>今年|明年|年内)(?=[^，。；]{0,3}(?:启动|完成|出版|开展|建成|举办|形成|实现))"
    r"|(?P<month>本月(?:底|内|底前)?|月底前|下月)"
)
_DONE = re.compile(r"已(?:于|经|在|全部|完成)|截至|至今|自|已有|以来|基础上|取得|荣获|实现了|完成了")


@dataclass(slots=True)
class Target:
    """An obligation at ``start``..``end``, due on ``due`` at the latest."""

    start: int
    end: int
    rule: str
    what: str
    unit: str | None
    due: dt.date
    due_text: str


def targets(context: Context) -> list[Target]:
    """All targets of an article in order."""
    found: list[Target] = []
    if context.issued is None:
        return found
    for statement in context.statements:
        if not context.dues_in(statement.sentence.start, statement.sentence.end):
            continue
        for clause in statement.clauses:
            found += _of_clause(context, statement, clause, context.issued)
    return found


def due_expressions(plain: str) -> list[re.Match[str]]:
    """Every expression of a text that may say by when something is to be done, in order."""
    return list(_DUE.finditer(plain))


def is_due(context: Context, start: int, end: int) -> bool:
    """Whether a passage says by when something is to be done, so that it has not happened."""
    if context.issued is None:
        return False
    for match in context.dues_in(start, end):
        if match.group("plain"):
            continue
        read = _due(match, context.issued)
        if read is not None and read[0] >= context.issued and not _DONE.search(context.article.plain, start, end):
            return True
    return False


def _of_clause(context: Context, statement: Statement, clause: Clause, issued: dt.date) -> list[Target]:
    plain = context.article.plain
    result: list[Target] = []
    for match in context.dues_in(clause.start, clause.end):
        read = _due(match, issued)
        if read is None:
            continue
        due, rule = read
        if due < issued or _DONE.search(plain, clause.start, clause.end) or _long_ago(statement, issued):
            continue
        if (match.group("plain") or match.group("thisyear")) and not _is_planned(context, statement, match.start()):
            continue
        start, end = _passage(statement, clause)
        for unit in _obliged(context, statement, clause, match.start()):
            result.append(Target(start, end, rule, context.article.text[start:end], unit, due, match.group()))
        break
    return result


def _obliged(context: Context, statement: Statement, clause: Clause, position: int) -> tuple[str | None, ...]:
    """Who is to do it: the units named before the period (要求威远县、资中县6月30日前), else the subject."""
    named = context.units_in(clause.start, position, titles=False, relative=False)
    close = [m for m in named if not re.search("[到赴在向]$", context.article.plain[clause.start : m.start])]
    if close:
        return tuple(dict.fromkeys(m.code for m in close))
    subject = context.subject(statement, clause, position)
    return subject[:1] or statement.before[:1] or (context.leading_unit(clause.start),)


def _is_planned(context: Context, statement: Statement, position: int) -> bool:
    """Whether a bare month (拟于3月下旬, 4月组织赴…) is of a plan: 拟, 将, 计划 before it in the sentence."""
    before = context.article.plain[statement.sentence.start : position]
    return bool(re.search("拟|将|计划|预计|定于|打算|约定|商定|(?<![主重需必])要(?!求)|决定|下一步", before))


def _long_ago(statement: Statement, issued: dt.date) -> bool:
    """Whether the passage tells of a year gone by: 当年10月底前 after 2022年."""
    governing = statement.inherited
    return governing is not None and governing.last is not None and governing.last.year < issued.year


def _passage(statement: Statement, clause: Clause) -> tuple[int, int]:
    """The clause, from the one that names who is obliged where the sentence is a list of obligations."""
    for other in reversed(statement.clauses):
        if clause.subject or clause.grouped:
            break
        if other.start < clause.start and clause.start - other.start < 90 and (other.grouped or other.subject):
            return other.start, clause.end
    return clause.start, clause.end


def _due(match: re.Match[str], issued: dt.date) -> tuple[dt.date, str] | None:
    group = match.group
    if group("session"):
        return dt.date(issued.year + 1, 12, 31), "target.session"
    if group("feast"):
        return _feast(group("feast"), issued), "target.date"
    if group("month"):
        base = issued if not group("month").startswith("下") else (issued.replace(day=1) + dt.timedelta(days=32))
        return month_end(base.year, base.month), "target.planned"
    if group("plain"):
        year, number = _year(group("ym"), issued.year), int(group("mp"))
        last = month_end(year, number)
        third = {"上旬": 10, "中旬": 20}.get(group("third") or "")
        return (last.replace(day=third) if third else last), "target.planned"
    if group("thisyear"):
        return dt.date(issued.year + (group("thisyear") == "明年"), 12, 31), "target.year"
    if group("eoy"):
        return dt.date(issued.year, 12, 31), "target.year"
    if group("quarter"):
        return month_end(issued.year, 3 * ("一二三四".index(group("quarter")[0]) + 1)), "target.date"
    if group("half"):
        return (month_end(issued.year, 6) if group("half")[0] == "上" else month_end(issued.year, 12)), "target.date"
    year = _year(group("y") or group("y2") or group("y3"), issued.year)
    if group("m"):
        month = int(group("m"))
        try:
            if group("d"):
                return dt.date(year, month, int(group("d"))), "target.date"
            return month_end(year, month), "target.date"
        except ValueError:
            return None
    if group("y3"):
        return dt.date(year - 1, 12, 31) if "年前" in match.group() else None, "target.date"  # type: ignore[return-value]
    part = group("part") or ""
    quarter = re.search("[一二三四](?=季度)", part)
    if quarter:
        return month_end(year, 3 * ("一二三四".index(quarter.group()) + 1)), "target.date"
    if part.startswith("前三"):
        return month_end(year, 9), "target.date"
    if part == "上半年":
        return month_end(year, 6), "target.date"
    return dt.date(year, 12, 31), "target.year"


_FEASTS = {"元旦": (1, 1), "五一": (5, 1), "七一": (7, 1), "国庆": (10, 1), "春节": (2, 1)}


def _feast(text: str, issued: dt.date) -> dt.date:
    """The day before the next such feast, or the last of its days: 国庆节前, 国庆期间."""
    month, day = next(date for name, date in _FEASTS.items() if text.startswith(name))
    feast = dt.date(issued.year, month, day)
    if feast <= issued:
        feast = feast.replace(year=issued.year + 1)
    return feast + dt.timedelta(days=6) if text.endswith("期间") else feast - dt.timedelta(days=1)


def _year(text: str | None, issued: int) -> int:
    if text and text[0] in "12":
        return int(text)
    return issued + {"明": 1, "次": 1, "后": 2}.get(text or "", 0)
