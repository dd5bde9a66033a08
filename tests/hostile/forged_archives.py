"""Archives that climb out of their folder, expand without end, or hide what they are."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import warnings
import zipfile
import zlib

from cases import Case, Outcome, Rejected, Unlisted, bulletin, case, meeting
from forged_word import changed

UNOPENED = Rejected("archive of a kind that is not opened")
NO_ARCHIVE = Rejected("not a zip archive")
BOMB = Rejected("zip bomb")
CENTRAL = b"PK\x01\x02"


def text(name: str) -> bytes:
    return bulletin(name).encode()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", method) as archive:
        warnings.simplefilter("ignore")
        for member, data in members:
            archive.writestr(member, data)
    return made.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


def tarred(*members: tarfile.TarInfo, mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return made.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, link, size
    return member


def overlapping(copies: int, kernel: bytes) -> bytes:
    """Many names for one and the same packed stretch, as in the bombs that evade a look at each member."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(kernel) + packed.flush()
    check = zlib.crc32(kernel)
    sizes = struct.pack("<III", check, len(data), len(kernel))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 1, 0) + b"a" + data
    directory = b"".join(
        CENTRAL
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0)
        + sizes
        + struct.pack("<HHHHHII", 8, 0, 0, 0, 0, 0, 0)
        + b"%04d.txt" % number
        for number in range(copies)
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, copies, copies, len(directory), len(local), 0)
    return local + directory + end


def nested(depth: int) -> bytes:
    data = zipped(("bomb.txt", b"0" * 5_000_000))
    for level in range(depth):
        data = zipped((f"level{level}.zip", data))
    return data


def _member(name: str, member: str, seen: str, outcome: Outcome | None = None) -> Case:
    data = zipped((member, text(name)))
    return case(name, ".zip", data, {f"!{seen}": outcome or meeting(name)})


def _beside(name: str, other: tuple[str | zipfile.ZipInfo, bytes], seen: str, outcome: Outcome) -> Case:
    """A member of the kind, and an honest one that is read all the same."""
    outcomes = {f"!{seen}": outcome, "!honest.txt": meeting(name)}
    return case(name, ".zip", zipped(("honest.txt", text(name)), other), outcomes)


def _locked(name: str) -> Case:
    data = changed(zipped(("a.txt", text(name))), CENTRAL, 8, b"\x01\x00")
    return case(name, ".zip", data, {"!a.txt": Rejected("protected by a password")})


LONG = "长" * 80 + ".txt"
HONEST = zipped(("a.txt", b"honest"))

