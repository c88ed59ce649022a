"""Readings by construction: negation, conditionals, questions, reported speech, passives, nominal events and others.

    python -m evals.constructions [--data FILE] [--weights FOLDER] [--errors N]

evals/data/constructions.jsonl holds short texts of our own with their reference readings, written by an annotator who
saw neither the program nor its training data (a behavioural test set: Ribeiro et al. 2020). Figures of score_reading.py
for each construction and for all together.
"""
from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from dragoman.reading import Reader
from evals.common import finish, lines, scorer
from evals.reading import read

DATA = Path(__file__).parent / "data" / "constructions.jsonl"
KEPT = ("event", "dyad", "whole", "status", "source")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, default=DATA)
    ap.add_argument("--weights")
    ap.add_argument("--errors", type=int, default=0)
    a = ap.parse_args()
    docs = lines(a.data)
    found = read(docs, Reader(a.weights))
    groups: dict[str, list[dict]] = defaultdict(list)
    for d in docs:
        groups[d["construction"]].append(d)
    judge, out = scorer(), {}
    for name, group in [*sorted(groups.items()), ("all", docs)]:
        gold = {d["id"]: d for d in group}
        got = judge.score(gold, gold, found, a.errors if name == "all" else 0)
        print(f"{name:16} {len(group):3} texts {got['gold']:4} statements  " + "  ".join(f"{k} {got[k]:.2f}" for k in KEPT))
        out |= {(k if name == "all" else f"{name}_{k}"): got[k] for k in (KEPT if name == "all" else ("event", "whole"))}
    finish(out)


if __name__ == "__main__":
    main()
