"""Deriving in a process of its own: what it needs of memory goes with it, and the threads of the program that asks keep the interpreter.
"""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from dragoman.model import LedgerError

NAMED = "DRAGOMAN_ASIDE"
"""The variable that names the ledger: other people of the machine see the arguments of a process, and a URL may hold a password."""

PRIVATE = ("DRAGOMAN_", "PG")
"""How variables begin that may hold a secret of this program's: the URL of a ledger, a webhook's key, PostgreSQL's password."""


def begun(code: str, url: str | None = None, variables: Mapping[str, str] | None = None, **pipes: Any) -> subprocess.Popen:
    """A process of its own that runs a line of Python, for the ledger at a URL (in NAMED) where one is given, with more variables of its environment.
    What is typed to end this program does not reach it. One that has no ledger is told no secrets of this program's (PRIVATE). It takes modules from
    where this program does, and none from the folder in which it happens to run.
    """
    known = os.environ if url else {k: v for k, v in os.environ.items() if not k.startswith(PRIVATE)}
    environment = {**known, "PYTHONPATH": os.pathsep.join(part or os.curdir for part in sys.path), **({NAMED: url} if url else {}), **(variables or {})}
    return subprocess.Popen([sys.executable, "-P", "-c", code], start_new_session=True, env=environment, **pipes)


class Aside:
    """A derivation of one ledger, which `end` may give up."""

    def __init__(self, url: str) -> None:
        self._process = begun("from dragoman.ledger.aside import main; main()", url, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        self._ended = False

    def wait(self) -> bool:
        """Wait until it is done or given up; whether it is done. LedgerError where it failed."""
        _, said = self._process.communicate()
        if self._process.returncode and not self._ended:
            raise LedgerError(said.strip().rsplit("\n", 1)[-1] or f"the process that derives ended with {self._process.returncode}")
        return not self._process.returncode

    def end(self) -> None:
        """Give it up; nothing of it is kept."""
        self._ended = True
        with suppress(ProcessLookupError):
            self._process.kill()


def main() -> None:
    from dragoman.ledger.store import open_ledger

    os.nice(5)
    try:
        with open_ledger(os.environ[NAMED]) as ledger:
            ledger.derive(alone=True)
    except LedgerError as error:
        sys.exit(str(error).replace("\n", " "))

