"""Reading into a folder of Parquet, shard by shard, by one engine or another: the rows are the same."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from dragoman import intake
from dragoman.archive import Entry, Folder
from dragoman.intake import Notice, Shard
from dragoman.pipeline.local import Moved, run_local
from dragoman.pipeline.sharding import Failed, Order, Skipped, pending
from dragoman.pipeline.stopping import Stop
from dragoman.processor import cores

Engine = Literal["local", "ray"]


def read_to(folder: str, paths: Iterable[str], *, engine: Engine = "local", workers: int = 0, address: str | None = None, published: str | None = None,
            min_confidence: float = 0.0, resume: bool = False, planned: Callable[[list[Shard]], None] | None = None,
            moved: Moved | None = None, stop: Stop | None = None) -> Iterator[Entry | Failed | Skipped | Notice]:
    """Read documents into a folder (archive.Folder), shard by shard; what became of each, in the order in which they are done.

    `planned` is called once with the shards that are to be read, `moved` as they are read (local engine). Where `stop` is asked, the shards in hand
    are given up: reading one to its end may take an hour. `workers` 0 means one for each core. DragomanError where the folder holds something else, or
    another run writes to it, or an engine is missing.
    """
    here = cores()
    crew = workers or (here if engine == "local" or not address else 0)
    order = Order(os.path.abspath(folder), published, min_confidence, max(1, here // crew) if engine == "local" else 1)
    with Folder(order.folder, make=True).alone():
        ahead: list[Shard] = []
        for item in pending(order, intake.shards(os.path.abspath(p) if p != "-" and engine == "ray" else p for p in paths), resume):
            if isinstance(item, Shard):
                ahead.append(item)
            else:
                yield item
        if planned:
            planned(ahead)
        if engine == "ray":
            from dragoman.pipeline.cluster import run_ray

            yield from run_ray(order, ahead, crew, address, stop)
        else:
            yield from run_local(order, ahead, crew, moved, stop)
