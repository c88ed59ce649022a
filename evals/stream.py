"""The current-events stream as reports of the ledger: a report a line, publisher as given.

    python -m evals.stream [--since 2015] [--until 2023] OUT.jsonl

The id is the number of the line in ../shared/corpus/current_events/2002-2023.jsonl.gz (`cep-N`), which training/data/matching and
evals/data/docket.jsonl name. `dragoman add OUT.jsonl --ledger L` reads them, in ten minutes on two cores.
"""
from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from training.corpora import corpus, lines


def reports(since: str = "2015", until: str = "2023") -> Iterator[dict]:
    """The items of the years, as JSONL reports."""
    for number, item in enumerate(lines(corpus() / "current_events" / "2002-2023.jsonl.gz"), 1):
        if since <= item["date"][:4] <= until:
            yield {"id": f"cep-{number}", "published": item["date"], "publisher": item["source"], "text": item["text"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--since", default="2015", metavar="YEAR")
    parser.add_argument("--until", default="2023", metavar="YEAR")
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    with args.out.open("w", encoding="utf-8") as f:
        for report in reports(args.since, args.until):
            f.write(json.dumps(report, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
