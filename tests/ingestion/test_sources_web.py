"""Web sites are asked politely, within bounds, and never led into the local network."""

from __future__ import annotations

import gzip
import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

from ingestion.sources import SourceUnreachable, Unobtainable, network, open_source
from ingestion.sources.web import links

LISTING = """<html><head><meta charset="gbk"></head><body>
<a href="/art/2.html">简报第2期</a> <a href="art/1.html#top">简报第1期</a> <a href="/about.html">关于</a>
<a href="javascript:void(0)">空</a> <a href="mailto:a@example.org">信</a> <a href="http://[broken">坏</a>
<a href="list_2.html">下一页</a></body></html>"""
SECOND = """<html><body><a href="/art/3.html">简报第3期</a><a href="/art/2.html">又</a>
<a href="/list.html">上一页</a><a href="/list_2.html">下一页</a></body></html>"""


@dataclass
class Site:
    """A web site for tests: answers by path, and the requests it saw."""

    address: str = ""
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ports: set[int] = field(default_factory=set)

    def serve(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> None:
        data = body.encode("gbk") if isinstance(body, str) else body

        def answer(request: BaseHTTPRequestHandler) -> None:
            validators = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
            for name, header in validators.items():
                if name in headers and request.headers.get(header) == headers[name]:
                    request.send_response(304)
                    request.send_header("Content-Length", "0")
                    request.end_headers()
                    return
            request.send_response(status)
            for name, value in {"content_length": str(len(data)), **headers}.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(data)

        self.answers[path] = answer

    def asked(self) -> list[str]:
        """The paths asked for since the last call, robots.txt aside."""
        paths = [path for path, _ in self.requests if path != "/robots.txt"]
        self.requests.clear()
        return paths


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, dict(self.headers)))
            site.ports.add(self.client_address[1])
            if self.path in site.answers:
                site.answers[self.path](self)
            else:
                self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    site.serve("/robots.txt", b"", status=404)
    site.serve("/list.html", LISTING)
    site.serve("/list_2.html", SECOND)
    for number in (1, 2, 3):
        site.serve(f"/art/{number}.html", f"<p>第{number}期</p>", etag=f'"v{number}"')
    yield site
    server.shutdown()
    server.server_close()


def listing(site: Site, path: str = "/list.html", **options: Any) -> dict[str, Any]:
    return {
        "url": site.address + path,
        "link_pattern": r"/art/\d+\.html$",
        "next_pattern": "下一页",
        "delay_seconds": 0,
        "attempts": 1,
        "allow_private": True,
        **options,
    }


def fetched(specification: dict[str, Any], cache: Path | None = None) -> dict[str, bytes | str]:
    found: dict[str, bytes | str] = {}
    with closing(open_source(specification, cache=cache)) as source:
        for file in source.files():
            try:
                found[file.name] = file.read()
            except Unobtainable as fault:
                found[file.name] = fault.reason
    return found


