"""The program's commands, run as a user runs them, without the second or two that each takes to load the program."""
from __future__ import annotations

import atexit
import os
import subprocess
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


def run(*args: object, stdin: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """A command as it runs in a terminal of 80 columns, and what came of it; `env` is set beside what the tests have."""
    return subprocess.run(dragoman(*args), input=stdin, capture_output=True, text=True, timeout=120, env=os.environ | {"COLUMNS": "80"} | env)


def printed(*args: object, code: int = 0, **env: str) -> str:
    """What a command that ends with `code` prints, or, where this is not 0, says."""
    done = run(*args, **env)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr
