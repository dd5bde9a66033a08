"""Layout: the lines a writer wrote, out of the lines a printer, a page or a web site made of them."""

from __future__ import annotations

import pytest

from ingestion.parsing import annotate, layout


def lines(text: str, media_type: str = "text/plain") -> list[str]:
    return [line.text for line in layout.read(text, media_type).lines]


def furniture(text: str, media_type: str = "text/plain") -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for kind, start, end in layout.read(text, media_type).furniture]


def test_a_paragraph_wrapped_over_lines_is_one_line_again() -> None:
    text = (
        "　　3月12日，德阳市召开地方志工作会议，总结去年的工作，部署\n"
        "今年的任务。市委常委、组织部部长周远舟出席会议并讲话，各县\n"
        "（市、区）地方志部门负责人参加会议。\n"
        "　　会前，与会人员参观了方志馆。"
    )
    assert lines(text) == [
        "3月12日，德阳市召开地方志工作会议，总结去年的工作，部署今年的任务。市委常委、组织部部长周远舟出席会议并讲话，各县（市、区）地方志部门负责人参加会议。",
        "会前，与会人员参观了方志馆。",
    ]


def test_each_character_knows_its_place_in_the_source() -> None:
    text = "　　３ 月 12 日，召开\n— 4 —\n会议，出版《德阳\n年鉴（2023）》。"
    for line in layout.read(text).lines:
        for offset, char in enumerate(line.text):
            assert layout.narrow(text[line.source(offset)]) == char


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("近日，德阳市出版《德阳", "年鉴（2023）》。"),
        ("近日，德阳市9个县（市、", "区）完成初稿。"),
        ("四川省地方志工作办公室 2024年", "3月26日"),
        ("德阳市地方志办公室综合科 2024年3月2", "6日印"),
        ("德阳市地方志办公室综合科 2024年3月26", "日印"),
        ("近日，德阳市把讲堂搬进校园、军营，开展“开学第", "一课”宣讲。"),
    ],
)
def test_what_a_line_end_tore_apart_is_whole_again_whatever_the_width(first: str, second: str) -> None:
    assert len(lines(f"{first}\n{second}")) == 1


@pytest.mark.parametrize("number", ["— 4 —", "-4-", "4", "第4页", "第 4 页 共 9 页", "· 4 ·", "4 / 9", "－４－", "—4—"])
def test_a_page_number_is_no_part_of_the_sentence_around_it(number: str) -> None:
    text = f"　　3月12日，德阳市召开地方志工作会议，总结去年的工作，市委常委\n{number}\n周远舟出席会议并讲话。"
    assert lines(text) == ["3月12日，德阳市召开地方志工作会议，总结去年的工作，市委常委周远舟出席会议并讲话。"]
    assert furniture(text) == [("page_number", number)]


def test_a_page_number_inside_a_line_is_cut_out() -> None:
    text = "会议总结了去年的— 12 —工作。"
    assert lines(text) == ["会议总结了去年的工作。"]
    assert furniture(text) == [("page_number", "— 12 —")]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("2024 年 3 月 26 日", "2024年3月26日"),
        ("３月２６日，召开２次会议", "3月26日，召开2次会议"),
        ("出版 1 2 0 余部", "出版120余部"),
        ("《 德阳年鉴（ 2023 ） 》", "《德阳年鉴（2023）》"),
        ("10月1日, 德阳市(旌阳区) 召开会议", "10月1日,德阳市(旌阳区) 召开会议"),
        ("德\u200b阳\u200b市", "德阳市"),
        ("以志为媒 以史为桥", "以志为媒 以史为桥"),
    ],
)
def test_spaces_that_print_put_between_figures_and_signs_are_left_out(printed: str, read: str) -> None:
    assert lines(printed) == [read]


def test_matching_text_has_one_form_of_every_sign_and_the_same_length() -> None:
    assert layout.normalise("第４０期(总第645期),〔简讯〕") == "第40期（总第645期），【简讯】"


