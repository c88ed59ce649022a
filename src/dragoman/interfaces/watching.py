"""The commands that watch feeds, and say whether the watching is well."""
from __future__ import annotations

import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces.memory import keep_giving_back, share, shared
from dragoman.interfaces.shared import LEDGER, About, Where, codes_of, is_database, named, warn
from dragoman.interfaces.stopping import stopping
from dragoman.model import InputError, LedgerError

if TYPE_CHECKING:
    from dragoman.interfaces.targets import Targets
    from dragoman.ledger import Ledger
    from dragoman.pipeline import Happening, Stop

log = logging.getLogger("dragoman.watch")

EVERY = "15m"
LEAST, MOST = 10, 7 * 86400
"""Seconds between two looks at a feed."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(value: str) -> str:
    """An interval such as 15m; a usage error where it is none, or too short or long to be polite or of use."""
    if not LEAST <= seconds_of(value) <= MOST:
        raise typer.BadParameter(f"{value!r}: expected a number with s, m, h or d, from {LEAST}s to {MOST // 86400}d, such as 15m")
    return value


def receivers(values: list[str] | None) -> list[str] | None:
    """Those who are told; a usage error where one is neither `-`, a web address, nor a file that is there or can be made."""
    for value in values or ():
        path = os.path.expanduser(value)
        if not value.strip():
            raise typer.BadParameter("no name: expected -, a file, or an address such as https://desk.example/hook")
        if not value.lower().startswith(("http://", "https://")) and ("://" in value or os.path.exists(path) and not os.path.isfile(path)):
            raise typer.BadParameter(f"{value!r}: {'no address that is told' if '://' in value else 'no regular file'}; expected - for standard output, a "
                                     "file, or an address with http:// or https://")
        with suppress(OSError):  # what cannot be read may be written to all the same
            if is_database(Path(path)):
                raise typer.BadParameter(f"{value!r}: a database stands there, maybe a ledger, and nothing is added to it; expected another file")
    return values


def seconds_of(value: str) -> int:
    found = re.fullmatch(r"([0-9]{1,6})\s*([smhd])", value.strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else 0


Feeds = Annotated[list[str] | None, typer.Argument(metavar="[FEEDS.opml|URL]...", show_default=False,
                                                   help="Lists of feeds (OPML) and addresses of feeds; else those that the ledger has on its list.")]
Every = Annotated[str, typer.Option(callback=seconds, metavar="INTERVAL", help="How often each feed is asked: a number with s, m, h or d.")]
Once = Annotated[bool, typer.Option("--once", help="Ask each feed once, read what is new, and leave: for cron.")]
Allow = Annotated[list[str] | None, typer.Option("--allow-network", metavar="CIDR", show_default=False,
                                                 help="A network that may be asked though it is not public, such as 10.1.0.0/16; may be repeated.")]
Alert = Annotated[list[str] | None, typer.Option("--alert", callback=receivers, metavar="-|FILE|URL", show_default=False,
                                                 help="Who is told what is new: standard output, a file, a webhook; may be repeated.")]
MetricsPort = Annotated[int | None, typer.Option(min=0, max=65535, metavar="PORT", show_default=False,
                                                 help="Figures for Prometheus at this port of 127.0.0.1; 0 takes one that is free.")]
Contact = Annotated[str | None, typer.Option(envvar="DRAGOMAN_CONTACT", metavar="URL|MAIL", show_default=False,
                                             help="Whom those who run sites can write to; stands in the User-Agent.")]
Pace = Annotated[float, typer.Option(min=0.0, max=3600.0, metavar="SECONDS", help="Between two requests to one host, where its robots.txt asks for no more.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(watch)


def watch(feeds: Feeds = None, ledger: Where = LEDGER, every: Every = EVERY, once: Once = False, alert: Alert = None, about: About = None,
          allow_network: Allow = None, contact: Contact = None, pace: Pace = 1.0, metrics_port: MetricsPort = None) -> None:
    """Ask feeds for what is new, fetch, read and keep it, and tell of it. Goes on until Ctrl-C; safe to kill and to begin again.

    With --once the exit status is 1 where a feed failed; each is named.

    What is sent to webhooks is signed with the secret in DRAGOMAN_WEBHOOK_SECRET.
    """
    from dragoman import pipeline
    from dragoman.fetching import Fetcher
    from dragoman.interfaces.targets import Targets
    from dragoman.ledger import is_dead, open_ledger

    share()
    keep_giving_back()
    allow = tuple(allow_network or ())
    fetcher = Fetcher(contact, allow)
    counted = Counted(metrics_port)
    targets = Targets(alert or (), Fetcher(contact, allow, seconds=10.0, most=65536), os.environ.get("DRAGOMAN_WEBHOOK_SECRET"), counted.alerted)
    wrong: list[str] = []
    listed = pipeline.listed_in(feeds or (), wrong.append)
    for one in wrong:
        log.warning("%s", one)
    with ExitStack() as stack:
        stop = stack.enter_context(stopping())
        book = stack.enter_context(open_ledger(ledger, lasting=True))
        stack.callback(counted.close)
        counted.open(book)
        if listed:
            others = [w for w in book.watchers() if not w.stopped and not is_dead(w)]
            book.watch(pipeline.feeds_of(listed, seconds_of(every)), alone=not others)
        held = [f for f in book.feeds() if f.state == "watched"]
        if not held:
            raise InputError(f"{named(ledger)}: no feeds to watch; expected a list (OPML) or addresses of feeds, as in `dragoman watch FEEDS.opml`")
        if alert:
            book.only_to(targets.names)
        warn(f"{'looking at' if once else 'watching'} {len(held)} feeds{'' if once else f' every {every}'}; ledger {named(ledger)}")
        reader = stack.enter_context(closing(pipeline.ReaderBeside(shared())))
        work = pipeline.Watch(book, fetcher, lambda: reader, stop, seconds_of(every), among=[url for url, _ in listed] or None, pace=pace)
        told = Telling(book, targets, codes_of(about), counted, stop)
        stack.callback(told.close)
        _go_on(lambda: _run(work.run(once), told, counted), stop, once)
        totals = counted.totals
    failed = len(wrong) + len(counted.failing)
    warn(f"{f'{failed} feeds failed, ' if once and failed else ''}{totals['kept']} reports kept, {totals['duplicate']} held already, "
         f"{totals['refused'] + totals['failed']} refused or failed, {told.found} alerts; ledger {named(ledger)}")
    if once and failed:
        raise typer.Exit(1)


def _go_on(run: Callable[[], None], stop: Stop, once: bool) -> None:
    """Run; where the ledger fails, as on a full disk, or no process can read, say so and begin again after a while, since nothing is lost."""
    from dragoman.fetching import backoff
    from dragoman.pipeline import NotReadyError

    failures = 0
    while True:
        begun = time.monotonic()
        try:
            run()
            return
        except (LedgerError, NotReadyError) as error:
            if once:
                raise
            failures = 1 if time.monotonic() - begun > 600 else failures + 1
            wait = max(5.0, backoff(failures, 5.0, 300.0))
            log.error("%s; begun again in %.0f s", error, wait, extra={"failures": failures})
            if stop.wait(wait):
                return


def _run(happenings: Generator[Happening], told: Telling, counted: Counted) -> None:
    from dragoman.pipeline import Derived, Waiting

    told.begin()
    with closing(happenings):  # where telling fails, fetching ends too
        for h in happenings:
            counted.took(h)
            _log(h)
            if isinstance(h, Derived):
                told.look()
            elif isinstance(h, Waiting):
                told.deliver()
    told.deliver(wait=True)


def _log(h: Happening) -> None:
    from dragoman.pipeline import Fetched, Polled, Settled

    if isinstance(h, Polled):
        told = f"{h.feed}: {h.new} new entries" if not h.error else h.error if h.feed in h.error else f"{h.feed}: {h.error}"
        log.log(logging.WARNING if h.error else logging.INFO, "%s", told,
                extra={"feed": h.feed, "status": h.status, "new": h.new})
    elif isinstance(h, Fetched):
        log.info("%s", h.error or f"{h.url}: fetched", extra={"url": h.url, "status": h.status, "state": h.state})
    elif isinstance(h, Settled):
        log.info("%s: %s%s", h.url or h.title, h.outcome, f" ({h.why})" if h.why else "",
                 extra={"outcome": h.outcome, "report": h.report.id if h.report else None, "statements": h.statements, "words_of": h.origin})


class Telling:
    """Finds what is to be told once events are up to date, keeps it, and has it delivered aside: a webhook that is slow to answer holds up no reading."""

    def __init__(self, ledger: Ledger, targets: Targets, about: Sequence[str], counted: Counted, stop: Stop) -> None:
        self._ledger, self._targets, self._about, self._counted, self._stop = ledger, targets, about, counted, stop
        self.found = 0
        self._aside = ThreadPoolExecutor(1, "telling")
        self._under_way: Future | None = None

    def begin(self) -> None:
        """What is known when alerts are first asked for is told to nobody; what came in when the program last ended is told now."""
        if not self._targets.names:
            return
        if self._ledger.alerts_begun():
            self.look()
            return
        from dragoman.briefing import View, alerts

        self._ledger.derive_aside()
        with View(self._ledger, current=False) as view:
            self._ledger.keep_alerts([(a.told, None) for a in alerts(view, ())], (), start=True)

    def look(self) -> None:
        """Look for what is to be told, and deliver it."""
        if not self._targets.names:
            return
        from dragoman.briefing import View, alerts, remembered

        with View(self._ledger, about=self._about, current=False) as view:
            new = [(a.told, a.body) for a in alerts(view, self._ledger.told(remembered(view)))]
        self.found += self._ledger.keep_alerts(new, self._targets.names)
        self.deliver()

    def close(self) -> None:
        """Wait for what is being delivered; what is still owed is delivered by the next start."""
        self._aside.shutdown(cancel_futures=True)

    def deliver(self, wait: bool = False) -> None:
        """Have delivered what is owed; `wait` until that is done. LedgerError where it failed, here or the last time."""
        if not self._targets.names:
            return
        if self._under_way and (wait or self._under_way.done()):
            under_way, self._under_way = self._under_way, None
            under_way.result()
        if not self._under_way:
            self._under_way = self._aside.submit(self._targets.deliver, self._ledger, lambda: self._stop.asked)
        if wait:
            self._under_way.result()
        self._counted.owed(sum(n for _, n, _, _ in self._ledger.undelivered()))


class Counted:
    """What has happened so far, and the same for Prometheus where a port is given."""

    def __init__(self, port: int | None) -> None:
        self._port = port
        self._metrics = self._server = None
        self.totals: Counter[str] = Counter()
        self.failing: set[str] = set()

    def open(self, ledger: Ledger) -> None:
        """Answer Prometheus, where that is asked for. DragomanError where the port is taken."""
        if self._port is None:
            return
        from dragoman.interfaces import metrics

        self._metrics = metrics.Watched(ledger)
        self._server = metrics.Server(self._metrics.registry, self._port)
        warn(f"figures for Prometheus at http://127.0.0.1:{self._server.port}/metrics")

    def close(self) -> None:
        """Answer no more."""
        if self._server:
            self._server.close()

    def took(self, h: Happening) -> None:
        """Count something that has happened."""
        from dragoman.pipeline import Derived, Fetched, Polled, Settled

        if self._metrics and isinstance(h, Derived):
            self._metrics.derived.observe(h.seconds)
        if self._metrics and isinstance(h, Polled):
            self._metrics.lag.set(h.late)
        if self._metrics and isinstance(h, Settled):
            self._metrics.read.observe(h.seconds)
        if isinstance(h, Polled):
            (self.failing.add if h.error else self.failing.discard)(h.feed)
            self._fetched("feed", "failed" if h.error else "unchanged" if h.status == 304 else "new")
        elif isinstance(h, Fetched):
            self._fetched("article", {"fetched": "new", "without": "refused"}.get(h.state, "failed"))
        elif isinstance(h, Settled):
            self.totals[h.outcome] += 1
            if self._metrics and h.outcome == "kept":
                self._metrics.kept(1)

    def alerted(self, channel: str, delivered: bool) -> None:
        """Count an alert that arrived, or did not."""
        if self._metrics:
            self._metrics.alerted(channel, delivered)

    def owed(self, alerts: int) -> None:
        """How many alerts wait to be delivered."""
        if self._metrics:
            self._metrics.undelivered.set(alerts)

    def _fetched(self, of: str, result: str) -> None:
        if self._metrics:
            self._metrics.fetched(of, result)

