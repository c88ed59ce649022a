"""Whole readings against reference readings: events, dyads, status, dates, sources, chains.

    python -m evals.reading [--docs DOCS.jsonl --gold GOLD.jsonl] [--weights FOLDER] [--errors N]

Without --docs: the silver dev part, the model report, and whole articles of TimeBank and AQUAINT with our own reference
readings (evals/data/newswire.jsonl; their texts come from ../shared). The scorer is ../shared/tools/score_reading.py.
"""
from __future__ import annotations

import argparse
import time
from pathlib import Path

from dragoman.intake import boilerplate
from dragoman.model import Report
from dragoman.reading import Reader
from evals.common import finish, lines, scorer, shared
from training.annotations import annotations

SETS = {"dev": ("corpus/silver/dev.jsonl", "corpus/silver/dev.jsonl"), "model-report": ("model-report/report.jsonl", "model-report/reading.jsonl")}
NEWSWIRE = Path(__file__).parent / "data" / "newswire.jsonl"
KEPT = ("event", "event_precision", "event_recall", "dyad", "whole", "status", "status_macro", "when_exact", "when_fits", "source", "own_voice", "chain")


def read(docs: list[dict], reader: Reader) -> dict[str, dict]:
    """Readings of documents by id, in the annotation guide's form."""
    reports = [Report(d["id"], d["text"], d.get("title"), (d.get("published") or "")[:10] or None, d.get("publisher"), d.get("url")) for d in docs]
    return {r.id: {"id": r.id, "statements": [s.annotation() for s in reader.read(r, boilerplate(r.text))]} for r in reports}


def documents(path: Path) -> list[dict]:
    """Lines of a file, each with its text: its own, or the one in ../shared that its id names."""
    found = lines(path)
    return found if all("text" in d for d in found) else list(annotations(path))


def figures(docs: Path, gold: Path, reader: Reader, errors: int = 0) -> dict:
    """Figures of score_reading.py for a set of documents."""
    texts, reference = documents(docs), {d["id"]: d for d in lines(gold)}
    result = scorer().score({d["id"]: d for d in texts if d["id"] in reference}, reference, read(texts, reader), errors)
    return {k: result[k] for k in KEPT} | {"documents": result["documents"], "gold": result["gold"], "predicted": result["predicted"]}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--docs", "--data", type=Path)
    ap.add_argument("--gold", type=Path, help="defaults to --docs, where that holds its statements itself")
    ap.add_argument("--weights", help="folder of other weights than those that ship")
    ap.add_argument("--lean", nargs="*", default=[], metavar="PART=X", help="trigger=0.5 actor=0.3 …: see dragoman.reading.reader.Reader")
    ap.add_argument("--least", nargs="*", default=[], metavar="ROLE=P")
    ap.add_argument("--errors", type=int, default=0)
    a = ap.parse_args()
    lean, least = ({k: float(v) for k, v in (x.split("=") for x in given)} for given in (a.lean, a.least))
    reader = Reader(a.weights, lean=lean, least=least)
    own = {k: (shared() / d, shared() / g) for k, (d, g) in SETS.items()} | {"newswire": (NEWSWIRE, NEWSWIRE)}
    sets = {"given": (a.docs, a.gold or a.docs)} if a.docs else own
    out: dict = {}
    for name, (docs, gold) in sets.items():
        start = time.perf_counter()
        got = figures(docs, gold, reader, a.errors)
        print(f"{name}: " + "  ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in got.items())
              + f"  ({time.perf_counter() - start:.1f} s)")
        prefix = "" if name in ("given", "dev") else name + "_"
        out |= {prefix + k: v for k, v in got.items() if isinstance(v, float)}
    finish(out)


if __name__ == "__main__":
    main()
