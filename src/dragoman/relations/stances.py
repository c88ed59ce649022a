"""Who is on edge: what third parties fear, warn of, condemn, protest or counter, and what they hope for or welcome, about what others do.

A *voicing* is a sentence in which one who takes no part in a matter takes a stand on it (`relations.voicings`); a *stance* is what the voicings
of one party about the same others add up to.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.ledger import bearer, last_day, likeness
from dragoman.model import DocketItem, Event, Report, Statement
from dragoman.relations.voicings import Voicing, voicings

WEIGHT = {"fear": 0.25, "warning": 0.3, "condemnation": 0.35, "protest": 0.4, "countermeasure": 0.6, "hope": 0.2, "welcome": 0.3}
"""How much one source of a stance weighs (see `strength`); on edge rises from fear to countermeasure, favour from hope to welcome."""

FAVOUR = ("hope", "welcome")
"""Stances of those who are glad; the others are on edge."""

_AFTER = 45
"""Days after the last report of an event in which a voicing may still be about it."""

_FROM_WITHIN = re.compile(r"coup|military|overthrow|mutin|massacre|war\b|violation", re.I)
"""Triggers of what may be done in a state by its own."""

_ALIKE = 0.12
"""Likeness of words (ledger.context) from which a matter told elsewhere is that of an event."""


@dataclass(frozen=True, slots=True)
class Stance:
    """What one party voices about others: `who` about `of` (codes), the stance that most sources tell of, and every voicing, the earliest first; `body` is
    the one of a code that many share, where its words name one (*the African Union*).

    `strength` is 0 to 1 (see `strength`), `sources` how many independent reports tell of it.
    """

    who: str
    of: tuple[str, ...]
    stance: str
    strength: float
    voicings: tuple[Voicing, ...]
    body: str | None = None

    @property
    def since(self) -> str | None:
        return self.voicings[0].day or None

    @property
    def last(self) -> str | None:
        return self.voicings[-1].day or None

    @property
    def statements(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.statement.id for v in self.voicings))

    @property
    def suffered(self) -> bool:
        """Whether those it is about only suffer: it is about attacks on them, and no voicing's matter names who makes them."""
        return all(v.matter.type == "ASSAULT" and not v.matter.codes[0] and not _FROM_WITHIN.search(v.matter.trigger) for v in self.voicings)

    @property
    def speakers(self) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for v in self.voicings:
            found.setdefault(v.speaker.casefold(), v.speaker)
        return tuple(found.values())

    @property
    def publishers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.statement.publisher or "?" for v in self.voicings))

    @property
    def sources(self) -> int:
        return len({v.origin for v in self.voicings})

    @property
    def kinds(self) -> dict[str, int]:
        """Every stance voiced, with its independent sources, that of most sources first."""
        found = {kind: len(origins) for kind, origins in _sources(self.voicings).items()}
        return dict(sorted(found.items(), key=lambda item: (-item[1], -WEIGHT[item[0]])))


def strength(kinds: Mapping[str, int]) -> float:
    """How strong stances with so many independent sources each are together: 1 - Π (1 - weight)^sources, a noisy or (Pearl 1988).

    It rises with every source, with every further stance, and where a stance gives way to a stronger one.
    """
    left = 1.0
    for kind, sources in kinds.items():
        left *= (1 - WEIGHT[kind]) ** sources
    return round(1 - left, 3)


def stances(statements: Iterable[Statement], reports: Mapping[str, Report]) -> list[Stance]:
    """The stances in statements, the strongest first; `reports` holds the report of each (KeyError where one is missing)."""
    return fold(voicings(statements, reports))


def about(found: Iterable[Stance], of: Sequence[str] | Event | DocketItem, known: Mapping[str, Statement] | None = None) -> list[Stance]:
    """The stances about a pair (all of its codes take part in the matter), an event or a docket item, made anew of the voicings about it.

    A voicing is about an event where a statement of the event is its matter or stands in its sentence; or where its matter, told elsewhere,
    has the event's parties, its type, and like words (those of the event's statements, in `known`), in a report from the event's first
    to 45 days after its last. One who takes part in the event has no stance on it.
    """
    if isinstance(of, DocketItem):
        of = of.event
    if isinstance(of, Event):
        words = frozenset(w for i in of.statements if known and i in known for w in known[i].context)
        return [s for s in fold(v for stance in found for v in stance.voicings if _of_event(v, of, words)) if s.who not in of.codes]
    pair = frozenset(of)
    return [s for s in found if pair <= frozenset(s.of)]


def _of_event(v: Voicing, event: Event, words: frozenset[str]) -> bool:
    if not frozenset(event.statements).isdisjoint(v.beside):
        return True
    first, last = event.first_reported, event.last_reported
    if not (event.codes and event.codes <= frozenset(v.of) and v.matter.type == event.type and first and last and first <= v.day <= heard_until(last)):
        return False
    return not words or not v.matter.context or likeness(words, v.matter.context) >= _ALIKE


def heard_until(day: str) -> str:
    """The last day (ISO) on which a stance is still about an event last told of on a day."""
    return (date.fromisoformat(last_day(day)) + timedelta(days=_AFTER)).isoformat()


def fold(voiced: Iterable[Voicing]) -> list[Stance]:
    """Voicings by who voices, about whom, and whether on edge or glad; the strongest first."""
    found: defaultdict[tuple[str, str | None, tuple[str, ...], bool], list[Voicing]] = defaultdict(list)
    for v in voiced:
        found[v.who, _body(v), v.of, v.stance in FAVOUR].append(v)
    out = []
    for (who, body, of, _), own in found.items():
        kinds = {kind: len(origins) for kind, origins in _sources(own).items()}
        own.sort(key=lambda v: (v.day, v.statement.report, v.statement.span))
        out.append(Stance(who, of, max(kinds, key=lambda k: (kinds[k], WEIGHT[k])), strength(kinds), tuple(own), body))
    return sorted(out, key=lambda s: (-s.strength, -s.sources, s.who, s.body or "", s.of))


def _body(v: Voicing) -> str | None:
    """The body of a shared code that voices, by the words that stand for it in the statement."""
    said = [x.surface for x in (*v.statement.actor, *v.statement.said_by) if x.code == v.who]
    return next(filter(None, (bearer(words, v.who, v.day) for words in (v.speaker, *said))), None)


def _sources(voiced: Iterable[Voicing]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for v in voiced:
        found[v.stance].add(v.origin)
    return found
