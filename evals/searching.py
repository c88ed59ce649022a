"""How long a search takes, in a process of its own with the file out of the system's memory (cold), and again in one process (warm).

    python -m evals.searching --ledger LEDGER [QUERY ...]

Prints a row of Markdown for each query: reports that hold the words, hits, milliseconds cold (opening the ledger included, starting
Python left out) and warm (the middle one of seven). The ledger is an SQLite file.
"""
from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

from dragoman.briefing import View, search
from dragoman.ledger import open_ledger

QUERIES = ('"nuclear technology"', "russia iran", "tariff* mexico", "summit -nato", "police", "russia", "the")

COLD = """
import sys, time
from dragoman.briefing import View, search
from dragoman.ledger import open_ledger
begin = time.perf_counter()
with open_ledger(sys.argv[1]) as book, View(book, sys.argv[3] or None) as view:
    search(view, sys.argv[2])
print((time.perf_counter() - begin) * 1000)
"""


def forget(path: str) -> None:
    """Take a file out of the system's page cache."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--ledger", required=True)
    ap.add_argument("--as-of", default="", metavar="DAY")
    ap.add_argument("queries", nargs="*", metavar="QUERY", default=QUERIES)
    a = ap.parse_args()
    print("| query | reports | hits | cold, ms | warm, ms |\n|---|---|---|---|---|")
    with open_ledger(a.ledger) as book:
        for query in a.queries:
            forget(a.ledger)
            cold = float(subprocess.run([sys.executable, "-c", COLD, a.ledger, query, a.as_of], capture_output=True, text=True, check=True).stdout)
            warm = []
            for _ in range(7):
                begin = time.perf_counter()
                with View(book, a.as_of or None) as view:
                    found = search(view, query)
                warm.append((time.perf_counter() - begin) * 1000)
            print(f"| `{query}` | {found['reports']:,} | {found['total']:,}{'' if found['complete'] else ' or more'} | {cold:.0f} | "
                  f"{statistics.median(warm):.0f} |", flush=True)


if __name__ == "__main__":
    main()
