"""Documents to ledger: joins intake, reading and the ledger."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman import intake
from dragoman.intake import Notice
from dragoman.ledger import Ledger
from dragoman.model import InputError, LedgerError, Report, Statement
from dragoman.reading import Reader

__all__ = ["Added", "Notice", "Reader", "Reading", "add", "read"]


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


def _keep(ledger: Ledger, readings: list[tuple[Report, list[Statement]]], reader: str) -> Iterator[Added]:
    try:
        new = ledger.add_together(readings, reader)
    except LedgerError:
        for report, statements in readings:
            ledger.add(report, statements, reader)
        raise
    for (report, statements), is_new in zip(readings, new, strict=True):
        yield Added(report, is_new, len(statements) if is_new else 0)
