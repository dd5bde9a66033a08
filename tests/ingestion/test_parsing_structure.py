"""Sections, articles, kickers, titles, subheads and source lines."""

from __future__ import annotations

from typing import Any

import pytest
from bulletin_texts import bulletin, tables

from ingestion.parsing import annotate
from ingestion.parsing.document import take_apart

HEAD = "四川省地方志工作简报\n第40期（总第645期）\n四川省地方志工作办公室 2024年3月26日\n"


def articles(body: str, media_type: str = "text/plain") -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = annotate("x", HEAD + body, media_type)["articles"]
    return read


ORNAMENTED = (
    "【市州动态】", "市州动态", "〔市州动态〕", "◆市州动态", "[市州动态]", "［市州动态］", "== 市州动态 ==",
    "—— 市州动态 ——", "｜市州动态｜", "> 市州动态", "〈市州动态〉", "（一）市州动态", "1.市州动态", "市州动态：",
    "～市州动态～", "★★★ 市州动态 ★★★",
)  # fmt: skip


@pytest.mark.parametrize("section", ORNAMENTED)
def test_a_section_however_it_is_marked(section: str) -> None:
    read = articles(f"{section}\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）")
    assert [(article["section"], article["title"]) for article in read] == [("市州动态", "德阳市召开会议")]


def test_an_article_ends_with_its_source_line() -> None:
    read = articles(
        "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）\n"
        "绵阳市召开会议\n3月2日，绵阳市召开会议。（绵阳市地方志办）\n自贡市召开会议\n3月3日，自贡市召开会议。\n（综合自贡市、泸州市地方志部门信息）"
    )
    assert [(article["title"], article["source"]) for article in read] == [
        ("德阳市召开会议", "德阳市地方志办"),
        ("绵阳市召开会议", "绵阳市地方志办"),
        ("自贡市召开会议", "综合自贡市、泸州市地方志部门信息"),
    ]


def test_a_slogan_above_the_title_is_its_kicker() -> None:
    read = articles(
        "【特别关注】\n以志为媒 以史为桥\n川浙两省地方志\n系统开展交流\n3月1日，座谈会召开。\n（省地方志办）"
    )
    assert [(article["kicker"], article["title"]) for article in read] == [
        ("以志为媒 以史为桥", "川浙两省地方志系统开展交流")
    ]


def test_headings_inside_an_article_are_its_subheads() -> None:
    subheads = ["压实责任 拧紧链条", "把牢质量 守住生命"]
    body = ["编纂工作有序推进。", subheads[0], "德阳市召开会议。", subheads[1], "绵阳市召开会议。", "（省地方志办）"]
    read = articles("\n".join(["【专题】", "各地推进扶贫志编纂", *body]))
    assert [article["subheads"] for article in read] == [subheads]


def test_markdown_levels_tell_articles_from_subheads() -> None:
    first = ["### 德阳市召开会议", "会议总结工作。", "#### 压实责任", "会议部署任务。"]
    read = articles("\n\n".join(["## 【市州动态】", *first, "### 绵阳市召开会议", "会议召开。"]), "text/markdown")
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("德阳市召开会议", ["压实责任"]),
        ("绵阳市召开会议", []),
    ]


def test_text_after_a_source_line_is_not_lost() -> None:
    rows = tables(bulletin("3月1日，绵阳市召开会议。") + "\n3月2日，德阳市召开会议。")
    assert [article["body"] for article in rows["articles"]] == ["3月1日，绵阳市召开会议。\n3月2日，德阳市召开会议。"]


@pytest.mark.parametrize("text", ["", "酱油2瓶\n带布袋", "404 您访问的页面不存在", "四川省地方志工作简报"])
def test_what_is_no_bulletin_has_no_articles(text: str) -> None:
    assert annotate("x", text, "text/plain")["articles"] == []


@pytest.mark.parametrize(
    "byline", ["汤玉衡", "文/汤玉衡", "（汤玉衡）", "洛水市志办　汤玉衡", "讲述人：洛水市志办原主任汤玉衡"]
)
def test_an_authors_name_below_a_title_is_no_part_of_it(byline: str) -> None:
    head = "方志信息\n第3期\n2019年3月12日\n【业务研究】\n浅谈乡镇志编纂中的口述资料运用\n"
    body = "　　乡镇志编纂，口述资料不可缺少，应当在动笔之前由专人采访和整理，并逐条核对出处与时间。"
    document = take_apart(f"{head}{byline}\n{body}", "text/plain").document
    assert [article.title for article in document.articles] == ["浅谈乡镇志编纂中的口述资料运用"]
    assert document.articles[0].paragraphs[-1].text == body.strip()


def test_a_section_named_like_a_series_is_a_section() -> None:
    head = "# 江北方志通讯\n\n2017年第6期\n\n2017年6月30日\n\n"
    text = f"{head}## 省级动态\n\n### 年鉴质量座谈会召开\n\n6月15日，座谈会召开。\n"
    article = take_apart(text, "text/markdown").document.articles[0]
    assert (article.section, article.title) == ("省级动态", "年鉴质量座谈会召开")


def test_a_series_named_like_a_section_is_the_masthead() -> None:
    document = take_apart(
        "方志动态\n第3期\n2019年3月12日\n【要闻】\n年鉴座谈会召开\n3月5日，座谈会召开。", "text/plain"
    ).document
    assert (document.issue.series, document.articles[0].section) == ("方志动态", "要闻")


@pytest.mark.parametrize("section", ["☆工作简讯☆", "◆◆工作简讯", "〖工作简讯〗", "「工作简讯」"])
def test_a_section_between_ornaments(section: str) -> None:
    text = f"方志信息\n第3期\n2019年3月12日\n{section}\n▲ 3月5日，德阳市召开修志工作会议。\n▲ 3月6日，绵阳市召开会议。"
    document = take_apart(text, "text/plain").document
    assert [(article.section, article.title) for article in document.articles] == [("工作简讯", "工作简讯")]


def test_the_mark_before_an_item_is_no_part_of_what_it_says() -> None:
    text = "方志信息\n第3期\n2019年3月12日\n【工作简讯】\n▲ 3月5日，德阳市召开修志工作会议。"
    (event,) = annotate("a", text, "text/plain")["events"]
    assert (event["date"], event["quote"]) == ("2019-03-05", "3月5日，德阳市召开修志工作会议")


