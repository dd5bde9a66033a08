"""Bulletins in an object store or on another file service, by any URL that fsspec understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import fsspec
from fsspec.core import url_to_fs

from ingestion.sources.archive import Archive, ArchiveLimits, OpenArchive
from ingestion.sources.network import AddressRefused, public_addresses
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

_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "oci", "hf", "memory", "zip", "tar"}
"""Services whose hosts are the provider's own, and containers: the address names a bucket or nothing, not a host."""

_LOCAL = {"file", "local", "dir"}


class Remote:
    """Every file below a URL that the patterns take, or the one file it names."""

    def __init__(
        self,
        url: str,
        *,
        include: Sequence[str] = ("*",),
        exclude: Sequence[str] = (),
        options: Mapping[str, Any] | None = None,
        allow_private: bool = False,
        max_file_bytes: int = MAX_FILE_BYTES,
        max_files: int = 1_000_000,
        limits: ArchiveLimits | None = None,
    ) -> None:
        self._url = url
        self._selection = Selection(include, exclude)
        self._options = dict(options or {})
        self._allow_private = allow_private
        self._max_file_bytes = max_file_bytes
        self._max_files = max_files
        self._limits = limits or ArchiveLimits(member_bytes=max_file_bytes)
        self._open_archive = OpenArchive()

    @property
    def uri(self) -> str:
        """The URL as it was given."""
        return printable(self._url)

    def covers(self, uri: str) -> bool:
        """Whether the address lies below the URL."""
        return uri == self.uri or uri.startswith((self.uri.rstrip("/") + "/", self.uri + "!"))

    def close(self) -> None:
        """Close the archive that was read last."""
        self._open_archive.close()

    def files(self) -> Iterator[SourceFile]:
        """The files in the order of their paths."""
        try:
            self._check_services()
            store, root = url_to_fs(self._url, **self._options)
            found = cast(dict[str, dict[str, Any]], store.find(root, detail=True))
        except AddressRefused as refusal:
            raise SourceUnreachable(self.uri, str(refusal)) from None
        except ImportError as error:
            raise SourceUnreachable(self.uri, f"another package is needed: {error}") from error
        except ValueError as error:
            raise SourceUnreachable(self.uri, f"the address is not understood: {error}") from error
        except FileNotFoundError:
            raise SourceUnreachable(self.uri, "there is nothing at this address") from None
        except Exception as error:  # every file service raises errors of its own
            raise SourceUnreachable(self.uri, f"it cannot be listed: {_said(error)}", passing=True) from error
        if not found:
            raise SourceUnreachable(self.uri, "there is nothing at this address")
        for count, path in enumerate(sorted(found)):
            if count == self._max_files:
                yield refused(self.uri, f"it holds more than {self._max_files:,} files; the rest is not read")
                return
            yield from self._entry(store, root, path, found[path])

    def _entry(
        self, store: fsspec.AbstractFileSystem, root: str, path: str, about: Mapping[str, Any]
    ) -> Iterator[SourceFile]:
        relative = path[len(root) :].lstrip("/") if path.startswith(root) else path.lstrip("/")
        name = printable(path.rstrip("/").rsplit("/", 1)[-1])
        if relative and not self._selection.takes(relative):
            return
        joint = "!" if "::" in self._url else "/"
        uri = f"{self.uri.rstrip('/')}{joint}{printable(relative)}" if relative else self.uri
        size = about.get("size")
        if name.lower().endswith(".zip"):
            opener = cast("partial[BinaryIO]", partial(store.open, path, "rb"))
            yield from Archive(uri, opener, limits=self._limits, opened=self._open_archive).members()
        elif isinstance(size, int) and size > self._max_file_bytes:
            yield refused(uri, too_large(size, self._max_file_bytes))
        else:
            yield SourceFile(uri, name, partial(self._read, store, path))

    def _read(self, store: fsspec.AbstractFileSystem, path: str) -> bytes:
        try:
            with store.open(path, "rb") as opened:
                data = cast(bytes, opened.read(self._max_file_bytes + 1))
        except FileNotFoundError:
            raise Unobtainable("the file is not there any more") from None
        except Exception as error:  # as above
            raise Unobtainable(f"the file cannot be read: {_said(error)}", passing=True) from error
        if len(data) > self._max_file_bytes:
            raise Unobtainable(too_large(len(data), self._max_file_bytes))
        return data

    def _check_services(self) -> None:
        schemes = [part.partition("://")[0].lower() for part in self._url.split("::")]
        for scheme in schemes:
            if scheme in _LOCAL:
                raise AddressRefused("a file of this machine; name it by its path, as a source of its own")
            if self._allow_private or scheme in _STORES or scheme not in fsspec.available_protocols():
                continue
            if scheme in ("http", "https"):
                raise AddressRefused("an address within a chain; name it as a source of its own, with kind = 'web'")
            raise AddressRefused(
                f"a service of the kind {scheme} cannot be kept from leading to private addresses; "
                "set allow_private = true for this source if it is trusted"
            )
        for scheme in schemes:
            fsspec.get_filesystem_class(scheme)  # ValueError, or ImportError for an optional one
        if not self._allow_private:
            for endpoint in _endpoints(self._options):
                host = urlsplit(endpoint).hostname
                if host:
                    _require_public(host, urlsplit(endpoint).port)


def _require_public(host: str, port: int | None) -> None:
    try:
        public_addresses(host, port or 443)
    except OSError as error:
        raise ConnectionError(f"the name {host} does not resolve") from error


def _endpoints(options: Mapping[str, Any]) -> Iterator[str]:
    """URLs and hosts anywhere in a store's options: they decide whom the store's client asks."""
    for name, value in options.items():
        if isinstance(value, Mapping):
            yield from _endpoints(value)
        elif isinstance(value, str) and "://" in value:
            yield value
        elif isinstance(value, str) and ("endpoint" in name or "host" in name):
            yield f"//{value}"


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
