"""Corpora to training examples: token spans and labels for each of the reader's heads.

A `Text` carries the labels of one task; heads that its task does not speak of learn nothing from it.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from dragoman.model import KINDS, QUADS, STATUSES, TYPES
from dragoman.reading.actors import Actors
from dragoman.reading.heads import CLASSES, ROLES
from dragoman.reading.reader import PIECE
from dragoman.reading.relation import NOBODY, inclusive, mark
from dragoman.reading.text import overlap, paragraphs, pieces, sentences
from training.annotations import annotations, corrected
from training.corpora import corpus, lines
from training.plover import ROOTS, plv
from training.polnear import brat_spans, windows
from training.tokens import Encoded, Tokens

Span = tuple[int, int]


@dataclass(slots=True)
class Trigger:
    span: Span
    type: int
    status: int
    roles: dict[str, list[Span]]
    today: bool = False


@dataclass(slots=True)
class Party:
    """A party's words and what its code is right by: names (by their place among the text's) or CLASSES."""

    span: Span
    names: list[int]
    classes: list[int]


@dataclass(slots=True)
class Text:
    encoded: Encoded
    task: str
    triggers: list[Trigger] = field(default_factory=list)
    kinds: list[tuple[Span, int]] = field(default_factory=list)
    layers: dict[str, list[Span]] = field(default_factory=dict)
    facts: list[tuple[int, float]] = field(default_factory=list)
    relation: tuple[Span, Span, tuple[int, ...]] | None = None
    """Actor and recipient as token ranges whose last token is theirs, and the types that the act may be."""
    names: list[int] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    weight: float = 1.0

    @property
    def ids(self) -> list[int]:
        return self.encoded.ids


def to_tokens(encoded: Encoded, span: Span) -> Span | None:
    """Token range [first, last + 1) that covers characters [start, end), or None where truncation cut it off."""
    hit = inclusive(encoded.offsets, span)
    return (hit[0], hit[1] + 1) if hit else None


def places(text: str, surface: str) -> list[Span]:
    """Where a surface stands, on word boundaries if it does anywhere."""
    found = [m.span() for m in re.finditer(r"(?<!\w)" + re.escape(surface) + r"(?!\w)", text)]
    return found or [m.span() for m in re.finditer(re.escape(surface), text)]


def nearest(spots: list[Span], anchor: Span) -> Span | None:
    def gap(s: Span) -> int:
        return max(s[0] - anchor[1], anchor[0] - s[1], 0)
    return min(spots, key=gap, default=None)


def located(text: str, statements: Iterable[dict]) -> Iterator[tuple[dict, Span]]:
    """Statements with the place of their trigger: `at` where that is given; else words that trigger a second one stand for their second occurrence,
    if there is one.
    """
    used: dict[str, int] = {}
    for s in statements:
        spots = [(s["at"], s["at"] + len(s["trigger"]))] if "at" in s else places(text, s["trigger"])
        if spots:
            n = used.get(s["trigger"], 0)
            used[s["trigger"]] = n + 1
            yield s, spots[min(n, len(spots) - 1)]


def annotated(line: dict, tokens: Tokens) -> Text:
    """A line in the annotation guide's form, `{text, statements}`, as an example."""
    text = line["text"]
    encoded = tokens(text)
    out = Text(encoded, "reading")
    coded: dict[Span, set[str]] = {}
    taken: dict[Span, Trigger] = {}
    for s, chars in located(text, line["statements"]):
        span = to_tokens(encoded, chars)
        if span is None:
            continue
        roles: dict[str, list[Span]] = {r: [] for r in ROLES}
        chain = s.get("said_by") or []
        if chain and s.get("spoken"):  # *he said*, in a window in which nobody is named
            chain = [*chain[:-1], [s["spoken"], *chain[-1][1:]]]
        parts = [(role, surface) for role in ("actor", "recipient") for surface, _ in s.get(role) or []]
        parts += [("source" if i == len(chain) - 1 else "outer", surface) for i, (surface, _, _) in enumerate(chain)]
        parts += [(role, s[key]) for role, key in (("when", "when_text"), ("where", "where")) if s.get(key)]
        kinds = {surface: KINDS.index(kind) for surface, _, kind in chain}
        codes = [(surface, code) for of in (s.get("actor"), s.get("recipient"), chain) for surface, code, *_ in of or []]
        for (role, surface), (_, code) in zip_longest(parts, codes, fillvalue=("", "")):
            spot = nearest(places(text, surface), chars)
            where = to_tokens(encoded, spot) if spot else None
            if where and code:
                coded.setdefault(where, set()).add(code)
            if where and where not in roles[role]:
                roles[role].append(where)
                if role in ("source", "outer"):
                    out.kinds.append((where, kinds[surface]))
        if span in taken:  # a second statement on the same words: the first keeps type and status, the roles join
            for r in ("actor", "recipient"):
                taken[span].roles[r] += [x for x in roles[r] if x not in taken[span].roles[r]]
            continue
        taken[span] = Trigger(span, TYPES.index(s["type"]), STATUSES.index(s["status"]), roles,
                              today=bool(s["when"]) and s["when"] == line["published"])
    out.triggers = list(taken.values())
    if not line.get("swapped"):
        _allegiance(out, line, coded)
    return out


