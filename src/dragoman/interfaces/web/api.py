"""The REST API: the same answers as the pages, for programs. It only reads."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.routing import APIRoute

from dragoman.briefing import SIDES, SPOKEN_OF, world
from dragoman.briefing import pages as data
from dragoman.briefing import search as find
from dragoman.interfaces.shared import entry
from dragoman.interfaces.web import models as m
from dragoman.interfaces.web.asking import LIMIT, Filters, Limit, Offset, between, chosen, codes, day, query, several, span, strict
from dragoman.interfaces.web.common import Asked, AskedAlone, site_of, there
from dragoman.interfaces.web.pages import allies, dyads, the_brief
from dragoman.interfaces.web.relating import BY, TENDENCIES, agreed, at_stage, on_edge, over_time, tending, transferred, turns_of, two, voiced_about, voicing
from dragoman.interfaces.web.rows import taken
from dragoman.interfaces.web.site import is_behind
from dragoman.interfaces.web.tracking import all_records, records
from dragoman.ledger import LEVEL, LEVELS, STATES, item_ids, with_ids
from dragoman.model import STATUSES, TYPES
from dragoman.relations import AGREEMENT_STAGES, AGREEMENT_SUBJECTS, TRANSFER_KINDS, TRANSFER_STAGES

ABOUT = """What a ledger of news reports holds: who does, will, may or denies doing what to whom, who says so, and what came of it.

Filters are `as_of` (a day: the ledger as it stood then), `min_confidence` and, of lists, `about` (codes that all take part). Lists come in parts (`limit`,
`offset`), with the `total` and the path of the `next` part. What is wrong comes as problem details (RFC 9457), which say what was expected; a parameter
that an answer does not know is wrong. An answer has an `ETag`: send it as `If-None-Match`, and 304 says that nothing has changed.
Where the server has a token, send it as `Authorization: Bearer TOKEN`."""

LISTED: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": m.Problem, "description": "400: a parameter is unknown, given twice or malformed; 401: no token that holds; 429: too many questions"},
    503: {"model": m.Problem, "description": "The ledger does not answer, or too many questions are in hand: ask again"}}
WRONG = {**LISTED, 404: {"model": m.Problem, "description": "None of this id"}}

PROBLEM = "application/problem+json"


class Route(APIRoute):
    """Leaves out of an answer what is not there, as the pages' data do, and does not say null of it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "response_model_exclude_unset": True})


router = APIRouter(prefix="/api", tags=["ledger"], dependencies=[Depends(strict)], route_class=Route)

Types = Annotated[str | None, Query(alias="type", description=f"Types parted by commas, of {', '.join(TYPES)}.")]
Statuses = Annotated[str | None, Query(alias="status", description=f"Statuses parted by commas, of {', '.join(STATUSES)}.")]
State = Annotated[str | None, Query(description=f"What became of it, one of {', '.join(STATES)}.")]
Level = Annotated[str | None, Query(description=f"Who counts as one source, one of {', '.join(LEVELS)} or all; {LEVEL} where none is given.")]
Since = Annotated[str | None, Query(description="Reported on this day or later: YYYY-MM-DD, or a month or year, which begins on its first day.")]
Until = Annotated[str | None, Query(description="Reported on this day or earlier; a month or year counts to its last day.")]
Tendency = Annotated[str | None, Query(description=f"How they stand, one of {', '.join(TENDENCIES)}.")]
Of = Annotated[str | None, Query(description=f"Only about these: {SPOKEN_OF}.")]
Who = Annotated[str | None, Query(description="Who voices it: one of these codes, parted by commas.")]
Agreed = Annotated[str | None, Query(alias="stage", description=f"The stage reached, one of {', '.join(AGREEMENT_STAGES)}.")]
Handed = Annotated[str | None, Query(alias="stage", description=f"The stage reached, one of {', '.join(TRANSFER_STAGES)}.")]
Subject = Annotated[str | None, Query(description=f"What it is about, one of {', '.join(AGREEMENT_SUBJECTS)}.")]
Kind = Annotated[str | None, Query(description=f"What is handed over, one of {', '.join(TRANSFER_KINDS)}.")]
Code = Annotated[str | None, Query(description="Only those of these countries, where sources of several have one name: codes parted by commas.")]
Side = Annotated[str | None, Query(description=f"Only events that are counted as one of {', '.join(SIDES)}.")]
Body = Annotated[str | None, Query(description="Only events that name this one of the `bodies`.")]
Within = Annotated[str | None, Query(description="Only events that the series counts in these days: YYYY-MM-DD, YYYY-MM, YYYY, or two with a slash between.")]
By = Annotated[str | None, Query(description=f"Periods of the series, one of {', '.join(BY)}.")]


