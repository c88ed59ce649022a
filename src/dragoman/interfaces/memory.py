"""Memory of programs that run for months."""
from __future__ import annotations

import ctypes
import threading
import time

EVERY = 5.0
"""Seconds from one time that memory is given back to the next; it takes some milliseconds."""

ARENAS = 1
"""Stores of memory that threads share in a program that runs for months; of itself glibc gives each thread one of its own, up to eight a core."""

APART = 1 << 16
"""Bytes from which on a piece of memory is taken from the system by itself, and goes back to it when it is let go of. glibc raises this, up to 32 MB, when
a larger piece is let go of; large pieces lie among small ones then, and what lies between them is never given back.
"""

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
"""M_ARENA_MAX and M_MMAP_THRESHOLD of glibc's malloc.h."""


def share() -> bool:
    """Have threads share ARENAS stores of memory, from before the first thread on, and keep large pieces out of them (APART); whether that was done.

    What one thread lets go of another can take then; a store of each thread's own keeps room for the largest answer it ever made (mallopt(3)).
    Other C libraries have no such call, and nothing is done there.
    """
    try:
        set_ = ctypes.CDLL(None).mallopt
        return all([set_(_ARENA_MAX, ARENAS), set_(_MMAP_THRESHOLD, APART)])
    except (AttributeError, OSError, TypeError):
        return False


def shared() -> dict[str, str]:
    """What `share` does, as variables for a process that is begun; other C libraries pass them over."""
    return {"MALLOC_ARENA_MAX": str(ARENAS), "MALLOC_MMAP_THRESHOLD_": str(APART)}


def keep_giving_back() -> None:
    """Hand the system what was let go of every EVERY seconds, from now on."""
    def go_on() -> None:
        while give_back():
            time.sleep(EVERY)

    threading.Thread(target=go_on, name="giving back", daemon=True).start()


def give_back() -> bool:
    """Hand the system what was let go of; whether that was done.

    glibc keeps freed memory in an arena of each thread, and what large answers of many threads leave there grows by the hour
    (malloc_trim(3)). Other C libraries have no such call, and nothing is done there.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return False
    trim(0)
    return True
