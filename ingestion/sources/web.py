"""Bulletins on a web site: one document, or a page that lists documents, page after page."""

from __future__ import annotations

import hashlib
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import httpx
from selectolax.lexbor import LexborHTMLParser

from ingestion.readers.charset import decode_markup
from ingestion.sources.archive import Archive, ArchiveLimits
from ingestion.sources.network import AddressRefused, Deadline, GuardedBackend, GuardedTransport, TookTooLong
from ingestion.sources.origin import (
    MAX_FILE_BYTES,
    SourceFile,
    SourceUnreachable,
    Unobtainable,
    printable,
    refused,
    too_large,
)
from ingestion.sources.page_cache import CachedPage, PageCache
from ingestion.sources.robots import MAX_BYTES as ROBOTS_BYTES
from ingestion.sources.robots import Answer, Robots

_BUSY = {408, 425, 429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Manners:
    """How a web site is asked: always over one connection, one request after the other.

    Times are seconds. ``delay`` lies between two requests; ``fresh_for`` is how long a document once downloaded is
    taken without asking again (listing pages are always asked for); ``file_seconds`` bounds one download from the
    name's resolution to the last byte.
    """

    delay: float = 1.0
    fresh_for: float = 86_400.0
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    file_seconds: float = 300.0
    attempts: int = 3
    redirects: int = 5
    max_file_bytes: int = MAX_FILE_BYTES
    user_agent: str = "fangzhi/0.1 (reads local-chronicles bulletins, one request at a time)"
    allow_private: bool = False
    respect_robots: bool = True


class Fetcher:
    """Gets pages politely: one connection, a pause between requests, conditional requests, bounded in every way."""

    def __init__(self, manners: Manners, cache: PageCache) -> None:
        self._manners = manners
        self._cache = cache
        self._client: httpx.Client | None = None
        self._deadline = Deadline()
        self._last_request_at = self._next_request_at = 0.0
        self._robots = Robots(manners.user_agent, self._robots_answer) if manners.respect_robots else None

    def get(self, url: str, *, fresh_for: float = 0.0) -> tuple[str, bytes]:
        """The address where redirects end, and the bytes there; Unobtainable where they cannot be had."""
        kept = self._cache.find(url)
        if kept is not None and 0 <= time.time() - kept[0].fetched_at < fresh_for:
            return kept[0].address, kept[1]
        for attempt in range(1, self._manners.attempts + 1):
            try:
                return self._asked(url, kept)
            except Unobtainable as fault:
                if not fault.passing or attempt == self._manners.attempts:
                    raise
                self._next_request_at += self._manners.delay * 2**attempt
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _asked(self, url: str, kept: tuple[CachedPage, bytes] | None) -> tuple[str, bytes]:
        headers = {}
        if kept is not None and kept[0].etag:
            headers["If-None-Match"] = kept[0].etag
        if kept is not None and kept[0].last_modified:
            headers["If-Modified-Since"] = kept[0].last_modified
        try:
            return self._answer(url, headers, kept)
        except AddressRefused as refusal:
            raise Unobtainable(str(refusal)) from None
        except TookTooLong:
            raise Unobtainable(
                f"the download takes longer than {self._manners.file_seconds:.0f} s", passing=True
            ) from None
        except httpx.TimeoutException:
            raise Unobtainable("the server did not answer in time", passing=True) from None
        except httpx.UnsupportedProtocol as error:
            raise Unobtainable(f"the address cannot be asked: {error}") from error
        except httpx.TransportError as error:
            raise Unobtainable(
                f"the server cannot be reached: {error or type(error).__name__}", passing=True
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError) as error:
            raise Unobtainable(f"the address cannot be asked: {error}") from error

    def _answer(self, url: str, headers: dict[str, str], kept: tuple[CachedPage, bytes] | None) -> tuple[str, bytes]:
        address = url
        for _ in range(self._manners.redirects + 1):
            _require_web(address)
            pause = self._robots.require(address) if self._robots is not None else 0.0
            with self._hop(address, headers, pause) as response:
                if response.status_code == 304 and kept is not None:
                    self._cache.keep(_noted(url, kept[0].address, kept[1], response), kept[1])
                    return kept[0].address, kept[1]
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    address = urljoin(address, response.headers["location"])
                    continue
                if response.status_code != 200:
                    raise Unobtainable(
                        f"the server answers {response.status_code} {response.reason_phrase}".rstrip(),
                        passing=response.status_code in _BUSY,
                    )
                data = _body(response, self._manners.max_file_bytes)
                self._cache.keep(_noted(url, address, data, response), data)
                return address, data
        raise Unobtainable(f"the server redirects more than {self._manners.redirects} times")

    def _robots_answer(self, url: str) -> Answer:
        address = url
        for _ in range(self._manners.redirects + 1):
            with self._hop(address, {}) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    address = urljoin(address, response.headers["location"])
                    continue
                if response.status_code != 200:
                    _drained(response)
                    return response.status_code, b""
                return response.status_code, b"".join(_unpacked(response, ROBOTS_BYTES))
        return 404, b""  # RFC 9309: who leads on and on has none

    @contextmanager
    def _hop(self, address: str, headers: dict[str, str], pause: float = 0.0) -> Iterator[httpx.Response]:
        """The answer to one request, its body still unread; the deadline holds from now on."""
        _require_web(address)
        self._wait(pause)
        self._deadline.begin(self._manners.file_seconds)
        with self._opened().stream("GET", address, headers=headers) as response:
            yield response

    def _wait(self, pause: float) -> None:
        left = max(self._next_request_at, self._last_request_at + pause) - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last_request_at = time.monotonic()
        self._next_request_at = self._last_request_at + self._manners.delay

    def _opened(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                transport=GuardedTransport(GuardedBackend(self._deadline, allow_private=self._manners.allow_private)),
                # Nothing is asked for that expands without bound.
                headers={"User-Agent": self._manners.user_agent, "Accept-Encoding": "gzip"},
                timeout=httpx.Timeout(self._manners.read_seconds, connect=self._manners.connect_seconds),
                follow_redirects=False,  # each hop is looked at, and its body never read
                trust_env=False,  # a proxy from the environment would resolve names unchecked
            )
        return self._client


def _require_web(address: str) -> None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise Unobtainable(f"the server leads on to {printable(address[:200])}, which is not a web address")


def _drained(response: httpx.Response) -> None:
    """Read what nobody wants, as long as it is little, so that the connection serves the next request."""
    left = ROBOTS_BYTES
    for chunk in response.iter_raw():
        left -= len(chunk)
        if left < 0:
            return


def _body(response: httpx.Response, limit: int) -> bytes:
    """What the server sent, unpacked; Unobtainable where it is more than the limit."""
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and len(declared) < 19 and int(declared) > limit:
        raise Unobtainable(too_large(int(declared), limit))
    data = bytearray()
    for part in _unpacked(response, limit + 1):
        data += part
    if len(data) > limit:
        raise Unobtainable(too_large(len(data), limit))
    return bytes(data)


def _unpacked(response: httpx.Response, most: int) -> Iterator[bytes]:
    """The body as it was packed, up to ``most`` bytes of it; never more than that is held, whatever it expands to."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise Unobtainable(f"the server packs its answer in a way that was not asked for ({packing[:40]})")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in packing else None
    given = taken = 0
    for chunk in response.iter_raw():
        taken += len(chunk)
        try:
            part = chunk if unpacker is None else unpacker.decompress(chunk, most - given)
        except zlib.error as error:
            raise Unobtainable("the server's answer is not packed as it says") from error
        yield part[: most - given]
        given += len(part)
        if given >= most:
            return
        if taken >= most or (unpacker is not None and unpacker.unused_data):
            raise Unobtainable("the server's answer is not packed as it says")
    if unpacker is not None and not unpacker.eof and taken:
        raise Unobtainable("the server's answer is cut off", passing=True)


def _noted(url: str, address: str, data: bytes, response: httpx.Response) -> CachedPage:
    return CachedPage(
        url=url,
        address=address,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        fetched_at=time.time(),
        sha256=hashlib.sha256(data).hexdigest(),
    )


class WebDocument:
    """One document (or one zip archive) behind a URL."""

    def __init__(self, url: str, fetcher: Fetcher, *, fresh_for: float, limits: ArchiveLimits) -> None:
        self._url = urldefrag(url).url
        self._fetcher = fetcher
        self._fresh_for = fresh_for
        self._limits = limits

    @property
    def uri(self) -> str:
        """The document's URL."""
        return printable(self._url)

    def covers(self, uri: str) -> bool:
        """Whether the address is the document's or a member's of it."""
        return uri == self.uri or uri.startswith(f"{self.uri}!")

    def close(self) -> None:
        """Close the connection."""
        self._fetcher.close()

    def files(self) -> Iterator[SourceFile]:
        """The document, fetched when it is read; an archive's members."""
        if not urlsplit(self._url).path.lower().endswith(".zip"):
            yield _web_file(self._url, self._fetcher, self._fresh_for)
            return
        try:
            data = self._fetcher.get(self._url, fresh_for=self._fresh_for)[1]
        except Unobtainable as fault:
            raise SourceUnreachable(self.uri, fault.reason, passing=fault.passing) from fault
        yield from Archive.of_bytes(self.uri, data, limits=self._limits).files()


class WebListing:
    """A page that links to documents, and its following pages."""

    def __init__(
        self,
        url: str,
        fetcher: Fetcher,
        *,
        link: re.Pattern[str],
        following: re.Pattern[str] | None = None,
        fresh_for: float = 0.0,
        max_pages: int = 200,
        max_files: int = 20_000,
    ) -> None:
        self._url = urldefrag(url).url
        self._fetcher = fetcher
        self._link = link
        self._following = following
        self._fresh_for = fresh_for
        self._max_pages = max_pages
        self._max_files = max_files

    @property
    def uri(self) -> str:
        """The first listing page's URL."""
        return printable(self._url)

    def covers(self, uri: str) -> bool:
        """Whether a link to this address would be taken."""
        return self._link.search(uri) is not None

    def close(self) -> None:
        """Close the connection."""
        self._fetcher.close()

    def files(self) -> Iterator[SourceFile]:
        """The documents linked, in the order of the pages; each once.

        SourceUnreachable where a page cannot be had or the first one links to no document: what was found before
        stays found, but nothing may be concluded from what was not.
        """
        listed: set[str] = set()
        visited: set[str] = set()
        waiting = [self._url]
        while waiting:
            page = waiting.pop(0)
            if len(visited) == self._max_pages:
                yield refused(self.uri, f"the list goes on after {self._max_pages} pages; the rest is not read")
                return
            visited.add(page)
            documents, following = self._links(page)
            if not documents and not listed:
                raise SourceUnreachable(self.uri, f"no link on the page matches link_pattern {self._link.pattern!r}")
            for document in documents:
                if document in listed:
                    continue
                if len(listed) == self._max_files:
                    yield refused(self.uri, f"the list names more than {self._max_files:,} files; the rest is not read")
                    return
                listed.add(document)
                yield _web_file(document, self._fetcher, self._fresh_for)
            waiting += [url for url in following if url not in visited and url not in waiting]

    def _links(self, page: str) -> tuple[list[str], list[str]]:
        try:
            address, data = self._fetcher.get(page)
        except Unobtainable as fault:
            reason = fault.reason if page == self._url else f"{printable(page)}: {fault.reason}"
            raise SourceUnreachable(self.uri, reason, passing=fault.passing) from fault
        documents: dict[str, None] = {}
        following: dict[str, None] = {}
        for url, text in links(data, address):
            if self._link.search(url):
                documents[url] = None
            elif self._following and (self._following.search(url) or self._following.search(text)):
                following[url] = None
        return list(documents), list(following)


def links(page: bytes, address: str) -> list[tuple[str, str]]:
    """The web addresses a page links to, absolute and without fragments, each with its link's text."""
    tree = LexborHTMLParser(decode_markup(page)[0])
    base = tree.css_first("base[href]")
    if base is not None:
        address = _joined(address, base.attributes.get("href")) or address
    found = []
    for anchor in tree.css("a[href]"):
        url = _joined(address, anchor.attributes.get("href"))
        if url is not None:
            found.append((url, " ".join(anchor.text().split())))
    return found


def _joined(address: str, reference: str | None) -> str | None:
    try:
        url = urldefrag(urljoin(address, (reference or "").strip())).url
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


def _web_file(url: str, fetcher: Fetcher, fresh_for: float) -> SourceFile:
    def fetch(url: str, fresh_for: float) -> bytes:
        return fetcher.get(url, fresh_for=fresh_for)[1]

    name = unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1], errors="replace") or "index"
    return SourceFile(printable(url), printable(name), partial(fetch, url, fresh_for))
