"""What the commands share: options, a ledger opened, rows printed."""
from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.model import DragomanError

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

LEDGER = "dragoman.db"


class Rows(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


Where = Annotated[str, typer.Option("--ledger", envvar="DRAGOMAN_LEDGER", metavar="FILE|URL", help="The ledger: an SQLite file, or a database URL.")]


def warn(message: object) -> None:
    typer.echo(f"dragoman: {message}", err=True)


def console():
    from rich.console import Console

    return Console(soft_wrap=False, highlight=False)


def show(found: list[dict], rows, format: Rows, empty: str) -> None:
    """Print what was found: as JSON, or flattened by `rows` to CSV or a table, which says `empty` where there is nothing."""
    from dragoman.interfaces import formats, tables

    if format is Rows.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif format is Rows.csv:
        flat = rows(found)
        if flat:
            formats.write_csv(sys.stdout, list(flat[0]), flat)
    else:
        tables.show(rows(found), console(), empty)


@contextmanager
def opened(ledger: str) -> Iterator[Ledger]:
    """A ledger that is there already; `add` makes one, looking does not."""
    from dragoman.ledger import open_ledger

    if "://" not in ledger and not Path(ledger).exists():
        raise DragomanError(f"{ledger}: no ledger there; expected one that `dragoman add PATH... --ledger {ledger}` made, or another --ledger")
    with open_ledger(ledger) as book:
        yield book
