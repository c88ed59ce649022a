"""A small HTTP client for addresses that strangers give: every request is bounded, and goes nowhere but where it was checked to go."""
from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message

import httpcore2

from dragoman import __version__
from dragoman.fetching.addresses import Place, chosen, joined, networks, place
from dragoman.fetching.bodies import ENCODINGS, Body
from dragoman.fetching.errors import FetchError
from dragoman.fetching.wire import Checked, Clock, Resolve, looked_up, system
from dragoman.model import InputError

PRODUCT = "Dragoman"
"""The name that a robots.txt can address."""

MOST = 10_000_000
"""Bytes of a document, packed and unpacked."""

SECONDS = 30.0
"""From the look-up of the name to the last byte, redirects included."""

READ = 15.0
"""Seconds in which some byte must come."""

REDIRECTS = 5
HEADERS = 256_000
"""Bytes for headers and framing beside the body; a single header block may have 100 KB."""

_MOVED = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered: `url` is where the answer came from in the end, `headers` have lower-case names, `body` is unpacked.

    `moved` is where the document is to be asked for from now on, where every redirect on the way was permanent; else None. `media_type`
    and `charset` are those the server claims, in lower case. `whole` is false where the body was cut at the limit.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    moved: str | None = None
    whole: bool = True

    @property
    def media_type(self) -> str | None:
        return self._content_type()[0]

    @property
    def charset(self) -> str | None:
        return self._content_type()[1]

    def _content_type(self) -> tuple[str | None, str | None]:
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")[:1000].replace("\r", " ").replace("\n", " ")
        name = message.get_content_charset()
        return (message.get_content_type() if "content-type" in self.headers else None), (name[:60] if name else None)


class Fetcher:
    """Fetches documents and hands over messages. Used by several threads at once.

    Only http and https, on ports 80, 443, 8080 and 8443, without passwords, and only to addresses that everybody can reach; `allow` names
    networks that are let through besides, on any port. The name is looked up once (`resolve`), its addresses are checked, and the
    connection goes to one of those: a name that changes in between changes nothing. The same is done for each redirect. Proxies that the
    environment names are not used, cookies not kept, connections used once. `most` bytes, `seconds`, `redirects` are limits; `contact`, a
    URL or mail address, stands in the User-Agent, so that who runs a site knows whom to write to. `tls` is for a host's own authority.
    """

    def __init__(self, contact: str | None = None, allow: Sequence[str] = (), *, most: int = MOST, seconds: float = SECONDS,
                 redirects: int = REDIRECTS, resolve: Resolve = system, tls: ssl.SSLContext | None = None) -> None:
        if contact and not (contact.isascii() and contact.isprintable() and len(contact) <= 200 and not set(contact) & set("()\\")):
            raise InputError(f"{contact[:60]!r}: expected a URL or mail address of plain characters to be reached at")
        self.agent = f"{PRODUCT}/{__version__}" + (f" (+{contact})" if contact else "")
        self._allowed = networks(allow)
        self._most, self._seconds, self._redirects = most, seconds, redirects
        self._resolve = resolve
        self._tls = tls or httpcore2.default_ssl_context()

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None, *, accept: str = "*/*", most: int | None = None,
            cut: bool = False, before: Callable[[Place], None] | None = None) -> Response:
        """The document at a URL, whatever its status; 304 where it is the one of `etag` or `last_modified`.

        `before` is called with each place that is about to be asked, and may wait, or refuse by raising FetchError. With `cut` a body
        over the limit is cut, not refused. FetchError where nothing can be had.
        """
        headers = {"Accept": accept, "Accept-Encoding": ENCODINGS}
        conditions = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if value}
        clock, at, moved, for_good = Clock(self._seconds, url[:200]), place(url), None, True
        for _ in range(self._redirects + 1):
            if before:
                clock.pause(before, at)
            answer = self._ask("GET", at, {**headers, **conditions}, b"", clock, most or self._most, cut)
            location = answer.headers.get("location")
            if answer.status not in _MOVED or not location:
                return Response(at.url, answer.status, answer.headers, answer.body, moved, answer.whole)
            at = joined(at.url, location)
            for_good = for_good and answer.status in _FOR_GOOD
            moved = at.url if for_good else moved
        raise FetchError(f"{url[:200]}: more than {self._redirects} redirects, the last to {at.url[:200]}", "redirects")

    def post(self, url: str, body: bytes, media_type: str = "application/json", headers: Mapping[str, str] | None = None) -> Response:
        """Hand over a message; redirects are not followed: what is meant for one place goes to no other. FetchError where it cannot be."""
        clock = Clock(self._seconds, url[:200])
        return self._ask("POST", place(url), {"Accept": "*/*", "Accept-Encoding": "identity", "Content-Type": media_type, **(headers or {})}, body,
                         clock, 65536, True)

    def _ask(self, method: str, at: Place, headers: Mapping[str, str], body: bytes, clock: Clock, most: int, cut: bool) -> Response:
        """One request and its answer, over a connection of its own. The body of a redirect is not read."""
        addresses = chosen(at, looked_up(self._resolve, at.host, at.port, clock), self._allowed)
        backend = Checked(addresses, clock, most + HEADERS)
        url = httpcore2.URL(scheme=at.scheme.encode(), host=at.host.encode(), port=at.port, target=at.target.encode())
        given = {"Host": at.authority, "User-Agent": self.agent, "Connection": "close", **headers}
        if method == "POST":
            given["Content-Length"] = str(len(body))
        with _explained(at.url, clock), httpcore2.HTTPConnection(url.origin, self._tls, http1=True, http2=False, network_backend=backend) as connection:
            request = httpcore2.Request(method, url, headers=[(n.encode("ascii"), v.encode("latin-1", "replace")) for n, v in given.items()],
                                        content=body or None, extensions={"timeout": {"connect": None, "read": READ, "write": READ}})
            answer = connection.handle_request(request)
            found = _plain(answer.headers)
            if answer.status == 101:
                raise FetchError(f"{at.url}: the server changes to another protocol, unasked", "protocol")
            if answer.status in _MOVED and "location" in found or answer.status in (204, 304):
                return Response(at.url, answer.status, found)
            read, whole = _read(answer.stream, at.url, found, most, clock, cut)
            return Response(at.url, answer.status, found, read, whole=whole)