def part(request: Request, asked: Filters, rows: Sequence, total: int, limit: int, offset: int) -> dict:
    """A part of a list, and the path of the next."""
    params = {**dict(request.query_params), "limit": limit, "offset": offset + limit}
    return {"total": total, "limit": limit, "offset": offset, "next": request.url.path + query(**params) if offset + len(rows) < total else None,
            "as_of": site_of(request).frame(asked)["as_of"], "behind": is_behind(), "rows": rows}


def cut(request: Request, asked: Filters, found: Iterable, limit: int, offset: int) -> dict:
    rows, total = taken(found, limit, offset)
    return part(request, asked, rows, total, limit, offset)


@router.get("/brief", response_model=m.Brief, responses=LISTED)
def brief(request: Request, asked: Asked) -> dict:
    """The brief: headlines, what is new, pending and resolved, turns, who draws closer or apart, who is on edge, who disagrees, sources to doubt."""
    return the_brief(site_of(request), asked)


@router.get("/events", response_model=m.Page[m.EventRow], responses=LISTED)
def all_events(request: Request, asked: Asked, types: Types = None, statuses: Statuses = None, since: Since = None, until: Until = None,
               limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """Events, the latest reported first, each with the quotation that shows it."""
    kinds, wanted = several(types, TYPES, "type"), several(statuses, STATUSES, "status")
    first, last = between(since, until)
    with site_of(request).view(asked) as view:
        found = data.events(view, kinds, wanted, first, last, limit, offset)
    return part(request, asked, found["rows"], found["total"], limit, offset)


@router.get("/events/{id}", response_model=m.EventWhole, responses=WRONG)
def one_event(request: Request, asked: AskedAlone, id: str) -> dict:
    """An event: its history with the judgement that put each statement there, its quotations, what its sources disagree about, its docket items."""
    return _one(request, asked, lambda view: data.event(view, id), f"event {id}")


@router.get("/docket", response_model=m.Page[m.DocketRow], responses=LISTED)
def docket(request: Request, asked: Asked, state: State = None, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """What is announced, expected or feared, and what came of it, the soonest first; open items where no state is asked for."""
    state = chosen(state, STATES, "state") or "open"
    with site_of(request).view(asked) as view:
        found = data.items(view, state, limit, offset)
    return part(request, asked, found["rows"], found["total"], limit, offset)


@router.get("/docket/{id}", response_model=m.DocketWhole, responses=WRONG)
def one_item(request: Request, asked: AskedAlone, id: str) -> dict:
    """A docket item with the evidence of each step."""
    return _one(request, asked, lambda view: data.item(view, id), f"docket item {id}")


@router.get("/dyads", response_model=m.Page[m.DyadRow], responses=LISTED)
def all_dyads(request: Request, asked: Asked, tendency: Tendency = None, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """Pairs of parties, the busiest first."""
    return cut(request, asked, tending(dyads(request, asked), chosen(tendency, TENDENCIES, "tendency") or ""), limit, offset)


@router.get("/dyads/{pair}", response_model=m.DyadWhole, responses=WRONG)
def one_dyad(request: Request, asked: AskedAlone, pair: str, by: By = None, side: Side = None, body: Body = None, within: Within = None,
             limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """What happens between two (such as IRN,RUS): series, turns, who is on edge about them, and their events, the latest first."""
    a, b = two(pair)
    by, site = chosen(by, BY, "by") or "month", site_of(request)
    with site.view(asked) as view:
        found = data.dyad(view, a, b, limit, offset, data.Choice(chosen(side, SIDES, "side") or "", body or "", span(within)))
    rows = over_time(site, asked, a, b, by)
    there(found["total"] or rows or None, f"events between {a} and {b}")
    return {**found, "series": rows, "shifts": turns_of(site, asked, a, b), "on_edge": list(on_edge(site, asked, (a, b))),
            "events": part(request, asked, found["events"], found["chosen"], limit, offset)}


@router.get("/edge", response_model=m.Page[dict], responses=LISTED)
def edge(request: Request, asked: Asked, who: Who = None, of: Of = None, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """Third parties that voice fear, warning, protest or hope about others: since when, and said by whom."""
    return cut(request, asked, voicing(site_of(request), asked, of, who), limit, offset)


@router.get("/events/{id}/edge", response_model=m.Page[dict], responses=WRONG)
@router.get("/docket/{id}/edge", response_model=m.Page[dict], responses=WRONG)
def edge_about(request: Request, asked: AskedAlone, id: str, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """Third parties that voice something about this event or docket item."""
    with site_of(request).view(asked) as view:
        there(view.asked.events(with_ids([id])) or view.asked.items("all", item_ids([id])) or None, f"event or docket item {id}")
    return cut(request, asked, voiced_about(site_of(request), asked, id), limit, offset)


@router.get("/agreements", response_model=m.Page[m.AgreementRow], responses=LISTED)
def all_agreements(request: Request, asked: Asked, stage: Agreed = None, subject: Subject = None, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """Agreements: parties, subjects, and the stages they went through; the latest first."""
    reached, of = chosen(stage, AGREEMENT_STAGES, "stage") or "", chosen(subject, AGREEMENT_SUBJECTS, "subject") or ""
    return cut(request, asked, at_stage(agreed(site_of(request), asked), reached, subject=of), limit, offset)


@router.get("/agreements/{id}", response_model=m.AgreementRow, responses=WRONG)
def one_agreement(request: Request, asked: AskedAlone, id: str) -> dict:
    """An agreement with a quotation for each statement."""
    return there(next((a for a in agreed(site_of(request), asked) if a["id"] == id), None), f"agreement {id}")


@router.get("/transfers", response_model=m.Page[m.TransferRow], responses=LISTED)
def all_transfers(request: Request, asked: Asked, stage: Handed = None, kind: Kind = None, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """Transfers: who gives what to whom, and the stages they went through; the latest first."""
    reached, of = chosen(stage, TRANSFER_STAGES, "stage") or "", chosen(kind, TRANSFER_KINDS, "kind") or ""
    return cut(request, asked, at_stage(transferred(site_of(request), asked), reached, kind=of), limit, offset)


@router.get("/transfers/{id}", response_model=m.TransferRow, responses=WRONG)
def one_transfer(request: Request, asked: AskedAlone, id: str) -> dict:
    """A transfer with a quotation for each statement."""
    return there(next((x for x in transferred(site_of(request), asked) if x["id"] == id), None), f"transfer {id}")


@router.get("/sources", response_model=m.Page[m.SourceRow], responses=LISTED)
def sources(request: Request, asked: Asked, level: Level = None, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """The track record of who says so; one level, or all. Quotations are in the answer for one source."""
    wanted = chosen(level, (*LEVELS, "all"), "level") or LEVEL
    found = all_records(site_of(request), asked)
    return cut(request, asked, found if wanted == "all" else (r for r in found if r["level"] == wanted), limit, offset)


@router.get("/sources/{level}/{name:path}", response_model=list[m.SourceWhole], responses=WRONG)
def source(request: Request, asked: Asked, level: str, name: str, code: Code = None) -> list[dict]:
    """The record of a source, with a quotation for each announcement and what came of it; more than one where a name is that of several."""
    chosen(level, LEVELS, "level")
    return there(records(site_of(request), asked, level, name, codes(code, "code")) or None, f"{level} {name}")


@router.get("/reports/{id:path}", response_model=m.ReportWhole, responses=WRONG)
def one_report(request: Request, asked: AskedAlone, id: str) -> dict:
    """A report with its text and all that is read in it, with the spans of triggers, parties and sources, and what a person judged."""
    return _one(request, asked, lambda view: data.report(view, id), f"report {id}")


@router.get("/search", response_model=m.Found, responses=LISTED)
def search(request: Request, asked: Asked, q: Annotated[str, Query(max_length=400, description="Words; \"in quotes\" as they stand, beginnings*, -without.")],
           types: Types = None, statuses: Statuses = None, since: Since = None, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """The sentences of reports that hold the words, with what is stated in them, the best first."""
    kinds, wanted, first = several(types, TYPES, "type"), several(statuses, STATUSES, "status"), day(since, "since", first=True)
    with site_of(request).view(asked) as view:
        found = find(view, q, limit, offset, types=kinds, statuses=wanted, since=first)
    return {**part(request, asked, found.pop("hits"), found.pop("total"), limit, offset), **found}


@router.get("/map", response_model=list[m.Country], responses=LISTED)
def map_(request: Request, asked: Asked) -> list[dict]:
    """Countries with how many events of cooperation and conflict they have with each of the others, added up: one with several counts for each."""
    found = dyads(request, asked)
    return site_of(request).kept("world", asked, lambda _: world.countries(found))


@router.get("/network", response_model=m.Network, responses=LISTED)
def net(request: Request, asked: Asked) -> dict:
    """The busiest parties with their places in the network and their blocs, and what binds or divides them."""
    found = dyads(request, asked)
    return {**site_of(request).kept("network", asked, lambda _: world.network(found)), "alliances": allies(site_of(request), asked)}


@router.get("/judgements", response_model=m.Page[m.Judged], responses=LISTED)
def judgements(request: Request, limit: Limit = LIMIT, offset: Offset = 0) -> dict:
    """What persons decided, the latest first, those withdrawn too."""
    return cut(request, Filters(), [entry(j) for j in site_of(request).ledger.judgements(withdrawn=True)[::-1]], limit, offset)


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with what the framework does not say: what is wrong comes as problem details, and a token may be asked for."""
    for ways in document["paths"].values():
        for status, answer in ways["get"]["responses"].items():
            if status != "200":
                answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}, {}]
    return document


def _one(request: Request, asked: Filters, find: Callable, what: str) -> dict:
    with site_of(request).view(asked) as view:
        return there(find(view), what)
