"""Report to statements: what the network sees, joined with what rules know of names, dates and sources."""
from __future__ import annotations

import json
import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from math import prod
from pathlib import Path

import numpy as np

from dragoman import __version__
from dragoman.model import DONE, KINDS, STATUSES, TYPES, Actor, Report, Source, Span, Statement
from dragoman.reading import dates
from dragoman.reading.actors import Actors
from dragoman.reading.allegiance import TWO, Namesakes, Side, allegiance
from dragoman.reading.attribution import (
    SAYS,
    Attribution,
    antecedent,
    is_anaphor,
    link,
    quoted,
    quoted_by,
    quoting,
    reported,
    told_outlet,
    told_through,
    without_publisher,
)
from dragoman.reading.codebook import codebook
from dragoman.reading.completion import completed
from dragoman.reading.confidence import RAW, features, probability
from dragoman.reading.encoder import Encoder, Labels, Window
from dragoman.reading.heads import LAYERS, ROLES
from dragoman.reading.mentions import PLACES
from dragoman.reading.phrases import whole
from dragoman.reading.retelling import fullest
from dragoman.reading.roles import Roles
from dragoman.reading.spans import BEGIN, INSIDE, best_tags, log_softmax, softmax, spans
from dragoman.reading.status import settled
from dragoman.reading.text import overlap, paragraphs, pieces, sentences

PIECE = 750
"""Characters of a window at most, before it is cut between sentences; what training texts look like."""


SPEAKERS = frozenset("we us our ours i me my".split())
"""Words by which a source speaks of itself."""


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


def shipped() -> str:
    """The version of the reader that ships (`Reader.version`), without loading it."""
    card = json.loads((files("dragoman") / "weights" / "card.json").read_text(encoding="utf-8"))
    return f"{card['version']}/{__version__}"


def _prepare() -> None:
    """Load and compile what is no weights, so that it is there when the first text is read."""
    codebook()
    dates.compile_rules()


