"""People with the office printed beside their name. All names are invented."""

from __future__ import annotations

import pytest
from bulletin_texts import bulletin, tables

from ingestion.parsing.people import people


def read(text: str) -> list[tuple[str, str]]:
    return [(person.name, person.office) for person in people(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市委书记林知远出席会议。", [("林知远", "市委书记")]),
        ("市委常委、组织部部长周鸿出席。", [("周鸿", "市委常委、组织部部长")]),
        ("副主任林知远、欧阳清和参加。", [("林知远", "副主任"), ("欧阳清和", "副主任")]),
        ("主任刘文山、副主任夏平原参加。", [("刘文山", "主任"), ("夏平原", "副主任")]),
        ("四川省地方志工作办公室党组成员、副主任林知远率队。", [("林知远", "四川省地方志工作办公室党组成员、副主任")]),
        ("县委副书记诸葛明达作动员讲话。", [("诸葛明达", "县委副书记")]),
        ("副县长余松对工作作出批示。", [("余松", "副县长")]),
        ("由县长印向远出任主任。", [("印向远", "县长")]),
        ("近日，县委任命谯知远为县地方志编纂中心主任。", [("谯知远", "县地方志编纂中心主任")]),
        ("研究室主任那日图主会场出席。", [("那日图", "研究室主任")]),
        ("旗史志办原副主任奇·那木图退休。", [("奇·那木图", "旗史志办原副主任")]),
        ("党组书记、主任（兼）温叙舟到会。", [("温叙舟", "党组书记、主任（兼）")]),
        ("党组成员、副主任，机关党委书记林知远参加。", [("林知远", "党组成员、副主任，机关党委书记")]),
        ("《德阳年鉴》执行主编林知远授课。", [("林知远", "《德阳年鉴》执行主编")]),
        ("3月1日上午，林知远市长主持召开会议。", [("林知远", "市长")]),
        ("市委秘书长东方砚在简报上批示。", [("东方砚", "市委秘书长")]),
        ("同行的有巴中市副市长林知远。", [("林知远", "巴中市副市长")]),
        ("会议传达学习市长林知远的批示。", [("林知远", "市长")]),
        ("州委常委、副州长扎西和副秘书长林知远参加。", [("扎西", "州委常委、副州长"), ("林知远", "副秘书长")]),
        ("州地方志办主任泽仁一行4人到校。", [("泽仁", "州地方志办主任")]),
        ("县长泽仁扎西、副县长阿西指出。", [("泽仁扎西", "县长"), ("阿西", "副县长")]),
    ],
)
def test_names_with_their_offices(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["主任会议召开。", "书记高度重视编纂工作。", "局长全程参加。", "编委会主任、副主任参加。"]
)
def test_words_after_an_office_that_are_no_name(text: str) -> None:
    assert read(text) == []


def test_an_office_belongs_to_the_unit_named_in_it_or_spoken_of() -> None:
    rows = tables(bulletin("3月1日，德阳市召开会议，市委常委、组织部部长周鸿和绵阳市地方志办主任林知远出席。"))
    assert {row["name"]: row["unit_code"] for row in rows["person_mentions"]} == {"周鸿": "510600", "林知远": "510700"}


def test_of_a_list_of_no_end_each_name_is_quoted_alone_in_the_end() -> None:
    rows = tables(bulletin("副主任" + "、".join(["林知远", "周鸿"] * 200) + "参加。"))["person_mentions"]
    assert len(rows) == 400
    assert max(len(row["quote"]) for row in rows) <= 400


@pytest.mark.parametrize(
    ("sentence", "people_expected"),
    [
        ("行署副专员艾尔肯·买买提介绍有关情况。", [("艾尔肯·买买提", "行署副专员")]),
        ("州党委史志研究室主任巴合提·努尔兰作开班动员。", [("巴合提·努尔兰", "州党委史志研究室主任")]),
        ("市长买合木提·吾斯曼就年鉴工作作出批示。", [("买合木提·吾斯曼", "市长")]),
        ("旗长那·布和出席会议。", [("那·布和", "旗长")]),
        ("大同市副市长欧阳既明就此作出批示。", [("欧阳既明", "大同市副市长")]),
        ("镇党委副书记徐莉陪同调研，县志办主任谢勇等参加。", [("徐莉", "镇党委副书记"), ("谢勇", "县志办主任")]),
        ("省直有关部门负责人和村民代表300余人参加。", []),
        ("先后到西安市长安区、安康市调研。", []),
    ],
)
def test_names_end_where_they_end(sentence: str, people_expected: list[tuple[str, str]]) -> None:
    rows = tables(bulletin(sentence, source=None))["person_mentions"]
    assert [(row["name"], row["office"]) for row in rows] == people_expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("副市长闫知远、县长旷远山出席。", ["闫知远", "旷远山"]),
        ("徐汇区副区长言如玉到区地方志办公室调研。", ["言如玉"]),
        ("县地方志办主任周彬一同参加。", ["周彬"]),
        ("区委书记简崇礼、区长桑榆年内作出批示4次。", ["简崇礼", "桑榆"]),
        ("副州长纳玉堂出席会议并讲话，州地方志办主任起云山对方案作了说明。", ["纳玉堂", "起云山"]),
        ("县委书记要亲自把关，市长还专门到场，7名支部书记作述职。", []),
        ("副州长努尔兰·哈德别克到州方志馆调研。", ["努尔兰·哈德别克"]),
        ("市地方志办主任练瑞说，处长何娥和11名专家、副主任饶新以《修志》为题讲课。", ["练瑞", "何娥", "饶新"]),
        ("县长康凡共同揭牌，教授余远主讲，市委书记国光轩两次作出批示。", ["康凡", "余远", "国光轩"]),
        ("副市长陆景和对志稿编纂作出批示，县长木有为出席。", ["陆景和", "木有为"]),
        ("两省同处长江流域，主任一行与老人拉家常。", []),
        ("副主任资若水回访祁东县，编辑资料由付印前的清样改来。", ["资若水"]),
    ],
)
def test_rare_family_names_and_what_follows_them(text: str, names: list[str]) -> None:
    assert [person.name for person in people(text)] == names
