"""Texts in damaged, doubled or lying encodings, and texts that are far too much of something."""

from __future__ import annotations

import random
from pathlib import Path

from cases import Case, Outcome, Read, Rejected, bulletin, case, meeting

NO_TEXT = Rejected("not text in any encoding")
MIXED = Rejected("damaged or mixed encodings")
NOTHING = Rejected("holds no text")
NOISE = random.Random(20_240_326)


def _coded(name: str, codec: str, mark: bytes = b"", outcome: Outcome | None = None) -> Case:
    return case(name, ".txt", mark + bulletin(name).encode(codec), outcome or meeting(name))


def _damaged(name: str, damage: bytes, outcome: Outcome, codec: str = "utf-8") -> Case:
    """Bytes put into the middle of an otherwise good text."""
    data = bulletin(name, "3月2日，德阳市召开地方志工作会议。" + "会议要求抓好编纂工作。" * 120).encode(codec)
    middle = data.index("要求".encode(codec))
    return case(name, ".txt", data[:middle] + damage + data[middle:], outcome)


def _body(name: str, body: str, outcome: Outcome | None = None) -> Case:
    return case(
        name, ".txt", bulletin(name, "3月2日，德阳市召开地方志工作会议。\n" + body).encode(), outcome or meeting(name)
    )


def _signed(name: str, signature: bytes, reason: str) -> Case:
    return case(name, ".txt", signature + b"\0\1\2\3" * 80, Rejected(reason))


def one_line(path: Path) -> None:
    """A hundred megabytes without a line end."""
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"x" * 1_000_000)


