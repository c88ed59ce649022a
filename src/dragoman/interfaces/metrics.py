"""What Prometheus may ask: how much a ledger holds, how fresh it is, what the server and the watch do, what they use of the machine.

Every figure is one of a registry that is made anew for each server, and no label takes a value that comes from outside: a feed, an outlet or
a path that somebody types makes no new series. docs/operation.md lists them, with rules for alerts.
"""
from __future__ import annotations

import logging
import platform
import time
from collections import Counter as Tally
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from dragoman import __version__
from dragoman.ledger import STATES, Ledger
from dragoman.model import DragomanError, LedgerError

_log = logging.getLogger("dragoman.metrics")

PAGE_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)
WORK_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
METHODS = frozenset({"GET", "POST"})
FRESH = {"1h": 3600, "6h": 6 * 3600, "1d": 86400}
KEPT = 5
"""Seconds for which what the ledger holds is not counted again, however often it is asked."""


def registry() -> CollectorRegistry:
    """A registry that has the process (CPU, memory, open files) and the program."""
    made = CollectorRegistry()
    ProcessCollector(registry=made)
    build = Gauge("dragoman_build_info", "Version of the program and of Python; always 1.", ["version", "python"], registry=made)
    build.labels(__version__, platform.python_version()).set(1)
    return made


def exposition(of: CollectorRegistry) -> tuple[bytes, str]:
    """The text that Prometheus reads, and its media type."""
    return generate_latest(of), CONTENT_TYPE_LATEST


class Held:
    """What a ledger holds, counted when it is asked for; nothing is derived for it. Where the ledger fails, `dragoman_ledger_up` is 0."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, Lock()
        self._found: tuple[float, list[Metric]] | None = None

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked of the ledger when this is registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            if self._found is None or time.monotonic() - self._found[0] > KEPT:
                try:
                    found = [_one("dragoman_ledger_up", "Whether the ledger answers.", 1), *self._counted()]
                except LedgerError as error:
                    _log.warning("the ledger does not answer: %s", error)
                    found = [_one("dragoman_ledger_up", "Whether the ledger answers.", 0)]
                self._found = time.monotonic(), found
            return iter(self._found[1])

    def _counted(self) -> Iterator[Metric]:
        counts, size, derived = self._ledger.counts(), self._ledger.size(), self._ledger.derived()
        for name, said in (("reports", "Reports held."), ("statements", "Statements of the last readings."), ("events", "Events derived from them."),
                           ("judgements", "Judgements of persons, those withdrawn too."), ("underived", "Readings and judgements not derived yet.")):
            yield _one(f"dragoman_{name}", said, counts[name])
        states = self._ledger.states()
        yield _by("dragoman_docket_items", "Docket items by state, as last derived.", "state", {s: states.get(s, 0) for s in STATES[3:]})
        yield _one("dragoman_ledger_bytes", "Size of the ledger.", size.bytes)
        yield _one("dragoman_ledger_wal_bytes", "Of that, what waits in SQLite's write-ahead log.", size.waiting)
        if size.free is not None:
            yield _one("dragoman_ledger_free_bytes", "Free on the disk that holds it.", size.free)
        if derived:
            yield _one("dragoman_derived_timestamp_seconds", "When events were last derived.", datetime.fromisoformat(derived).timestamp())
        yield from _of_feeds(self._ledger)


def _of_feeds(ledger: Ledger) -> Iterator[Metric]:
    """The feeds that `dragoman watch` keeps in the ledger; nothing where it keeps none."""
    found = [f for f in ledger.feeds() if f.state == "watched"]
    if not found:
        return
    now = datetime.now(UTC)
    states = Tally("failing" if f.failures or f.error else "ok" if f.last_ok else "new" for f in found)
    ages = [(now - datetime.fromisoformat(f.last_ok)).total_seconds() for f in found if f.last_ok]
    yield _by("dragoman_feeds", "Feeds that are watched: ok, failing (the last try failed), or new (never fetched).", "state", {
        s: states[s] for s in ("ok", "failing", "new")})
    yield _by("dragoman_feeds_succeeded", "Feeds whose last success is not longer ago.", "within", {
        name: sum(age <= seconds for age in ages) for name, seconds in FRESH.items()})
    if ages:
        yield _by("dragoman_feeds_success_age_seconds", "Seconds since the last success of a feed.", "of", {"oldest": max(ages), "median": median(ages)})
    for name, said in (("fetched", "Times that these feeds were had."), ("new", "Entries seen first in them."), ("kept", "Reports kept of these."),
                       ("refused", "Entries given up.")):
        yield _one(f"dragoman_feeds_{name}", said, sum(getattr(f, name) for f in found))
    yield _one("dragoman_alerts_owed", "Alerts that wait to be delivered, as the ledger has it.", sum(n for _, n, _, _ in ledger.undelivered()))
    leads = ledger.lead_states()
    yield _by("dragoman_leads", "Pages named by feeds: to be fetched, or fetched and to be read.", "state", {
        s: leads.get(s, 0) for s in ("waiting", "fetched")})


def _one(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value)


def _by(name: str, said: str, label: str, values: dict[str, float]) -> Metric:
    made = GaugeMetricFamily(name, said, labels=[label])
    for which, value in values.items():
        made.add_metric([which], value)
    return made


class Served:
    """What the web server does: requests by route, and how long each took."""

    def __init__(self, ledger: Ledger) -> None:
        self.registry = registry()
        self.registry.register(Held(ledger))
        self._requests = Counter("dragoman_http_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry)
        self._seconds = Histogram("dragoman_http_request_seconds", "Time until the whole answer was sent.", ["route"], buckets=PAGE_SECONDS,
                                  registry=self.registry)
        self.in_flight = Gauge("dragoman_http_requests_in_flight", "Requests being answered.", registry=self.registry)
        self.derived = Histogram("dragoman_derivation_seconds", "Time of a derivation of events that this server made.", buckets=WORK_SECONDS,
                                 registry=self.registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request. `route` is the path with the names of its parts in place of their values."""
        self._requests.labels(route, method if method in METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)


