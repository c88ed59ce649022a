"""The command that says whether the watching is well: for a person, for cron, for what watches over services."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces.logs import on_one_line
from dragoman.interfaces.shared import LEDGER, Forms, Where, console, opened

if TYPE_CHECKING:
    from dragoman.ledger import Feed, Ledger, Watcher

FAILURES = 5
"""Failures of a feed in a row that are a reason to look."""

INTERVALS = 3
"""Intervals of a feed after which it must have been had once."""

GRACE = 120
"""Seconds that anything may take beyond that."""

LATE = 600
"""Seconds after which an alert that has not arrived is a reason to look."""

FREE = 500_000_000
"""Bytes that must be free on the disk of the ledger."""

BEHIND = 2 * 3600
"""Seconds that a page may wait to be read."""

Format = Annotated[Forms, typer.Option(help="Form of the answer; JSON has the feeds and figures too.")]
Failures = Annotated[int, typer.Option(min=1, help="Failures of a feed in a row that are a reason to look.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(health)


def health(ledger: Where = LEDGER, failures: Failures = FAILURES, format: Format = Forms.table) -> None:
    """Whether the watching is well: exit status 0, or 1 with each reason why not."""
    with opened(ledger) as book:
        found = report(book, ledger, failures)
    if format is Forms.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        from dragoman.interfaces import tables

        tables.show([_row(f) for f in found["feeds"]], console(), "No feeds.")
        leads = ", ".join(f"{n} {state}" for state, n in found["entries"].items())
        print(f"entries: {leads or 'none'}")
        for reason in found["reasons"]:
            print(f"not well: {on_one_line(reason['message'])}")
        if found["well"]:
            print("well")
    if not found["well"]:
        raise typer.Exit(1)


def report(book: Ledger, where: str, failures: int = FAILURES) -> dict:
    """Whether all is well, each reason why not (`kind`, `message`), and what they rest on: feeds, watchers, entries by state, alerts owed."""
    feeds, watchers, owed = book.feeds(), book.watchers(), book.undelivered()
    reasons = [*_of_feeds(feeds, failures), *_of_watchers(watchers), *_of_alerts(owed), *_of_disk(book, where), *_of_pages(book)]
    return {"well": not reasons, "checked": datetime.now(UTC).isoformat(timespec="seconds"),
            "reasons": [{"kind": kind, "message": message} for kind, message in reasons],
            "feeds": [asdict(f) for f in feeds], "states": dict(Counter(f.state for f in feeds)),
            "watchers": [asdict(w) for w in watchers], "entries": book.lead_states(),
            "undelivered": [{"target": target, "alerts": n, "since": since, "error": error} for target, n, since, error in owed]}


Reasons = Iterator[tuple[str, str]]


def _of_feeds(feeds: list[Feed], failures: int) -> Reasons:
    if not any(f.state == "watched" for f in feeds):
        yield "no feeds", "no feeds are watched; `dragoman watch FEEDS.opml` begins"
    for f in feeds:
        late = INTERVALS * f.every + GRACE
        if f.state == "gone":
            continue
        if f.state == "watched" and f.failures >= failures:
            yield "failing", f"{f.url}: failed {f.failures} times in a row, last {f.last_tried}: {f.error}"
        elif f.state == "watched" and _ago(f.last_ok or f.added) > late:
            yield "late", f"{f.url}: not had since {f.last_ok or 'it was put on the list'}, more than {INTERVALS} times its interval of {f.every} s" + (
                f": {f.error}" if f.error else "")


def _of_watchers(watchers: list[Watcher]) -> Reasons:
    from dragoman.ledger import is_dead

    if any(not w.stopped and not is_dead(w) for w in watchers):
        return
    last = next(iter(watchers), None)
    if last is None:
        yield "not running", "nobody watches, and nobody did in the last week"
    elif not last.once:
        how = f"it ended {last.stopped}" if last.stopped else f"its last sign of life is of {last.beat}"
        yield "not running", f"nobody watches: process {last.pid} on {last.machine} is gone, {how}"
    elif _ago(last.stopped or last.beat) > INTERVALS * last.every + GRACE:
        yield "not running", f"nobody has looked since {last.stopped or last.beat}, more than {INTERVALS} times the interval of {last.every} s"


def _of_alerts(owed: list[tuple[str, int, str, str | None]]) -> Reasons:
    for target, n, since, error in owed:
        if _ago(since) > LATE:
            yield "undelivered", f"{target}: {n} alerts not delivered, the oldest since {since}" + (f": {error}" if error else "")


def _of_disk(book: Ledger, where: str) -> Reasons:
    free = book.size().free
    if free is not None and free < FREE:
        yield "disk", f"{where}: {free // 1_000_000} MB are free on its disk, fewer than {FREE // 1_000_000}"


def _of_pages(book: Ledger) -> Reasons:
    oldest = book.oldest_page()
    if oldest and _ago(oldest) > BEHIND:
        yield "behind", f"pages wait to be read since {oldest}: more comes in than is read"


def _row(f: dict) -> dict:
    return {"feed": f["title"] or f["url"], "state": f["state"] if not f["failures"] else f"failing ({f['failures']})",
            "last had": (f["last_ok"] or "never")[:16], "next": (f["next_at"] or "")[:16] if f["state"] == "watched" else "–", "new": f["new"],
            "kept": f["kept"], "refused": f["refused"]}


def _ago(moment: str | None) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() if moment else 0.0
