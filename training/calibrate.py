"""Fit the map from what the reader knows of a statement to its confidence, and write it into the weights' card.

    python -m training.calibrate FOLDER [--lines FILE ...] [--also FILE ...] [--folds N] [--features NAME ...] [--dry]

FILE is annotated JSON lines that the weights have not seen. Where there are none, leave --lines out: the silver dev part is
used in two halves, each measured with a map fitted on the other, and the card says that its map rests on these lines. Features
enter one by one: each time the one that lowers the cross-validated log loss most, as long as that is more than one
standard error; or they are named. With `--also`, lines of other kinds that the weights have not seen either say with them
what tells right from wrong (those of --lines count twice), and those of --lines alone how often it is (Platt 1999). Run it
again after a change of the weights or of `lean` in the card, which change what is found.
"""
from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dragoman.reading.confidence import RAW, probability
from evals.calibration import Judged, Noting, columns, digest, figures, folds, judged
from evals.common import shared
from training.logistic import fit, log_losses, out_of_fold
from training.seal import note

MOST = 4
"""Features of a map at most: it is to be read by people."""


def choose(rows: list[Judged], fold: np.ndarray) -> list[str]:
    """Names of the features of the map, each with the log loss it brought printed."""
    right = np.array([r.right for r in rows])
    losses = log_losses(out_of_fold(columns(rows, []), right, fold), right)
    print(f"{'no feature':12} log loss {losses.mean():.4f}")
    chosen: list[str] = []
    while len(chosen) < MOST:
        tried = {n: log_losses(out_of_fold(columns(rows, [*chosen, n]), right, fold), right) for n in rows[0].features if n not in chosen}
        best = min(tried, key=lambda n: tried[n].mean())
        gain = losses - tried[best]
        error = gain.std() / len(gain) ** 0.5
        print(f"{best:12} log loss {tried[best].mean():.4f}, lower by {gain.mean():.4f} ± {error:.4f}")
        if gain.mean() <= error:
            break
        chosen.append(best)
        losses = tried[best]
    return chosen


def calibrated(rows: list[Judged], n: int, names: Sequence[str] = ()) -> dict:
    """The map fitted on all rows, of these features or of those chosen, with the figures that it has on folds left out of the fit."""
    fold, right = folds(rows, n), np.array([r.right for r in rows])
    names = list(names) or choose(rows, fold)
    if "event" not in names and {"trigger", "type"}.isdisjoint(names):
        raise SystemExit(f"the network's own probabilities do not help to tell right from wrong in {len(rows)} statements: expected more lines")
    held = out_of_fold(columns(rows, names), right, fold)
    raw = np.array([probability(r.features, RAW) for r in rows])
    for name, p in (("raw", raw), ("out of fold", held)):
        print(f"{name:12} " + "  ".join(f"{k} {v:.4f}" for k, v in figures(p, right).items()) + f"  log loss {log_losses(p, right).mean():.4f}")
    weights, bias = fit(columns(rows, names), right)
    return {"features": names, "weights": [round(float(w), 4) for w in weights], "bias": round(bias, 4),
            "statements": len(rows), "folds": n, "out_of_fold": {k: round(v, 4) for k, v in figures(held, right).items() if k != "calibration"}}


def also(made: dict, rows: list[Judged], more: list[Judged]) -> dict:
    """The map with weights fitted on these rows, counted twice, and on more; its slope and bias on these rows alone."""
    names = made["features"]
    x = columns(rows, names)
    right = np.array([r.right for r in rows])
    weights, bias = fit(np.concatenate([x, x, columns(more, names)]), np.concatenate([right, right, [r.right for r in more]]))
    slope, level = fit((x @ weights + bias)[:, None], right)
    return made | {"weights": [round(float(w), 4) for w in weights * slope[0]], "bias": round(float(bias * slope[0] + level), 4), "more_statements": len(more)}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path, help="weights, with their card.json")
    ap.add_argument("--lines", type=Path, nargs="+", help="annotated JSON lines that the weights have not seen; silver dev, cross-fitted, where there are none")
    ap.add_argument("--also", type=Path, nargs="+", default=[], metavar="FILE",
                    help="further such lines, of other kinds: they help to rank, and do not say how often what is found is right")
    ap.add_argument("--folds", type=int, help="10 with --lines, else 2")
    ap.add_argument("--features", nargs="+", default=[], metavar="NAME", help="of dragoman.reading.confidence.features; chosen by cross-validation by default")
    ap.add_argument("--dry", action="store_true", help="print, and leave the card as it is")
    a = ap.parse_args()
    files = a.lines or [shared() / "corpus" / "silver" / "dev.jsonl"]
    reader = Noting(a.folder)
    reader.encoder.card.pop("confidence", None)
    rows = [r for f in files for r in judged(f, reader)]
    print(f"{len(rows)} statements of {', '.join(f.name for f in files)}, {np.mean([r.right for r in rows]):.3f} of them right")
    made = calibrated(rows, a.folds or (10 if a.lines else 2), a.features)
    if a.also:
        made = also(made, rows, [r for f in a.also for r in judged(f, reader)])
    made |= {"lines": {f.name: digest(f) for f in (*files, *a.also)}}
    print(json.dumps(made))
    if not a.dry:
        note(a.folder, {"confidence": made})


if __name__ == "__main__":
    main()
