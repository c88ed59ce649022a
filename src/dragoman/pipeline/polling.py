"""Asking for feeds and for the pages they name, each once, and noting in the ledger what came of it. Used by several threads at once."""
from __future__ import annotations

import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dragoman import intake
from dragoman.fetching import BUSY, FetchError, Guest, Response, asked_to_wait, backoff, place
from dragoman.intake import feeds
from dragoman.ledger import Feed, Lead, Ledger, Poll, stamp
from dragoman.model import InputError, identity

FEEDS = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
PAGES = "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1"

LARGEST_PAGE = 5_000_000
"""Bytes of a page of a report; a long one with all its menus has one million."""

TRIES = 5
"""Times that a page is asked for; from one to the next the wait may double, from two minutes on."""

FIRST_WAIT, LONGEST_WAIT = 60.0, 6 * 3600.0
"""Seconds that the waits between tries for a page grow from, and at most."""

TRACKING = ("utm_", "fbclid", "gclid", "at_medium", "at_campaign", "ns_mchannel", "ns_campaign", "ns_source", "mc_cid", "mc_eid")
"""Parts of links that only count who comes from where: what begins so does not make another link."""

log = logging.getLogger("dragoman.pipeline")


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of asking for a feed: how many entries are new, or what went wrong; `status` as HTTP has it, 0 where nothing came.

    `late` is how many seconds after its time the feed was asked.
    """

    feed: str
    status: int
    new: int = 0
    error: str | None = None
    gone: bool = False
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking for a page: `state` is fetched, later (it is asked for again) or without (the feed's own words must do)."""

    url: str
    status: int
    state: str
    error: str | None = None


def poll(ledger: Ledger, guest: Guest, feed: Feed) -> Polled:
    """Ask for a feed, whether it has changed, and note down what it names that is new. Errors are noted, and told in what is given back."""
    late = max(0.0, -seconds_to(feed.next_at)) if feed.next_at else 0.0
    return replace(_poll(ledger, guest, feed), late=late)


def _poll(ledger: Ledger, guest: Guest, feed: Feed) -> Polled:
    try:
        response = guest.get(feed.at, feed.etag, feed.last_modified, accept=FEEDS)
    except FetchError as error:
        resting = error.kind == "resting"
        wait = max(error.after or 0.0, 1.0 if resting else _again(feed))
        ledger.polled(feed, Poll(stamp(wait), str(error), counts=not resting))
        return Polled(feed.url, 0, error=str(error))
    if response.status == 304 and (feed.etag or feed.last_modified):
        ledger.polled(feed, Poll(_next(feed), unchanged=True))
        return Polled(feed.url, 304)
    if response.status == 410:
        problem = f"{feed.at}: gone for good, says its server (410); not asked for any more"
        ledger.polled(feed, Poll(_next(feed), problem, gone=True))
        return Polled(feed.url, 410, error=problem, gone=True)
    try:
        if response.status != 200:
            unasked = ", that nothing has changed, to one who holds nothing of it" if response.status == 304 else ""
            raise InputError(f"{feed.at}: {_said(response)}{unasked}; expected a feed")
        listing = feeds.read(response.body, response.url, response.charset)
    except InputError as error:
        asked = asked_to_wait(response) if response.status in BUSY else None
        ledger.polled(feed, Poll(stamp(max(_again(feed), asked or 0.0)), str(error)))
        return Polled(feed.url, response.status, error=str(error))
    if listing.doubt:
        log.info("%s: %s", feed.url, listing.doubt, extra={"feed": feed.url})
    moved = response.moved if response.moved and response.moved != feed.at else None
    new = ledger.polled(feed, Poll(
        _next(feed), leads=leads_of(listing.entries, feed), etag=_short(response.headers.get("etag")),
        last_modified=_short(response.headers.get("last-modified")), title=listing.title, at=moved, host=host_of(moved) if moved else None))
    return Polled(feed.url, 200, new)


def fetch(ledger: Ledger, guest: Guest, lead: Lead) -> Fetched:
    """Ask for the page of a lead and keep it until it is read. Where it does not come, it is tried again, or the feed's own words must do."""
    link = lead.link or ""
    try:
        response = guest.get(link, accept=PAGES, most=LARGEST_PAGE)
    except FetchError as error:
        if error.kind == "resting":
            ledger.later(lead, str(error), stamp(max(error.after or 0.0, 1.0)), counts=False)
            return Fetched(link, 0, "later", str(error))
        return _without(ledger, lead, 0, str(error), error.again, error.after)
    if response.status == 200:
        ledger.got(lead, response.body, response.url, response.media_type, response.charset)
        return Fetched(link, 200, "fetched")
    again = response.status in (408, 425, *BUSY) or response.status >= 500
    return _without(ledger, lead, response.status, f"{link}: {_said(response)}", again, asked_to_wait(response) if response.status in BUSY else None)


def _without(ledger: Ledger, lead: Lead, status: int, why: str, again: bool, after: float | None) -> Fetched:
    tries = lead.tries + 1
    if again and tries < TRIES:
        ledger.later(lead, why, stamp(max(after or 0.0, backoff(tries, FIRST_WAIT, LONGEST_WAIT))), counts=True)
        return Fetched(lead.link or "", status, "later", why)
    ledger.without(lead, why)
    return Fetched(lead.link or "", status, "without", why)


def leads_of(entries: Iterable[intake.Entry], feed: Feed) -> list[Lead]:
    """What the entries of a feed name. A link that is none that is fetched counts as missing."""
    found = []
    for entry in entries:
        link, host = entry.link, ""
        if link:
            try:
                host = host_of(link)
            except FetchError:
                link = None
        if link or entry.content:
            found.append(Lead(entry.guid, link, link_id(link) if link else None, host, entry.title, entry.published, entry.updated,
                              entry.publisher or feed.title, max(entry.content, entry.summary, key=len)[:50_000]))
    return found


def host_of(url: str) -> str:
    """Scheme, name and port of a URL: what is asked one at a time. FetchError where it is none."""
    at = place(url)
    return f"{at.scheme}://{at.authority}"


def link_id(link: str) -> str:
    """A hash that links share which lead to the same, as far as one can tell."""
    at = place(link)
    parts = urlsplit(at.url)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.lower().startswith(TRACKING)]
    return identity(urlunsplit(("", at.authority.removeprefix("www."), parts.path.rstrip("/"), urlencode(query), "")))


def seconds_to(moment: str) -> float:
    """Seconds from now to a time (ISO, UTC)."""
    return (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()


def _next(feed: Feed) -> str:
    """After its interval, give or take a twentieth, so that feeds do not all come due at once."""
    return stamp(feed.every * random.uniform(0.95, 1.05))


def _again(feed: Feed) -> float:
    """Seconds until a feed that failed is asked again: its interval, and longer with every failure."""
    return max(feed.every, backoff(feed.failures + 1, feed.every))


def _said(response: Response) -> str:
    return f"its server answers with status {response.status}"


def _short(value: str | None) -> str | None:
    return value if value and len(value) <= 1000 else None