def test_unmarked_headings_under_a_marked_title_are_subheads() -> None:
    text = (
        f"{HEAD}## 市州动态\n\n### 四川多地开展读书日活动\n\n4月23日，各地开展活动。\n\n成都：书架搬进地铁站\n\n"
        "4月21日，成都市举办展览。\n\n自贡：盐井旁读志\n\n4月22日，自贡市举行分享会。\n"
    )
    (article,) = annotate("x", text, "text/markdown")["articles"]
    assert article["subheads"] == ["成都：书架搬进地铁站", "自贡：盐井旁读志"]


def test_a_slogan_of_three_parts_is_a_kicker() -> None:
    (article,) = articles("【要闻】\n稳进度 提质量 强服务\n省地方志办部署下半年工作\n3月1日，省地方志办召开会议。")
    assert (article["kicker"], article["title"]) == ("稳进度 提质量 强服务", "省地方志办部署下半年工作")


def test_two_halves_of_three_characters_above_a_title_with_a_subtitle_are_its_kicker() -> None:
    heading = "存根脉 启新程\n\n古渡口边修志人\n——罗江区村志编纂见闻\n"
    (article,) = articles(f"【经验交流】\n\n{heading}\n3月1日，罗江区召开村志编纂会议。")
    assert (article["kicker"], article["title"]) == ("存根脉 启新程", "古渡口边修志人——罗江区村志编纂见闻")


def test_a_short_line_above_a_title_that_names_its_unit_is_a_kicker_and_no_section() -> None:
    read = articles("【方志文化】\n志载沧桑七十年\n德阳市举办地方文献展\n3月1日，德阳市举办展览。\n（德阳市地方志办）")
    assert [(article["section"], article["kicker"], article["title"]) for article in read] == [
        ("方志文化", "志载沧桑七十年", "德阳市举办地方文献展")
    ]


def test_one_heading_right_above_another_is_its_kicker_in_markdown() -> None:
    read = articles(
        "## 【特别关注】\n\n### 对标“两全目标” 倒排工期抓落实\n\n### 德阳市扎实推进志书年鉴出版\n\n"
        "3月1日，德阳市召开会议。\n\n（德阳市地方志办）",
        "text/markdown",
    )
    assert [(article["kicker"], article["title"]) for article in read] == [
        ("对标“两全目标” 倒排工期抓落实", "德阳市扎实推进志书年鉴出版")
    ]


def test_a_heading_without_a_source_of_its_own_is_a_subhead_where_sources_stand_under_titles() -> None:
    read = articles(
        "【市州动态】\n德阳市推进修志攻坚\n（德阳市地方志办）\n各地扎实推进。\n压实责任链条\n3月1日，广汉市召开会议。\n"
        "绵阳市召开会议\n（绵阳市地方志办）\n3月2日，绵阳市召开会议。"
    )
    assert [(article["title"], article["source"], article["subheads"]) for article in read] == [
        ("德阳市推进修志攻坚", "德阳市地方志办", ["压实责任链条"]),
        ("绵阳市召开会议", "绵阳市地方志办", []),
    ]


def test_a_name_that_no_list_knows_is_a_section_between_ornaments() -> None:
    read = articles("== 书院短讯 ==\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）")
    assert [(article["section"], article["title"]) for article in read] == [("书院短讯", "德阳市召开会议")]


@pytest.mark.parametrize("source", ["来源：德阳市地方志办", "〔德阳市地方志办〕", "供稿：德阳市地方志办"])
def test_a_source_however_it_is_marked(source: str) -> None:
    read = articles(
        f"【市州动态】\n德阳市召开会议\n{source}\n3月1日，德阳市召开会议。\n绵阳市召开会议\n3月2日，绵阳市召开会议。"
    )
    assert [(article["title"], article["source"]) for article in read] == [
        ("德阳市召开会议", "德阳市地方志办"),
        ("绵阳市召开会议", None),
    ]


def test_editors_end_the_recipients() -> None:
    read = annotate(
        "x",
        HEAD + "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）\n\n"
        "发：各市（州）地方志办公室，各县（市、区）地方志办公室\n\n签发：林知远　　审核：周鸿\n",
        "text/plain",
    )
    assert read["issue"]["distribute_to"] == ["各市（州）地方志办公室", "各县（市、区）地方志办公室"]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_first_numbered_head_under_a_title_is_no_part_of_it(gap: str) -> None:
    found = articles(
        gap.join(
            [
                "【工作动态】",
                "德阳市2023年地方志工作盘点",
                "一、志鉴编修提速",
                "3月，德阳市印发《德阳市年鉴规范》。",
                "二、统筹谋划，队伍壮大",
                "一是强化培训。4月，德阳市举办培训班。",
                "（德阳市地方志办公室）",
            ]
        )
    )
    assert [(one["title"], one["subheads"]) for one in found] == [
        ("德阳市2023年地方志工作盘点", ["一、志鉴编修提速", "二、统筹谋划，队伍壮大"])
    ]


def test_a_kicker_a_title_and_a_slogan_that_opens_its_text() -> None:
    lines = [
        "【工作动态】",
        "展览入巷 好书下乡 短视频出圈",
        "德阳市推动方志文化走进百姓生活",
        "办好展览讲座 唤醒乡土记忆",
        "3月4日，德阳市方志馆举办“志书里的年味”特展，展出旧志、年画、老照片240余件，接待观众5.3万人次，开设讲座3场。",
        "拓展云端阅读 扩大传播声量",
        "3月5日，德阳市开展线上共读活动，首周4.2万人打卡共读，播放量达2100万次，省内外多家媒体报道了这一做法。",
        "（德阳市地方志办公室）",
    ]
    found = articles("\n\n".join(lines))
    assert [(one["kicker"], one["title"], one["subheads"]) for one in found] == [
        (lines[1], lines[2], [lines[3], lines[5]])
    ]


