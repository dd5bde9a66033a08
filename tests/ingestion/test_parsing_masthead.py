"""Header and imprint: number, dates, who publishes, who receives, in every form seen in print."""

from __future__ import annotations

import datetime as dt

import pytest
from bulletin_texts import bulletin, read

from ingestion.parsing import annotate, masthead
from ingestion.parsing.document import take_apart

IMPRINT = """
信息公开选项：主动公开
报：省政府，省政协。
省委党史研究室。
送：各区（县）党委、区（县）人民政府。
发：各区（县）史志机构（史志研究室，方志馆）。
四川省地方志工作办公室综合处 2024年3月27日印发
（共印30份）"""
ARTICLE = "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）"


def issue(head: str) -> masthead.Issue:
    return take_apart(
        f"{head}\n【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）", "text/plain"
    ).document.issue


@pytest.mark.parametrize(
    ("head", "series", "number", "total", "year"),
    [
        ("四川省地方志工作简报\n第40期（总第645期）\n2024年3月26日", "四川省地方志工作简报", 40, 645, 2024),
        ("四川省地方志工作简报第83期(总第578期)\n2023年9月27日", "四川省地方志工作简报", 83, 578, 2023),
        ("四川省地方志工作简报2020年第55期(总第306期)\n2020年11月6日", "四川省地方志工作简报", 55, 306, 2020),
        ("四川省地方志工作简报\n2023年第11期—总第506期\n2023年1月20日", "四川省地方志工作简报", 11, 506, 2023),
        ("四川地方志工作2011年第10期\n2011年10月20日", "四川地方志工作", 10, None, 2011),
        ("四川省地方志工作简报\n第 12 期\n（总第 623 期）\n2024年2月6日", "四川省地方志工作简报", 12, 623, 2024),
        ("云岭方志动态\n第 二 十 三 期\n（总第一百二十期）\n二〇一九年三月十二日", "云岭方志动态", 23, 120, 2019),
        ("方志信息\n2010 年第 4 期  （总 第 87 期）\n2010年4月30日", "方志信息", 4, 87, 2010),
        ("史志工作简讯二〇一三年第九期\n二〇一三年九月八日", "史志工作简讯", 9, None, 2013),
        ("方志工作简报\n〔2012〕15号\n2012年5月2日", "方志工作简报", 15, None, 2012),
        ("史志通讯\n第7期（总第一二〇期）\n2016-07-01", "史志通讯", 7, 120, 2016),
        ("方志简报\n（第52期，总第447期）\n市地方志办公室编\n2022年8月2日", "方志简报", 52, 447, 2022),
    ],
)
def test_number_and_total_number(head: str, series: str, number: int, total: int | None, year: int) -> None:
    read = issue(head)
    assert (read.series, read.issue_no, read.total_no, read.issue_year) == (series, number, total, year)


@pytest.mark.parametrize(
    ("line", "publisher", "day"),
    [
        ("四川省地方志工作办公室 2024年3月26日", "四川省地方志工作办公室", "2024-03-26"),
        ("四川省地方志工作办公室编　　二〇二四年三月二十六日", "四川省地方志工作办公室", "2024-03-26"),
        ("四川省地方志编纂委员会办公室主办\n2011年10月20日", "四川省地方志编纂委员会办公室", "2011-10-20"),
        ("四川省地方志办公室编 2008.9.12", "四川省地方志办公室", "2008-09-12"),
        ("四川省地方志办公室 一九九八年元月八日", "四川省地方志办公室", "1998-01-08"),
        ("2022年8月2日 四川省地方志工作办公室", "四川省地方志工作办公室", "2022-08-02"),
        ("二〇二二年八月二日　四川省地方志办公室编", "四川省地方志办公室", "2022-08-02"),
    ],
)
def test_publisher_and_date(line: str, publisher: str, day: str) -> None:
    read = issue(f"四川省地方志工作简报\n第1期\n{line}")
    assert (read.publisher, str(read.issue_date)) == (publisher, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年3月26日", dt.date(2024, 3, 26)),
        ("二○二四年十二月三十一日", dt.date(2024, 12, 31)),
        ("二〇二四年十月十日", dt.date(2024, 10, 10)),
        ("2023年2月30日", None),
        ("三月二十六日", None),
    ],
)
def test_a_day_that_no_calendar_has_is_none(text: str, day: dt.date | None) -> None:
    assert masthead.day(text) == day


