"""Report to statements: what the network sees in its sentences; `assembly` joins that with what rules know of names, dates and sources."""
from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np

from dragoman import __version__
from dragoman.model import KINDS, STATUSES, TYPES, DragomanError, Report, Span, Statement
from dragoman.reading import dates
from dragoman.reading.allegiance import Side
from dragoman.reading.assembly import Assembly, Draft, Sighting
from dragoman.reading.attribution import link
from dragoman.reading.codebook import codebook
from dragoman.reading.confidence import RAW, features, probability
from dragoman.reading.encoder import Encoder, Labels, Spans, Window
from dragoman.reading.heads import LAYERS, ROLES
from dragoman.reading.known import Known
from dragoman.reading.retelling import Mention
from dragoman.reading.spans import BEGIN, INSIDE, best_tags, log_softmax, softmax, spans_between
from dragoman.reading.status import likeliest as likeliest_status
from dragoman.reading.text import paragraphs, pieces

SELDOM = {("recipient", "MOBILIZE"): 2.0, ("recipient", "ASSAULT"): 0.6, ("actor", "ASSAULT"): 1.5}
"""How much likelier than for other types a doubtful party of an act must be: a deployment seldom has a recipient, an attack by
somebody nearly always has one, and often nobody is named who did it. Weighed on the held-out texts, checked on silver dev.
"""