def test_a_title_over_two_lines_is_no_bare_section_where_sections_are_marked() -> None:
    found = articles(
        "【特别关注】\n德阳市召开会议\n3月4日，德阳市召开会议。\n（省地方志办）\n\n市县党史地方志\n档案机构整合到位\n"
        "3月5日，中共宜宾市委党史和地方志研究室挂牌成立。\n（省地方志办）\n"
    )
    assert [(one["section"], one["title"]) for one in found] == [
        ("特别关注", "德阳市召开会议"),
        ("特别关注", "市县党史地方志档案机构整合到位"),
    ]


def test_a_line_that_says_the_day_is_no_heading() -> None:
    found = articles(
        "【市州动态】\n\n三台县领导关心史志工作\n\n3月1日，三台县召开会议。\n\n三台县县长龙彦君3月6日批转县地方志\n\n"
        "办公室请示，经费得以落实。\n\n（三台县地方志办公室）\n"
    )
    assert [one["title"] for one in found] == ["三台县领导关心史志工作"]


def test_a_title_without_a_unit_opens_an_article_behind_one_that_is_a_single_paragraph() -> None:
    read = articles(
        "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。（德阳市地方志办）\n各地扎实开展方志宣传\n3月2日，绵阳市举办展览。（绵阳市地方志办）"
    )
    assert [article["title"] for article in read] == ["德阳市召开会议", "各地扎实开展方志宣传"]


@pytest.mark.parametrize("source", ["机关党委", "省志办人事处、宣教科", "铜仁市委党史研究室〔市地方志办〕"])
def test_brackets_behind_the_last_sentence_above_a_heading_are_a_source(source: str) -> None:
    read = articles(
        f"【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。（{source}）\n全体党员重温誓词\n3月2日，党员重温誓词。（办公室）"
    )
    assert [article["source"] for article in read] == [source, "办公室"]


@pytest.mark.parametrize("remark", ["见图1", "完", "下转第3页", "图片由本刊提供，略"])
def test_a_remark_in_brackets_is_no_source(remark: str) -> None:
    read = articles(
        f"【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。（{remark}）\n强化保障 压实责任\n会议部署任务。"
    )
    assert [article["source"] for article in read] == [None]


@pytest.mark.parametrize(
    "lines",
    [
        ["德阳市地方志办赴浙江、", "安徽考察数字方志建设"],
        ["广汉市、什邡市、绵竹市专业志和镇志编纂取得新", "成果"],
        ["德阳市地方志工作推进会暨年鉴培训班在什", "邡举办"],
        ["同护一江水 沿江三市", "携手绘就协作图"],
    ],
)
def test_a_title_goes_on_in_the_next_line(lines: list[str]) -> None:
    read = articles("\n".join(["【市州动态】", *lines, "3月1日，德阳市召开会议。", "（德阳市地方志办）"]))
    assert [(article["kicker"], article["title"]) for article in read] == [(None, "".join(lines))]


@pytest.mark.parametrize(
    ("kicker", "title"),
    [
        ("认真学习宣传贯彻全会精神", "省地方志办党组召开扩大会议部署学习"),
        ("对标“两全目标” 倒排工期抓落实", "德阳市扎实推进志书年鉴出版"),
    ],
)
def test_a_line_above_a_longer_title_that_begins_with_who_acts_is_a_kicker(kicker: str, title: str) -> None:
    read = articles(f"【特别关注】\n{kicker}\n{title}\n3月1日，德阳市召开会议。\n（德阳市地方志办）")
    assert [(article["kicker"], article["title"]) for article in read] == [(kicker, title)]


def test_parts_of_a_report_on_several_cities_are_its_subheads() -> None:
    parts = ["德阳：书架搬进地铁站", "绵阳：盐井旁读志"]
    body = [
        parts[0],
        "3月1日，德阳市地方志办公室把200册志书年鉴搬进地铁站，供市民候车时翻阅，当天有600余人次驻足。",
        parts[1],
        "3月2日，绵阳市地方志办公室在老盐井旁举办读书会，30名师生轮流诵读县志中的盐井故事，现场答问两小时。",
        "（综合德阳市、绵阳市地方志部门信息）",
    ]
    read = articles("\n\n".join(["【市州动态】", "各地开展读书日活动", "各地开展活动。", *body]))
    assert [(article["title"], article["subheads"]) for article in read] == [("各地开展读书日活动", parts)]


def test_lines_of_a_paragraph_belong_together_where_the_other_paragraphs_stand_in_one_line_each() -> None:
    cut = "3月，第十届全国年鉴评审结\n果揭晓，《德阳年鉴（2023）》获一等奖。"
    whole = [
        f"3月{day}日，德阳市召开地方志工作会议，部署志鉴编纂任务，市委副书记出席会议并作工作安排。"
        for day in range(1, 9)
    ]
    read = articles("\n\n".join(["【市州动态】", "德阳市地方志工作受到肯定", cut, *whole, "（德阳市地方志办）"]))
    assert [article["title"] for article in read] == ["德阳市地方志工作受到肯定"]


def test_articles_may_be_numbered_and_so_may_the_heads_of_one() -> None:
    numbered = articles(
        "一、德阳市举办年鉴编纂培训班\n3月1日，德阳市举办为期两天的年鉴编纂业务培训班，各县（市、区）和市级部门的160多名撰稿人参加。\n"
        "二、绵阳市召开志书评审会\n3月2日，绵阳市召开评审会。\n三、广元市《青川县志》出版\n近日，《青川县志》出版。\n"
    )
    assert [item["title"] for item in numbered] == [
        "德阳市举办年鉴编纂培训班",
        "绵阳市召开志书评审会",
        "广元市《青川县志》出版",
    ]
    one = articles(
        "德阳市推进地方志工作\n一、强化组织领导工作\n3月1日，德阳市召开地方志工作会议，各县（市、区）和市级部门的160多名负责人参加。\n"
        "二、强化业务培训工作\n3月2日，德阳市举办培训班。\n"
        "（德阳市地方志办）"
    )
    assert [(item["title"], len(item["subheads"])) for item in one] == [("德阳市推进地方志工作", 2)]


