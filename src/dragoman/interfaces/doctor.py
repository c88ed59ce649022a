"""`dragoman doctor`: looks the machine, the program, a ledger and its feeds over, and says what to do about what is wrong."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces.logs import visible
from dragoman.interfaces.shared import LEDGER, Forms, console, place

if TYPE_CHECKING:
    from dragoman.interfaces.checks import Check
    from dragoman.ledger import Ledger

Of = Annotated[str | None, typer.Option("--ledger", callback=place, envvar="DRAGOMAN_LEDGER", metavar="FILE|URL", show_default=False,
                                        help=f"The ledger to look at; {LEDGER} where there is one.")]

LITTLE, LEAST = 1e9, 100e6
"""Bytes of free disk below which there is a warning, and below which reports cannot be kept for long."""

LONG_LOG = 1e9
"""Bytes of a write-ahead log that has not been written back for too long."""

AHEAD = timedelta(hours=26)
"""How far a time in the ledger may lie ahead of this machine's: a time zone's width, and two hours."""

STALE = timedelta(days=1)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(doctor)


def doctor(ledger: Of = None, whole: Annotated[bool, typer.Option("--whole", help="Compare every index of the ledger with its table, too: slower.")] = False,
           format: Annotated[Forms, typer.Option(help="Form of the findings.")] = Forms.table) -> None:
    """Look over the machine, the program, the ledger and its feeds; say what to do about what is wrong. Changes nothing. Status 1 where something fails."""
    import json

    from dragoman.interfaces import checks

    found = [*checks.of_machine(), *checks.of_weights()]
    if ledger or Path(LEDGER).exists():
        found += of_ledger(ledger or LEDGER, whole)
    if format is Forms.json:
        print(json.dumps([c._asdict() for c in found], ensure_ascii=False, indent=1))
    else:
        _draw(found)
    if any(c.state == "fail" for c in found):
        raise typer.Exit(1)


def _draw(found: list[Check]) -> None:
    from rich.text import Text

    from dragoman.interfaces.formats import tab_separated

    out = console()
    if not out.is_terminal:
        out.file.write(tab_separated(c._asdict() for c in found))
        return
    styles = {"ok": "green", "warn": "yellow", "fail": "bold red"}
    for c in found:
        out.print(Text.assemble((f"{c.state:<5}", styles[c.state]), (f"{c.check}: ", "bold"), visible(c.found)))
        if c.advice:
            out.print(Text(f"      → {visible(c.advice)}", style="" if c.state == "fail" else "dim"))


def of_ledger(where: str, whole: bool = False) -> Iterator[Check]:
    """All that can be asked of a ledger, from whether it opens to whether its feeds are fetched."""
    from dragoman.interfaces.checks import Check, tried
    from dragoman.ledger import look_at

    if "://" not in where and not Path(where).exists():
        yield Check("ledger", "fail", f"{where}: no ledger there", f"give another --ledger, or make one: `dragoman add PATH... --ledger {where}`")
        return
    opened: list[Ledger] = []

    def opening() -> Check:
        opened.append(look_at(where))
        version = opened[0].version()
        old = version.tables < version.newest
        return Check("ledger", "warn" if old else "ok", f"{opened[0].where}: {version.database}, tables of version {version.tables}",
                     f"tables of version {version.newest} are made of them when the ledger is next used; copy it first" if old else "")

    yield from tried("ledger", opening, "give the path of a ledger; put back a copy of one that is damaged")
    if not opened:
        return
    with opened[0] as book:
        yield from tried("damage", lambda: damage(book, whole), "put back a copy, or add the reports to a new ledger")
        yield from tried("room", lambda: room(book), "see that the disk can be read")
        yield from tried("rights", lambda: rights(book), "see that the ledger can be read")
        version = book.version()
        if version.tables == version.newest:
            yield from tried("derived", lambda: derived(book), "`dragoman rebuild` makes all events anew")
            yield from tried("feeds", lambda: feeds(book), "see `dragoman health`")


def damage(book: Ledger, whole: bool) -> Check:
    """Whether the database is whole."""
    from dragoman.interfaces.checks import Check

    faults = book.faults(whole)
    more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""
    return Check("damage", "fail" if faults else "ok", "; ".join(faults[:3]) + more or ("every page and index is whole" if whole else "pages are whole"),
                 "put back a copy; or save what can be read: `dragoman export csv OUT`, then add the reports to a new ledger" if faults else "")


def room(book: Ledger) -> Iterator[Check]:
    """Size, free disk, and the write-ahead log."""
    from dragoman.interfaces.checks import Check

    size = book.size()
    if size.free is None:
        yield Check("room", "ok", f"{size.bytes / 1e6:.0f} MB in the database")
        return
    state = "fail" if size.free < LEAST else "warn" if size.free < LITTLE or size.free < size.bytes / 2 else "ok"
    yield Check("room", state, f"{size.bytes / 1e6:.0f} MB, {size.free / 1e9:.1f} GB free on its disk",
                "" if state == "ok" else "make room, or move the ledger: a rebuild needs half of its size for a while")
    yield Check("write-ahead log", "warn" if size.waiting > LONG_LOG else "ok", f"{size.waiting / 1e6:.0f} MB wait to be written back",
                "some program has been reading for very long and holds it up: end it" if size.waiting > LONG_LOG else "")


def rights(book: Ledger) -> Check:
    """Whether reports can be kept here."""
    from dragoman.interfaces.checks import Check

    missing = book.rights()
    return Check("rights", "warn" if missing else "ok", f"not allowed: {', '.join(missing)}" if missing else "reading and writing",
                 "questions are answered, but nothing can be added: ask for these rights, or copy the ledger" if missing else "")


def derived(book: Ledger) -> Iterator[Check]:
    """Whether events are up to date, and whether the clock has gone on since."""
    from dragoman.interfaces.checks import Check

    counts, made, behind = book.counts(), book.derived(), book.behind()
    held = f"{counts['reports']} reports, {counts['statements']} statements, {counts['events']} events"
    yield Check("derived", "warn" if behind else "ok", f"{held}; {counts['underived']} changes not derived yet" if behind else f"{held}; all derived",
                f"the next question derives {behind} reports again, and may take a while: ask one, such as `dragoman brief`" if behind else "")
    ahead = bool(made) and datetime.fromisoformat(made) > datetime.now(UTC) + AHEAD
    if ahead:
        yield Check("clock of the ledger", "warn", f"events were derived {made}, which is yet to come",
                    "set this machine's clock, or that of the one that wrote")


def feeds(book: Ledger) -> Check:
    """Whether the feeds that `dragoman watch` keeps here are fetched."""
    from dragoman.interfaces.checks import Check

    found = [f for f in book.feeds() if f.state == "watched"]
    failing = [f for f in found if f.failures or f.error]
    since = datetime.now(UTC) - STALE
    stale = [f for f in found if (well := f.last_ok or f.added) and datetime.fromisoformat(well) < since]
    if not found:
        return Check("feeds", "ok", "none is watched with this ledger")
    wrong = [f"{len(failing)} of {len(found)} failed at the last try"] * bool(failing) + [f"{len(stale)} had no success for a day"] * bool(stale)
    return Check("feeds", "warn" if wrong else "ok", "; ".join(wrong) or f"{len(found)} feeds, each fetched at its last try",
                 "`dragoman health` says which and why; see that `dragoman watch` runs" if wrong else "")
