"""Whether confidence means what it says: of statements with confidence 0.8, are eight in ten right?

    python -m evals.calibration [--data FILE ...] [--weights FOLDER]

A statement is right where ../shared/tools/score_reading.py pairs it with one of the reference reading: same type, and triggers
that overlap or parties that agree. FILE is annotated JSON lines; by default the silver dev part, and whole newswire
articles (figures `newswire_…`).

ece          expected calibration error over ten bins of equal width (Naeini et al. 2015); the headline
brier        mean squared distance of confidence from the outcome
auroc        chance that of a right and a wrong statement the right one has the higher confidence
calibration  1 - ece, which has a floor

Where the weights' card says that its map was fitted on the very lines measured, each half of them is measured with a map
fitted on the other.
"""
from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dragoman.model import Span, Statement, identity
from dragoman.reading import Reader
from dragoman.reading.confidence import features
from dragoman.reading.retelling import Mention
from evals.common import finish, scorer, shared
from evals.reading import NEWSWIRE, documents, read
from training.logistic import out_of_fold


class Noting(Reader):
    """A reader that notes the features of every statement it makes, by report and span."""

    def __init__(self, folder: str | Path | None = None):
        super().__init__(folder)
        self.noted: dict[tuple[str, Span], dict[str, float]] = {}

    def confidence(self, sure: tuple[float, float], statement: Statement, mention: Mention) -> float:
        self.noted[statement.report, statement.span] = features(*sure, statement, mention)
        return super().confidence(sure, statement, mention)


class Judged(NamedTuple):
    """A statement that the reader made, and whether the reference reading has it too."""

    report: str
    features: dict[str, float]
    confidence: float
    right: bool


class Bin(NamedTuple):
    """Statements of like confidence: how many, their mean confidence, and how many are right."""

    count: int
    confidence: float
    right: int


def judged(path: Path, reader: Noting) -> list[Judged]:
    """Every statement that the reader makes of a file's texts."""
    out, pair = [], scorer().pair
    docs = documents(path)
    readings = read(docs, reader)
    for d in docs:
        made = readings[d["id"]]["statements"]
        hits = {id(p) for _, p in pair((d.get("title") or "") + "\n" + d["text"], d["statements"], made)}
        out += [Judged(d["id"], reader.noted[d["id"], tuple(s["span"])], s["confidence"], id(s) in hits) for s in made]
    return out


def folds(rows: list[Judged], n: int) -> np.ndarray:
    """The fold of each row, by a hash of its report: statements of one report stay together."""
    return np.array([int(identity(r.report), 16) % n for r in rows])


def columns(rows: list[Judged], names: list[str]) -> np.ndarray:
    return np.array([[r.features[n] for n in names] for r in rows]).reshape(len(rows), len(names))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def confidences(rows: list[Judged], path: Path, card: dict) -> tuple[np.ndarray, bool]:
    """Confidence of the rows, and whether it is cross-fitted: where the card's map was fitted on this very file, by halves."""
    made = card.get("confidence", {})
    if digest(path) not in made.get("lines", {}).values():
        return np.array([r.confidence for r in rows]), False
    return out_of_fold(columns(rows, made["features"]), np.array([r.right for r in rows]), folds(rows, 2)), True


def bins(p: np.ndarray, right: np.ndarray, n: int = 10, equal_mass: bool = False) -> list[Bin]:
    """Bins of equal width, or of as many statements each; empty ones are left out."""
    if equal_mass:
        groups = np.array_split(np.argsort(p, kind="stable"), n)
    else:
        at = np.minimum((p * n).astype(int), n - 1)
        groups = [np.flatnonzero(at == k) for k in range(n)]
    return [Bin(len(g), float(p[g].mean()), int(right[g].sum())) for g in groups if len(g)]


def calibration_error(found: list[Bin]) -> float:
    """Mean distance between confidence and the share that is right, each bin weighted by its statements."""
    return sum(abs(b.count * b.confidence - b.right) for b in found) / max(1, sum(b.count for b in found))


def auroc(p: np.ndarray, right: np.ndarray) -> float:
    """Area under the ROC curve by ranks (Mann and Whitney 1947), ties counting half; 0.5 where all are right or all wrong."""
    values, at, counts = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[at]
    n, m = int(right.sum()), int((~right).sum())
    return float((ranks[right].sum() - n * (n + 1) / 2) / (n * m)) if n and m else 0.5


def by_chance(p: np.ndarray, draws: int = 200) -> float:
    """The mean ece of confidences that are right by definition: outcomes drawn from them. Below it lies only noise."""
    rng = np.random.default_rng(0)
    return float(np.mean([calibration_error(bins(p, rng.random(len(p)) < p)) for _ in range(draws)]))


def figures(p: np.ndarray, right: np.ndarray) -> dict[str, float]:
    ece = calibration_error(bins(p, right))
    return {"ece": ece, "brier": float(np.mean((p - right) ** 2)), "auroc": auroc(p, right), "calibration": 1 - ece}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, nargs="*", help="annotated JSON lines in place of silver dev and newswire")
    ap.add_argument("--weights", help="folder of other weights than those that ship")
    a = ap.parse_args()
    reader = Noting(a.weights)
    sets = {p.stem + "_": p for p in a.data} if a.data else {"": shared() / "corpus" / "silver" / "dev.jsonl", "newswire_": NEWSWIRE}
    out: dict[str, float] = {}
    for prefix, path in sets.items():
        rows = judged(path, reader)
        right = np.array([r.right for r in rows])
        p, crossed = confidences(rows, path, reader.encoder.card)
        got = figures(p, right)
        print(f"{path.name}: {len(rows)} statements, mean confidence {p.mean():.3f}, right {right.mean():.3f}"
              + ("; cross-fitted in two halves, as the map was fitted on these lines" if crossed else ""))
        for b in bins(p, right):
            print(f"  confidence {b.confidence:.2f}  right {b.right / b.count:.2f}  of {b.count}")
        for least in (0.3, 0.5, 0.7, 0.9):
            kept = right[p >= least]
            print(f"  --min-confidence {least}: {len(kept)} statements, {kept.sum() / max(1, len(kept)):.2f} right, "
                  f"{kept.sum() / max(1, right.sum()):.2f} of all right ones")
        print("  " + "  ".join(f"{k} {v:.3f}" for k, v in got.items()) + f"  (ece by chance alone {by_chance(p):.3f}; over 15 bins of equal width "
              f"{calibration_error(bins(p, right, 15)):.3f}, of equal mass {calibration_error(bins(p, right, 15, True)):.3f})")
        out |= {(prefix if len(sets) > 1 else "") + k: v for k, v in got.items()}
    finish(out)


if __name__ == "__main__":
    main()