def test_a_slogan_under_a_title_is_a_subhead_where_another_stands_below() -> None:
    lines = [
        "【工作交流】",
        "德阳市让地情资料走近群众",
        "服务上门 方便读者",
        "3月1日，德阳市方志馆恢复开馆，接待读者940人次。",
        "固本强基 培养主笔",
        "3月8日，德阳市举办村志主笔培训班，58名主笔到班听课。",
        "（德阳市地方志办公室）",
    ]
    found = articles("\n\n".join(lines))
    assert [(one["title"], one["subheads"]) for one in found] == [(lines[1], [lines[2], lines[4]])]
    alone = articles("\n\n".join([*lines[:4], lines[6]]))
    assert [(one["title"], one["subheads"]) for one in alone] == [(lines[1] + lines[2], [])]


def test_a_line_of_a_paragraph_that_ends_in_a_title_is_no_heading() -> None:
    paragraph = [
        "通报显示，送检的86部年鉴中，79部评定为合格；《德阳年鉴",
        "（2022）》《绵阳年鉴（2022）》《北川年鉴（2022）》",
        "评为优秀等次；编校差错超标的7部由省地方志办退回返工。为统一",
        "尺度，省地方志办印发了年鉴审读差错举要和出版进度月报办法，发",
        "到各市州和县级地方志工作机构，要求逐条对照，认真组织学习贯彻。",
    ]
    opening = [
        "3月14日，省地方志办在成都召开全省市县志书年鉴质量推进会。省",
        "地方志办副主任林知远作讲话，通报上年度年鉴质量抽查结果，各市",
        "州地方志工作机构负责人到会听取通报，对照查找本地的问题和不足。",
    ]
    text = "\n\n".join(
        ["【要情关注】", "省地方志办召开质量推进会", "\n".join(opening), "\n".join(paragraph), "（省地方志办）"]
    )
    assert [one["title"] for one in articles(text)] == ["省地方志办召开质量推进会"]


def test_pages_in_brackets_end_the_entries_of_a_list_of_contents() -> None:
    read = articles(
        "本期目录\n本期特稿\n绵阳市召开全市会议部署今年工作（2）\n本期特稿\n绵阳市召开全市会议\n部署今年工作\n3月1日，绵阳市召开会议。"
    )
    assert [(article["section"], article["title"]) for article in read] == [
        ("本期特稿", "绵阳市召开全市会议部署今年工作")
    ]


def test_a_subhead_under_a_subtitle_is_no_part_of_the_title() -> None:
    read = articles(
        "市县之窗\n一部村志里的乡土深情\n——中江县编纂《石笋村志》小记\n走村入户寻根脉\n2023年3月，中江县启动《石笋村志》编纂。\n"
        "反复打磨出佳作\n3月1日，《石笋村志》出版。\n"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("一部村志里的乡土深情——中江县编纂《石笋村志》小记", ["走村入户寻根脉", "反复打磨出佳作"])
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("盛世修志结硕果", "《剑阁县志》出版发行"),
        ("凝心聚力谋新篇", "2023年度全省年鉴质量评定结果公布"),
        ("一笔一画写春秋", "林知远到达州市调研年鉴编纂工作"),
        ("让书香飘进校园", "一批志书年鉴出版"),
        ("庆祝新中国成立75周年", "“志说天府”主题展在成都开展"),
    ],
)
def test_a_motto_or_an_occasion_above_a_title_that_tells_all(first: str, second: str) -> None:
    read = articles(f"【市州动态】\n{first}\n{second}\n3月1日，剑阁县召开会议。\n（剑阁县地方志办）")
    assert [(article["kicker"], article["title"]) for article in read] == [(first, second)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("市史志研究室", "赴安徽安庆考察方志馆建设"),
        ("副市长林知远", "对年鉴工作作出批示"),
        ("首部抗疫志", "《开江抗疫志》出版发行"),
        ("《剑门关志》通过终审", "广元市一批志鉴编纂有新进展"),
    ],
)
def test_who_acts_a_work_or_half_a_phrase_is_a_titles_first_line(first: str, second: str) -> None:
    read = articles(f"【市州动态】\n{first}\n{second}\n3月1日，剑阁县召开会议。\n（剑阁县地方志办）")
    assert [(article["kicker"], article["title"]) for article in read] == [(None, first + second)]


def test_short_news_without_a_section_of_their_own_are_an_article() -> None:
    read = articles(
        "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n（德阳市地方志办）\n绵阳市方志馆开馆\n3月2日，绵阳市方志馆开馆。\n"
        "简讯\n3月3日，自贡市召开会议。\n3月4日，泸州市召开会议。"
    )
    assert [article["title"] for article in read] == ["德阳市召开会议", "绵阳市方志馆开馆", "简讯"]


@pytest.mark.parametrize(
    "heads",
    [("聚焦“快”字抓进度", "聚焦“实”字抓质量"), ("健全机制抓落实", "深入一线抢救史料"), ("狠抓年鉴质量", "建强队伍")],
)
def test_headings_that_name_nobody_are_subheads_where_no_article_has_a_source(heads: tuple[str, str]) -> None:
    read = articles(
        "【市州动态】\n德阳市召开会议\n3月1日，德阳市召开会议。\n"
        + "".join(f"{head}\n3月2日，德阳市印发《关于修志的通知》。\n" for head in heads)
        + "地情书刊编研取得新进展\n3月3日，绵阳市出版《绵阳年鉴（2023）》。"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("德阳市召开会议", list(heads)),
        ("地情书刊编研取得新进展", []),
    ]


TOLD = "德阳市召开地方志工作会议，部署志鉴编纂任务，市委副书记林知远出席会议并讲话，有关部门负责人参加会议。"


def test_the_number_of_an_article_is_no_part_of_its_title_and_counts_on() -> None:
    read = articles(
        f"一、要闻\n1. 全省地方志工作会议在成都召开\n3月1日，{TOLD}\n2. 凝心聚力抓好修志工作\n3月2日，{TOLD}\n"
        f"二、市州动态\n3. 德阳市方志馆开馆\n3月3日，{TOLD}"
    )
    assert [(article["section"], article["title"]) for article in read] == [
        ("要闻", "全省地方志工作会议在成都召开"),
        ("要闻", "凝心聚力抓好修志工作"),
        ("市州动态", "德阳市方志馆开馆"),
    ]


