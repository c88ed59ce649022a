"""One shard into a folder of Parquet: what every engine does, wherever it runs."""
from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dragoman import intake
from dragoman.archive import Entry, Folder, Writing
from dragoman.intake import Item, Notice, Shard
from dragoman.model import DragomanError, InputError, Report
from dragoman.pipeline.ahead import abreast, ahead
from dragoman.pipeline.reading import statements

if TYPE_CHECKING:
    from dragoman.reading import Reader

_log = logging.getLogger("dragoman.pipeline")

Passed = Callable[[int, int], None]
"""Called with bytes of a shard and reports that have been read since."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done with shards: where their rows go, and how they are read. `threads` is of one process, 0 for as many as there are cores."""

    folder: str
    published: str | None = None
    min_confidence: float = 0.0
    threads: int = 1

    @property
    def how(self) -> str:
        """What decides, beside the shard itself, what is read: a shard done otherwise is not done."""
        from dragoman.reading import shipped

        return how(shipped(), self.published, self.min_confidence)


@dataclass(frozen=True, slots=True)
class Failed:
    """A shard of which nothing was kept, and why."""

    shard: Shard
    reason: str

    def __str__(self) -> str:
        return f"{self.shard.name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A shard that was done before, and has not changed since."""

    shard: Shard
    entry: Entry


def how(reader: str, published: str | None, min_confidence: float = 0.0) -> str:
    """A version of the reader with what it is told."""
    return f"{reader} published={published or ''} min_confidence={min_confidence:g}"


def read_shard(order: Order, shard: Shard, reader: Callable[[], Reader], passed: Passed | None = None) -> Entry | Failed:
    """Read a shard, and put its rows in the place of those that there were of it. Failed where nothing of it could be kept.

    A report that stands in it several times, by its id, is kept once. The reader is asked for when the try is counted: to load one may end the process.
    """
    began, worked, folder = time.monotonic(), time.process_time(), Folder(order.folder)
    errors: list[InputError] = []
    notices: list[str] = []
    documents = intake.reports_of(shard, order.published, (lambda size: passed(size, 0)) if passed else None)
    try:
        folder.try_again(shard.id)
        reading = reader()
        threads = abreast(shard.paths, reading.encoder.threads)
        with Writing(folder, shard.id) as writing:
            for item, found in ahead(lambda x: (x, statements(reading, x) if isinstance(x, Report) else []), _each_once(documents, shard), threads):
                if isinstance(item, InputError):
                    errors.append(item)
                elif isinstance(item, Notice):
                    notices.append(item.message)
                else:
                    writing.put(item, [s for s in found if s.confidence >= order.min_confidence], reading.version)
                    if passed:
                        passed(0, 1)
            files = writing.finish()
        if not writing.reports and not all(isinstance(e, intake.Empty) for e in errors):
            folder.clear(shard.id)
            folder.forget_tries(shard.id)
            return Failed(shard, "; ".join(str(e).removeprefix(shard.name).lstrip(":, ") for e in errors[:3]) + (" …" if len(errors) > 3 else ""))
        mark = "" if any(isinstance(e, intake.Unreadable) for e in errors) else shard.mark
        entry = Entry(shard.id, shard.name, mark, order.how, shard.size, writing.reports, writing.statements, round(time.monotonic() - began, 3),
                      datetime.now(UTC).isoformat(timespec="seconds"), files, tuple(map(str, errors)), tuple(notices),
                      round(time.process_time() - worked, 3), _memory(), shard.others)
        folder.enter(entry)
    except (DragomanError, OSError) as error:
        return Failed(shard, str(error))
    except Exception as error:  # noqa: BLE001 - a fault in reading one report must not take a thousand other shards along
        _log.exception("a shard was given up", extra={"shard": shard.name})
        return Failed(shard, f"{type(error).__name__}: {error}; this is a fault of the program: please report it with the shard")
    return entry


def _each_once(items: Iterable[Item], shard: Shard) -> Iterator[Item]:
    """What a shard gives, without reports that it gave before. The last item tells how many these are; one with another text is an error."""
    begun: dict[str, int] = {}  # ids, with hashes of texts
    twice = 0
    for item in items:
        if isinstance(item, Report):
            text, before = hash(item.text), begun.get(item.id)
            if before == text:
                twice += 1
                continue
            if before is not None:
                yield InputError(f"{shard.name}: report {item.id} stands in it before with another text: give the changed report an id of its own")
                continue
            begun[item.id] = text
        yield item
    if twice:
        yield Notice(f"{shard.name}: {twice:,} reports stand in it again under the same id; each is kept once")


def pending(order: Order, shards: Iterable[Shard], resume: bool) -> Iterator[Shard | Skipped | Notice]:
    """The shards that are to be read; with `resume` those done before come out as Skipped, and those that changed or lost a file since with a
    word on it, as with those that stay in the folder though their input is gone.

    DragomanError where the folder holds shards already and `resume` is not asked for, or a shard is standard input.
    """
    folder = Folder(order.folder, make=True)
    if not resume and next(folder.entries(), None):
        raise DragomanError(f"{order.folder}: holds what was read before; --resume goes on there and leaves out what is done, or give another folder")
    known: set[str] = set()
    read: set[str] = set()
    for shard in shards:
        known.add(shard.id)
        read.update((shard.name, *shard.others))
        if shard.paths == ("-",):
            raise DragomanError("-: standard input cannot be read by several processes, nor resumed; save it as a file")
        for id_ in shard.overtaken:
            if folder.entry(id_):
                folder.clear(id_)
        held = folder.entry(shard.id)
        lost = folder.lost(held) if held else ()
        if held and held.mark == shard.mark and held.how == order.how and not lost:
            yield Skipped(shard, held)
            continue
        if lost and held:
            yield Notice(f"{shard.name}: {folder.path / lost[0]} is gone or empty, though the shard was done ({held.done}); it is read again")
        elif held:
            why = ("could not be read whole when" if not held.mark else "has changed since" if held.mark != shard.mark else "was read in another way when")
            yield Notice(f"{shard.name}: {why} it was done ({held.done}); it is read again")
        folder.forget_tries(shard.id)
        yield shard
    left = []
    for entry in folder.entries():
        if entry.shard in known or Shard(entry.name, (entry.name,), 0, "").id != entry.shard or os.path.lexists(entry.name):
            continue
        rest = [name for name in entry.others if os.path.lexists(name)]
        if rest and read.issuperset(rest):  # they are in other shards now, which would double their rows
            folder.clear(entry.shard)
            gone = 1 + len(entry.others) - len(rest)
            yield Notice(f"{entry.name}: {gone:,} of the {1 + len(entry.others):,} files that were read with it are gone, and so are their rows; the others "
                         "are read in other shards")
        else:
            left.append(entry)
    if left:
        first = folder.path / "shards" / f"{left[0].shard}.json"
        yield Notice(f"{folder.path}: holds {sum(e.reports for e in left):,} reports of {len(left):,} shards whose inputs are gone, such as {left[0].name}; "
                     f"they stay: where they should not count, remove the notes of their shards, such as {first}")


def _memory() -> float:
    """The most that this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)