class Reader:
    """Reads reports with the weights in `folder`, or with those that ship.

    `lean` is added to the score of the first word of a trigger (`trigger`) or of a role (its name): above zero more of
    them are found and more of those are wrong; or to that of an undated act being of the report's day (`today`). `least`
    is the probability from which the likeliest span of a role is taken where decoding finds none. The weights' card holds
    the values that do best on the dev set. `threads` and `within` are the encoder's: batches at a time, and cores that work on one.
    """

    def __init__(self, folder: str | Path | None = None, threads: int = 0, lean: dict[str, float] | None = None,
                 least: dict[str, float] | None = None, within: int = 1):
        self.encoder = Encoder(folder, threads, meanwhile=_prepare, within=within)
        self.lean: dict[str, float] = {**self.encoder.card.get("lean", {}), **(lean or {})}
        self.least: dict[str, float] = {**self.encoder.card.get("least", {}), **(least or {})}
        self._lock, self._reading = threading.Lock(), 0

    @property
    def version(self) -> str:
        """Name of the weights and of the rules (the program's version), as it stands in every statement."""
        return f"{self.encoder.version}/{__version__}"

    def read(self, report: Report, skip: Sequence[Span] = ()) -> list[Statement]:
        """All statements of a report in the order of its text. Stretches in `skip` (boilerplate) are not read. Several threads may read.

        Windows of one report go through the network together, never those of two: a report reads the same whatever is read beside it.
        """
        with self._turn() as alone:
            return self._read(report, skip, self.encoder.each if alone else map)

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Whether a report is read alone, so that its batches may have all cores."""
        with self._lock:
            alone, self._reading = self._reading == 0, self._reading + 1
        try:
            yield alone
        finally:
            with self._lock:
                self._reading -= 1

    def _read(self, report: Report, skip: Sequence[Span], each: Callable[..., Iterable[Sighting]]) -> list[Statement]:
        windows = self.encoder.windows(report.text, pieces(report.text, paragraphs(report.text, skip), PIECE))
        seen = Sighting()
        for part in each(lambda batch: self._label(batch, report.text), self.encoder.batches(windows)):
            seen.join(part)
        seen.drafts.sort(key=lambda d: d.span)
        seen.attributions.sort(key=lambda a: a.cue)
        return Assembly(report, seen, self.version, self.confidence).statements()

    def confidence(self, sure: tuple[float, float], statement: Statement) -> float:
        """How sure of a statement, by the map in the weights' card; without one, the network's probability of trigger and type."""
        return probability(features(*sure, statement), self.encoder.card.get("confidence", RAW))

    def attributions(self, text: str, stretches: Sequence[Span]) -> dict[str, list[Span]]:
        """Spans of sources, cues and contents (character ranges by layer) in stretches of a text, not yet joined to attributions."""
        out: dict[str, list[Span]] = {name: [] for name in LAYERS}
        for batch in self.encoder.batches(self.encoder.windows(text, stretches)):
            for w, layers in zip(batch, self._layers(batch, self.encoder.label(batch)), strict=True):
                for name in LAYERS:
                    out[name] += [chars(w, text, s) for s in layers[name]]
        return out

    def acts(self, sentence: str, actor: Span | None, recipient: Span | None) -> dict[str, float]:
        """Probability of each PLOVER type, summing to 1, for the act of one party of a sentence towards another.

        Parties are characters [start, end) of the sentence; None is a party that it does not name. InputError where a span
        holds no word of the sentence or the two are too far apart (see Encoder.pair); DragomanError where the weights
        lack `relation.onnx`. Status is not told: what the corpora code as an act to come is AGREE or THREATEN.
        """
        window, a, r = self.encoder.pair(sentence, actor, recipient)
        chances = softmax(self.encoder.relate([window], np.array([a]), np.array([r]))[0])
        return dict(zip(TYPES, map(float, chances), strict=True))

    def relation(self, sentence: str, actor: Span | None, recipient: Span | None) -> tuple[str, float]:
        """The likeliest type of the act of one party towards another and its probability; spans and errors are those of `acts`."""
        return max(self.acts(sentence, actor, recipient).items(), key=lambda x: x[1])

    @staticmethod
    def _layers(batch: Sequence[Window], labels: Labels) -> list[dict[str, list[Span]]]:
        """Token spans by layer, for each window."""
        scores = labels.layers.transpose(0, 2, 1, 3)
        moves = np.tile(labels.moves, (len(batch), 1, 1))
        lengths = np.repeat([len(w.ids) for w in batch], len(LAYERS))
        tags = best_tags(scores.reshape(-1, *scores.shape[2:]), lengths, moves).reshape(scores.shape[:3])
        return [{name: [(a + 1, b + 1) for a, b in spans(tags[i, k, 1:len(w.ids) - 1])] for k, name in enumerate(LAYERS)}
                for i, w in enumerate(batch)]

    def _label(self, batch: list[Window], text: str) -> Sighting:
        seen = Sighting()
        labels = self.encoder.label(batch, gated=True)
        batch = [batch[i] for i in labels.kept]
        scores = log_softmax(labels.trigger)
        scores[:, :, BEGIN] += self.lean.get("trigger", 0.0)
        lengths = np.array([len(w.ids) for w in batch])
        tags = best_tags(scores, lengths)
        layers = self._layers(batch, labels)
        probabilities = softmax(labels.trigger)
        found: list[tuple[int, Span]] = []
        for i, w in enumerate(batch):
            n = len(w.ids)
            inner = slice(1, n - 1)
            found += [(i, (a + 1, b + 1)) for a, b in spans(tags[i, inner])]
            source, cue, content = ([chars(w, text, s) for s in layers[i][name]] for name in LAYERS)
            seen.attributions += link(source, cue, content)
            for (a, b), where in zip(layers[i]["source"], source, strict=True):
                seen.kinds[where] = KINDS[int(labels.kind[i, a:b].mean(0).argmax())]
        if not found:
            return seen
        row = np.array([i for i, _ in found])
        first, last = np.array([s[0] for _, s in found]), np.array([s[1] - 1 for _, s in found])
        answers = self.encoder.answer(labels.hidden, row, first, last)
        embeddings = self.encoder.events(labels.hidden, row, first, last) or [None] * len(found)
        types, statuses = softmax(answers.type), softmax(answers.status)
        today = 1 / (1 + np.exp(-answers.today - self.lean.get("today", 0.0)))
        role_scores = log_softmax(answers.roles).transpose(0, 2, 1, 3)
        role_scores[:, :, :, BEGIN] += np.array([self.lean.get(r, 0.0) for r in ROLES])[None, :, None]
        role_lengths = np.repeat(lengths[row], len(ROLES))
        role_tags = best_tags(role_scores.reshape(-1, *role_scores.shape[2:]), role_lengths).reshape(role_scores.shape[:3])
        parties: dict[tuple[int, Span], Span] = {}
        for j, (i, span) in enumerate(found):
            w = batch[i]
            hits = {name: [(a + 1, b + 1) for a, b in spans(role_tags[j, r, 1:len(w.ids) - 1])] for r, name in enumerate(ROLES)}
            for name, other in (("actor", "recipient"), ("recipient", "actor")):
                if name in self.least and not hits[name]:
                    hits[name] = likeliest(role_scores[j, ROLES.index(name), :len(w.ids) - 1], self.least[name], hits[other])
            phrases = {name: beside(hits[name], w, text) for name in ROLES}
            roles = {name: [chars(w, text, s) for s in phrases[name]] for name in ROLES}
            for name in ("source", "outer"):
                for (a, b), where in zip(phrases[name], roles[name], strict=True):
                    seen.kinds.setdefault(where, KINDS[int(labels.kind[i, a:b].mean(0).argmax())])
            for name in ("actor", "recipient", "source", "outer"):
                parties.update(zip(((i, p) for p in phrases[name]), roles[name], strict=True))
            sure = float(probabilities[i, span[0], 1:].sum()), float(types[j].max())
            seen.drafts.append(Draft(
                without_particles(text, chars(w, text, span)), TYPES[int(types[j].argmax())],
                STATUSES[int(statuses[j].argmax())], sure, float(today[j]), roles, embeddings[j]))
        if parties:
            rows, spots = np.array([i for i, _ in parties]), [p for _, p in parties]
            sides = self.encoder.sides(labels.hidden, rows, np.array([a for a, _ in spots]), np.array([b - 1 for _, b in spots]))
            for k, ((i, _), where) in enumerate(parties.items() if sides else ()):
                seen.sides[where] = Side(batch[i].offsets, sides.tokens[k], sides.classes[k])
        return seen


def likeliest(scores: np.ndarray, least: float, taken: Sequence[Span]) -> list[Span]:
    """The span that begins at the likeliest token, where that has a probability of `least` or more and is not in a span taken.

    Scores are log probabilities of OUT, BEGIN, INSIDE, (tokens, 3); the first token, [CLS], begins none.
    """
    begins = scores[:, BEGIN].copy()
    begins[0] = -np.inf
    for a, b in taken:
        begins[a:b] = -np.inf
    begin = int(begins.argmax())
    if begins[begin] < np.log(least):
        return []
    end = begin + 1
    while end < len(scores) and scores[end, INSIDE] >= begins[begin] - np.log(2):  # a doubtful span goes on as doubtfully as it began
        end += 1
    return [(begin, end)]


def beside(found: Sequence[Span], window: Window, text: str) -> list[Span]:
    """Token spans, those joined that only white space parts: *the Russian newspaper* and *Izvestia* are one phrase."""
    out: list[Span] = []
    for a, b in found:
        if out and not text[window.offsets[out[-1][1] - 1][1]:window.offsets[a][0]].strip():
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def chars(window: Window, text: str, span: Span) -> Span:
    """Characters that tokens [first, end) cover, stretched to whole words; one that ends in a hyphen goes on (*Cuban-Americans*)."""
    a, b = window.offsets[span[0]][0], window.offsets[span[1] - 1][1]
    while a > 0 and text[a - 1].isalnum() and text[a].isalnum():
        a -= 1
    while b < len(text) and text[b].isalnum() and (text[b - 1].isalnum() or text[b - 1] == "-"):
        b += 1
    return a, b


PARTICLES = re.compile(r"^(?:(?:the|a|an|its|his|their)\s+)+|(?:\s+(?:the|a|an|of|to|on|in|its|his|her|their|with))+$", re.I)
TRAILING = re.compile(r"(?:[\s,]+(?:and|or|of|in|on|at|near|from|to|with|the|its))+[\s,]*$")
"""What no place ends with, though the network's words do."""
COMPOUND = re.compile(r"(?<=\w)(?:-[a-z]+)+")
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


