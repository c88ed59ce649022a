"""The commands that read documents: to statements on stdout or in a folder of Parquet, and into a ledger."""
from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces.shared import LEDGER, MinConfidence, Where, console, named, place, progress, taken_day, warn
from dragoman.interfaces.stopping import leave, stopping
from dragoman.model import FIRST, InputError

if TYPE_CHECKING:
    from dragoman.pipeline import Added, Notice, Reading


class Statements(StrEnum):
    table = "table"
    jsonl = "jsonl"
    annotation = "annotation"
    csv = "csv"
    parquet = "parquet"


class Engines(StrEnum):
    local = "local"
    ray = "ray"


def iso_date(value: str | None) -> str | None:
    """The publication date for reports that give none: a day, month or year."""
    taken_day(value, FIRST)
    return value


Paths = Annotated[list[str], typer.Argument(show_default=False, help=(
    "Files or folders: text, HTML, JSON lines, mails (.eml), web archives (WARC), also packed; - for standard input."))]
Published = Annotated[str | None, typer.Option(callback=iso_date, metavar="DATE", help="Publication date of reports that give none themselves.")]
Format = Annotated[Statements | None, typer.Option(help="Form of the statements; a table without it.", show_default=False)]
Out = Annotated[str | None, typer.Option(callback=place, metavar="FOLDER", show_default=False, help=(
    "Write reports and statements to this folder as Parquet, by month, one shard of the input after another; --ledger takes such a folder too."))]
Engine = Annotated[Engines, typer.Option(help="With --out: processes of this machine, or Ray.")]
Address = Annotated[str | None, typer.Option(metavar="ADDR", show_default=False, help="On a node of Ray's cluster: auto or HEAD:6379; else Ray starts here.")]
Workers = Annotated[int, typer.Option(min=0, metavar="N", help="With --out: so many processes; 0: one for each core.")]
Resume = Annotated[bool, typer.Option("--resume", help="Leave out inputs that an earlier run was through with, if they have not changed since.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(read)
    app.command()(add)


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


def read(paths: Paths, format: Format = None, published: Published = None, min_confidence: MinConfidence = 0.0, out: Out = None,
         engine: Engine = Engines.local, address: Address = None, workers: Workers = 0, resume: Resume = False) -> None:
    """Read documents and print their statements, or write them to a folder. No ledger is touched."""
    if out is not None:
        if format not in (None, Statements.parquet):
            raise typer.BadParameter(f"--out writes Parquet; expected no --format {format.value}")
        _read_to(out, paths, engine, address, workers, published, min_confidence, resume)
        return
    if engine is Engines.ray or address or workers or resume:
        raise typer.BadParameter("--engine, --address, --workers and --resume need a folder to write to: give --out FOLDER")
    from dragoman import pipeline
    from dragoman.interfaces import formats, tables

    format = format or Statements.table
    if format is Statements.parquet and sys.stdout.isatty():
        raise typer.BadParameter("parquet is binary: send it to a file, as in `dragoman read … --format parquet > statements.parquet`")
    makers = {Statements.jsonl: formats.JsonLines, Statements.annotation: formats.Annotation, Statements.csv: formats.Csv,
              Statements.parquet: formats.Parquet, Statements.table: lambda: tables.Statements(console())}
    troubles, writer, done = Troubles(), makers[format](), 0
    list(troubles.sift(pipeline.passed_over(paths)))
    with stopping() as stop:
        with progress("Reading", "reports", hidden=sys.stdout.isatty()) as step:
            for reading in troubles.sift(pipeline.read(paths, pipeline.reader_for(paths), published, stop)):
                writer.write(reading.report, [s for s in reading.statements if s.confidence >= min_confidence])
                done += 1
                step()
        writer.close()
        leave(stop, f"{done} reports were read, and their statements are written; `dragoman add` goes on where it was stopped, `read` begins again")
    troubles.finish()


def _read_to(out: str, paths: list[str], engine: Engines, address: str | None, workers: int, published: str | None, min_confidence: float,
             resume: bool) -> None:
    from dragoman import pipeline
    from dragoman.interfaces.progress import ShardProgress

    shards = skipped = reports = statements = errors = failed = 0
    list(Troubles().sift(pipeline.passed_over(paths)))
    with stopping() as stop:
        with ShardProgress("Reading") as bar:
            for item in pipeline.read_to(out, paths, engine=engine.value, workers=workers, address=address, published=published,
                                         min_confidence=min_confidence, resume=resume, planned=bar.planned, moved=bar.moved, stop=stop):
                if isinstance(item, pipeline.Notice):
                    warn(item.message)
                elif isinstance(item, pipeline.Skipped):
                    skipped += 1
                elif isinstance(item, pipeline.Failed):
                    failed += 1
                    bar.done(item.shard.id, 0)
                    warn(item)
                else:
                    for message in (*item.errors, *item.notices):
                        warn(message)
                    shards, errors = shards + 1, errors + len(item.errors)
                    reports, statements = reports + item.reports, statements + item.statements
                    bar.done(item.shard, item.reports)
        warn(f"{shards} shards read, {skipped} done before, {failed} failed; {reports} reports with {statements} statements, {errors} errors; folder {out}")
        leave(stop, "the shards that were through are kept; the same command with --resume goes on")
    if failed or errors:
        raise typer.Exit(1)


def add(paths: Paths, ledger: Where = LEDGER, published: Published = None, resume: Resume = False) -> None:
    """Read documents and keep them in the ledger. Safe to repeat, and to interrupt at any moment."""
    from dragoman import pipeline
    from dragoman.interfaces.progress import ShardProgress
    from dragoman.ledger import open_ledger

    troubles, new, old, statements = Troubles(), 0, 0, 0
    list(troubles.sift(pipeline.passed_over(paths)))
    with stopping() as stop:
        with open_ledger(ledger) as book, ShardProgress("Adding") as bar:
            for added in troubles.sift(pipeline.add(book, paths, pipeline.reader_for(paths), published, stop, resume, bar)):
                bar.passed(0, 1)
                new, old, statements = new + added.new, old + (not added.new), statements + added.statements
        warn(f"{new} reports added with {statements} statements, {old} held already, {troubles.failed} failed; ledger {named(ledger)}")
        leave(stop, "what is counted above is kept; the same command goes on from there")
    troubles.finish()
