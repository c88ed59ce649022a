"""The commands on pairs of parties: who does what with and to whom, over time, when it turned, and who stands together."""
from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from typing import Annotated

import typer

from dragoman.interfaces.shared import LEDGER, About, AsOf, Limit, MinConfidence, Rows, Where, codes_of, first_day, show, view_of
from dragoman.model import OURS


class Periods(StrEnum):
    day = "day"
    week = "week"
    month = "month"


By = Annotated[Periods | None, typer.Option(help="A series instead, by day, week or month; needs --about with two codes.", show_default=False)]
Directed = Annotated[bool, typer.Option("--directed", help="In a series, one side towards the other apart.")]
Shifts = Annotated[bool, typer.Option("--shifts", help="The turns called in the pairs instead, the latest first.")]
Since = Annotated[str | None, typer.Option(callback=first_day, metavar="DATE", help="Only what counts from that day on.")]
FromStatements = Annotated[bool, typer.Option("--from-statements", help=(
    "Of a folder that read --out wrote: count statements, copies once, without making events of them. For archives too large for events."))]
Coder = Annotated[str | None, typer.Option(metavar="NAME", help="For series and shifts: dragoman, or another coder whose events are held. Else each apart.")]
One = Annotated[str, typer.Option(metavar="NAME", help="dragoman, or another coder whose events were imported.")]
Least = Annotated[int, typer.Option(min=1, metavar="N", help="Events of cooperation that make a tie of two.")]
Form = Annotated[Rows, typer.Option(help="Form of the rows; JSON has the events and quotations too.")]

SERIES = ("start", "coder", "actor", "recipient", "cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "cooperation_possible",
          "conflict_possible", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "cooperation_weight",
          "conflict_weight", "total", "cooperation_share", "conflict_share")
"""Columns of a series as CSV; docs/codebook.md says what each holds."""

SHIFT = ("date", "start", "a", "b", "direction", "reason", "coder", "probability", "size", "events")
"""Columns of shifts as CSV."""

