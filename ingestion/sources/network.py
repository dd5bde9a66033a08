"""Which hosts may be asked, and for how long: none of the machine's own or its local network's unless allowed."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx


class AddressRefused(Exception):
    """A host that resolves to an address of a local or private network."""


class TookTooLong(Exception):
    """The time for one exchange is over, however busily the server sent a byte now and then."""


def public_addresses(host: str, port: int) -> list[str]:
    """The host's addresses, all of them public; AddressRefused otherwise.

    OSError where the host's name does not resolve.
    """
    addresses = _addresses(host, port)
    for address in addresses:
        if not is_public(address):
            raise AddressRefused(
                f"{host} is {address}, an address of a local or private network; "
                "set allow_private = true for this source if that is meant"
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address, also one wrapped in an IPv6 one, belongs to the public internet."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if parsed in _NAT64 or parsed in _IPV4_COMPATIBLE:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IPV4_COMPATIBLE = ipaddress.ip_network("::/96")


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))


class Deadline:
    """The moment at which an exchange with a server is given up."""

    def __init__(self) -> None:
        self._at = float("inf")

    def begin(self, seconds: float) -> None:
        """Give whatever follows this many seconds."""
        self._at = time.monotonic() + seconds

    def within(self, timeout: float | None) -> float | None:
        """The timeout, or what is left where that is less; TookTooLong where nothing is."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TookTooLong
        return left if timeout is None or left < timeout else timeout

    @contextmanager
    def watching(self) -> Iterator[None]:
        """A timeout within the block is TookTooLong where it was the deadline's."""
        try:
            yield
        except httpcore.TimeoutException:
            self.within(None)
            raise


class _Timed(httpcore.NetworkStream):
    """A connection on which no exchange outlasts the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._deadline.watching():
            return self._inner.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self._deadline.watching():
            self._inner.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with self._deadline.watching():
            inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections, each to the very address that was looked at.

    A name is resolved once, and the connection goes to what was found, so that a name that resolves differently the
    second time gains nothing. Certificates are checked against the name, as everything above knows only that.
    """

    def __init__(
        self, deadline: Deadline, *, allow_private: bool = False, inner: httpcore.NetworkBackend | None = None
    ) -> None:
        self._deadline = deadline
        self._resolved = _addresses if allow_private else public_addresses
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the host; AddressRefused for an address that is not public."""
        try:
            addresses = self._resolved(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} does not resolve") from error
        failure = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                with self._deadline.watching():
                    stream = self._inner.connect_tcp(
                        address, port, self._deadline.within(timeout), local_address, socket_options
                    )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _Timed(stream, self._deadline)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never: a socket of this machine is no web site."""
        raise AddressRefused(f"{path} is a socket of this machine")


class GuardedTransport(httpx.BaseTransport):
    """One connection at a time, opened by a guarded backend, for httpx's client."""

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False), max_connections=1, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; AddressRefused for an address that is not public, TookTooLong after the deadline."""
        url = request.url
        assert isinstance(request.stream, httpx.SyncByteStream)
        with _httpx_errors():
            answer = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_errors():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """What goes wrong below, in the words of httpx."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.UnsupportedProtocol as error:
        raise httpx.UnsupportedProtocol(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise httpx.NetworkError(str(error)) from error