CASES = [
    _member("archive with a name that climbs out", "../../../etc/cron.d/climb.txt", "etc/cron.d/climb.txt"),
    _member("archive with an absolute name", "/etc/absolute.txt", "etc/absolute.txt"),
    _member("archive with a name from Windows", "C:\\Windows\\System32\\drive.txt", "Windows/System32/drive.txt"),
    _member("archive with a name that climbs backwards", "..\\..\\back.txt", "back.txt"),
    _member("archive with a network share's name", "\\\\server\\share\\unc.txt", "server/share/unc.txt"),
    _member("archive with a line end in a name", "two\nlines.txt", "two\\nlines.txt"),
    _member("archive with a name that runs backwards", "cod\u202etxt.txt", "cod\\u202etxt.txt"),
    _member("archive with a name for a terminal", "\x1b[31mred.txt", "\\x1b[31mred.txt"),
    _member("archive with a name as long as a page", LONG * 30, LONG * 30),
    _member("archive with a name of dots", ".../..\\dots.txt", ".../dots.txt", Unlisted()),
    _beside(
        "archive with a link",
        (special("link.txt", stat.S_IFLNK | 0o777), b"/etc/passwd"),
        "link.txt",
        Rejected("symbolic link"),
    ),
    _beside("archive with a pipe", (special("pipe.txt", stat.S_IFIFO | 0o666), b""), "pipe.txt", Rejected("empty")),
    _beside("archive with a device", (special("zero.txt", stat.S_IFCHR | 0o666), b""), "zero.txt", Rejected("empty")),
    _beside("archive with an archive", ("inner.zip", HONEST), "inner.zip", Rejected("archive within an archive")),
    _beside(
        "archive of archives nine deep", ("nested.ZIP", nested(9)), "nested.ZIP", Rejected("archive within an archive")
    ),
    _beside("archive with a disguised archive", ("inner.txt", nested(2)), "inner.txt", Rejected("packed archive")),
    _beside("archive that expands a thousandfold", ("bomb.txt", b"0" * 20_000_000), "bomb.txt", BOMB),
    _locked("archive locked by a password"),
    case(
        "archive of one stretch under a thousand names",
        ".zip",
        overlapping(1000, b"0" * 8_000_000),
        {"!0000.txt": BOMB, "!0999.txt": BOMB},
    ),
    case(
        "archive whose directory understates a size",
        ".zip",
        changed(zipped(("a.txt", b"0" * 3_000_000)), CENTRAL, 24, struct.pack("<I", 100)),
        {"!a.txt": Rejected("damaged")},
    ),
    case(
        "archive whose directory overstates a size",
        ".zip",
        changed(zipped(("a.txt", b"0123456789")), CENTRAL, 24, struct.pack("<I", 4_000_000_000)),
        {"!a.txt": Rejected("MB")},
    ),
    case(
        "archive that claims four billion members",
        ".zip",
        HONEST[:-22] + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 0xFFFFFFFF, 0xFFFFFFFF, 0),
        NO_ARCHIVE,
    ),
    case(
        "archive with a directory without end",
        ".zip",
        lambda _: (
            HONEST[:-22] + b"\0" * 26_000_000 + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 9, 9, 26_000_000, 0, 0)
        ),
        Rejected("table of contents"),
    ),
    case(
        "archive of too many members",
        ".zip",
        lambda _: zipped(*((str(number), b"") for number in range(50_001)), method=zipfile.ZIP_STORED),
        Rejected("50,001 files"),
    ),
    case(
        "archive whose checksum is wrong",
        ".zip",
        changed(zipped(("a.txt", text("checksum"))), CENTRAL, 16, b"\1\2\3\4"),
        {"!a.txt": Rejected("damaged")},
    ),
    case(
        "archive packed in an unknown way",
        ".zip",
        changed(zipped(("a.txt", text("unknown way"))), CENTRAL, 10, struct.pack("<H", 77)),
        {"!a.txt": Rejected("ordinary zip")},
    ),
    case(
        "archive with one name twice",
        ".zip",
        zipped(("a.txt", text("twice, first")), ("a.txt", text("twice, second"))),
        {"!a.txt": meeting("twice, first"), "!a.txt#2": meeting("twice, second")},
    ),
    case(
        "archive behind a program",
        ".zip",
        b"MZ\x90\x00" * 2000 + zipped(("a.txt", text("archive behind a program"))),
        {"!a.txt": meeting("archive behind a program")},
    ),
    case("archive cut off", ".zip", zipped(("a.txt", text("cut off")))[:-30], NO_ARCHIVE),
    case("archive of nothing", ".zip", b"", NO_ARCHIVE),
    case("archive without members", ".zip", b"PK\x05\x06" + b"\0" * 18, Unlisted()),
    case("text under the name of an archive", ".zip", text("text under the name of an archive"), NO_ARCHIVE),
    case("archive under the name of a text", ".txt", zipped(("b.txt", b"x")), Rejected("packed archive")),
    case("archive of another kind with a link", ".tar", tarred(entry("a", tarfile.SYMTYPE, "/etc/passwd")), UNOPENED),
    case("archive of another kind with a hard link", ".tar", tarred(entry("b", tarfile.LNKTYPE, "../../x")), UNOPENED),
    case("archive of another kind with a device", ".tar", tarred(entry("c", tarfile.CHRTYPE)), UNOPENED),
    case("archive of another kind with a pipe", ".tar", tarred(entry("d", tarfile.FIFOTYPE)), UNOPENED),
    case("archive of another kind that climbs out", ".tar", tarred(entry("../../../etc/x", size=9)), UNOPENED),
    case("archive of another kind with an absolute name", ".txt", tarred(entry("/etc/x", size=8)), UNOPENED),
    case("archive of another kind, packed", ".tgz", tarred(entry("../y", size=7), mode="w:gz"), UNOPENED),
    case("bomb of gzip", ".gz", gzip.compress(b"0" * 9_000_000, mtime=0), UNOPENED),
    case("bomb of bzip2", ".txt", bz2.compress(b"0" * 9_000_000), UNOPENED),
    case("bomb of xz", ".xz", lzma.compress(b"0" * 9_000_000), UNOPENED),
    case("archive of 7-Zip", ".7z", b"7z\xbc\xaf\x27\x1c\0\4" + b"\0" * 90, UNOPENED),
    case("archive of RAR", ".rar", b"Rar!\x1a\x07\x01\0" + b"\0" * 90, UNOPENED),
]
