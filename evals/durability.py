"""What a ledger loses when programs are killed (-9) at random moments, in SQLite and in PostgreSQL.

    python -m evals.durability [--kills 100] [--seed 7]

The kills are shared out over `add` (the demo's reports and a JSONL file of reports written here), `rebuild`, `copy` (from a file into the database) and
`backup` (of a ledger of ten thousand reports); on PostgreSQL also the server itself, stopped as by a crash while `add` goes on, and started again, with its
settings as they ship (fsync on). After each kill the ledger is opened at once. `lost` counts reports that had been kept and are gone, and rows of the end
state that a ledger filled without kills has and this one lacks; `doubled` counts rows that it has too many, and readings and statements held twice;
`failed` counts openings that fail, take more than two seconds, or find a damaged file. A copy or backup that was killed must leave an empty target, or the
backup that was there before.
"""
from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from dragoman.ledger import back_up, copy_ledger, open_ledger
from dragoman.ledger.connection import connect
from dragoman.ledger.files import verify
from dragoman.model import Actor, DragomanError, Report, Statement
from evals.common import finish
from tests.servers import Databases, Files, Server

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


def large(where: str, reports: int) -> None:
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


def asked(where: str, *queries: str) -> list[list[tuple]]:
    engine = connect(where)
    with engine.connect() as connection:
        found = [[tuple(row) for row in connection.execute(text(query))] for query in queries]
    engine.dispose()
    return found


def rows(where: str) -> Counter:
    return Counter((n, *(float(v) if isinstance(v, float) else v for v in row)) for n, some in enumerate(asked(where, *QUERIES)) for row in some)


class Tally:
    """What went wrong so far, of one sort of kill on one database."""

    def __init__(self, sort: str, database: str) -> None:
        self.sort, self.database = sort, database
        self.killed = self.lost = self.doubled = self.failed = 0

    def open(self, where: str, held: set[str]) -> set[str]:
        """Open the ledger after a kill and look it through; the ids of the reports it holds."""
        if "://" not in where and not Path(where).exists():
            return set()
        begin = time.perf_counter()
        try:
            with open_ledger(where) as ledger:
                counts = ledger.counts()
        except DragomanError as error:
            print(error, file=sys.stderr)
            self.failed += 1
            return held
        took = time.perf_counter() - begin
        reports, twice = asked(where, "SELECT id FROM report", "SELECT count(*) - count(DISTINCT id) FROM statement WHERE NOT superseded")
        ids = {row[0] for row in reports}
        self.failed += took > 2 + 1e-5 * counts["statements"] or not whole_file(where)
        self.lost += len(held - ids)
        self.doubled += twice[0][0] + counts["readings"] - counts["reports"]
        return ids

    def compare(self, where: str, whole: Counter) -> None:
        found = rows(where)
        self.lost += (whole - found).total()
        self.doubled += (found - whole).total()


def whole_file(where: str) -> bool:
    if "://" in where:
        return True
    engine = connect(where)
    with engine.connect() as connection:
        told = connection.exec_driver_sql("PRAGMA integrity_check").scalar(), connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    engine.dispose()
    return told == ("ok", [])


def kill(process: subprocess.Popen, after: float) -> bool:
    """Kill the process after so many seconds; False where it had ended."""
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def kill_adding(tally: Tally, databases: Files | Databases, lines: Path, whole: Counter, took: float, kills: int, rng: random.Random,
                stop: Callable[[subprocess.Popen, float], bool] = kill) -> None:
    where, held = databases.new(), set()
    while tally.killed < kills:
        if stop(start("add", DEMO, lines, "--ledger", where), rng.uniform(0, took)):
            tally.killed += 1
            held = tally.open(where, held)
        else:
            tally.compare(where, whole)
            databases.drop(where)
            where, held = databases.new(), set()
    start("add", DEMO, lines, "--ledger", where).wait()
    tally.compare(where, whole)
    databases.drop(where)


