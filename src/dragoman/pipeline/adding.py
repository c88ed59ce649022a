"""Documents to the ledger."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from dragoman import intake
from dragoman.intake import Notice, Shard
from dragoman.ledger import Done, Ledger
from dragoman.model import InputError, LedgerError, Report, Statement
from dragoman.pipeline.reading import Trouble, statements
from dragoman.pipeline.sharding import how
from dragoman.reading import Reader

_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did with a report: `new` is false where the ledger held its reading already."""

    report: Report
    new: bool
    statements: int


class Watch(Protocol):
    """Who wants to know how far `add` is: in which shard, and how many bytes it has read of it since."""

    def planned(self, shards: list[Shard]) -> None: ...
    def began(self, shard: Shard) -> None: ...
    def passed(self, size: int) -> None: ...


def add(ledger: Ledger, paths: Iterable[str], reader: Reader, published: str | None = None, resume: bool = False,
        watch: Watch | None = None) -> Iterator[Added | Trouble]:
    """Read documents and keep them, some dozens of reports in one transaction. A report that this reader has read is passed over.

    The ledger notes each input (intake.shards) that was read to its end; with `resume` those that have not changed since are not opened again. Where the
    ledger refuses a report, those before it are kept. LedgerError then.
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
    if watch:
        watch.planned(ahead)
    for shard in ahead:
        if watch:
            watch.began(shard)
        reports = errors = 0
        for item in _add(ledger, shard, reader, published, watch):
            reports, errors = reports + isinstance(item, Added), errors + isinstance(item, InputError)
            yield item
        if shard.mark and (reports or not errors):
            ledger.note_shard(Done(shard.id, shard.name, shard.mark, how(reader.version, published), shard.size, reports, errors,
                                   datetime.now(UTC).isoformat(timespec="seconds")))
    ledger.derive()


def _add(ledger: Ledger, shard: Shard, reader: Reader, published: str | None, watch: Watch | None) -> Iterator[Added | Trouble]:
    waiting: list[tuple[Report, list[Statement]]] = []
    for item in intake.reports_of(shard, published, watch.passed if watch else None):
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


def _keep(ledger: Ledger, readings: list[tuple[Report, list[Statement]]], reader: str) -> Iterator[Added]:
    try:
        new = ledger.add_together(readings, reader)
    except LedgerError:
        for report, found in readings:
            ledger.add(report, found, reader)
        raise
    for (report, found), is_new in zip(readings, new, strict=True):
        yield Added(report, is_new, len(found) if is_new else 0)