def test_an_editors_note_belongs_to_the_article_below_it() -> None:
    text = HEAD + f"【市州动态】\n编者按：3月1日，{TOLD}\n绵阳市召开会议\n3月2日，绵阳市召开会议。"
    read = annotate("x", text, "text/plain")
    assert [article["title"] for article in read["articles"]] == ["绵阳市召开会议"]
    assert {event["unit"] for event in read["events"]} == {"510600", "510700"}
    article = tables(text)["articles"][0]
    assert text[article["char_start"] : article["char_end"]].startswith("编者按")


def test_a_heading_without_a_number_behind_numbered_ones_is_a_title() -> None:
    read = articles(
        f"【工作动态】\n《德阳年鉴（2023）》编纂提速增效\n今年以来，{TOLD}\n（一）早部署\n1月，{TOLD}\n（二）严把关\n"
        f"2月，{TOLD}\n史志文化走进校园\n3月1日，{TOLD}\n红色史料征集取得成果\n3月2日，{TOLD}"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("《德阳年鉴（2023）》编纂提速增效", ["（一）早部署", "（二）严把关"]),
        ("史志文化走进校园", []),
        ("红色史料征集取得成果", []),
    ]


def test_headings_of_unlike_lengths_above_news_of_a_day_are_titles() -> None:
    read = articles(
        f"【工作动态】\n德阳市召开会议\n3月1日，{TOLD}\n读志用志蔚然成风\n3月2日，{TOLD}\n"
        f"红色资源保护利用有新招\n3月3日，{TOLD}"
    )
    assert [article["title"] for article in read] == ["德阳市召开会议", "读志用志蔚然成风", "红色资源保护利用有新招"]


@pytest.mark.parametrize(
    ("kicker", "title"),
    [
        ("川渝合作", "携手共写巴蜀文章\n——省地方志办代表团赴重庆市学习交流"),
        ("遂宁探索", "四措并举编好抗疫志"),
        ("甘孜州", "州委书记批示肯定年鉴工作"),
        ("纪念红军长征胜利80周年", "让史志走近百姓\n——图片展巡展侧记"),
        ("凝心聚力谋新篇", "扶贫志总纂培训班在西昌举办"),
        ("老树绽放新枝芽", "川渝两地地方志部门深化交流合作"),
        ("在一线练兵", "县区短波"),
        ("修志新实践系列", "四措并举抓实新一轮修志开局起步"),
        ("“修志人”系列报道（三）", "一座馆 一堂课 一本书\n——德阳市让地情资源“活”起来"),
        ("修志路上的接力跑", "九位老人和一部村志"),
        ("从“有”到“优”", "《德阳年鉴（2023）》首发"),
        ("喜迎建党100周年", "一部县志背后的故事"),
        ("殷殷嘱托催奋进", "“要把这部志书修成传世之作”"),
        ("让方志走近大众", "千年港城添新馆"),
        ("质量兴鉴", "“四个一”抓实年鉴编纂"),
        ("讲好四川黄河故事", "《四川黄河流域志》编纂启动会在红原召开"),
        ("2024年读书活动周", "志书里头过歌节"),
        ("修志路上的接力跑", "千年古县有新志"),
        ("走进校园", "编纂质量有保障"),
    ],
)
def test_a_few_words_above_a_title_that_is_complete_without_them_are_its_kicker(kicker: str, title: str) -> None:
    read = articles(
        f"【要闻】\n\n全省第二轮修志收官推进会在眉山召开\n3月1日，{TOLD}\n（省地方志办）\n\n"
        f"{kicker}\n{title}\n3月2日，{TOLD}\n（省地方志办）"
    )
    assert [(article["kicker"], article["title"]) for article in read][1:] == [(kicker, title.replace("\n", ""))]


@pytest.mark.parametrize(
    "title",
    [
        "二轮志书编修及旧志整理｜取得阶段性成果",
        "年鉴编纂与信息化建设｜专题培训班开班",
        "方志文化宣传月活动｜丰富多彩",
        "抗疫资料征集｜初见成效",
        "首届方志文化论坛｜在成都举行",
        "数字方志馆二期工程｜通过验收",
    ],
)
def test_a_line_of_half_a_title_is_no_kicker_though_it_had_room(title: str) -> None:
    read = articles(
        f"【要闻】\n\n全省第二轮修志收官推进会在眉山召开\n3月1日，{TOLD}\n（省地方志办）\n\n"
        f"{title.replace('｜', chr(10))}\n3月2日，{TOLD}\n（省地方志办）"
    )
    assert [(article["kicker"], article["title"]) for article in read][1:] == [(None, title.replace("｜", ""))]


def test_a_heading_in_two_halves_like_the_title_above_it_is_a_title() -> None:
    read = articles(
        f"【要闻】\n\n送课到山区 提笔有底气\n3月1日，{TOLD}\n{TOLD}\n"
        f"借力数字改革 让旧志“醒”过来\n{TOLD}\n（省地方志办）"
    )
    assert [article["title"] for article in read] == ["送课到山区 提笔有底气", "借力数字改革 让旧志“醒”过来"]


def test_what_stands_right_above_a_title_is_a_kicker_where_sections_are_parted_by_blank_lines() -> None:
    read = articles(
        "要闻\n\n冲刺全目标\n全省第二轮修志收官推进会在眉山召开\n3月1日，省地方志办召开会议。\n\n"
        "志鉴编修\n\n德阳市召开会议\n3月2日，德阳市召开会议。"
    )
    assert [(article["section"], article["kicker"], article["title"]) for article in read] == [
        ("要闻", "冲刺全目标", "全省第二轮修志收官推进会在眉山召开"),
        ("志鉴编修", None, "德阳市召开会议"),
    ]


def test_a_part_of_a_report_right_under_its_title_is_a_subhead() -> None:
    read = articles(
        "【工作交流】\n市地方志办公室从四个方面提升年鉴质量\n\n基本情况\n\n截至2月底，出版年鉴12部。\n\n主要做法\n\n一是开展质量抽查。"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("市地方志办公室从四个方面提升年鉴质量", ["基本情况", "主要做法"])
    ]


