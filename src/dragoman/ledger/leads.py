"""What feeds name, and what becomes of it: waiting to be fetched, fetched and not yet read, kept, or not and why.

A lead goes from one state to the next in a transaction of its own, so that the end of the process at any moment loses none, and has none
fetched twice but those that were on the way.
"""
from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Engine, Row, func, insert, or_, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import parts
from dragoman.ledger.connection import explained, writing
from dragoman.ledger.feeds import Feed, change, count, stamp
from dragoman.ledger.keeping import keep
from dragoman.model import Report, Statement, identity

x = t.feed_entry

MOST_WAITING = 1000
"""Leads of one feed that wait at a time; what else it names is not noted down, and the feed is asked for whole again."""

MOST_VERSIONS = 3
"""How often what a feed says has changed is fetched."""

MOST_READS = 3
"""How often the reading of a page is begun, where the program ended in the middle: it may be the page that ends it."""

_LISTED = 5 * 86400
"""Seconds after which it is noted that a feed still names a lead."""

_FORGOTTEN = 180 * 86400
"""Seconds since a feed last named a lead, after which it is forgotten that it did."""

_LOST = ("refused", "failed")
"""States of leads that no more will come of; what another feed holds under the same link may do."""

_ANOTHER = "its page was refused when another feed named it"

