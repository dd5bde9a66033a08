"""Downloaded pages kept in a folder, so that an interrupted run goes on and unchanged pages are not sent again."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class CachedPage:
    """What a server answered, and when.

    ``address`` is where redirects ended, ``fetched_at`` seconds since 1970; ``etag`` and ``last_modified`` are the
    server's own words, sent back to ask whether anything changed.
    """

    url: str
    address: str
    etag: str | None
    last_modified: str | None
    fetched_at: float
    sha256: str


class PageCache:
    """A folder with two files a page: its bytes and a JSON note; without a folder, nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def find(self, url: str) -> tuple[CachedPage, bytes] | None:
        """The page kept under this URL; None where there is none or a crash left half of it."""
        if self._folder is None:
            return None
        note, body = self._paths(url)
        try:
            page = CachedPage(**json.loads(note.read_text("utf-8")))
            data = body.read_bytes()
        except (OSError, ValueError, TypeError):
            return None
        if page.url != url or page.sha256 != hashlib.sha256(data).hexdigest():
            return None
        return page, data

    def keep(self, page: CachedPage, data: bytes) -> None:
        """Keep the page in place of an older one."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        note, body = self._paths(page.url)
        _replace(body, data)
        _replace(note, json.dumps(asdict(page), ensure_ascii=False, indent=1).encode())

    def _paths(self, url: str) -> tuple[Path, Path]:
        assert self._folder is not None
        key = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{key}.json", self._folder / f"{key}.body"


def _replace(path: Path, data: bytes) -> None:
    half_written = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        half_written.write_bytes(data)
        half_written.replace(path)
    finally:
        half_written.unlink(missing_ok=True)
