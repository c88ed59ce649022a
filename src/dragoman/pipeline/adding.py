"""Documents to the ledger."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman import intake
from dragoman.ledger import Ledger
from dragoman.model import LedgerError, Report, Statement
from dragoman.pipeline.reading import Trouble, statements
from dragoman.reading import Reader

_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did with a report: `new` is false where the ledger held its reading already."""

    report: Report
    new: bool
    statements: int


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
            waiting.append((item, statements(reader, item)))
        if len(waiting) == _TOGETHER:
            yield from _keep(ledger, waiting, reader.version)
            waiting = []
    yield from _keep(ledger, waiting, reader.version)
    ledger.derive()


def _keep(ledger: Ledger, readings: list[tuple[Report, list[Statement]]], reader: str) -> Iterator[Added]:
    try:
        new = ledger.add_together(readings, reader)
    except LedgerError:
        for report, found in readings:
            ledger.add(report, found, reader)
        raise
    for (report, found), is_new in zip(readings, new, strict=True):
        yield Added(report, is_new, len(found) if is_new else 0)
