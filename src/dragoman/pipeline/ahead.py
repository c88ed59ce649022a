"""Working ahead: several items at a time, their results in order."""
from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

FEW = 16_000
"""Bytes of a file that holds a report or two, unless it is packed."""

T = TypeVar("T")
U = TypeVar("U")


def at_hand(paths: Iterable[str]) -> bool:
    """Whether all inputs are files and folders, so that the next report is never long in coming; neither pipes nor standard input."""
    return all(os.path.isfile(path) or os.path.isdir(path) for path in paths)


def abreast(paths: Iterable[str], threads: int) -> int:
    """How many reports of these inputs are worked on at a time: as many as there are threads, one where the next may be long in coming (`at_hand`)."""
    return threads if at_hand(paths) else 1


def alone(paths: Iterable[str]) -> bool:
    """Whether reports of these inputs are worked on one at a time, so that each may have all cores: they come through a pipe (`abreast`), or all there is
    is a file that holds a report or two.
    """
    paths = list(paths)
    return not at_hand(paths) or len(paths) == 1 and os.path.isfile(paths[0]) and os.path.getsize(paths[0]) <= FEW


def ahead(work: Callable[[T], U], items: Iterable[T], threads: int) -> Iterator[U]:
    """What `work` makes of each item, in their order, `threads` at a time and one waiting. Items are taken in the thread that asks.

    What taking or working raises comes when its turn does, and no item is taken after it. A result waits for the next items to be taken: what comes
    through a pipe is worked on by one thread (`abreast`).
    """
    if threads < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads, "ahead") as pool:
        under_way: deque[Future[U]] = deque()
        coming, failed = iter(items), None
        try:
            while True:
                try:
                    under_way.append(pool.submit(work, next(coming)))
                except StopIteration:
                    break
                except Exception as error:  # noqa: BLE001 - raised below, after what came before it
                    failed = error
                    break
                if len(under_way) > threads:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
            if failed:
                raise failed
        finally:
            for future in under_way:
                future.cancel()
