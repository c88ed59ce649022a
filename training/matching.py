"""The weights of ledger/match.py: from pairs of statements that readers judged, by logistic regression.

    python -m training.matching --ledger STREAM.db [--out src/dragoman/codebook/matching.tsv]

STREAM.db holds the current-events stream 2015–2023 (evals/stream.py). Pairs: training/data/matching (pairs.jsonl: an announcement and
later statements; closings.jsonl: what the program closed items with, judged right or wrong), and the dev half of
evals/data/docket.jsonl. A pair is one event where the later statement tells that the act came about, was put off, called off or
denied, or announces it again; `part` and `ambiguous` are left out. Prints average precision out of ten folds by announcement.
"""
from __future__ import annotations

import argparse
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from dragoman.ledger import match, open_ledger
from dragoman.ledger.days import reported
from dragoman.ledger.habits import Habits
from dragoman.ledger.kinds import announces, kind, means, pairs, participants, stems
from dragoman.ledger.merging import USUAL
from dragoman.model import Statement
from training.corpora import lines

HERE = Path(__file__).parent
SAME = frozenset({"fulfilled", "postponed", "called_off", "denied", "again", "right"})
UNSURE = frozenset({"part", "ambiguous"})
RIDGE = 0.6
JUDGED = 3.0
"""Weight of a pair that the program closed an item with: these are as alike as what it has to tell apart."""
FOLDS = 10

Pair = tuple[Statement, Statement, bool, str]


def densities(statements: Iterable[Statement]) -> Callable[[Statement], int]:
    """How often a statement's parties did the like in the days before, as merging counts it."""
    habits = Habits()
    for s in statements:
        habits.note(s)

    def density(s: Statement) -> int:
        k = kind(s)
        return habits.lately(k.type, pairs(participants(s, k.mutual)), reported(s), USUAL)

    return density


def judged(by_place: dict[tuple, Statement]) -> Iterator[Pair]:
    """Pairs that readers judged; one whose statements another reader version no longer finds is left out."""
    def at(ref: dict) -> Statement | None:
        return by_place.get((ref["report"], *ref["span"]))

    for group in lines(HERE / "data" / "matching" / "pairs.jsonl"):
        one = at(group["announced"])
        for candidate in group["candidates"] if group["kind"] == "ahead" and one else ():
            other = at(candidate)
            if other and candidate["label"] not in UNSURE:
                yield one, other, candidate["label"] in SAME, group["id"]
    for n, line in enumerate(lines(HERE / "data" / "matching" / "closings.jsonl")):
        one, other = at(line["announced"]), at(line["closed"])
        if one and other and line["verdict"] not in UNSURE:
            yield one, other, line["verdict"] in SAME, f"c{n}"


def followed(by_report: dict[str, list[Statement]]) -> Iterator[Pair]:
    """Announcements of the dev half of evals/data/docket.jsonl with what their outcome's reports state."""
    ends = {"fulfilled": ("occurred", "ongoing"), "postponed": ("called_off", "planned"), "called_off": ("called_off", "denied"),
            "denied": ("denied", "called_off")}
    for n, gold in enumerate(lines(HERE.parent / "evals" / "data" / "docket.jsonl")):
        codes = {*gold["actor"], *gold["recipient"]}
        found = [s for s in by_report[gold["announced"]] if announces(s) and codes & frozenset().union(*s.codes)]
        found.sort(key=lambda s: (-(s.type == gold["type"]), -bool(stems(s.trigger) & stems(gold["trigger"]))))
        if gold["half"] != "dev" or not found or not (found[0].type == gold["type"] or stems(found[0].trigger) & stems(gold["trigger"])):
            continue
        one = found[0]
        for other in (s for report in (*gold["evidence"], *gold["then_evidence"]) for s in by_report[report]):
            if other.report == one.report or not codes & frozenset().union(*other.codes):
                continue
            like, end = other.type == one.type or bool(stems(other.trigger) & stems(one.trigger)), means(one.type, other)
            if end in ends[gold["outcome"]] and (like or frozenset({other.type, one.type}) in match.KIN or end == "called_off"):
                yield one, other, True, f"g{n}"
            elif not like:
                yield one, other, False, f"g{n}"


def fit(x: np.ndarray, y: np.ndarray, counts: np.ndarray, steps: int = 60) -> np.ndarray:
    """Bias and weights by Newton's method with a ridge on the weights as they are: features are of like size. `x` is (rows, features), `counts` (rows,)."""
    a = np.column_stack([np.ones(len(x)), x])
    ridge = np.array([0.01, *np.full(x.shape[1], RIDGE)])
    w = np.zeros(a.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-a @ w))
        w -= np.linalg.solve((a.T * (counts * p * (1 - p))) @ a + np.diag(ridge), a.T @ (counts * (p - y)) + ridge * w)
    return w


def average_precision(y: np.ndarray, p: np.ndarray) -> float:
    """Mean precision at each true pair, the surest first."""
    y = y[np.argsort(-p, kind="stable")]
    return float(np.mean((np.cumsum(y) / np.arange(1, len(y) + 1))[y > 0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--out", type=Path, default=HERE.parent / "src" / "dragoman" / "codebook" / "matching.tsv")
    args = parser.parse_args()
    with open_ledger(args.ledger) as book:
        statements = book.statements()
    by_report: defaultdict[str, list[Statement]] = defaultdict(list)
    for s in statements:
        by_report[s.report].append(s)
    density = densities(statements)
    data = [*judged({(s.report, *s.span): s for s in statements}), *followed(by_report)]
    found = [match.features(match.traits(one), match.traits(other), density(other)) for one, other, _, _ in data]
    names = sorted({name for f in found for name in f})
    x, y = np.array([[f.get(n, 0.0) for n in names] for f in found]), np.array([same for _, _, same, _ in data], float)
    fold = np.array([int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS for _, _, _, group in data])
    counts = np.array([JUDGED if group[0] == "c" else 1.0 for _, _, _, group in data])
    out = np.zeros(len(y))
    for k in range(FOLDS):
        w = fit(x[fold != k], y[fold != k], counts[fold != k])
        out[fold == k] = 1 / (1 + np.exp(-(w[0] + x[fold == k] @ w[1:])))
    print(f"{len(y)} pairs, {int(y.sum())} of one event; average precision out of fold {average_precision(y, out):.3f}")
    w = fit(x, y, counts)
    with args.out.open("w", encoding="utf-8") as f:
        f.write("feature\tweight\n")
        f.writelines(f"{name}\t{round(weight, 3):g}\n" for name, weight in zip(["", *names], w, strict=True))


if __name__ == "__main__":
    main()
