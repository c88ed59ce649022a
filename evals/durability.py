"""What a ledger loses when the program is killed: `dragoman add` and `dragoman rebuild` are killed (-9) at random moments.

    python -m evals.durability [--kills 100] [--seed 7]

Half of the kills hit `add`, over the demo's reports and a JSONL file of reports written here; half hit `rebuild`, over a ledger
of twenty thousand statements. After each kill the ledger is opened at once. `lost` counts reports that had been kept and are gone,
and rows of the end state that a ledger filled without kills has and this one lacks; `doubled` counts rows that it has too many, and
readings and statements held twice; `failed_to_open` counts openings that fail, take more than two seconds, or find a damaged file.
"""
from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from dragoman.ledger import open_ledger
from dragoman.model import Actor, DragomanError, Report, Statement
from evals.common import finish

DEMO = Path(__file__).parents[1] / "demo" / "reports"
PAIRS = ("Japan", "India"), ("Chile", "Peru"), ("Norway", "Sweden"), ("Egypt", "Sudan"), ("Kenya", "Uganda"), ("France", "Italy")
DEEDS = ("{a} imposed sanctions on {b} on Monday.", "{a}'s foreign minister will visit {b} next week.", "{a} and {b} signed a trade agreement.",
         "{a} denied that it had threatened {b}.", "{a} called off talks with {b}.")
QUERIES = (
    "SELECT id, day, text FROM report",
    "SELECT report_id, reader, superseded FROM reading",
    "SELECT id, report_id, type, status, superseded FROM statement",
    "SELECT statement.id, role, seq, code FROM participant JOIN statement ON key = statement_key",
    "SELECT id, key, status, what, opened, known FROM event",
    "SELECT statement.id, event_key, seq, step, round, score FROM event_statement JOIN statement ON key = statement_key",
    "SELECT event_key, a, b, type, reach, party, dyad FROM event_pair",
    "SELECT id, event_key, expected, state, steps FROM docket_item",
    "SELECT item_id, seq, id, step FROM docket_step JOIN statement ON key = statement_key",
    "SELECT a, b, counted, name, events FROM dyad_count")


def written(path: Path, count: int) -> None:
    """Reports of two sentences, as JSON lines."""
    with path.open("w", encoding="utf-8") as f:
        for n in range(count):
            a, b = PAIRS[n % len(PAIRS)]
            text = " ".join(DEEDS[(n // k) % len(DEEDS)].format(a=a, b=b) for k in (1, 5))
            f.write(json.dumps({"id": f"w{n}", "published": f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}", "publisher": "The Test Courier", "text": text}) + "\n")


def large(where: Path, reports: int) -> None:
    """A ledger that takes seconds to rebuild."""
    codes = "JPN IND CHL PER NOR SWE EGY SDN KEN UGA FRA ITA".split()
    rng = random.Random(1)

    def told(n: int) -> list[Statement]:
        day = f"{2015 + n % 9}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        return [Statement(f"l{n}", "visit", (at, at + 5), "CONSULT", rng.choice(("planned", "occurred")), (Actor("a", a),), (Actor("b", b),),
                          published=day, publisher="A") for at in (0, 9) for a, b in [rng.sample(codes, 2)]]

    with open_ledger(where) as ledger:
        readings = ((Report(f"l{n}", "x" * 20, published=s[0].published, publisher="A"), s) for n, s in ((n, told(n)) for n in range(reports)))
        ledger.add_all(readings, "evals")
        ledger.derive()


def start(*arguments: object) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "dragoman", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})


def rows(where: Path) -> Counter:
    plain = sqlite3.connect(where)
    found = Counter((n, *row) for n, query in enumerate(QUERIES) for row in plain.execute(query))
    plain.close()
    return found


class Tally:
    """What went wrong so far."""

    def __init__(self) -> None:
        self.killed = self.lost = self.doubled = self.failed = 0

    def open(self, where: Path, held: set[str]) -> set[str]:
        """Open the ledger after a kill and look it through; the ids of the reports it holds."""
        if not where.exists():
            return set()
        begin = time.perf_counter()
        try:
            with open_ledger(where) as ledger:
                counts = ledger.counts()
        except DragomanError:
            self.failed += 1
            return held
        plain = sqlite3.connect(where)
        whole = plain.execute("PRAGMA integrity_check").fetchone() == ("ok",) and not plain.execute("PRAGMA foreign_key_check").fetchall()
        ids = {row[0] for row in plain.execute("SELECT id FROM report")}
        twice = plain.execute("SELECT count(*) - count(DISTINCT id) FROM statement WHERE NOT superseded").fetchone()[0]
        plain.close()
        self.failed += time.perf_counter() - begin > 2 + 1e-5 * counts["statements"] or not whole
        self.lost += len(held - ids)
        self.doubled += twice + counts["readings"] - counts["reports"]
        return ids

    def compare(self, where: Path, whole: Counter) -> None:
        found = rows(where)
        self.lost += (whole - found).total()
        self.doubled += (found - whole).total()


def kill(process: subprocess.Popen, after: float) -> bool:
    """Kill the process after so many seconds; False where it had ended."""
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def kill_adding(tally: Tally, folder: Path, kills: int, rng: random.Random) -> None:
    lines = folder / "written.jsonl"
    written(lines, 300)
    begin = time.perf_counter()
    if start("add", DEMO, lines, "--ledger", folder / "whole.db").wait():
        raise SystemExit("dragoman add failed on the demo's reports")
    took = time.perf_counter() - begin
    whole, where, held = rows(folder / "whole.db"), folder / "killed.db", set()
    until = tally.killed + kills
    while tally.killed < until:
        if kill(start("add", DEMO, lines, "--ledger", where), rng.uniform(0, took)):
            tally.killed += 1
            held = tally.open(where, held)
        else:
            tally.compare(where, whole)
            for path in folder.glob("killed.db*"):
                path.unlink()
            held = set()
    start("add", DEMO, lines, "--ledger", where).wait()
    tally.compare(where, whole)


def kill_rebuilding(tally: Tally, folder: Path, kills: int, rng: random.Random) -> None:
    where = folder / "large.db"
    large(where, 10_000)
    whole = rows(where)
    held = {id_ for n, id_, *_ in whole if n == 0}
    begin = time.perf_counter()
    start("rebuild", "--ledger", where).wait()
    took = time.perf_counter() - begin
    until = tally.killed + kills
    while tally.killed < until:
        if kill(start("rebuild", "--ledger", where), rng.uniform(0.2, took)):
            tally.killed += 1
            tally.open(where, held)
        tally.compare(where, whole)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--kills", type=int, default=100)
    ap.add_argument("--seed", type=int, default=7)
    a = ap.parse_args()
    rng, tally, folder = random.Random(a.seed), Tally(), Path(tempfile.mkdtemp())
    try:
        kill_adding(tally, folder, a.kills - a.kills // 2, rng)
        kill_rebuilding(tally, folder, a.kills // 2, rng)
    finally:
        shutil.rmtree(folder)
    finish({"killed": tally.killed, "lost": tally.lost, "doubled": tally.doubled, "failed_to_open": tally.failed})


if __name__ == "__main__":
    main()
