"""The Ray engine: Ray Data maps the reader over shards, on this machine or on a cluster. Every node sees inputs and folder by the same paths."""
from __future__ import annotations

import json
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from queue import Empty, SimpleQueue
from typing import Any

from dragoman.archive import Entry, Folder
from dragoman.intake import Shard
from dragoman.model import DragomanError
from dragoman.pipeline.sharding import Failed, Order, read_shard
from dragoman.pipeline.stopping import Stop
from dragoman.reading import Reader

_REACHED = 10.0
"""Seconds within which a cluster must answer."""

_LOST, _LOOK = 40.0, 5.0
"""Seconds for which a head may be gone, and between looks: a minute after it has gone, Ray ends this process without a word."""

_EXPECTED = "--address auto or HEAD:6379"


class HeadLost(DragomanError):
    """The head of a cluster that has gone while it was worked with."""


class ShardReader:
    """An actor: a process with a reader of its own, which reads one shard after another and writes its rows."""

    def __init__(self) -> None:
        self._reader: Reader | None = None

    def __call__(self, row: dict) -> dict:
        """Read the shard of a row; its id, and what went wrong."""
        order, held = Order(**json.loads(row["order"])), json.loads(row["shard"])
        shard = Shard(**{**held, "paths": tuple(held["paths"])})
        found = read_shard(order, shard, lambda: self._made(order.threads))
        return {"id": shard.id, "failed": found.reason if isinstance(found, Failed) else ""}

    def _made(self, threads: int) -> Reader:
        self._reader = self._reader or Reader(threads=threads)
        return self._reader


def run_ray(order: Order, shards: Sequence[Shard], workers: int, address: str | None = None,
            stop: Stop | None = None) -> Iterator[Entry | Failed]:
    """Read shards with so many actors (0: as many as the cluster has cores for), what became of each, as it is done.

    `address` is that of the cluster whose node this machine is, as `ray.init` takes it; without one Ray is started here, with a core for each thread of the
    workers. An actor that dies is started again by Ray; the shard that kills it is given up after a few times (`Folder.try_again`), the others go on.
    DragomanError where Ray is missing, cannot be reached, or its head is lost.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise DragomanError(f"--engine ray needs Ray, which is not installed ({error}): pip install -e '.[cluster]' in Dragoman's folder, or use "
                            "--engine local") from error
    if not shards:
        return
    began = not ray.is_initialized()
    if began:
        _connect(ray, address, max(1, workers) * order.threads)
    try:
        cores = max(1, int(ray.cluster_resources().get("CPU", 1)) // order.threads)
        crew = min(workers or cores, cores, len(shards))
        context = ray.data.DataContext.get_current()
        context.max_errored_blocks = -1
        context.enable_progress_bars = False
        for name in ("ray", "ray.data"):
            logging.getLogger(name).setLevel(logging.ERROR)
        told = json.dumps(asdict(order))
        rows = ray.data.from_items([{"order": told, "shard": json.dumps(asdict(shard))} for shard in shards], override_num_blocks=len(shards)).map(
            ShardReader, compute=ray.data.ActorPoolStrategy(size=crew), num_cpus=order.threads)
        yield from _results(_watched(rows.iter_rows(), ray.get_runtime_context().gcs_address), order, shards, stop)
    except ray.exceptions.RayError as error:
        raise DragomanError(f"Ray gave up ({str(error).splitlines()[0]}); what is done is kept: --resume goes on") from error
    except HeadLost:
        began = False  # it would be waited for once more
        raise
    finally:
        if began:
            ray.shutdown()


def _connect(ray, address: str | None, cores: int) -> None:
    if (address or "").startswith("ray://"):  # a client, from which Ray Data does not run
        raise DragomanError(f"{address} asks from outside the cluster, which Ray Data cannot; give the command on one of its nodes, with {_EXPECTED}")
    host, colon, port = (address or "").rpartition(":")
    try:
        if colon and port.isdigit():  # Ray itself would go on trying for minutes
            socket.create_connection((host.strip("[]"), int(port)), timeout=_REACHED).close()
    except OSError as error:
        raise DragomanError(f"no Ray cluster can be reached at {address} ({error}); expected {_EXPECTED}") from error
    here = {} if address else {"num_cpus": cores, "include_dashboard": False,
                               "runtime_env": {"env_vars": {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}}}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, configure_logging=False, **here)
    except (ConnectionError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        raise DragomanError(f"no Ray cluster can be reached at {address or 'this machine'} ({error}); expected {_EXPECTED}, and for a cluster that asks for a "
                            "token RAY_AUTH_MODE=token with the token in RAY_AUTH_TOKEN or ~/.ray/auth_token") from error


def _watched(rows: Iterable[dict], head: str) -> Iterator[dict]:
    """The rows as they come. HeadLost where none comes, and the head (HOST:PORT) has not answered for _LOST seconds."""
    coming: SimpleQueue[tuple[str, Any]] = SimpleQueue()

    def take() -> None:
        try:
            for row in rows:
                coming.put(("row", row))
            coming.put(("end", None))
        except Exception as error:  # noqa: BLE001 - raised where the rows are waited for
            coming.put(("error", error))

    threading.Thread(target=take, name="rows", daemon=True).start()
    answered = time.monotonic()
    while True:
        try:
            kind, found = coming.get(timeout=_LOOK)
        except Empty:
            if _answers(head):
                answered = time.monotonic()
            elif time.monotonic() - answered > _LOST:
                raise HeadLost(f"Ray's head at {head} has not answered for {_LOST:.0f} seconds; what is done is kept: start it again, and "
                               "--resume goes on") from None
            continue
        if kind == "error":
            raise found
        if kind == "end":
            return
        answered = time.monotonic()
        yield found


def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_LOOK).close()
    except OSError:
        return False
    return True


def _results(found: Iterable[dict], order: Order, shards: Sequence[Shard], stop: Stop | None) -> Iterator[Entry | Failed]:
    folder, waiting = Folder(order.folder), {shard.id: shard for shard in shards}
    for row in stop.until(found) if stop else found:
        shard = waiting.pop(row["id"])
        entry = None if row["failed"] else folder.entry(shard.id)
        yield entry or Failed(shard, row["failed"] or f"was read, but {order.folder} does not have it here: the folder must be one that all nodes share")
    if stop and stop.asked:
        stop.cut = stop.cut or bool(waiting)
        return
    for shard in waiting.values():
        yield Failed(shard, "Ray lost it; --resume tries again")
