"""How to be a guest: what a host's robots.txt asks for, one request at a time, and longer and longer waits where it is in trouble."""
from __future__ import annotations

import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from protego import Protego

from dragoman.fetching.addresses import Place, place
from dragoman.fetching.client import PRODUCT, Fetcher, Response
from dragoman.fetching.errors import FetchError

PACE = 1.0
"""Seconds between two requests to one host, where it does not ask for more."""

WAITED = 20.0
"""Seconds that a request is held back at most; where it would be longer, it is to come again later."""

SLOWEST = 3600.0
"""Seconds between two requests that a Crawl-delay can ask for at most; who asks for more is asked every hour."""

DAY = 86400.0
"""Seconds that a robots.txt is held (RFC 9309, 2.4), and that any host is left alone for at most on its own word."""

TROUBLE = 600.0
"""Seconds after which a robots.txt that could not be had is asked for again."""

_ROBOTS = 512_000
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""

_HEAVY = 1_000_000
"""Names times rules of a robots.txt beyond which it is not taken apart: no honest one has as many."""

_HOSTS = 10_000
"""Hosts that are remembered; those not asked for longest are forgotten."""

BUSY = (429, 503)
"""Statuses by which a host says that it has too much to do."""


def backoff(tries: int, base: float, most: float = DAY, draw: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds to wait after so many failures in a row (1 and more): drawn evenly from nothing to base times 2 to the power of `tries`,
    `most` at most.

    This is *full jitter*, which spreads what many clients do after a common failure best with least work (M. Brooker, Exponential
    Backoff And Jitter, AWS Architecture Blog, 2015).
    """
    return draw(0.0, min(most, base * 2 ** min(tries, 32)))


def asked_to_wait(response: Response, now: datetime | None = None) -> float | None:
    """Seconds that a response asks to wait (Retry-After, RFC 9110, 10.2.3: seconds or a date), a day at most; None where it does not,
    or asks for a time that there is not.
    """
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), DAY)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter where a year or a zone is beyond all numbers
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - (now or datetime.now(UTC))).total_seconds(), 0.0), DAY)


class Guest:
    """Fetches as a guest does, for several threads at once: what robots.txt forbids is not asked for, requests to one host keep their
    distance, and a host that says 429 or 503 is left alone for as long as it asks, or for a while that grows.

    Redirects are held to the same. `pace` is in seconds; `sleep` waits, and may end early by raising.
    """

    def __init__(self, fetcher: Fetcher, pace: float = PACE, robots: bool = True, sleep: Callable[[float], None] = time.sleep) -> None:
        self._fetcher, self._pace, self._robots, self._sleep = fetcher, pace, robots, sleep
        self._lock = threading.Lock()
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None, *, accept: str = "*/*", most: int | None = None) -> Response:
        """The document at a URL, as `Fetcher.get`; FetchError `robots` where the host does not wish it, `rules` where its robots.txt
        cannot be had, `resting` where it is to come again for no fault.
        """
        response = self._fetcher.get(url, etag, last_modified, accept=accept, most=most, before=self._before)
        self._heed(place(response.url), response)
        return response

    def _before(self, at: Place) -> None:
        host = self._host(at)
        self._awake(host, at)
        if self._robots:
            rules = self._rules(host, at)
            if not rules.can_fetch(at.url, PRODUCT):
                raise FetchError(f"{at.url}: robots.txt asks robots to stay away; not fetched", "robots")
        self._turn(host, at)

    def _awake(self, host: _Host, at: Place) -> None:
        left = host.resting - time.monotonic()
        if left > 0 and host.unruled:  # it said so when asked for its robots.txt, which nobody has then
            raise _unruled(host, at)
        if left > 0:
            raise FetchError(f"{at.url}: {at.host} asked to be left alone for another {left:.0f} s", "resting", after=left)

    def _turn(self, host: _Host, at: Place) -> None:
        """Wait for the next turn at a host."""
        with self._lock:
            now = time.monotonic()
            wait = host.next - now
            if wait > WAITED:
                raise FetchError(f"{at.url}: {at.host} is asked at a slow pace, again in {wait:.0f} s", "resting", after=wait)
            host.next = max(now, host.next) + host.pace
        if wait > 0:
            self._sleep(wait)

    def _rules(self, host: _Host, at: Place) -> Protego:
        """The rules of a host, asked for by one thread, while others that need them wait."""
        with host.asking:
            if host.rules is None or time.monotonic() > host.until:
                self._ask(host, at)
            if host.rules is None:
                raise _unruled(host, at)
            return host.rules

    def _ask(self, host: _Host, at: Place) -> None:
        """Ask for a host's robots.txt: what is not there forbids nothing, what cannot be had forbids all for a while (RFC 9309, 2.3.1)."""
        if host.rules is None and time.monotonic() < host.until:
            return
        host.rules, host.until, status = None, time.monotonic() + TROUBLE, 0
        try:
            response = self._fetcher.get(f"{at.scheme}://{at.authority}/robots.txt", accept="text/plain, */*;q=0.5", most=_ROBOTS, cut=True,
                                         before=lambda step: self._awake(self._host(step), step))
            status = response.status
            host.trouble = f"status {status}"
            self._heed(at, response)
        except FetchError as error:
            host.trouble = str(error)
            if error.kind == "redirects":  # RFC 9309, 2.3.1.2: as if it were not there
                status = 404
            elif not error.again:
                raise
        if 400 <= status < 500 and status not in BUSY:
            host.rules = Protego.parse("")
        elif 200 <= status < 300:
            host.rules = _parsed(response.body)
            host.trouble = "it is too heavy"
        if host.rules is not None:
            host.until = time.monotonic() + DAY
            host.pace = min(max(self._pace, host.rules.crawl_delay(PRODUCT) or 0.0), SLOWEST)
            # Who is begun anew each time, as by cron, asks for robots.txt first: were that a turn, nothing else would ever be asked of a slow host.
            host.next = max(host.next, time.monotonic() + min(host.pace, WAITED))

    def _heed(self, at: Place, response: Response) -> None:
        """Note what a response says of the host: that it has too much to do, or that it is well."""
        host = self._host(at)
        if response.status not in BUSY:
            host.busy = 0
            return
        host.busy += 1
        asked = asked_to_wait(response)
        host.resting = time.monotonic() + (backoff(host.busy, 60.0) if asked is None else asked)

    def _host(self, at: Place) -> _Host:
        with self._lock:
            known = self._hosts.setdefault(f"{at.scheme}://{at.authority}", _Host(self._pace))
            self._hosts.move_to_end(f"{at.scheme}://{at.authority}")
            if len(self._hosts) > _HOSTS:
                self._hosts.popitem(last=False)
            return known


class _Host:
    """What is known of a host; times are those of the monotonic clock."""

    __slots__ = ("asking", "busy", "next", "pace", "resting", "rules", "trouble", "until")

    def __init__(self, pace: float) -> None:
        self.asking = threading.Lock()
        self.pace, self.next, self.resting, self.until = pace, 0.0, 0.0, 0.0
        self.busy = 0
        self.rules: Protego | None = None
        self.trouble = "not asked for yet"

    @property
    def unruled(self) -> bool:
        """Whether its robots.txt was asked for, and could not be had."""
        return self.rules is None and self.until > 0


def _unruled(host: _Host, at: Place) -> FetchError:
    left = max(host.until - time.monotonic(), host.resting - time.monotonic(), 1.0)
    return FetchError(f"{at.url}: robots.txt cannot be had ({host.trouble}), so that nothing is fetched for {left:.0f} s", "rules", after=left)


def _parsed(data: bytes) -> Protego | None:
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "").splitlines()
    named = sum(line.lstrip()[:4].lower() == "user" for line in lines)
    return None if named * (len(lines) - named) > _HEAVY else Protego.parse("\n".join(lines))
