"""A real ledger of the demo reports, served on a free port; and a real browser."""
from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dragoman.interfaces.web import make_app
from dragoman.interfaces.web.keys import Keys
from dragoman.ledger import Ledger, open_ledger
from dragoman.model import Actor, Report, Source, Statement

ROOT = Path(__file__).parents[3]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
HOSTILE = "<script>window.broken = 1</script>\"'><img src=x onerror=\"window.broken = 2\">{{ 7 * 7 }}</textarea></title></script><b>bold</b>"


@contextmanager
def serving(ledger: Ledger, token: str | Keys | None = None, **how: object) -> Iterator[str]:
    """The address of a server that runs while the block does; `how` is told to uvicorn."""
    import uvicorn

    app = make_app(ledger, token)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **how))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
        app.state.site.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory, demo_file) -> Iterator[Ledger]:
    """The demo reports, in a ledger that the tests judge in."""
    with open_ledger(shutil.copy(demo_file, tmp_path_factory.mktemp("web"))) as ledger:
        yield ledger


@pytest.fixture(scope="session")
def site(demo) -> Iterator[str]:
    """The address at which the demo ledger is served."""
    with serving(demo) as address:
        yield address


def hostile_report() -> tuple[Report, list[Statement]]:
    """A report whose every word is an attempt to get into a page."""
    text = f"{HOSTILE} Norland attacked Sudland. {HOSTILE}"
    begin = text.index("attacked")
    sure = Statement("evil\"><script>/1", "attacked", (begin, begin + 8), "ASSAULT", "occurred", (Actor(HOSTILE, "NOR", (0, len(HOSTILE))),),
                     (Actor("Sudland", "SWE"),), when="2024-03-21", when_text=HOSTILE, where=HOSTILE, said_by=(Source(HOSTILE, "SWE", "official"),),
                     published="2024-03-21", publisher=HOSTILE)
    return Report("evil\"><script>/1", text, HOSTILE, "2024-03-21", HOSTILE, "javascript:window.broken=3"), [sure]


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Iterator[str]:
    """The address of a ledger that holds one report, made to break pages."""
    with open_ledger(tmp_path_factory.mktemp("evil") / "evil.db") as ledger:
        ledger.add(*hostile_report(), "r1")
        ledger.confirm([hostile_report()[1][0].id], HOSTILE, HOSTILE)
        ledger.derive()
        with serving(ledger) as address:
            yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium; skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: no page is looked at in a browser")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser here (looked for {', '.join(BROWSERS)}): no page is looked at in one")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


class Watched:
    """A page in a window of its own, and what it did that it must not: `wrong` lists errors of its scripts and requests to other machines."""

    def __init__(self, browser, address: str, width: int = 1280, height: int = 900, dark: bool = False, **options) -> None:
        self.address, self.wrong, self.scripts = address, [], options.get("java_script_enabled", True)
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda m: self.wrong.append(f"{self.page.url}: console: {m.text}") if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.wrong.append(f"{self.page.url}: {e}"))
        self.page.on("request", lambda r: None if r.url.startswith((address, "data:")) else self.wrong.append(f"{self.page.url} asks {r.url}"))

    def go(self, path: str):
        """Open a path, and wait until its charts are drawn."""
        self.page.goto(self.address + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        if self.scripts:
            self.page.wait_for_selector("figure.chart:not(.drawn, .failed)", state="detached")


@pytest.fixture
def watch(browser):
    """Opens windows that are watched, and closes them."""
    made = []

    def open_(address: str, **options) -> Watched:
        made.append(Watched(browser, address, **options))
        return made[-1]

    yield open_
    for window in made:
        window.context.close()


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where screenshots are written, if they are asked for."""
    return ROOT / "docs" / "screenshots" if os.environ.get("DRAGOMAN_SCREENSHOTS") else None
