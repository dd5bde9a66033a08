"""Bulletins in a folder, and a single file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from ingestion.sources.archive import Archive, ArchiveLimits, OpenArchive
from ingestion.sources.origin import (
    MAX_FILE_BYTES,
    SourceFile,
    SourceUnreachable,
    printable,
    refused,
)
from ingestion.sources.patterns import Selection
from ingestion.sources.regular_file import kind_of, read_regular

HOME_MARK = ".fangzhi-home"
"""Lies in a home folder: what a run wrote there is nobody's bulletin, should the home lie among the bulletins."""


class Folder:
    """Every regular file below a folder that the patterns take; archives among them are opened.

    Symbolic links to folders are never followed (what they lead to inside the folder is found in its own place);
    links to files are, as long as these lie in the folder. A link that leads out is listed, and refused.
    """

    def __init__(
        self,
        path: Path,
        *,
        include: Sequence[str] = ("*",),
        exclude: Sequence[str] = (),
        max_file_bytes: int = MAX_FILE_BYTES,
        limits: ArchiveLimits | None = None,
    ) -> None:
        self._path = path
        self._selection = Selection(include, exclude)
        self._max_file_bytes = max_file_bytes
        self._limits = limits or ArchiveLimits(member_bytes=max_file_bytes)
        self._open_archive = OpenArchive()

    @property
    def uri(self) -> str:
        """The folder's path as it was given."""
        return printable(self._path.as_posix())

    def covers(self, uri: str) -> bool:
        """Whether the address lies in the folder."""
        return uri.startswith(self.uri.rstrip("/") + "/")

    def close(self) -> None:
        """Close the archive that was read last."""
        self._open_archive.close()

    def files(self) -> Iterator[SourceFile]:
        """The files in the order of their paths."""
        try:
            root = self._path.resolve(strict=True)
            os.scandir(root).close()
        except FileNotFoundError:
            raise SourceUnreachable(self.uri, "there is no such file or folder") from None
        except NotADirectoryError:
            raise SourceUnreachable(self.uri, "this is not a folder") from None
        except (OSError, RuntimeError) as error:
            raise SourceUnreachable(self.uri, f"the folder cannot be listed: {error}", passing=True) from error
        yield from self._below(root, "")

    def _below(self, root: Path, start: str) -> Iterator[SourceFile]:
        waiting = [start]
        while waiting:
            relative = waiting.pop()
            try:
                with os.scandir(root / relative) as listing:
                    entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
            except OSError as error:
                yield refused(self._uri_of(relative), f"the folder cannot be listed: {error.strerror or error}")
                continue
            if relative and any(entry.name == HOME_MARK for entry in entries):
                continue
            folders = []
            for entry in entries:
                path = f"{relative}/{entry.name}" if relative else entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                else:
                    yield from self._entry(root, path, entry)
            waiting.extend(reversed(folders))

    def _entry(self, root: Path, path: str, entry: os.DirEntry[str]) -> Iterator[SourceFile]:
        if not self._selection.takes(path):
            return
        uri = self._uri_of(path)
        place = root / path
        if entry.is_symlink():
            try:
                place = place.resolve(strict=True)
            except FileNotFoundError:
                yield refused(uri, "it is a symbolic link that leads nowhere")
                return
            except (OSError, RuntimeError):
                yield refused(uri, "it is a symbolic link that leads in a circle")
                return
            if not place.is_relative_to(root):
                yield refused(uri, "it is a symbolic link that leads out of the folder; it is not followed")
                return
            if place.is_dir():
                return
        try:
            mode = place.stat(follow_symlinks=False).st_mode
        except OSError:
            yield refused(uri, "the file is not there any more")
            return
        if not stat.S_ISREG(mode):
            yield refused(uri, f"it is {kind_of(mode)}, not a regular file")
        elif entry.name.lower().endswith(".zip"):
            yield from Archive.at(place, uri, limits=self._limits, opened=self._open_archive).members()
        else:
            yield SourceFile(uri, printable(entry.name), partial(read_regular, place, self._max_file_bytes))

    def _uri_of(self, path: str) -> str:
        return f"{self.uri.rstrip('/')}/{printable(path)}" if path else self.uri


class SingleFile:
    """One file, named by its path."""

    def __init__(self, path: Path, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._path = path
        self._max_file_bytes = max_file_bytes

    @property
    def uri(self) -> str:
        """The file's path as it was given."""
        return printable(self._path.as_posix())

    def covers(self, uri: str) -> bool:
        """Whether the address is the file's."""
        return uri == self.uri

    def close(self) -> None:
        """Nothing is held open."""

    def files(self) -> Iterator[SourceFile]:
        """The file; SourceUnreachable where there is none. A link is followed: a person named it."""
        try:
            place = self._path.resolve(strict=True)
        except FileNotFoundError:
            raise SourceUnreachable(self.uri, "there is no such file or folder") from None
        except (OSError, RuntimeError) as error:
            raise SourceUnreachable(self.uri, f"the file cannot be opened: {error}") from error
        yield SourceFile(self.uri, printable(self._path.name), partial(read_regular, place, self._max_file_bytes))
