"""Every kind of file gives its text, or a reason a person understands."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from ingestion.readers import Reading, Unreadable, read

BULLETIN = "四川省地方志工作简报\n第3期（总第608期）\n\n"
BULLETIN += "2024年1月9日，样本市召开年鉴编纂工作会议，印发《样本年鉴（2024）》方案。"

# First-level ideographs of GB 2312, in rows of ninety-four, as bulletins are made of.
COMMON = "".join(bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF))
bulletin_text = st.text(
    st.sampled_from(COMMON + "，。、：（）《》【】0123456789 \nABCxyz"), min_size=12, max_size=300
).filter(lambda text: text.strip() and sum(character in COMMON for character in text) >= 6)


def reason(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(name, data)
    return refused.value.reason


def pdf(*pages: str, password: str | None = None) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = io.BytesIO()
    drawn = canvas.Canvas(made, encrypt=password, invariant=1)
    for page in pages:
        drawn.setFont("STSong-Light", 14)
        for number, line in enumerate(page.split("\n")):
            drawn.drawString(72, 760 - 24 * number, line)
        drawn.showPage()
    drawn.save()
    return made.getvalue()


def word(document: docx.document.Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def word_xml(xml: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
    return made.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


class TestEncodings:
    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
    @given(text=bulletin_text)
    @example(text="、《《《三三三丢丢丢倍儒")  # in UTF-16 without a mark it is valid ASCII, control characters among it
    def test_any_bulletin_text_comes_back_whole_whatever_the_encoding(self, codec: str, text: str) -> None:
        assert read("简报.txt", text.encode(codec)).text == text

    @pytest.mark.parametrize(("codec", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
    @given(text=bulletin_text)
    def test_a_byte_order_mark_is_believed_and_not_part_of_the_text(self, codec: str, mark: bytes, text: str) -> None:
        assert read("简报.txt", mark + text.encode(codec)) == Reading(text, "text/plain", codec)

    def test_the_encoding_is_named(self) -> None:
        found = {codec: read("a.txt", BULLETIN.encode(codec)).encoding for codec in ("utf-8", "utf-8-sig", "gbk")}
        assert found == {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "gbk": "gb18030"}

    def test_characters_outside_gbk_survive_in_gb18030(self) -> None:
        text = BULLETIN + "㙍、𠮷、—"
        assert read("a.txt", text.encode("gb18030")).text == text

    def test_a_file_cut_off_within_a_character_is_still_read(self) -> None:
        reading = read("a.txt", BULLETIN.encode()[:-1])
        assert reading.text.startswith(BULLETIN[:-2])
        assert reading.text.endswith("\ufffd")

    def test_two_encodings_mixed_in_one_file_are_refused(self) -> None:
        mixed = BULLETIN.encode() * 3 + b"\n" + BULLETIN.encode("gb18030") * 3
        assert "not text in any encoding" in reason("a.txt", mixed)

    def test_a_mark_that_the_bytes_contradict_is_refused(self) -> None:
        assert "damaged or mixed" in reason("a.txt", b"\xef\xbb\xbf" + BULLETIN.encode("gb18030"))

    @given(st.binary(max_size=400))
    def test_no_bytes_whatever_do_more_than_be_refused(self, data: bytes) -> None:
        try:
            text = read("a.txt", data).text
        except Unreadable as refused:
            assert refused.reason
        else:
            assert text.strip()
            assert not any("\ud800" <= character <= "\udfff" or character == "\0" for character in text)


class TestText:
    def test_line_ends_of_all_systems_become_newlines(self) -> None:
        assert read("a.txt", "一\r\n二\r三\n四\u2028五".encode()).text == "一\n二\n三\n四\n五"

    def test_stray_control_characters_are_left_out(self) -> None:
        assert read("a.txt", ("一\x07二\ufeff三" + BULLETIN).encode()).text == "一二三" + BULLETIN

    def test_binary_data_under_a_text_name_is_refused(self) -> None:
        assert "binary" in reason("a.txt", bytes(range(1, 32)) * 20)
        assert reason("a.txt", struct.pack("<500d", *range(500)))

    def test_markdown_is_told_by_its_name(self) -> None:
        assert read("a.MD", "# 题".encode()) == Reading("# 题", "text/markdown", "utf-8")

    @pytest.mark.parametrize("name", ["a", "2023年.第11期", "简报.text", ".txt"])
    def test_text_without_a_telling_name_is_text(self, name: str) -> None:
        assert read(name, BULLETIN.encode()).media_type == "text/plain"

    @pytest.mark.parametrize(("data", "said"), [(b"", "empty"), (b" \r\n\t", "no text"), (b"\xef\xbb\xbf", "no text")])
    def test_nothing_is_refused(self, data: bytes, said: str) -> None:
        assert said in reason("a.txt", data)

    def test_a_text_far_longer_than_a_bulletin_is_refused(self) -> None:
        assert "5,000,000" in reason("a.txt", b"x" * 5_000_001)

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".docx"),
            ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
            ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "OCR"),
            ("a.jpg", b"\xff\xd8\xff\xe0\0", "OCR"),
            ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "OCR"),
            ("a.rtf", b"{\\rtf1 x}", "RTF"),
            ("a.7z", b"7z\xbc\xaf\x27\x1c\0", "unpack"),
            ("a.csv", "甲,乙".encode(), ".csv"),
            ("a.pdf", b"not one", "no PDF"),
            ("a.docx", b"not one", "no Word"),
        ],
    )
    def test_what_is_not_read_says_what_to_do(self, name: str, data: bytes, said: str) -> None:
        assert said in reason(name, data)

    def test_text_that_begins_like_a_signature_is_text(self) -> None:
        assert read("a.txt", b"BM and MZ are letters").text == "BM and MZ are letters"


class TestWebPages:
    def page(self, body: str, head: str = "") -> str:
        return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"

    def test_blocks_breaks_and_table_rows_are_lines(self) -> None:
        body = (
            "<p>一<b>、</b>会议</p><div>二<br/>三</div><table><tr><td><p>甲</p></td><td>乙</td></tr><tr><td>丙</table>"
        )
        assert read("a.html", self.page(body).encode()).text == "一、会议\n二\n三\n甲\t乙\n丙"

    def test_scripts_styles_navigation_and_hidden_parts_are_left_out(self) -> None:
        body = (
            "<nav>首页</nav><script>x</script><style>y</style><p hidden>z</p>"
            "<p style='display: none'>w</p><!-- c --><p>正文</p>"
        )
        assert read("a.html", self.page(body).encode()).text == "正文"

    def test_an_article_container_stands_for_the_page_with_title_and_date_kept(self) -> None:
        above = "<div>当前位置：首页</div><p>发布时间：2024-01-09</p>"
        body = f"{above}<div id='zoom'><p>{BULLETIN}</p></div><div>版权所有</div>"
        text = read("a.html", self.page(body, "<title>简报2024-3</title>").encode()).text
        assert text.startswith("简报2024-3\n发布时间：2024-01-09\n四川省地方志工作简报")
        assert "当前位置" not in text
        assert "版权所有" not in text

    def test_a_container_with_little_of_the_text_does_not_hide_the_rest(self) -> None:
        body = f"<div class='content'>分享</div><div>{BULLETIN}</div>"
        assert "年鉴编纂工作会议" in read("a.html", self.page(body).encode()).text

    def test_a_page_s_own_heading_is_preferred_to_a_title_with_the_site_s_name(self) -> None:
        page = self.page(f"<h1>第3期</h1><article>{BULLETIN * 3}</article>", "<title>第3期_样本网</title>")
        assert read("a.html", page.encode()).text.split("\n")[0].startswith("四川省")
        page = self.page("<h1>特别一期</h1><article>" + "文" * 200 + "</article>", "<title>特别一期_样本网</title>")
        assert read("a.html", page.encode()).text.split("\n")[0] == "特别一期"

    def test_a_date_stated_only_for_machines_is_kept(self) -> None:
        page = self.page("<p>正文</p>", "<meta name='PubDate' content='2024-01-09 10:00'>")
        assert read("a.html", page.encode()).text == "发布时间：2024-01-09 10:00\n正文"

    @pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030"])
    def test_the_declared_encoding_is_used(self, declared: str) -> None:
        page = self.page(
            f"<p>{BULLETIN}镕㙍</p>", f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        )
        reading = read("a", page.encode("gb18030"))
        assert reading.encoding == "gb18030"
        assert "镕㙍" in reading.text

    def test_a_wrongly_declared_encoding_is_seen_through(self) -> None:
        page = self.page(f"<p>{BULLETIN}</p>", "<meta charset=utf-8>")
        assert "年鉴编纂工作会议" in read("a.html", page.encode("gb18030")).text

    def test_line_ends_in_the_source_do_not_part_ideographs(self) -> None:
        assert read("a.html", self.page("<p>年鉴\n   编纂 at\nlast</p>").encode()).text == "年鉴编纂 at last"

    def test_entities_are_characters_and_hostile_ones_harmless(self) -> None:
        text = read("a.html", self.page("<p>&#12298;志&#12299;&nbsp;&amp;&#xD800;&#0;</p>").encode()).text
        assert text.startswith("《志》\xa0&")

    def test_a_page_is_told_by_its_content_under_any_name(self) -> None:
        assert read("art_123.jsp", self.page("<p>正文</p>").encode()).media_type == "text/html"
        assert read("a.txt", ("\n" + self.page("<p>正文</p>")).encode()).media_type == "text/html"

    def test_a_fragment_from_a_web_program_is_a_page(self) -> None:
        assert read("show.jsp", b"<div>a<br>b</div>").text == "a\nb"

    def test_preformatted_text_keeps_its_lines(self) -> None:
        assert read("a.html", self.page("<pre>一\n  二</pre>").encode()).text == "一\n二"

    def test_a_declaration_of_an_encoding_nobody_knows_is_ignored(self) -> None:
        page = self.page(f"<p>{BULLETIN}</p>", "<meta charset=klingon>")
        assert read("a.html", page.encode("gb18030")).encoding == "gb18030"

    def test_traditional_pages_are_read_as_declared(self) -> None:
        page = self.page("<p>臺灣省通志館編纂地方誌</p>", "<meta charset=big5>")
        assert "地方誌" in read("a.html", page.encode("big5")).text

    def test_ten_thousand_nested_blocks_are_read(self) -> None:
        assert read("a.html", ("<div>" * 10_000 + "深" + "</div>" * 10_000).encode()).text == "深"

    def test_a_page_without_text_is_refused(self) -> None:
        assert "no text" in reason("a.html", self.page("<script>x</script>").encode())
        assert "no text" in reason("a.html", b"<html></html>")


class TestPdf:
    def test_pages_follow_each_other_with_a_form_feed(self) -> None:
        reading = read("a", pdf("简报第一期\n《样本志》", "第二页"))
        assert reading.media_type == "application/pdf"
        assert reading.text.split("\f") == ["简报第一期\n《样本志》", "第二页"]

    def test_a_protected_file_says_so(self) -> None:
        assert "password" in reason("a.pdf", pdf("密", password="geheim"))

    def test_a_scan_says_that_it_needs_text_recognition(self) -> None:
        assert "OCR" in reason("a.pdf", pdf("", ""))

    def test_a_damaged_file_says_so(self) -> None:
        whole = pdf("简报第一期" * 5)
        assert "damaged" in reason("a.pdf", whole[:300])
        assert "damaged" in reason("a.pdf", b"%PDF-1.7\n" + b"\xff" * 500)

    def test_an_endless_file_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ingestion.readers.pdf.MAX_PAGES", 2)
        assert "3 pages" in reason("a.pdf", pdf("一", "二", "三"))

    def test_look_alikes_of_ideographs_are_read_as_ideographs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pypdfium2.PdfTextPage, "get_text_range", lambda self: "⼯作⽅志\x02\r\n")
        assert read("a.pdf", pdf("x")).text == "工作方志\n"

    @given(st.integers(0, 2**32), st.binary(min_size=1, max_size=40))
    def test_no_damage_does_more_than_be_refused(self, at: int, damage: bytes) -> None:
        data = bytearray(SMALL_PDF)
        position = at % len(data)
        data[position : position + len(damage)] = damage
        try:
            assert read("a.pdf", bytes(data)).text.strip()
        except Unreadable as refused:
            assert refused.reason


SMALL_PDF = pdf("简报")


class TestWord:
    def test_paragraphs_and_tables_keep_their_order(self) -> None:
        document = docx.Document()
        document.add_heading("简报", 1)
        document.add_paragraph("第一段").add_run("，续\n新行\t制表")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip((cell for row in table.rows for cell in row.cells), "甲乙丙丁", strict=True):
            cell.text = text
        document.add_paragraph("尾")
        reading = read("a.docx", word(document))
        assert reading.text == "简报\n第一段，续\n新行\t制表\n甲\t乙\n丙\t丁\n尾"
        assert reading.encoding is None

    def test_deleted_text_and_field_codes_are_left_out_and_insertions_kept(self) -> None:
        body = (
            "<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>"
            "<w:r><w:instrText>PAGE</w:instrText><w:t>文</w:t></w:r></w:p>"
        )
        assert read("a.docx", word_xml(f"<w:document {W}><w:body>{body}</w:body></w:document>")).text == "增文"

    def test_a_text_box_is_read_once(self) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>红头</w:t></w:r></w:p></w:txbxContent>"
        body = (
            "<w:p><w:r><w:t>正文</w:t><mc:AlternateContent><mc:Choice Requires='wps'><x:box>"
            + box
            + "</x:box></mc:Choice>"
            "<mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        spaces = f'{W} xmlns:x="urn:x" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        assert (
            read("a.docx", word_xml(f"<w:document {spaces}><w:body>{body}</w:body></w:document>")).text == "正文\n红头"
        )

    def test_entities_are_neither_resolved_nor_expanded(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("geheim")
        outside = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        laughs = '<!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        for doctype in (outside, laughs):
            xml = f"{doctype}<w:document {W}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
            assert "entities" in reason("a.docx", word_xml(xml))

    def test_a_bomb_is_not_unpacked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ingestion.readers.word.MAX_DOCUMENT_BYTES", 1_000_000)
        assert "expands" in reason("a.docx", word_xml(" " * 1_000_001))

    def test_damaged_files_say_so(self) -> None:
        whole = word_xml(f"<w:document {W}><w:body><w:p><w:r><w:t>文</w:t></w:r></w:p></w:body></w:document>")
        assert read("a", whole).text == "文"
        assert "damaged" in reason("a.docx", whole[: len(whole) // 2])
        assert "damaged" in reason("a.docx", word_xml("<w:document"))
        assert "no text" in reason("a.docx", word_xml(f"<w:document {W}/>"))

    def test_other_packed_files_say_what_they_are(self) -> None:
        sheet = io.BytesIO()
        with zipfile.ZipFile(sheet, "w") as archive:
            archive.writestr("xl/workbook.xml", "")
        assert "spreadsheet" in reason("a.xlsx", sheet.getvalue())
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("a.txt", "")
        assert ".zip" in reason("a.bin", other.getvalue())