def test_sources_in_italics_close_articles_where_all_headings_have_one_level() -> None:
    read = articles(
        f"## 省办要闻\n\n## 全省地方志工作推进会在西安召开\n\n3月1日，{TOLD}\n\n*（省地方志办综合处供稿）*\n\n"
        f"## 志鉴编修\n\n## 《榆林市志》通过终审\n\n3月2日，{TOLD}\n\n"
        f"## 让方志走出书斋\n\n### 展厅里的老地图\n\n3月3日，{TOLD}\n\n"
        f"### 课堂上的乡土书\n\n3月4日，{TOLD}\n\n*（延安市地方志办公室）*\n",
        "text/markdown",
    )
    assert [(article["section"], article["title"], article["subheads"]) for article in read] == [
        ("省办要闻", "全省地方志工作推进会在西安召开", []),
        ("志鉴编修", "《榆林市志》通过终审", []),
        ("志鉴编修", "让方志走出书斋", ["展厅里的老地图", "课堂上的乡土书"]),
    ]
    assert read[0]["source"] == "省地方志办综合处供稿"


@pytest.mark.parametrize("number", ["（{}）", "{}. ", "{}、"])
def test_a_title_numbered_in_any_way_is_read_without_its_number(number: str) -> None:
    read = articles(
        f"【要闻】\n{number.format(1)}全省地方志工作会议在成都召开\n3月1日，{TOLD}\n（省地方志办）\n"
        f"{number.format(2)}德阳市方志馆开馆\n3月2日，{TOLD}\n（德阳市地方志办）"
    )
    assert [article["title"] for article in read] == ["全省地方志工作会议在成都召开", "德阳市方志馆开馆"]


def test_who_acts_in_a_titles_first_line_signs_no_article() -> None:
    read = articles(
        f"【调研交流】\n省地方志研究院赴皖北三市调研\n3月1日，{TOLD}\n安庆市委党史和地方志研究室\n"
        f"赴江苏、浙江学习考察方志馆建设工作\n3月2日，{TOLD}"
    )
    assert [article["title"] for article in read] == [
        "省地方志研究院赴皖北三市调研",
        "安庆市委党史和地方志研究室赴江苏、浙江学习考察方志馆建设工作",
    ]


def test_a_motto_above_a_numbered_title_is_its_kicker_and_the_numbers_count_on() -> None:
    read = articles(
        f"一、工作要闻\n学党史 修信史 庆百年\n1．全省地方史志工作会议在郑州召开\n3月1日，{TOLD}\n"
        f"2．凝心聚力抓好年鉴编纂\n3月2日，{TOLD}"
    )
    assert [(article["kicker"], article["title"]) for article in read] == [
        ("学党史 修信史 庆百年", "全省地方史志工作会议在郑州召开"),
        (None, "凝心聚力抓好年鉴编纂"),
    ]


def test_a_kicker_stands_above_a_numbered_title_and_a_numbered_roundup_is_no_section() -> None:
    read = articles(
        f"一、院内要闻\n1. 江西省地方志研究院来川考察\n3月1日，{TOLD}\n"
        f"精雕细琢出佳志\n2. 《四川扶贫志》复审会在成都召开\n3月2日，{TOLD}\n"
        f"二、市州传真\n3. 德阳市推动年鉴提质进位\n组织到位\n3月3日，{TOLD}\n培训到位\n3月4日，{TOLD}\n"
        f"4. 各地简讯\n3月5日，{TOLD}"
    )
    assert [(article["section"], article["kicker"], article["title"]) for article in read] == [
        ("院内要闻", None, "江西省地方志研究院来川考察"),
        ("院内要闻", "精雕细琢出佳志", "《四川扶贫志》复审会在成都召开"),
        ("市州传真", None, "德阳市推动年鉴提质进位"),
        ("市州传真", None, "各地简讯"),
    ]
    assert read[2]["subheads"] == ["组织到位", "培训到位"]


def test_a_title_may_be_broken_behind_a_comma() -> None:
    heading = "《滑县志（1986—2018）》通过终审，\n豫北多部志书有新进展"
    read = articles(f"【市县动态】\n{heading}\n3月1日，{TOLD}\n（省史志办）")
    assert [article["title"] for article in read] == ["《滑县志（1986—2018）》通过终审，豫北多部志书有新进展"]


def test_a_heading_above_news_of_another_place_is_a_title_and_one_above_news_of_the_same_a_subhead() -> None:
    news = "{}召开地方志工作会议，部署志鉴编纂任务，有关部门负责人参加会议。"
    read = articles(
        f"【工作动态】\n德阳市推进修志\n今年以来，{news.format('德阳市')}\n多方联动\n{news.format('旌阳区')}\n"
        f"读志用志蔚然成风\n5月8日至9日，{news.format('绵阳市')}\n志书里的乡愁\n截至8月底，{news.format('遂宁市')}\n"
        "（遂宁市地方志办公室）"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("德阳市推进修志", ["多方联动"]),
        ("读志用志蔚然成风", []),
        ("志书里的乡愁", []),
    ]


def test_so_it_is_below_subheads_of_which_the_first_stands_right_under_the_title() -> None:
    news = "{}召开地方志工作会议，部署志鉴编纂任务，有关部门负责人参加会议。"
    read = articles(
        f"【工作动态】\n德阳市推进修志\n山路弯弯\n今年以来，{news.format('德阳市')}\n灯下的红笔\n{news.format('旌阳区')}\n"
        f"老人们的掌声\n5月6日，{news.format('绵阳市党史研究室到德阳市考察，并')}\n"
        f"年鉴编纂出版提速\n5月8日至9日，{news.format('绵阳市')}\n{news.format('三台县')}"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("德阳市推进修志", ["山路弯弯", "灯下的红笔", "老人们的掌声"]),
        ("年鉴编纂出版提速", []),
    ]


def test_a_heading_twice_as_long_as_the_subheads_before_it_is_a_title() -> None:
    read = articles(
        f"【特别关注】\n锚定“十四五” 全省推进会在成都召开\n3月1日，{TOLD}\n编修主业 稳步推进\n{TOLD}\n"
        f"下半年任务 已经明确\n{TOLD}\n同心共修一部鉴 川渝地方志部门会商双城年鉴编纂\n3月8日，{TOLD}"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("锚定“十四五” 全省推进会在成都召开", ["编修主业 稳步推进", "下半年任务 已经明确"]),
        ("同心共修一部鉴 川渝地方志部门会商双城年鉴编纂", []),
    ]


