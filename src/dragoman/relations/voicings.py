"""Stands that third parties take in reports: one party, in a sentence, on a matter between others.

Three forms are read (docs/relations.md): a matter that its source fears, condemns or welcomes in the words beside it (`relations.cues`), an act of
a third party (an accusation, a threat, a sanction) whose sentence says what it is about, and a fear that the words alone say whose it is.
"""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from dragoman.ledger import countries_in, named, sentence
from dragoman.model import DONE, Report, Source, Span, Statement
from dragoman.relations.cues import (
    ANAPHOR,
    ASIDE,
    BREAK,
    EXPULSION,
    FEELING,
    HOLDER,
    ITS_OWN,
    LIFTED,
    LINK,
    POINTS_BACK,
    SENTENCE,
    TITLES,
    WITHIN,
    Cue,
    cues,
    may_voice,
)
from dragoman.relations.tellings import origin, reported

_EDGE = ("fear", "warning", "condemnation", "protest")
ACTS = {"ACCUSE": _EDGE, "REJECT": ("protest", "condemnation"), "THREATEN": ("warning", "fear", "protest"), "PROTEST": ("protest",),
        "SUPPORT": ("welcome",), "SANCTION": ("countermeasure",), "MOBILIZE": ("countermeasure",), "COERCE": ("countermeasure",)}
"""Types of act that take a stand on a matter, and the stances that the cue by the trigger may say; of a measure, the words that link it decide."""

SPEECH = frozenset({"REQUEST", "ACCUSE"})
"""Types that are no matter: what is asked for or charged is."""

LOOSE = frozenset({"UNO", "IGO", "NGO", "MNC", "REB", "EUU", "NAT"})
"""Codes of many parties: a matter is of a state at least."""

NOBODY = frozenset({"UNK", "MNC"})
"""Codes that stand for no party that could be on edge."""

FOUGHT = 10
"""Attacks between them told in a year from which two parties fight each other; what one then says of the other is no third party's."""

_NEAR = 60
"""Characters between a source and the words by which it fears."""

_HELD = 90
"""Characters before a cue in which the name of the state whose fear it is may stand."""

_AND = re.compile(r"\s+and\b")

_BESIDE = 20
"""Characters between the trigger of an act and its cue: *lodged [a strong protest]*."""

_APART = 2
"""Characters between two sentences that follow each other at most, beyond the white space that a sentence ends with."""

_TO = re.compile(r"\s+(?:the\s+)?(?=[A-Z])")
"""What may stand between a warning and who is warned."""

_REACH = 160
"""Characters between an act of speech and what it is about."""

@dataclass(frozen=True, slots=True)
class Voicing:
    """One party taking a stand: `statement` shows it, `matter` is what it is about (the same statement where its source fears it).

    `sentence` holds the characters of the report in which both stand, `beside` the ids of all statements there about these parties.
    """

    who: str
    speaker: str
    stance: str
    statement: Statement
    matter: Statement
    sentence: Span
    beside: tuple[str, ...] = ()

    @property
    def of(self) -> tuple[str, ...]:
        """Codes of those who take part in the matter."""
        return tuple(sorted(_parties(self.matter)))

    @property
    def day(self) -> str:
        return reported(self.statement)

    @property
    def origin(self) -> str:
        return origin(self.statement)


def voicings(statements: Iterable[Statement], reports: Mapping[str, Report]) -> Iterator[Voicing]:
    """Every stand that a third party takes in statements, report by report."""
    by_report: defaultdict[str, list[Statement]] = defaultdict(list)
    fights: Counter[tuple[str, str, str]] = Counter()
    for s in statements:
        by_report[s.report].append(s)
        if s.type == "ASSAULT" and s.status in DONE:
            actors, recipients = s.codes
            fights.update((_year(s), a, b) for a, b in combinations(sorted(actors | recipients), 2) if not {a, b} <= actors or not recipients)
    foes = {key for key, n in fights.items() if n >= FOUGHT}
    for id_, stated in by_report.items():
        text = reports[id_].text
        if may_voice(text):
            yield from (v for v in _in_report(text, stated) if not _fought(v, foes))