class TestListings:
    def test_links_that_match_are_read_over_all_pages_each_once(self, site: Site) -> None:
        assert fetched(listing(site)) == {f"{n}.html": f"<p>第{n}期</p>".encode("gbk") for n in (1, 2, 3)}
        assert sorted(site.asked()) == ["/art/1.html", "/art/2.html", "/art/3.html", "/list.html", "/list_2.html"]

    def test_without_a_pattern_for_following_pages_only_the_first_is_read(self, site: Site) -> None:
        assert list(fetched(listing(site, next_pattern=None))) == ["2.html", "1.html"]

    def test_one_connection_serves_all_requests(self, site: Site) -> None:
        fetched(listing(site))
        assert len(site.ports) == 1

    def test_requests_are_spaced(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        pauses: list[float] = []
        monkeypatch.setattr(time, "sleep", pauses.append)
        fetched(listing(site, delay_seconds=50))
        assert len(pauses) == 5  # six requests, robots.txt among them
        assert min(pauses) > 40

    def test_a_second_run_asks_only_for_the_lists(self, site: Site, tmp_path: Path) -> None:
        first = fetched(listing(site), tmp_path)
        site.asked()
        assert fetched(listing(site), tmp_path) == first
        assert site.asked() == ["/list.html", "/list_2.html"]

    def test_documents_no_longer_fresh_are_asked_for_conditionally(self, site: Site, tmp_path: Path) -> None:
        site.serve("/art/2.html", "<p>第2期</p>", last_modified=formatdate(0, usegmt=True))
        first = fetched(listing(site, fresh_seconds=0), tmp_path)
        site.requests.clear()
        assert fetched(listing(site, fresh_seconds=0), tmp_path) == first
        sent = dict(site.requests)
        assert sent["/art/1.html"]["If-None-Match"] == '"v1"'
        assert sent["/art/2.html"]["If-Modified-Since"] == formatdate(0, usegmt=True)

    def test_a_changed_document_is_sent_anew(self, site: Site, tmp_path: Path) -> None:
        fetched(listing(site, fresh_seconds=0), tmp_path)
        site.serve("/art/1.html", "<p>改</p>", etag='"w1"')
        assert fetched(listing(site, fresh_seconds=0), tmp_path)["1.html"] == "<p>改</p>".encode("gbk")

    def test_an_interrupted_run_goes_on_where_it_stopped(self, site: Site, tmp_path: Path) -> None:
        with closing(open_source(listing(site), cache=tmp_path)) as source:
            next(iter(source.files())).read()
        site.asked()
        fetched(listing(site), tmp_path)
        assert [path for path in site.asked() if "/art/" in path] == ["/art/1.html", "/art/3.html"]

    def test_a_half_written_cache_is_not_believed(self, site: Site, tmp_path: Path) -> None:
        first = fetched(listing(site), tmp_path)
        for number, kept in enumerate(sorted(tmp_path.iterdir())):
            kept.write_bytes(kept.read_bytes()[: 10 * (number % 2)])
        assert fetched(listing(site), tmp_path) == first

    def test_one_document_s_fault_leaves_the_others(self, site: Site) -> None:
        del site.answers["/art/2.html"]
        found = fetched(listing(site))
        assert "404" in str(found["2.html"])
        assert found["3.html"] == "<p>第3期</p>".encode("gbk")

    def test_a_list_cut_short_does_not_pass_for_a_whole_one(self, site: Site) -> None:
        site.serve("/list_2.html", b"", status=503)
        source = open_source(listing(site))
        found = []
        with closing(source), pytest.raises(SourceUnreachable, match="503") as unreachable:
            found.extend(file.name for file in source.files())
        assert found == ["2.html", "1.html"]
        assert unreachable.value.passing

    def test_a_list_without_a_single_match_is_a_changed_site_not_an_empty_one(self, site: Site) -> None:
        with pytest.raises(SourceUnreachable, match="link_pattern"):
            fetched(listing(site, link_pattern="/article/"))

    def test_lists_are_bounded_and_say_so(self, site: Site) -> None:
        assert "after 1 pages" in str(fetched(listing(site, max_pages=1))["list.html"])
        assert "more than 2" in str(fetched(listing(site, max_files=2))["list.html"])

    def test_a_base_address_in_the_page_counts(self) -> None:
        page = b'<base href="https://example.org/a/"><a href="b.html#x"> B  b </a>'
        assert links(page, "https://example.com/") == [("https://example.org/a/b.html", "B b")]

    def test_the_source_knows_which_addresses_are_its_own(self, site: Site) -> None:
        source = open_source(listing(site))
        assert source.covers(f"{site.address}/art/9.html")
        assert not source.covers(f"{site.address}/about.html")


class TestDownloads:
    def document(self, site: Site, path: str, **options: Any) -> bytes | str:
        specification = {
            "url": site.address + path,
            "delay_seconds": 0,
            "attempts": 1,
            "allow_private": True,
            **options,
        }
        return next(iter(fetched(specification).values()))

    def test_a_url_without_a_link_pattern_is_one_document(self, site: Site) -> None:
        assert self.document(site, "/art/1.html") == "<p>第1期</p>".encode("gbk")

    def test_an_archive_is_opened(self, site: Site) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("x.txt", "1")
        site.serve("/a.zip", packed.getvalue())
        assert fetched({"url": site.address + "/a.zip", "delay_seconds": 0, "allow_private": True}) == {"x.txt": b"1"}

    def test_names_are_decoded(self, site: Site) -> None:
        site.serve("/%E7%AE%80%E6%8A%A5.txt", b"x")
        named = {"url": site.address + "/%E7%AE%80%E6%8A%A5.txt", "delay_seconds": 0, "allow_private": True}
        assert list(fetched(named)) == ["简报.txt"]

    def test_a_busy_server_is_asked_again(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(time, "sleep", lambda seconds: site.serve("/busy", b"done"))
        site.serve("/busy", b"", status=503)
        assert self.document(site, "/busy", attempts=2, delay_seconds=5) == b"done"

    def test_sizes_are_bounded_declared_or_not(self, site: Site) -> None:
        site.serve("/declared", b"x" * 2_000_000)
        site.serve("/packed", gzip.compress(b"x" * 2_000_000), content_encoding="gzip")
        for path in ("/declared", "/packed"):
            assert "more than the 1 MB" in str(self.document(site, path, max_file_mb=1))

    def test_a_download_that_never_ends_is_given_up(self, site: Site) -> None:
        def drip(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", "1000000")
            request.end_headers()
            try:
                for _ in range(200):
                    request.wfile.write(b"x")
                    time.sleep(0.02)
            except OSError:
                pass

        site.answers["/drip"] = drip
        assert "takes longer" in str(self.document(site, "/drip", file_seconds=0.2))

    def test_a_server_that_does_not_answer_is_given_up(self, site: Site) -> None:
        site.answers["/silent"] = lambda request: time.sleep(1)
        assert "in time" in str(self.document(site, "/silent", timeout_seconds=0.2))

    def test_a_connection_cut_off_is_that_document_s_fault(self, site: Site) -> None:
        site.serve("/cut", b"abc", content_length="10", connection="close")
        assert "cannot be reached" in str(self.document(site, "/cut"))

    def test_a_body_that_is_not_what_it_says_is_refused(self, site: Site) -> None:
        site.serve("/lies", b"not gzip", content_encoding="gzip")
        assert "not packed as it says" in str(self.document(site, "/lies"))

    def test_redirects_are_followed_so_far(self, site: Site) -> None:
        site.serve("/moved", b"x" * 100, status=301, location="/art/1.html")
        site.serve("/round", b"", status=302, location="/round")
        site.serve("/away", b"", status=302, location="file:///etc/passwd")
        assert self.document(site, "/moved") == "<p>第1期</p>".encode("gbk")
        assert "more than 5 times" in str(self.document(site, "/round"))
        assert "not a web address" in str(self.document(site, "/away"))


class TestLocalNetworks:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ],
    )  # fmt: skip
    def test_private_addresses_are_known_in_every_notation(self, address: str) -> None:
        assert not network.is_public(address)

    @pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
    def test_public_addresses_pass(self, address: str) -> None:
        assert network.is_public(address)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
    def test_a_document_on_this_machine_is_refused_and_never_asked_for(self, site: Site, host: str) -> None:
        url = f"http://{host}:{site.address.rsplit(':', 1)[1]}/art/1.html"
        reason = str(next(iter(fetched({"url": url, "attempts": 1}).values())))
        assert "private" in reason
        assert site.asked() == []

    def test_a_redirect_into_the_local_network_is_refused(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(network, "is_public", {"127.0.0.1": True, "127.0.0.2": False}.__getitem__)
        port = site.address.rsplit(":", 1)[1]
        site.serve("/in", b"", status=302, location=f"http://127.0.0.2:{port}/art/1.html")
        reason = str(next(iter(fetched({"url": site.address + "/in", "attempts": 1, "delay_seconds": 0}).values())))
        assert "private" in reason
        assert site.asked() == ["/in"]

    def test_the_connection_goes_to_the_address_that_was_checked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = iter(["8.8.8.8", "127.0.0.1"])
        monkeypatch.setattr(network.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), 443))])
        connected: list[str] = []

        class Backend(httpcore.MockBackend):
            def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
                connected.append(host)
                return super().connect_tcp(host, 443)

        answer = Backend([b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"ok"])
        transport = network.GuardedTransport(network.GuardedBackend(network.Deadline(), inner=answer))
        with httpx.Client(transport=transport) as client:
            response = client.get("https://rebinding.example/x")
        assert response.text == "ok"
        assert connected == ["8.8.8.8"]
        assert response.request.headers["host"] == "rebinding.example"

    def test_a_name_that_does_not_resolve_is_out_of_reach_for_now(self) -> None:
        source = open_source({"url": "http://no-such-host.invalid/", "link_pattern": "x", "attempts": 1})
        with closing(source), pytest.raises(SourceUnreachable, match="resolve") as unreachable:
            list(source.files())
        assert unreachable.value.passing