def test_a_quotation_under_a_subtitle_is_a_subhead_and_so_is_a_line_of_clauses_that_names_nobody() -> None:
    read = articles(
        f"【访谈】\n走村入户写沂蒙\n——《沂蒙红色村落志》编纂人员访谈\n“老人等不得，资料也等不得”\n3月1日，{TOLD}\n"
        f"德阳市推动年鉴当年编当年出\n3月2日，{TOLD}\n把编纂进度细排到周，让承编单位看得见自己的位置\n{TOLD}\n"
        f"把校对的尺子交到手里，让年轻人在改稿中学会修鉴\n{TOLD}"
    )
    assert [(article["title"], len(article["subheads"])) for article in read] == [
        ("走村入户写沂蒙——《沂蒙红色村落志》编纂人员访谈", 1),
        ("德阳市推动年鉴当年编当年出", 2),
    ]


def test_halves_under_a_subtitle_are_a_subhead() -> None:
    title = "一位老编辑的三十年\n——记洪洞县史志研究室退休编辑"
    read = articles(f"【史志人】\n{title}\n一盏灯 四部志\n3月1日，{TOLD}\n半辈子 一张桌\n3月2日，{TOLD}")
    assert [(article["title"], article["subheads"]) for article in read] == [
        (title.replace("\n", ""), ["一盏灯 四部志", "半辈子 一张桌"])
    ]


def test_a_subhead_right_under_a_title_is_built_like_the_next_one() -> None:
    read = articles(
        f"【经验】\n湘西州探索村落志编修新路\n以制度立规矩，让修志从“有人干”走向“有章循”\n{TOLD}\n"
        f"以课堂聚人气，让志书从“书柜里”走到“火塘边”\n{TOLD}"
    )
    assert [(article["title"], len(article["subheads"])) for article in read] == [("湘西州探索村落志编修新路", 2)]


def test_a_subhead_under_the_line_of_who_tells_a_story_is_no_part_of_the_title() -> None:
    title = "守着一条河写志\n——《滹沱河志》成书记"
    read = articles(
        f"【修志故事】\n{title}\n讲述人：正定县地方志办公室原主任\n接下担子\n3月1日，{TOLD}\n墨香落定\n{TOLD}"
    )
    assert [(article["title"], article["subheads"]) for article in read] == [
        (title.replace("\n", ""), ["接下担子", "墨香落定"])
    ]


@pytest.mark.parametrize("title", ["一馆藏古今　一课润童心", "翻山越岭　只为一页史料", "旧志新生　古籍焕彩"])
@pytest.mark.parametrize("below", ["5月18日，图片展开展。", "5月18日，张掖市举办图片展。", "张掖市举办图片展。"])
def test_a_title_in_halves_above_news_of_another_day_or_place(title: str, below: str) -> None:
    read = articles(f"【方志之声】\n打捞乡愁入卷来\n庆阳市启动村志编纂。\n环县召开座谈会。\n{title}\n{below}\n{TOLD}")
    assert [article["title"] for article in read] == ["打捞乡愁入卷来", title]


@pytest.mark.parametrize("title", ["德阳市推进修志编鉴工作", "全省修志工作推进会在成都召开", "《什邡市志》通过终审"])
@pytest.mark.parametrize(
    "subheads",
    [
        ["强化领导 压实责任", "严把关口 提升质量", "拓展渠道 服务大局"],
        ["高站位谋划 压实编纂责任", "全方位征集 夯实资料基础", "多层级评审 严把志书质量"],
        ["“这件事等不得”", "“一个字一个字抠出来的”", "“书比人活得长”"],
        ["把任务分解到人，让承编单位心中有数", "把资料征集到户，让志书血肉丰满", "把质量落实到字，让成果经得起检验"],
        ["从“要我修”到“我要修”的转变", "从“一家干”到“大家干”的合力", "从“库里放”到“手中用”的跨越"],
        ["为什么修？", "修什么？", "怎么修？"],
        ["山路弯弯", "灯下的红笔", "老人们的掌声"],
        ["强基础：打牢编纂根基", "抓重点：加快志书出版", "重应用：服务中心工作"],
        ["一个目标管到底", "两支队伍齐发力", "三道关口保质量"],
    ],
    ids=lambda subheads: subheads[0],
)
@pytest.mark.parametrize("source", ["", "（德阳市地方志办公室）"])
def test_subheads_of_any_form_right_under_a_title(title: str, subheads: list[str], source: str) -> None:
    parts = "\n".join(f"{subhead}\n{TOLD}" for subhead in subheads)
    further = f"绵阳市召开年鉴编纂工作推进会\n3月2日，绵阳市召开推进会。\n{source}"
    read = articles(f"【市州动态】\n{title}\n{parts}\n{source}\n{further}")
    assert [(article["title"], article["subheads"]) for article in read] == [
        (title, subheads),
        ("绵阳市召开年鉴编纂工作推进会", []),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("高县、万源市领导", "调研指导史志工作"),
        ("率队到重庆市对接", "双城年鉴编纂工作"),
        ("德阳市镇村志编纂", "取得新进展"),
        ("德阳市镇街志编修", "按下“快进键”"),
        ("南充市“四个到位”", "推进市志编纂"),
        ("会理市、叙永县、三台县", "方志成果获奖"),
    ],
)
def test_the_second_line_of_a_title_is_no_subhead_above_a_title_that_names_nobody(lines: tuple[str, str]) -> None:
    read = articles(f"【市州动态】\n{lines[0]}\n{lines[1]}\n3月1日，{TOLD}\n年鉴编纂出版提速\n3月2日，{TOLD}")
    assert read[0]["title"] == "".join(lines)


def test_what_stands_under_a_source_that_stands_under_a_title_is_a_subhead() -> None:
    read = articles(
        f"【市州动态】\n德阳市推进修志编鉴\n（德阳市地方志办公室）\n把任务分到人，让大家心中有数\n3月1日，{TOLD}\n"
        f"绵阳市召开推进会\n（绵阳市地方志办公室）\n3月2日，{TOLD}"
    )
    assert [(article["title"], len(article["subheads"])) for article in read] == [
        ("德阳市推进修志编鉴", 1),
        ("绵阳市召开推进会", 0),
    ]


