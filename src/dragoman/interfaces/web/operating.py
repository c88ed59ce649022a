"""For those who run the server: whether it is alive and ready, its metrics, and a page on how the ledger and its feeds are."""
from __future__ import annotations

import os
import platform
import time
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from dragoman import __version__
from dragoman.interfaces import logs
from dragoman.interfaces.metrics import exposition
from dragoman.interfaces.web.asking import Filters, strict
from dragoman.interfaces.web.common import site_of
from dragoman.interfaces.web.site import Site
from dragoman.model import LedgerError

router = APIRouter(include_in_schema=False)

NOT_KEPT = {"Cache-Control": "no-store"}
FEEDS = 500
"""Feeds that the page lists at most, those that fail first."""

_STARTED = time.time()


@router.get("/healthz")
async def alive() -> Response:
    """That the process answers; nothing is asked of the ledger."""
    return JSONResponse({"status": "ok"}, headers=NOT_KEPT)


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Whether the ledger answers. It says no more than that to who has no token."""
    site = site_of(request)
    try:
        site.held()
        site.ledger.stamp()
    except LedgerError:
        return JSONResponse({"status": "the ledger does not answer"}, 503, NOT_KEPT)
    return JSONResponse({"status": "ready"}, headers=NOT_KEPT)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """What Prometheus reads."""
    text, kind = exposition(site_of(request).served.registry)
    return Response(text, media_type=kind, headers=NOT_KEPT)


@router.get("/status", response_class=HTMLResponse)
def status(request: Request) -> HTMLResponse:
    return site_of(request).page(request, "status.html", Filters(), status=state_of(site_of(request)))


@router.get("/api/status", dependencies=[Depends(strict)])
def status_data(request: Request) -> dict:
    """The same as data."""
    return state_of(site_of(request))


def state_of(site: Site) -> dict[str, Any]:
    """The ledger, the server, the feeds and what went wrong lately, as plain data."""
    ledger = site.ledger
    size, version = ledger.size(), ledger.version()
    found = [feed(f) for f in ledger.feeds()]
    found.sort(key=lambda f: (-f["failures"], not f["error"], f["title"]))
    return {
        "now": _iso(time.time()),
        "ledger": {"name": "a database on a server" if ledger.path is None else ledger.path.name, "database": version.database, "tables": version.tables,
                   "bytes": size.bytes, "waiting_bytes": size.waiting, "free_bytes": size.free, "derived": ledger.derived(), **ledger.counts(),
                   "readers": ledger.readers()},
        "server": {"version": __version__, "python": platform.python_version(), "started": _iso(_STARTED), "process": os.getpid(),
                   "memory_bytes": memory()},
        "feeds": {"total": len(found), "failing": sum(bool(f["failures"] or f["error"]) for f in found), "rows": found[:FEEDS]},
        "troubles": list(site.recent),
    }


def feed(f: Any) -> dict[str, Any]:
    """A feed as it is shown; what may be secret in its address is left out."""
    how = "failing" if f.failures or f.error else "ok" if f.last_ok else "new"
    return {"url": logs.safe(f.url), "title": f.title or logs.safe(f.url), "state": how if f.state == "watched" else f.state,
            "last_ok": f.last_ok, "last_tried": f.last_tried, "next_at": f.next_at, "failures": f.failures, "error": f.error and logs.safe(f.error),
            "fetched": f.fetched, "new": f.new, "refused": f.refused}


def memory() -> int | None:
    """Bytes of memory that this process holds; None where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as f:
            return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
