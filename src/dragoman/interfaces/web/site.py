"""One ledger as the pages see it: views of it, answers kept until it changes, and the templates."""
from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dragoman.briefing import Surest, View
from dragoman.interfaces import logs
from dragoman.interfaces.metrics import Served
from dragoman.interfaces.web import assets, wording
from dragoman.interfaces.web.asking import Filters, query
from dragoman.interfaces.web.keys import Keys
from dragoman.interfaces.web.limits import WRONG, Buckets
from dragoman.interfaces.web.security import form_token
from dragoman.interfaces.web.whole import MAKERS, Asker
from dragoman.ledger import LARGE, Ledger
from dragoman.model import LedgerError

_log = logging.getLogger("dragoman.web")

KEPT = 256
"""Answers that are held at a time."""

PATIENCE = 0.2
"""Seconds that a page waits for a new answer where it has the last one."""

GLANCE = 0.05
"""Seconds that a page waits for what it can do without."""

_behind: ContextVar[bool] = ContextVar("behind", default=False)


def is_behind() -> bool:
    """Whether an answer given in this request is one from before the ledger's last change."""
    return _behind.get()

HERE = Path(__file__).parent


def _file_of(ledger: Ledger) -> tuple[int, int] | None:
    """What tells the ledger's file from another at its place; None where it is no file, or there is none."""
    try:
        held = Path(ledger.where).stat()
    except OSError:
        return None
    return held.st_dev, held.st_ino


