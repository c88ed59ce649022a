"""The command that takes in other coders' files, and the rows in which their events are shown."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces.shared import LEDGER, Where, named, progress, warn
from dragoman.interfaces.stopping import leave, stopping
from dragoman.model import CODERS, OURS, InputError

if TYPE_CHECKING:
    from dragoman.briefing import View

Coder = StrEnum("Coder", {name: name for name in CODERS})
Shown = StrEnum("Shown", {name: name for name in (OURS, *CODERS, "all")})

Whose = Annotated[Coder, typer.Argument(help="Whose files they are; plover: a JSON record of PLOVER on each line.", show_default=False)]
Files = Annotated[list[str] | None, typer.Argument(metavar="FILE...", help="Files as the coder publishes them, plain, .gz or .zip.", show_default=False)]
Forget = Annotated[bool, typer.Option("--forget", help="First remove all events of this coder from the ledger.")]
ByCoder = Annotated[Shown | None, typer.Option("--coder", show_default=False, help=(
    "Events of this coder, as `dragoman import` took them in; all: of every coder, in one list. Your own without it."))]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("import")(take_in)


def take_in(coder: Whose, files: Files = None, ledger: Where = LEDGER, forget: Forget = False) -> None:
    """Keep other coders' events, marked as theirs, so that series start before your first report. Safe to repeat."""
    from dragoman import pipeline
    from dragoman.ledger import open_ledger

    if not files and not forget:
        raise typer.BadParameter(f"no file: expected files of {coder.value}, as in `dragoman import {coder.value} FILE`")
    new = held = failed = 0
    with stopping() as stop, open_ledger(ledger) as book, progress("Importing", "events") as step:
        if forget:
            warn(f"{book.forget(coder.value)} events of {coder.value} removed; ledger {named(ledger)}")
        for path in files or ():
            for item in pipeline.bring_in(book, coder.value, path, stop):
                if isinstance(item, pipeline.Brought):
                    new, held = new + item.new, held + item.held
                    step(sum(item))
                else:
                    failed += isinstance(item, InputError)
                    warn(item if isinstance(item, InputError) else item.message)
    if files:
        warn(f"{new} events of {coder.value} added, {held} held already, {failed} errors; ledger {named(ledger)}")
    leave(stop, "what is counted above is kept; the same command, without --forget, passes over what is held and goes on")
    if failed:
        raise typer.Exit(1)


def events(view: View, coder: Shown, limit: int | None, evidence: bool) -> list[dict]:
    """Events of a coder, or of all, the latest first: ours by the last report, others by their day."""
    from dragoman import briefing

    ours = [] if coder in CODERS else [{**e, "coder": OURS} for e in view.events(evidence=evidence, most=limit)]
    if coder == OURS:
        return ours
    others = view.asked.coded_events(coder=None if coder == "all" else coder.value, most=limit)
    found = [*ours, *map(briefing.coded_event, others)]
    return sorted(found, key=lambda e: e["last_reported"] or e["when"] or "", reverse=True)[:limit] if ours else found


def rows(found: Iterable[dict]) -> list[dict]:
    """The columns of `events`, with the coder first; what another coder does not tell is empty."""
    from dragoman.interfaces import tables

    return _by_coder(found, tables.event_rows)


def records(found: Iterable[dict]) -> list[dict]:
    """The same as values for programs (tables.event_records)."""
    from dragoman.interfaces import tables

    return _by_coder(found, tables.event_records)


def _by_coder(found: Iterable[dict], made: Callable[[list[dict]], list[dict]]) -> list[dict]:
    return [{"coder": e["coder"], **{name: "" if value is None else value for name, value in row.items()}} for e in found for row in made([e])]
