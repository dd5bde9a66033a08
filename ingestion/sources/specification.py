"""How a person writes down where bulletins come from, checked, and turned into a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from ingestion.sources.archive import Archive, ArchiveLimits
from ingestion.sources.folder import Folder, SingleFile
from ingestion.sources.origin import Source
from ingestion.sources.page_cache import PageCache
from ingestion.sources.remote import Remote
from ingestion.sources.web import Fetcher, Manners, WebDocument, WebListing


class SpecificationError(ValueError):
    """A source that is not described well enough to be opened; the message says what to change."""


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Patterns = Annotated[list[str], BeforeValidator(_one_or_more)]


class _Specification(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    max_file_mb: float = Field(64, gt=0, le=1024)

    def max_file_bytes(self) -> int:
        return int(self.max_file_mb * 1024 * 1024)


class _Selecting(_Specification):
    include: Patterns = ["*"]
    exclude: Patterns = []


class _Packed(_Selecting):
    max_members: int = Field(50_000, gt=0)
    max_total_mb: float = Field(4096, gt=0)
    max_ratio: int = Field(200, gt=1)

    def limits(self) -> ArchiveLimits:
        total = int(self.max_total_mb * 1024 * 1024)
        return ArchiveLimits(self.max_members, self.max_file_bytes(), total, self.max_ratio)


class FolderSpecification(_Packed):
    """``path`` and below it every file that ``include`` takes and ``exclude`` does not."""

    kind: Literal["folder"]
    path: Path


class FileSpecification(_Specification):
    """One file."""

    kind: Literal["file"]
    path: Path


class ArchiveSpecification(_Packed):
    """One zip archive."""

    kind: Literal["archive"]
    path: Path


class WebSpecification(_Specification):
    """A document behind a URL, or with ``link_pattern`` a page that lists documents.

    Patterns are regular expressions, searched in the links' absolute URLs; ``next_pattern`` in their texts as well.
    """

    kind: Literal["web"]
    url: str
    link_pattern: re.Pattern[str] | None = None
    next_pattern: re.Pattern[str] | None = None
    delay_seconds: float = Field(1.0, ge=0, le=3600)
    fresh_seconds: float = Field(86_400.0, ge=0)
    timeout_seconds: float = Field(30.0, gt=0, le=600)
    file_seconds: float = Field(300.0, gt=0, le=3600)
    attempts: int = Field(3, ge=1, le=10)
    max_redirects: int = Field(5, ge=0, le=20)
    max_pages: int = Field(200, ge=1)
    max_files: int = Field(20_000, ge=1)
    user_agent: str | None = None
    allow_private: bool = False
    respect_robots: bool = True

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("a web address begins with http:// or https:// and names a host")
        return _without_password(url)

    def manners(self) -> Manners:
        """How the site is asked."""
        defaults = Manners()
        return Manners(
            delay=self.delay_seconds,
            fresh_for=self.fresh_seconds,
            connect_seconds=min(defaults.connect_seconds, self.timeout_seconds),
            read_seconds=self.timeout_seconds,
            file_seconds=self.file_seconds,
            attempts=self.attempts,
            redirects=self.max_redirects,
            max_file_bytes=self.max_file_bytes(),
            user_agent=self.user_agent or defaults.user_agent,
            allow_private=self.allow_private,
            respect_robots=self.respect_robots,
        )


class RemoteSpecification(_Packed):
    """A file or folder of any service fsspec knows (s3, gs, sftp …); ``options`` go to its client."""

    kind: Literal["remote"]
    url: str
    options: dict[str, Any] = {}
    allow_private: bool = False

    @field_validator("url")
    @classmethod
    def _is_open_to_all_eyes(cls, url: str) -> str:
        return _without_password(url)


def _without_password(url: str) -> str:
    if _PASSWORD.search(url):
        raise ValueError("addresses are written into reports, so a password has no place in one; use options")
    return url


_PASSWORD = re.compile(r"(?<=//)[^/?#@]*:[^/?#]*@")

Specification = Annotated[
    FolderSpecification | FileSpecification | ArchiveSpecification | WebSpecification | RemoteSpecification,
    Field(discriminator="kind"),
]
_CHECKED: TypeAdapter[Specification] = TypeAdapter(Specification)


def open_source(specification: str | Path | Mapping[str, Any], *, cache: Path | None = None) -> Source:
    """The source a person named.

    A string is a folder, a file, a zip archive, a path with globs (``bulletins/**/*.pdf``), an http(s) address or
    any fsspec URL; a mapping (a TOML table) has ``path`` or ``url`` and the options of its kind. ``cache`` is the
    folder where pages of web sites are kept between runs. Nothing is read yet. SpecificationError says what is wrong.

    >>> open_source({"path": "bulletins", "include": "*.pdf"}).uri
    'bulletins'
    """
    checked = _check(specification)
    match checked:
        case FolderSpecification():
            return Folder(
                checked.path,
                include=checked.include,
                exclude=checked.exclude,
                max_file_bytes=checked.max_file_bytes(),
                limits=checked.limits(),
            )
        case FileSpecification():
            return SingleFile(checked.path, max_file_bytes=checked.max_file_bytes())
        case ArchiveSpecification():
            return Archive.at(checked.path, include=checked.include, exclude=checked.exclude, limits=checked.limits())
        case WebSpecification():
            return _web(checked, cache)
        case RemoteSpecification():
            return Remote(
                checked.url,
                include=checked.include,
                exclude=checked.exclude,
                options=checked.options,
                allow_private=checked.allow_private,
                max_file_bytes=checked.max_file_bytes(),
                limits=checked.limits(),
            )


def _web(checked: WebSpecification, cache: Path | None) -> Source:
    fetcher = Fetcher(checked.manners(), PageCache(cache))
    if checked.link_pattern is None:
        limits = ArchiveLimits(member_bytes=checked.max_file_bytes())
        return WebDocument(checked.url, fetcher, fresh_for=checked.fresh_seconds, limits=limits)
    return WebListing(
        checked.url,
        fetcher,
        link=checked.link_pattern,
        following=checked.next_pattern,
        fresh_for=checked.fresh_seconds,
        max_pages=checked.max_pages,
        max_files=checked.max_files,
    )


def _check(specification: str | Path | Mapping[str, Any]) -> Specification:
    given = dict(specification) if isinstance(specification, Mapping) else _table(str(specification))
    given.setdefault("kind", _kind(given))
    try:
        return _CHECKED.validate_python(given)
    except ValidationError as error:
        named = _PASSWORD.sub("…@", str(given.get("path") or given.get("url") or specification))
        faults = "; ".join(_fault(detail["loc"], detail["msg"]) for detail in error.errors())
        raise SpecificationError(f"source {named}: {faults}") from None


def _fault(location: tuple[int | str, ...], message: str) -> str:
    field = ".".join(str(part) for part in location[1:]) or "kind"
    return f"{field}: {message.removeprefix('Value error, ')}"


def _table(name: str) -> dict[str, Any]:
    if not name.strip():
        raise SpecificationError("a source needs a path or an address; this one is empty")
    if "\0" in name:
        raise SpecificationError("a source's path holds a NUL character")
    if name.startswith("file://"):
        return {"path": unquote(urlsplit(name).path)}
    if "://" in name or "::" in name:
        return {"url": name}
    if any(mark in name for mark in "*?[") and not Path(name).exists():
        parts = Path(name).parts
        first = next(index for index, part in enumerate(parts) if any(mark in part for mark in "*?["))
        pattern = "/".join(parts[first:])
        return {"path": Path(*parts[:first]), "include": ["/" + pattern], "kind": "folder"}
    return {"path": name}


def _kind(given: Mapping[str, Any]) -> str:
    if "path" in given and "url" in given:
        raise SpecificationError("a source has a path or a url, not both")
    if "path" in given:
        path = Path(str(given["path"]))
        if path.is_dir():
            return "folder"
        if path.suffix.lower() == ".zip":
            return "archive"
        # What is not there was a folder if patterns choose from it or its name has no ending.
        chooses = not {"include", "exclude"}.isdisjoint(given)
        return "folder" if chooses or not (path.exists() or path.suffix) else "file"
    if "url" in given:
        return "web" if str(given["url"]).lower().startswith(("http://", "https://")) else "remote"
    raise SpecificationError("a source needs a path or a url")
