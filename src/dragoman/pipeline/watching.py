"""Feeds to the ledger, day and night: due feeds are asked, the pages they name fetched, read and kept, until somebody asks for an end.

Several threads fetch, each from one host at a time; one reads and keeps, one brings events up to date. Between them stands the ledger, not memory: a
page that came in is kept there until it is read, so that the end of the process at any moment loses nothing.
"""
from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from dragoman.fetching import Fetcher, FetchError, Guest, backoff
from dragoman.intake import opml
from dragoman.ledger import MOST_READS, Done, Feed, Lead, Ledger, Poll, UnavailableError, Watcher, is_dead, stamp
from dragoman.model import DragomanError, InputError, LedgerError, Report
from dragoman.pipeline.adding import CHEAP
from dragoman.pipeline.beside import ReaderBeside
from dragoman.pipeline.opening import Page, read_pages
from dragoman.pipeline.polling import Fetched, Polled, fetch, host_of, poll, seconds_to
from dragoman.pipeline.stopping import Stop, Stopped

if TYPE_CHECKING:
    from dragoman.reading import Reader

WORKERS = 8
"""Threads that fetch, and so hosts that are asked at a time."""

EACH = 10
"""Pages that are taken from one host in a row, before another has its turn."""

TOGETHER = 16
"""Reports that are kept in one transaction."""

AHEAD = 400
"""Pages that wait to be read, beyond which none are fetched."""

DERIVED = 60.0
"""Seconds of reading after which events are brought up to date, even where more waits to be read; later where that takes long (`Ledger.due`)."""

SPACED = 10.0
"""Seconds between two times that events are brought up to date, where little comes in: what watches them has work with each."""

ROUND = 1.0
"""Seconds between two looks for hosts that are free and due, while others are busy."""

BEAT = 20.0
"""Seconds from one sign of life of a watcher to the next."""

LONGEST = 60.0
"""Seconds after which it is looked again what is due, where nothing is."""

log = logging.getLogger("dragoman.pipeline")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a lead has come to: kept, duplicate, refused or failed, and why; whose words were kept (`page` or `feed`), how many statements,
    and in how many seconds it was read.
    """

    url: str | None
    title: str | None
    outcome: str
    why: str | None = None
    origin: str | None = None
    report: Report | None = None
    statements: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Derived:
    """Events and docket are up to date with what was kept so far; how many reports are new in them, and in how many seconds that was done."""

    reports: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing is in hand; told every few seconds, with those until something is due."""

    seconds: float


@dataclass(slots=True)
class Deriving:
    """A derivation under way in a thread, so that reading goes on meanwhile: how many reports were new when it began, and when that was."""

    task: Future[bool]
    reports: int
    begun: float = field(default_factory=time.monotonic)


Happening = Polled | Fetched | Settled | Derived | Waiting


def feeds_of(urls: Collection[tuple[str, str | None]], every: int) -> list[Feed]:
    """Feeds to watch, of their addresses and titles, asked every so many seconds. FetchError (an InputError) where one is no address."""
    return [Feed(url, title, every=every, at=url, host=host_of(url)) for url, title in urls]


def listed_in(named: Sequence[str], noted: Callable[[str], None] = lambda _: None) -> list[tuple[str, str | None]]:
    """Feeds that are named: addresses, and those in lists; each once, with what a list calls it. InputError where a list cannot be read, or
    holds no address that is one; where it holds some that are none, each is `noted` with why, and left out.
    """
    found: dict[str, str | None] = {}
    for name in named:
        if "://" in name:
            found.setdefault(name, None)
            continue
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise InputError(f"{name}: cannot be read ({error.strerror or error}); expected a list of feeds (OPML), or an address such as "
                             "https://news.example/feed.xml") from error
        wrong = []
        listed = opml.read(data, name)
        for url, title in listed:
            try:
                host_of(url)
            except FetchError as error:
                wrong.append(f"{name}: {error}")
            else:
                found.setdefault(url, title)
        if len(wrong) == len(listed):
            raise InputError(wrong[0])
        for one in wrong:
            noted(one)
    return list(found.items())