def test_a_web_page_s_furniture_is_set_apart() -> None:
    text = "当前位置：首页 > 简报\n发布时间：2024-03-26\n德阳市召开会议\n字号：大 中 小\nhttps://example.org/1.html\n版权所有：样本"
    assert lines(text) == ["德阳市召开会议"]
    assert ("link", "https://example.org/1.html") in furniture(text)
    assert {what for _, what in furniture(text)} == set(text.split("\n")) - {"德阳市召开会议"}


def test_figures_keep_their_thousands() -> None:
    assert layout.read("出版1,200册,赠书３,５００册").lines[0].norm == "出版1,200册，赠书3,500册"


def test_a_wrapped_sentence_keeps_a_line_that_begins_like_furniture() -> None:
    text = (
        "近日，德阳市方志馆推出系列短视频，介绍当地的老街、老桥和\n"
        "老行当，上线以来受到市民的喜爱，在微信公众号和电视台的\n"
        "点击量超过12万次。该馆还与旌阳区图书馆联合举办展览，两馆\n"
        "主办的志愿者服务队为观众讲解，观众达3000人次，其中学生\n"
        "占一半。"
    )
    assert furniture(text) == []
    assert len(lines(text)) == 1


def test_a_page_number_beside_the_series_name_is_no_part_of_the_sentence_around_it() -> None:
    told = ["  3月5日，绵阳市地方志办公室到三台县、盐亭县督导", "县志编纂工作，并召开座谈会听取意见。"]
    torn = ["  会议指出，县志要经得起检验，既要写准，也要", "— 2 —    绵阳地方志工作简报", "把沿革写清，不能照抄。"]
    read = layout.read("\n".join(["绵阳地方志工作简报", "2024年第3期", *told * 4, *torn])).lines
    assert read[-1].text == "会议指出，县志要经得起检验，既要写准，也要把沿革写清，不能照抄。"


def test_a_blank_line_that_a_page_left_behind_does_not_part_an_indented_paragraph() -> None:
    told = ["  3月5日，绵阳市地方志办公室到三台县、盐亭县督导", "县志编纂工作，并召开座谈会听取意见。", ""]
    torn = ["  《三台年鉴（2022）》已经出版；县里克服困难，于8", "", "月底完成初稿。"]
    read = layout.read("\n".join(["绵阳地方志工作简报", "2024年第3期", "", *told * 12, *torn])).lines
    assert read[-1].text == "《三台年鉴（2022）》已经出版；县里克服困难，于8月底完成初稿。"


def test_a_running_head_is_dropped_wherever_it_stands_and_its_first_printing_kept() -> None:
    page = "四川省地方志工作简报\n德阳市召开会议，总结工作。\n— {} —\n"
    text = "".join(page.format(number) for number in range(1, 5))
    assert lines(text).count("四川省地方志工作简报") == 1
    assert [kind for kind, _ in furniture(text)].count("running_head") == 3


def test_a_line_of_a_narrow_paragraph_that_stands_there_again_is_no_running_head() -> None:
    text = "\n".join(["德阳市召开地方志工作会", "议，部署德阳年鉴编纂工"] * 5 + ["作。"])
    assert furniture(text) == []


@pytest.mark.parametrize("end", ["开", "召开", "首发式举行", "工作会议"])
def test_the_second_line_of_several_titles_is_no_running_head(end: str) -> None:
    title = (
        "{}市地方志工作推进会议暨培训班在城区\n"
        + end
        + "\n{}月4日，会议听取了汇报，部署了下一步的重点工作，各县（市、区）\n"
        + "地方志部门负责人参加会议。\n（市地方志办公室）\n"
    )
    text = "".join(title.format(city, month) for month, city in enumerate(("德阳", "绵阳", "广元", "巴中"), 1))
    assert furniture(text) == []


