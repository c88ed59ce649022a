"""The act between two marked parties of a sentence: macro F1 of PLOVER root, quad class and cooperation or conflict.

    python -m evals.plover [--data FILE.tsv] [--weights FOLDER] [--errors N]

FILE is in PLV's form: tab-separated, with columns `marked_sentence` (<s>actor</s>, <t>recipient</t>) and `gold_root`.
Default: ../shared/corpus/plover/PLV_train.tsv, which the shipped weights were trained on: their figure on it is no measure
of what they do with new sentences; `python -m training.folds` is. Macro F1 is the mean over the classes that occur in the
gold. Quad and binary are those of the predicted root. A file that has the root YIELD of PLOVER's earlier drafts is scored
in its terms: CONCEDE and RETREAT are one, of material cooperation.
"""
from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dragoman.reading import Reader
from evals.common import finish, macro_f1, shared
from training.plover import QUAD, ROOTS, likeliest, plv


def figures(gold: Sequence[str], got: Sequence[str]) -> dict[str, float]:
    """Macro F1 of roots, of their quad classes, and of cooperation against conflict."""
    quads = [[QUAD[r] for r in side] for side in (gold, got)]
    sides = [[q.rpartition(" ")[2] for q in side] for side in quads]
    return {"root": macro_f1(gold, got), "quad": macro_f1(*quads), "binary": macro_f1(*sides)}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path)
    ap.add_argument("--weights")
    ap.add_argument("--errors", type=int, default=0)
    a = ap.parse_args()
    found = plv(a.data or shared() / "corpus" / "plover" / "PLV_train.tsv")
    rows = [r for r in found if r.root in ROOTS]
    odd = Counter(r.root for r in found if r.root not in ROOTS)
    reader, folded = Reader(a.weights), any(r.root == "YIELD" for r in rows)
    got = [likeliest(reader.acts(r.sentence, r.actor, r.recipient), folded) for r in rows]
    gold = [r.root for r in rows]
    print(f"{len(rows)} rows" + "".join(f", {n} left out whose root is {root!r}" for root, n in odd.items()))
    for root in sorted(set(gold)):
        hit = sum(g == p == root for g, p in zip(gold, got, strict=True))
        print(f"{root:10} gold {gold.count(root):4}  predicted {got.count(root):4}  right {hit:4}")
    for row, p in [(r, p) for r, p in zip(rows, got, strict=True) if r.root != p][:a.errors]:
        print(f"{row.root} as {p}: {row.sentence}")
    finish(figures(gold, got))


if __name__ == "__main__":
    main()
