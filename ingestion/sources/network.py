"""Which hosts may be asked: none of the machine's own or its local network's, unless that is allowed."""

from __future__ import annotations

import ipaddress
import socket

import httpx


class AddressRefused(Exception):
    """A host that resolves to an address of a local or private network."""


def public_addresses(host: str, port: int) -> list[str]:
    """The host's addresses, all of them public; AddressRefused otherwise.

    OSError where the host's name does not resolve.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))
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
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class GuardedTransport(httpx.BaseTransport):
    """Sends each request, redirected ones included, to the very address that was found to be public.

    The connection goes to the checked address instead of the name, so that a name that resolves differently the
    second time gains nothing; certificates are still checked against the name.
    """

    def __init__(self, inner: httpx.BaseTransport | None = None) -> None:
        self._inner = inner or httpx.HTTPTransport(limits=httpx.Limits(max_connections=1))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; AddressRefused for an address that is not public."""
        url = request.url
        try:
            addresses = public_addresses(url.host, url.port or (443 if url.scheme == "https" else 80))
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"the name {url.host} does not resolve", request=request) from error
        failure = httpx.ConnectError(f"{url.host} has no address", request=request)
        for address in addresses:
            try:
                return self._inner.handle_request(_sent_to(request, address))
            except httpx.ConnectError as error:
                failure = error
        raise failure

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()


def _sent_to(request: httpx.Request, address: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )
