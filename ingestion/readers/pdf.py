"""PDF files with a text layer."""

from __future__ import annotations

import re
import unicodedata

from pypdfium2 import PdfDocument, PdfiumError

from ingestion.readers.reading import MAX_CHARACTERS, Reading, Unreadable, cleaned

PDF = "application/pdf"
MAX_PAGES = 2_000

# Fonts of some programs name ideographs by their look-alikes among the radicals and compatibility ideographs.
_LOOK_ALIKES = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")
_HYPHEN_MARKS = re.compile("[\ufffe\x02]")


def read_pdf(data: bytes) -> Reading:
    """The text of all pages in their order, a form feed after each but the last."""
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        raise Unreadable(_why(str(error))) from None
    try:
        return Reading(cleaned(_pages(document)), PDF, None)
    finally:
        document.close()


def _pages(document: PdfDocument) -> str:
    count = len(document)
    if count == 0:
        raise Unreadable("the PDF file has no pages")
    if count > MAX_PAGES:
        raise Unreadable(f"the PDF file has {count:,} pages; more than {MAX_PAGES:,} are not read as a bulletin")
    texts: list[str] = []
    length = 0
    for number in range(count):
        try:
            texts.append(_page(document, number))
        except PdfiumError:
            raise Unreadable(f"page {number + 1} of the PDF file is damaged") from None
        length += len(texts[-1])
        if length > MAX_CHARACTERS:
            break  # cleaned() says so
    if not any(text.strip() for text in texts):
        raise Unreadable("the PDF file holds pictures of pages without text (a scan); run text recognition (OCR) first")
    return "\f".join(texts)


def _page(document: PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            text = text_page.get_text_range()
        finally:
            text_page.close()
    finally:
        page.close()
    text = _HYPHEN_MARKS.sub("", text.replace("\f", "\n"))
    return _LOOK_ALIKES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _why(message: str) -> str:
    if "password" in message.lower():
        return "the PDF file is protected by a password; save it without one"
    if "security" in message.lower():
        return "the PDF file is encrypted in a way that cannot be read; save it without protection"
    return "the PDF file is damaged or cut off"