BLOC = ("members", "names", "cooperation", "conflict_within", "strength", "coder", "events")
"""Columns of blocs as CSV."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(dyads)
    app.command()(blocs)


def dyads(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0, by: By = None,
          directed: Directed = False, shifts: Shifts = False, since: Since = None, coder: Coder = None, from_statements: FromStatements = False,
          limit: Limit = None, format: Form = Rows.table) -> None:
    """Pairs of parties, what they do with and to each other, and which of the two prevails; the busiest first."""
    from dragoman import briefing
    from dragoman.interfaces import tables

    pair = codes_of(about)
    if from_statements:
        if directed or shifts or coder:
            raise typer.BadParameter("--from-statements counts pairs alone: it goes with --by, --since, --as-of, --about, --min-confidence")
        _from_statements(ledger, by and by.value, pair, since, as_of, min_confidence, limit, format)
        return
    if shifts and (by or directed):
        raise typer.BadParameter("--shifts are turns, not a series: expected no --by and no --directed beside it")
    if by and len(pair) != 2:
        raise typer.BadParameter("--by needs a pair: give --about with two codes, such as --about IRN,RUS")
    if not (by or shifts) and (directed or since or coder):
        raise typer.BadParameter("--directed, --since and --coder go with --by or --shifts")
    with view_of(ledger, as_of, about, min_confidence) as view:
        if coder:
            known(coder, briefing.coders(view))
        if shifts:
            show(briefing.shifts(view, since, coder)[:limit], shift_rows if format is Rows.csv else drawn_shifts, format, "No turn was called.", SHIFT)
        elif by:
            show(briefing.series(view, *pair, by.value, directed, coder, since)[:limit], series_rows if format is Rows.csv else drawn_series, format,
                 "No events.", [name for name in SERIES if directed or name not in ("actor", "recipient")])
        else:
            others = ", ".join(briefing.coders(view)[1:])
            empty = f"No dyads of our own; --by and --shifts have those of {others}." if others else "No dyads."
            show(view.dyads(evidence=format is Rows.json)[:limit], tables.dyad_rows, format, empty, tables.DYAD)


def _from_statements(ledger: str, by: str | None, pair: tuple[str, ...], since: str | None, until: str | None, min_confidence: float, limit: int | None,
                     format: Rows) -> None:
    """A series or the pairs of a folder, counted from statements. CSV is written row by row, however many there are."""
    from dragoman.archive import COUNTED, Archive
    from dragoman.interfaces import formats

    with Archive(ledger) as archive:
        rows = archive.series(by, pair, since, until, min_confidence)
        if format is Rows.csv:
            formats.write_csv(sys.stdout, COUNTED, islice(rows, limit))
            return
        found = list(rows)
        if not by:
            found.sort(key=lambda row: -(row["cooperation"] + row["conflict"]))
        show(found[:limit], drawn_counts, format, "No statements.", COUNTED)


def drawn_counts(rows: Iterable[dict]) -> list[dict]:
    """Counts of statements, for a terminal."""
    names = ("a", "b", "cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "outlets", "total")
    return [({"start": row["start"]} if row["start"] else {}) | {name: row[name] for name in names} for row in rows]


def blocs(ledger: Where = LEDGER, as_of: AsOf = None, min_confidence: MinConfidence = 0.0, since: Since = None, coder: One = OURS, least: Least = 3,
          limit: Limit = None, format: Form = Rows.table) -> None:
    """States that stand together: each cooperates with most of the others, more than their being busy brings about."""
    from dragoman import briefing

    with view_of(ledger, as_of, None, min_confidence) as view:
        known(coder, briefing.coders(view))
        show(briefing.blocs(view, least, coder, since)[:limit], bloc_rows if format is Rows.csv else drawn_blocs, format, "No bloc.", BLOC)


def known(coder: str, coders: Iterable[str]) -> None:
    """A usage error where the ledger holds nothing of a coder."""
    if coder not in (held := list(coders)):
        raise typer.BadParameter(f"--coder {coder}: the ledger holds events of {', '.join(held)}; `dragoman import` takes in others")


def series_rows(rows: Iterable[dict]) -> list[dict]:
    """Rows of a series, flat, their columns in one order; undirected ones without actor and recipient."""
    return [{name: row[name] for name in SERIES if name in row} for row in rows]


def drawn_series(rows: Iterable[dict]) -> list[dict]:
    """A series in a terminal: what is done, what is ahead, and shares."""
    names = ("start", "coder", "actor", "recipient", "cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "total", "cooperation_share",
             "conflict_share")
    return [{name: "–" if row[name] is None else row[name] for name in names if name in row} for row in rows]


def shift_rows(shifts: Iterable[dict]) -> list[dict]:
    """A row a shift, flat."""
    return [{name: {**s, "a": s["pair"][0], "b": s["pair"][1], "events": "|".join(s["events"])}[name] for name in SHIFT} for s in shifts]


def drawn_shifts(shifts: Iterable[dict]) -> list[dict]:
    """A row a shift, for a terminal."""
    return [{"called": s["date"], "since": s["start"], "pair": " ".join(s["pair"]), "direction": s["direction"], "what": s["reason"], "coder": s["coder"]}
            for s in shifts]


def drawn_blocs(blocs: Iterable[dict]) -> list[dict]:
    """A row a bloc, for a terminal."""
    return [{"members": " ".join(b["members"]), "names": ", ".join(b["names"]), "cooperation": b["cooperation"], "conflict within": b["conflict_within"],
             "strength": b["strength"]} for b in blocs]


def bloc_rows(blocs: Iterable[dict]) -> list[dict]:
    """A row a bloc, flat."""
    return [{name: "|".join(b[name]) if isinstance(b[name], list) else b[name] for name in BLOC} for b in blocs]