def test_the_imprint_names_recipients_each_for_itself_and_the_printer() -> None:
    read = annotate("x", bulletin("3月1日，德阳市召开会议。") + IMPRINT, "text/plain")["issue"]
    assert read["disclosure"] == "主动公开"
    assert read["report_to"] == ["省政府", "省政协", "省委党史研究室"]
    assert read["send_to"] == ["各区（县）党委", "区（县）人民政府"]
    assert read["distribute_to"] == ["各区（县）史志机构（史志研究室，方志馆）"]
    assert (read["printed_by"], read["printed_date"]) == ("四川省地方志工作办公室综合处", "2024-03-27")
    assert read["copies"] == 30


@pytest.mark.parametrize("label", ["信息公开选项", "信息公开类别", "公开方式", "信息公开类型"])
def test_what_may_be_disclosed_stands_behind_any_of_its_labels(label: str) -> None:
    text = bulletin("3月1日，德阳市召开会议。") + IMPRINT.replace("信息公开选项", label)
    read = annotate("x", text, "text/plain")["issue"]
    assert (read["disclosure"], read["report_to"][0]) == ("主动公开", "省政府")


def test_without_a_masthead_publisher_and_date_are_left_open_and_yearless_dates_follow_the_printing_date() -> None:
    read = annotate("x", ARTICLE + IMPRINT, "text/plain")
    assert (read["issue"]["publisher"], read["issue"]["issue_date"]) == (None, None)
    assert [event["date"] for event in read["events"]] == ["2024-03-01"]


def test_recipients_under_every_mark_that_bulletins_print() -> None:
    read = take_apart(
        f"方志信息\n第1期\n2019年3月12日\n{ARTICLE}\n报送：省政府办公厅\n抄  送：各市人民政府\n发至：各县志办\n"
        "本期印120份\n责任编辑：甲乙 电话：010-00000000",
        "text/plain",
    ).document.issue
    assert (read.report_to, read.send_to, read.distribute_to, read.copies) == (
        ["省政府办公厅"], ["各市人民政府"], ["各县志办"], 120,
    )  # fmt: skip


def test_who_edited_the_bulletin_belongs_to_no_article() -> None:
    document = take_apart(
        f"方志信息\n第1期\n2019年3月12日\n{ARTICLE}\n主编：甲乙 责编：丙丁\n联系电话：010-00000000", "text/plain"
    ).document
    assert [line.text for line in document.footer] == ["主编：甲乙 责编：丙丁", "联系电话：010-00000000"]


CONTENTS = """方志动态
第3期
2019年3月12日
本 期 要 目
{0}全省地方志工作会议召开
{0}洛水市完成年鉴编纂
{0}青石县召开志书评审会
全省地方志工作会议召开
　　3月5日，全省地方志工作会议在省城召开，各市地方志机构负责人参加会议，会议总结了上年的工作，部署了当年的任务。
洛水市完成年鉴编纂
　　近日，洛水市完成年鉴编纂，全书设三十二个类目，图文并茂地记述了上一年度全市经济社会发展的基本情况。
青石县召开志书评审会
　　3月8日，青石县召开志书评审会，与会专家对志稿的体例和资料提出了修改意见，编纂人员逐条作了记录和说明。
"""


@pytest.mark.parametrize("mark", ["★ ", "● ", "1. ", ""])
def test_a_list_of_contents_ends_where_its_first_entry_is_printed_again(mark: str) -> None:
    document = take_apart(CONTENTS.format(mark), "text/plain").document
    titles = ["全省地方志工作会议召开", "洛水市完成年鉴编纂", "青石县召开志书评审会"]
    assert [article.title for article in document.articles] == titles


def test_a_mark_before_a_title_is_no_part_of_it() -> None:
    document = take_apart(
        f"方志动态\n第3期\n2019年3月12日\n{ARTICLE}\n●雅州县成立编委会\n近日，雅州县成立编委会。", "text/plain"
    )
    assert [article.title for article in document.document.articles] == ["德阳市召开会议", "雅州县成立编委会"]


