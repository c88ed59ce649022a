"""The program's commands, run as a user runs them, without the second or two that each takes to load the program."""
from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from docs.consoles import Warm


@cache
def warm() -> Warm:
    """The process that has the program loaded and forks for each command (docs/warm.py): one for each process of tests, ended with it."""
    folder = tempfile.TemporaryDirectory(prefix="warm")  # short: the name of a socket has 107 characters at most
    made = Warm(Path(folder.name) / "warm")
    atexit.register(folder.cleanup)
    atexit.register(made.close)  # first: what is registered last
    return made


def dragoman(*args: object) -> list[str]:
    """The words that run a command of Dragoman, for `subprocess`."""
    return [str(warm().bin / "dragoman"), *map(str, args)]
