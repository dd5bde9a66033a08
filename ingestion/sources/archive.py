"""Bulletins in a zip archive, read in memory: nothing is ever written to disk, so no member's name can do harm."""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ingestion.sources.origin import (
    MAX_FILE_BYTES,
    SourceFile,
    SourceUnreachable,
    Unobtainable,
    printable,
    refused,
    too_large,
)
from ingestion.sources.patterns import Selection
from ingestion.sources.regular_file import open_regular

_RATIO_APPLIES_FROM = 1024 * 1024
_END_RECORD = b"PK\x05\x06"
_END_RECORD_SIZE = 22
_LONGEST_COMMENT = 0xFFFF


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may hold before it is taken for a bomb.

    ``ratio`` is the largest expansion of a member above one megabyte; Chinese text expands about threefold.
    """

    members: int = 50_000
    member_bytes: int = MAX_FILE_BYTES
    total_bytes: int = 4 * 1024**3
    ratio: int = 200


class OpenArchive:
    """Holds at most one archive open, so that a folder of a thousand archives needs one file handle."""

    def __init__(self) -> None:
        self._owner: object = None
        self._stream: BinaryIO | None = None
        self._archive: zipfile.ZipFile | None = None

    def of(self, owner: object, opener: Callable[[], BinaryIO], limits: ArchiveLimits) -> zipfile.ZipFile:
        """The owner's archive, opened if another one was open; Unobtainable where it is none."""
        if self._archive is not None and self._owner is owner:
            return self._archive
        self.close()
        self._owner, self._stream = owner, opener()
        try:
            _check_directory(self._stream, limits.members)
            self._archive = zipfile.ZipFile(self._stream)
        except _DAMAGE as error:
            self.close()
            raise Unobtainable("it is not a zip archive, or a damaged one") from error
        except Unobtainable:
            self.close()
            raise
        return self._archive

    def close(self) -> None:
        """Close what is open."""
        if self._archive is not None:
            self._archive.close()
        if self._stream is not None:  # zipfile leaves a stream it was given open
            self._stream.close()
        self._archive = self._stream = self._owner = None


