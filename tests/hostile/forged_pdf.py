"""PDF files that are cut off, locked, endless, or lie about themselves."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from cases import Case, Read, Rejected, bulletin, case, meeting
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

DAMAGED = Rejected("damaged or cut off")
LOCKED = Rejected("protected by a password")
SCAN = Rejected("text recognition (OCR)")
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
WORDS = "Bulletin of Sample County"
SAYS = Read(says=(WORDS,))


def printed(text: str, encrypt: object = None) -> bytes:
    """An honest PDF of one page."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = io.BytesIO()
    canvas = Canvas(made, invariant=1, encrypt=encrypt)
    canvas.setFont("STSong-Light", 11)
    for number, line in enumerate(text.split("\n")):
        canvas.drawString(60, 780 - 20 * number, line)
    canvas.save()
    return made.getvalue()


def stream(content: bytes, extra: bytes = b"", length: int | None = None) -> bytes:
    size = len(content) if length is None else length
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (size, extra, content)


def shown(words: str = WORDS) -> bytes:
    return stream(b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % words.encode())


def page(contents: bytes = b"4 0 R", extra: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %s"
        b" /Resources << /Font << /F1 5 0 R >> >> %s >>" % (contents, extra)
    )


def forged(
    name: str,
    content: bytes | None = None,
    *,
    catalog: bytes = b"",
    pages: bytes = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    first: bytes | None = None,
    others: Sequence[bytes] = (),
    trailer: bytes = b"",
) -> bytes:
    """A PDF written by hand: catalog, pages, one page, its content, a font, and whatever is added."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        pages,
        page() if first is None else first,
        shown() if content is None else content,
        FONT,
        *others,
    ]
    data = b"%PDF-1.7\n%" + name.encode() + b"\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, trailer, len(data))
    )


def _cut(percent: int) -> Case:
    name = f"PDF cut off after {percent} percent"
    whole = printed(bulletin(name))
    return case(name, ".pdf", whole[: len(whole) * percent // 100], DAMAGED)


def _case(name: str, outcome: Read | Rejected, content: bytes | None = None, **parts: object) -> Case:
    return case(name, ".pdf", forged(name, content, **parts), outcome)  # type: ignore[arg-type]


def _printed(name: str, outcome: Read | Rejected, encrypt: object = None) -> Case:
    return case(name, ".pdf", printed(bulletin(name), encrypt), outcome)


def bomb(path: object) -> bytes:
    """A page of forty megabytes of orders to remember how to draw."""
    return forged("bomb", stream(zlib.compress(b"q " * 20_000_000, 1), b"/Filter /FlateDecode"))


CHAIN = WORDS.encode()
for _ in range(60):
    CHAIN = zlib.compress(b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % CHAIN if WORDS.encode() == CHAIN else CHAIN)

CASES = [
    *(_cut(percent) for percent in (1, 10, 40, 60, 80)),
    _printed("PDF that opens with a password only", LOCKED, "geheim"),
    _printed(
        "PDF that anybody may read and its owner print",
        meeting("PDF that anybody may read and its owner print"),
        StandardEncryption("", "besitzer", canPrint=0, canCopy=0),
    ),
    _printed("PDF encrypted with 128 bits", LOCKED, StandardEncryption("benutzer", "besitzer", strength=128)),
    _case("PDF encrypted by a program of its own", Rejected("encrypted"), trailer=b"/Encrypt << /Filter /Own /V 9 >>"),
    case("PDF of a header and nothing", ".pdf", b"%PDF-1.7\n", DAMAGED),
    case("PDF of a header and noise", ".pdf", b"%PDF-1.4\n" + bytes(range(256)) * 40, DAMAGED),
    case("PDF that begins after noise", ".pdf", b"\x00junk" * 20 + forged("after noise"), SAYS),
    case("PDF with a megabyte of noise behind it", ".pdf", forged("noise behind") + b"\xffA" * 500_000, SAYS),
    case("PDF under the name of a text", ".txt", forged("under the name of a text"), SAYS),
    case("text under the name of a PDF", ".pdf", b"no PDF at all", Rejected("no PDF file")),
    _case("PDF without pages", Rejected("PDF file"), pages=b"<< /Type /Pages /Kids [] /Count 0 >>"),
    _case(
        "PDF that claims a billion pages",
        SAYS,
        pages=b"<< /Type /Pages /Kids [3 0 R] /Count 999999999 >>",
    ),
    _case(
        "PDF whose page tree bites its tail",
        Rejected("PDF file"),
        pages=b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>",
    ),
    _case("PDF whose page is its own content", SCAN, first=page(b"3 0 R")),
    _case("PDF with a thousand contents of one page", SAYS, first=page(b"[" + b"4 0 R " * 1000 + b"]")),
    _case("PDF whose earlier version is itself", SAYS, trailer=b"/Prev 9"),
    _case(
        "PDF that says its content is longer",
        SAYS,
        stream(b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % WORDS.encode(), length=99_999_999),
    ),
    case("PDF whose content expands to more than any memory", ".pdf", bomb, Rejected("memory")),
    _case("PDF packed sixty times over", SAYS, stream(CHAIN, b"/Filter [" + b"/FlateDecode " * 60 + b"]")),
    _case("PDF with brackets nested a hundred thousand deep", DAMAGED, pages=b"[" * 100_000 + b"]" * 100_000),
    _case("PDF with a page as large as a country", SAYS, first=page(extra=b"/CropBox [0 0 1e12 1e12]")),
    _case(
        "PDF with a form that draws itself",
        SAYS,
        stream(b"/X Do BT /F1 12 Tf 72 700 Td (%s) Tj ET" % WORDS.encode()),
        first=b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        others=[
            stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>")
        ],
    ),
    _case(
        "PDF that runs a script when opened",
        SAYS,
        catalog=b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >>",
    ),
    _case("PDF that starts a program when opened", SAYS, catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"),
    _case(
        "PDF with a program packed inside",
        SAYS,
        catalog=b"/Names << /EmbeddedFiles << /Names [(x) << /Type /Filespec /F (x.exe) /EF << /F 6 0 R >> >>] >> >>",
        others=[stream(b"MZ\x90\x00")],
    ),
    _case(
        "PDF whose content lies in another file",
        SCAN,
        b"<< /Length 0 /F (/etc/hostname) >>\nstream\n\nendstream",
    ),
    _case("PDF with a picture of a page only", SCAN, stream(b"0 0 612 792 re f")),
]
