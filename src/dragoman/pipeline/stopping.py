"""Being asked to end: what is in hand is finished, what has not begun is left for another time."""
from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")


class Stopped(BaseException):
    """What was begun is given up, because an end was asked for. It is no error, and nothing that catches errors may keep it."""


class Stop:
    """Whether somebody asked for an end; it comes from signals (`interfaces/stopping.py`), or from whoever calls `ask`.

    `asked` turns true once, `cut` where work was left undone because of it, `signal` is the number of the signal, if it was one.
    """

    def __init__(self) -> None:
        self.asked = self.cut = False
        self.signal: int | None = None
        self._given_up = 0
        # A pipe rather than a threading.Event: a signal may come while the main thread holds the lock that Event.set would wait for.
        self._hears, self._says = os.pipe()
        os.set_blocking(self._says, False)

    def ask(self, signal: int | None = None) -> None:
        """Ask for an end. Stopped is raised where what is going on may be given up (`given_up`)."""
        self.asked, self.signal = True, self.signal or signal
        with suppress(BlockingIOError):
            os.write(self._says, b"\0")
        if self._given_up:
            self.cut = True
            raise Stopped

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until an end is asked for; whether it was."""
        return bool(self.asked or select.select([self._hears], [], [], max(0.0, seconds))[0])

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """What is done inside may be given up at any point: where an end is asked for in the main thread, Stopped is raised there."""
        self._given_up += 1
        try:
            if self.asked:
                self.cut = True
                raise Stopped
            yield
        finally:
            self._given_up -= 1

    def until(self, items: Iterable[T]) -> Iterator[T]:
        """The items until an end is asked for. Waiting for the next, on a pipe or a slow disk, is given up at once."""
        coming = iter(items)
        while True:
            try:
                with self.given_up():
                    item = next(coming)
            except (StopIteration, Stopped):
                return
            yield item

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._hears)
        os.close(self._says)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def leave_with(parent: int) -> None:
    """Have this process end with the one that began it, which may be killed without a word."""
    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=look, name="leaving", daemon=True).start()
