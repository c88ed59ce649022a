"""Speed, overhead, start-up and memory of the reader on real texts.

    python -m evals.speed [--texts 200] [--threads 2] [--between LEAST MOST] [--hold]

The texts are US government releases of ../shared (half White House, half State Department), those of so many words with --between. The
floor holds what does not hang on the machine: the bare network's share of the time of reports read one after the other, 0.8, which is an
overhead of 1.25. With --hold, on a quiet machine like ours (two cores with VNNI), the other three are held too: 12 articles of 400 words a
second as the commands read them, `dragoman --help` in 0.3 s, `dragoman read` of one article in 2 s.
`python -m evals.benchmark` needs no corpora.
"""
from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from dragoman.intake import reports
from dragoman.model import Report
from dragoman.reading import Reader
from evals.common import finish, shared
from evals.pace import cold, machine, measured, started
from training.corpora import lines

ARTICLES, HELP, COLD = 12.0, 0.3, 2.0
"""Articles of 400 words a second at least; seconds at most."""


def texts(n: int, least: int = 0, most: int = sys.maxsize) -> list[Report]:
    """Releases from all of the years, of at least and at most so many words, as the commands take them in."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "releases.jsonl"
        with given.open("w", encoding="utf-8") as out:
            for name in ("white_house/statements_2021_2025-06.jsonl.gz", "state_dept/2021-05_2022-06-14.jsonl.gz"):
                rows = [row for row in lines(shared() / "corpus" / name) if least <= len(row["text"].split()) <= most]
                step = max(1, len(rows) // (n // 2))
                for i in range(0, step * (n // 2), step):
                    out.write(json.dumps({"id": f"{name}-{i}", "title": rows[i].get("title"), "published": rows[i]["published"][:10],
                                          "text": rows[i]["text"]}) + "\n")
        return [item for item in reports([str(given)]) if isinstance(item, Report)]


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--texts", type=int, default=200)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--between", type=int, nargs=2, default=(0, sys.maxsize), metavar=("LEAST", "MOST"), help="texts of so many words alone")
    ap.add_argument("--weights")
    ap.add_argument("--hold", action="store_true", help="exit status 1 where a figure misses its bar")
    a = ap.parse_args()
    given = texts(a.texts, *a.between)
    pace = measured(Reader(a.weights, threads=a.threads), given, a.rounds)
    article = min(given, key=lambda r: abs(len(r.text.split()) - 400)).text
    first, read = started(), cold(article)
    print(machine())
    print(f"{pace.reports} texts, {pace.words} words, {pace.statements} statements, {a.threads} threads")
    print(f"whole reader {pace.whole:.2f} s: {pace.articles:.1f} articles of 400 words a second, {pace.words / pace.whole:.0f} words/s")
    print(f"one report after the other {pace.alone:.2f} s, the bare network so {pace.bare:.2f} s; whole/bare {1 / pace.share:.2f}; "
          f"peak memory {pace.peak:.0f} MB")
    print(f"dragoman --help {first:.2f} s; dragoman read of an article of {len(article.split())} words, cold, {read:.2f} s")
    finish({"articles_per_s": round(pace.articles, 2), "words_per_s": round(pace.words / pace.whole, 1), "network_share": min(1.0, round(pace.share, 3)),
            "peak_mb": round(pace.peak, 1), "help_ms": round(first * 1000), "cold_read_ms": round(read * 1000)})
    missed = [f"{name} {got:.2f}, expected {bar}" for name, got, bar, good in (
        ("articles a second", pace.articles, ARTICLES, pace.articles >= ARTICLES), ("network's share", pace.share, 0.8, pace.share >= 0.8),
        ("seconds of --help", first, HELP, first <= HELP), ("seconds of a cold read", read, COLD, read <= COLD)) if not good]
    if a.hold and missed:
        sys.exit("\n".join(missed))


if __name__ == "__main__":
    main()
