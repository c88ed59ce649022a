"""ECB+ (Cybulska and Vossen 2014): news texts whose mentions of events carry the name of the event, across documents.

`ECB_<split>_corpus.txt` holds lines *document sentence token word chain*; the mentions lie beside it in JSON. A document's name begins
with its topic; *ecb* and *ecbplus* at the end part a topic in two subtopics, each about another event of the same kind.
"""
from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dragoman.model import Span
from dragoman.reading.encoder import Encoder
from dragoman.reading.reader import PIECE
from dragoman.reading.relation import inclusive
from dragoman.reading.text import pieces
from training.corpora import corpus

_CLOSES = re.compile(r"[.,;:!?%)\]}…”]|n't|''|['’](?:s|S|re|ve|ll|d|m)?")
_OPENS = re.compile(r"[(\[{$£“‘#]")
SIGNS = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}


class Mention(NamedTuple):
    """Words of a document that tell of an event: where they stand in its text, and the event's name."""

    document: str
    sentence: int
    span: Span
    words: str
    chain: str


@dataclass
class Document:
    """A text, its sentences put in one paragraph, and the mentions in it."""

    name: str
    text: str
    sentences: dict[int, Span]
    mentions: list[Mention] = field(default_factory=list)

    @property
    def topic(self) -> str:
        return self.name.split("_")[0]

    @cached_property
    def subtopic(self) -> str:
        return self.topic + ("plus" if self.name.endswith("plus") else "")


def joined(words: list[str], text: str = "") -> tuple[str, list[Span]]:
    """A text with words put after it as they are written, and the characters of each."""
    where: list[Span] = []
    for word in words:
        word = SIGNS.get(word, word)
        first = not where
        close = not first and (_CLOSES.fullmatch(word) or _OPENS.fullmatch(text[-1]))
        text += "" if close or not text else " "
        where.append((len(text), len(text) + len(word)))
        text += word
    return text, where


def documents(split: str) -> list[Document]:
    """Documents of `Train` or `Dev`, in the order of the file, their mentions in that of the text."""
    folder = corpus() / "coref"
    sentences: dict[str, dict[int, dict[int, str]]] = {}
    for line in (folder / f"ECB_{split}_corpus.txt").read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) > 3:
            sentences.setdefault(parts[0], {}).setdefault(int(parts[1]), {})[int(parts[2])] = parts[3]
    out: dict[str, Document] = {}
    places: dict[tuple[str, int, int], Span] = {}
    for name, found in sentences.items():
        text, spans = "", {}
        for k, words in found.items():
            text, where = joined(list(words.values()), text)
            spans[k] = (where[0][0], where[-1][1])
            places |= {(name, k, i): span for i, span in zip(words, where, strict=True)}
        out[name] = Document(name, text, spans)
    for m in json.loads((folder / f"ECB_{split}_Event_gold_mentions.json").read_text(encoding="utf-8")):
        name, k, tokens = m["doc_id"], m["sent_id"], m["tokens_number"]
        span = places[name, k, tokens[0]][0], places[name, k, tokens[-1]][1]
        out[name].mentions.append(Mention(name, k, span, m["tokens_str"], m["coref_chain"]))
    for d in out.values():
        d.mentions.sort(key=lambda m: (m.span, m.chain))
    return list(out.values())


def files() -> dict[str, Path]:
    """What the head learns from, by its name in the card."""
    names = ("coref/ECB_Train_corpus.txt", "coref/ECB_Train_Event_gold_mentions.json")
    return {n: corpus() / n for n in names}


def states(encoder: Encoder, docs: Sequence[Document]) -> np.ndarray:
    """Mean hidden state of the tokens of each mention, (mentions, width), in the order of the documents."""
    return np.stack(_walk(encoder, docs, lambda hidden, row, first, last: [
        hidden[r, a:b + 1].mean(0) for r, a, b in zip(row, first, last, strict=True)]))


def embedded(encoder: Encoder, docs: Sequence[Document]) -> list[bytes]:
    """The embedding of each mention by the shipped graph."""
    return _walk(encoder, docs, encoder.events)


def _walk(encoder: Encoder, docs: Sequence[Document], give: Callable) -> list:
    """What `give` says of each mention, from a batch's hidden states and the mentions' windows, first and last tokens."""
    out: list = []
    for d in docs:
        found: dict[int, object] = {}
        for batch in encoder.batches(encoder.windows(d.text, pieces(d.text, [(0, len(d.text))], PIECE))):
            spots = []
            for k, m in enumerate(d.mentions):
                hits = ((i, inclusive(w.offsets, m.span)) for i, w in enumerate(batch) if k not in found)
                spots += [(k, i, *span) for i, span in hits if span][:1]
            if spots:
                k, *where = (np.array(x) for x in zip(*spots, strict=True))
                found |= dict(zip(k.tolist(), give(encoder.label(batch).hidden, *where), strict=True))
        out += [found[k] for k in range(len(d.mentions))]
    return out
