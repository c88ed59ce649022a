"""Ending on SIGTERM and SIGINT (Ctrl-C): the first asks, a second one ends the process at once."""
from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import typer

from dragoman.interfaces import logs
from dragoman.interfaces.shared import warn

if TYPE_CHECKING:
    from dragoman.pipeline import Stop

SIGNALS = (signal.SIGTERM, signal.SIGINT)

PAUSE = 0.3
"""Seconds in which a second signal is still the first: GNU timeout sends its own to the process and to its group."""

_ENDING = "ending: what is in hand is finished first; a second signal ends at once"


@contextmanager
def stopping(handed_on: bool = False) -> Iterator[Stop]:
    """Until the block ends the first SIGTERM or SIGINT sets `asked`, which the work inside looks at; a second one ends the process.

    `handed_on`: what runs inside takes signals itself, and hands them on when it has ended, as uvicorn does; a second one is its matter, too.
    In another thread than the main one signals cannot be taken, and `asked` stays false.
    """
    from dragoman.pipeline import Stop

    with Stop() as stop:
        def taken(number: int, _frame: FrameType | None) -> None:
            if stop.asked:
                return
            if not handed_on:
                with suppress(OSError):  # not through sys.stderr, which the signal may have interrupted in the middle of a write
                    os.write(2, f"{logs.line(_ENDING) if logs.in_json() else f'dragoman: {_ENDING}'}\n".encode())
            stop.ask(number)

        if threading.current_thread() is not threading.main_thread():
            yield stop
            return
        before = {number: signal.signal(number, taken) for number in SIGNALS}
        try:
            if handed_on:
                yield stop
            else:
                with _ending_at_once():
                    yield stop
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _ending_at_once() -> Iterator[None]:
    """A second signal ends the process, whatever it does. Python's own handlers wait for code in C, as SQLite's that waits for a lock."""
    hears, says = os.pipe()
    os.set_blocking(says, False)
    before = signal.set_wakeup_fd(says, warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(hears,), name="signals", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(says)


def _listen(hears: int) -> None:
    first: float | None = None
    while byte := os.read(hears, 1):
        if byte[0] in SIGNALS:
            now = time.monotonic()
            first = now if first is None else first
            if now - first > PAUSE:
                os._exit(128 + byte[0])
    os.close(hears)


def leave(stop: Stop, how: str) -> None:
    """Where work was cut short, say what to do (`how`) and end with 128 and the number of the signal: 130 for SIGINT, 143 for SIGTERM."""
    if stop.cut:
        sys.stdout.flush()
        warn(f"ended before all was done: {how}")
        raise typer.Exit(128 + (stop.signal or signal.SIGTERM))
