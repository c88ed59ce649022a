"""What the network sees in a report, joined with what rules know of names, dates and sources: its statements."""
from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from dragoman.model import Actor, Report, Source, Span, Statement
from dragoman.reading.allegiance import NO_PARTY, TWO, Namesakes, Side, allegiance, crosses, foreign
from dragoman.reading.attribution import (
    PRONOUNS,
    Attribution,
    antecedent,
    aside,
    charged,
    is_anaphor,
    keeps_silent,
    may_be,
    of_itself,
    passed_on,
    quoted_by,
    quoting,
    reported,
    says,
    stated,
    told_after,
    told_outlet,
    told_through,
    touched_on,
    viewed,
    without_publisher,
)
from dragoman.reading.completion import completed
from dragoman.reading.cues import HE
from dragoman.reading.denials import denied
from dragoman.reading.known import Known
from dragoman.reading.lasting import lasting
from dragoman.reading.mentions import PLACES
from dragoman.reading.partners import besieged, known_war, partner, passed_over
from dragoman.reading.parts import without_parts
from dragoman.reading.phrases import whole
from dragoman.reading.retelling import Mention, fullest, mentions, phrased
from dragoman.reading.roles import Roles
from dragoman.reading.status import beforehand, settled
from dragoman.reading.text import beginning_in, overlap
from dragoman.reading.timing import Timing

SPEAKERS = frozenset("we us our ours i me my".split())
"""Words by which a source speaks of itself."""

NEAR = 40
"""Sources before a pronoun among which the one that it stands for is looked for."""
TIED = 40
"""Characters at most between talks and the one whom a word ties to them: talks *with the foreign minister of* Norland."""
TALKED = re.compile(r"met\b|meet|saw\b|see|talk|spoke|speak|discuss|convers|call|phon|negotiat|summit", re.I)
"""How a trigger begins that takes two who talk to one another, not a host or a guest."""
SPEAKER = re.compile(r"\b(?i:we|our|I|my|he|his|him|she|her)\b|\b(?:[Tt]he |[Vv]ice |our )(?:President|Secretary)\b(?! of )")
"""By what a release of the US government calls its own side: *his meeting with Brandt*."""
WITH = re.compile(r"(?: [\w-]+){0,3} (?:with|to) ", re.I)
"""What stands between talks and the one they are with."""
TALKS = re.compile(r"met\b|meet|talk|spoke|speak|discuss|convers|call|phon|negotiat|summit|consult|engag|dialogue|sit", re.I)
"""How a trigger begins that takes two who talk to one another, in such a release."""
AIMED_AT = re.compile(r"anti[-–]\w+", re.I)
"""Whom an act is against, and not who does it: *anti-Norlandic* demonstrations. Counter-example: *anti-government protesters*."""
BESIDE = re.compile(r"\b(?:alongside|beside|side by side with|on the side of|in (?:support|defen[cs]e|aid) of) (?:the )?(?:\w+ )?$|"
                    r"\bon (?:the )?$(?P<side>)", re.I)
SIDE = re.compile(r"['’]s? side\b")
"""What stands before and after an ally: *fought alongside the* Norlanders, *on* Norland*'s side*, *operate in support of the* rebels."""
TO_HELP = re.compile(r"\bto (?:help|protect|defend|support|assist|aid) (?:the )?(?:\w+ )?$", re.I)
"""What stands before whom troops are sent for, and not against: *deployed to help the* Norlanders."""
VOICED = frozenset({"ACCUSE", "THREATEN", "CONCEDE"})
"""What a speaker does by the very words that are quoted: the report says so itself, since it quotes them."""
PERFORMED = VOICED | {"SUPPORT", "REJECT", "REQUEST"}
"""What a speaker does by saying that he does it: *the minister said that she* regretted *it*."""
PHRASE = 4
"""Words between quotation marks from which they are a source's speech; fewer may be a name for something: *condemned the* “terrorist attacks”."""
INDEFINITE = re.compile(r"an?\s|[a-z][\w-]*s$|[A-Z].*\s[a-z][\w-]*s$")
"""How people are named who are told of without a name: *a detainee*, *Norlandic commanders*."""
TRAILING = re.compile(r"(?<![\s,;:'’])(?:[\s,]+(?:and|or|of|in|on|at|near|from|to|with|the|its))*[\s,;:'’]*$")
"""What no place ends with, though the network's words do."""
SHORTENED = re.compile(r", (?:[A-Z]\.[A-Z]|Ala|Ariz|Ark|Calif|Colo|Conn|Fla|Ga|Ill|Ind|Kan|Mass|Mich|Minn|Miss|Mo|Mont|Okla|Ore|Pa|Tenn|Tex|Va|Wash|Wis)$")
"""What ends with a full stop: *Buffalo, N.Y.*"""
NOWHERE = frozenset("near outside inside across around along over off next beside in on at by his her its their one two three several".split())
"""Words that are no place alone."""