def test_a_course_whose_title_holds_a_number_is_no_masthead() -> None:
    document = take_apart(
        f"方志动态\n第3期\n2019年3月12日\n\n【工作动态】\n第二期年鉴编纂培训班开班\n3月1日，培训班开班。\n{ARTICLE}",
        "text/plain",
    )
    assert document.document.articles[0].title == "第二期年鉴编纂培训班开班"


def test_a_list_of_contents_is_no_article() -> None:
    contents = "本期要目\n·德阳市召开会议\n·绵阳市召开会议\n"
    text = bulletin("3月1日，德阳市召开会议。", title="德阳市召开会议").replace(
        "【市州动态】", contents + "【市州动态】"
    )
    assert [article["title"] for article in annotate("x", text, "text/plain")["articles"]] == ["德阳市召开会议"]


def test_office_date_and_copies_may_stand_in_one_line() -> None:
    lines = "发：各市史志研究室\n山西省地方志研究院办公室　　2023年6月30日印发　　共印180份"
    issue = read("3月4日，德阳市召开会议。\n" + lines, source=None)["issue"]
    assert (issue["printed_by"], issue["printed_date"], issue["copies"]) == (
        "山西省地方志研究院办公室", "2023-06-30", 180,
    )  # fmt: skip
    assert issue["distribute_to"] == ["各市史志研究室"]


def test_the_printing_office_may_be_a_department_in_a_line_of_its_own() -> None:
    text = (
        bulletin("3月1日，德阳市召开会议。")
        + "\n发：各县地方志办公室。\n\n德阳市地方志办公室秘书科\n\n2024年3月26日印发"
    )
    issue = annotate("x", text, "text/plain")["issue"]
    assert (issue["printed_by"], issue["distribute_to"]) == ("德阳市地方志办公室秘书科", ["各县地方志办公室"])


def test_entries_of_a_list_of_contents_may_end_in_page_numbers() -> None:
    assert masthead.is_contents_entry(masthead._line("德阳市召开会议……12"))
    assert not masthead.is_contents_entry(masthead._line("3月1日，德阳市召开会议，12人参加"))


def test_a_masthead_that_says_who_edits_it() -> None:
    text = (
        "内蒙古地方志工作通讯\n2017年第9期\n（总第131期）\n"
        "主办：内蒙古自治区地方志编纂委员会办公室　　　　2017年10月16日\n"
        "【要闻】\n全区会议召开\n9月21日，自治区地方志办公室召开会议。\n（秘书处）\n公开方式：主动公开\n"
    )
    issue = annotate("x", text, "text/plain")["issue"]
    assert (issue["publisher"], issue["issue_date"]) == ("内蒙古自治区地方志编纂委员会办公室", "2017-10-16")
    assert issue["disclosure"] == "主动公开"


def test_a_site_s_name_above_the_masthead_is_not_the_publisher() -> None:
    text = (
        "湖北省档案馆（湖北省地方志编纂委员会办公室）\n发布时间：2023-09-28 09:16\n湖北地方志工作简报\n"
        "第9期（总第214期）\n湖北省地方志编纂委员会办公室　　2023年9月27日\n"
        "【要闻】\n全省会议召开\n9月21日，省地方志办召开会议。\n（综合处）\n"
    )
    issue = annotate("x", text, "text/plain")["issue"]
    assert (issue["publisher"], issue["issue_date"]) == ("湖北省地方志编纂委员会办公室", "2023-09-27")


@pytest.mark.parametrize("sign", "━─═—―－_＿=＝﹏～~*＊-·…┄☆※")
def test_a_rule_of_any_sign_is_no_recipient(sign: str) -> None:
    head = "四川省地方志工作简报\n第40期\n四川省地方志工作办公室 2024年3月26日\n"
    rule = f"\n{sign * 24}\n"
    imprint = f"报：省委。\n送：各市（州）。\n发：各县（市、区）。{rule}四川省地方志工作办公室综合处 2024年3月27日印发"
    read = annotate("x", f"{head}{rule}{ARTICLE}\n{rule}{imprint}", "text/plain")["issue"]
    named = [read[key] for key in ("report_to", "send_to", "distribute_to")]
    assert named == [["省委"], ["各市（州）"], ["各县（市、区）"]]
