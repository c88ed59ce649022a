"""The local engine: shards read by processes of this machine, each with a reader of its own."""
from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.sharedctypes import SynchronizedArray

from dragoman.archive import TRIES, Entry
from dragoman.intake import Shard
from dragoman.pipeline.sharding import Failed, Order, read_shard
from dragoman.pipeline.stopping import Stop, leave_with
from dragoman.reading import Reader

Moved = Callable[[dict[str, tuple[int, int]]], None]
"""Called twice a second with bytes and reports that have been read of each shard that is being read, by its id."""

_LOOK = 0.5
_own: dict = {}
"""What a process of the engine keeps between shards: its reader, and where it counts."""


class _Worker:
    """A process, and the shard that it reads. One that dies takes its own shard with it, and no other's."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self.counted: SynchronizedArray = multiprocessing.get_context("spawn").Array("q", 2)
        self.shard: Shard | None = None
        self.future: Future[Entry | Failed] | None = None
        self._pool: ProcessPoolExecutor | None = None

    def begin(self, order: Order, shard: Shard) -> Future[Entry | Failed]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _start, (self.counted, self._threads, os.getpid()))
        self.counted[:] = [0, 0]
        self.shard, self.future = shard, self._pool.submit(_read, order, shard)
        return self.future

    def result(self) -> Entry | Failed | None:
        """What became of the shard; None where the process died."""
        assert self.future is not None
        try:
            return self.future.result()
        except BrokenProcessPool:
            self.end()
            return None

    def end(self) -> None:
        """End the process, and what it is doing. Waited for: a queue's thread that the end of this program cuts short leaves its lock
        half given back, and the keeper of the locks says so to standard error."""
        if self._pool is not None:
            if self.future is not None and not self.future.done():
                for process in list((self._pool._processes or {}).values()):
                    process.terminate()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def run_local(order: Order, shards: Iterable[Shard], workers: int, moved: Moved | None = None,
              stop: Stop | None = None) -> Iterator[Entry | Failed]:
    """Read shards with so many processes; what became of each, as it is done. Where `stop` is asked, those in hand are given up."""
    waiting, deaths = deque(shards), Counter[str]()
    crew = [_Worker(order.threads) for _ in range(max(1, min(workers, len(waiting))))]
    try:
        while True:
            if stop and stop.asked:
                stop.cut = stop.cut or bool(waiting) or any(worker.future for worker in crew)
                return
            for worker in crew:
                if worker.future is None and waiting:
                    worker.begin(order, waiting.popleft())
            busy = {worker.future: worker for worker in crew if worker.future is not None}
            if not busy:
                return
            ended, _ = wait(busy, timeout=_LOOK, return_when=FIRST_COMPLETED)
            if moved:
                moved({worker.shard.id: (worker.counted[0], worker.counted[1]) for worker in busy.values() if worker.shard})
            for future in ended:
                worker = busy[future]
                found, shard = worker.result(), worker.shard
                worker.future = worker.shard = None
                if found is None and shard:  # its process died: read_shard counts how often, where it comes so far
                    deaths[shard.id] += 1
                    if deaths[shard.id] > TRIES:
                        yield Failed(shard, f"the process that was to read it ended {TRIES + 1} times before it began; see what it wrote to standard error")
                    else:
                        waiting.appendleft(shard)
                elif found:
                    yield found
    finally:
        for worker in crew:
            worker.end()


def _start(counted: SynchronizedArray, threads: int, parent: int) -> None:
    """Get a process ready. It does not outlive the one that began it, which may be killed without a word."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the first process decides
    leave_with(parent)
    _own.update(threads=threads, counted=counted)


def _reader() -> Reader:
    if "reader" not in _own:
        _own["reader"] = Reader(threads=_own["threads"])
    return _own["reader"]


def _read(order: Order, shard: Shard) -> Entry | Failed:
    counted = _own["counted"]

    def passed(size: int, reports: int) -> None:
        counted[0] += size
        counted[1] += reports

    return read_shard(order, shard, _reader, passed)