Outcome = Literal["kept", "duplicate", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Lead:
    """What a feed names: `guid` stands for it within the feed, `link_id` for its link wherever it stands, or None; `host` is that of the
    link, "" where the feed holds it all, in `content`. Once it is fetched, `page` is what came, from `url`, as `media_type` in `charset`
    where its server claims so; `why` says why no page came.
    """

    guid: str
    link: str | None
    link_id: str | None
    host: str
    title: str | None
    published: str | None
    updated: str | None
    publisher: str | None
    content: str
    key: int = 0
    feed_key: int = 0
    tries: int = 0
    page: bytes | None = None
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    why: str | None = None
    reads: int = 0


class Poll(NamedTuple):
    """What came of asking for a feed: when it is asked for next, and what of it changes (columns of the table).

    `counts` is false where an error is none of the feed's, as where its host asked to be left alone.
    """

    next_at: str
    error: str | None = None
    leads: Sequence[Lead] = ()
    etag: str | None = None
    last_modified: str | None = None
    title: str | None = None
    at: str | None = None
    host: str | None = None
    gone: bool = False
    unchanged: bool = False
    counts: bool = True


class Done(NamedTuple):
    """What a lead has come to: where it is kept its report and what it states, and whose words these are (`page` or `feed`)."""

    lead: Lead
    outcome: Outcome
    why: str | None = None
    report: Report | None = None
    statements: Sequence[Statement] = ()
    origin: str | None = None


class Leads:
    """The part of a ledger that holds what feeds name."""

    where: str
    _engine: Engine
    _reading: Callable[[], AbstractContextManager[Connection]]

    def polled(self, feed: Feed, poll: Poll) -> int:
        """Note what came of asking for a feed, let go of it, and note down what it names that was not known; how many these are."""
        with explained(self.where, f"keeping what {feed.url} names"), writing(self._engine) as connection:
            row = connection.execute(select(t.feed.c.failures, t.feed.c.fetched, t.feed.c.new, t.feed.c.title).where(t.feed.c.key == feed.key)).one()
            values: dict[str, object] = {"next_at": poll.next_at, "last_tried": stamp(), "error": poll.error, "watcher": None}
            if poll.gone:
                values["state"] = "gone"
            if poll.error:
                change(connection, feed.key, **values, failures=row.failures + poll.counts)
                return 0
            new, over = _noted(connection, feed.key, poll.leads)
            values |= {"last_ok": stamp(), "failures": 0, "fetched": row.fetched + 1, "new": row.new + new}
            if not poll.unchanged:
                values |= {"title": poll.title or row.title, "etag": None if over else poll.etag, "last_modified": None if over else poll.last_modified}
            if poll.at:
                values |= {"at": poll.at, "host": poll.host}
            change(connection, feed.key, **values)
            return new

    def take_leads(self, watcher: str, hosts: int, each: int, busy: Collection[str] = ()) -> dict[str, list[Lead]]:
        """Take in hand what waits to be fetched, by host: of so many hosts, none of which is busy, so many of each, the oldest first."""
        with explained(self.where, "taking leads in hand"), writing(self._engine) as connection:
            due = select(x).where(x.c.state == "waiting", x.c.next_at <= stamp(), x.c.watcher.is_(None), x.c.host.not_in(busy)).order_by(x.c.key).limit(2000)
            found: dict[str, list[Lead]] = {}
            for row in connection.execute(due):
                if row.host in found or len(found) < hosts:
                    of = found.setdefault(row.host, [])
                    if len(of) < each:
                        of.append(_lead(row))
            for keys in parts(lead.key for of in found.values() for lead in of):
                connection.execute(update(x).where(x.c.key.in_(keys)).values(watcher=watcher))
            return found

    def next_lead(self) -> str | None:
        """When the next lead is to be fetched (ISO, UTC), as far as none has it in hand."""
        with self._reading() as connection:
            return connection.scalar(select(func.min(x.c.next_at)).where(x.c.state == "waiting", x.c.watcher.is_(None)))

    def got(self, lead: Lead, page: bytes, url: str, media_type: str | None, charset: str | None) -> None:
        """Keep the page of a lead until it is read."""
        answer = json.dumps({"url": url, "media_type": media_type, "charset": charset})
        self._change(lead, state="fetched", page=zlib.compress(page), answer=answer, tries=lead.tries + 1, next_at=stamp())

    def without(self, lead: Lead, why: str) -> None:
        """No page of a lead will come: what the feed itself holds of it is read, if that is enough."""
        self._change(lead, state="fetched", why=why[:1000], tries=lead.tries + 1, next_at=stamp())

    def later(self, lead: Lead, why: str, next_at: str, counts: bool) -> None:
        """Try a lead again at a time; whether this try counts as one."""
        self._change(lead, state="waiting", why=why[:1000], tries=lead.tries + counts, next_at=next_at, watcher=None)

    def take_fetched(self, watcher: str, most: int) -> list[Lead]:
        """Take pages in hand to be read, the oldest first. One whose reading was begun before comes alone."""
        with explained(self.where, "taking pages in hand"), writing(self._engine) as connection:
            rows = connection.execute(select(x).where(x.c.state == "fetched", or_(x.c.watcher.is_(None), x.c.watcher == watcher))
                                      .order_by(x.c.reads, x.c.key).limit(most)).all()
            rows = rows[:1] if rows and rows[0].reads else [row for row in rows if not row.reads]
            connection.execute(update(x).where(x.c.key.in_([row.key for row in rows])).values(watcher=watcher, reads=x.c.reads + 1))
            return [_lead(row) for row in rows]

    def put_back(self, leads: Sequence[Lead]) -> None:
        """Pages that were taken in hand and not read, or read and not kept through no fault of theirs."""
        with explained(self.where, "putting pages back"), writing(self._engine) as connection:
            for keys in parts(lead.key for lead in leads):
                connection.execute(update(x).where(x.c.key.in_(keys), x.c.state == "fetched").values(reads=x.c.reads - 1))

    def settle(self, done: Sequence[Done], reader: str) -> list[Done]:
        """Keep reports with what they state, and note what the leads have come to, all or nothing; as it is noted.

        A report of a publisher whose very words are held already from a feed is not kept again: it is a duplicate. A lead whose report is held
        stays kept with it, whatever its update comes to. Where the page of one could not be had, the words of another feed that named the same
        link are read. LedgerError as for `add`.
        """
        if not done:
            return []
        with explained(self.where, f"keeping {len(done)} reports from feeds"), writing(self._engine) as connection:
            settled = _without_doubles(connection, done)
            kept = [(d.report, d.statements) for d in settled if d.outcome == "kept" and d.report]
            keep(connection, kept, reader)
            held: set[int] = set()
            for keys in parts(d.lead.key for d in settled if d.outcome != "kept"):
                held |= set(connection.execute(select(x.c.key).where(x.c.key.in_(keys), x.c.report_id.is_not(None))).scalars())
            for d in settled:
                report = d.report if d.outcome == "kept" else None
                came: dict[str, object] = {"state": d.outcome, "why": (d.why or "")[:1000] or None, "origin": d.origin if report else None,
                                           "report_id": report.id if report else None, "text_id": _text_id(report) if report else None}
                if d.lead.key in held:
                    came = {"state": "kept", "why": f"its update: {d.why or d.outcome}"[:1000]}
                connection.execute(update(x).where(x.c.key == d.lead.key).values(**came, done=stamp(), content=None, page=None, watcher=None))
            for link in dict.fromkeys(d.lead.link_id for d in settled if d.outcome in ("refused", "failed") and d.lead.link_id):
                _take_up(connection, link)
            for key in dict.fromkeys(d.lead.feed_key for d in settled):
                own = [d.outcome for d in settled if d.lead.feed_key == key and d.lead.key not in held]
                count(connection, key, own.count("kept"), own.count("refused") + own.count("failed"))
            return settled

    def leads(self) -> list[dict]:
        """What feeds named, the latest first: feed, link, title, state, why, whose words, the report, tries and times."""
        c, f = x.c, t.feed.c
        query = select(f.url.label("feed"), c.link, c.title, c.published, c.state, c.why, c.origin, c.report_id, c.tries, c.versions, c.next_at, c.seen,
                       c.done).join(t.feed, f.key == c.feed_key).order_by(c.key.desc())
        with self._reading() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def lead_states(self) -> dict[str, int]:
        """How many leads are in each state; a state without any is left out."""
        with self._reading() as connection:
            return {row.state: row.n for row in connection.execute(select(x.c.state, func.count().label("n")).group_by(x.c.state).order_by(x.c.state))}

    def oldest_page(self) -> str | None:
        """Since when the page that waits longest waits to be read (ISO, UTC), or None."""
        with self._reading() as connection:
            return connection.scalar(select(func.min(x.c.next_at)).where(x.c.state == "fetched"))

    def _change(self, lead: Lead, **values: object) -> None:
        with explained(self.where, f"keeping {lead.link}"), writing(self._engine) as connection:
            connection.execute(update(x).where(x.c.key == lead.key).values(**values))


def _noted(connection: Connection, feed_key: int, leads: Sequence[Lead]) -> tuple[int, int]:
    """Note down leads of a feed that are not known; how many, and how many were too many."""
    now, old, fresh = stamp(), stamp(-_LISTED), []
    held = _held(connection, feed_key, leads)
    others = [replace(lead, guid=identity(lead.guid, lead.link_id or lead.title)) for lead in leads if _is_another(lead, held.get(lead.guid))]
    if others:
        leads = [*(lead for lead in leads if not _is_another(lead, held.get(lead.guid))), *others]
        held |= _held(connection, feed_key, others)
    known: set[str] = set()
    lost: set[str] = set()
    double: set[str] = set()
    for ids in parts({lead.link_id for lead in leads if lead.link_id}):
        for id_, state in connection.execute(select(x.c.link_id, x.c.state).where(x.c.link_id.in_(ids))):
            (lost if state in _LOST else double if state == "duplicate" else known).add(id_)
    known |= double - lost  # a duplicate of what was lost holds nothing
    waiting = connection.scalar(select(func.count()).select_from(x).where(x.c.feed_key == feed_key, x.c.state.in_(("waiting", "fetched")))) or 0
    new = over = 0
    for lead in leads:
        row = held.get(lead.guid)
        if row is not None:
            if row.listed < old:
                fresh.append(row.key)
            if row.state == "kept" and lead.updated and lead.updated > (row.updated or row.seen) and row.versions < MOST_VERSIONS:
                connection.execute(update(x).where(x.c.key == row.key).values(
                    **_columns(lead), state="fetched" if not lead.link else "waiting", versions=row.versions + 1, tries=0, reads=0, next_at=now, why=None))
            continue
        if waiting >= MOST_WAITING:
            over += 1
            continue
        ever = lead.link_id in lost  # its page could not be had, and is not asked for again; what this feed holds itself may do
        twice = lead.link_id is not None and (lead.link_id in known or ever and not lead.content)
        state = "duplicate" if twice else "waiting" if lead.link and not ever else "fetched"
        why = "its link is known from this feed or another" if twice else _ANOTHER if ever else None
        connection.execute(insert(x).values(
            **_columns(lead), feed_key=feed_key, guid=lead.guid, state=state, why=why,
            versions=1, tries=0, reads=0, next_at=now, seen=now, listed=now, done=now if twice else None))
        waiting += not twice
        new += 1
        if lead.link_id and not (ever and twice):
            known.add(lead.link_id)
    for keys in parts(fresh):
        connection.execute(update(x).where(x.c.key.in_(keys)).values(listed=now))
    gone = select(x.c.key).where(x.c.feed_key == feed_key, x.c.listed < stamp(-_FORGOTTEN), x.c.state.not_in(("waiting", "fetched")))
    connection.execute(x.delete().where(x.c.key.in_(gone)))
    return new, over


def _held(connection: Connection, feed_key: int, leads: Sequence[Lead]) -> dict[str, Row]:
    """What is noted of leads of a feed, by their guids."""
    return {row.guid: row for guids in parts(lead.guid for lead in leads)
            for row in connection.execute(select(x).where(x.c.feed_key == feed_key, x.c.guid.in_(guids)))}


def _is_another(lead: Lead, row: Row | None) -> bool:
    """Whether a lead is another than the one held under its guid, as in feeds that give whatever is the newest one guid: nothing of it is the same."""
    return (row is not None and None not in (lead.title, row.title) and lead.title != row.title
            and all(one is None or one != other for one, other in ((lead.link_id, row.link_id), (lead.content or None, row.content))))


def _take_up(connection: Connection, link_id: str) -> None:
    """A link's page could not be had: have the words read of the feed that holds most of those that named it too, unless it is in hand or kept."""
    named = connection.execute(select(x.c.key, x.c.state, func.length(x.c.content).label("words")).where(x.c.link_id == link_id).order_by(x.c.key)).all()
    with_words = [row for row in named if row.state == "duplicate" and row.words]
    if with_words and all(row.state in (*_LOST, "duplicate") for row in named):
        most = max(with_words, key=lambda row: row.words)
        connection.execute(update(x).where(x.c.key == most.key).values(state="fetched", why=_ANOTHER, reads=0, next_at=stamp(), done=None))


def _columns(lead: Lead) -> dict[str, object]:
    return {"link": lead.link, "link_id": lead.link_id, "host": lead.host, "title": lead.title, "published": lead.published, "updated": lead.updated,
            "publisher": lead.publisher, "content": lead.content}


def _without_doubles(connection: Connection, done: Sequence[Done]) -> list[Done]:
    ids = {_text_id(d.report) for d in done if d.report and d.outcome == "kept"}
    known: set[str] = set()
    for some in parts(ids):
        known |= set(connection.execute(select(x.c.text_id).where(x.c.text_id.in_(some))).scalars())
    out = []
    for d in done:
        if d.report and d.outcome == "kept":
            id_ = _text_id(d.report)
            if id_ in known:
                d = Done(d.lead, "duplicate", "its very words are held already", d.report)
            known.add(id_)
        out.append(d)
    return out


def _text_id(report: Report) -> str:
    return identity(report.text, report.publisher)


def _lead(row: Row) -> Lead:
    lead = Lead(row.guid, row.link, row.link_id, row.host, row.title, row.published, row.updated, row.publisher, row.content or "", row.key, row.feed_key,
                row.tries, why=row.why, reads=row.reads)
    if row.state != "fetched" or row.page is None:
        return lead
    return replace(lead, page=zlib.decompress(row.page), **json.loads(row.answer))
