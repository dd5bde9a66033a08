"""An article's text in one piece: what is quoted splits nothing, and sentences of no end are read in pieces."""

from __future__ import annotations

from bulletin_texts import bulletin

from ingestion.parsing.article import ArticleText, blank
from ingestion.parsing.document import take_apart


def article(*paragraphs: str) -> ArticleText:
    return take_apart(bulletin(*paragraphs), "text/plain").readings[0][1]


def test_marks_inside_titles_quotations_and_brackets_split_nothing() -> None:
    text = "印发《关于A，B的通知》（以下简称“通知，之一”），要求“守正，创新。”落实。"
    assert len(blank(text)) == len(text)
    assert blank(text).count("，") == 1
    assert blank(text).count("。") == 1


def test_the_three_forms_of_a_text_have_one_length_and_paragraphs_their_sentences() -> None:
    read = article("3月1日，德阳市召开会议；绵阳市印发通知。会后，大家座谈。", "3月2日，（略）结束。")
    assert len(read.text) == len(read.norm) == len(read.plain)
    assert [read.text[sentence.start : sentence.end] for sentence in read.sentences] == [
        "3月1日，德阳市召开会议；",
        "绵阳市印发通知。",
        "会后，大家座谈。",
        "3月2日，（略）结束。",
    ]
    assert [sentence.first for sentence in read.sentences] == [True, False, False, True]
    assert read.text[slice(*read.title)] == "各地推进地方志工作"
    assert read.text[slice(*read.source)] == "（省地方志办）"


def test_a_sentence_without_end_is_cut_after_commas_and_nothing_of_it_is_lost() -> None:
    read = article("德阳市召开地方志工作会议，" * 500)
    assert max(sentence.end - sentence.start for sentence in read.sentences) <= 1200
    assert sum(sentence.end - sentence.start for sentence in read.sentences) == 13 * 500
    assert all(read.plain[sentence.end - 1] == "，" for sentence in read.sentences)


def test_the_place_after_the_last_mark() -> None:
    read = article("德阳市召开会议，绵阳市（自贡，泸州）参加。")
    position = read.plain.index("参加")
    assert read.plain[read.after_last("，。", position) :].startswith("绵阳市")
    assert read.after_last("！", position) == 0
