"""Text to token ids, cases and offsets, as the shipped reader makes them; batches of like length."""
from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from dragoman.reading.relation import MARKS
from dragoman.reading.tokens import case_of


@dataclass(slots=True)
class Encoded:
    ids: list[int]
    cases: list[int]
    offsets: list[tuple[int, int]]
    words: list[int | None]


class Tokens:
    def __init__(self, path: Path, limit: int = 256):
        self.tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(limit)
        self.mask_id = self.tokenizer.token_to_id("[MASK]")
        self.marks = [self.tokenizer.token_to_id(m) for m in MARKS]

    def __call__(self, text: str) -> Encoded:
        e = self.tokenizer.encode(text)
        return Encoded(e.ids, [case_of(text[a:b]) for a, b in e.offsets], e.offsets, e.word_ids)


def pad(rows: Sequence[Sequence[int]], value: int = 0) -> torch.Tensor:
    """Rows of unlike length to one (rows, longest) tensor of int64."""
    width = max(map(len, rows))
    return torch.tensor([list(r) + [value] * (width - len(r)) for r in rows])


def batches(items: Sequence, budget: int, rng: random.Random | None, length=lambda e: len(e.ids)) -> Iterator[list]:
    """Batches whose padded size stays under `budget` tokens, of like length, in random order when `rng` is given."""
    order = sorted(items, key=lambda e: length(e) + (rng.random() * 8 if rng else 0))
    out: list[list] = []
    batch: list = []
    for item in order:
        if batch and (len(batch) + 1) * max(length(item), max(map(length, batch))) > budget:
            out.append(batch)
            batch = []
        batch.append(item)
    if batch:
        out.append(batch)
    if rng:
        rng.shuffle(out)
    return iter(out)
