"""The front page, the map and the network."""
from __future__ import annotations

from itertools import islice, zip_longest
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.briefing import is_on_edge, joined, pair_of, world
from dragoman.interfaces import brief as told
from dragoman.interfaces.web import charts
from dragoman.interfaces.web.asking import Filters, chosen
from dragoman.interfaces.web.common import Asked, site_of
from dragoman.interfaces.web.rows import Rows
from dragoman.interfaces.web.site import Site

router = APIRouter(include_in_schema=False)

QUOTED = 3
"""Quotations of the first half of a headline, at most."""

LINES = 40
"""Dyads that the map draws lines for."""


def the_brief(site: Site, asked: Filters) -> dict:
    """The brief, kept."""
    return site.whole("brief", asked)


def allies(site: Site, asked: Filters) -> list[dict]:
    """The blocs, kept."""
    return site.whole("blocs", asked)


@router.get("/", response_class=HTMLResponse)
def brief(request: Request, asked: Asked) -> HTMLResponse:
    made = the_brief(site_of(request), asked)
    parts = [{"name": name, "title": title, "empty": empty, "entries": [
        {**said(name, entry), "href": address(name, entry), "quotes": (both_halves if name == "headlines" else list)(told.quotes(name, entry))}
        for entry in made[name]]}
        for name, title, empty in told.PARTS]
    return site_of(request).page(request, "brief.html", asked, brief=made, parts=parts, covers=told.covers(made))


def said(part: str, entry: dict) -> dict:
    """The `line` of an entry; of a headline about a pair its counts of sources stand apart, as `counts`, so that it reads as one."""
    edgy = entry.get("on_edge", {}) if part == "headlines" else {}
    if not edgy:
        return {"line": told.line(part, entry), "counts": None}
    first = told.line(part, entry).partition(" (")[0]
    names = dict(zip(entry["codes"], entry["names"], strict=True))
    pair = [name for code, name in names.items() if code not in edgy]
    edged = [names[code] for code in edgy]
    counts = [(pair_of(pair), entry["sources"]), *((names[code], n) for code, n in edgy.items())]
    return {"line": f"{first}; {is_on_edge(edged[0]) if len(edged) == 1 else f'{joined(edged)} are on edge'}", "counts": counts}


def both_halves(quotes: list[dict]) -> list[dict]:
    """The quotations of a headline, those of its halves (who, and who is on edge about it) in turn."""
    first, second = quotes[:QUOTED], quotes[QUOTED:]
    return [q for pair in zip_longest(first, second) for q in pair if q]


def address(part: str, entry: dict) -> str:
    """Where an entry of the brief leads: to its event, item, pair or source."""
    if "item" in entry or part in ("pending", "resolved"):
        return f"/docket/{entry.get('item') or entry['id']}"
    if "event" in entry or "history" in entry:
        return f"/events/{entry.get('event') or entry['id']}"
    if part == "on_edge":
        return "/edge?of=" + ",".join(entry["of"])
    if part == "doubted":
        return f"/sources/{entry['level']}/{quote(entry['name'], safe='')}"
    pair = entry.get("pair") or entry["codes"][:2]
    return f"/dyads/{','.join(pair)}" if len(pair) == 2 else f"/dyads?about={pair[0]}"


def dyads(request: Request, asked: Filters) -> Rows:
    """All dyads, kept."""
    return site_of(request).kept("dyads", asked, lambda view: Rows.of(world.pairs(view)))


@router.get("/map", response_class=HTMLResponse)
def map_(request: Request, asked: Asked, side: str = "") -> HTMLResponse:
    side = chosen(side, ("cooperation", "conflict"), "side") or "cooperation"
    found = dyads(request, asked)
    countries = site_of(request).kept("world", asked, lambda _: world.countries(found))
    lines = list(islice((d for d in found if all(code in charts.places() for code in d["pair"])), LINES))
    missing = [c for c in countries if c["code"] not in charts.places()]
    return site_of(request).page(request, "map.html", asked, side=side, countries=countries, lines=lines, missing=missing,
                                 spec=charts.world(countries, lines, side) if countries else None)


@router.get("/network", response_class=HTMLResponse)
def net(request: Request, asked: Asked) -> HTMLResponse:
    found = dyads(request, asked)
    made = site_of(request).kept("network", asked, lambda _: world.network(found))
    allied = allies(site_of(request), asked)
    near = [d for d in made["links"] if d["tendency"] == "closer"][:30]
    far = [d for d in made["links"] if d["tendency"] == "apart"][:30]
    return site_of(request).page(request, "network.html", asked, network=made, blocs=allied, near=near, far=far, colours=charts.COLOURS,
                                 spec=charts.network(made) if made["nodes"] else None)
