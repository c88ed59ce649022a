"""How fast the web pages are: each asked of a real server on a ledger, the first time and again.

    python -m evals.pages --ledger LEDGER [--as-of DAY] [--times 7]

The ledger is only read. `first` is the first answer of a server that has just been started with the answers it keeps thrown away for
each page; `again` is the middle one of the others; both in milliseconds, with the size of the page. Pages marked * look through the whole
ledger the first time: the server makes these by itself when it starts, and aside when the ledger changes.
"""
from __future__ import annotations

import argparse
import http.client
import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from dragoman.interfaces.web import make_app
from dragoman.ledger import open_ledger
from evals.common import finish

LIMIT_MS = 300
"""What a page may take."""

WHOLE = frozenset({"", "edge", "agreements", "transfers", "network", "sources", "atom.xml"})
"""First parts of the paths of pages that need something made of the whole ledger; and those of one dyad, which show who is on edge about it."""


@contextmanager
def served(where: str) -> Iterator[tuple[int, object]]:
    """The port of a server on a ledger, and its site."""
    import uvicorn

    with open_ledger(where) as ledger:
        app = make_app(ledger)
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1], app.state.site
        server.should_exit = True
        thread.join(10)
        app.state.site.close()
        listening.close()


def asked(port: int, path: str) -> tuple[float, bytes]:
    """Milliseconds until the whole answer is there, and the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    begin = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    taken = 1000 * (time.perf_counter() - begin)
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}: {body[:200]!r}")
    return taken, body


def paths(port: int, then: str) -> list[str]:
    """Pages of every kind; those of one thing by the busiest there is."""
    def first(path: str) -> dict | None:
        rows = json.loads(asked(port, path)[1])["rows"]
        return rows[0] if rows else None

    found = ["/", "/docket", "/docket?view=timeline", "/docket?view=list&state=all", "/dyads", "/map", "/network", "/events", "/events?page=100",
             "/events?type=CONSULT&status=planned", "/edge", "/agreements", "/transfers", "/sources", "/judgements", "/search?q=treaty", "/search?q=war",
             "/atom.xml", "/api/docs", "/api/events?limit=200"]
    event, dyad = first("/api/events?type=ASSAULT&limit=1"), first("/api/dyads?limit=1")
    if event:
        found += [f"/events/{event['id']}", f"/reports/{quote(event['shown']['report'], safe='')}", f"/events?about={','.join(dyad['pair'])}"]
    if dyad:
        found += [f"/dyads/{','.join(dyad['pair'])}", f"/dyads/{','.join(dyad['pair'])}?by=week"]
    for kind in ("docket", "agreements", "transfers"):
        if one := first(f"/api/{kind}?limit=1{'&state=all' if kind == 'docket' else ''}"):
            found.append(f"/{kind}/{quote(one['id'], safe='')}")
    if one := first("/api/sources?level=person&limit=1"):
        found.append(f"/sources/person/{quote(one['name'], safe='')}")
    return [*found, *(f"{path}{'&' if '?' in path else '?'}as_of={then}" for path in ("/", "/docket", "/dyads", "/events", "/map"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--as-of", default=None)
    parser.add_argument("--times", type=int, default=7)
    args = parser.parse_args()
    rows = []
    with served(args.ledger) as (port, site):
        counts = site.ledger.counts()
        last = json.loads(asked(port, "/api/events?limit=1")[1])["as_of"]
        for name in site.templates.list_templates():
            site.templates.get_template(name)
        found = paths(port, args.as_of or f"{int(last[:4]) - 1}{last[4:]}")
        for path in found:
            site.forget()
            first, body = asked(port, path)
            site.settle()
            again = [asked(port, path)[0] for _ in range(args.times)]
            rows.append({"path": path, "first_ms": round(first, 1), "again_ms": round(statistics.median(again), 1), "bytes": len(body)})
    print(f"{counts['reports']:,} reports, {counts['statements']:,} statements, {counts['events']:,} events; {args.ledger}\n")
    print("| page | first, ms | again, ms | kB |\n|---|---:|---:|---:|")
    for r in rows:
        parts = r["path"].partition("?")[0].split("/")
        whole = parts[1] in WHOLE or parts[1:] != ["dyads"] and parts[1] == "dyads"
        print(f"| `{r['path'][:70]}`{' *' * whole} | {r['first_ms']:.0f} | {r['again_ms']:.0f} | {r['bytes'] / 1000:.0f} |")
    finish({"events": counts["events"], "slowest_again_ms": max(r["again_ms"] for r in rows), "slowest_first_ms": max(r["first_ms"] for r in rows),
                     "over_limit_again": sum(r["again_ms"] > LIMIT_MS for r in rows)})


if __name__ == "__main__":
    main()
