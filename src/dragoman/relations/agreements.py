"""Agreements as objects of their own: who made what treaty, deal or truce about what, and how far it has come.

A *telling* is a statement whose clause names an instrument (treaty, pact, deal, memorandum, truce) and what is done with it: it is negotiated,
announced, signed, ratified, comes into force, is suspended (`relations.instruments`). Tellings of one agreement add up (docs/relations.md).
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.ledger import last_day, unlike
from dragoman.model import Report, Statement, identity
from dragoman.relations.instruments import STAGES, TRUCE, Telling, own_words, tellings
from dragoman.relations.tellings import Staged, apart, most_told, reported
from dragoman.relations.voicings import LOOSE

GAP = 400
"""Days between two tellings of one agreement at most, where no name joins them."""

_CEASE_DAYS = 45
_ONE_OF_MANY = 14
_ANEW = 60


@dataclass(slots=True)
class Agreement(Staged):
    """What the tellings of one agreement add up to; `stages` holds for each stage reached the day and the statement that tells of it."""

    tellings: list[Telling] = field(default_factory=list)
    events: dict[str, None] = field(default_factory=dict)

    @property
    def parties(self) -> frozenset[str]:
        """Who a fourth of the tellings at least have as a party; all where nobody is that often."""
        found = Counter(code for t in self.tellings for code in t.parties)
        return frozenset(code for code, n in found.items() if 4 * n >= len(self.tellings)) or frozenset(found)

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it is about, that which most tellings say first."""
        return tuple(subject for subject, _ in Counter(x for t in self.tellings for x in t.subjects).most_common())

    @property
    def id(self) -> str:
        return identity("agreement", self.tellings[0].statement.id)

    @property
    def what(self) -> str:
        """The name most told, else the words most told, the longer of two."""
        named = [t.what for t in self.tellings if t.named] or [t.what for t in self.tellings]
        return most_told(named)

    @property
    def stages(self) -> list[tuple[str, str, Statement]]:
        out: list[tuple[str, str, Statement]] = []
        for t in sorted(self.tellings, key=lambda t: (last_day(t.day) if t.day else "", STAGES.index(t.stage))):
            now = out[-1][0] if out else None
            if now is None or (t.stage in STAGES[2:5] if now == "suspended" else STAGES.index(t.stage) > STAGES.index(now)):
                out.append((t.stage, t.day, t.statement))
        return out


def agreements(event_of: Mapping[str, str], statements: Iterable[Statement], reports: Mapping[str, Report]) -> list[Agreement]:
    """The agreements that statements tell of, the latest told first; `event_of` gives the event of each statement, by ids.

    `reports` holds the report of each statement that may tell of one (KeyError where one is missing; `may_tell` sifts). Tellings join
    one agreement by a statement of the same event, by its name, or by the same parties and a subject in common within 400 days.
    """
    told = sorted(tellings(statements, reports), key=lambda t: (t.statement.known or reported(t.statement), t.statement.report, t.statement.span))
    made: list[Agreement] = []
    by_event: dict[str, Agreement] = {}
    by_name: defaultdict[str, list[Agreement]] = defaultdict(list)
    by_parties: defaultdict[frozenset[str], list[Agreement]] = defaultdict(list)
    for t in told:
        event = event_of.get(t.statement.id)
        found = _fitting(t, by_event.get(event or ""), by_name[_key(t)] if _key(t) else [], by_parties[t.parties])
        if not found:
            found = Agreement()
            made.append(found)
            by_parties[t.parties].append(found)
        found.tellings.append(t)
        if _key(t) and found not in by_name[_key(t)]:
            by_name[_key(t)].append(found)
        if event:
            found.events[event] = None
            by_event.setdefault(event, found)
    return sorted(made, key=lambda a: (max(reported(t.statement) for t in a.tellings), len(a.tellings), a.id), reverse=True)


def _fitting(t: Telling, same: Agreement | None, named: Sequence[Agreement], alike: Sequence[Agreement]) -> Agreement | None:
    """The agreement that a telling is of, among the one of the same event, those of the same name and those of the same parties."""
    if same and _truce(same.tellings[-1]) == _truce(t) and not _other_name(same, t) and (
            set(same.subjects) & set(t.subjects) or not (same.subjects and t.subjects)):
        return same
    for a in reversed(named):
        if a.parties & t.parties:
            return a
    for a in reversed(alike):
        last = a.tellings[-1]
        gap = apart(reported(last.statement), reported(t.statement))
        common = set(a.subjects) & set(t.subjects) or not (a.subjects and t.subjects) and gap <= _ANEW
        back = STAGES.index(t.stage) < STAGES.index(a.stage) and gap > _ANEW
        if common and not back and _truce(last) == _truce(t) and gap <= _lasting(t) and not _other_name(a, t) and not unlike(last.statement, t.statement):
            return a
    return None


def _lasting(t: Telling) -> int:
    """Days until another telling of the same parties and subject is of another agreement: truces and deals with companies are many."""
    return _CEASE_DAYS if _truce(t) else GAP if len(t.parties - (LOOSE - {"REB", "EUU"})) > 1 else _ONE_OF_MANY


def _truce(t: Telling) -> bool:
    return bool(TRUCE.search(t.what))


def _key(t: Telling) -> str:
    """The words of a name that are no one else's; empty where there is no name, or its words are of the common sort."""
    return own_words(t.what) if t.named else ""


def _other_name(a: Agreement, t: Telling) -> bool:
    names = {_key(x) for x in a.tellings} - {""}
    return bool(_key(t)) and bool(names) and _key(t) not in names
