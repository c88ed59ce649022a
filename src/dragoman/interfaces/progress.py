"""How far a long reading is: a bar on stderr while a person looks on, a line now and then where nobody does."""
from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dragoman.interfaces.shared import warn

if TYPE_CHECKING:
    from rich.progress import Progress

    from dragoman.pipeline import Shard

EVERY = 30.0
"""Seconds between lines where stderr is no terminal."""

_FIRST = 5.0
"""Seconds before time left is told: the first ones load the reader."""


def duration(seconds: float) -> str:
    """Seconds as a person says them: 40 s, 12 min, 3 h 20 min, 2 d 4 h."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return f"{seconds:.0f} s"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def amount(size: float) -> str:
    """Bytes as a person says them."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.2f} TB"


class ShardProgress:
    """Counts shards, bytes of them and reports; the time left is estimated from the bytes, of packed files as they lie on the disk."""

    def __init__(self, verb: str, every: float = EVERY) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        console = Console(stderr=True)
        self._verb, self._every = verb, every
        self._bar: Progress | None = Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"), console=console,
                                              transient=True) if console.is_terminal else None
        self._began = self._told = time.monotonic()
        self._shards = self._size = self._done = self._done_size = self._done_reports = 0
        self._now: dict[str, tuple[int, int]] = {}
        self._sizes: dict[str, int] = {}
        self._name = ""

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
            self._bar.add_task(self._verb, total=None, told="")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def planned(self, shards: Sequence[Shard]) -> None:
        """Hear what is to be read."""
        self._shards, self._size = len(shards), sum(s.size for s in shards)
        self._sizes = {s.id: s.size for s in shards}
        self._began = time.monotonic()

    def began(self, shard: Shard) -> None:
        """Hear that a shard is begun; the one before it, if any, is done."""
        for id_, (_, reports) in self._now.items():
            self.done(id_, reports)
        self._now = {shard.id: (0, 0)}
        self._name = shard.name

    def passed(self, size: int, reports: int = 0) -> None:
        """Hear that so much more has been read of the shard begun last."""
        for id_, (had, told) in self._now.items():
            self._now[id_] = had + size, told + reports
        self._show()

    def moved(self, now: Mapping[str, tuple[int, int]]) -> None:
        """Hear how far each shard is that is being read: bytes and reports by its id."""
        self._now = dict(now)
        self._show()

    def done(self, shard: str, reports: int) -> None:
        """Hear that a shard is done."""
        self._done += 1
        self._done_size += self._sizes.get(shard, 0)
        self._done_reports += reports
        self._now = {id_: held for id_, held in self._now.items() if id_ != shard}
        self._show()

    def line(self) -> str:
        """How far it is, in words."""
        size = self._done_size + sum(min(had, self._sizes.get(id_, had)) for id_, (had, _) in self._now.items())
        reports = self._done_reports + sum(told for _, told in self._now.values())
        taken = time.monotonic() - self._began
        told = f"{self._done:,} of {self._shards:,} shards, {reports:,} reports"
        if self._size:
            told += f", {min(100, 100 * size / self._size):.0f}% of {amount(self._size)}"
        if self._size > size > 0 and taken > _FIRST:
            told += f", {duration(taken * (self._size - size) / size)} left"
        return told + (f"; in {self._name}" if self._name else "")

    def _show(self) -> None:
        now = time.monotonic()
        if self._bar:
            if now - self._told > 0.2:
                self._told = now
                task = self._bar.task_ids[0]
                size = self._done_size + sum(had for had, _ in self._now.values())
                self._bar.update(task, total=self._size or None, completed=min(size, self._size), told=self.line())
        elif now - self._told > self._every:
            self._told = now
            warn(f"{self._verb.lower()}: {self.line()}")