CASES = [
    _coded("text in UTF-8 with its mark", "utf-8", b"\xef\xbb\xbf"),
    _coded("text in UTF-8 with its mark twice", "utf-8", b"\xef\xbb\xbf" * 2),
    _coded("text in UTF-16 of one order", "utf-16-le", b"\xff\xfe"),
    _coded("text in UTF-16 of the other order", "utf-16-be", b"\xfe\xff"),
    _coded("text in UTF-16 without a mark", "utf-16-le"),
    _coded("text in UTF-16 of the other order without a mark", "utf-16-be"),
    _coded("text in UTF-32 of one order", "utf-32-le", b"\xff\xfe\0\0"),
    _coded("text in UTF-32 of the other order", "utf-32-be", b"\0\0\xfe\xff"),
    _coded("text in UTF-32 without a mark", "utf-32-le", outcome=NO_TEXT),
    _coded("text in UTF-16 under the other order's mark", "utf-16-le", b"\xfe\xff", MIXED),
    _coded("text in GB18030", "gb18030"),
    _coded("text in GB18030 under the mark of UTF-8", "gb18030", b"\xef\xbb\xbf", MIXED),
    _coded("text in UTF-7", "utf-7", outcome=Read()),
    case(
        "text in GB18030 cut within a character",
        ".txt",
        bulletin("odd").encode("gb18030")[:-9] + b"\x84",
        Read(says=("地方志工作会议",)),
    ),
    case(
        "text in GB18030 with four-byte characters",
        ".txt",
        bulletin("four", "德阳市召开会议，㙍𠮷出席。").encode("gb18030"),
        Read(says=("㙍𠮷",)),
    ),
    case(
        "text in UTF-16 with an odd byte",
        ".txt",
        b"\xff\xfe" + bulletin("odd16").encode("utf-16-le") + b"\x00",
        Read(says=("地方志工作会议",)),
    ),
    case(
        "text in UTF-16 with half a character",
        ".txt",
        b"\xff\xfe" + (bulletin("half") + "\n").encode("utf-16-le") + b"\x00\xd8\x0a\x00",
        MIXED,
    ),
    case(
        "text in UTF-8 cut within a character", ".txt", bulletin("cut8").encode()[:-1], Read(says=("地方志工作会议",))
    ),
    _damaged("text with a lone surrogate", b"\xed\xa0\x80", NO_TEXT),
    _damaged("text with an overlong slash", b"\xc0\xaf", NO_TEXT),
    _damaged("text with a character beyond the last", b"\xf7\xbf\xbf\xbf", NO_TEXT),
    _damaged("text with one damaged byte", b"\xff", Read(says=("\ufffd", "地方志工作会议"))),
    _damaged("text with NUL", b"\0", NO_TEXT),
    _damaged("text with NUL in UTF-16", b"\0\0", meeting("text with NUL in UTF-16"), "utf-16-le"),
    _damaged(
        "text with escapes for a terminal in one character",
        "\x9b2J\x9d0;title\x9c".encode(),
        Read(without=("\x9b", "\x9d"), rows=meeting("text with escapes for a terminal in one character").rows),
    ),
    _damaged(
        "text with escapes for a terminal",
        b"\x1b[2J\x07",
        Read(without=("\x1b", "\x07"), rows=meeting("text with escapes for a terminal").rows),
    ),
    _damaged("text with a passage in another encoding", "德阳市召开会议".encode("gb18030") * 9, NO_TEXT),
    _damaged("text with signs of no character", "\ufffe\uffff\U0001fffe".encode(), Read(without=("\ufffe",))),
    _damaged(
        "text with signs that turn it round",
        "\u202e\u2066\u200f".encode(),
        meeting("text with signs that turn it round"),
    ),
    _damaged(
        "text with joiners between its characters",
        "\u200b\u200d\u2060\ufeff".encode() * 40,
        meeting("text with joiners between its characters"),
    ),
    _damaged(
        "text with ten thousand accents on a letter",
        ("e" + "\u0301" * 10_000).encode(),
        meeting("text with ten thousand accents on a letter"),
    ),
    case(
        "half of it in one encoding and half in another",
        ".txt",
        bulletin("h1").encode() * 3 + b"\n" + bulletin("h2").encode("gb18030") * 3,
        NO_TEXT,
    ),
    case("nothing", ".txt", b"", Rejected("empty")),
    case("nothing but a mark", ".txt", b"\xef\xbb\xbf", NOTHING),
    case("nothing but white space", ".txt", " \t\r\n\u3000\x0c".encode() * 1000, NOTHING),
    case("nothing but NUL", ".txt", b"\0" * 4096, NO_TEXT),
    case("nothing but 0xFF", ".txt", b"\xff" * 4096, NO_TEXT),
    case("noise", ".txt", NOISE.randbytes(60_000), NO_TEXT),
    case("noise under the mark of UTF-16", ".txt", b"\xff\xfe" + NOISE.randbytes(60_001), MIXED),
    case("numbers of a program", ".txt", bytes(range(1, 32)) * 200, Rejected("binary data")),
    case("Markdown without end", ".md", ("> " * 20_000 + "\n" + "#" * 20_000 + "\n" + "![](" * 5_000).encode(), Read()),
    _signed("picture under the name of a text", b"\x89PNG\r\n\x1a\n", "picture"),
    _signed("photograph under the name of a text", b"\xff\xd8\xff\xe0", "picture"),
    _signed("program under the name of a text", b"\x7fELF\2\1\1\0", "program"),
    _signed("program of Windows under the name of a text", b"MZ\x90\0", "program"),
    _signed("database under the name of a text", b"SQLite format 3\0", "database"),
    _signed("table of Parquet under the name of a text", b"PAR1", "Parquet"),
    case(
        "text of another program",
        ".rtf",
        b"{\\rtf1\\ansi{\\field{\\*\\fldinst INCLUDETEXT /etc/hostname}}}",
        Rejected("RTF"),
    ),
    case("pickle", ".txt", b"\x80\x04\x95cposix\nsystem\n(S'id'\ntR.", NO_TEXT),
    case("file of a kind that is not read", ".csv", "甲,乙\n".encode(), Rejected(".csv file")),
    _body("a million titles that never end", "《" * 1_000_000),
    _body("ten thousand nested brackets", "（" * 10_000 + "志" + "）" * 10_000),
    _body("ten thousand nested titles", "《" * 10_000 + "志" + "》" * 10_000),
    _body("ten thousand nested brackets of all kinds", "（《〈【“" * 2_000 + "志" + "”】〉》）" * 2_000),
    _body("a line of a quarter of a million characters", "德阳市方志" * 50_000),
    _body("a hundred thousand empty lines", "\n" * 100_000),
    _body("a hundred thousand page breaks", "\f" * 100_000),
    _body("a number of a hundred thousand digits", "出版志书" + "9" * 100_000 + "部。"),
    _body("a number in characters without end", "出版志书" + "九千亿" * 20_000 + "部。"),
    _body("fifty thousand dates", "3月2日" * 50_000),
    _body("fifty thousand units", "德阳市、" * 50_000),
    _body("ten thousand works", "".join(f"《德阳{number}志》" for number in range(10_000))),
    _body("a million spaces", "德阳市" + " " * 1_000_000 + "召开会议"),
    case("more characters than any bulletin has", ".txt", b"x" * 5_000_001, Rejected("5,000,000")),
    Case("one line of a hundred megabytes", "line.txt", one_line, {"": Rejected("more than the 67 MB")}),
]
