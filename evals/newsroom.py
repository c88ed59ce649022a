"""Outlets that never stop: a server on this machine's loopback whose feeds list ever new articles, each put together of paragraphs of real texts.

Article number n is the same whenever it is asked for. Nothing of the corpora is written to disk here; without them the demo's reports serve.
"""
from __future__ import annotations

import html
import itertools
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from training.corpora import corpus, lines, paragraphs

HOSTS = tuple(f"127.0.0.{n}" for n in range(1, 9))
"""Outlets, each a host of its own, so that several are fetched from at once."""

WORDS = 400
LISTED = 60
"""Entries of a feed."""

DEMO = Path(__file__).parents[1] / "demo" / "reports"


def pool() -> tuple[list[str], str]:
    """Paragraphs of real texts, and where they are from."""
    try:
        root = corpus()
    except SystemExit:
        return [p for f in sorted(DEMO.iterdir()) for p in paragraphs(re.sub(r"<[^>]+>", " ", f.read_text(encoding="utf-8")))], "the demo's reports"
    found = [d["text"] for d in lines(root / "current_events" / "2002-2023.jsonl.gz") if len(d["text"]) > 60]
    for name in ("state_dept/2021-05_2022-06-14.jsonl.gz", "white_house/statements_2021_2025-06.jsonl.gz"):
        found += [p for d in lines(root / name) for p in paragraphs(d["text"])[:20]]
    return found, "../shared/corpus"


class Newsroom:
    """Articles, and what became of them: `listed` were in a feed, `served` were given whole, each with the time of it (seconds of the clock).

    `ahead` more than were served may be listed: so the watch has always enough to do, and its queue stays of one length. `rate` limits how many
    are listed a second.
    """

    def __init__(self, seed: int = 7, ahead: int = 300, rate: float | None = None) -> None:
        self._paragraphs, self.origin = pool()
        self._seed, self._ahead, self._rate, self._began = seed, ahead, rate, time.time()
        self._lock = threading.Lock()
        self._lists: dict[int, list[int]] = {n: [] for n in range(len(HOSTS))}
        self._numbers = itertools.count(1)
        self.listed: dict[int, float] = {}
        self.served: dict[int, float] = {}
        self.open = True
        self.ports: list[int] = []

    def text(self, number: int) -> list[str]:
        """The paragraphs of an article of about WORDS words."""
        rng, found, words = random.Random(f"{self._seed} {number}"), [], 0
        while words < WORDS:
            found.append(rng.choice(self._paragraphs))
            words += found[-1].count(" ") + 1
        return found

    def title(self, number: int) -> str:
        return f"Dispatch {number}: {' '.join(self.text(number)[0].split()[:8])}"

    def url(self, number: int) -> str:
        return f"{self.feed(number % len(HOSTS)).rpartition('/')[0]}/articles/{number}"

    def feed(self, outlet: int) -> str:
        return f"http://{HOSTS[outlet]}:{self.ports[outlet]}/feed.xml"

    def report(self, number: int) -> dict:
        """The article as a line of JSON for `dragoman add`."""
        with self._lock:
            self.listed.setdefault(number, time.time())
            self.served.setdefault(number, time.time())
        return {"id": f"dispatch-{number}", "title": self.title(number), "published": time.strftime("%Y-%m-%d", time.gmtime()), "url": f"dispatch:{number}",
                "publisher": f"Outlet {number % len(HOSTS)}", "text": "\n\n".join(self.text(number))}

    def next_number(self) -> int:
        """The number of another new article."""
        return next(self._numbers)

    def rss(self, outlet: int) -> str:
        """A feed, with new entries where there may be more."""
        with self._lock:
            now, mine = time.time(), self._lists[outlet]
            room = self._ahead - (len(self.listed) - len(self.served))
            if self._rate is not None:
                room = min(room, int((now - self._began) * self._rate) - len(self.listed))
            for _ in range(min(max(0, room), LISTED) if self.open else 0):
                number = next(self._numbers) * len(HOSTS) + outlet
                self.listed[number] = now
                mine.append(number)
            items = "".join(
                f"<item><title>{html.escape(self.title(n))}</title><link>{self.url(n)}</link><guid>{self.url(n)}</guid>"
                f"<pubDate>{formatdate(self.listed[n])}</pubDate></item>" for n in mine[-LISTED:])
        return (f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet {outlet}</title><link>{self.feed(outlet)}</link>'
                f'{items}</channel></rss>')

    def page(self, number: int) -> str:
        body = "".join(f"<p>{html.escape(p)}</p>" for p in self.text(number))
        title = html.escape(self.title(number))
        return (f"<!doctype html><html lang=en><head><title>{title}</title><meta property='og:site_name' content='Outlet {number % len(HOSTS)}'></head>"
                f"<body><nav><a href='/'>Front page</a></nav><article><h1>{title}</h1>{body}</article></body></html>")


@contextmanager
def publishing(room: Newsroom) -> Iterator[Newsroom]:
    """The newsroom's outlets answer while the block runs."""
    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path, outlet = self.path, HOSTS.index(self.server.server_address[0])
            if path == "/feed.xml":
                self._answer(200, "application/rss+xml", room.rss(outlet))
            elif (found := re.fullmatch(r"/articles/(\d+)", path)) and int(found[1]) in room.listed:
                self._answer(200, "text/html; charset=utf-8", room.page(int(found[1])))
                room.served.setdefault(int(found[1]), time.time())
            else:
                self._answer(404, "text/plain", "not here\n")

        def _answer(self, status: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is told of each request."""

    servers = [ThreadingHTTPServer((host, 0), Desk) for host in HOSTS]
    room.ports = [s.server_address[1] for s in servers]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield room
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
