"""Pairs of parties, who is on edge about them, agreements and transfers."""
from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.briefing import pages as data
from dragoman.interfaces.web import charts
from dragoman.interfaces.web.asking import LIMIT, Filters, chosen, codes
from dragoman.interfaces.web.common import Asked, leaves, number, site_of, there
from dragoman.interfaces.web.pages import dyads
from dragoman.interfaces.web.site import Site
from dragoman.model import InputError

router = APIRouter(include_in_schema=False)

BY = ("day", "week", "month")


@router.get("/dyads", response_class=HTMLResponse)
def all_dyads(request: Request, asked: Asked, page: str = "", tendency: str = "") -> HTMLResponse:
    tendency, at = chosen(tendency, ("closer", "apart", "both", "quiet"), "tendency") or "", number(page)
    found = [d for d in dyads(request, asked) if tendency in ("", d["tendency"])]
    params = {**asked.kept, "about": ",".join(asked.about), "tendency": tendency}
    return site_of(request).page(request, "dyads.html", asked, rows=found[(at - 1) * LIMIT:at * LIMIT], tendency=tendency,
                                 leaves=leaves(at, len(found), "/dyads", **params))


def two(pair: str) -> tuple[str, str]:
    """The two codes of a path, in order. InputError where there are not two."""
    found = codes(pair, "pair")
    if len(found) != 2:
        raise InputError(f"{pair}: expected two codes parted by a comma, such as IRN,RUS")
    return min(found), max(found)


@router.get("/dyads/{pair}", response_class=HTMLResponse)
def one_dyad(request: Request, asked: Asked, pair: str, by: str = "", page: str = "") -> HTMLResponse:
    a, b = two(pair)
    by, at, site = chosen(by, BY, "by") or "month", number(page), site_of(request)
    alone = Filters(asked.as_of, (), asked.min_confidence)
    found = site.kept("dyad", alone, lambda view: data.dyad(view, a, b, LIMIT, (at - 1) * LIMIT), a, b, at)
    there(found if found["total"] else None, f"events between {found['names'][0]} and {found['names'][1]}")
    rows = site.kept("series", alone, lambda view: data.series(view, a, b, by), a, b, by)
    turns = shifts(site, alone, a, b)
    edge = on_edge(site, alone, (a, b))
    row = next((d for d in dyads(request, alone) if d["pair"] == [a, b]), None)
    return site.page(request, "dyad.html", asked, dyad=found, tendency=row["tendency"] if row else "quiet", by=by, rows=rows, turns=turns, edge=edge,
                     spec=charts.lines(rows, by, turns) if rows else None,
                     leaves=leaves(at, found["total"], f"/dyads/{a},{b}", **asked.kept, by=by))


def shifts(site: Site, asked: Filters, a: str, b: str) -> list[dict]:
    """The turns called between two."""
    return []


def on_edge(site: Site, asked: Filters, of: tuple[str, ...] = ()) -> list[dict]:
    """Third parties that voice something about others."""
    found = site.kept("edge", asked, lambda view: view.concerns())
    return [e for e in found if set(of) <= set(e["of"])]


@router.get("/edge", response_class=HTMLResponse)
def edge(request: Request, asked: Asked, of: str = "", who: str = "") -> HTMLResponse:
    about, whose = codes(of, "of"), codes(who, "who")
    found = [e for e in on_edge(site_of(request), asked, about) if not whose or e["who"] in whose]
    return site_of(request).page(request, "edge.html", asked, rows=found[:200], total=len(found), of=of, who=who)