def _year(s: Statement) -> str:
    return reported(s)[:4]


def _fought(v: Voicing, foes: set[tuple[str, str, str]]) -> bool:
    """Whether a voicing is a word in the speaker's own fight: the matter is of one state alone, and the two fight each other."""
    states = frozenset(v.of) - LOOSE
    return len(states) == 1 and any((_year(v.statement), min(v.who, x), max(v.who, x)) in foes for x in states)


def _in_report(text: str, stated: list[Statement]) -> Iterator[Voicing]:
    told: defaultdict[Span, list[Statement]] = defaultdict(list)
    for s in sorted(stated, key=lambda s: (s.span, s.id)):
        told[sentence(text, s.span)].append(s)
    before: tuple[Span, list[Statement]] | None = None
    for within, here in sorted(told.items()):
        if text[slice(*within)].rstrip(" \n\"”’").endswith("?"):
            continue  # *are Norland and Sudland worried?*
        marks = list(cues(text, *within))
        if before and within[0] - before[0][1] > _APART:
            before = None
        found = [v for s in here for v in (*_attributed(text, s, here, marks, within), *_acted(text, s, here, marks, within, before))]
        told_of = {v.who for v in found}
        found += [v for v in _felt(text, here, marks, within, before) if v.who not in told_of]
        yield from _widest([v for v in found if not _is_told_off(text, v, marks)])
        before = within, here


def _is_told_off(text: str, v: Voicing, marks: list[Cue]) -> bool:
    """Whether a warning goes to the only state that its matter is of, by name: *warns Norland of a tariff*; not *warns that Norland may strike*."""
    states = frozenset(v.of) - LOOSE
    return v.stance == "warning" and len(states) == 1 and any(
        code in states and span[0] == 0 for cue in marks if cue.stance == "warning" and (to := _TO.match(text, cue.span[1]))
        for code, span in countries_in(text[to.end():to.end() + _NEAR]))


def _widest(found: list[Voicing]) -> Iterator[Voicing]:
    """Of what one party voices in a sentence, that about most parties; of several alike the first, but its fear of what it is the source of."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for v in sorted(found, key=lambda v: not (v.stance == "fear" and v.statement is v.matter and v.statement.said_by)):
        if (v.who, v.of) not in seen and not any(o.who == v.who and frozenset(v.of) < frozenset(o.of) for o in found):
            seen.add((v.who, v.of))
            yield v


def _parties(s: Statement) -> frozenset[str]:
    return frozenset().union(*s.codes)


def _matter(s: Statement) -> frozenset[str]:
    """The parties of what could be a matter; empty where it is none."""
    of = _parties(s)
    return frozenset() if s.status in ("denied", "called_off") or of <= LOOSE else of


def _voiced(who: str, speaker: str, stance: str, s: Statement, matter: Statement, here: list[Statement], within: Span) -> Voicing:
    of = _matter(matter)
    beside = [o.id for o in here if o is not s and _matter(o) and _matter(o) <= of]
    return Voicing(who, " ".join(speaker.split()), stance, s, matter, within, tuple(dict.fromkeys([s.id, matter.id, *beside])))


def _attributed(text: str, s: Statement, here: list[Statement], marks: list[Cue], within: Span) -> Iterator[Voicing]:
    """What the source of a statement voices about it: a cue stands between source and trigger, or beside the source, and no other's name between."""
    of = _matter(s)
    for source in reversed(s.said_by):
        said = _place(text, source, within)
        if not of or s.type in SPEECH or not said or source.code in NOBODY | of or source.role == "JUD" or ITS_OWN.match(text, s.span[1]):
            continue
        if _is_party(source.code, source.surface, _told(text, s.span[0], s, sentence(text, s.span)[1])):
            continue
        cue = _governing(text, said, source.code, s, here, marks)
        if cue:
            yield _voiced(source.code, source.surface, cue.stance, s, s, here, within)
            return


def _place(text: str, party: Source, within: Span) -> Span | None:
    """Where a source stands; looked for in the sentence where the statement doesn't say."""
    if party.span or not party.surface:
        return party.span
    at = text.find(party.surface, *within)
    return (at, at + len(party.surface)) if at >= 0 else None


