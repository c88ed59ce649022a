"""Answers that look through the whole ledger, made in a process of their own where it is large.

What they need of memory goes with that process, which ends after MOST answers or when it is asked nothing for IDLE seconds, and pages need not wait for
its interpreter. A question is a line of JSON on standard input, [name, day, codes, more], its answer one on standard output: {"answer"} or {"error", "input"},
and after it the packs of the long lists in it (rows.py).
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dragoman import briefing
from dragoman.briefing import View
from dragoman.interfaces.exports import atom, ical
from dragoman.interfaces.web import rows
from dragoman.interfaces.web.rows import Rows
from dragoman.ledger import NAMED, Ledger, begun, open_ledger
from dragoman.model import DragomanError, InputError, LedgerError

MOST, IDLE = 24, 60.0


def written(write: Callable[[str], object]) -> str:
    """What is written to a file of this name, its line ends as they are."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        write(str(out))
        return out.read_bytes().decode()


def sources(records: list[dict]) -> dict[str, Rows]:
    """Records of sources, and the evidence of each at the same place: it is most of what there is to keep, and few records are looked at."""
    return {"records": Rows.of({k: v for k, v in r.items() if k != "evidence"} for r in records), "evidence": Rows.of(r["evidence"] for r in records)}


MAKERS: dict[str, Callable[..., Any]] = {
    "brief": briefing.digest,
    "blocs": briefing.blocs,
    "edge": lambda view: Rows.of(briefing.edge(view)),
    "voiced": lambda view, id_: briefing.edge(view, briefing.matter(view, id_)),
    "agreements": lambda view: Rows.of(briefing.agreements(view)),
    "transfers": lambda view: Rows.of(briefing.transfers(view)),
    "sources": lambda view: sources(view.sources(None)),
    "atom": lambda view, name: written(lambda out: atom.write(view, out, name)),
    "ical": lambda view: written(lambda out: ical.write(view, out)),
}
"""Each is given a view, and what more it is asked."""


class Asker:
    """Has answers made in a process of its own, one at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._ended = False

    def ask(self, name: str, as_of: str | None, about: tuple[str, ...], more: tuple[str, ...]) -> Any:
        """An answer by the name of its maker, as JSON has it. InputError and LedgerError as that raises; LedgerError where the process ended."""
        question = json.dumps([name, as_of, about, more]).encode() + b"\n"
        with self._lock:
            said = self._say(question) or self._say(question)  # one that waited too long, or had given all it may, has ended
        if not said:
            raise LedgerError("the process that looks through the ledger ended without an answer (killed, or out of memory): ask again")
        if "error" in said:
            raise (InputError if said["input"] else LedgerError)(said["error"])
        return said["answer"]

    def close(self) -> None:
        """Give up what is being made, and answer no more."""
        self._ended = True
        if process := self._process:
            process.kill()

    def _say(self, question: bytes) -> dict | None:
        """What is answered; nothing where the process has ended."""
        if self._process is None:
            self._process = begun("from dragoman.interfaces.web.whole import main; main()", self._url, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process = self._process
        if self._ended:
            process.kill()

        def take(size: int) -> bytes:
            got = process.stdout.read(size)
            if len(got) < size:
                raise EOFError
            return got

        try:
            process.stdin.write(question)
            process.stdin.flush()
            line = process.stdout.readline()
            if not line.endswith(b"\n"):
                raise EOFError
            return json.loads(line, object_hook=partial(rows.read, take))
        except (OSError, EOFError):
            self._process = None
            process.kill()
            process.communicate()
            return None


def answer(ledger: Ledger, name: str, as_of: str | None, about: list[str], more: list[str]) -> dict:
    """What is said to a question."""
    try:
        with View(ledger, as_of, about, current=False) as view:
            return {"answer": MAKERS[name](view, *more)}
    except DragomanError as error:
        return {"error": str(error), "input": isinstance(error, InputError)}


def main() -> None:
    """Answer until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed by mistake is no answer
    url = os.environ.pop(NAMED)
    try:
        ledger, failed = open_ledger(url), None
    except LedgerError as error:
        ledger, failed = None, {"error": str(error), "input": False}
    for _ in range(MOST):
        idle = threading.Timer(IDLE, os._exit, (0,))
        idle.daemon = True
        idle.start()
        line = sys.stdin.buffer.readline()
        idle.cancel()
        if not line:
            break
        packs: list[bytes] = []
        out.write(json.dumps(failed or answer(ledger, *json.loads(line)), default=partial(rows.written, packs)).encode() + b"\n")
        out.writelines(packs)
        out.flush()

