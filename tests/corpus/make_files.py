"""Write the sample bulletins that are not UTF-8 text from their readable sources in ``sources/``.

Run ``python tests/corpus/make_files.py`` after changing a source; the same sources give the same bytes.
A source holds one paragraph a line: ``# `` a masthead line, ``## `` an article's title set as a heading,
``=`` a line on its own (section, title, footer), anything else a body paragraph.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from reportlab.lib.colors import black, red
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
BULLETINS = HERE / "bulletins"

FONT = "STSong-Light"
LINES_A_PAGE = 26
CHARACTERS_A_LINE = 28
LINE_HEIGHT = 26
FONT_SIZE = 15
LEFT = 85
NEVER_FIRST = "，。；：、）》”！？"
NEVER_LAST = "《（“〈"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def paragraphs(source: str) -> list[tuple[str, str]]:
    """The lines of a source as (role, text); role is masthead, heading, line or body."""
    roles = {"# ": "masthead", "## ": "heading", "=": "line"}
    marked = []
    for line in (SOURCES / source).read_text("utf-8").splitlines():
        mark = next((m for m in roles if line.startswith(m)), "")
        if line:
            marked.append((roles.get(mark, "body"), line[len(mark) :]))
    return marked


def wrapped(paragraph: str) -> Iterator[str]:
    """A paragraph cut into printed lines, digits and opening marks kept with what follows them."""
    rest = paragraph
    while width(rest) > CHARACTERS_A_LINE:
        cut = next(i for i in range(len(rest) + 1) if width(rest[: i + 1]) > CHARACTERS_A_LINE)
        while rest[cut] in NEVER_FIRST or rest[cut - 1] in NEVER_LAST or rest[cut - 1 : cut + 1].isdigit():
            cut -= 1
        yield rest[:cut]
        rest = rest[cut:]
    yield rest


def width(text: str) -> float:
    """Printed width in Chinese characters."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def pdf(source: str, masthead_is_text: bool = True) -> bytes:
    """A bulletin as a PDF of A4 pages with numbers below; the masthead may be a mere drawing, as in print."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True)
    canvas.setTitle("样本：为本项目编写，非真实简报")
    printed: list[tuple[str, str]] = []
    for role, text in paragraphs(source):
        if role == "masthead" and not masthead_is_text:
            continue
        indented = "\u3000\u3000" + text if role == "body" and not text.startswith("（") else text
        printed += [(role, line) for line in wrapped(indented)]
    for start in range(0, len(printed), LINES_A_PAGE):
        if start == 0 and not masthead_is_text:
            canvas.setFillColor(red)
            canvas.rect(LEFT, A4[1] - 66, 420, 26, stroke=0, fill=1)
        for row, (role, line) in enumerate(printed[start : start + LINES_A_PAGE]):
            canvas.setFillColor(red if role == "masthead" else black)
            canvas.setFont(FONT, FONT_SIZE)
            canvas.drawString(LEFT, A4[1] - 90 - row * LINE_HEIGHT, line)
        canvas.setFillColor(black)
        canvas.setFont(FONT, 11)
        canvas.drawCentredString(A4[0] / 2, 40, f"— {start // LINES_A_PAGE + 1} —")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def word(source: str) -> bytes:
    """A bulletin as a Word file: masthead centred, headings as Heading 2, the rest as paragraphs."""
    document = Document()
    document.core_properties.comments = "样本：为本项目编写，非真实简报"
    for role, text in paragraphs(source):
        if role == "heading":
            document.add_heading(text, level=2)
            continue
        paragraph = document.add_paragraph(text)
        if role == "masthead":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.runs[0].bold = True
        elif role == "body":
            paragraph.paragraph_format.first_line_indent = Pt(24)
    stream = io.BytesIO()
    document.save(stream)
    return without_times(stream.getvalue())


def without_times(archive: bytes) -> bytes:
    """The same zip archive with every member's time set to the zip epoch, so that bytes do not depend on the clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return stream.getvalue()


def encoded(source: str, encoding: str) -> bytes:
    """A plain text in another encoding (``utf-16`` writes a byte order mark), with Windows line ends."""
    text = (SOURCES / source).read_text("utf-8").replace("\n", "\r\n")
    return text.encode(encoding)


def files() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file that this script makes."""
    yield "06_real_pdf.pdf", pdf("06_real_pdf.txt")
    yield "07_word.docx", word("07_word.txt")
    yield "08_gb18030.txt", encoded("08_gb18030.txt", "gb18030")
    yield "09_utf16.txt", encoded("09_utf16.txt", "utf-16")
    yield "15_issue_as_pdf.pdf", pdf("15_issue_as_pdf.txt", masthead_is_text=False)
    # A download that broke off: the head of a PDF without its pages.
    yield "90_truncated.pdf", pdf("06_real_pdf.txt")[:700]


if __name__ == "__main__":
    for name, data in files():
        (BULLETINS / name).write_bytes(data)
