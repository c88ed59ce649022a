"""Events as coders without statuses have them: what is planned is an agreement or a threat, what is denied is nothing.

Dragoman keeps type and status apart; PLOVER and CAMEO put both into the type. The table `codebook/plover_to_cameo.tsv` holds, for each type and
phase, what becomes of it, with the page of the PLOVER manual (Open Event Data Alliance, draft 1.3 of 5 February 2022) that says so. The first row
whose words begin a word of a trigger holds; the row without words is the last resort. docs/exports.md tells the rules in prose.
"""
from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from dragoman.interfaces.exports.passing import Whole, ends
from dragoman.ledger import Taken, Told, voice
from dragoman.model import DONE, Actor, Report, Statement

AS_IT_IS = ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "MOBILIZE")
"""Types that keep their name when they are ahead: no other category stands for them (manual, page 6), so that they are marked."""

_RECIPIENT = ("AID", "SANCTION")
"""Types that need a recipient (manual, pages 14 and 21); COOPERATE needs a second party (page 13)."""


class Rule(NamedTuple):
    """A row of the table: what a type in a phase becomes, where a trigger has the words."""

    words: re.Pattern[str] | None
    plover: str
    mode: str | None
    cameo: str | None


@dataclass(frozen=True)
class Act:
    """One act of an event, as a coder without statuses would have written it down on the day of its report.

    `number` counts the acts of the event; `plover`, `mode` and `cameo` (None: CAMEO has no code) say what it is, `marked` is None, `future`
    or `hypothetical` (the manual's auxiliary modes). `first` and `last` are ISO days; of what is done those on which it happened, else that of
    the report. `told` holds the statements that tell of this act.
    """

    event: Told
    number: int
    plover: str
    mode: str | None
    cameo: str | None
    marked: str | None
    status: str
    first: str
    last: str
    told: list[tuple[Taken, Statement]]
    reports: dict[str, Report]

    def party(self, code: str) -> Actor | None:
        """The words and role of a party, as the act's statements have them: the first with a role, else the first."""
        found = [a for _, s in self.told for a in (*s.actor, *s.recipient) if a.code == code]
        return next((a for a in found if a.role), found[0] if found else None)


def acts(w: Whole, left_out: Counter[str]) -> Iterator[Act]:
    """The acts of an event in the order of their reports; what is no act is counted in `left_out`, by the reason."""
    e = w.event
    if e.status == "denied":
        left_out["denied"] += 1
        return
    if not e.actor:
        left_out["nobody known does it"] += 1
        return
    groups: dict[tuple[str, str | None, int], tuple[str, list[tuple[Taken, Statement]]]] = {}
    begun = False
    for h, s in zip(w.history, w.statements, strict=True):
        phase = phase_of(e, h.step, s, begun)
        begun |= h.step in DONE
        if phase:
            what = becomes(e.type, phase)
            key = (what, marked(e.type, phase), 0 if phase == "done" else h.round)
            groups.setdefault(key, (phase, []))[1].append((h, s))
    number = 0
    for (plover, mark, _), (phase, told) in groups.items():
        reason = _lacks(e, plover) or ("" if (days := _days(e, phase, told)) else "no day is known")
        if reason:
            left_out[reason] += 1
            continue
        rule = chosen(e.type, "done" if mark else phase, [s.trigger for _, s in told])
        yield Act(e, number, plover, rule.mode, None if mark else rule.cameo, mark, told[-1][0].step, *days, told, w.reports)
        number += 1


def phase_of(e: Told, step: str, s: Statement, begun: bool) -> str | None:
    """done, ahead, feared, off (never begun), stopped (after it had begun); None for what is denied.

    What merely may be is ahead where its actor says so, who offers or threatens it; else others expect or fear it.
    """
    if step in DONE:
        return "done"
    if step == "called_off":
        return "stopped" if begun else "off"
    if step == "possible":
        return "ahead" if s.said_by and voice(s)[1] in e.actor else "feared"
    return "ahead" if step == "planned" else None


def becomes(type_: str, phase: str) -> str:
    """The PLOVER category of a type in a phase."""
    return type_ if phase == "feared" else rules()[type_, phase][-1].plover


def marked(type_: str, phase: str) -> str | None:
    """The auxiliary mode that is needed so that nobody takes the act for done."""
    return "hypothetical" if phase == "feared" else "future" if phase == "ahead" and type_ in AS_IT_IS else None


def chosen(type_: str, phase: str, triggers: list[str]) -> Rule:
    """The rule for a type in a phase, by the words of the triggers, the earlier first."""
    own = rules()[type_, phase]
    return next((rule for trigger in triggers for rule in own if rule.words and rule.words.search(trigger)), own[-1])


@cache
def rules() -> dict[tuple[str, str], list[Rule]]:
    """The table, by type and phase."""
    found: dict[tuple[str, str], list[Rule]] = {}
    with (files("dragoman.codebook") / "plover_to_cameo.tsv").open(encoding="utf-8") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            rule = Rule(re.compile(rf"\b(?:{row['words']})", re.I) if row["words"] else None, row["plover"], row["mode"] or None, row["cameo"] or None)
            for phase in row["phase"].split(","):
                found.setdefault((row["type"], phase), []).append(rule)
    return found


def _lacks(e: Told, plover: str) -> str:
    if plover in _RECIPIENT and not e.recipient or plover == "COOPERATE" and len(e.codes) < 2:
        return "the recipient that its type needs is not known"
    return ""


def _days(e: Told, phase: str, told: list[tuple[Taken, Statement]]) -> tuple[str, str] | None:
    first, last = ends(e.when if phase == "done" and e.when else told[0][0].day)
    if not first or not last:
        return None
    return (first, last) if phase == "done" and e.when else (first, first)


def told_of(left_out: Counter[str]) -> str:
    """What was left out, in words."""
    return "; left out: " + ", ".join(f"{n} ({reason})" for reason, n in left_out.most_common()) if left_out else ""