def test_markdown_marks_are_left_out_and_headings_keep_their_level() -> None:
    text = "# 四川省地方志工作简报\n\n### **德阳市**召开会议\n\n> 会议要求，`按期`完成。\n\n---\n"
    read = layout.read(text, "text/markdown")
    assert [(line.text, line.level) for line in read.lines] == [
        ("四川省地方志工作简报", 1),
        ("德阳市召开会议", 3),
        ("会议要求，按期完成。", 0),
    ]


def test_a_number_whose_total_is_set_at_the_lines_end_stays_apart_from_the_publisher_below() -> None:
    number = "2023年第5期　　　　　　　　　　　　　（总第137期）"
    publisher = "中共绵阳市委党史研究室（绵阳市地方志研究室）"
    told = ["　　3月5日，全市史志工作年中推进会在江油市召开，总结上", "半年工作，部署下半年任务，听取各县的交流发言。"]
    read = layout.read("\n".join(["绵阳史志工作简报", number, publisher, "2023年9月26日", *told * 12])).lines
    assert [line.text for line in read[1:3]] == [number, publisher]


def test_headings_stay_apart_from_what_follows_them() -> None:
    one = ["以志为媒 以史为桥", "德阳市、绵阳市启动年鉴编纂", "3月4日，德阳市召开会议。", "（德阳市地方志办公室）"]
    printed = ["【市州动态】", *one, "绵阳市召开会议", "3月5日，绵阳市召开会议。"]
    assert lines("\n".join(printed)) == printed


def test_a_first_line_too_long_for_a_heading_is_text_whatever_the_next_one_looks_like() -> None:
    text = (
        "【特别关注】\n各地全力推进年鉴编纂\n"
        "年鉴是记述一个地方自然、经济、社会、文化等各方面年度情况\n"
        "的资料书，也是地方志工作的组成部分。今年以来，各地按计划\n"
        "推进，全省已有十二个市州的年鉴交付出版，其余各地的年鉴也\n都进入终审。"
    )
    assert [len(line) for line in lines(text)] == [6, 10, len(text.replace("\n", "")) - 16]


def test_a_section_that_begins_like_a_page_control_stays() -> None:
    assert [line.text for line in layout.read("【大事记】\n【大 中 小】\n【打印】").lines] == ["【大事记】"]


def test_a_sentence_that_begins_with_a_word_of_furniture_is_text() -> None:
    text = "主办方介绍，展览将持续三个月。\n主办单位向学校赠书200册。\n主办：德阳市地方志办"
    assert furniture(text) == [("web_furniture", "主办：德阳市地方志办")]


def test_an_entry_of_a_list_of_contents_is_a_line_by_itself() -> None:
    titles = ("全省扶贫志、全面小康志编纂会议召开", "省地方志办到枣庄市、济宁市调研工作", "济南市扎实推进志书编纂")
    entries = [f"{title}{'…' * (31 - len(title))}{page}" for page, title in enumerate(titles, 1)]
    sentence = (
        "德阳市召开地方志工作会议，总结去年工作，部署今年任务，要求各县（市、区）抓紧编纂，确保按期完成，并对先进单位予以表扬"
        * 3
    )
    body = [sentence[at : at + 32] for at in range(0, len(sentence), 32)]
    lines = [line.norm for line in layout.read("\n".join([*entries, *body])).lines]
    assert lines[:3] == entries


@pytest.mark.parametrize("blank", "\t\xa0\u2002\u2003\u2009\u202f\u205f\u3000")
def test_every_sign_that_prints_nothing_is_room(blank: str) -> None:
    printed = annotate(
        "x",
        f"四川省地方志工作简报\n第40期\n【要{blank}闻】\n成都市召开会议\n3月1日，成都市召开会议。\n报：省委办公厅\n"
        f"四川省地方志工作办公室综合处{blank}2024年3月26日印发{blank}（共印80份）\n",
        "text/plain",
    )["issue"]
    imprint = printed["printed_by"], printed["printed_date"], printed["copies"]
    assert imprint == ("四川省地方志工作办公室综合处", "2024-03-26", 80)
    assert printed["report_to"] == ["省委办公厅"]