def _allegiance(out: Text, line: dict, coded: dict[Span, set[str]]) -> None:
    """Add names and parties; a party that no name and no class explains teaches nothing."""
    named = [(where[0], m.code) for m in Actors(line["text"], line["published"], line.get("title"), line.get("publisher")).mentions
             if m.code != "UNK" and (where := to_tokens(out.encoded, (m.start, m.end)))]
    out.names = [i for i, _ in named]
    for span, codes in coded.items():
        names = [k for k, (_, code) in enumerate(named) if code in codes]
        classes = [CLASSES.index(c) for c in codes if c in CLASSES]
        if names or classes:
            out.parties.append(Party(span, names, classes))


def cut(line: dict, tokens: Tokens) -> list[Text]:
    """A longer text as one example a window, those that the reader makes of it; a statement goes with the window of its trigger (`at`, else where it
    first stands).
    """
    text = line["text"]
    stretches = pieces(text, paragraphs(text), PIECE)
    if len(stretches) < 2:
        return [annotated(line, tokens)]
    out = []
    for a, b in stretches:
        own = []
        for s in line["statements"]:
            at = s.get("at", next((x for x, _ in places(text, s["trigger"])), -1))
            if a <= at < b:
                own.append(s | ({"at": at - a} if "at" in s else {}))
        out.append(annotated({**line, "text": text[a:b], "statements": own}, tokens))
    return out


def attributions(folder: Path, tokens: Tokens) -> list[Text]:
    """Paragraphs of a folder in PolNeAR's form (`text/`, `attributions/*.ann` in brat standoff; offsets are code points)."""
    out = []
    for f in sorted((folder / "text").iterdir()):
        text = f.read_text(encoding="utf-8")
        spans = brat_spans(folder, f.stem, text)
        if spans is None:
            continue
        for a, b in windows(text):
            encoded = tokens(text[a:b])
            if len(encoded.ids) < 6:
                continue
            example = Text(encoded, "attribution", layers={k: [] for k in spans})
            for layer, all_spans in spans.items():
                here = sorted((max(s, a) - a, min(e, b) - a) for s, e in all_spans if s < b and a < e)
                for s, e in _outermost(here):
                    where = to_tokens(encoded, (s, e))
                    if where:
                        example.layers[layer].append(where)
            out.append(example)
    return out