def _governing(text: str, source: Span, code: str, s: Statement, here: list[Statement], marks: list[Cue]) -> Cue | None:
    others = {p.span for o in here for p in (*o.actor, *o.recipient, *o.said_by) if p.span and p.code not in (code, "UNK")}
    for cue in marks:
        first, last = sorted([source, cue.span])
        if cue.stance == "hope" and s.status not in ("possible", "planned"):
            continue
        close = first[1] <= last[0] and last[0] - first[1] <= _NEAR and not BREAK.search(text, first[1], last[0])
        led = cue.span[1] <= s.span[0] and not (s.status in DONE and ASIDE.search(text, cue.span[1], s.span[0]))
        if close and source[1] <= cue.span[0] and (led or source[0] > s.span[1]) and not any(first[1] <= a and b <= last[0] for a, b in others):
            return cue
    return None


def _acted(text: str, s: Statement, here: list[Statement], marks: list[Cue], within: Span, before: tuple[Span, list[Statement]] | None) -> Iterator[Voicing]:
    """What the actor of a statement voices by it about another statement of the sentence, or of the one before that its words point back to."""
    link = LINK.get(s.type)
    stance = "countermeasure" if link else next((c.stance for c in marks if c.span[0] <= s.span[1] + _BESIDE and c.span[1] >= s.span[0]), None)
    actors, recipients = s.codes
    if s.type not in ACTS or stance not in ACTS[s.type] or s.status in ("denied", "called_off", "possible") or actors & recipients:
        return
    if s.recipient and not recipients or link and (not recipients and s.type != "MOBILIZE" or LIFTED.search(text, within[0], s.span[0])):
        return
    if s.type == "COERCE" and not EXPULSION.search(s.trigger) or s.type == "SANCTION" and SENTENCE.search(s.trigger):
        return
    around, beside = within, here
    matter = _nearest(text, s, here, link)
    if not matter and not link and before and ANAPHOR.match(text, s.span[1]):
        around, beside = (before[0][0], within[1]), [*before[1], *here]
        if not any(actors & _parties(m) for m in before[1]) and not any(actors & m.codes[1] for m in here):
            matter = next((m for m in before[1] if m.type not in SPEECH), None)
    of = _matter(matter) if matter else frozenset()
    if not matter or not of or recipients and not recipients & of or s.type == "REJECT" and len(of - LOOSE) < 2:
        return
    if _bilateral(s, matter, of, stance):
        return
    told = _told(text, s.span[1] if s.span[1] <= matter.span[0] else matter.span[0], matter, around[1])
    for actor in s.actor:
        if actor.code not in NOBODY | of and actor.role != "JUD" and not _is_party(actor.code, actor.surface, told) and not ITS_OWN.match(text, matter.span[1]):
            yield _voiced(actor.code, actor.surface, stance, s, matter, beside, around)


def _felt(text: str, here: list[Statement], marks: list[Cue], within: Span, before: tuple[Span, list[Statement]] | None) -> Iterator[Voicing]:
    """What a state fears or warns of by the words alone, where no statement has it as a source: *Israeli officials fear the deal*, *the concern in Israel*.

    The matter is the first statement after the cue in its clause; or, where the words point back, the last before it, in its sentence or the one before.
    """
    for cue in marks:
        holder = _holder(text, cue, within) if cue.stance in ("fear", "warning") else None
        if holder is None:
            continue
        code, words, begin = holder
        stop = BREAK.search(text, cue.span[1], within[1])
        end = stop.start() if stop else within[1]
        ahead = [m for m in here if cue.span[1] <= m.span[0] < min(end, cue.span[1] + _REACH) and _matter(m)
                 and not ASIDE.search(text, cue.span[1], m.span[0]) and not _AND.match(text, cue.span[1])]
        shown, matter, around = next(iter(ahead), None), next(iter(ahead), None), within
        if POINTS_BACK.match(text, cue.span[1]):
            earlier = [m for m in here if m.span[1] <= cue.span[0] and m.type not in SPEECH and _matter(m)]
            if not earlier and before:
                earlier = [m for m in before[1] if m.type not in SPEECH and _matter(m)]
                around = before[0][0], within[1]
            if earlier:
                matter = earlier[-1]
                shown = shown or (matter if matter in here else None)
        if shown is None or matter is None or matter.type in SPEECH or code in _matter(matter) | _parties(shown):
            continue
        if not _is_party(code, words, text[begin:end]) and not ITS_OWN.match(text, shown.span[1]):
            yield _voiced(code, words, cue.stance, shown, matter, here, around)


