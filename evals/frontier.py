"""Size, speed and accuracy of several weights side by side.

    python -m evals.frontier NAME=FOLDER ... [--out docs/frontier.json]

Figures: megabytes of the folder's graphs; articles of 400 words a second of the whole reader (US government releases, two threads,
one turn over 40 texts); F1 of events, dyads and whole statements on silver dev; exact F1 of contents on PolNeAR's dev set.
"""
from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from dragoman.intake import boilerplate
from dragoman.reading import Reader
from evals import attribution, reading
from evals.common import finish, shared
from evals.speed import texts


def pace(reader: Reader, articles: int = 40, turns: int = 1) -> float:
    """Articles of 400 words a second."""
    reports = [(r, boilerplate(r.text)) for r in texts(articles)]
    best = float("inf")
    for _ in range(turns):
        start = time.perf_counter()
        for r, skip in reports:
            reader.read(r, skip)
        best = min(best, time.perf_counter() - start)
    return sum(len(r.text.split()) for r, _ in reports) / best / 400


def row(name: str, folder: str) -> dict:
    reader = Reader(folder, threads=2)
    dev = shared() / reading.SETS["dev"][0]
    got = reading.figures(dev, dev, reader)
    spans = attribution.figures(attribution.default(), reader)
    size = sum(f.stat().st_size for f in Path(folder).iterdir()) / 1e6
    return {"name": name, "mb": round(size, 1), "articles_per_s": round(pace(reader), 1), **{k: round(got[k], 3) for k in ("event", "dyad", "whole", "source")},
            "content": round(spans["exact"]["content"], 3)}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("weights", nargs="+", metavar="NAME=FOLDER")
    ap.add_argument("--out", type=Path)
    a = ap.parse_args()
    rows = []
    for given in a.weights:
        rows.append(row(*given.split("=", 1)))
        print(rows[-1], flush=True)
    if a.out:
        a.out.write_text("[\n" + ",\n".join(" " + json.dumps(r) for r in rows) + "\n]\n", encoding="utf-8")
    finish({f"{r['name']}.{k}": v for r in rows for k, v in r.items() if k != "name"})


if __name__ == "__main__":
    main()
