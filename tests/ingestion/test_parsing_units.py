"""Administrative units: which unit a name means where it stands, or that the text does not say."""

from __future__ import annotations

import pytest
from bulletin_texts import bulletin, read, tables

from ingestion.parsing.units import reference, unit_of


def codes(sentence: str, **of: str) -> set[str]:
    return {row["unit"] for row in read(sentence, **of)["unit_mentions"]} - {"510000"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("德阳市召开会议。", {"510600"}),
        ("凉山州、阿坝藏族羌族自治州召开会议。", {"513400", "513200"}),
        ("内江隆昌市召开会议。", {"511000", "511083"}),
        ("中共德阳市委党史和地方志研究室召开会议。", {"510600"}),
        ("印发《自贡市扶贫志编纂方案》。", {"510300"}),
        ("重庆市与湖北省武汉市座谈。", {"500000", "420000", "420100"}),
        ("中国地方志指导小组印发通知。", {"100000"}),
        ("乐山市市中区召开会议。", {"511100", "511102"}),
        ("内江市市中区召开会议。", {"511000", "511002"}),
        ("1998年，双流县出版县志。", {"510122"}),
        ("2012年，山东省章丘市出版市志。", {"370000", "370114"}),  # a name of another rank: it is 章丘区 today
        ("《阆中古城志》出版。", {"511381"}),
        (
            "河南省商丘市梁园区、广东省清远市清新区召开会议。",
            {"410000", "411400", "411402", "440000", "441800", "441803"},
        ),
        ("2014年，北京市宣武区志办并入西城区志办。", {"110000", "110104", "110102"}),
        ("天水市和静宁县作交流发言。", {"620500", "620826"}),  # no 和静 of 新疆
        ("2010年，江西省九江市庐山区出版区志。", {"360000", "360400", "360402"}),
    ],
)
def test_names_of_every_form(sentence: str, expected: set[str]) -> None:
    assert codes(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "志书由成都地图出版社出版。",
        "会议弘扬中华文化。",
        "成渝地区双城经济圈建设加快。",
        "各地全面推进，重大庆典举行。",
        "合作社送来材料。",
        "当晚召开县志编辑座谈会，讲述大小凉山和小凉山的变迁。",
        "省地方志办评审《南阳村志》，走访洛阳村村民。",
        "建成“红色安顺场”展厅，新疆生产建设兵团举办培训班。",
        "《嘉陵江志（1949—2005）》收录渡江战役、南昌起义和遵义会议旧址的图片。",
    ],
)
def test_words_and_companies_that_hold_a_name_name_no_unit(sentence: str) -> None:
    assert codes(sentence) == set()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("3月1日，德阳市召开会议，市委副书记李沐出席。", {"510600"}),
        ("3月1日，宣汉县召开会议。会议要求，全县要按期完成编纂。", {"511722"}),
        ("3月1日，凉山州召开会议，州委副书记李沐出席。", {"513400"}),
    ],
)
def test_relative_names_mean_the_unit_spoken_of(sentence: str, expected: set[str]) -> None:
    assert codes(sentence) == expected
    rules = {row["rule_id"] for row in tables(bulletin(sentence))["unit_mentions"]}
    assert "unit.relative" in rules


def test_the_province_s_own_names_mean_the_publisher_s_province() -> None:
    text = "我省各地推进编纂，省地方志办印发通知。"
    assert {row["unit"] for row in read(text, publisher="湖北省人民政府地方志办公室")["unit_mentions"]} >= {"420000"}
    assert {row["unit"] for row in read(text)["unit_mentions"]} == {"510000"}


def test_a_name_that_several_units_bear_is_listed_and_not_guessed() -> None:
    rows = tables(bulletin("3月1日，朝阳区召开会议。", source=None))
    assert [(row["surface"], len(row["candidate_unit_codes"]) > 1) for row in rows["unresolved_units"]] == [
        ("朝阳区", True)
    ]
    assert "朝阳区" not in {row["surface"] for row in rows["unit_mentions"]}


def test_two_provinces_in_one_word() -> None:
    assert {row["unit"] for row in read("川渝两地座谈。")["unit_mentions"]} >= {"510000", "500000"}


def test_a_person_s_name_is_no_place() -> None:
    assert codes("市委书记江安宁出席会议。") == set()


@pytest.mark.parametrize(
    ("organisation", "unit"),
    [
        ("四川省地方志工作办公室", "510000"),
        ("内江市地方志办公室", "511000"),
        ("湖北省方志办", "420000"),
        ("编辑部", None),
    ],
)
def test_the_unit_of_an_organisation(organisation: str, unit: str | None) -> None:
    assert unit_of(organisation) == unit


@pytest.mark.parametrize(
    ("title", "sentence", "province"),
    [
        ("贵州省召开年鉴会议", "3月4日，省地方志办召开会议。", "520000"),
        ("省地方志办赴贵州考察", "3月4日，省地方志办副主任林知远率队赴贵州省考察。", "510000"),
    ],
)
def test_the_province_spoken_of_is_the_one_whose_news_it_is(title: str, sentence: str, province: str) -> None:
    mentions = tables(bulletin(sentence, title=title))["unit_mentions"]
    assert {row["unit_code"] for row in mentions if row["surface"] == "省"} == {province}


SHORT = "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东"
SHORT += "|广西|海南|重庆|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"


@pytest.mark.parametrize("name", SHORT.split("|"))
def test_every_province_is_known_by_its_short_name(name: str) -> None:
    province = next(
        unit.code for unit in reference().values() if unit.level == "province" and unit.name[:2] == name[:2]
    )
    assert unit_of(f"{name}地方志办公室") == province
    assert codes(f"考察组赴{name}考察，《{name}史志》出刊。") == {province}


def test_a_name_that_a_province_shares_is_a_neighbours_where_its_province_is_spoken_of() -> None:
    assert codes("考察组到青海省，在海南与编纂人员座谈。") == {"630000", "632500"}


def test_in_a_provinces_own_bulletin_its_name_is_its_own_unless_cities_are_listed() -> None:
    jilin = {"publisher": "吉林省地方志编纂委员会"}
    assert codes("8月，《吉林年鉴（2022）》由吉林文史出版社出版。", **jilin) == {"220000"}
    assert codes("3月，长春、吉林、四平启动扶贫志编纂。", **jilin) == {"220100", "220200", "220300"}


def test_an_autonomous_county_is_known_by_the_name_everybody_uses() -> None:
    mentions = tables(bulletin("峨边县、北川县召开年鉴编纂会议。"))["unit_mentions"]
    assert [row["unit_code"] for row in mentions][:2] == ["511132", "510726"]


def test_a_county_is_no_part_of_the_university_it_works_with() -> None:
    mentions = tables(bulletin("罗江区与四川师范大学签订协议，推动建成县级方志馆。"))["unit_mentions"]
    assert "510604" in {row["unit_code"] for row in mentions}
    assert "621221" not in {row["unit_code"] for row in mentions}, "建|成县|级"


def test_a_river_or_a_street_called_after_a_city_is_no_city() -> None:
    assert codes("展陈讲述苏州河两岸的百年变迁，并在南京东路设阅读点。").isdisjoint({"320500", "320100"})


def test_a_new_district_is_known_by_its_short_name() -> None:
    text = bulletin("《浦东年鉴（2021）》获一等奖。", title="《浦东年鉴》获奖", publisher="上海市地方志办公室")
    assert "310115" in {row["unit_code"] for row in tables(text)["unit_mentions"]}
