"""What the network sees in a report, joined with what rules know of names, dates and sources: its statements."""
from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import prod

from dragoman.model import DONE, Actor, Report, Source, Span, Statement
from dragoman.reading import dates
from dragoman.reading.actors import Actors
from dragoman.reading.allegiance import TWO, Namesakes, Side, allegiance
from dragoman.reading.attribution import (
    PRONOUNS,
    Attribution,
    antecedent,
    is_anaphor,
    may_be,
    quoted,
    quoted_by,
    quoting,
    reported,
    says,
    told_outlet,
    told_through,
    without_publisher,
)
from dragoman.reading.completion import completed
from dragoman.reading.mentions import PLACES
from dragoman.reading.phrases import whole
from dragoman.reading.retelling import fullest
from dragoman.reading.roles import Roles
from dragoman.reading.status import settled
from dragoman.reading.text import overlap, paragraphs, sentences

SPEAKERS = frozenset("we us our ours i me my".split())
"""Words by which a source speaks of itself."""

NEAR = 40
"""Sources before a pronoun among which the one that it stands for is looked for."""
VOICED = frozenset({"ACCUSE", "THREATEN", "CONCEDE"})
"""What a speaker does by the very words that are quoted: the report says so itself, since it quotes them."""
TRAILING = re.compile(r"(?:[\s,]+(?:and|or|of|in|on|at|near|from|to|with|the|its))+[\s,]*$")
"""What no place ends with, though the network's words do."""
BESIDE = re.compile(r"\s+(?:[^\W\d_]+\s+){0,4}")
"""A few words between a trigger and days: these are its own, whatever days a sentence before told."""
FROM_THEN = re.compile(r"\bfrom (?:the|that) same (?:day|date)$", re.I)
"""A day that a plan begins on, and that was named before."""
BEGUN = re.compile(r"[^…]*(?:…,? when\b(?:(?!\b(?:has|have)\b)[^.;]){0,120}|(?:\bthe … |…['’]s )(?:[\w'’-]+ ){0,3})", re.I)
"""What stands around a day (…) since which something is so, before what happened then: *since Monday, when they* cut *relations*, *since the
February* coup, *since Friday's failed* coup.
"""
BEGAN = re.compile(r"\bsince (?:(?!\b(?:said|told|added)\b)[^.;:,“”\"]){3,80}\s$", re.I)
"""What goes before the day on which that began since which something is so: *120 people have been killed since the operation began on* Oct. 9."""
YESTERDAY = 2
"""Days back to which what was *set for Wednesday* was to be; farther back, it is the Wednesday to come."""
SET_FOR = re.compile(r"\b(?:set|scheduled|planned|pencilled in|called|due|slated|expected|fixed|billed|arranged)(?: to [a-z]+(?: [a-z]+)?)? (?:for|on) $|"
                     r"\b(?:was|were) to (?:have )?(?:been |be )?[a-z]+(?: in [A-Z]\w+| with [A-Z]\w+)?(?: on)? $|"
                     r"\bto (?:have )?(?:take effect|taken effect|begin|begun|start|started|open|opened|meet|met|visit|visited)(?: on)? $", re.I)
"""What was to happen on a day, and is called off."""
CALLED_OFF_ON = re.compile(
    r".*\b(?:was|were|been|being|is|are)\s(?:\w+ly\s)?(?:postponed|cancell?ed|put off|called off|shelved|scrapped)"
    r"(?: by (?:(?!\b(?:for|due|set|planned|until|to)\b)[^.;:]){2,50})?\s(?:late |early )?(?:on )?(?:last )?(?:late )?[A-Z]\w+day(?: \w+)?$", re.DOTALL)
"""What ends with the weekday on which something is called off, which is not that for which it was planned: *were cancelled by both sides on Monday*.
Counter-examples: *called off Tuesday's talks*, *were postponed until Monday*.
"""
PUT_OFF_FROM = re.compile(
    r"\b(?:postpon(?:e|es|ed|ing)|put(?:s|ting)? (?:it |them )?off|mov(?:e|es|ed|ing)|delay(?:s|ed|ing)?|reschedul(?:e|es|ed|ing)|defer(?:s|red|ring)?|"
    r"push(?:es|ed|ing)? (?:it |them )?back)\b"
    r"(?:(?!\b(?:which|who|due|cancel\w*|set|planned|scheduled|expected|to (?:be|run|last|take)|held|lasting)\b)[^.;:“”]){0,120}\bfrom (?:the )?$", re.I)
