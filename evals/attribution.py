"""Spans of sources, cues and contents: exact and overlap F1.

    python -m evals.attribution [--data FOLDER|FILE] [--weights FOLDER]

FOLDER is in PolNeAR's form (`text/`, `attributions/*.ann`), FILE in CofeNet's (a JSON object a line: tokens, labels).
Default: ../shared/corpus/polnear/cofenet_valid.txt. A predicted span is right exactly where its first and last token are
those of a gold span; by overlap where it shares a character with one that no other prediction has taken.
"""
from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from dragoman.reading import Reader
from dragoman.reading.heads import LAYERS
from evals.common import finish, shared
from training.polnear import brat_spans, windows

Span = tuple[int, int]
SIGNS = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}


def cofenet(path: Path) -> Iterator[tuple[str, dict[str, list[Span]]]]:
    """Texts with gold spans in characters; tokens are joined by spaces, their Penn Treebank signs undone."""
    with open(path, encoding="utf-8") as f:
        for line in filter(str.strip, f):
            d = json.loads(line)
            text, gold = "", {k: [] for k in LAYERS}
            for token, label in zip(d["tokens"], d["labels"], strict=True):
                text += " " if text else ""
                start = len(text)
                text += SIGNS.get(token, token)
                tag, _, layer = label.partition("-")
                if tag == "B":
                    gold[layer].append((start, len(text)))
                elif tag == "I":
                    gold[layer][-1] = (gold[layer][-1][0], len(text))
            yield text, gold


def polnear(folder: Path) -> Iterator[tuple[str, dict[str, list[Span]]]]:
    """Articles with gold spans in characters, discontinuous ones as their parts."""
    for f in sorted((folder / "text").iterdir()):
        text = f.read_text(encoding="utf-8")
        found = brat_spans(folder, f.stem, text)
        if found is not None:
            yield text, found


def score(gold: list[Span], got: list[Span]) -> tuple[int, int]:
    """How many predicted spans are exactly right, and how many right by overlap."""
    free = list(gold)
    touched = 0
    for a, b in got:
        hit = max((g for g in free if g[0] < b and a < g[1]), key=lambda g: min(b, g[1]) - max(a, g[0]), default=None)
        if hit:
            free.remove(hit)
            touched += 1
    return len(set(gold) & set(got)), touched


def figures(data: Path, reader: Reader) -> dict[str, dict[str, float]]:
    """Exact and overlap F1 by layer on a folder in PolNeAR's form or a file in CofeNet's."""
    counts = {k: [0, 0, 0, 0] for k in LAYERS}
    for text, gold in cofenet(data) if data.is_file() else polnear(data):
        got = reader.attributions(text, windows(text, 900) if data.is_dir() else [(0, len(text))])
        for k in LAYERS:
            exact, touched = score(sorted(set(gold[k])), sorted(set(got[k])))
            for i, n in enumerate((exact, touched, len(set(gold[k])), len(set(got[k])))):
                counts[k][i] += n
    out: dict[str, dict[str, float]] = {"exact": {}, "overlap": {}}
    for k, (exact, touched, g, p) in counts.items():
        out["exact"][k], out["overlap"][k] = (round(2 * n / max(1, g + p), 4) for n in (exact, touched))
        print(f"{k:8} exact {out['exact'][k]:.3f}  overlap {out['overlap'][k]:.3f}  gold {g}  predicted {p}")
    return out


def default() -> Path:
    return shared() / "corpus" / "polnear" / "cofenet_valid.txt"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path)
    ap.add_argument("--weights")
    a = ap.parse_args()
    finish(figures(a.data or default(), Reader(a.weights)))


if __name__ == "__main__":
    main()
