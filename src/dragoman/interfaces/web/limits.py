"""How much one may ask: requests a second by token and by address, far fewer wrong tokens, and the size, age and number of requests."""
from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Interface

from starlette.datastructures import QueryParams
from starlette.types import Message, Receive, Scope

PATH, HEADERS, BODY = 4_096, 64, 65_536
"""The longest path with its query and the longest body, in bytes, and the most headers; the largest form that a page of ours sends has some 15,000."""

SLOW = 10.0
"""Seconds in which the head of a request, and then its body, must be there."""

HEAVY, ALL = 4, 64
"""Requests in progress: of those whose answer is derived anew (`min_confidence`), and in all. Beyond, one is asked to come back."""

HELD = 10_000
"""Callers whose buckets are held; the one not seen for longest is forgotten first, and begins with a full bucket."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket (Turner 1986): `a_second` on average, `burst` at once."""

    a_second: float
    burst: float


ASKING = Rate(20, 200)
"""Requests of one token, and of one place."""

WRONG = Rate(1 / 12, 5)
"""Wrong tokens from one place: five, then five a minute. One counts from the head of its request on, so that none is looked at beyond, however many come
at once; it is given back where the token is right."""


class Buckets:
    """A bucket a caller, full at first. Several threads may use it."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock, self._lock = rate, clock, threading.Lock()
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Take one from a caller's bucket, and 0; or, where it holds less, nothing, and the seconds after which it will hold one."""
        now = self._clock()
        with self._lock:
            level, then = self._held.pop(caller, (self._rate.burst, now))
            level = min(self._rate.burst, level + (now - then) * self._rate.a_second)
            lacks = 1.0 - level
            self._held[caller] = (level - 1.0 if lacks <= 0 else level), now
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return max(0.0, lacks / self._rate.a_second)

    def give_back(self, caller: str) -> None:
        """Put back what was taken for what turned out well."""
        with self._lock:
            if caller in self._held:
                level, then = self._held[caller]
                self._held[caller] = min(self._rate.burst, level + 1.0), then


def place(address: str) -> str:
    """Whose bucket is taken from: an address; of IPv6 its network of 64 bits, for whoever has one address there has them all."""
    try:
        ip = IPv6Address(address)
    except ValueError:  # IPv4, or none
        return address
    return str(ip.ipv4_mapped or IPv6Interface((int(ip), 64)).network)


class Crowd:
    """Counts what is in progress."""

    def __init__(self) -> None:
        self.all = self.heavy = 0

    def enter(self, scope: Scope) -> Callable[[], None] | None:
        """Called when a request begins: what is to be called when it ends, or None where there are too many."""
        heavy = "min_confidence" in QueryParams(scope["query_string"])  # as the application reads it, whatever letters are encoded
        if self.all >= ALL or heavy and self.heavy >= HEAVY:
            return None
        self.all, self.heavy = self.all + 1, self.heavy + heavy

        def leave() -> None:
            self.all, self.heavy = self.all - 1, self.heavy - heavy

        return leave


def too_much(scope: Scope) -> int | None:
    """The status that refuses a request by its head: a path or a body too long, too many headers; None where it is well."""
    if len(scope["raw_path"] or b"") + len(scope["query_string"]) > PATH:
        return 414
    if len(scope["headers"]) > HEADERS:
        return 431
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return 413 if not length.isdigit() or len(length) > 9 or int(length) > BODY else None


async def whole(receive: Receive) -> tuple[bytes, int | None]:
    """The body of a request; or, where it does not end within BODY bytes and SLOW seconds, nothing and the status that refuses it."""
    body = b""
    try:
        async with asyncio.timeout(SLOW):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > BODY:
                    return b"", 413
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return body, None
    except TimeoutError:
        return b"", 408


def again(body: bytes, receive: Receive) -> Receive:
    """A body that was taken, given once more; after it what the caller does next."""
    given = False

    async def again_() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again_
