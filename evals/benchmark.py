"""The speed of the reader on your machine, on the demo reports: what docs/benchmark.md prints.

    python -m evals.benchmark [--words 20000] [--threads N]

The 31 demo reports are read over and over until so many words are read. Nothing but the repository is needed.
"""
from __future__ import annotations

import argparse
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from dragoman import intake
from dragoman.model import Report
from dragoman.reading import Reader
from evals.common import finish
from evals.pace import cold, machine, measured, started

DEMO = Path(__file__).parents[1] / "demo" / "reports"


def repeated(words: int) -> list[Report]:
    """Demo reports, each time under another id, until they hold so many words."""
    out: list[Report] = []
    held = 0
    for n, report in enumerate(cycle([r for r in intake.reports([str(DEMO)]) if isinstance(r, Report)])):
        if held >= words:
            return out
        out.append(replace(report, id=f"{report.id}-{n}"))
        held += len(report.text.split())
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--words", type=int, default=20_000)
    ap.add_argument("--threads", type=int, default=0, help="batches read at a time; 0, the default, is as many as there are cores")
    ap.add_argument("--rounds", type=int, default=3)
    a = ap.parse_args()
    reader = Reader(threads=a.threads)
    reports = repeated(a.words)
    pace = measured(reader, reports, a.rounds)
    first, read = started(), cold(reports[0].text)
    print(machine())
    for what, value in (
            ("threads", f"{reader.encoder.threads}"),
            ("reports / words / statements", f"{pace.reports:,} / {pace.words:,} / {pace.statements:,}"),
            ("articles of 400 words a second", f"{pace.articles:.1f}"),
            ("words a second", f"{pace.words / pace.whole:,.0f}"),
            ("a day, at this pace", f"{pace.articles * 86_400:,.0f} articles"),
            ("whole reader over the bare network", f"{1 / pace.share:.2f}"),
            ("peak memory", f"{pace.peak:.0f} MB"),
            ("dragoman --help", f"{first:.2f} s"),
            ("dragoman read of one report, cold", f"{read:.2f} s")):
        print(f"{what:36}{value}")
    finish({"articles_per_s": round(pace.articles, 2), "words_per_s": round(pace.words / pace.whole, 1), "network_share": min(1.0, round(pace.share, 3)),
            "peak_mb": round(pace.peak, 1), "help_ms": round(first * 1000), "cold_read_ms": round(read * 1000)})


if __name__ == "__main__":
    main()