Confidence = Callable[[tuple[float, float], Statement, Mention], float]
"""How sure of a statement, from the network's probabilities of its trigger and its type and from how its event is named."""


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

    def __init__(self, report: Report, seen: Sighting, version: str, confidence: Confidence, known: Known | None = None):
        self.report, self.seen, self.version, self.confidence = report, seen, version, confidence
        self.text, known = report.text, known or Known(report)
        self.actors = known.actors
        self.namesakes = Namesakes(self.actors, seen.sides)
        self.roles = Roles(self.actors)
        self.quotes, self.sentences = (known.quotes, known.sentences) if seen.drafts else ([], [])
        self.timing = Timing(report.text, report.published, self._sentence, lambda: known.times)
        self.chains: dict[Span, tuple[Source, ...]] = {}
        self.codes: dict[tuple[Span, Span], tuple[str, ...]] = {}
        self.spoke: list[Span] = []

    def statements(self) -> list[Statement]:
        chains = [self._chain(d) for d in self.seen.drafts]
        out = []
        for draft, chain in zip(self.seen.drafts, chains, strict=True):
            status = settled(draft.status, draft.type, self.text, draft.span)
            when, when_text = self._when(draft, status)
            if status == "occurred" and self._is_to_come(when, when_text, draft.span):
                status = "planned"
            when = lasting(when, draft.type, status, self.text, draft.span, self._sentence(draft.span))
            where = draft.roles["where"]
            actor, recipient = self._sides(draft, chain)
            out.append(Statement(
                report=self.report.id, trigger=self.text[slice(*draft.span)], span=draft.span, type=draft.type,
                status=status,  # type: ignore[arg-type]
                actor=actor, recipient=recipient,
                when=when, when_text=when_text, where=self._place(where[0]) if where else None,
                said_by=without_publisher(chain, self.report.publisher), confidence=prod(draft.sure),
                published=self.report.published, publisher=self.report.publisher, reader=self.version,
                embedding=draft.embedding))
        out = completed(out, self.text)
        sure = {s.id: d.sure for s, d in zip(out, self.seen.drafts, strict=True)}
        kept = fullest(without_parts(out, self.text), self.text)
        named = [phrased(s, out, self.text) for s in kept]
        known = [replace(s, confidence=round(self.confidence(sure[old.id], s, mention), 3))
                 for old, s, mention in zip(kept, named, mentions(named, self.text), strict=True)]
        return denied(known, self.text, self.seen.attributions, self._source, self.actors.code, self._sentence)

    def _sides(self, draft: Draft, chain: tuple[Source, ...]) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
        """Actors and recipients. Of two of one code in an act that takes two states, the one whose own words don't give it is of another: *he met Brandt*."""
        aimed_at = [p for p in draft.roles["actor"] if AIMED_AT.fullmatch(self.text, max(0, p[0] - 5), p[1])]
        if aimed_at:
            doing = [p for p in draft.roles["actor"] if p not in aimed_at]
            draft = replace(draft, roles={**draft.roles, "actor": doing, "recipient": sorted({*draft.roles["recipient"], *aimed_at})})
        allies = [p for p in draft.roles["recipient"] if self._is_ally(p, draft.type)] if draft.type in ("ASSAULT", "MOBILIZE") else []
        if allies:
            fighting = sorted({*draft.roles["actor"], *allies}) if draft.type == "ASSAULT" else draft.roles["actor"]
            draft = replace(draft, roles={**draft.roles, "actor": fighting, "recipient": [p for p in draft.roles["recipient"] if p not in allies]})
        actor, recipient = (self._parties(draft, role, chain) for role in ("actor", "recipient"))
        both = (*actor, *recipient)
        if len(both) == 2 and (code := both[0].code) == both[1].code != "UNK":
            unsaid = [p.surface.lower() for p in both if not self.actors.sure(p.span)]
            trigger = self.text[slice(*draft.span)]
            apart = crosses(draft.type, trigger) if actor and recipient else draft.type == "CONSULT" and TALKED.match(trigger) and HE.issuperset(unsaid)
            if len(unsaid) == 1 and apart:
                actor, recipient = (self._parties(draft, role, chain, code) for role in ("actor", "recipient"))
        owners = draft.type == "CONSULT" and {a.code for a in actor} == {r.code for r in recipient} and all(
            r.span and self.text.startswith(("'s", "’s"), r.span[1]) for r in recipient)  # *Norland's envoy said* of his president's *visit*
        if actor and recipient and self._is_itself(recipient if owners else (*actor, *recipient)):
            recipient = ()
        if more := partner(self.actors, draft.span, draft.type, (*actor, *recipient), self._sentence(draft.span)[0], chain):
            return tuple(sorted((*actor, *recipient, self._with_role(more)), key=lambda a: a.span or (0, 0))), ()
        if more := passed_over(self.actors, actor, recipient):
            actor = tuple(sorted((*actor, self._with_role(more)), key=lambda a: a.span or (0, 0)))
        if more := passed_over(self.actors, recipient, actor):
            recipient = tuple(sorted((*recipient, self._with_role(more)), key=lambda a: a.span or (0, 0)))
        if draft.type in ("ASSAULT", "COERCE") and (sides := known_war(self.actors, draft.span, actor)):
            actor, recipient = ((self._with_role(side),) for side in sides)
        if draft.type == "PROTEST" and not recipient and (more := besieged(self.actors, draft.span, actor)):
            recipient = (self._with_role(more),)
        if draft.type == "CONSULT" and actor and not recipient and self.actors.speaks_alone:
            actor = self._with_its_own(draft, actor)
        return actor, recipient

    def _is_ally(self, party: Span, type_: str) -> bool:
        """Whether a party is told as whom somebody fights with or is sent to, and not against."""
        begin = max(0, party[0] - 40)
        if type_ == "MOBILIZE" and TO_HELP.search(self.text, begin, party[0]):
            return True
        before = BESIDE.search(self.text, begin, party[0])
        return bool(before and (before["side"] is None or SIDE.match(self.text, party[1])))

    def _is_itself(self, both: tuple[Actor, ...]) -> bool:
        """Whether all parties are one state by its bare name or capital: that *Sudo* left a pact is no act against *Sudland*. Its people are others."""
        named = [self.actors.bare.get(p.span[0] + 4 * p.surface.lower().startswith("the ")) for p in both if p.span]
        alone = len(named) == len(both) and all(m and p.span and m.end == p.span[1] for m, p in zip(named, both, strict=True))
        return alone and len({p.code for p in both}) == 1

    def _with_role(self, party: Actor) -> Actor:
        return replace(party, role=party.role or self.roles.role(party.span, party.code)) if party.span else party

    def _with_its_own(self, draft: Draft, actor: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Who talks, with the United States where their government tells of its talks with one other state: *our discussions with Norland*."""
        codes, (first, last) = {a.code for a in actor} - {"UNK"}, draft.span
        if len(codes) != 1 or codes & NO_PARTY | codes & {"USA"} or not TALKS.match(self.text[first:last]):
            return actor
        own = next((m for m in reversed(list(SPEAKER.finditer(self.text, self._sentence(draft.span)[0], first)))), None)
        theirs = any(a.span and last < a.span[0] < last + TIED and WITH.match(self.text[last:a.span[0]]) for a in actor)
        if own is None or not theirs and not (own[0].lower() in ("our", "my", "his", "her") and first - own.end() < TIED // 2):
            return actor
        us = Actor(own[0], "USA", own.span(), "GOV")
        return tuple(sorted((*(a for a in actor if not a.span or not overlap(a.span, own.span())), us), key=lambda a: a.span or own.span()))

    def _parties(self, draft: Draft, role: str, chain: tuple[Source, ...], other: str | None = None) -> tuple[Actor, ...]:
        """Actors of a role's spans, several where a phrase names several (*Russian-Iranian*); *we* in somebody's words is whom he speaks for.

        What the words themselves don't give is none of `other`, a code.
        """
        out, again = [], []
        for part in draft.roles[role]:
            span = whole(self.actors, part)
            span = part if overlap(span, draft.span) else span
            surface = self.text[slice(*span)]
            if chain and chain[-1].code != "UNK" and surface != "US" and surface.lower() in SPEAKERS:
                out.append(Actor(surface, chain[-1].code, span, chain[-1].role))
            else:
                if (part, span) not in self.codes:
                    self.codes[part, span] = allegiance(self.actors, span, self.seen.sides.get(part), self.namesakes)
                codes = self.codes[part, span]
                codes = (foreign(self.actors, self.seen.sides.get(part), other),) if other in codes and not self.actors.sure(span) else codes
                found = again if len(codes) == 2 and TWO.fullmatch(surface) else out
                found += [Actor(surface, code, span, self.roles.role(span, code)) for code in codes]
        named = {a.code for a in out}
        return tuple(sorted((*out, *(a for a in again if len(named) < 2)), key=lambda a: a.span))  # beside two that are named, *the two* are they

    def _when(self, draft: Draft, status: str) -> tuple[str | None, str | None]:
        linked = [w for w in draft.roles["when"] if status == "possible" or not self.timing.of_another(w, draft.span) or self._told_again(draft, w)]
        when, words = self.timing.when(linked, draft.span, status)
        if not words and self.report.published and self.timing.of_today(draft.span, status, draft.today):
            return self.report.published[:10], None
        if words and not when and self.report.published and self.timing.is_news(words, status, draft.today):
            return self.report.published[:10], words
        return when, words

    def _is_to_come(self, when: str | None, words: str | None, trigger: Span) -> bool:
        """Whether an act is for a day after the report's, and its words tell of it beforehand."""
        first = (when or "").partition("/")[0]
        if not words or len(first) < 7 or not self.report.published or first <= self.report.published[:len(first)]:
            return False
        begin, end = self._sentence(trigger)
        at = self.text.find(words, begin, end)
        return at >= 0 and beforehand(self.text, trigger, (at, at + len(words)), (begin, end))

    def _place(self, span: Span) -> str | None:
        """The words of a place, a name or noun that the network cut whole (*the Democratic Republic of the* Congo, *the* airport), less words that only
        lead on; None where no others are left.
        """
        cut = next((m for m in self.actors.mentions if m.start < span[1] < m.end and m.kind in PLACES), None)
        if cut:
            return self.text[span[0]:cut.end]
        if self.text[slice(*span)].lower() in ("the", "a", "an"):
            span = whole(self.actors, span)
        words = TRAILING.sub("", self.text[slice(*span)])
        if SHORTENED.search(words) and self.text.startswith(".", span[0] + len(words)):
            words += "."
        return None if words.lower() in NOWHERE else words or None

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
        """Sources of a draft's statement, outermost first, with whoever told the last of them."""
        chain = self._sources(draft)
        speaker = chain[-1].span if chain else None
        begin = self._sentence(draft.span)[0]
        spans = (passed_on(self.text, x.cue, draft.span) for x in self.seen.attributions
                 if speaker and x.source and overlap(x.source, speaker) and begin <= x.cue[0] and x.cue[1] < draft.span[0])
        return next(((*chain, self._teller(s)) for s in spans if s), chain)

    def _teller(self, span: Span) -> Source:
        """A source whom only the words of another one name; of what kind it is, these tell."""
        source = self._source(span)
        if source.kind != "other" or source.code == "UNK" and not INDEFINITE.match(source.surface):
            return source
        kind = "anonymous" if INDEFINITE.match(source.surface) else "official"
        return replace(source, kind=kind, role=self.roles.source(span, source.code, kind))

    def _sources(self, draft: Draft) -> tuple[Source, ...]:
        """Sources that the network or the text around a draft gives it, outermost first."""
        here = self._sentence(draft.span)
        heard = [s for s in draft.roles["source"] if not keeps_silent(self.text, s)]
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
        chain = (*(self._stood_for(s) for s in outer), source)
        self._keep(source.span or inner[0], chain)
        return chain

    def _stood_for(self, source: Source) -> Source:
        """The source that a pronoun of an outer link stands for (*he said that the envoy had* …), itself where none is known."""
        known = antecedent(source, self._heard(source)) if is_anaphor(source.surface) else None
        return known[-1] if known else source

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
        if quoter := next((s for s in heard if self.seen.kinds.get(s) == "media" and quoted_by(self.text, s, [span])), None):
            return [self._source(quoter)], source
        if source.kind == "media" and (inner := quoted_by(self.text, span, heard)):
            return [source], self._source(inner)
        through = told_through(span, self.seen.attributions)
        return ([self._source(through)] if through else []), source

    def _speaker(self, draft: Draft) -> list[Span]:
        """Source of words that the network linked to none: of a quotation, of what a plain word of saying reports, or of what is somebody's view."""
        a, b = draft.span
        in_quotes = self._is_quoted(draft.span, PHRASE)
        around = [x for x in self.seen.attributions if x.source and x.content and x.content[0] <= a and b <= x.content[1]
                  and not overlap(x.source, draft.span) and self._same_sentence(x) and not keeps_silent(self.text, x.source)
                  and (in_quotes or says(self.text, x) or aside(self.text, x) or charged(self.text, x.cue, draft.span) or stated(self.text, x, draft.span))]
        closest = min(around, key=lambda x: x.content[1] - x.content[0], default=None)  # type: ignore[index]
        if not closest or not closest.source or not closest.content:
            here = self._sentence(draft.span)
            said = beginning_in(here, self.seen.attributions, lambda x: x.cue[0])
            after = next((x.source for x in said if x.source and told_after(self.text, x, draft.span)), None)
            source = after or viewed(self.text, here, draft.span)
            return [source] if source else self._accuser(draft)
        past = draft.status in ("occurred", "ongoing") and not in_quotes
        return [] if past and touched_on(self.text, closest.content, draft.span) else [closest.source]

    def _accuser(self, draft: Draft) -> list[Span]:
        """Who accuses somebody of an act, where the network saw no source of the word for it: the actor of the accusation before it."""
        before = self._drafts_in((self._sentence(draft.span)[0], draft.span[0]))
        accusers = (d.roles["actor"][-1:] for d in before if d.type == "ACCUSE" and d.roles["actor"] and charged(self.text, d.span, draft.span))
        return next(accusers, [])

    def _told_again(self, draft: Draft, where: Span) -> bool:
        """Whether the sentence of some words tells of an act of a draft's type, as one that tells more of it does: *have gone. On Friday the last* left."""
        return any(d.type == draft.type for d in self._drafts_in(self._sentence(where)))

    def _drafts_in(self, stretch: Span) -> Sequence[Draft]:
        """Drafts whose triggers begin in a stretch of the text; `Sighting` holds all in its order."""
        return beginning_in(stretch, self.seen.drafts, lambda d: d.span[0])

    def _same_sentence(self, told: Attribution) -> bool:
        """Whether who says so stands in the sentence of the word for it: the network found nobody there, where the nearest stands in another."""
        return told.source is not None and self._sentence(told.source) == self._sentence(told.cue)

    def _is_quoted(self, span: Span, words: int = 1) -> bool:
        """Whether a span lies between quotation marks, in so many words or more."""
        return any(s <= span[0] and span[1] <= e and len(self.text[s:e].split()) >= words for s, e in self.quotes)

    def _is_voiced(self, draft: Draft, speaker: Source) -> bool:
        """Whether an act consists in words of its actor: “*This is a provocation*,” the ministry said; the ministry said that it *condemned* the raid."""
        itself = draft.type in PERFORMED and of_itself(self.text, self._sentence(draft.span)[0], draft.span)
        if draft.status != "occurred" or not (itself or draft.type in VOICED and self._is_quoted(draft.span)):
            return False
        return any(speaker.code in allegiance(self.actors, part, self.seen.sides.get(part), self.namesakes) for part in draft.roles["actor"])

    def _sentence(self, span: Span) -> Span:
        i = bisect_right(self.sentences, (span[0], len(self.text))) - 1
        return self.sentences[i] if i >= 0 and span[0] < self.sentences[i][1] else span
