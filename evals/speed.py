"""Speed and memory of the whole reader beside the bare network, in one run.

    python -m evals.speed [--texts 200] [--threads 2]

The texts are US government releases of ../shared (half White House, half State Department). The bare pass runs the
first ONNX graph over the same paragraphs in the same batches and throws its output away. The two take turns, and the best
of each counts: what slows a shared machine for a moment slows neither figure.
"""
from __future__ import annotations

import argparse
import resource
import time

from dragoman.intake import boilerplate
from dragoman.model import Report
from dragoman.reading import Reader
from dragoman.reading.reader import PIECE
from dragoman.reading.text import paragraphs, pieces, sentences
from evals.common import finish, shared
from training.corpora import lines

ROUNDS = 3


def texts(n: int) -> list[Report]:
    out = []
    for name in ("white_house/statements_2021_2025-06.jsonl.gz", "state_dept/2021-05_2022-06-14.jsonl.gz"):
        rows = lines(shared() / "corpus" / name)
        step = max(1, len(rows) // (n // 2))
        out += [Report(f"{name}-{i}", rows[i]["text"], rows[i].get("title"), rows[i]["published"][:10]) for i in range(0, step * (n // 2), step)]
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--texts", type=int, default=200)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--weights")
    a = ap.parse_args()
    reader = Reader(a.weights, threads=a.threads)
    reports = [(r, boilerplate(r.text)) for r in texts(a.texts)]
    stretches = [(r, pieces(r.text, paragraphs(r.text, skip), PIECE)) for r, skip in reports]
    groups = [reader.encoder.windows(r.text, p) for r, p in stretches]
    for group in groups[:5]:  # warm the arenas
        for batch in reader.encoder.batches(group):
            reader.encoder.label(batch)
    bare, whole, statements = float("inf"), float("inf"), 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for group in groups:
            for batch in reader.encoder.batches(group):
                reader.encoder.label(batch)
        bare = min(bare, time.perf_counter() - start)
        start = time.perf_counter()
        statements = sum(len(reader.read(r, skip)) for r, skip in reports)
        whole = min(whole, time.perf_counter() - start)
    words = sum(len(r.text.split()) for r, _ in reports)
    n = sum(len(sentences(r.text, p)) for r, ps in stretches for p in ps)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(reports)} texts, {words} words, {n} sentences, {statements} statements, {a.threads} threads")
    print(f"whole reader {whole:.2f} s: {len(reports) / whole:.1f} articles/s, {words / whole:.0f} words/s, {n / whole:.0f} sentences/s; "
          f"{words / whole / 400:.1f} articles of 400 words a second")
    print(f"bare ONNX pass {bare:.2f} s: {n / bare:.0f} sentences/s; whole/bare {whole / bare:.2f}; peak memory {peak:.0f} MB")
    finish({"articles_per_s": round(len(reports) / whole, 2), "words_per_s": round(words / whole, 1), "sentences_per_s": round(n / whole, 1),
            "bare_sentences_per_s": round(n / bare, 1), "whole_over_bare": round(whole / bare, 3), "peak_mb": round(peak, 1)})


if __name__ == "__main__":
    main()