def _read(stream: Iterator[bytes], url: str, headers: Mapping[str, str], most: int, clock: Clock, cut: bool) -> tuple[bytes, bool]:
    length = headers.get("content-length", "")
    if not cut and length.isdecimal() and len(length) < 20 and int(length) > most:
        raise FetchError(f"{url}: {int(length):,} bytes, where at most {most:,} are read", "large")
    body = Body(url, headers.get("content-encoding", ""), most)
    try:
        for chunk in stream:
            clock.left()
            body.take(chunk)
    except FetchError as error:
        if cut and error.kind == "large":
            return body.begun(), False
        raise
    return body.whole(), True


def _plain(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name, joined where one comes several times; of a Location the first."""
    found: dict[str, str] = {}
    for raw, value in headers:
        name, text = raw.decode("ascii", "replace").lower(), _text(value)
        if name not in found:
            found[name] = text
        elif name != "location":
            found[name] = f"{found[name]}, {text}"
    return found


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


@contextmanager
def _explained(url: str, clock: Clock) -> Iterator[None]:
    """Turns the library's errors into a FetchError that says which URL, and what happened."""
    try:
        yield
    except httpcore2.TimeoutException as error:
        clock.left()
        raise FetchError(f"{url}: no answer for some seconds; given up", "slow") from error
    except httpcore2.NetworkError as error:
        cause = error.__cause__ or error.__context__ or error
        if isinstance(cause, ssl.SSLError):
            raise FetchError(f"{url}: no safe connection ({getattr(cause, 'verify_message', None) or cause.reason or cause})", "tls") from error
        raise FetchError(f"{url}: the connection failed ({error})", "connection") from error
    except httpcore2.ProtocolError as error:
        raise FetchError(f"{url}: the server does not keep to HTTP ({error})", "protocol") from error