def test_who_spoke_and_when_under_the_title_of_a_speech_are_no_part_of_it() -> None:
    read = articles(
        "【讲话】\n一鼓作气 善作善成\n——在全省推进会上的讲话（摘登）\n\n省办主任　汤玉衡\n（2024年3月7日）\n\n"
        f"回望来路 成绩来之不易\n\n{TOLD}\n\n锚定目标 全力冲刺收官\n\n{TOLD}"
    )
    title = "一鼓作气 善作善成——在全省推进会上的讲话（摘登）"
    subheads = ["回望来路 成绩来之不易", "锚定目标 全力冲刺收官"]
    assert [(article["title"], article["subheads"]) for article in read] == [(title, subheads)]


def test_a_heading_like_the_subheads_above_it_is_one_more_though_its_words_are_a_titles() -> None:
    subheads = ["摸清家底建台账 让典籍有处可查", "统一标准严把关 让成果经得起看", "搭建平台促转化 让书架文字走进生活"]
    parts = "\n".join(f"{subhead}\n{TOLD}" for subhead in subheads)
    read = articles(f"【特稿】\n沉睡的旧志缘何醒来\n——绵阳市旧志整理纪实\n翻开旧志，看得见来路。\n{parts}")
    assert [article["subheads"] for article in read] == [subheads]


def test_questions_in_a_row_are_subheads_though_their_words_are_a_titles() -> None:
    subheads = ["为什么要给球赛修志？", "资料从哪里来？", "书还没出，怎么先用起来？"]
    parts = "\n".join(f"{subhead}\n{TOLD}" for subhead in subheads)
    read = articles(f"【发言】\n一场球赛何以入志\n——中江县史志中心主任发言摘登\n3月1日，{TOLD}\n{parts}")
    assert [article["subheads"] for article in read] == [subheads]


def test_what_a_speech_is_about_stands_above_a_title_that_asks() -> None:
    read = articles(
        f"【发言】\n县级史志机构负责人谈编纂\n一场球赛为何值得修志\n——三台县史志中心主任发言摘登\n3月1日，{TOLD}\n"
        f"绵阳市史志机构负责人会议在三台县召开\n3月2日，{TOLD}"
    )
    assert read[0]["kicker"] == "县级史志机构负责人谈编纂"
    assert read[0]["title"] == "一场球赛为何值得修志——三台县史志中心主任发言摘登"


def test_the_second_line_of_a_subtitle_is_no_subhead() -> None:
    read = articles(
        f"【交流】\n下足“绣花功”　端出“文化餐”\n——绵阳市推动史志成果\n走出书斋\n怎样用好志书，市里一直在想办法。\n"
        f"“纸上”留真\n{TOLD}\n“指尖”传声\n{TOLD}"
    )
    assert [(article["title"][-4:], article["subheads"]) for article in read] == [
        ("走出书斋", ["“纸上”留真", "“指尖”传声"])
    ]


def test_a_subhead_built_like_the_one_before_it_may_name_the_place() -> None:
    subheads = ["抓统筹 夯实工作根基", "抓质量 打造精品佳作", "抓转化 讲好绵阳故事"]
    parts = "\n".join(f"{subhead}\n{TOLD}" for subhead in subheads)
    read = articles(f"【交流】\n小切口做活方志大文章\n——绵阳市推进地方志事业的实践\n{TOLD}\n{parts}")
    assert [article["subheads"] for article in read] == [subheads]


def test_the_entries_of_a_list_of_books_are_no_headings() -> None:
    books = "《绵阳年鉴（2023）》　方志出版社2023年9月出版　98万字\n\n《三台年鉴》　开明出版社2023年9月出版　印600册"
    read = articles(
        f"【书讯】\n部分市县年鉴出版情况\n\n9月以来，年鉴陆续出版，部分书目如下。\n\n{books}\n\n（绵阳市地方志办）\n\n"
        "德阳市召开会议\n\n3月1日，德阳市召开会议。\n\n（德阳市地方志办）"
    )
    assert [article["title"] for article in read] == ["部分市县年鉴出版情况", "德阳市召开会议"]


def test_a_slogan_that_a_subtitle_follows_in_one_line_begins_a_title() -> None:
    read = articles(
        f"【交流】\n德阳市召开第三轮修志工作动员暨业务培训会议\n3月1日，{TOLD}\n"
        f"为乡亲存史 让乡愁有依——石泉\n县推进镇村志编纂的做法\n石泉县地处秦巴腹地，古镇老村多。"
    )
    title = "为乡亲存史 让乡愁有依——石泉县推进镇村志编纂的做法"
    assert [(article["kicker"], article["title"]) for article in read[1:]] == [(None, title)]


def test_what_is_centred_like_the_titles_is_a_title_and_what_is_not_a_subhead() -> None:
    centred, told = "　" * 8, "\n".join(f"　　3月{day}日，{TOLD}" for day in (1, 2))
    meetings = [f"{centred}{city}召开会议\n{told}" for city in ("德阳市", "绵阳市")]
    parts = f"{centred}编纂质量有保障\n　　山路弯弯\n{told}\n　　旧志整理\n{told}"
    visit = f"{centred}一馆藏古今 一课润童心\n　　　　　　　　——绵阳市方志馆见闻\n{told}"
    read = articles(f"【要闻】\n{meetings[0]}\n{parts}\n【动态】\n{meetings[1]}\n{visit}")
    assert [(article["title"], article["subheads"]) for article in read] == [
        ("德阳市召开会议", []),
        ("编纂质量有保障", ["山路弯弯", "旧志整理"]),
        ("绵阳市召开会议", []),
        ("一馆藏古今 一课润童心——绵阳市方志馆见闻", []),
    ]


def test_a_line_in_halves_that_says_who_does_and_not_what_is_a_titles_first() -> None:
    read = articles(
        f"【动态】\n留住冰雪记忆 绵阳市启动\n《绵阳冰雪志》编纂工作\n3月1日，{TOLD}\n（绵阳市地方志办）\n"
        f"德阳市召开会议\n3月2日，{TOLD}"
    )
    assert (read[0]["kicker"], read[0]["title"]) == (None, "留住冰雪记忆 绵阳市启动《绵阳冰雪志》编纂工作")
