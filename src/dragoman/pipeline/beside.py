"""A watch's reader in a process of its own, which is begun anew every so many pages: what opening and reading pages tears up of memory goes with it.

A page that ends the process takes nothing along but itself: those that were in hand with it are read one by one.
"""
from __future__ import annotations

import logging
import signal
import subprocess
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from dragoman import __version__
from dragoman.ledger import MOST_READS, begun
from dragoman.model import DragomanError, Report
from dragoman.pipeline import apart
from dragoman.pipeline.opening import Found, Page, Wanted

PAGES = 2000
"""Pages after which the process is begun anew. That takes about a second; at nine pages a second, half of a hundredth of the time."""

SECONDS = 600
"""After which the process is ended where it is not ready, or a page is not read. The longest report that is taken in is 120 of 400 words, of which two
cores read nine a second.
"""

_NAMED = frozenset(signal.Signals)
"""Signals that have a name; those for real time have none."""

STARTS = 3
"""Times in a row that the process is begun, where it ends before it is ready or asks for nothing."""

log = logging.getLogger("dragoman.pipeline")


_PLAIN = Page(b"<html><body><p>Ministers of Iran and Iraq met in Baghdad on Friday. They agreed to meet again.</p></body></html>", "https://plain.example/",
              "text/html", "utf-8", None, None, None, None, "", None)
"""A page that can be read wherever any can: where it ends the process, too, the fault is none of the pages' before it."""


class NotReadyError(DragomanError):
    """The process that reads cannot be begun for now, as where memory is short."""


class _Ended(Exception):
    """The process ended before it was through."""


class ReaderBeside:
    """Opens and reads pages in another process, one batch at a time. `variables` are added to its environment; it is begun when it is first needed,
    and anew after so many `pages`: the old one ends first, since two readers would need twice the memory, and pages wait in the ledger meanwhile.
    It ends, too, where a page takes so many `seconds`.
    """

    def __init__(self, variables: Mapping[str, str] | None = None, pages: int = PAGES, seconds: int = SECONDS) -> None:
        self._variables, self._most, self._seconds = dict(variables or {}), pages, seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._version, self._pages = "", 0

    @property
    def version(self) -> str:
        """That of its Reader. NotReadyError where the process cannot be begun, DragomanError where the reader cannot be loaded."""
        self._ready()
        return self._version

    @property
    def process(self) -> int | None:
        """By which number the system knows the process, while there is one."""
        return self._process.pid if self._process else None

    def read_pages(self, pages: Iterable[Page], wanted: Wanted) -> Iterator[Found]:
        """What each page comes to, in their order, as opening.read_pages has it. A page is `failed` where it ended the process each time that it was
        begun, the last times alone. Errors are those of `version`, and NotReadyError where a page of a few words ends the process as well.
        """
        coming, fruitless = iter(pages), 0
        while True:
            in_hand: deque[Page] = deque()
            try:
                yield from self._batch(coming, wanted, in_hand)
                return
            except _Ended as error:
                log.warning("the process that reads pages ended (%s) with %d of them in hand; another goes on", error, len(in_hand))
            fruitless = 0 if in_hand else fruitless + 1
            if fruitless == STARTS:
                raise NotReadyError(f"the process that reads pages ended {STARTS} times before it took one; see what it wrote to standard error")
            for page in in_hand:
                yield self._alone(page, wanted)

    def close(self) -> None:
        """End the process, and what it is doing."""
        if process := self._process:
            self._process = None
            process.kill()
            with suppress(OSError):
                process.stdin.close()
            process.stdout.close()
            process.wait()

    def _alone(self, page: Page, wanted: Wanted) -> Found:
        begin, why = time.monotonic(), ""
        for _ in range(MOST_READS - 1):
            try:
                (found,) = self._batch(iter([page]), wanted, deque())
                return found
            except _Ended as error:
                why = str(error)
        seconds = time.monotonic() - begin
        try:
            list(self._batch(iter([_PLAIN]), lambda report: True, deque()))
        except _Ended as error:
            raise NotReadyError(f"the process that reads pages ends over any page ({error}); see what it wrote to standard error") from error
        return Found("failed", f"its reading was begun {MOST_READS} times and never came to an end: the process that reads ended ({why})", seconds=seconds)

    def _batch(self, pages: Iterator[Page], wanted: Wanted, in_hand: deque[Page]) -> Iterator[Found]:
        """Have pages read; those that were begun and have not come to an end are in hand. A batch that is given up ends the process."""
        self._ready()
        through = False
        try:
            while True:
                said = self._heard()
                for found in map(apart.read, said["found"]):
                    in_hand.popleft()
                    yield found
                if said["asks"] == "report":
                    self._answer(wanted(Report(**said["report"])))
                elif said["asks"] is None:
                    through = True
                    return
                elif page := next(pages, None):
                    in_hand.append(page)
                    self._pages += 1
                    self._answer(page)
                else:
                    self._answer(None)
        finally:
            if not through:
                self.close()

    def _ready(self) -> None:
        """Have a process that is ready, a new one where the old one has read its share."""
        if self._process and self._pages >= self._most:
            self.close()
        for _ in range(STARTS):
            if self._process:
                return
            try:
                self._process = begun(f"from dragoman.pipeline.apart import main; main({self._seconds})", variables=self._variables,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                said = self._heard()
            except OSError as error:
                raise NotReadyError(f"no process could be begun to read pages ({error.strerror or error})") from error
            except _Ended as error:
                log.warning("the process that reads pages ended before it was ready (%s)", error)
                continue
            if "error" in said:
                self.close()
                raise DragomanError(said["error"])
            if said["version"].rpartition("/")[2] != __version__:
                self.close()
                raise DragomanError(f"the program was exchanged for another ({said['version']}) while {__version__} watches: begin the watch anew")
            self._version, self._pages = said["version"], 0
        if not self._process:
            raise NotReadyError(f"the process that reads pages ended {STARTS} times before it was ready; see what it wrote to standard error")

    def _heard(self) -> dict:
        try:
            if not isinstance(said := apart.take(self._process.stdout), dict):
                raise ValueError(said)
        except (OSError, EOFError):
            raise self._how_it_ended() from None
        except ValueError:
            self.close()
            raise _Ended("it said what is no answer, and was ended") from None
        if "failed" in said:
            self.close()
            raise _Ended(said["failed"])
        return said

    def _answer(self, said: Page | bool | None) -> None:
        try:
            if isinstance(said, Page):
                apart.put_page(self._process.stdin, said)
            else:
                apart.put(self._process.stdin, said)
        except OSError:
            raise self._how_it_ended() from None

    def _how_it_ended(self) -> _Ended:
        """What is known of the end of the process, which is waited for."""
        process = self._process
        with suppress(subprocess.TimeoutExpired):
            process.wait(1.0)
        self.close()
        code = process.returncode
        if -code == signal.SIGALRM:
            return _Ended(f"nothing came of it in {self._seconds} s")
        return _Ended(f"status {code}" if code >= 0 else signal.Signals(-code).name if -code in _NAMED else f"signal {-code}")
