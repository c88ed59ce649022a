"""Which addresses may be asked for: URLs taken apart strictly, and internet addresses that belong to everybody."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import idna

from dragoman.fetching.errors import FetchError
from dragoman.model import InputError

PORTS = (80, 443, 8080, 8443)
"""Ports that are asked outside the networks that a person names."""

LONGEST = 4096
"""Characters of a URL."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_EVERYBODYS = IPv6Network("2000::/3")
"""What is handed out of IPv6 as global unicast; all else of it is local, reserved or not given yet."""

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses behind a translator (RFC 6052): judged by the address inside."""

_OTHERS = tuple(map(ip_network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
    "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # a public address that clouds answer on from within
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
"""IANA's registries of special-purpose addresses, whatever this version of Python makes of them: private, shared (RFC 6598), loopback,
link-local, documentation, multicast, reserved, and those that carry an IPv4 address inside (6to4, Teredo).
"""

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*", re.ASCII)
_BAD = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ud800-\udfff]")


class Place(NamedTuple):
    """A URL taken apart: what to connect to, and what to ask for there. `url` is the whole in plain ASCII, without fragment."""

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"


def place(url: str) -> Place:
    """The parts of a URL. FetchError where it is malformed, or none that is fetched: another scheme than http and https, a name or password."""
    url = url.strip()
    shown = url[:100]
    if len(url) > LONGEST or _BAD.search(url):
        raise FetchError(f"{shown!r}: no URL; expected up to {LONGEST} characters of valid Unicode without spaces and control characters", "url")
    scheme = url.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        raise FetchError(f"{shown}: only http and https are fetched; expected a URL such as https://news.example/feed.xml", "url")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts.hostname or "")
    except (ValueError, idna.IDNAError) as error:
        raise FetchError(f"{shown}: no URL that can be read ({error}); expected one such as https://news.example/feed.xml", "url") from error
    if "@" in parts.netloc:
        raise FetchError(f"{scheme}://…@{host}: a name or password in a URL is not sent; give the URL without", "url")
    if port == 0 or parts.netloc.endswith(":"):
        raise FetchError(f"{shown}: no port; expected a number from 1 to 65535, or none", "url")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?[]|')}" if parts.query else "")
    found = Place("", scheme, host, port or {"http": 80, "https": 443}[scheme], target)
    return found._replace(url=f"{scheme}://{found.authority}{target}")


def _host(name: str) -> str:
    if ":" in name:
        if "%" in name:
            raise ValueError("an address of one network card")
        return str(IPv6Address(name))
    host = name.lower() if name.isascii() else idna.encode(name[:253], uts46=True).decode("ascii").lower()
    host = host.removesuffix(".")
    if not _HOST.fullmatch(host):
        raise ValueError(f"the host {name[:60]!r}")
    return host


def joined(base: str, link: str) -> Place:
    """A link followed from a URL; FetchError as `place`."""
    try:
        return place(urljoin(base, link.strip()))
    except ValueError as error:
        raise FetchError(f"{link[:100]!r}: no link that can be followed ({error})", "url") from error


def networks(named: Iterable[str]) -> tuple[Network, ...]:
    """Networks by their names, such as 127.0.0.0/8; InputError where one is none."""
    found = []
    for name in named:
        try:
            found.append(ip_network(name.strip()))
        except ValueError as error:
            raise InputError(f"{name}: no network ({error}); expected one such as 10.1.0.0/16 or fd00:1::/32") from error
    return tuple(found)


def refusal(address: Address, port: int, allowed: Sequence[Network] = ()) -> str | None:
    """Why an address is not connected to, or None. In the networks allowed every port is."""
    if any(address in network for network in allowed):
        return None
    if not is_everybodys(address):
        return f"{address} is no address of the public internet; --allow-network lets a network through that you mean to reach"
    if port not in PORTS:
        return f"port {port} is not asked; those that are: {', '.join(map(str, PORTS))}"
    return None


def is_everybodys(address: Address) -> bool:
    """Whether an address can be reached by everybody alike: global, unicast, and with no other address hidden inside."""
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return is_everybodys(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _EVERYBODYS or address.ipv4_mapped or address.sixtofour or address.teredo or address.scope_id:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _OTHERS)


def chosen(place: Place, answers: Iterable[str], allowed: Sequence[Network]) -> list[Address]:
    """The addresses that a name stands for, each once, a few at most. FetchError where one of them is refused: a name that points both
    outside and inside is nobody's honest mistake.
    """
    found = []
    for answer in dict.fromkeys(answers):
        try:
            address = ip_address(answer)
        except ValueError as error:
            raise FetchError(f"{place.url}: {answer!r}, which {place.host} stands for, is refused: no address", "address", again=False) from error
        if why := refusal(address, place.port, allowed):
            raise FetchError(f"{place.url}: refused: {why}", "address", again=False)
        found.append(address)
    if not found:
        raise FetchError(f"{place.url}: the name {place.host} stands for no address", "name")
    return found[:_TRIED]


_TRIED = 4
