"""Pairs of parties, who is on edge about them, agreements and transfers."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman import briefing
from dragoman.interfaces.web import charts
from dragoman.interfaces.web.asking import LIMIT, Filters, chosen, codes, span
from dragoman.interfaces.web.common import Asked, leaves, number, site_of, there
from dragoman.interfaces.web.pages import dyads
from dragoman.interfaces.web.rows import taken
from dragoman.interfaces.web.site import Site
from dragoman.model import OURS, InputError
from dragoman.relations import AGREEMENT_STAGES, AGREEMENT_SUBJECTS, TRANSFER_KINDS, TRANSFER_STAGES

router = APIRouter(include_in_schema=False)

BY = ("day", "week", "month")
TENDENCIES = ("closer", "apart", "both", "quiet")
MEASURES = ("events", "share")
DONE = ("cooperation", "conflict")
"""What of a dyad is told as done; of what is ahead the series has plans that lapsed as well."""

DAYS = 366
"""Days that a series by day goes back."""

NAMED = 40
"""Events that the page of an agreement or a transfer names."""

BRIEFLY = 550
"""Days: what is known for less is drawn by weeks, else by months."""


@router.get("/dyads", response_class=HTMLResponse)
def all_dyads(request: Request, asked: Asked, page: str = "", tendency: str = "") -> HTMLResponse:
    tendency, at = chosen(tendency, TENDENCIES, "tendency") or "", number(page)
    rows, total = taken(tending(dyads(request, asked), tendency), LIMIT, (at - 1) * LIMIT)
    params = {**asked.kept, "about": ",".join(asked.about), "tendency": tendency}
    return site_of(request).page(request, "dyads.html", asked, rows=rows, tendency=tendency,
                                 leaves=leaves(at, total, "/dyads", **params))


def tending(rows: Iterable[dict], tendency: str) -> Iterable[dict]:
    """The dyads of a tendency; all where none is asked for."""
    return (d for d in rows if d["tendency"] == tendency) if tendency else rows


def two(pair: str) -> tuple[str, str]:
    """The two codes of a path, in order. InputError where there are not two."""
    found = codes(pair, "pair")
    if len(found) != 2:
        raise InputError(f"{pair}: expected two codes parted by a comma, such as IRN,RUS")
    return min(found), max(found)


@router.get("/dyads/{pair}", response_class=HTMLResponse)
def one_dyad(request: Request, asked: Asked, pair: str, by: str = "", page: str = "", coder: str = "", measure: str = "", side: str = "",
             body: str = "", within: str = "") -> HTMLResponse:
    a, b = two(pair)
    at, site = number(page), site_of(request)
    unsifted, choice = alone(asked), briefing.pages.Choice(chosen(side, briefing.SIDES, "side") or "", body, span(within))
    found = site.kept("dyad", unsifted, lambda view: briefing.pages.dyad(view, a, b, LIMIT, (at - 1) * LIMIT, choice), a, b, at, choice)
    by = chosen(by, BY, "by") or ("week" if found["days"] < BRIEFLY else "month")
    every = over_time(site, unsifted, a, b, by)
    between = f"events between {briefing.joined(found['names'])}"
    there(found["total"] or every or None, between)
    there(body in ("", *(x["name"] for x in found["bodies"])) or None, f"{between} that name {body}")
    coders = sorted({r["coder"] for r in every}, key=lambda name: (name != OURS, name))
    coder = chosen(coder, tuple(coders), "coder") or (coders[0] if coders else None)
    rows, turns = [r for r in every if r["coder"] == coder], [s for s in turns_of(site, unsifted, a, b) if s["coder"] == coder]
    undrawn = sum(found["counts"].get(name, 0) - sum(r[name] for r in rows) for name in DONE) if coder == OURS else 0
    shared = chosen(measure, MEASURES, "measure") == "share"
    edge = on_edge(site, unsifted, (a, b), waits=False)
    row = next((d for d in dyads(request, unsifted) if d["pair"] == [a, b]), None)
    return site.page(request, "dyad.html", asked, dyad=found, tendency=row["tendency"] if row else "quiet", by=by, rows=rows, turns=turns, undrawn=undrawn,
                     edge=None if edge is None else list(edge), coder=coder, coders=coders, measure="share" if shared else "events",
                     announced=any(r["cooperation_ahead"] or r["conflict_ahead"] for r in rows),
                     spec=charts.lines(rows, by, turns, shared) if rows else None, choice=choice,
                     leaves=leaves(at, found["chosen"], f"/dyads/{a},{b}", **asked.kept, by=by, coder=coder, measure=measure, **choice._asdict()))


def over_time(site: Site, asked: Filters, a: str, b: str, by: str) -> list[dict]:
    """The series of a pair, each coder's apart; by day of the last year alone."""
    since = (date.fromisoformat(site.frame(asked)["as_of"]) - timedelta(DAYS)).isoformat() if by == "day" else None
    return site.kept("series", asked, lambda view: briefing.series(view, a, b, by, since=since), a, b, by)


