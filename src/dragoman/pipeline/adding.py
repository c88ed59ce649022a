"""Documents to the ledger."""
from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from dragoman import intake
from dragoman.ledger import Ledger
from dragoman.model import InputError, LedgerError, Report, Statement
from dragoman.pipeline.reading import Trouble, statements
from dragoman.pipeline.stopping import Stop, Stopped
from dragoman.reading import Reader

_log = logging.getLogger("dragoman.pipeline")

_TOGETHER = 32

_CHEAP = 3000
"""Reports that are derived again even where an end was asked for, in some seconds."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did with a report: `new` is false where the ledger held its reading already."""

    report: Report
    new: bool
    statements: int


def add(ledger: Ledger, paths: Iterable[str], reader: Reader, published: str | None = None,
        stop: Stop | None = None) -> Iterator[Added | Trouble]:
    """Read documents and keep them, some dozens of reports in one transaction. A report that this reader has read is passed over.

    Where the ledger refuses one of them, those before it are kept. LedgerError then. Where `stop` is asked, what is in hand is kept,
    and derived if that takes seconds; else the next question derives it.
    """
    waiting: list[tuple[Report, list[Statement]]] = []
    found = intake.reports(paths, published)
    for item in stop.until(found) if stop else found:
        if not isinstance(item, Report):
            if isinstance(item, InputError):
                _log.info("an input failed: %s", item)
            yield item
        elif ledger.has(item.id, reader.version):
            yield Added(item, False, 0)
        else:
            waiting.append((item, statements(reader, item)))
        if len(waiting) == _TOGETHER:
            yield from _keep(ledger, waiting, reader.version)
            waiting = []
    yield from _keep(ledger, waiting, reader.version)
    if stop is None:
        ledger.derive()
    elif not stop.asked:
        with suppress(Stopped), stop.given_up():
            ledger.derive()
    elif ledger.behind() <= _CHEAP:
        ledger.derive()


def _keep(ledger: Ledger, readings: list[tuple[Report, list[Statement]]], reader: str) -> Iterator[Added]:
    begin = time.perf_counter()
    try:
        new = ledger.add_together(readings, reader)
    except LedgerError as error:
        _log.warning("a batch was refused: %s", error, extra={"reports": len(readings)})
        for report, found in readings:
            ledger.add(report, found, reader)
        raise
    if readings:
        _log.info("a batch is kept", extra={"reports": len(readings), "new": sum(new), "statements": sum(len(s) for _, s in readings),
                                            "seconds": round(time.perf_counter() - begin, 3)})
    for (report, found), is_new in zip(readings, new, strict=True):
        yield Added(report, is_new, len(found) if is_new else 0)
