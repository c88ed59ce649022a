"""`dragoman export`: the ledger in the forms that analysts' tools load."""
from __future__ import annotations

import shlex
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces.shared import LEDGER, About, AsOf, MinConfidence, Where, codes_of, opened, place, warn
from dragoman.interfaces.stopping import leave, stopping

if TYPE_CHECKING:
    from dragoman.briefing import View
    from dragoman.ledger import Ledger


class Forms(StrEnum):
    csv = "csv"
    parquet = "parquet"
    plover = "plover"
    cameo = "cameo"
    ftm = "ftm"
    graphml = "graphml"
    ical = "ical"
    atom = "atom"


Form = Annotated[Forms, typer.Argument(help="What to write; docs/exports.md tells what each is for.", show_default=False)]
Out = Annotated[str, typer.Argument(callback=place, metavar="OUT", show_default=False,
                                    help="The file to write; for csv, parquet and ftm a folder. - is standard output (not for csv and parquet).")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(export)


def export(form: Form, out: Out, ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0) -> None:
    """Write the ledger for other tools: tables, other event ontologies, a graph, a calendar, a feed. What was there before stays until all is written."""
    from dragoman.briefing import View
    from dragoman.pipeline import Stopped

    done = ""
    with stopping() as stop:
        with (suppress(Stopped), stop.given_up(), opened(ledger, True, as_of, codes_of(about)) as book,
              View(book, as_of, codes_of(about), min_confidence) as view):
            if form in (Forms.csv, Forms.parquet):
                done = _tables(form, book, view, out, as_of, shlex.join(_words(form, ledger, view, about, min_confidence)))
            else:  # each is imported when it is asked for: they bring libraries along
                write = import_module(f"dragoman.interfaces.exports.{form}").write
                done = write(view, out, _name(ledger)) if form is Forms.atom else write(view, out)
        leave(stop, f"nothing of the export was kept, and what stood at {out} still does; the same command begins again")
    warn(f"{done}; {out}")


def _name(ledger: str) -> str:
    """The name of a ledger, which tells no machine's folders and no passwords."""
    return "LEDGER" if "://" in ledger else Path(ledger).name


def _words(form: Forms, ledger: str, view: View, about: str | None, min_confidence: float) -> list[str]:
    """The words of the command that makes the same export again."""
    return ["dragoman", "export", form.value, "OUT", "--ledger", _name(ledger), *([] if view.asked.beyond() else ["--as-of", view.as_of]),
            *(["--about", ",".join(codes_of(about))] if about else []), *(["--min-confidence", f"{min_confidence:g}"] if min_confidence else [])]


def _tables(form: Forms, book: Ledger, view: View, out: str, until: str | None, command: str) -> str:
    from dragoman.interfaces.exports.codebook import Made, describe
    from dragoman.interfaces.exports.rows import fill
    from dragoman.interfaces.exports.writing import folder_at

    if form is Forms.csv:
        from dragoman.interfaces.exports.comma import Comma as Writer
    else:
        from dragoman.interfaces.exports.parquet import Parquet as Writer
    with folder_at(out) as folder:
        with Writer(folder) as writer:
            fill(book, view, until, writer.put)
            writer.finish()
        describe(folder, writer.ending, writer.rows, Made(view.as_of, view.about, view.min_confidence, command, writer.rows["reports"]))
    return ", ".join(f"{n} {name}" for name, n in writer.rows.items())