def _outermost(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for s, e in sorted(spans, key=lambda x: (x[0], -x[1])):
        if not out or s >= out[-1][1]:
            out.append((s, e))
    return out


def factuality(path: Path, tokens: Tokens) -> list[Text]:
    """Sentences with a factuality of -3 to 3 on single words (UDS-IH2, UW)."""
    out = []
    for d in lines(path):
        words, starts, text = d["text"].split(), [], ""
        for w in words:
            text += (" " if text else "")
            starts.append(len(text))
            text += w
        encoded = tokens(text)
        facts = []
        for t in d["targets"]:
            i = t["span1"][0]
            if i < len(words):
                where = to_tokens(encoded, (starts[i], starts[i] + len(words[i])))
                if where:
                    facts.append((where[0], float(t["label"])))
        if facts:
            out.append(Text(encoded, "factuality", facts=facts))
    return out


def relations(path: Path, tokens: Tokens, marks: Sequence[int] = ()) -> list[Text]:
    """Sentences with a marked actor and recipient and a PLOVER root (PLV), with `marks` as `related` puts them."""
    out = []
    for row in plv(path):
        if row.root not in ROOTS:
            raise ValueError(f"{path}: expected a PLOVER root, found {row.root!r}")
        out.append(related(row.sentence, row.actor, row.recipient, ROOTS[row.root], tokens, marks))
    return [x for x in out if x]


def related(text: str, actor: Span | None, recipient: Span | None, types: Sequence[str], tokens: Tokens, marks: Sequence[int] = ()) -> Text | None:
    """A text with two parties in characters and the types that their act may be; [CLS] stands for a party that is None.

    `marks` are four token ids, put before and after the actor and before and after the recipient. None where truncation
    cut a party off.
    """
    encoded = tokens(text)
    where = [inclusive(encoded.offsets, s) if s else NOBODY for s in (actor, recipient)]
    if None in where:
        return None
    a, r = where
    if marks:
        ids, cases, offsets, a, r = mark(encoded.ids, encoded.cases, encoded.offsets, a, r, marks)  # type: ignore[arg-type]
        encoded = Encoded(ids, cases, offsets, [None] * len(ids))
    return Text(encoded, "relation", relation=(a, r, tuple(map(TYPES.index, types))))  # type: ignore[arg-type]


MUTUAL = ("AGREE", "CONSULT", "COOPERATE")


def plover_root(type: str, status: str) -> str | None:
    """The root that PLOVER gives an event of the annotation guide's type and status; None where it has none that is sure.

    What is done counts as what it is. Cooperation to come is AGREE and material conflict to come THREATEN, as the manual
    of 2021 codes them; conflict in words to come stays what it is. What is possible, denied or called off is left out.
    """
    if status in ("occurred", "ongoing"):
        return type
    if status != "planned":
        return None
    quad = QUADS[type]
    return "AGREE" if quad.endswith("cooperation") else "THREATEN" if quad == "material conflict" else type


def relations_of_statements(annotated_lines: Iterable[dict], tokens: Tokens, marks: Sequence[int] = ()) -> list[Text]:
    """Statements with one actor and one recipient as relations; lines are in the annotation guide's form, with their text.

    The two sides of talks, of an agreement or of a signing are actor and recipient in the order in which they are listed.
    The text is the trigger's sentence where both parties are in it, else the whole. Left out are statements whose parties
    are not found apart, and those of parties between whom the same text has acts of different roots, whichever way.
    """
    out = []
    for line in annotated_lines:
        found: list[tuple[Span, Span, Span, str, frozenset[str]]] = []
        for s, trigger in located(line["text"], line["statements"]):
            root, sides = plover_root(s["type"], s["status"]), parties(s)
            if root is None or sides is None:
                continue
            whole = (0, len(line["text"]))
            for stretch in (sentence_of(line["text"], trigger), whole):
                pair = apart(line["text"], stretch, trigger, sides[0][0], sides[1][0])
                if pair:
                    found.append((stretch, *pair, root, frozenset(c if c != "UNK" else words.lower() for words, c in sides)))
                    break
        kept: set[tuple[Span, Span, Span]] = set()
        for stretch, actor, recipient, root, who in found:
            at_odds = any(w == who and other != root and s[0] < stretch[1] and stretch[0] < s[1] for s, _, _, other, w in found)
            if at_odds or (stretch, actor, recipient) in kept:
                continue
            kept.add((stretch, actor, recipient))
            start = stretch[0]
            out.append(related(line["text"][slice(*stretch)], (actor[0] - start, actor[1] - start), (recipient[0] - start, recipient[1] - start),
                               (root,), tokens, marks))
    return [x for x in out if x]


def parties(statement: dict) -> tuple[list[str], list[str]] | None:
    """Actor and recipient of a statement, each as [words, code], or None where it does not have one of each."""
    actors, recipients = statement["actor"], statement["recipient"]
    if len(actors) == len(recipients) == 1:
        return actors[0], recipients[0]
    mutual = statement["type"] in MUTUAL or (statement["type"] == "SUPPORT" and statement["trigger"].lower().startswith("sign"))
    return (actors[0], actors[1]) if mutual and len(actors) == 2 and not recipients else None


def sentence_of(text: str, span: Span) -> Span:
    """The sentence in which a span begins; the whole text where there is none."""
    every = (s for p in paragraphs(text) for s in sentences(text, p))
    return next((s for s in every if s[0] <= span[0] < s[1]), (0, len(text)))


def apart(text: str, stretch: Span, trigger: Span, actor: str, recipient: str) -> tuple[Span, Span] | None:
    """Where two parties stand in a stretch of a text, each nearest to the trigger, the recipient clear of the actor; None where one does not."""
    def inside(words: str) -> list[Span]:
        return [s for s in places(text, words) if stretch[0] <= s[0] and s[1] <= stretch[1]]

    a = nearest(inside(actor), trigger)
    r = nearest([s for s in inside(recipient) if a and not overlap(s, a)], trigger)
    return (a, r) if a and r else None


def readings(extra: Path | None, without: Sequence[str] = ()) -> list[dict]:
    """Annotated lines for training: the silver set's and those of `extra`, a folder in the form of training/data, less files named in `without`."""
    silver = {d["id"]: d for d in lines(corpus() / "silver" / "train.jsonl")}
    if not extra:
        return list(silver.values())
    for new in lines(extra / "corrections" / "silver.jsonl"):
        silver[new["id"]] = corrected(silver[new["id"]], new)
    own = [p for p in sorted(extra.glob("*.jsonl")) if p.name not in without]
    return [*silver.values(), *(d for p in own for d in annotations(p))]


def other_tasks(tokens: Tokens, marks: Sequence[int] = ()) -> dict[str, list[Text]]:
    """Training examples of the tasks beside reading, by task; `marks` as for `related`."""
    root = corpus()
    return {
        "attribution": attributions(root / "polnear" / "train", tokens),
        "factuality": factuality(root / "status" / "UDS_IH2" / "train.jsonl", tokens) + factuality(root / "status" / "UW" / "train.jsonl", tokens),
        "relation": relations(root / "plover" / "PLV_train.tsv", tokens, marks),
    }
