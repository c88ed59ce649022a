"""What the commands share: options, a ledger opened, rows printed."""
from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces import logs
from dragoman.model import EARLIEST, LATEST, STATUSES, TYPES, DragomanError, LedgerError, within_years

if TYPE_CHECKING:
    from dragoman.briefing import View
    from dragoman.ledger import Judgement, Ledger

LEDGER = "dragoman.db"

_DATABASE = b"SQLite format 3\x00"
"""What such a file begins with."""


class Forms(StrEnum):
    table = "table"
    json = "json"


class Rows(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


def iso_day(value: str | None) -> str | None:
    """A day, month or year as the last day it covers; a usage error where it is none of them."""
    if value is None:
        return None
    from dragoman.ledger import last_day

    if re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?", value, re.ASCII):
        with suppress(LedgerError):
            return last_day(value)
    raise typer.BadParameter(f"{value!r} is no date; expected YYYY-MM-DD, YYYY-MM or YYYY, such as 2025-01-17")


def taken_day(value: str | None, first: str) -> str | None:
    """The last day that a day, month or year covers; a usage error where it is before a first year, or out of the years of which days are taken."""
    day = iso_day(value)
    if day and not within_years(day, first=first):
        raise typer.BadParameter(f"{value}: expected a day from the year {int(first)} to before {LATEST}, such as 2025-01-17")
    return day


def asked_day(value: str | None) -> str | None:
    """The last day that a day, month or year covers; a usage error where no ledger can be asked as of it."""
    return taken_day(value, EARLIEST)


def first_day(value: str | None) -> str | None:
    """A day, month or year as the first day it covers; a usage error where it is none of them."""
    iso_day(value)
    return value and value + "-01-01"[3 * (len(value) // 3 - 1):] * (len(value) < 10)


def parties(value: str | None) -> str | None:
    """Codes parted by commas; a usage error where one has not three capitals, or is no code of the codebook."""
    given = [c.strip().upper() for c in (value or "").split(",") if c.strip()]
    if bad := [c for c in given if not re.fullmatch(r"[A-Z]{3}", c)]:
        raise typer.BadParameter(f"{', '.join(bad)}: expected codes of three letters parted by commas, such as IRN,RUS")
    if given:
        from dragoman.briefing import unknown

        if wrong := unknown(given):
            raise typer.BadParameter(wrong)
    return value


def share(value: float) -> float:
    """A number from 0 to 1; a usage error where it is none."""
    if not 0 <= value <= 1:
        raise typer.BadParameter(f"{value:g}: expected a number from 0 to 1, such as 0.5")
    return value


def place(value: str | None) -> str | None:
    """Where a ledger is, or something is written; a usage error where the name is empty, as of a variable of the shell that holds nothing."""
    if value is not None and not value.strip():
        raise typer.BadParameter("an empty name; expected a file, or what else --help says")
    return value


Types = StrEnum("Types", {name: name for name in TYPES})
Statuses = StrEnum("Statuses", {name: name for name in STATUSES})

Where = Annotated[str, typer.Option("--ledger", callback=place, envvar="DRAGOMAN_LEDGER", metavar="FILE|URL",
                                    help="The ledger: an SQLite file, or a database URL.")]
AsOf = Annotated[str | None, typer.Option(callback=asked_day, metavar="DATE", help="Answer with the reports published by then.")]
About = Annotated[str | None, typer.Option(callback=parties, metavar="CODES", help="Only what all of these take part in, such as IRN,RUS.")]
MinConfidence = Annotated[float, typer.Option(callback=share, metavar="X", help="Leave out statements of less confidence, 0 to 1.")]
OfType = Annotated[list[Types] | None, typer.Option("--type", case_sensitive=False, help="Only of events of this type; may be given again.")]
InStatus = Annotated[list[Statuses] | None, typer.Option("--status", case_sensitive=False,
                                                         help="Only of events that have this status; may be given again.")]
Since = Annotated[str | None, typer.Option(callback=first_day, metavar="DATE", help="Only what was published on that day or later.", show_default=False)]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many rows, the first.", show_default=False)]


def warn(message: object) -> None:
    """Say something on stderr: a line that begins with the program's name, or a line of the log where that is JSON. What comes from outside, as the
    name of a file, can neither break the line nor command the terminal.
    """
    if logs.in_json():
        logs.say(str(message), logging.ERROR if isinstance(message, DragomanError) else logging.INFO)
    else:
        typer.echo(f"dragoman: {logs.on_one_line(str(message))}", err=True)


def named(where: str) -> str:
    """A ledger as it may be printed: without the password of its URL."""
    if "@" in where and "://" in where:
        scheme, _, rest = where.partition("://")
        user, _, place = rest.rpartition("@")
        return f"{scheme}://{user.partition(':')[0]}@{place}"
    return where


def console():
    from rich.console import Console

    return Console(soft_wrap=False, highlight=False)


def show(found: list[dict], rows, format: Rows, empty: str, columns: Sequence[str]) -> None:
    """Print what was found: as JSON, or flattened by `rows` to CSV, whose `columns` are named where there is nothing too, or a table, which says `empty`."""
    from dragoman.interfaces import formats, tables

    if format is Rows.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif format is Rows.csv:
        formats.write_csv(sys.stdout, columns, rows(found))
    else:
        tables.show(rows(found), console(), empty)


@contextmanager
def progress(verb: str, what: str, hidden: bool = False) -> Iterator[Callable[..., None]]:
    """A counter on stderr while a person looks on; nothing when stderr is no terminal, or where output itself shows how far it is.

    What it gives is called for each one, or with how many there are.
    """
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TextColumn(what), TimeElapsedColumn(),
                  console=console, transient=True, disable=hidden or not console.is_terminal) as bar:
        task = bar.add_task(verb, total=None)
        yield lambda count=1: bar.advance(task, count)


@contextmanager
def opened(ledger: str, asks: bool = False, as_of: str | None = None, about: Collection[str] = (), lasting: bool = False) -> Iterator[Ledger]:
    """A ledger that is there already; `add` makes one, looking does not.

    Where one `asks` alone, a folder that `read --out` wrote serves too: what it holds goes into a ledger for as long as it is asked, of a large one
    what is told of `about` by `as_of`. A program that runs for months is `lasting`.
    """
    from dragoman.ledger import open_ledger

    if "://" not in ledger and Path(ledger).is_dir():
        from dragoman.archive import ledger_of

        if not asks:
            raise DragomanError(f"{named(ledger)}: a folder of reports that were read, which answers questions and keeps nothing else; "
                                "expected a ledger: `dragoman add PATH... --ledger FILE` makes one")
        with ledger_of(ledger, about, as_of, warn) as book:
            yield book
        return
    if not _may_be_there(ledger):
        raise DragomanError(f"{named(ledger)}: no ledger there; expected one that `dragoman add PATH... --ledger {named(ledger)}` made, or another --ledger")
    with open_ledger(ledger, lasting) as book:
        yield book


def _may_be_there(ledger: str) -> bool:
    """Whether a ledger can be looked for: false where it would be a file that is not there or empty, named by its path or by a URL of SQLite's."""
    if "://" not in ledger:
        return _holds(Path(ledger))
    scheme, _, path = ledger.partition(":///")
    path = path.partition("?")[0]
    return not re.fullmatch(r"sqlite(?:\+\w+)?", scheme) or path in ("", ":memory:") or path.startswith("file:") or _holds(Path(path))


def _holds(path: Path) -> bool:
    """Whether something is at a path; SQLite takes a file of no more than one byte for an empty database, and looking at it would make it one."""
    return path.exists() and (not path.is_file() or path.stat().st_size > 1)


def is_database(path: Path) -> bool:
    """Whether an SQLite database stands there, which may be a ledger. OSError where it cannot be read."""
    if not path.is_file():
        return False
    with path.open("rb") as f:
        return f.read(len(_DATABASE)) == _DATABASE


def codes_of(about: str | None) -> tuple[str, ...]:
    """The codes of an option `--about`, each once."""
    return tuple(dict.fromkeys(c.strip().upper() for c in (about or "").split(",") if c.strip()))


@contextmanager
def view_of(ledger: str, as_of: str | None, about: str | None, min_confidence: float) -> Iterator[View]:
    """A ledger that is there already, as it stood on a day."""
    from dragoman.briefing import View

    with opened(ledger, True, as_of, codes_of(about)) as book, View(book, as_of, codes_of(about), min_confidence) as view:
        yield view


def entry(j: Judgement) -> dict:
    """A judgement as plain data."""
    from dragoman.ledger import shown

    return {"id": j.id, "kind": j.kind, "statements": list(j.statements), "others": list(j.others), "field": j.field,
            "value": shown(j.value) if j.kind == "correct" else None, "author": j.author, "reason": j.reason, "made": j.made,
            "withdrawn": j.withdrawn, "state": j.state, "now": list(j.now)}
