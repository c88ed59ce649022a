"""The command line. Tables go to stdout, progress and warnings to stderr.

Exit status: 0; 1 where some inputs failed, each named on stderr; 2 for wrong usage.
"""
from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman import __version__
from dragoman.interfaces import dyads, exports, importing, judging, keeping, mcp, objects, searching, serving
from dragoman.interfaces.shared import LEDGER, About, AsOf, MinConfidence, Rows, Where, codes_of, first_day, iso_day, progress, view_of, warn
from dragoman.interfaces.shared import console as _console
from dragoman.interfaces.shared import opened as _open
from dragoman.interfaces.shared import show as _print
from dragoman.model import DragomanError, InputError

if TYPE_CHECKING:
    from dragoman.pipeline import Added, Notice, Reading

app = typer.Typer(help="Read news reports about relations between states; keep who does, will, may or denies doing what to whom, and who says so.",
                  no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class Statements(StrEnum):
    table = "table"
    jsonl = "jsonl"
    annotation = "annotation"
    csv = "csv"
    parquet = "parquet"


class Levels(StrEnum):
    person = "person"
    outlet = "outlet"
    kind = "kind"
    country = "country"
    chain = "chain"
    all = "all"


class States(StrEnum):
    open = "open"
    closed = "closed"
    all = "all"
    pending = "pending"
    fulfilled = "fulfilled"
    postponed = "postponed"
    called_off = "called_off"
    denied = "denied"
    lapsed = "lapsed"


class Pages(StrEnum):
    text = "text"
    md = "md"
    html = "html"
    json = "json"


def iso_date(value: str | None) -> str | None:
    """The publication date for reports that give none: a day, month or year."""
    if value is not None:
        iso_day(value)
    return value


Paths = Annotated[list[str], typer.Argument(help="Files or folders: text, HTML, JSON lines; - for standard input.", show_default=False)]
Published = Annotated[str | None, typer.Option(callback=iso_date, metavar="DATE", help="Publication date of reports that give none themselves.")]


class Troubles:
    """Prints what goes wrong, and remembers whether anything failed."""

    def __init__(self) -> None:
        self.failed = 0

    def sift(self, items: Iterable[Reading | Added | InputError | Notice]) -> Iterator[Reading | Added]:
        from dragoman.pipeline import Notice

        for item in items:
            if isinstance(item, InputError):
                self.failed += 1
                warn(item)
            elif isinstance(item, Notice):
                warn(item.message)
            else:
                yield item

    def finish(self) -> None:
        if self.failed:
            raise typer.Exit(1)


@app.command()
def read(paths: Paths, format: Annotated[Statements, typer.Option(help="Form of the statements.")] = Statements.table,
         published: Published = None, min_confidence: MinConfidence = 0.0) -> None:
    """Read documents and print their statements. No ledger is touched."""
    from dragoman import pipeline
    from dragoman.interfaces import formats, tables

    if format is Statements.parquet and sys.stdout.isatty():
        raise typer.BadParameter("parquet is binary: send it to a file, as in `dragoman read … --format parquet > statements.parquet`")
    makers = {Statements.jsonl: formats.JsonLines, Statements.annotation: formats.Annotation, Statements.csv: formats.Csv,
              Statements.parquet: formats.Parquet, Statements.table: lambda: tables.Statements(_console())}
    troubles, writer = Troubles(), makers[format]()
    with progress("Reading", "reports", hidden=sys.stdout.isatty()) as step:
        for reading in troubles.sift(pipeline.read(paths, pipeline.Reader(), published)):
            writer.write(reading.report, [s for s in reading.statements if s.confidence >= min_confidence])
            step()
    writer.close()
    troubles.finish()


@app.command()
def add(paths: Paths, ledger: Where = LEDGER, published: Published = None) -> None:
    """Read documents and keep them in the ledger. Safe to repeat, and to interrupt at any moment."""
    from dragoman import pipeline
    from dragoman.ledger import open_ledger

    troubles, new, old, statements = Troubles(), 0, 0, 0
    with open_ledger(ledger) as book, progress("Adding", "reports") as step:
        for added in troubles.sift(pipeline.add(book, paths, pipeline.Reader(), published)):
            step()
            new, old, statements = new + added.new, old + (not added.new), statements + added.statements
    warn(f"{new} reports added with {statements} statements, {old} held already, {troubles.failed} failed; ledger {ledger}")
    troubles.finish()


@app.command()
def events(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
           coder: importing.ByCoder = None, limit: importing.Limit = None,
           format: Annotated[Rows, typer.Option(help="Form of the rows.")] = Rows.table) -> None:
    """Events, the latest reported first: reports of one event are one row. With --coder those that other coders made of the news."""
    from dragoman.interfaces import tables

    with view_of(ledger, as_of, about, min_confidence) as view:
        if coder:
            _print(importing.events(view, coder, limit, evidence=format is Rows.json), importing.rows, format, "No events.")
        else:
            _print(view.events(evidence=format is Rows.json, most=limit), tables.event_rows, format, "No events.")


@app.command()
def docket(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
           state: Annotated[States | None, typer.Option(help="What became of it. A table shows what is open by default, JSON and CSV all.")] = None,
           format: Annotated[Rows, typer.Option(help="Form of the rows.")] = Rows.table) -> None:
    """What is announced, expected or feared, and what came of it, soonest first. A question mark: the outcome is told both ways, or may be another event's."""
    from dragoman.interfaces import tables

    state = state or (States.open if format is Rows.table else States.all)
    with view_of(ledger, as_of, about, min_confidence) as view:
        _print(view.docket(state, evidence=format is Rows.json), tables.docket_rows, format, f"Nothing is {state.replace('_', ' ')}.")


@app.command()
def rebuild(ledger: Where = LEDGER) -> None:
    """Make all events and the docket anew from the statements and judgements. Readers see the old until the new is there."""
    with _open(ledger) as book:
        book.rebuild()
        counts = book.counts()
    warn(f"{counts['events']} events made of {counts['statements']} statements of {counts['reports']} reports; ledger {ledger}")


@app.command()
def sources(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
            level: Annotated[Levels, typer.Option(help="Who counts as one source; a chain is an outlet with the kind and country of who told it.")]
            = Levels.person,
            format: Annotated[Rows, typer.Option(help="Form of the rows.")] = Rows.table) -> None:
    """The track record of who says so: what each announced, and how much of it came true. Silence counts against the share; the CSV and
    JSON forms have one without what lapsed beside it."""
    from dragoman import briefing
    from dragoman.interfaces import tables

    with view_of(ledger, as_of, about, min_confidence) as view:
        found = view.sources(None if level is Levels.all else level.value)
        _print(found, (lambda entries: [briefing.row(e) for e in entries]) if format is Rows.csv else tables.source_rows, format, "No announcements.")


@app.command()
def brief(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0,
          since: Annotated[str | None, typer.Option(callback=first_day, metavar="DATE", help="What is new: heard of since. Else 30 days back.")] = None,
          format: Annotated[Pages, typer.Option(help="Form of the brief.")] = Pages.text) -> None:
    """Headlines, what is new, what is pending and for when, what was resolved, who turns, who is on edge, who disagrees, which sources to doubt."""
    from dragoman import briefing
    from dragoman.interfaces import brief as pages

    with _open(ledger) as book:
        made = briefing.brief(book, as_of, codes_of(about), min_confidence, since)
    if format is Pages.json:
        print(json.dumps(made, ensure_ascii=False, indent=1))
    elif format is Pages.text:
        print(pages.text(made, min(_console().width, 100) if sys.stdout.isatty() else 80))
    else:
        print(pages.markdown(made) if format is Pages.md else pages.html(made), end="")


for commands in (dyads, exports, importing, judging, keeping, mcp, objects, searching, serving):
    commands.register(app)


def _version(value: bool) -> None:
    if value:
        print(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False) -> None:
    """Common options."""


_REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)
"""How a disk refuses what is written to it."""


def main() -> None:
    """Run the command line; errors a person can act on come out as one line."""
    try:
        try:
            app()
        finally:  # what waits to be printed may be what a disk has no room for
            sys.stdout.flush()
    except DragomanError as e:
        warn(e)
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as e:
        if e.errno not in _REFUSED or e.filename:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        warn(f"the output cannot be written ({e.strerror}), and what is there of it is not whole: see that its disk has room, and repeat")
        sys.exit(1)