def turns_of(site: Site, asked: Filters, a: str, b: str) -> list[dict]:
    """The turns called between two, the latest first."""
    return site.kept("shifts", asked, lambda view: briefing.shifts(view, pairs=[(a, b)]), a, b)


def on_edge(site: Site, asked: Filters, of: tuple[str, ...] = (), waits: bool = True) -> Iterable[dict] | None:
    """Third parties that voice something about others, the strongest first; None where nobody has looked yet, and nobody `waits` for it."""
    found = site.whole("edge", alone(asked), waits=waits)
    return found and with_all(found, asked.about, of)


def with_all(rows: Iterable[dict], about: tuple[str, ...], of: tuple[str, ...] = ()) -> Iterable[dict]:
    """The stances in which all codes of `about` take part, and which are about all of `of`."""
    return (e for e in rows if set(of) <= set(e["of"]) and set(about) <= {e["who"], *e["of"]}) if about or of else rows


def voicing(site: Site, asked: Filters, of: str | None, who: str | None) -> Iterable[dict]:
    """What any of the codes `who` voice about `of` (briefing.SPOKEN_OF); what all do, and about anything, where nothing is named. InputError where `who` is
    no codes, or `of` neither codes nor the id of what is there.
    """
    voices, named = codes(who, "who"), (of or "").strip()
    try:
        about = briefing.codes_in(named)
        if about or not named:
            found = on_edge(site, asked, about)
        else:
            with site.view(alone(asked)) as view:
                id_ = briefing.matter(view, named).id
            found = with_all(voiced_about(site, asked, id_), asked.about)
    except InputError as error:
        raise InputError(f"of={error}") from error
    return (e for e in found if e["who"] in voices) if voices else found


def voiced_about(site: Site, asked: Filters, id_: str, waits: bool = True) -> list[dict] | None:
    """Third parties that voice something about an event or a docket item that is there, the strongest first; None where nobody has looked yet."""
    return site.whole("voiced", alone(asked), id_, waits=waits)


def alone(asked: Filters) -> Filters:
    """The filters without parties: what takes long to make is made for all, and chosen from."""
    return Filters(asked.as_of, (), asked.min_confidence)


@router.get("/edge", response_class=HTMLResponse)
def edge(request: Request, asked: Asked, of: str = "", who: str = "", page: str = "") -> HTMLResponse:
    at = number(page)
    rows, total = taken(voicing(site_of(request), asked, of, who), LIMIT, (at - 1) * LIMIT)
    params = {**asked.kept, "about": ",".join(asked.about), "of": of, "who": who}
    return site_of(request).page(request, "edge.html", asked, rows=rows, of=of, who=who, leaves=leaves(at, total, "/edge", **params))


