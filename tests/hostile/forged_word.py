"""Word files that are cut off, locked, endless, or ask for what lies elsewhere."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

from cases import Case, Outcome, Read, Rejected, bulletin, case, meeting

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DAMAGED = Rejected("damaged")
ENTITIES = Rejected("declares entities")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def paragraphs(text: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))


def document(body: str, before: str = "") -> bytes:
    return f"{before}<w:document {W}><w:body>{body}</w:body></w:document>".encode()


def packed(xml: bytes, *others: tuple[str, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", level) as archive:
        warnings.simplefilter("ignore")  # names that come twice are meant
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
        for name, data in others:
            archive.writestr(name, data)
    return made.getvalue()


def honest(name: str, *others: tuple[str, bytes]) -> bytes:
    return packed(document(paragraphs(bulletin(name))), *others)


def changed(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The archive with bytes replaced in every record of a kind."""
    made = bytearray(data)
    at = made.find(signature)
    while at >= 0:
        made[at + offset : at + offset + len(value)] = value
        at = made.find(signature, at + 4)
    return bytes(made)


def _cut(percent: int) -> Case:
    name = f"Word file cut off after {percent} percent"
    whole = honest(name)
    return case(name, ".docx", whole[: len(whole) * percent // 100], DAMAGED)


def _body(name: str, body: str, outcome: Outcome, before: str = "") -> Case:
    return case(name, ".docx", packed(document(body, before)), outcome)


def _with(name: str, *others: tuple[str, bytes], suffix: str = ".docx") -> Case:
    return case(name, suffix, honest(name, *others), meeting(name))


LAUGHS = "<!DOCTYPE w [<!ENTITY a0 '哈'>" + "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(9))
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    b' Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/></Relationships>'
)
LOCKED = "Word file with a member locked by a password"
SMALL = "Word file that claims to be small"

CASES = [
    *(_cut(percent) for percent in (20, 50, 90, 99)),
    case(
        "Word file protected by a password",
        ".docx",
        COMPOUND + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900,
        Rejected("protected by a password"),
    ),
    case("Word file of the old kind", ".doc", COMPOUND + b"\0" * 2000, Rejected("save it as .docx")),
    case("text under the name of a Word file", ".docx", b"no Word file at all", Rejected("no Word file")),
    case(
        "Word file under the name of a text",
        ".txt",
        honest("Word file under the name of a text"),
        meeting("Word file under the name of a text"),
    ),
    case(
        "Word file without its text", ".docx", packed(b"").replace(b"word/document.xml", b"word/nothingnt.xml"), DAMAGED
    ),
    case("Word file whose text is empty", ".docx", packed(b""), DAMAGED),
    case("Word file whose text is no XML", ".docx", packed(b"<w:document>" + bytes(range(200))), DAMAGED),
    case("Word file whose text holds NUL", ".docx", packed(document("<w:p><w:r><w:t>a\0b</w:t></w:r></w:p>")), DAMAGED),
    case("Word file whose text breaks off", ".docx", packed(document(paragraphs("甲"))[:-30]), DAMAGED),
    _body(
        "Word file that asks for a file of this machine",
        paragraphs("&e;"),
        ENTITIES,
        '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    ),
    _body(
        "Word file that asks for an address",
        paragraphs("&e;"),
        ENTITIES,
        '<!DOCTYPE w [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>',
    ),
    _body(
        "Word file with a document type from elsewhere",
        paragraphs("甲"),
        ENTITIES,
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
    ),
    _body(
        "Word file with parameter entities",
        paragraphs("甲"),
        ENTITIES,
        '<!DOCTYPE w [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    ),
    case("Word file of a billion laughs", ".docx", packed(document(paragraphs("&a9;"), LAUGHS + "]>")), DAMAGED),
    _body("Word file nested ten thousand deep", "<w:sdt>" * 10_000 + "</w:sdt>" * 10_000, DAMAGED),
    _body(
        "Word file with tables in tables",
        "<w:tbl><w:tr><w:tc>" * 60 + paragraphs("深处") + "</w:tc></w:tr></w:tbl>" * 60,
        Read(says=("深处",)),
    ),
    _body("Word file with one word of twelve megabytes", paragraphs("a" * 12_000_000), DAMAGED),
    case(
        "Word file that expands to seventy megabytes",
        ".docx",
        lambda _: packed(b" " * 70_000_000),
        Rejected("expands to"),
    ),
    case(
        SMALL,
        ".docx",
        changed(packed(document(paragraphs("长" * 9000))), b"PK\x01\x02", 24, struct.pack("<I", 10)),
        DAMAGED,
    ),
    case(
        "Word file of ten thousand parts",
        ".docx",
        lambda _: packed(document(paragraphs("甲")), *((f"x{n}", b"") for n in range(10_000))),
        Rejected("more parts"),
    ),
    case(LOCKED, ".docx", changed(honest(LOCKED), b"PK\x01\x02", 8, b"\x01\x00"), DAMAGED),
    case(
        "Word file packed in an unknown way",
        ".docx",
        changed(honest("packed in an unknown way"), b"PK\x01\x02", 10, struct.pack("<H", 77)),
        DAMAGED,
    ),
    case(
        "Word file whose checksum is wrong",
        ".docx",
        changed(honest("whose checksum is wrong"), b"PK\x01\x02", 16, b"\0\0\0\0"),
        DAMAGED,
    ),
    _with("Word file with a template from elsewhere", ("word/_rels/settings.xml.rels", RELATIONS)),
    _with("Word file with macros", ("word/vbaProject.bin", COMPOUND + b"AutoOpen"), suffix=".docm"),
    _with(
        "Word file with parts that climb out", ("../../../../etc/cron.d/x", b"* * * * * root id"), ("/etc/passwd", b"x")
    ),
    _with("Word file with an embedded program", ("word/embeddings/oleObject1.bin", b"MZ\x90\x00" * 50)),
    _body(
        "Word file with a field that starts a program",
        "<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe</w:instrText></w:r></w:p>"
        + paragraphs("正文"),
        Read(says=("正文",), without=("DDEAUTO", "cmd.exe")),
    ),
    _body(
        "Word file that includes another",
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
        + paragraphs("包含"),
        Read(says=("包含",)),
    ),
    case(
        "Word file whose text is there twice",
        ".docx",
        packed(document(paragraphs("第一个")), ("word/document.xml", document(paragraphs("第二个")))),
        Read(says=("第二个",)),
    ),
    case(
        "Word file in UTF-16",
        ".docx",
        packed(f'<?xml version="1.0" encoding="UTF-16"?>{document(paragraphs("宽")).decode()}'.encode("utf-16")),
        Read(says=("宽",)),
    ),
    case(
        "Word file in an encoding that hides markup",
        ".docx",
        packed(b'<?xml version="1.0" encoding="UTF-7"?>' + document(paragraphs("+ADw-w:p+AD4-"))),
        DAMAGED,
    ),
    case(
        "spreadsheet", ".xlsx", packed(b"").replace(b"word/document.xml", b"xl/workbook12.xml"), Rejected("spreadsheet")
    ),
]
