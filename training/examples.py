"""Corpora to training examples: token spans and labels for each of the reader's heads.

A `Text` carries the labels of one task; heads that its task does not speak of learn nothing from it.
"""
from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from dragoman.model import KINDS, STATUSES, TYPES
from dragoman.reading.actors import Actors
from dragoman.reading.heads import CLASSES, ROLES
from training.annotations import annotations, corrected
from training.corpora import corpus, lines
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
    relation: tuple[Span, Span, int] | None = None
    names: list[int] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    weight: float = 1.0

    @property
    def ids(self) -> list[int]:
        return self.encoded.ids


def to_tokens(encoded: Encoded, span: Span) -> Span | None:
    """Token range [first, last + 1) that covers characters [start, end), or None where truncation cut it off."""
    hit = [i for i, (a, b) in enumerate(encoded.offsets) if a < b and a < span[1] and span[0] < b]
    return (hit[0], hit[-1] + 1) if hit else None


def places(text: str, surface: str) -> list[Span]:
    """Where a surface stands, on word boundaries if it does anywhere."""
    found = [m.span() for m in re.finditer(r"(?<!\w)" + re.escape(surface) + r"(?!\w)", text)]
    return found or [m.span() for m in re.finditer(re.escape(surface), text)]


def nearest(spots: list[Span], anchor: Span) -> Span | None:
    def gap(s: Span) -> int:
        return max(s[0] - anchor[1], anchor[0] - s[1], 0)
    return min(spots, key=gap, default=None)


def annotated(line: dict, tokens: Tokens) -> Text:
    """A line in the annotation guide's form, `{text, statements}`, as an example."""
    text = line["text"]
    encoded = tokens(text)
    out = Text(encoded, "reading")
    used: dict[str, int] = {}
    coded: dict[Span, set[str]] = {}
    taken: dict[Span, Trigger] = {}
    for s in line["statements"]:
        spots = places(text, s["trigger"])
        if not spots:
            continue
        n = used.get(s["trigger"], 0)
        used[s["trigger"]] = n + 1
        chars = spots[min(n, len(spots) - 1)]
        span = to_tokens(encoded, chars)
        if span is None:
            continue
        roles: dict[str, list[Span]] = {r: [] for r in ROLES}
        chain = s.get("said_by") or []
        parts = [(role, surface) for role in ("actor", "recipient") for surface, _ in s.get(role) or []]
        parts += [("source" if i == len(chain) - 1 else "outer", surface) for i, (surface, _, _) in enumerate(chain)]
        parts += [(role, s[key]) for role, key in (("when", "when_text"), ("where", "where")) if s.get(key)]
        kinds = {surface: KINDS.index(kind) for surface, _, kind in chain}
        codes = [(surface, code) for key in ("actor", "recipient", "said_by") for surface, code, *_ in s.get(key) or []]
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
    """A longer text as one example a window; a statement goes with the window of its trigger (`at`, else where it first stands)."""
    text = line["text"]
    stretches = windows(text)
    if len(stretches) < 2:
        return [annotated(line, tokens)]
    out = []
    for a, b in stretches:
        own = []
        for s in line["statements"]:
            at = s.get("at", next((x for x, _ in places(text, s["trigger"])), -1))
            if a <= at < b:
                own.append(s)
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


def relations(path: Path, tokens: Tokens) -> list[Text]:
    """Sentences with a marked actor `<s>..</s>` and recipient `<t>..</t>` and a PLOVER root (PLV)."""
    out = []
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            text, marks = unmark(row["marked_sentence"])
            if len(marks) == 2 and row["gold_root"] in TYPES:
                encoded = tokens(text)
                a, r = to_tokens(encoded, marks["s"]), to_tokens(encoded, marks["t"])
                if a and r:
                    out.append(Text(encoded, "relation", relation=(a, r, TYPES.index(row["gold_root"]))))
    return out


def unmark(marked: str) -> tuple[str, dict[str, Span]]:
    text, marks, opened = "", {}, {}
    for part in re.split(r"(</?[st]>)", marked):
        if re.fullmatch(r"<[st]>", part):
            opened[part[1]] = len(text)
        elif re.fullmatch(r"</[st]>", part):
            marks[part[2]] = (opened.get(part[2], 0), len(text))
        else:
            text += part
    return text, marks


def readings(extra: Path | None, without: Sequence[str] = ()) -> list[dict]:
    """Annotated lines for training: the silver set's and those of `extra`, a folder in the form of training/data, less files named in `without`."""
    silver = {d["id"]: d for d in lines(corpus() / "silver" / "train.jsonl")}
    if not extra:
        return list(silver.values())
    for new in lines(extra / "corrections" / "silver.jsonl"):
        silver[new["id"]] = corrected(silver[new["id"]], new)
    own = [p for p in sorted(extra.glob("*.jsonl")) if p.name not in without]
    return [*silver.values(), *(d for p in own for d in annotations(p))]


def other_tasks(tokens: Tokens) -> dict[str, list[Text]]:
    """Training examples of the tasks beside reading, by task."""
    root = corpus()
    return {
        "attribution": attributions(root / "polnear" / "train", tokens),
        "factuality": factuality(root / "status" / "UDS_IH2" / "train.jsonl", tokens) + factuality(root / "status" / "UW" / "train.jsonl", tokens),
        "relation": relations(root / "plover" / "PLV_train.tsv", tokens),
    }