class Archive:
    """The members of one zip archive, each a file with the address ``archive!member``."""

    def __init__(
        self,
        uri: str,
        opener: Callable[[], BinaryIO],
        *,
        include: Sequence[str] = ("*",),
        exclude: Sequence[str] = (),
        limits: ArchiveLimits | None = None,
        opened: OpenArchive | None = None,
    ) -> None:
        self._uri = uri
        self._opener = opener
        self._selection = Selection(include, exclude)
        self._limits = limits or ArchiveLimits()
        self._opened = opened or OpenArchive()

    @classmethod
    def at(
        cls,
        path: Path,
        uri: str | None = None,
        *,
        include: Sequence[str] = ("*",),
        exclude: Sequence[str] = (),
        limits: ArchiveLimits | None = None,
        opened: OpenArchive | None = None,
    ) -> Archive:
        """The archive at a path."""
        # A link that a person named is followed, one found in a folder was looked at there.
        return cls(
            uri or printable(path.as_posix()),
            partial(open_regular, path if uri else Path(os.path.realpath(path))),
            include=include,
            exclude=exclude,
            limits=limits,
            opened=opened,
        )

    @classmethod
    def of_bytes(cls, uri: str, data: bytes, *, limits: ArchiveLimits | None = None) -> Archive:
        """An archive that is held in memory."""
        return cls(uri, partial(io.BytesIO, data), limits=limits)

    @property
    def uri(self) -> str:
        """Where the archive lies."""
        return self._uri

    def covers(self, uri: str) -> bool:
        """Whether the address is a member's."""
        return uri.startswith(f"{self._uri}!")

    def close(self) -> None:
        """Close the archive."""
        self._opened.close()

    def files(self) -> Iterator[SourceFile]:
        """The members; SourceUnreachable where there is no archive or it cannot be opened."""
        try:
            yield from self._listed()
        except Unobtainable as fault:
            raise SourceUnreachable(self._uri, fault.reason) from fault

    def members(self) -> Iterator[SourceFile]:
        """As :meth:`files`, but an archive that cannot be opened is itself listed, as a file that is refused."""
        try:
            yield from self._listed()
        except Unobtainable as fault:
            yield refused(self._uri, fault.reason)

    def _listed(self) -> list[SourceFile]:
        members = [member for member in self._open().infolist() if not member.is_dir()]
        if len(members) > self._limits.members:
            raise Unobtainable(f"the archive holds {len(members):,} files, more than {self._limits.members:,}")
        paths = {id(member): _path(member) for member in members}
        listed: list[SourceFile] = []
        times_seen: dict[str, int] = {}
        total = 0
        for member in sorted(members, key=lambda member: (paths[id(member)], member.header_offset)):
            path = paths[id(member)]
            if not self._selection.takes(path):
                continue
            times_seen[path] = times_seen.get(path, 0) + 1
            uri = f"{self._uri}!{path}" if times_seen[path] == 1 else f"{self._uri}!{path}#{times_seen[path]}"
            total += member.file_size
            reason = self._refusal(member, path, total)
            name = path.rsplit("/", 1)[-1]
            fetch = partial(self._read, member)
            listed.append(refused(uri, reason) if reason else SourceFile(uri, name, fetch))
        return listed

    def _refusal(self, member: zipfile.ZipInfo, path: str, total: int) -> str | None:
        limits = self._limits
        if stat.S_ISLNK(member.external_attr >> 16):
            return "it is a symbolic link in an archive; links are not followed"
        if member.flag_bits & 0x1:
            return "the archive's member is protected by a password"
        if member.compress_type not in _COMPRESSIONS:
            return "it is compressed in a way that cannot be read; pack it as an ordinary zip"
        if path.lower().endswith(".zip"):
            return "it is an archive within an archive; unpack it and add it as its own source"
        if member.file_size > limits.member_bytes:
            return too_large(member.file_size, limits.member_bytes)
        if member.file_size > max(_RATIO_APPLIES_FROM, limits.ratio * member.compress_size):
            return f"it expands more than {limits.ratio}-fold, as no document does: taken for a zip bomb"
        if total > limits.total_bytes:
            return f"the archive expands to more than {limits.total_bytes / 1e9:,.1f} GB; what follows is not read"
        return None

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        try:
            with self._open().open(member) as opened:
                # ZipFile never hands out more than the size the directory declares, which was checked.
                return opened.read(self._limits.member_bytes)
        except _DAMAGE as error:
            raise Unobtainable(f"the archive is damaged here: {error}") from error

    def _open(self) -> zipfile.ZipFile:
        return self._opened.of(self, self._opener, self._limits)


_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    OverflowError,
)
"""What zipfile raises on damaged or hostile archives."""


def _check_directory(stream: BinaryIO, max_members: int) -> None:
    """Refuse a directory too large to be loaded, before zipfile loads it."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END_RECORD_SIZE - _LONGEST_COMMENT))
    tail = stream.read()
    stream.seek(0)
    # Where the end record says 0xFFFFFFFF the true size stands in the zip64 record, bounded by the file's size.
    for at in (len(tail) - _END_RECORD_SIZE, tail.rfind(_END_RECORD)):
        if at >= 0 and tail[at : at + 4] == _END_RECORD and at + _END_RECORD_SIZE <= len(tail):
            directory = struct.unpack_from("<I", tail, at + 12)[0]
            if min(directory, size) > max_members * 512:
                raise Unobtainable("the archive's table of contents is larger than any honest one: not opened")
            return


def _path(member: zipfile.ZipInfo) -> str:
    """The member's path, in the encoding it was most likely packed in, without roots, drives and steps upwards."""
    name = member.filename
    if not member.flag_bits & 0x800:
        name = _redecoded(name)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":
        parts = parts[1:]
    return printable("/".join(parts)) or "unnamed"


def _redecoded(name: str) -> str:
    # zipfile reads names without the UTF-8 flag as code page 437; Chinese archivers write GBK, others bare UTF-8.
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
