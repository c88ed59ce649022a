"""Events, the docket as a calendar, a timeline and a list, and the search."""
from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.briefing import pages as data
from dragoman.briefing import search as find
from dragoman.interfaces.web import charts, months
from dragoman.interfaces.web.asking import LIMIT, between, chosen, several
from dragoman.interfaces.web.common import Asked, leaves, number, site_of, there
from dragoman.interfaces.web.relating import voiced_about
from dragoman.ledger import STATES
from dragoman.model import STATUSES, TYPES

router = APIRouter(include_in_schema=False)

VIEWS = ("calendar", "timeline", "list")
DRAWN = 40
"""Items that the timeline draws."""


@router.get("/events", response_class=HTMLResponse)
def all_events(request: Request, asked: Asked, type: str = "", status: str = "", since: str = "", until: str = "", page: str = "") -> HTMLResponse:
    types, statuses = several(type, TYPES, "type"), several(status, STATUSES, "status")
    (first, last), at = between(since, until), number(page)
    found = site_of(request).kept("events", asked, lambda view: data.events(view, types, statuses, first, last, LIMIT, (at - 1) * LIMIT),
                                  types, statuses, first, last, at)
    params = {**asked.kept, "about": ",".join(asked.about), "type": type, "status": status, "since": since, "until": until}
    return site_of(request).page(request, "events.html", asked, rows=found["rows"], leaves=leaves(at, found["total"], "/events", **params),
                                 type=type, status=status, since=first or "", until=last or "")


@router.get("/events/{id}", response_class=HTMLResponse)
def one_event(request: Request, asked: Asked, id: str) -> HTMLResponse:
    with site_of(request).view(asked) as view:
        found = there(data.event(view, id), f"event {id}")
    return site_of(request).page(request, "event.html", asked, event=found, edge=voiced_about(site_of(request), asked, id, waits=False))


@router.get("/docket", response_class=HTMLResponse)
def docket(request: Request, asked: Asked, state: str = "", view: str = "", page: str = "") -> HTMLResponse:
    state, how, site = chosen(state, STATES, "state") or "open", chosen(view, VIEWS, "view") or "calendar", site_of(request)
    today = site.frame(asked)["as_of"]
    params = {**asked.kept, "about": ",".join(asked.about), "state": state}
    if how == "calendar":
        which = months.read(request.query_params.get("month"), today)
        first, last = months.span(which)
        found = site.kept("month", asked, lambda v: data.month(v, first, last, state), which, state)
        return site.page(request, "calendar.html", asked, state=state, view=how, month=which, weeks=months.grid(which, found["days"], today),
                         dated=bool(found["days"]), loose=found["loose"], before=months.beside(which, -1), after=months.beside(which, 1), params=params)
    at = number(page)
    size = DRAWN if how == "timeline" else LIMIT
    found = site.kept("docket", asked, lambda v: data.items(v, state, size, (at - 1) * size), state, at, size)
    rows = found["rows"]
    drawn = [d for d in rows if d["opened"]] if how == "timeline" else []
    return site.page(request, "docket.html", asked, state=state, view=how, rows=rows, states=found["states"], params=params,
                     leaves=leaves(at, found["total"], "/docket", **params, view=how, size=size), spec=charts.timeline(drawn, today) if drawn else None)


@router.get("/docket/{id}", response_class=HTMLResponse)
def one_item(request: Request, asked: Asked, id: str) -> HTMLResponse:
    with site_of(request).view(asked) as view:
        found = there(data.item(view, id), f"docket item {id}")
    return site_of(request).page(request, "item.html", asked, item=found, edge=voiced_about(site_of(request), asked, id, waits=False))


@router.get("/search", response_class=HTMLResponse)
def search(request: Request, asked: Asked, q: str = "", page: str = "") -> HTMLResponse:
    at, words = number(page), q.strip()[:400]
    found = None
    if words:
        with site_of(request).view(asked) as view:
            found = find(view, words, LIMIT, (at - 1) * LIMIT)
    params = {**asked.kept, "about": ",".join(asked.about), "q": words}
    return site_of(request).page(request, "search.html", asked, q=words, found=found,
                                 leaves=leaves(at, found["total"], "/search", **params) if found else None)
