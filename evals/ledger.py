"""Size and speed of the ledger: how long it takes to fill, to derive, and to answer, from ten thousand statements to a million.

    python -m evals.ledger --from LEDGER [--statements 10000 100000 1000000] [--folder FOLDER]

The statements are those of a ledger of real reports, copied with their years moved by four or eight and the codes of states
exchanged throughout, so that as much happens between two parties as in the news; half of the words of their texts get other
letters, so that none is a copy of another's. Reading is left out. Reports are kept in
groups of a thousand to a transaction. Answers are timed as whole commands, the middle one of three.
"""
from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from zlib import crc32

from dragoman.ledger import Ledger, open_ledger
from dragoman.model import Report, Statement
from evals.common import finish

SHARED_CODES = frozenset({"UNK", "IGO", "NGO", "MNC", "REB"})
QUESTIONS = {"brief": ["brief"], "docket": ["docket"], "dyads": ["dyads"], "brief_as_of": ["brief", "--as-of", "2019-06-30"],
             "docket_as_of": ["docket", "--as-of", "2019-06-30"], "dyads_as_of": ["dyads", "--as-of", "2019-06-30"]}
MORE = 1000
LATEST = 999_999
"""A copy whose years are not moved: its last reports come after all others."""

Read = tuple[Report, list[Statement]]


def loaded(where: str) -> list[Read]:
    """The reports of a ledger that state something, with what they state, by day."""
    with open_ledger(where) as ledger:
        told: dict[str, list[Statement]] = {}
        for s in ledger.statements():
            told.setdefault(s.report, []).append(s)
        return [(r, told[r.id]) for r in ledger.reports() if r.published and r.id in told]


def copied(reports: list[Read], number: int) -> Iterator[Read]:
    """The reports as another world has them: `number` 0 gives them as they are."""
    def ciphered(text: str) -> str:
        """Half of the words with other letters, so that one world's texts are no copies of another's."""
        shift = number % 25
        return re.sub(r"[a-z]+", lambda m: "".join(chr((ord(c) - 97 + shift) % 26 + 97) for c in m[0]) if crc32(m[0].encode()) & 1 else m[0], text)

    codes = sorted({a.code for _, told in reports for s in told for a in (*s.actor, *s.recipient, *s.said_by)} - SHARED_CODES)
    others = list(codes)
    random.Random(number).shuffle(others)
    exchanged = dict(zip(codes, others, strict=True)) if number else {}
    years = 4 * (number % 3)

    def moved(iso: str | None) -> str | None:
        return iso and re.sub(r"(^|/)(\d{4})", lambda m: f"{m[1]}{int(m[2]) - years:04}", iso)

    def renamed(people: tuple) -> tuple:
        return tuple(replace(p, code=exchanged.get(p.code, p.code)) for p in people)

    for report, told in reports:
        name = f"{report.id}-{number}"
        yield (replace(report, id=name, text=ciphered(report.text), published=moved(report.published)),
               [replace(s, id="", report=name, published=moved(s.published), when=moved(s.when), actor=renamed(s.actor),
                        recipient=renamed(s.recipient), said_by=renamed(s.said_by)) for s in told])


def worlds(reports: list[Read], statements: int) -> Iterator[Read]:
    """Reports of so many statements or a few more, from as many copies as that takes."""
    number = 0
    while statements > 0:
        for report, told in copied(reports, number):
            if statements <= 0:
                return
            statements -= len(told)
            yield report, told
        number += 1


def asked(where: Path, arguments: list[str]) -> float:
    """Seconds of the whole command, the middle one of three."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "dragoman", *arguments, "--ledger", str(where)], capture_output=True, text=True,
                              env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
        took.append(time.perf_counter() - start)
        if done.returncode:
            raise SystemExit(done.stderr)
    return statistics.median(took)


def fill(ledger: Ledger, readings: Iterator[Read]) -> tuple[float, float, float]:
    """Seconds of keeping the reports, and of deriving what they add; and of the processor for both. Making them counts for neither."""
    kept = busy = 0.0
    while group := list(islice(readings, MORE)):
        start, began = time.perf_counter(), time.process_time()
        ledger.add_all(group, "evals")
        kept, busy = kept + time.perf_counter() - start, busy + time.process_time() - began
    start, began = time.perf_counter(), time.process_time()
    ledger.derive()
    return kept, time.perf_counter() - start, busy + time.process_time() - began


def measured(reports: list[Read], statements: int, folder: Path) -> dict[str, float]:
    where = folder / f"{statements}.db"
    with open_ledger(where) as ledger:
        kept, derived, busy = fill(ledger, worlds(reports, statements))
        counts = ledger.counts()
    figures = {"reports": counts["reports"], "statements": counts["statements"], "events": counts["events"],
               "add_seconds": kept, "derive_seconds": derived, "statements_per_second": counts["statements"] / (kept + derived),
               "statements_per_cpu_second": counts["statements"] / busy,
               "megabytes": sum(p.stat().st_size for p in folder.glob(f"{where.name}*")) / 1e6}
    figures |= {f"{name}_seconds": asked(where, arguments) for name, arguments in QUESTIONS.items()}
    with open_ledger(where) as ledger:
        latest = list(copied(reports, LATEST))[-MORE:]
        figures["more_seconds"] = sum(fill(ledger, iter(latest))[:2])
    return figures


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--from", dest="source", required=True, metavar="LEDGER", help="a ledger of real reports")
    ap.add_argument("--statements", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    ap.add_argument("--folder", type=Path, help="where the ledgers are made, and left; a temporary folder by default")
    a = ap.parse_args()
    reports = loaded(a.source)
    figures = {}
    with tempfile.TemporaryDirectory() as temporary:
        for n in a.statements:
            figures[f"{n}"] = measured(reports, n, a.folder or Path(temporary))
            print(json.dumps({"statements": n} | {k: round(v, 3) for k, v in figures[f"{n}"].items()}), flush=True)
    finish({f"{n}_{k}": v for n, found in figures.items() for k, v in found.items()})


if __name__ == "__main__":
    main()
