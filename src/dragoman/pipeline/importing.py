"""Other coders' files to the ledger."""
from __future__ import annotations

import logging
from collections.abc import Iterator

from dragoman import coders
from dragoman.intake import Notice
from dragoman.ledger import Brought, Ledger
from dragoman.model import CodedEvent
from dragoman.pipeline.reading import Trouble
from dragoman.pipeline.stopping import Stop

_log = logging.getLogger("dragoman.pipeline")

_TOGETHER = 10_000


def bring_in(ledger: Ledger, coder: str, path: str, stop: Stop | None = None) -> Iterator[Brought | Trouble]:
    """Keep the events of a file of another coder (model.CODERS), ten thousand in one transaction; what is held already is passed over.

    Lines that are wrong come out as errors, the others go on; last, how many rows were left out, and why. LedgerError where the ledger refuses. Where `stop`
    is asked, what is in hand is kept.
    """
    waiting: list[CodedEvent] = []
    found = coders.coded_events(coder, path)
    for item in stop.until(found) if stop else found:
        if isinstance(item, CodedEvent):
            waiting.append(item)
        else:
            yield Notice(f"{item.path}: {item.rows} rows left out: {item.reason}") if isinstance(item, coders.LeftOut) else item
        if len(waiting) == _TOGETHER:
            yield _keep(ledger, coder, waiting)
            waiting = []
    if waiting:
        yield _keep(ledger, coder, waiting)


def _keep(ledger: Ledger, coder: str, events: list[CodedEvent]) -> Brought:
    brought = ledger.bring_in(events)
    _log.info("a batch of %s is kept", coder, extra={"events": len(events), "new": brought.new, "held": brought.held})
    return brought