class Watch:
    """Watches feeds: `run` goes on until `stop` is asked, or with `once` until nothing more is due.

    `among` limits it to feeds of these addresses; else all that the ledger has on its list. The reader is made when the first page is read;
    one beside (ReaderBeside) opens and reads pages in a process of its own, and who made it closes it.
    """

    def __init__(self, ledger: Ledger, fetcher: Fetcher, reader: Callable[[], Reader | ReaderBeside], stop: Stop, every: int, *,
                 among: Collection[str] | None = None, pace: float = 1.0, robots: bool = True, workers: int = WORKERS) -> None:
        self._ledger, self._stop, self._every, self._among, self._workers = ledger, stop, every, among, workers
        self._guest = Guest(fetcher, pace, robots, self._sleep)
        self._make_reader, self._reader = reader, None
        self._busy: dict[str, Future] = {}
        self._work: dict[str, deque[Feed | Lead]] = {}
        self._happened: SimpleQueue[Happening] = SimpleQueue()
        self._came = threading.Event()
        self._handed = 0.0
        self._deriving: Deriving | None = None
        self._before: str | None = None
        """Where feeds are asked once, when that began: those tried since then are not asked again, though their time may come meanwhile."""

    def run(self, once: bool = False) -> Iterator[Happening]:
        """What happens, as it happens. LedgerError where the ledger fails; nothing is lost, and it may be run again."""
        me = Watcher(uuid.uuid4().hex[:16], socket.gethostname(), os.getpid(), self._every, once, stamp(), stamp())
        self._before = me.started if once else None
        if once:
            self._ledger.ask_now()
        with self._present(me), ThreadPoolExecutor(self._workers, "fetching") as pool, ThreadPoolExecutor(1, "deriving") as aside:
            self._busy.clear()
            self._came.set()
            try:
                yield from self._watch(me.id, pool, aside, once)
            finally:
                for task in self._busy.values():
                    task.cancel()
                self._give_up()
                self._deriving = None  # what it came to is no matter of the next run's, which asks the ledger
        yield from self._told()

    def _watch(self, me: str, pool: ThreadPoolExecutor, aside: ThreadPoolExecutor, once: bool) -> Iterator[Happening]:
        behind, since, derived = 0, time.monotonic(), float("-inf")
        left = self._ledger.behind() > 0  # by one that ended before it derived
        while not self._stop.asked:
            self._hand_out(me, pool, once)
            yield from self._told()
            if self._deriving and self._deriving.task.done():
                undone = yield from self._derived()
                behind, left, derived = behind + (undone or 0), undone is not None, time.monotonic()
            if self._came.is_set():
                self._came.clear()
                if batch := self._ledger.take_fetched(me, TOGETHER):
                    self._came.set()
                    for settled in self._read(batch):
                        since = since if behind else time.monotonic()
                        behind += settled.outcome == "kept"
                        yield settled
                    if self._deriving or not behind or time.monotonic() - since < DERIVED or not self._may_derive():
                        continue
            if not self._deriving and (behind or left) and (once or time.monotonic() - derived >= SPACED and self._may_derive()):
                self._deriving, behind = Deriving(aside.submit(self._derive, once), behind), 0
            if once and not behind and not self._deriving and not self._busy and self._until_due() > 0 and not self._came.is_set():
                return
            at_work = self._busy or self._deriving
            until = 0.0 if at_work else self._until_due()
            if not at_work:
                yield Waiting(until)
            self._stop.wait(0.1 if at_work else min(max(until, 0.05), 2.0))
        if self._deriving:
            if self._ledger.behind() > CHEAP:
                self._stop.cut = True
                self._give_up()
            behind += (yield from self._derived()) or 0
        if behind and self._ledger.behind() <= CHEAP:
            begin = time.monotonic()
            if self._derive():
                yield Derived(behind, time.monotonic() - begin)

    def _derive(self, wait: bool = True) -> bool:
        """Bring events up to date; whether they are. Unless it is to `wait`, it is left to another process that is at it."""
        return self._ledger.derive_aside(wait) or not self._ledger.behind()

    def _derived(self) -> Generator[Derived, None, int | None]:
        """Tell of a derivation once it has ended; None, or where it was left to another or given up, how many new reports it leaves to the next."""
        ended, self._deriving = self._deriving, None
        if not ended.task.result():
            return ended.reports
        yield Derived(ended.reports, time.monotonic() - ended.begun)
        return None

    def _give_up(self) -> None:
        """End a derivation that is under way: whoever asks next has it done."""
        while self._deriving and not self._deriving.task.done():
            self._ledger.give_up()
            wait([self._deriving.task], 0.1)

    def _may_derive(self) -> bool:
        """Whether bringing events up to date is worth its time by now, or another process has done it."""
        return self._ledger.due() is not None or not self._ledger.behind()

    def _hand_out(self, me: str, pool: ThreadPoolExecutor, once: bool) -> None:
        """Give each free thread a host, with feeds and pages of it to be asked for in turn.

        A host that wishes for a slow pace gives a run that looks `once` a single turn: what earlier runs left is before the feeds, or it would never come.
        """
        freed = not self._busy
        for host, task in list(self._busy.items()):
            if task.done():
                del self._busy[host]
                freed = True
                if problem := task.exception():
                    self._stumbled(host, problem, pool)
        free = self._workers - len(self._busy)
        if free <= 0 or not (freed or time.monotonic() - self._handed >= ROUND) or self._until_due() > 0:
            return
        self._handed = time.monotonic()
        work: dict[str, tuple[list[Feed], list[Lead]]] = {}
        for feed in self._ledger.take_feeds(me, free * EACH, self._busy, self._among, self._before):
            work.setdefault(feed.host, ([], []))[0].append(feed)
        if self._ledger.lead_states().get("fetched", 0) < AHEAD:
            for host, leads in self._ledger.take_leads(me, free, EACH, self._busy).items():
                work.setdefault(host, ([], []))[1].extend(leads)
        for host, (feeds, leads) in work.items():
            self._work[host] = deque([*leads, *feeds] if once else [*feeds, *leads])
            self._busy[host] = pool.submit(self._visit, self._work[host])

    def _visit(self, work: deque[Feed | Lead]) -> None:
        """Ask for feeds and pages of one host, in turn; what is left when an end is asked for is free again once this watcher has left."""
        while work and not self._stop.asked:
            at = work[0]
            try:
                self._happened.put(poll(self._ledger, self._guest, at) if isinstance(at, Feed) else fetch(self._ledger, self._guest, at))
            except Stopped:
                return
            self._came.set()
            work.popleft()

    def _stumbled(self, host: str, problem: BaseException, pool: ThreadPoolExecutor) -> None:
        """A thread failed over a feed or a page: it is noted, and the host goes on with the next. Where the ledger takes nothing, that is raised."""
        if isinstance(problem, UnavailableError) or not isinstance(problem, Exception):
            raise problem
        work = self._work[host]
        at, why = work.popleft(), f"the program failed over it ({type(problem).__name__}: {problem}); please report this"
        log.error("%s: %s", at.at if isinstance(at, Feed) else at.link, why, exc_info=problem)
        if isinstance(at, Feed):
            self._ledger.polled(at, Poll(stamp(max(at.every, backoff(at.failures + 1, at.every))), why))
            self._happened.put(Polled(at.url, 0, error=why))
        else:
            self._ledger.without(at, why)
            self._came.set()
        if work:
            self._busy[host] = pool.submit(self._visit, work)

    def _read(self, batch: Sequence[Lead]) -> Iterator[Settled]:
        """Read pages and keep what they state. What is left when an end is asked for is put back, and all of it where the ledger takes nothing."""
        done = [Done(lead, "failed", f"its reading was begun {lead.reads} times and never came to an end") for lead in batch if lead.reads >= MOST_READS]
        took = {d.lead.key: 0.0 for d in done}
        taken: deque[Lead] = deque()

        def pages() -> Iterator[Page]:
            for lead in batch:
                if self._stop.asked:
                    return
                if lead.key not in took:
                    taken.append(lead)
                    yield _page(lead)

        try:
            reader = self._reader = self._reader or self._make_reader()
            version = reader.version
            read = reader.read_pages if isinstance(reader, ReaderBeside) else partial(read_pages, reader)
            for found in read(pages(), lambda report: not self._ledger.has(report.id, version)):
                lead = taken.popleft()
                done.append(Done(lead, found.outcome, found.why, found.report, found.statements, found.origin))
                took[lead.key] = found.seconds
        except DragomanError:
            with suppress(LedgerError):
                self._ledger.put_back(batch)
            raise
        if left := [lead for lead in batch if lead.key not in took]:
            self._ledger.put_back(left)
        try:
            settled = self._settled(done, version)
        except UnavailableError:
            with suppress(LedgerError):
                self._ledger.put_back([d.lead for d in done])
            raise
        for d in settled:
            yield Settled(d.lead.link, d.lead.title, d.outcome, d.why, d.origin, d.report, len(d.statements) if d.outcome == "kept" else 0,
                          took[d.lead.key])

    def _settled(self, done: Sequence[Done], reader: str) -> list[Done]:
        """What some have come to. Where one of them breaks the ledger's rules, that is noted of it, and the others are kept."""
        try:
            return self._ledger.settle(done, reader)
        except UnavailableError:
            raise
        except LedgerError as error:
            if len(done) > 1:
                return [x for one in done for x in self._settled([one], reader)]
            return self._ledger.settle([Done(done[0].lead, "failed", str(error))], reader)

    def _until_due(self) -> float:
        """Seconds until something is due, not counting what hosts are asked for just now."""
        due = min(filter(None, (self._ledger.next_feed(self._among, self._before), self._ledger.next_lead())), default=None)
        return LONGEST if due is None else max(0.0, seconds_to(due))

    def _told(self) -> Iterator[Happening]:
        while True:
            try:
                yield self._happened.get_nowait()
            except Empty:
                return

    def _sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped

    @contextmanager
    def _present(self, me: Watcher) -> Iterator[None]:
        """Be known as a watcher, give signs of life, and take over what dead ones had in hand."""
        self._ledger.join(me)
        self._bury(me)
        ended = threading.Event()

        def live() -> None:
            while not ended.wait(BEAT):
                try:
                    self._ledger.beat(me.id)
                    self._bury(me)
                except LedgerError as error:
                    log.warning("no sign of life could be given: %s", error)

        heart = threading.Thread(target=live, name="heart", daemon=True)
        heart.start()
        try:
            yield
        finally:
            ended.set()
            self._ledger.leave([me.id])

    def _bury(self, me: Watcher) -> None:
        dead = [w.id for w in self._ledger.watchers() if w.id != me.id and not w.stopped and is_dead(w, me)]
        if dead:
            self._ledger.leave(dead)
            self._came.set()


def _page(lead: Lead) -> Page:
    return Page(lead.page, lead.url, lead.media_type, lead.charset, lead.link, lead.title, lead.published, lead.publisher, lead.content, lead.why)
