"""Which reader a file needs: by what its first bytes say, then by its name."""

from __future__ import annotations

import re

from ingestion.readers.charset import decode, decode_markup
from ingestion.readers.html import read_html
from ingestion.readers.pdf import read_pdf
from ingestion.readers.plain import MARKDOWN, TEXT, read_text
from ingestion.readers.reading import Reading, Unreadable
from ingestion.readers.word import is_word, read_word

_PICTURE = "it is a picture; run text recognition (OCR) and add the text"
_ARCHIVE = "it is a packed archive of a kind that is not opened; unpack it, or pack it as .zip"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\0", _ARCHIVE),
    (b"{\\rtf", "it is an RTF file; save it as .docx in Word or WPS"),
    (b"\x7fELF", "it is a program"),
    (b"MZ", "it is a program"),
    (b"SQLite format 3\0", "it is a database"),
    (b"PAR1", "it is a Parquet table"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024
_MARKUP = re.compile(  # possessive: a comment once read is not read in another way, of which there are 2 ** comments
    r"\s*+(?:<\?xml[^>]*+>\s*+|(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,9}")
_TEXT_SUFFIXES = frozenset((".txt", ".text", ""))
_MARKDOWN_SUFFIXES = frozenset((".md", ".markdown"))
_HTML_SUFFIXES = frozenset((".html", ".htm", ".shtml", ".xhtml", ".jsp", ".php", ".asp", ".aspx", ".do", ".action"))


def read(name: str, data: bytes) -> Reading:
    """The text of a file; Unreadable, with a reason for a person, where it has none that can be read.

    The bytes decide; the name only tells Markdown from text and an unmarked web page from either.

    >>> read("简报.txt", "第1期".encode("gb18030"))
    Reading(text='第1期', media_type='text/plain', encoding='gb18030')
    """
    if not data:
        raise Unreadable("the file is empty")
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _packed(name, data)
    if data.startswith(_COMPOUND):
        raise Unreadable(_compound(data))
    for signature, reason in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\0" in data[:256]):
            raise Unreadable(reason)
    if data[257:262] == b"ustar":
        raise Unreadable(_ARCHIVE)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise Unreadable(_PICTURE)
    return _written(_suffix(name), data)


def is_web_page_name(name: str) -> bool:
    """Whether a file of this name is read as a web page, whatever its bytes say.

    >>> is_web_page_name("art_1.JSP"), is_web_page_name("简报.txt")
    (True, False)
    """
    return _suffix(name) in _HTML_SUFFIXES


def _written(suffix: str, data: bytes) -> Reading:
    if suffix == ".pdf":
        raise Unreadable("it is named .pdf but is no PDF file, or a damaged one")
    if suffix == ".docx":
        raise Unreadable("it is named .docx but is no Word file, or a damaged one")
    text, encoding = decode_markup(data) if suffix in _HTML_SUFFIXES else decode(data)
    if suffix in _HTML_SUFFIXES or _MARKUP.match(text[:8192]):
        return read_html(*decode_markup(data))
    if suffix in _MARKDOWN_SUFFIXES:
        return read_text(text, encoding, MARKDOWN)
    if suffix in _TEXT_SUFFIXES:
        return read_text(text, encoding, TEXT)
    raise Unreadable(f"a {suffix} file is none of the kinds that are read: .txt, .md, .html, .pdf, .docx")


def _packed(name: str, data: bytes) -> Reading:
    if is_word(data):
        return read_word(data)
    if _suffix(name) == ".docx":
        raise Unreadable("the Word file is damaged or cut off")
    if b"ppt/" in data[:4096] or b"xl/" in data[:4096] or b"mimetype" in data[:64]:
        raise Unreadable("it is a spreadsheet, a presentation or an OpenDocument file; save it as .docx or .pdf")
    raise Unreadable("it is a packed archive; name it .zip to have it opened as a collection of files")


def _compound(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "the Word file is protected by a password; save it without one"
    return "it is an old Word (.doc), WPS or Excel file; save it as .docx in Word, WPS or LibreOffice"


def _suffix(name: str) -> str:
    """The ending of a name in lower case, if it looks like one: '2023.第11期' has none."""
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    return suffix if _SUFFIX.fullmatch(suffix) else ""
