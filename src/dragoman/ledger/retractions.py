"""Whether a statement takes back what its publisher said before: in a corrected version of the report, or as a word that an earlier one was wrong.

Both are known by the outlook of the statement: `corrected` of what a corrected version says, `retracted` of what an earlier one is told to have said
wrongly (`context.outlook`).
"""
from __future__ import annotations

from dragoman.ledger.clusters import Cluster, Fit
from dragoman.ledger.context import likeness
from dragoman.ledger.days import reported
from dragoman.ledger.kinds import participants, stems
from dragoman.ledger.voices import TAKES_BACK
from dragoman.model import DONE, Statement

DAYS = 14
"""Days within which a publisher corrects what it reported."""

_LIKE, _VERY_LIKE = 0.2, 0.5
"""Likeness of words from which one telling is in the place of another, in a like word or another."""

_SURE = 0.8


def takes_back(statement: Statement) -> bool:
    """Whether the statement may take back what its publisher said."""
    return statement.outlook in ("corrected", "retracted") and bool(statement.publisher)


def correction(cluster: Cluster, statement: Statement) -> Fit | None:
    """The judgement that the statement takes back what its publisher said of the event, and (`corrected`) says in its place; None where it does not."""
    against = [m.statement for m in cluster.taken if _corrects(statement, m.statement)]
    if not against:
        return None
    said = max(against, key=lambda s: likeness(s.context, statement.context))
    close = likeness(said.context, statement.context)
    return Fit(round(_SURE + 0.2 * close, 3), f"{TAKES_BACK} {said.publisher} said on {said.published or '?'}", len(cluster.rounds) - 1)


def _corrects(statement: Statement, said: Statement) -> bool:
    """Whether a statement is told in the place of another: of another report of the publisher, within days, of the same type and a party in the same part, in
    like words; and says something else than that.
    """
    day, before = reported(statement), reported(said)
    if said.publisher != statement.publisher or said.report == statement.report or said.type != statement.type or day is None or before is None \
            or not 0 <= day - before <= DAYS or said.outlook == "retracted" or said.status == "denied":
        return False
    ours, theirs = participants(statement, mutual=False), participants(said, mutual=False)
    if statement.outlook == "retracted":
        return bool(ours) and (ours <= theirs or theirs <= ours)
    same = ours == theirs and (statement.status in DONE) == (said.status in DONE) and statement.when == said.when
    like = _LIKE if stems(statement.trigger) & stems(said.trigger) else _VERY_LIKE
    return not same and bool(ours & theirs) and likeness(statement.context, said.context) >= like
