"""From bytes to characters: the encodings Chinese bulletins come in, told apart without a name for them."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingestion.readers.reading import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_CONTROLS = re.compile("[\x01-\x08\x0b\x0e-\x1f]")  # no text has them, 、 in UTF-16 does
_SAMPLE = 65_536
_PLAUSIBLE = 0.85
_TOLERATED_FAULTS = 0.001
_NOT_TEXT = "it is not text in any encoding known here (a program's own format, or damaged)"


def decode(data: bytes) -> tuple[str, str]:
    """The text and the codec it was read with; Unreadable where the bytes are no text.

    >>> decode("地方志".encode("gb18030"))
    ('地方志', 'gb18030')
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _leniently(data[len(mark) :], "utf-8" if codec == "utf-8-sig" else codec), codec
    return _unmarked(data)


def decode_markup(data: bytes) -> tuple[str, str]:
    """As :func:`decode`, for HTML: the encoding a page declares is believed as long as it fits."""
    if not any(data.startswith(mark) for mark, _ in _MARKS):
        head = data[:_DECLARED_WITHIN]
        declared = _DECLARATION.search(head) or _XML_DECLARATION.search(head)
        codec = _codec(declared[1].decode("ascii")) if declared else None
        if codec is not None:
            try:
                return data.decode(codec), codec
            except UnicodeDecodeError:
                pass  # declared wrongly, or a few bytes are damaged
    return decode(data)


def _unmarked(data: bytes) -> tuple[str, str]:
    """The most likely reading of bytes without a mark: the strict ones first, then those with a few damaged bytes."""
    narrow = b"\0" not in data  # in UTF-16 every second byte of a space or line end is NUL
    if narrow and (text := _strictly(data, "utf-8")) is not None and not _CONTROLS.search(text):
        return text, "utf-8"
    codecs_tried = ("utf-8", "gb18030", "utf-16-le", "utf-16-be") if narrow else ("utf-16-le", "utf-16-be")
    strict = [(text, codec) for codec in codecs_tried if (text := _strictly(data, codec)) is not None]
    if strict:
        text, codec = max(strict, key=lambda reading: plausibility(reading[0]))  # the first of equals
        if plausibility(text) >= _PLAUSIBLE:
            return text, codec
    if narrow:
        damaged = data.decode("utf-8", "replace")
        if _few_faults(damaged):
            return damaged, "utf-8"
        damaged = data.decode("gb18030", "replace")
        if _few_faults(damaged) and plausibility(damaged) >= _PLAUSIBLE:
            return damaged, "gb18030"
        guess = from_bytes(data[:_SAMPLE]).best()
        guessed = _strictly(data, guess.encoding) if guess is not None else None
        if guess is not None and guessed is not None and plausibility(guessed) >= _PLAUSIBLE:
            return guessed, codecs.lookup(guess.encoding).name
    raise Unreadable(_NOT_TEXT)


def plausibility(text: str) -> float:
    """The share of characters that a Chinese text consists of: 1.0 for real text, far less for a wrong decoding."""
    sample = text[:_SAMPLE]
    if not sample:
        return 0.0
    return sum(1.0 for character in sample if _expected(character)) / len(sample)


def _expected(character: str) -> bool:
    if character <= "\x7e":
        return character >= " " or character in "\n\r\t\f"
    if "\u4e00" <= character <= "\u9fff":
        # Wrong decodings hit the whole block evenly; GB 2312 holds the third of it that is in common use.
        return _in_common_use(character)
    return character in "　、。〈〉《》「」『』【】〔〕—–‘’“”…·•〇①②③④⑤⑥⑦⑧⑨⑩℃‰×–￥" or "\uff01" <= character <= "\uff5e"


def _in_common_use(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _few_faults(text: str) -> bool:
    faults = text.count("\ufffd")
    # one broken character at the very end is a cut-off file, still worth reading
    return faults <= max(1 if text.endswith("\ufffd") else 0, int(len(text) * _TOLERATED_FAULTS))


def _leniently(data: bytes, codec: str) -> str:
    """Decode bytes whose encoding is marked; Unreadable where many of them do not fit the mark."""
    text = data.decode(codec, "replace")
    if not _few_faults(text):
        raise Unreadable(f"it is marked as {codec.upper()}, but many of its bytes are not: damaged or mixed encodings")
    return text


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _codec(label: str) -> str | None:
    """Python's name for the encoding a page declares; the GB family as its newest member."""
    label = label.lower()
    if label in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"):
        return "gb18030"
    try:
        codec = codecs.lookup(label)
    except LookupError:
        return None
    # utf-16 in a declaration that could be read byte by byte is a mistake, and some codecs are no encodings at all
    return codec.name if codec._is_text_encoding and not codec.name.startswith(("utf-16", "utf-32", "utf-7")) else None
