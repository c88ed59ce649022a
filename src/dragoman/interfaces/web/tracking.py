"""The track record of sources, and the log of judgements."""
from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.interfaces.web.asking import LIMIT, Filters, chosen, codes
from dragoman.interfaces.web.common import Asked, leaves, number, site_of, there
from dragoman.interfaces.web.rows import Rows, taken
from dragoman.interfaces.web.site import Site
from dragoman.ledger import LEVEL, LEVELS

router = APIRouter(include_in_schema=False)


def all_records(site: Site, asked: Filters) -> Rows:
    """The records of all sources of all levels, without evidence. They look at the whole ledger, which takes seconds; made once until it changes."""
    return site.whole("sources", asked)["records"]


def records(site: Site, asked: Filters, level: str, name: str, of: tuple[str, ...] = ()) -> list[dict]:
    """The records of sources of a level by this name, with their evidence; where codes are given those of these countries."""
    held = site.whole("sources", asked)
    return [{**r, "evidence": held["evidence"][at]} for at, r in enumerate(held["records"])
            if (r["level"], r["name"]) == (level, name) and (not of or r["code"] in of)]


@router.get("/sources", response_class=HTMLResponse)
def sources(request: Request, asked: Asked, level: str = "", page: str = "") -> HTMLResponse:
    level, at = chosen(level, LEVELS, "level") or LEVEL, number(page)
    found = (r for r in all_records(site_of(request), asked) if r["level"] == level)
    rows, total = taken(found, LIMIT, (at - 1) * LIMIT)
    params = {**asked.kept, "about": ",".join(asked.about), "level": level}
    return site_of(request).page(request, "sources.html", asked, rows=rows, level=level, levels=LEVELS,
                                 leaves=leaves(at, total, "/sources", **params))


@router.get("/sources/{level}/{name:path}", response_class=HTMLResponse)
def source(request: Request, asked: Asked, level: str, name: str, code: str = "") -> HTMLResponse:
    chosen(level, LEVELS, "level")
    found = records(site_of(request), asked, level, name, codes(code, "code"))
    there(found or None, f"{level} {name}")
    return site_of(request).page(request, "source.html", asked, records=found, country=code)


@router.get("/judgements", response_class=HTMLResponse)
def judgements(request: Request, asked: Asked, page: str = "", judged: str = "") -> HTMLResponse:
    at = number(page)
    found = site_of(request).ledger.judgements(withdrawn=True)[::-1]
    shown = found[(at - 1) * LIMIT:at * LIMIT]
    reports = {j.id: site_of(request).ledger.statement(j.now[0]) for j in shown if j.now}
    return site_of(request).page(request, "judgements.html", asked, rows=shown, news=[j for j in found if j.withdrawn and str(j.id) == judged],
                                 homes={n: s.report for n, s in reports.items() if s},
                                 leaves=leaves(at, len(found), "/judgements", **asked.kept))
