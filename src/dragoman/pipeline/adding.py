"""Documents to the ledger."""
from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from dragoman import intake
from dragoman.intake import Notice, Shard
from dragoman.ledger import Ledger, OtherTextError, ShardDone
from dragoman.model import InputError, LedgerError, Report, Statement
from dragoman.pipeline.ahead import abreast, ahead
from dragoman.pipeline.reading import Trouble, statements
from dragoman.pipeline.sharding import how
from dragoman.pipeline.stopping import Stop, Stopped

if TYPE_CHECKING:
    from dragoman.reading import Reader

_log = logging.getLogger("dragoman.pipeline")

_TOGETHER = 32

CHEAP = 3000
"""Reports that are derived again even where an end was asked for, in some seconds."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did with a report: `new` is false where the ledger held its reading already."""

    report: Report
    new: bool
    statements: int


class Follower(Protocol):
    """Who wants to know how far `add` is: in which shard, and how many bytes it has read of it since."""

    def planned(self, shards: list[Shard]) -> None: ...
    def began(self, shard: Shard) -> None: ...
    def passed(self, size: int) -> None: ...


def add(ledger: Ledger, paths: Iterable[str], reader: Reader, published: str | None = None, stop: Stop | None = None, resume: bool = False,
        follower: Follower | None = None) -> Iterator[Added | Trouble]:
    """Read documents and keep them, some dozens of reports in one transaction. A report that this reader has read is passed over.

    The ledger notes each input (intake.shards) that was read to its end; with `resume` those that have not changed since are not opened again. A report
    of the id of another is an InputError, and the others go on. Where the ledger refuses a report for other reasons, those before it are kept.
    LedgerError then. Where `stop` is asked, what is in hand is kept, and derived if that takes
    seconds; else the next question derives it.
    """
    intake.reports((), published)  # a date that is none is said before anything is read
    ahead = []
    for shard in intake.shards(paths):
        held = ledger.shard_done(shard.id) if resume and shard.mark else None
        if held and held.mark == shard.mark and held.how == how(reader.version, published):
            yield Notice(f"{shard.name}: done before ({held.done}: {held.reports} reports, {held.errors} errors); left out")
            continue
        if held:
            why = "has changed" if held.mark != shard.mark else "was read in another way"
            yield Notice(f"{shard.name}: {why} since it was done ({held.done}); it is read again, and reports that are held are passed over")
        ahead.append(shard)
    if follower:
        follower.planned(ahead)
    for shard in ahead:
        if stop and stop.asked:
            stop.cut = True
            break
        if follower:
            follower.began(shard)
        reports = errors = empty = unread = 0
        for item in _add(ledger, shard, reader, published, stop, follower):
            reports, errors = reports + isinstance(item, Added), errors + isinstance(item, InputError)
            empty, unread = empty + isinstance(item, intake.Empty), unread + isinstance(item, intake.Unreadable)
            yield item
        if shard.mark and (reports or errors == empty) and not unread and not (stop and stop.asked):
            ledger.note_shard(ShardDone(shard.id, shard.name, shard.mark, how(reader.version, published), shard.size, reports, errors,
                                        datetime.now(UTC).isoformat(timespec="seconds")))
    if stop is None:
        ledger.derive()
    elif not stop.asked:
        with suppress(Stopped), stop.given_up():
            ledger.derive()
    elif ledger.behind() <= CHEAP:
        ledger.derive()


def _add(ledger: Ledger, shard: Shard, reader: Reader, published: str | None, stop: Stop | None, follower: Follower | None) -> Iterator[Added | Trouble]:
    waiting: list[tuple[Report, list[Statement]]] = []
    found = intake.reports_of(shard, published, follower.passed if follower else None)
    asked = (_asked(ledger, shard, item, reader.version) for item in (stop.until(found) if stop else found))
    threads = abreast(shard.paths, reader.encoder.threads)
    for item, read in ahead(lambda x: (x[0], statements(reader, x[0]) if x[1] else None), asked, threads):
        if not isinstance(item, Report):
            if isinstance(item, InputError):
                _log.info("an input failed: %s", item)
            yield item
        elif read is None:
            yield Added(item, False, 0)
        else:
            waiting.append((item, read))
        if len(waiting) == _TOGETHER:
            yield from _keep(ledger, shard, waiting, reader.version)
            waiting = []
    yield from _keep(ledger, shard, waiting, reader.version)


def _asked(ledger: Ledger, shard: Shard, item: Report | Trouble, reader: str) -> tuple[Report | Trouble, bool]:
    """What a shard gives, and whether it is to be read."""
    if not isinstance(item, Report):
        return item, False
    try:
        return item, not ledger.holds(item, reader)
    except OtherTextError as error:
        return InputError(f"{shard.name}: {error}"), False


def _keep(ledger: Ledger, shard: Shard, readings: list[tuple[Report, list[Statement]]], reader: str) -> Iterator[Added | InputError]:
    begin = time.perf_counter()
    try:
        new = ledger.add_together(readings, reader)
    except LedgerError as refused:
        _log.warning("a batch was refused: %s", refused, extra={"reports": len(readings)})
        for report, found in readings:
            try:
                is_new = ledger.add(report, found, reader)
            except OtherTextError as error:  # of two in this batch, or of one that another process has kept since
                yield InputError(f"{shard.name}: {error}")
            else:
                yield Added(report, is_new, len(found) if is_new else 0)
        return
    if readings:
        _log.info("a batch is kept", extra={"reports": len(readings), "new": sum(new), "statements": sum(len(s) for _, s in readings),
                                            "seconds": round(time.perf_counter() - begin, 3)})
    for (report, found), is_new in zip(readings, new, strict=True):
        yield Added(report, is_new, len(found) if is_new else 0)