PIECE = 750
"""Characters of a window at most, before it is cut between sentences; what training texts look like."""


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
        if not self.encoder.fits():
            raise DragomanError(f"{folder or 'the weights that ship'}: an older form than this version reads; expected one that `python -m training.taken` or "
                                "`make train` of this version wrote")
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
            return self._read(report, skip, alone)

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

    def _read(self, report: Report, skip: Sequence[Span], alone: bool) -> list[Statement]:
        windows = self.encoder.windows(report.text, pieces(report.text, paragraphs(report.text, skip), PIECE))
        known = self.encoder.beside(Known(report).whole) if alone and windows else partial(Known, report)
        seen = Sighting()
        for part in (self.encoder.each if alone else map)(lambda batch: self._label(batch, report.text), self.encoder.batches(windows)):
            seen.join(part)
        seen.drafts.sort(key=lambda d: d.span)
        seen.attributions.sort(key=lambda a: a.cue)
        return Assembly(report, seen, self.version, self.confidence, known()).statements()

    def confidence(self, sure: tuple[float, float], statement: Statement, mention: Mention) -> float:
        """How sure of a statement, by the map in the weights' card; without one, the network's probability of trigger and type."""
        return probability(features(*sure, statement, mention), self.encoder.card.get("confidence", RAW))

    def attributions(self, text: str, stretches: Sequence[Span]) -> dict[str, list[Span]]:
        """Spans of sources, cues and contents (character ranges by layer) in stretches of a text, not yet joined to attributions."""
        out: dict[str, list[Span]] = {name: [] for name in LAYERS}
        for batch in self.encoder.batches(self.encoder.windows(text, stretches)):
            for w, layers in zip(batch, self._layers(batch, self.encoder.label(batch)), strict=True):
                for name in LAYERS:
                    out[name] += [chars(w, text, s) for s in _parts(name, layers[name], w, text)]
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
        found = spans_between(best_tags(scores.reshape(-1, *scores.shape[2:]), lengths, moves), lengths)
        return [dict(zip(LAYERS, found[i:i + len(LAYERS)], strict=True)) for i in range(0, len(found), len(LAYERS))]

    def _label(self, batch: list[Window], text: str) -> Sighting:
        seen = Sighting()
        labels = self.encoder.label(batch, gated=True)
        batch = [batch[i] for i in labels.kept]
        scores = log_softmax(labels.trigger)
        scores[:, :, BEGIN] += self.lean.get("trigger", 0.0)
        lengths = np.array([len(w.ids) for w in batch])
        layers = self._layers(batch, labels)
        probabilities = softmax(labels.trigger)
        found = [(i, span) for i, of in enumerate(spans_between(best_tags(scores, lengths), lengths)) for span in of]
        for i, w in enumerate(batch):
            source, cue, content = ([chars(w, text, s) for s in _parts(name, layers[i][name], w, text)] for name in LAYERS)
            seen.attributions += link(source, cue, content)
            for (a, b), where in zip(layers[i]["source"], source, strict=True):
                seen.kinds[where] = KINDS[int(labels.kind[i, a:b].mean(0).argmax())]
        if not found:
            return seen
        row = np.array([i for i, _ in found])
        first, last = np.array([s[0] for _, s in found]), np.array([s[1] - 1 for _, s in found])
        answers = self.encoder.answer(Spans(labels.hidden, lengths, row, first, last))
        embeddings = self.encoder.events(labels.hidden, row, first, last) or [None] * len(found)
        types, statuses = softmax(answers.type), softmax(answers.status)
        today = 1 / (1 + np.exp(-answers.today - self.lean.get("today", 0.0)))
        role_scores = log_softmax(answers.roles).transpose(0, 2, 1, 3)
        role_scores[:, :, :, BEGIN] += np.array([self.lean.get(r, 0.0) for r in ROLES])[None, :, None]
        role_lengths = np.repeat(lengths[row], len(ROLES))
        role_spans = spans_between(best_tags(role_scores.reshape(-1, *role_scores.shape[2:]), role_lengths), role_lengths)
        parties: dict[tuple[int, Span], Span] = {}
        for j, (i, span) in enumerate(found):
            w = batch[i]
            type_ = TYPES[int(types[j].argmax())]
            hits = dict(zip(ROLES, role_spans[j * len(ROLES):(j + 1) * len(ROLES)], strict=True))
            for name, other in (("actor", "recipient"), ("recipient", "actor")):
                if name in self.least and not hits[name]:
                    least = enough(self.least[name], name, type_, bool(hits[other]))
                    hits[name] = likeliest(role_scores[j, ROLES.index(name), :len(w.ids) - 1], least, hits[other])
            phrases = {name: beside(hits[name], w, text) for name in ROLES}
            roles = {name: [chars(w, text, s) for s in phrases[name]] for name in ROLES}
            for name in ("source", "outer"):
                for (a, b), where in zip(phrases[name], roles[name], strict=True):
                    seen.kinds.setdefault(where, KINDS[int(labels.kind[i, a:b].mean(0).argmax())])
            for name in ("actor", "recipient", "source", "outer"):
                parties.update(zip(((i, p) for p in phrases[name]), roles[name], strict=True))
            sure = float(probabilities[i, span[0], 1:].sum()), float(types[j].max())
            trigger = without_particles(text, chars(w, text, span))
            status = likeliest_status(dict(zip(STATUSES, map(float, statuses[j]), strict=True)), type_, text, trigger)
            seen.drafts.append(Draft(trigger, type_, status, sure, float(today[j]), roles, embeddings[j]))
        if parties:
            rows, spots = np.array([i for i, _ in parties]), [p for _, p in parties]
            ends = np.array([a for a, _ in spots]), np.array([b - 1 for _, b in spots])
            sides = self.encoder.sides(Spans(labels.hidden, lengths, rows, *ends))
            for k, ((i, _), where) in enumerate(parties.items() if sides else ()):
                seen.sides[where] = Side(batch[i].offsets, sides.tokens[k], sides.classes[k])
        return seen


def enough(least: float, role: str, type_: str, other: bool) -> float:
    """The probability from which a party of an act is taken: `least`, by what acts of this type have; `other` tells whether its other side is known."""
    seldom = SELDOM.get((role, type_), 1.0)
    return least * (seldom if other else max(1.0, seldom))


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


def _parts(layer: str, found: Sequence[Span], window: Window, text: str) -> list[Span]:
    """Token spans of a layer; what is said *and* said besides under one cue is one content."""
    return beside(found, window, text, "and") if layer == "content" else list(found)


def beside(found: Sequence[Span], window: Window, text: str, word: str = "") -> list[Span]:
    """Token spans, those joined that only white space parts, or one word: *the Russian newspaper* and *Izvestia* are one phrase."""
    out: list[Span] = []
    for a, b in found:
        if out and text[window.offsets[out[-1][1] - 1][1]:window.offsets[a][0]].strip() == word:
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
COMPOUND = re.compile(r"(?<=\w)(?:-[a-z]+)+")


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