class Site:
    """What all requests share. Its answers are those of the ledger as it stands: what changes it makes the kept ones void."""

    def __init__(self, ledger: Ledger, keys: Keys | None = None) -> None:
        self.ledger, self.keys, self.secret = ledger, keys, secrets.token_bytes(32)
        self.wrong, self.served, self.recent = Buckets(WRONG), Served(ledger), logs.Recent()
        self._kept: OrderedDict[tuple, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[tuple, Future] = {}
        self._aside = ThreadPoolExecutor(2, "aside")
        self._asker = Asker(ledger.address) if ledger.address else None
        self._deriving: threading.Thread | None = None
        self._at_once = False
        self._surest = Surest(ledger)
        self._file = _file_of(ledger)
        self.ending = threading.Event()
        self.templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
                                     trim_blocks=True, lstrip_blocks=True)
        self.templates.filters |= wording.FILTERS
        self.templates.globals |= {"asset": assets.link, **wording.GLOBALS}

    def close(self) -> None:
        """Let go of what is held open."""
        self.ending.set()
        self._aside.shutdown(wait=False, cancel_futures=True)
        if self._asker:
            self._asker.close()
        self._surest.close()

    def forget(self) -> None:
        """Throw away the answers that are kept."""
        with self._lock:
            self._kept.clear()

    def settle(self) -> None:
        """Wait until nothing is being made aside."""
        with self._lock:
            making, deriving = list(self._making.values()), self._deriving
        wait(making)
        if deriving:
            deriving.join()

    @contextmanager
    def view(self, filters: Filters) -> Iterator[View]:
        """The ledger as the filters ask for it."""
        if not filters.min_confidence:
            with View(self.ledger, filters.as_of, filters.about, current=self._at_once) as view:
                yield view
            return
        with self._surest.view(self.stamp(), filters.as_of, filters.about, filters.min_confidence) as view:
            yield view

    def held(self) -> None:
        """LedgerError where the ledger's file was taken away or another put in its place: what is open nobody else reads any more, and a judgement
        would be lost.
        """
        if self._file != _file_of(self.ledger):
            raise LedgerError(f"{self.ledger.where}: the file was taken away, or another one put there, while it was served: start `dragoman serve` anew")

    def stamp(self) -> tuple[int, ...]:
        """What changes when answers do. What came in is derived first where that is quick, else aside when it is due (`Ledger.due`): the answers
        are those of before until then, and say so. A ledger that cannot be written is derived in memory for each question.
        """
        self.held()
        try:
            cost = self.ledger.due()
            if cost is not None and cost <= PATIENCE:
                self._derive()
            elif cost is not None:
                self._derive_aside()
            self._at_once = False
        except LedgerError:
            self._at_once = True
        serial, waiting, *others = self.ledger.stamp()
        if waiting:
            _behind.set(True)
        return serial, *others

    def _derive(self) -> None:
        begin = time.perf_counter()
        if self.ledger.derive_aside(wait=False):
            self.served.derived.observe(time.perf_counter() - begin)

    def _derive_aside(self) -> None:
        """Derive in a process of its own, which a thread waits for that the end of this one does not wait for: nothing is lost by it."""
        def run() -> None:
            try:
                self._derive()
            except LedgerError as error:
                _log.warning("events cannot be derived: %s", error)

        with self._lock:
            if self._deriving is None or not self._deriving.is_alive():
                self._deriving = threading.Thread(target=run, name="deriving", daemon=True)
                self._deriving.start()

    def kept(self, name: str, filters: Filters, make: Callable[[View], Any], *more: object) -> Any:
        """What `make` makes of the view, made once as long as the ledger does not change."""
        stamp, key = self.stamp(), (name, filters, *more)
        with self._lock:
            if (held := self._held(key)) and held[0] == stamp:
                return held[1]
        with self.view(filters) as view:
            return self._keep(stamp, key, make(view))

    def whole(self, name: str, filters: Filters, *more: str, waits: bool = True) -> Any:
        """What takes long to make of a large ledger (whole.MAKERS), made aside once as long as the ledger does not change.

        Where the ledger has changed, and the new answer is not there within PATIENCE, the last one is given, and the page says so (`is_behind`).
        Where there was none before it is waited for, or (`waits` False) None is given.
        """
        stamp, key = self.stamp(), (name, filters, *more)

        def make() -> Any:
            if self._asker and not filters.min_confidence and not self._at_once and self.ledger.magnitude() >= LARGE:
                return self._asker.ask(name, filters.as_of, filters.about, more)
            with self.view(filters) as view:
                return MAKERS[name](view, *more)

        def run() -> Any:
            try:
                return self._keep(stamp, key, make())
            finally:
                with self._lock:
                    self._making.pop((stamp, key), None)

        with self._lock:
            if (held := self._held(key)) and held[0] == stamp:
                return held[1]
            making = self._making.get((stamp, key))
            if making is None:
                making = self._making[stamp, key] = self._aside.submit(run)
        try:
            return making.result(PATIENCE if held else None if waits else GLANCE)
        except TimeoutError:
            if held is None:
                return None
            _behind.set(True)
            return held[1]

    def _held(self, key: tuple) -> tuple[tuple, Any] | None:
        """The last answer, and of what; under the lock."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, stamp: tuple, key: tuple, made: Any) -> Any:
        with self._lock:
            self._kept[key] = stamp, made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def frame(self, filters: Filters) -> dict:
        """The day as of which, and on what the answers rest."""
        return self.kept("frame", Filters(filters.as_of, (), filters.min_confidence),
                         lambda view: {"as_of": view.as_of, "covers": view.asked.covers(), "coders": view.asked.coders()})

    def page(self, request: Request, template: str, filters: Filters, code: int = 200, **values: Any) -> HTMLResponse:
        """A page made of a template; `link` in it keeps the day that is asked about."""
        def link(path: str, **params: object) -> str:
            where, hash_, at = path.partition("#")
            return where + query(**{**filters.kept, **params}) + hash_ + at

        path = quote(request.scope["path"])
        known = path + query(**{name: value for name, value in request.query_params.items() if name not in ("as_of", "min_confidence", "page")})
        cookie = request.cookies.get("dragoman_form") or secrets.token_urlsafe(24)
        text = self.templates.get_template(template).render(
            filters=filters, link=link, frame=self.frame(filters), path=path, known=known, secured=self.keys is not None, behind=is_behind(),
            form_token=form_token(self.secret, cookie), author=unquote(request.cookies.get("dragoman_author", "")), **values)
        response = HTMLResponse(text, code, headers={"Cache-Control": "no-cache, private"})
        if "dragoman_form" not in request.cookies:
            response.set_cookie("dragoman_form", cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https")
        return response
