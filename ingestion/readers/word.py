"""Word files (.docx): paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from ingestion.readers.reading import Reading, Unreadable, cleaned

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 10_000

_DOCUMENT = "word/document.xml"
_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LEFT_OUT = frozenset(("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr"))


def is_word(data: bytes) -> bool:
    """Whether a zip archive is a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _DOCUMENT in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return False


def read_word(data: bytes) -> Reading:
    """The text of the document's body: one line a paragraph, one line a table row (cells parted by tabs).

    Deleted passages are left out, text boxes stand after the paragraph they are anchored in.
    """
    root = _parsed(_document_xml(data))
    lines: list[str] = []
    for body in root.iterchildren():
        if _local(body) == "body":
            lines += _blocks(body)
    return Reading(cleaned("\n".join(lines)), WORD, None)


def _document_xml(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise Unreadable("the Word file consists of more parts than any honest one")
            member = archive.getinfo(_DOCUMENT)
            if member.file_size > MAX_DOCUMENT_BYTES:
                raise Unreadable(f"the Word file expands to {member.file_size / 1e6:,.0f} MB of text: not read")
            with archive.open(member) as opened:
                return opened.read(MAX_DOCUMENT_BYTES)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable("the Word file is damaged or cut off") from error


def _parsed(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("the Word file's text is damaged") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("the Word file declares entities, which Word never does; it is not read")
    return root


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Lines of the paragraphs and tables below an element, also those wrapped in content controls."""
    for element in parent.iterchildren():
        kind = _local(element)
        if kind == "p":
            yield from _paragraph(element)
        elif kind == "tbl":
            for row in _within(element, "tr"):
                yield "\t".join(" ".join(_blocks(cell)) for cell in _within(row, "tc"))
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _blocks(element)
        elif element.tag == f"{_COMPATIBILITY}AlternateContent":
            choice = _chosen(element)
            if choice is not None:
                yield from _blocks(choice)


def _within(parent: etree._Element, kind: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, content controls around them looked through."""
    for element in parent.iterchildren():
        if _local(element) == kind:
            yield element
        elif _local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _within(element, kind)


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    written: list[str] = []
    boxes: list[etree._Element] = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        kind = _local(element)
        if kind == "t":
            written.append(element.text or "")
        elif kind in ("br", "cr"):
            written.append("\n")
        elif kind in ("tab", "ptab"):
            written.append("\t")
        elif kind == "noBreakHyphen":
            written.append("-")
        elif kind == "txbxContent":
            boxes.append(element)
        elif element.tag == f"{_COMPATIBILITY}AlternateContent":
            choice = _chosen(element)
            if choice is not None:
                waiting.append(choice)
        elif kind not in _LEFT_OUT:
            waiting.extend(element.iterchildren(reversed=True))
    yield from "".join(written).split("\n")
    for box in boxes:
        yield from _blocks(box)


def _chosen(alternatives: etree._Element) -> etree._Element | None:
    # the same content twice, for newer and older programs
    return next(alternatives.iterchildren(f"{_COMPATIBILITY}Choice", f"{_COMPATIBILITY}Fallback"), None)


def _local(element: etree._Element) -> str | None:
    """A Word element's bare name; None for other namespaces, comments and the like, except drawings' containers."""
    tag = element.tag
    if not isinstance(tag, str):
        return None
    for namespace in _WORD:
        if tag.startswith(namespace):
            return tag[len(namespace) :]
    return None