def _holder(text: str, cue: Cue, within: Span) -> tuple[str, str, int] | None:
    """The state whose fear the words beside a cue say it is, these words, and where what is feared begins; None where no state is named right beside it."""
    begin = max(within[0], cue.span[0] - _HELD)
    clause = re.split(r"[,;:–—]", text[begin:cue.span[0]])[-1]
    for code, span in reversed(countries_in(clause)):
        if HOLDER.fullmatch(clause, span[1]):
            return code, clause[span[0]:FEELING.search(clause, span[1]).start()], cue.span[1]
    inside = WITHIN.match(text, cue.span[1])
    if inside:
        behind = text[inside.end():inside.end() + _NEAR]
        for code, span in countries_in(behind):
            if span[0] == 0:
                return code, text[cue.span[0]:inside.end() + span[1]], inside.end() + span[1]
    return None


def _told(text: str, begin: int, matter: Statement, end: int) -> str:
    """The words that tell of a matter, from the act that is about it where that comes first, to the end of the clause; who says so is left out."""
    begin = min(begin, matter.span[0])
    words = text[begin:end]
    for source in matter.said_by:
        if source.span and source.span[0] >= begin:
            a, b = source.span[0] - begin, source.span[1] - begin
            words = words[:a] + " " * (b - a) + words[b:]
    stop = BREAK.search(words, matter.span[1] - begin)
    return words[:stop.start() if stop else len(words)]


def _is_party(code: str, surface: str, told: str) -> bool:
    """Whether the words that tell of a matter name the one who voices, by country or by a word of the own name: *an attack on Danish soil*."""
    return named(code, told) or any(re.search(rf"\b{re.escape(w)}\b", told) for w in re.findall(r"\b[A-Z]\w{4,}", surface) if w not in TITLES)


def _bilateral(s: Statement, matter: Statement, of: frozenset[str], stance: str) -> bool:
    """Whether the matter is likely between the one who acts and the other, though its statement doesn't name the former: an attack that is
    answered by force or a threat, rebels and their state, troops that leave; or is nothing to be glad of.
    """
    alone = len(of) == 1 and not matter.codes[1]
    return (alone and (matter.type == "RETREAT" or s.type in ("MOBILIZE", "COERCE") and matter.type == "ASSAULT" or "REB" in s.codes[0]
                      or s.type == "THREATEN" and matter.status != "possible")
            or stance == "welcome" and matter.type == "ASSAULT")


def _nearest(text: str, s: Statement, here: list[Statement], link: re.Pattern[str] | None) -> Statement | None:
    """The matter that an act's sentence links it with: the first after it, else the last before it."""
    found = [m for m in here if m is not s and m.type not in SPEECH and _matter(m) and _linked(text, s, m, link)]
    return min((m for m in found if m.span[0] >= s.span[1]), key=lambda m: m.span, default=found[-1] if found else None)


def _linked(text: str, s: Statement, m: Statement, link: re.Pattern[str] | None) -> bool:
    """Whether the words between an act and a matter link the one with the other."""
    if m.span[0] >= s.span[1]:
        between = text[s.span[1]:m.span[0]]
        if BREAK.search(between):
            return False
        if not link:
            return len(between) <= _REACH
        found = link.search(between)
        return bool(found) and (found[0].lower() not in ("after", "following") or len(between) - found.end() <= _NEAR)
    if not link or m.span[1] > s.span[0]:
        return False
    opening = LINK["MOBILIZE"].search(text[max(0, m.span[0] - 120):m.span[0]])
    return bool(opening) and not re.search(r"[;.!?]\s", text[m.span[1]:s.span[0]])