"""What goes before the day that something is put off from, and that which it is put off to: *postponed his visit to Cyprus from* March 20 to May 15.
Counter-example: *postponed the drills, planned from* March 20 to March 25, which are the days of the drills.
"""


@dataclass(slots=True)
class Draft:
    """What the network says of one trigger, in characters of the report. `sure` are the probabilities of trigger and type."""

    span: Span
    type: str
    status: str
    sure: tuple[float, float]
    today: float
    roles: dict[str, list[Span]]
    embedding: bytes | None = None


@dataclass(slots=True)
class Sighting:
    """What the network says of one report. `sides` is by the characters of a party."""

    drafts: list[Draft] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    kinds: dict[Span, str] = field(default_factory=dict)
    sides: dict[Span, Side] = field(default_factory=dict)

    def join(self, part: Sighting) -> None:
        """Take in what the network says of other windows of the report."""
        self.drafts += part.drafts
        self.attributions += part.attributions
        self.kinds |= part.kinds
        self.sides |= part.sides


class Assembly:
    """Joins one report's drafts with names, dates and sources."""

    def __init__(self, report: Report, seen: Sighting, version: str, confidence: Callable[[tuple[float, float], Statement], float]):
        self.report, self.seen, self.version, self.confidence = report, seen, version, confidence
        self.text = report.text
        self.actors = Actors(report.text, report.published, report.title, report.publisher)
        self.namesakes = Namesakes(self.actors, seen.sides)
        self.roles = Roles(self.actors)
        self.times = dates.find(report.text, report.published) if seen.drafts else []
        self.quotes = quoted(report.text) if seen.drafts else []
        self.sentences = [s for p in paragraphs(report.text) for s in sentences(report.text, p)] if seen.drafts else []
        self.chains: dict[Span, tuple[Source, ...]] = {}
        self.spoke: list[Span] = []

    def statements(self) -> list[Statement]:
        chains = [self._chain(d) for d in self.seen.drafts]
        out = []
        for draft, chain in zip(self.seen.drafts, chains, strict=True):
            status = settled(draft.status, draft.type, self.text, draft.span)
            when, when_text = self._when(draft, status)
            where = draft.roles["where"]
            out.append(Statement(
                report=self.report.id, trigger=self.text[slice(*draft.span)], span=draft.span, type=draft.type,
                status=status,  # type: ignore[arg-type]
                actor=self._parties(draft, "actor", chain), recipient=self._parties(draft, "recipient", chain),
                when=when, when_text=when_text, where=self._place(where[0]) if where else None,
                said_by=without_publisher(chain, self.report.publisher), confidence=prod(draft.sure),
                published=self.report.published, publisher=self.report.publisher, reader=self.version,
                embedding=draft.embedding))
        out = completed(out)
        sure = {s.id: d.sure for s, d in zip(out, self.seen.drafts, strict=True)}
        return [replace(s, confidence=round(self.confidence(sure[s.id], s), 3)) for s in fullest(out)]

    def _parties(self, draft: Draft, role: str, chain: tuple[Source, ...]) -> tuple[Actor, ...]:
        """Actors of a role's spans, several where a phrase names several (*Russian-Iranian*); *we* in somebody's words is whom he speaks for."""
        out, again = [], []
        for part in draft.roles[role]:
            span = whole(self.actors, part)
            span = part if overlap(span, draft.span) else span
            surface = self.text[slice(*span)]
            if chain and chain[-1].code != "UNK" and surface != "US" and surface.lower() in SPEAKERS:
                out.append(Actor(surface, chain[-1].code, span, chain[-1].role))
            else:
                codes = allegiance(self.actors, span, self.seen.sides.get(part), self.namesakes)
                found = again if len(codes) == 2 and TWO.fullmatch(surface) else out
                found += [Actor(surface, code, span, self.roles.role(span, code)) for code in codes]
        named = {a.code for a in out}
        return tuple(sorted((*out, *(a for a in again if len(named) < 2)), key=lambda a: a.span))  # beside two that are named, *the two* are they

    def _when(self, draft: Draft, status: str) -> tuple[str | None, str | None]:
        found = [w for w in draft.roles["when"] if status != "called_off" or not CALLED_OFF_ON.match(self.text, max(0, w[0] - 100), w[1])]
        told_before = found and found[0][0] < self._sentence(draft.span)[0]
        for where in (told_before and [w for w in found if BESIDE.fullmatch(self.text[draft.span[1]:w[0]])]) or found:
            for t in self.times:
                if overlap(t.span, where):
                    return self._turned(t, draft.span, status), t.text
        if found:
            return None, self.text[slice(*found[0])]
        day = self.report.published
        return (day[:10] if day and draft.today > 0.5 else None), None

    def _turned(self, time: dates.TimeExpression, trigger: Span, status: str) -> str | None:
        """The days of an expression. Where what is planned would be over, or what happened is yet to come, the words are resolved as its status has it
        (*will impose tariffs on China on Saturday, it said on Friday*).
        """
        today = dates.today(self.report.published)
        if not time.value or not today:
            return time.value
        if status in ("planned", "possible") and FROM_THEN.search(self.text[:time.span[1]]):  # not from the day on which it was said
            coming = [t.value for t in self.times if t.span[1] <= time.span[0] and t.value and t.value.partition("/")[0] > str(today)]
            return coming[-1] if coming else time.value
        if status == "called_off" and "/" in time.value and PUT_OFF_FROM.search(self.text[self._sentence(time.span)[0]:time.span[0]]):
            return self._put_off_to(time.span, *time.value.split("/"))
        before = self.text[max(0, time.span[0] - 60):time.span[0]]
        if status in DONE and dates.SINCE.search(before) and BEGUN.fullmatch(before[-30:] + "…" + self.text[time.span[1]:trigger[0]]):
            return time.value.partition("/")[0]
        if status in DONE and "/" not in time.value and time.value < str(today)[:len(time.value)]:
            began = BEGAN.search(self.text[self._sentence(time.span)[0]:time.span[0]])
            if began and trigger[1] <= time.span[0] - len(began[0]):
                return f"{time.value}/{today}"
        gone = (today - date.fromisoformat(dates.last_day(time.value))).days
        if gone > 0 and (status == "planned" or status == "called_off" and gone > YESTERDAY and SET_FOR.search(before)):
            tense = "future"
        elif status in DONE and (time.value.partition("/")[0] > str(today) or status == "occurred" and time.value.startswith(f"{today}/")):
            tense = "past"
        else:
            return time.value
        return next((t.value for t in dates.find(self.text, self.report.published, [(time.span[0], tense)]) if t.span == time.span), time.value)

    def _place(self, span: Span) -> str:
        """The words of a place, a name that the network cut whole (*the Democratic Republic of the* Congo), less words that only lead on."""
        cut = next((m for m in self.actors.mentions if m.start < span[1] < m.end and m.kind in PLACES), None)
        return self.text[span[0]:cut.end] if cut else TRAILING.sub("", self.text[slice(*span)])

    def _put_off_to(self, span: Span, first: str, last: str) -> str:
        """The second of the two days that an expression gives (*March 20 to May 15*): as it is found alone, else the last day of both."""
        alone = (t.value for _, t in dates.matches(self.text, self.report.published) if span[0] < t.span[0] and t.span[1] == span[1])
        return next((value for value in alone if value and value.partition("/")[0] > first), last)

    def _whole(self, span: Span) -> Span:
        """The noun phrase of a source of which a role's words are a part (*An* of *An Iranian diplomat*), from the layer of sources where that has it."""
        return whole(self.actors, next((x.source for x in self.seen.attributions if x.source and x.source[0] <= span[0] and span[1] <= x.source[1]), span))

    def _source(self, part: Span) -> Source:
        span = self._whole(part)
        surface = self.text[slice(*span)].rstrip(" ,;:")
        span = (span[0], span[0] + len(surface))
        kind = self.seen.kinds.get(part) or self.seen.kinds.get(span, "other")
        outlet = self.actors.outlet(surface) if kind == "media" else None
        code = outlet or next(iter(allegiance(self.actors, span, self.seen.sides.get(part), self.namesakes)), "UNK")
        return Source(surface, code, kind, span, self.roles.source(span, code, kind))  # type: ignore[arg-type]

    def _chain(self, draft: Draft) -> tuple[Source, ...]:
        """Sources of a draft's statement, outermost first."""
        here = self._sentence(draft.span)
        heard = draft.roles["source"]
        inner = [s for s in heard if here[0] <= s[0] < here[1]][:1] or heard[:1] or self._speaker(draft)
        if not inner:
            return ()
        source = self._source(inner[0])
        if not heard and self._is_voiced(draft, source):
            return ()
        if is_anaphor(source.surface):
            stood_for = antecedent(source, self._heard(source))
            if stood_for:
                told = self._told(inner[0], inner[0])
                return (told, stood_for[-1]) if told else stood_for if source.surface.lower() in PRONOUNS else stood_for[-1:]
        outer, source = self._outer(source, inner[0], draft.roles["outer"])
        if not outer and not here[0] <= inner[0][0] < here[1] and (told := self._told(draft.span, inner[0])):
            outer = [told]
        chain = (*outer, source)
        self._keep(source.span or inner[0], chain)
        return chain

    def _keep(self, span: Span, chain: tuple[Source, ...]) -> None:
        if self.spoke and span not in self.chains:
            insort(self.spoke, span)
        self.chains[span] = chain

    def _heard(self, anaphor: Source) -> list[tuple[Span, tuple[Source, ...]]]:
        """Sources before an anaphor that it may stand for, with their chains where those are known, in the order of the text; of the last NEAR sources."""
        if not self.spoke:
            said = (self._source(x.source) for x in self.seen.attributions if x.source)
            self.chains = {s.span: (s,) for s in said if s.span} | self.chains
            self.spoke = sorted(self.chains)
        end = bisect_right(self.spoke, anaphor.span or (0, 0))
        return [(s, self.chains[s]) for s in self.spoke[max(0, end - NEAR):end] if may_be(anaphor, self.chains[s][-1], self.actors)]

    def _told(self, place: Span, source: Span) -> Source | None:
        """The outlet that a source told, in the sentence of a place; none where somebody else who speaks stands between the two."""
        told = told_outlet(self.text, self._sentence(place), self.actors)
        if not told or not told.span or overlap(told.span, source):
            return None
        first, last = min(told.span[1], source[1]), max(told.span[0], source[0])
        between = (self.text[slice(*x.source)] for x in self.seen.attributions if x.source and first <= x.source[0] and x.source[1] <= last)
        speaker = self.text[slice(*self._whole(source))]
        if any(not is_anaphor(other) and other.split()[-1] not in speaker for other in between):
            return None
        return replace(told, role="MED")

    def _outer(self, source: Source, span: Span, linked: Sequence[Span]) -> tuple[list[Source], Source]:
        """Sources through which a source is told, outermost first, and the innermost one.

        `linked` are those that the network sees; a rule that sees the whole name of an outlet comes before its part.
        """
        near = self._sentence(span)
        if told := self._told(span, span):
            return [told], source
        told = quoting(self.text, self._whole(span), near, self.actors)
        if not told and source.kind not in ("media", "document"):
            told = reported(self.text, near, self.actors)
        if told:
            return [replace(told, role="MED")], source
        outer = [self._source(s) for s in sorted(linked) if near[0] <= s[0] < near[1] and not overlap(s, span)
                 and self.text[slice(*s)].lower() not in ("the", "a", "an")]
        if outer:
            return outer, source
        heard = [x.source for x in self.seen.attributions if x.source]
        if source.kind == "media" and (inner := quoted_by(self.text, span, heard)):
            return [source], self._source(inner)
        through = told_through(span, self.seen.attributions)
        return ([self._source(through)] if through else []), source

    def _speaker(self, draft: Draft) -> list[Span]:
        """Source of words that the network linked to none: of a quotation, or of what a plain word of saying reports."""
        a, b = draft.span
        in_quotes = self._is_quoted(draft.span)
        around = [x for x in self.seen.attributions if x.source and x.content and x.content[0] <= a and b <= x.content[1]
                  and not overlap(x.source, draft.span) and (in_quotes or says(self.text, x))]
        closest = min(around, key=lambda x: x.content[1] - x.content[0], default=None)  # type: ignore[index]
        return [closest.source] if closest and closest.source else []

    def _is_quoted(self, span: Span) -> bool:
        return any(s <= span[0] and span[1] <= e for s, e in self.quotes)

    def _is_voiced(self, draft: Draft, speaker: Source) -> bool:
        """Whether an act consists in words of its actor that are quoted: “*This is a provocation*,” the ministry said."""
        if draft.type not in VOICED or draft.status != "occurred" or not self._is_quoted(draft.span):
            return False
        return any(speaker.code in allegiance(self.actors, part, self.seen.sides.get(part), self.namesakes) for part in draft.roles["actor"])

    def _sentence(self, span: Span) -> Span:
        i = bisect_right(self.sentences, (span[0], len(self.text))) - 1
        return self.sentences[i] if i >= 0 and span[0] < self.sentences[i][1] else span
