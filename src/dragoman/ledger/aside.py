"""Deriving in a process of its own: what it needs of memory goes with it, and the threads of the program that asks keep the interpreter.

    DRAGOMAN_DERIVES=LEDGER python -m dragoman.ledger.aside
"""
from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

from dragoman.model import LedgerError

_NAMED = "DRAGOMAN_DERIVES"
"""The variable that names the ledger: other people of the machine see the arguments of a process, and a URL may hold a password."""


class Aside:
    """A derivation of one ledger, which `end` may give up."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "dragoman.ledger.aside"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.PIPE, text=True, start_new_session=True,
                                         env=os.environ | {_NAMED: url, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
        self._ended = False

    def wait(self) -> None:
        """Wait until it is done or given up. LedgerError where it failed."""
        _, said = self._process.communicate()
        if self._process.returncode and not self._ended:
            raise LedgerError(said.strip().rsplit("\n", 1)[-1] or f"the process that derives ended with {self._process.returncode}")

    def end(self) -> None:
        """Give it up; nothing of it is kept."""
        self._ended = True
        with suppress(ProcessLookupError):
            self._process.kill()


def main() -> None:
    from dragoman.ledger.store import open_ledger

    os.nice(5)
    try:
        with open_ledger(os.environ[_NAMED]) as ledger:
            ledger.derive(alone=True)
    except LedgerError as error:
        sys.exit(str(error).replace("\n", " "))


if __name__ == "__main__":
    main()