def agreed(site: Site, asked: Filters) -> Iterable[dict]:
    """Agreements, the latest first, kept."""
    found = site.whole("agreements", alone(asked))
    return (a for a in found if set(asked.about) <= set(a["parties"])) if asked.about else found


def at_stage(rows: Iterable[dict], stage: str, subject: str = "", kind: str = "") -> Iterator[dict]:
    """Agreements or transfers at a stage, about a subject, of a kind; empty words leave it open."""
    return (x for x in rows if stage in ("", x["stage"]) and (not subject or subject in x["subjects"]) and (not kind or kind == x["kind"]))


def transferred(site: Site, asked: Filters) -> Iterable[dict]:
    """Transfers, the latest first, kept."""
    found = site.whole("transfers", alone(asked))
    return (x for x in found if set(asked.about) <= {*x["supplier"], *x["recipient"]}) if asked.about else found


@router.get("/agreements", response_class=HTMLResponse)
def all_agreements(request: Request, asked: Asked, stage: str = "", subject: str = "", page: str = "") -> HTMLResponse:
    at, stage, subjects = number(page), chosen(stage, AGREEMENT_STAGES, "stage") or "", set()
    subject = chosen(subject, AGREEMENT_SUBJECTS, "subject") or ""

    def seen() -> Iterator[dict]:
        for a in agreed(site_of(request), asked):
            subjects.update(a["subjects"])
            yield a

    rows, total = taken(at_stage(seen(), stage, subject=subject), LIMIT, (at - 1) * LIMIT)
    params = {**asked.kept, "about": ",".join(asked.about), "stage": stage, "subject": subject}
    return site_of(request).page(request, "agreements.html", asked, rows=rows, stage=stage, stages=AGREEMENT_STAGES,
                                 subject=subject, subjects=sorted(subjects), leaves=leaves(at, total, "/agreements", **params))


@router.get("/agreements/{id}", response_class=HTMLResponse)
def one_agreement(request: Request, asked: Asked, id: str) -> HTMLResponse:
    found = there(next((a for a in agreed(site_of(request), asked) if a["id"] == id), None), f"agreement {id}")
    return site_of(request).page(request, "agreement.html", asked, made=found, events=events_of(site_of(request), asked, found))


@router.get("/transfers", response_class=HTMLResponse)
def all_transfers(request: Request, asked: Asked, stage: str = "", kind: str = "", page: str = "") -> HTMLResponse:
    at, stage, kinds = number(page), chosen(stage, TRANSFER_STAGES, "stage") or "", set()
    kind = chosen(kind, TRANSFER_KINDS, "kind") or ""

    def seen() -> Iterator[dict]:
        for x in transferred(site_of(request), asked):
            kinds.add(x["kind"])
            yield x

    rows, total = taken(at_stage(seen(), stage, kind=kind), LIMIT, (at - 1) * LIMIT)
    params = {**asked.kept, "about": ",".join(asked.about), "stage": stage, "kind": kind}
    return site_of(request).page(request, "transfers.html", asked, rows=rows, stage=stage, stages=TRANSFER_STAGES,
                                 kind=kind, kinds=sorted(kinds), leaves=leaves(at, total, "/transfers", **params))


@router.get("/transfers/{id}", response_class=HTMLResponse)
def one_transfer(request: Request, asked: Asked, id: str) -> HTMLResponse:
    found = there(next((x for x in transferred(site_of(request), asked) if x["id"] == id), None), f"transfer {id}")
    return site_of(request).page(request, "transfer.html", asked, made=found, events=events_of(site_of(request), asked, found))


def events_of(site: Site, asked: Filters, made: dict) -> list[dict]:
    """The first events of an agreement or a transfer, as the lists show events."""
    with site.view(alone(asked)) as view:
        known = view.asked.events_by_id(made["events"][:NAMED])
        return briefing.pages.rows_of(view, [known[id_] for id_ in made["events"] if id_ in known])
