"""Documents and other coders' files to ledger: joins intake, reading, coders and the ledger."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman import coders, intake
from dragoman.intake import Notice
from dragoman.ledger import Brought, Ledger
from dragoman.model import CodedEvent, InputError, LedgerError, Report, Statement
from dragoman.reading import Reader

__all__ = ["Added", "Brought", "Notice", "Reader", "Reading", "add", "bring_in", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with its statements."""

    report: Report
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did with a report: `new` is false where the ledger held its reading already."""

    report: Report
    new: bool
    statements: int


Trouble = InputError | Notice

_TOGETHER = 32
_CODED_TOGETHER = 10_000


def read(paths: Iterable[str], reader: Reader, published: str | None = None) -> Iterator[Reading | Trouble]:
    """Read documents; no ledger is touched. Inputs that fail come out as errors, the others go on."""
    for item in intake.reports(paths, published):
        yield Reading(item, reader.read(item, intake.boilerplate(item.text))) if isinstance(item, Report) else item


def add(ledger: Ledger, paths: Iterable[str], reader: Reader, published: str | None = None) -> Iterator[Added | Trouble]:
    """Read documents and keep them, some dozens of reports in one transaction. A report that this reader has read is passed over.

    Where the ledger refuses one of them, those before it are kept. LedgerError then.
    """
    waiting: list[tuple[Report, list[Statement]]] = []
    for item in intake.reports(paths, published):
        if not isinstance(item, Report):
            yield item
        elif ledger.has(item.id, reader.version):
            yield Added(item, False, 0)
        else:
            waiting.append((item, reader.read(item, intake.boilerplate(item.text))))
        if len(waiting) == _TOGETHER:
            yield from _keep(ledger, waiting, reader.version)
            waiting = []
    yield from _keep(ledger, waiting, reader.version)
    ledger.derive()


def bring_in(ledger: Ledger, coder: str, path: str) -> Iterator[Brought | Trouble]:
    """Keep the events of a file of another coder (model.CODERS), ten thousand in one transaction; what is held already is passed over.

    Lines that are wrong come out as errors, the others go on; last, how many rows were left out, and why. LedgerError where the ledger refuses.
    """
    waiting: list[CodedEvent] = []
    for item in coders.coded_events(coder, path):
        if isinstance(item, CodedEvent):
            waiting.append(item)
        else:
            yield Notice(f"{item.path}: {item.rows} rows left out: {item.reason}") if isinstance(item, coders.LeftOut) else item
        if len(waiting) == _CODED_TOGETHER:
            yield ledger.bring_in(waiting)
            waiting = []
    if waiting:
        yield ledger.bring_in(waiting)


def _keep(ledger: Ledger, readings: list[tuple[Report, list[Statement]]], reader: str) -> Iterator[Added]:
    try:
        new = ledger.add_together(readings, reader)
    except LedgerError:
        for report, statements in readings:
            ledger.add(report, statements, reader)
        raise
    for (report, statements), is_new in zip(readings, new, strict=True):
        yield Added(report, is_new, len(statements) if is_new else 0)
