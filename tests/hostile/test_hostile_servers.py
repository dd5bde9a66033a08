"""No server keeps a run busy, fills its memory, or leads it to where it may not go."""

from __future__ import annotations

import gzip
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from ingestion.sources import SourceUnreachable, SpecificationError, Unobtainable, network, open_source, robots

Answer = Callable[[socket.socket], None]


def said(*parts: bytes) -> Answer:
    """Sends these bytes and ends the connection."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"".join(parts))

    return answer


def head(*lines: bytes, status: bytes = b"200 OK") -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, b"Connection: close", *lines, b"", b""])


def page(body: bytes, *lines: bytes, status: bytes = b"200 OK") -> Answer:
    return said(head(*lines, status=status), body)


def led_to(location: bytes) -> Answer:
    return page(b"", b"Location: " + location, status=b"302 Found")


def without_end(beginning: bytes, part: bytes, pause: float = 0.0) -> Answer:
    """Sends the same again and again until nobody listens any more."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while True:
            connection.sendall(part)
            time.sleep(pause)

    return answer


@dataclass
class Server:
    """A server that says whatever a test wants, and remembers what it was asked for."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=lambda: {"/robots.txt": page(b"", status=b"404 Not Found")})
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def listening() -> Iterator[Server]:
    server = Server()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            request = b""
            while b"\r\n\r\n" not in request:
                part = self.request.recv(65536)
                if not part:
                    return
                request += part
            path = request.split(b" ")[1].decode()
            server.asked.append(path)
            with suppress(OSError):
                server.answers.get(path, page(b"", status=b"404 Not Found"))(self.request)

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 50

    with Listener(("127.0.0.1", 0), Handler) as listener:
        threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
        server.port = listener.server_address[1]
        yield server
        listener.shutdown()


@pytest.fixture
def server(listening: Server) -> Server:
    fresh = Server()
    listening.answers, listening.asked = fresh.answers, fresh.asked
    return listening


def asked(url: str, **options: Any) -> bytes | str:
    """The document behind a URL, or why it cannot be had."""
    manners = {"delay_seconds": 0, "attempts": 1, "timeout_seconds": 5, "file_seconds": 0.5, "max_file_mb": 1}
    with closing(open_source({"url": url, "kind": "web", **manners, **options})) as source:
        [file] = source.files()
        try:
            return file.read()
        except Unobtainable as fault:
            return fault.reason


def asked_here(server: Server, path: str, **options: Any) -> bytes | str:
    return asked(f"http://127.0.0.1:{server.port}{path}", allow_private=True, **options)


PRIVATE = [
    "127.0.0.1", "127.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "localhost", "LOCALHOST", "localhost.", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "①②⑦.⓪.⓪.①", "127。0。0。1", "10.0.0.1", "172.16.0.1",
    "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fd00:ec2::254]", "224.0.0.1",
    "255.255.255.255", "[ff02::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_no_notation_of_a_private_address_is_connected_to(server: Server, host: str) -> None:
    reason = str(asked(f"http://{host}:{server.port}/x"))
    assert "private" in reason or "Invalid" in reason or "does not resolve" in reason, reason
    assert server.asked == []


@pytest.mark.parametrize("found", [["10.0.0.8"], ["8.8.8.8", "127.0.0.1"], ["::ffff:192.168.0.1"], ["fe80::1%1"]])
def test_a_name_for_a_private_address_is_not_connected_to(
    server: Server, monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    monkeypatch.setattr(
        network.socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (one, port)) for one in found]
    )
    assert "private" in str(asked(f"http://inside.example:{server.port}/x"))
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "//x",
    ],
)
def test_what_is_no_web_address_is_no_web_source(url: str) -> None:
    with pytest.raises(SpecificationError, match="http"):
        asked(url)


@pytest.mark.parametrize(
    ("url", "match"),
    [
        ("local:///etc/passwd", "file of this machine"),
        ("file::/etc/passwd", "file of this machine"),
        ("zip://x::local:///etc/x.zip", "file of this machine"),
        ("simplecache::http://127.0.0.1/x", "private"),
        ("zip://x::http://127.0.0.1/x.zip", "kind = 'web'"),
        ("ftp://10.0.0.1/x", "private"),
        ("webhdfs://example.org/x", "private|package is needed"),
        ("jupyter://127.0.0.1:8888/x", "private|package is needed"),
        ("reference::memory://refs.json", "private|package is needed"),
        ("smb://fileserver/x", "private|package is needed"),
    ],
)
def test_a_file_service_leads_neither_into_this_machine_nor_its_network(url: str, match: str) -> None:
    with closing(open_source({"url": url, "kind": "remote"})) as source, pytest.raises(SourceUnreachable, match=match):
        list(source.files())


@pytest.mark.parametrize(
    "options",
    [
        {"client_kwargs": {"endpoint_url": "http://127.0.0.1:9000"}},
        {"endpoint": "10.0.0.8:9000"},
        {"config": {"endpoint_url": "http://[::1]:9000"}},
        {"account_host": "192.168.1.1"},
    ],
)
def test_no_option_turns_a_store_to_the_local_network(options: dict[str, Any]) -> None:
    source = open_source({"url": "memory://bucket/x", "kind": "remote", "options": options})
    with closing(source), pytest.raises(SourceUnreachable, match="private"):
        list(source.files())


@pytest.mark.parametrize("url", ["https://user:geheim@example.org/x", "sftp://user:geheim@example.org/x"])
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SpecificationError, match="no place") as refused:
        open_source(url)
    assert "geheim" not in str(refused.value)


PACKED = gzip.compress(b"0" * 30_000_000, mtime=0)
ODD = {
    "a length of a thousand digits": (page(b"x", b"Content-Length: " + b"9" * 1000), "cannot be reached"),
    "a length of ten gigabytes": (page(b"x", b"Content-Length: 10000000000"), "more than the 1 MB"),
    "a length below zero": (page(b"x", b"Content-Length: -5"), "cannot be reached"),
    "two lengths": (page(b"xyz", b"Content-Length: 3", b"Content-Length: 1"), "cannot be reached"),
    "a shorter body than it says": (page(b"xyz", b"Content-Length: 30"), "cannot be reached"),
    "a body without end": (without_end(head(), b"x" * 65536), "more than the 1 MB"),
    "chunks without end": (
        without_end(head(b"Transfer-Encoding: chunked"), b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        "more than the 1 MB",
    ),
    "a chunk of nonsense": (page(b"zz\r\nx", b"Transfer-Encoding: chunked"), "cannot be reached"),
    "a body that expands a thousandfold": (page(PACKED, b"Content-Encoding: gzip"), "more than the 1 MB"),
    "a body packed twice": (page(gzip.compress(PACKED), b"Content-Encoding: gzip, gzip"), "not asked for"),
    "a body packed in another way": (page(b"x", b"Content-Encoding: br"), "not asked for"),
    "a packed body cut off": (page(gzip.compress(b"abc" * 99)[:-9], b"Content-Encoding: gzip"), "cut off"),
    "a packed body with something behind it": (
        page(gzip.compress(b"abc") + b"behind", b"Content-Encoding: gzip"),
        "not packed as it says",
    ),
    "packed nothing without end": (
        without_end(head(b"Content-Encoding: gzip"), gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 9000),
        "not packed as it says",
    ),
    "a byte now and then": (without_end(head(), b"x", 0.01), "takes longer"),
    "a sign of its head now and then": (without_end(b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.01), "takes longer"),
    "one promise after another": (without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001), "takes longer"),
    "nothing": (said(), "cannot be reached"),
    "no HTTP": (said(b"220 smtp ready\r\n" * 9), "cannot be reached"),
    "a head without end": (without_end(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 60000 + b"\r\n"), "cannot be reached"),
    "a head with NUL": (said(b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\nx"), "cannot be reached"),
    "that nothing changed, unasked": (page(b"", status=b"304 Not Modified"), "answers 304"),
    "that it leads nowhere": (page(b"", status=b"302 Found"), "answers 302"),
    "that it leads to a file": (led_to(b"file:///etc/passwd"), "not a web address"),
    "that it leads to a script": (led_to(b"javascript:alert(1)"), "cannot be asked"),
    "that it leads to data": (led_to(b"data:text/plain,x"), "cannot be asked"),
    "that it leads to another service": (led_to(b"ftp://127.0.0.1/x"), "not a web address"),
    "that it leads to no address": (led_to(b"http://[broken/"), "cannot be asked"),
    "that it leads to a port that is none": (led_to(b"http://example.org:99999999/"), "cannot be"),
    "that it leads to itself": (led_to(b"/x"), "more than 5 times"),
    "that it has been taught manners": (page(b"", status=b"418 I'm a teapot"), "answers 418"),
}


@pytest.mark.parametrize("what", ODD)
def test_whatever_a_server_says_is_a_document_or_a_reason(server: Server, what: str) -> None:
    answer, reason = ODD[what]
    server.answers["/x"] = answer
    assert reason in str(asked_here(server, "/x"))
    server.answers["/y"] = page(b"honest")
    assert asked_here(server, "/y") == b"honest"


@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "10.0.0.1", "169.254.169.254", "2130706434"])
def test_a_redirect_into_the_local_network_is_not_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(network, "is_public", lambda address: address == "127.0.0.1")
    server.answers["/x"] = led_to(f"http://{host}:{server.port}/secret".encode())
    assert "private" in str(asked(f"http://127.0.0.1:{server.port}/x"))
    assert "/secret" not in server.asked


def test_redirects_are_counted(server: Server) -> None:
    steps = count()
    for step in range(9):
        server.answers[f"/{step}"] = led_to(f"/{step + 1}".encode())
    assert "more than 3 times" in str(asked_here(server, f"/{next(steps)}", max_redirects=3, respect_robots=False))
    assert server.asked == ["/0", "/1", "/2", "/3"]


def test_an_archive_that_a_server_sends_is_no_bomb(server: Server) -> None:
    server.answers["/a.zip"] = page(b"PK\x05\x06" + b"\xff" * 18)
    url = f"http://127.0.0.1:{server.port}/a.zip"
    with (
        closing(open_source({"url": url, "allow_private": True, "delay_seconds": 0})) as source,
        pytest.raises(SourceUnreachable),
    ):
        list(source.files())


def test_a_list_of_endless_links_is_bounded(server: Server) -> None:
    links = "".join(f"<a href='/art/{number}.html'>x</a><a href='/list{number}'>下一页</a>" for number in range(2000))
    hostile = "<a href='javascript:alert(1)//art/1.html'>x</a><a href='file:///art/1.html'>x</a>"
    for number in range(30):
        server.answers[f"/list{number}"] = page((hostile + links).encode())
    listing = {
        "url": f"http://127.0.0.1:{server.port}/list0", "link_pattern": "/art/", "next_pattern": "下一页",
        "delay_seconds": 0, "allow_private": True, "max_files": 500, "max_pages": 5,
    }  # fmt: skip
    with closing(open_source(listing)) as source:
        found = [file.uri for file in source.files()]
    assert len(found) == 501
    assert all(uri.startswith("http://127.0.0.1") for uri in found)


class TestRobots:
    def asked(self, server: Server, answer: Answer, **options: Any) -> str:
        server.answers |= {"/robots.txt": answer, "/art/x": page(b"read"), "/open/x": page(b"read")}
        return str(asked_here(server, "/art/x", **options))

    def test_an_address_that_a_site_wants_left_alone_is_left_alone(self, server: Server) -> None:
        wishes = page(b"User-agent: *\nDisallow: /art/\n")
        assert "robots.txt asks programs not to" in self.asked(server, wishes)
        assert asked_here(server, "/open/x") == b"read"
        assert server.asked == ["/robots.txt", "/robots.txt", "/open/x"]

    @pytest.mark.parametrize(
        ("wishes", "permitted"),
        [
            (b"Disallow: /*/x$", False),
            (b"Disallow: /*.pdf$", True),
            (b"Disallow: /\nAllow: /art/", True),
            (b"Allow: /\nDisallow: /art/", False),
            (b"Disallow: " + b"/*" * 5_000, True),
            (b"Crawl-delay: " + b"9" * 9_000 + b"\nDisallow: /", False),
            (b"Crawl-delay: \xc2\xb2\nDisallow: /", False),
            (b"Crawl-delay: nan\nAllow: /", True),
            (b"Disallow: http://[\nAllow: /", True),
        ],
    )
    def test_wishes_are_read_as_the_standard_has_them(self, server: Server, wishes: bytes, permitted: bool) -> None:
        answer = self.asked(server, page(b"User-agent: *\n" + wishes + b"\n"))
        assert (answer == "b'read'") is permitted

    def test_a_wish_for_others_is_none_for_this_program(self, server: Server) -> None:
        assert self.asked(server, page(b"User-agent: Otherbot\nDisallow: /\n")) == "b'read'"
        assert "robots.txt" in self.asked(server, page(b"User-agent: fangzhi\nDisallow: /\n"))

    def test_the_owner_of_a_site_may_overrule_it(self, server: Server) -> None:
        assert self.asked(server, page(b"User-agent: *\nDisallow: /\n"), respect_robots=False) == "b'read'"
        assert server.asked == ["/art/x"]

    def test_a_redirect_leads_around_no_wish(self, server: Server) -> None:
        server.answers["/art/x"] = led_to(b"/closed/x")
        server.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /closed/\n")
        assert "robots.txt" in str(asked_here(server, "/art/x"))
        assert "/closed/x" not in server.asked

    @pytest.mark.parametrize("status", [b"404 Not Found", b"401 Unauthorized", b"410 Gone"])
    def test_a_site_without_wishes_permits_everything(self, server: Server, status: bytes) -> None:
        assert self.asked(server, page(b"User-agent: *\nDisallow: /\n", status=status)) == "b'read'"

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (page(b"", status=b"503 Busy"), "robots.txt cannot be had"),
            (said(), "cannot be reached"),
            (without_end(head(), b"x", 0.01), "takes longer"),
        ],
    )
    def test_wishes_that_cannot_be_known_are_not_guessed(self, server: Server, answer: Answer, reason: str) -> None:
        assert reason in self.asked(server, answer)
        assert "/art/x" not in server.asked

    @pytest.mark.parametrize(
        "answer",
        [
            without_end(head(), b"# " + b"x" * 60000 + b"\n"),
            page(gzip.compress(b"#" * 30_000_000, mtime=0), b"Content-Encoding: gzip"),
            page(bytes(range(256)) * 100),
            led_to(b"/robots.txt"),
        ],
        ids=["without end", "packed", "noise", "in a circle"],
    )
    def test_odd_wishes_are_read_as_far_as_they_go(self, server: Server, answer: Answer) -> None:
        assert self.asked(server, answer) == "b'read'"

    def test_no_site_makes_a_program_wait_for_ever(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        pauses: list[float] = []
        monkeypatch.setattr(time, "sleep", pauses.append)
        self.asked(server, page(b"User-agent: *\nCrawl-delay: 999999999\n"))
        assert 50 < max(pauses) <= robots.LONGEST_PAUSE
