"""Memory of programs that run for months."""
from __future__ import annotations

import ctypes
import threading
import time

EVERY = 20.0
"""Seconds from one time that memory is given back to the next; it takes some milliseconds."""

_lock = threading.Lock()
_last = 0.0


def give_back() -> bool:
    """Hand the system what was let go of, at most every EVERY seconds; whether that was done.

    glibc keeps freed memory in an arena of each thread, and what large answers of many threads leave there grows by the hour
    (malloc_trim(3)). Other C libraries have no such call, and nothing is done there.
    """
    global _last
    with _lock:
        if time.monotonic() - _last < EVERY:
            return False
        _last = time.monotonic()
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return False
    trim(0)
    return True