class Watched:
    """What `dragoman watch` does, beside what its ledger holds."""

    def __init__(self, ledger: Ledger) -> None:
        self.registry = registry()
        self.registry.register(Held(ledger))
        self._fetches = Counter("dragoman_fetches", "Requests to feeds and for articles.", ["of", "result"], registry=self.registry)
        self._reports = Counter("dragoman_watch_reports", "Reports kept.", registry=self.registry)
        self._alerts = Counter("dragoman_alerts", "Alerts, delivered or not.", ["channel", "result"], registry=self.registry)
        self.undelivered = Gauge("dragoman_alerts_undelivered", "Alerts that wait to be delivered.", registry=self.registry)
        self.lag = Gauge("dragoman_watch_lag_seconds", "How much later than planned the feed that was due first was fetched.", registry=self.registry)
        self.derived = Histogram("dragoman_derivation_seconds", "Time of a derivation of events.", buckets=WORK_SECONDS, registry=self.registry)
        self.read = Histogram("dragoman_read_seconds", "Time in which a report was read.", buckets=WORK_SECONDS, registry=self.registry)

    def fetched(self, of: str, result: str) -> None:
        """Count a request: `of` is feed, article or robots, `result` new, unchanged, refused or failed."""
        self._fetches.labels(_known(of, "feed", "article", "robots"), _known(result, "new", "unchanged", "refused", "failed")).inc()

    def kept(self, reports: int) -> None:
        """Count reports that were kept."""
        self._reports.inc(reports)

    def alerted(self, channel: str, delivered: bool) -> None:
        """Count an alert: `channel` is stdout, file or webhook."""
        self._alerts.labels(_known(channel, "stdout", "file", "webhook"), "delivered" if delivered else "failed").inc()


def _known(value: str, *allowed: str) -> str:
    return value if value in allowed else "other"


class Server:
    """Answers Prometheus in a thread, on this machine unless another address is given. DragomanError where nothing can listen there."""

    def __init__(self, of: CollectorRegistry, port: int, address: str = "127.0.0.1") -> None:
        try:
            self._server, self._thread = start_http_server(port, address, of)
        except OSError as error:
            raise DragomanError(f"{address}:{port}: metrics cannot listen there ({error.strerror or error}); give another --metrics-port") from error
        self.port: int = self._server.server_port

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