def without_particles(text: str, span: Span) -> Span:
    """A trigger less the articles and prepositions at its ends: *signed the* is *signed*. One of several words ends with a whole one: *transfer of
    know-how*; one word may be part of a compound, as *brokered* in *EU-brokered*.
    """
    words = text[slice(*span)]
    lead = PARTICLES.match(words)
    a = span[0] + (lead.end() if lead else 0)
    tail = PARTICLES.search(text[a:span[1]])
    b = a + tail.start() if tail and a + tail.end() == span[1] and tail.start() else span[1]
    rest = COMPOUND.match(text, b) if " " in text[a:b] else None
    return a, rest.end() if rest else b


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
        self.chains: list[tuple[Span, tuple[Source, ...]]] = []

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
        if is_anaphor(source.surface):
            stood_for = antecedent(source, self.chains)
            if stood_for:
                told = self._told(inner[0], inner[0])
                return (told, stood_for[-1]) if told else stood_for
        outer, source = self._outer(source, inner[0], draft.roles["outer"])
        if not outer and not here[0] <= inner[0][0] < here[1] and (told := self._told(draft.span, inner[0])):
            outer = [told]
        chain = (*outer, source)
        self.chains.append((inner[0], chain))
        return chain

    def _told(self, place: Span, source: Span) -> Source | None:
        """The outlet that a source told, in the sentence of a place."""
        told = told_outlet(self.text, self._sentence(place), self.actors)
        return replace(told, role="MED") if told and told.span and not overlap(told.span, source) else None

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
        in_quotes = any(s <= a and b <= e for s, e in self.quotes)
        around = [x for x in self.seen.attributions if x.source and x.content and x.content[0] <= a and b <= x.content[1]
                  and not overlap(x.source, draft.span) and (in_quotes or SAYS.search(self.text[slice(*x.cue)]))]
        closest = min(around, key=lambda x: x.content[1] - x.content[0], default=None)  # type: ignore[index]
        return [closest.source] if closest and closest.source else []

    def _sentence(self, span: Span) -> Span:
        i = bisect_right(self.sentences, (span[0], len(self.text))) - 1
        return self.sentences[i] if i >= 0 and span[0] < self.sentences[i][1] else span