def kill_rebuilding(tally: Tally, where: str, kills: int, rng: random.Random) -> None:
    whole = rows(where)
    held = {id_ for n, id_, *_ in whole if n == 0}
    begin = time.perf_counter()
    start("rebuild", "--ledger", where).wait()
    took = time.perf_counter() - begin
    while tally.killed < kills:
        if kill(start("rebuild", "--ledger", where), rng.uniform(0.2, took)):
            tally.killed += 1
            tally.open(where, held)
        tally.compare(where, whole)


def kill_copying(tally: Tally, databases: Files | Databases, source: str, kills: int, rng: random.Random) -> None:
    whole, target = rows(source), databases.new()
    begin = time.perf_counter()
    start("copy", source, target).wait()
    took = time.perf_counter() - begin
    tally.compare(target, whole)
    while tally.killed < kills:
        databases.drop(target)
        target = databases.new()
        if kill(start("copy", source, target), rng.uniform(0.3, took)):
            tally.killed += 1
            if target.startswith("/") and not Path(target).exists():
                continue
            tally.doubled += len(tally.open(target, set()))  # it was not in its place yet
    databases.drop(target)
    copy_ledger(source, target := databases.new())
    tally.compare(target, whole)
    databases.drop(target)


def kill_backing_up(tally: Tally, where: str, folder: Path, kills: int, rng: random.Random) -> None:
    target, whole = folder / "backup.db", rows(where)
    begin = time.perf_counter()
    start("backup", target, "--ledger", where).wait()
    took = time.perf_counter() - begin
    while tally.killed < kills:
        if kill(start("backup", target, "--ledger", where), rng.uniform(0.3, took)):
            tally.killed += 1
        try:
            verify(target)
        except DragomanError:
            tally.failed += 1
        tally.compare(str(target), whole)
    back_up(where, str(target))
    tally.failed += len(list(folder.glob(".backup.db.*")))  # what the killed left is swept away
    target.unlink()


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--kills", type=int, default=100)
    ap.add_argument("--seed", type=int, default=7)
    a = ap.parse_args()
    rng, folder, tallies = random.Random(a.seed), Path(tempfile.mkdtemp(prefix="d")), []
    folder.chmod(0o755)
    each = max(1, a.kills // 9)

    def tally(sort: str) -> Tally:
        tallies.append(Tally(sort, databases.dialect))
        return tallies[-1]

    server = None
    try:
        (folder / "server").mkdir()
        server = Server(folder / "server", ("shared_buffers=64MB",))
        lines = folder / "written.jsonl"
        written(lines, 300)
        begin = time.perf_counter()
        if start("add", DEMO, lines, "--ledger", folder / "whole.db").wait():
            raise SystemExit("dragoman add failed on the demo's reports")
        took, whole, source = time.perf_counter() - begin, rows(str(folder / "whole.db")), str(folder / "large.db")
        large(source, 10_000)
        for databases in (Files(folder), Databases(server)):
            where = databases.new()
            copy_ledger(source, where)
            kill_adding(tally("add"), databases, lines, whole, took, each, rng)
            kill_rebuilding(tally("rebuild"), where, each, rng)
            kill_copying(tally("copy into it"), databases, source, each, rng)
            kill_backing_up(tally("backup"), where, folder, each, rng)

        def crash(process: subprocess.Popen, after: float) -> bool:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                server.stop("immediate")
                process.wait()
                server.start()
                return True
            return False

        kill_adding(tally("the server, while add goes on"), databases, lines, whole, took, each, rng, crash)
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder)
    print("| what is killed | database | killed | lost | doubled | failed to open |\n|---|---|---|---|---|---|", file=sys.stderr)
    for t in tallies:
        print(f"| {t.sort} | {t.database} | {t.killed} | {t.lost} | {t.doubled} | {t.failed} |", file=sys.stderr)
    finish({"killed": sum(t.killed for t in tallies), "lost": sum(t.lost for t in tallies), "doubled": sum(t.doubled for t in tallies),
            "failed_to_open": sum(t.failed for t in tallies)})


if __name__ == "__main__":
    main()
