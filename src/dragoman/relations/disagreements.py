"""Contradictions that stay visible: rival sources whose figures of one event exclude each other, and those who deny it."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dragoman.ledger import days, voice
from dragoman.model import DONE, Event, Report, Statement
from dragoman.relations.tolls import Toll, tolls


@dataclass(frozen=True, slots=True)
class Claim:
    """What one voice says last: `source` is its chain as a line, `toll` its figure (None where it gives none, or denies)."""

    statement: str
    source: str
    code: str | None
    day: str | None
    toll: Toll | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims about an event that exclude each other, the lowest figure first; `what` is that of the tolls, or `whether` where
    some say that it happened and others deny it.
    """

    event: str
    what: str
    claims: tuple[Claim, ...]
    denials: tuple[Claim, ...] = ()


def disagreements(event: Event, statements: Mapping[str, Statement], reports: Mapping[str, Report]) -> list[Disagreement]:
    """Where the sources of an event disagree; the same for any order of the input.

    A voice counts by its last word: a toll that it raises, lowers or takes back is its own affair. Two voices disagree where their
    figures exclude each other and were given on one day, or fell, or are those of rival sides (of unlike codes, one of them a party):
    a later and higher figure of another source may only be a later count. Who denied it before the day on which it happened does not
    contradict those who tell of that day. KeyError where a statement or report is missing.
    """
    own = sorted((statements[i] for i in event.statements), key=_order)
    happened = days(event.when)[0] if event.when and event.status in DONE else None
    denials = {voice(s)[0]: s for s in own if s.status == "denied" and not (happened and s.published and days(s.published)[1] < happened)}
    asserted: dict[str, Statement] = {}
    counted: dict[tuple[str, str], dict[str, tuple[Statement, Toll]]] = {}
    for s in own:
        name = voice(s)[0]
        if s.status not in DONE or name in denials and _order(s) < _order(denials[name]):
            continue
        denials.pop(name, None)
        asserted[name] = s
        for toll in tolls(s, reports):
            counted.setdefault((toll.what, toll.whom), {})[name] = s, toll
    denying = tuple(_claim(s) for s in sorted(denials.values(), key=_order))
    found = []
    for what in sorted({what for what, _ in counted}):
        claims = [(s, t) for (w, _), held in sorted(counted.items()) if w == what for s, t in held.values()]
        rival = {i for i, one in enumerate(claims) for other in claims if _disagree(one, other, event)}
        if rival:
            kept = sorted((claims[i] for i in rival), key=lambda c: (c[1].low, c[1].high or 10 ** 12, _order(c[0])))
            found.append(Disagreement(event.id, what, tuple(_claim(s, t) for s, t in kept), denying))
    if denying and asserted and not found:
        figures = {name: toll for held in counted.values() for name, (_, toll) in held.items()}
        claims_ = tuple(_claim(s, figures.get(name)) for name, s in sorted(asserted.items(), key=lambda x: _order(x[1])))
        found.append(Disagreement(event.id, "whether", claims_, denying))
    return found


def plain(disagreement: Disagreement) -> dict:
    """A disagreement as plain data for the interfaces, with a line that says it: *A: 12 killed; B: 30 killed; C denies*."""
    def data(c: Claim) -> dict:
        toll = c.toll and {"what": c.toll.what, "whom": c.toll.whom, "low": c.toll.low, "high": c.toll.high, "words": c.toll.words, "span": list(c.toll.span)}
        return {"statement": c.statement, "source": c.source, "code": c.code, "published": c.day, "toll": toll}

    return {"event": disagreement.event, "what": disagreement.what, "line": "; ".join(_lines(disagreement)),
            "claims": [data(c) for c in disagreement.claims], "denials": [data(c) for c in disagreement.denials]}


def _lines(d: Disagreement) -> Iterator[str]:
    for c in d.claims:
        yield f"{c.source}: {_said(c.toll) if c.toll else 'says so'}"
    for c in d.denials:
        yield f"{c.source}: denies"


def _said(toll: Toll) -> str:
    """A figure in its words, which may begin a sentence: *three troops killed*."""
    words = toll.words[:1].lower() + toll.words[1:]
    return " ".join(filter(None, (words, toll.whom, toll.what if toll.what != toll.whom else "")))


def _disagree(one: tuple[Statement, Toll], other: tuple[Statement, Toll], event: Event) -> bool:
    (a, x), (b, y) = sorted((one, other), key=lambda c: _order(c[0]))
    if voice(a)[0] == voice(b)[0] or not x.excludes(y):
        return False
    rose = x.high is not None and y.low > x.high
    if not rose or a.published is None or b.published is None or days(a.published)[1] >= days(b.published)[0]:
        return True
    codes = {voice(a)[1], voice(b)[1]} - {None}
    return len(codes) == 2 and bool(codes & event.codes)


def _claim(statement: Statement, toll: Toll | None = None) -> Claim:
    chain = " ← ".join(s.surface for s in statement.said_by) or f"{statement.origin or statement.publisher or 'the report'}, in its own voice"
    return Claim(statement.id, chain, voice(statement)[1], statement.published, toll)


def _order(statement: Statement) -> tuple:
    return statement.published or "9999", statement.report, statement.span, statement.id
