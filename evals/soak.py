"""A long run at full speed: does it keep up, stay of one size, and lose nothing?

    python -m evals.soak --minutes 60 [--rate N] [--mode watch|add] [--kill-every MINUTES] [--ledger FROM.db] [--csv soak.csv]

Outlets on loopback (evals/newsroom.py) list ever new articles of 400 words; `dragoman watch` fetches, reads and keeps them as fast as it can (`--rate`
limits it to so many a second), and `dragoman serve` on the same ledger is asked for its pages all the time. `--mode add` hands the articles to
`dragoman add` in files of 200 instead. With `--kill-every` one of the two, or the process in which the watch reads, is killed (-9) every so many
minutes, in turn, and begun again. `--ledger` begins with a copy of a ledger. Every ten seconds a row goes to the CSV: memory (RSS, PSS), files, threads
and CPU of each, size of the ledger and its log, reports held, articles a second, how far the ledger is behind what was served, what pages took.

It fails where memory of a process, or of a watch and the process beside in which it reads together, is not flat after its warm-up (evals/flatness.py
says what that is), where an article that was served is not in the ledger or is there twice, where the ledger is damaged, or a page failed while its
server was up.
"""
from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from evals.common import finish
from evals.flatness import flatness
from evals.newsroom import HOSTS, Newsroom, publishing

EVERY = 10.0
SHARD = 200
PATHS = ("/", "/events", "/docket", "/dyads", "/edge", "/agreements", "/transfers", "/sources", "/network", "/map", "/search?q=treaty", "/status", "/api/brief",
         "/api/events?limit=200", "/api/dyads", "/api/docket", "/metrics", "/readyz", "/atom.xml", "/events?page=5")
LEAST_WARM_UP = 60.0
"""Seconds of a life of a process that are not looked at: a sixth of the run, at least this and at most ten minutes."""


class Process:
    """A command of ours, kept running; how often it was started, and by which numbers the system knows it."""

    def __init__(self, name: str, arguments: list[str], folder: Path) -> None:
        self.name, self._arguments, self._log = name, arguments, (folder / f"{name}.log").open("ab")
        self.starts, self.running = 0, None

    def start(self) -> None:
        self.starts += 1
        self.running = subprocess.Popen([sys.executable, "-m", "dragoman", "--log-level", "warning", *self._arguments], stdout=self._log, stderr=self._log,
                                        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))})

    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.running.send_signal(number)
        return self.running.wait(120)

    def started(self) -> list[int]:
        """What it has started and is running. OSError where it has ended."""
        tasks = Path(f"/proc/{self.running.pid}/task").iterdir()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]

    def kill_reader(self) -> bool:
        """Kill the process beside in which it reads, if it has one just now; whether that was done."""
        with suppress(OSError):
            for pid in filter(reads, self.started()):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def measured(self) -> dict[str, float]:
        """MB of resident and proportional memory, open files, threads, seconds of CPU; MB of the process beside in which it reads, if it has one, and
        of both together; and MB of what else it started (a derivation aside). Nothing where it has ended.
        """
        where = Path(f"/proc/{self.running.pid}")
        try:
            status = dict(line.split(":", 1) for line in (where / "status").read_text().splitlines() if ":" in line)
            started = self.started()
            reading = next(filter(reads, started), None)
            rss, pss, aside = resident(self.running.pid), proportional(self.running.pid), sum(proportional(pid) for pid in started if pid != reading)
            beside = {"reader_rss": resident(reading), "reader_pss": proportional(reading)} if reading else {}
            beside = beside if all(beside.values()) else {}  # it ended meanwhile
            both = {"both_rss": rss + beside["reader_rss"], "both_pss": pss + beside["reader_pss"]} if beside else {}
            sizes = {"rss": rss, "pss": pss} | beside | both | {"aside": aside}
            ticks = (where / "stat").read_text().rpartition(")")[2].split()
            return {what: size / 1000 for what, size in sizes.items()} | {
                "files": len(os.listdir(where / "fd")), "threads": int(status["Threads"]),
                "cpu": (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")}
        except (OSError, KeyError):
            return {}


def reads(pid: int) -> bool:
    """Whether a process is the lasting one in which a watch reads."""
    try:
        return b"dragoman.pipeline.apart" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def proportional(pid: int) -> int:
    """kB of memory of a process, what it shares with others divided among them; 0 where it has ended."""
    return _kilobytes(pid, "smaps_rollup", "Pss:")


def resident(pid: int) -> int:
    """kB of resident memory of a process; 0 where it has ended."""
    return _kilobytes(pid, "status", "VmRSS:")


def _kilobytes(pid: int, file: str, begins: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(begins)), 0)


class Reader(threading.Thread):
    """Somebody who looks at the pages all the time."""

    def __init__(self, port: int, server: Process) -> None:
        super().__init__(daemon=True)
        self._port, self._server, self.asked, self._rng = port, server, [], random.Random(3)
        self.failed: list[str] = []
        self.ending = False

    def run(self) -> None:
        up = 0  # the start of the server since which it has answered
        while not self.ending:
            path, starts, begin = self._rng.choice(PATHS), self._server.starts, time.perf_counter()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=120) as answer:
                    answer.read()
                up = starts
                self.asked.append((path, time.perf_counter() - begin))
            except urllib.error.HTTPError as error:
                self.failed.append(f"{path}: {error.code} {error.read()[:200]!r}")
            except OSError as error:
                if self._server.alive() and self._server.starts == starts == up:
                    self.failed.append(f"{path}: {error}")
            time.sleep(0.1)


def held(where: Path) -> dict[str, int]:
    """How often each article is in the ledger, by its address."""
    if not where.exists():
        return {}
    plain = sqlite3.connect(f"file:{where}?mode=ro", uri=True, timeout=60)
    try:
        return dict(plain.execute("SELECT url, count(*) FROM report WHERE url LIKE 'http://127.0.0.%' OR url LIKE 'dispatch:%' GROUP BY url"))
    except sqlite3.OperationalError:
        return {}
    finally:
        plain.close()


def count(where: Path) -> int:
    return sum(held(where).values())


def adding(room: Newsroom, where: Path, folder: Path, ending: threading.Event, adders: list[Process]) -> None:
    """Hand files of articles to `dragoman add`, one after the other."""
    for n in iter(lambda: len(adders), -1):
        if ending.is_set():
            return
        shard = folder / f"shard-{n}.jsonl"
        shard.write_text("".join(json.dumps(room.report(room.next_number())) + "\n" for _ in range(SHARD)), encoding="utf-8")
        while True:
            adders.append(Process("add", ["add", str(shard), "--ledger", str(where)], folder))
            adders[-1].start()
            if adders[-1].running.wait() == 0:
                break
        shard.unlink()


def rows(minutes: float, room: Newsroom, where: Path, processes: dict[str, Process], reader: Reader, kill_every: float | None) -> Iterator[dict]:
    """A row of measurements every EVERY seconds; kills in between where that is asked for."""
    began, kept, kills, seen = time.time(), count(where), 0, 0
    while (now := time.time()) - began < minutes * 60:
        if kill_every and now - began > (kills + 1) * kill_every * 60:
            kill(list(processes.values()), kills)
            kills += 1
        for process in processes.values():
            if not process.alive():
                process.start()
        time.sleep(max(0.0, EVERY - (time.time() - now)))
        reports, taken = count(where), [t for _, t in reader.asked[seen:]]
        seen += len(taken)
        row = {"seconds": round(time.time() - began, 1), "reports": reports, "a_second": round((reports - kept) / (time.time() - now), 2),
               "behind": len(room.served) - reports, "ledger_mb": round(size(where) / 1e6, 2), "wal_mb": round(size(Path(f"{where}-wal")) / 1e6, 2),
               "pages": len(taken), "page_median_ms": round(1000 * statistics.median(taken)) if taken else None,
               "page_worst_ms": round(1000 * max(taken)) if taken else None, "kills": kills}
        for name, process in processes.items():
            row |= {f"{name}_{what}": round(value, 2) for what, value in process.measured().items()} | {f"{name}_starts": process.starts}
        kept = reports
        yield row


def write(found: list[dict], where: Path) -> None:
    """All rows so far, each figure under its own name: a process that was not there for the first row, or for some other, has figures of its own."""
    with where.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(dict.fromkeys(name for row in found for name in row)))
        writer.writeheader()
        writer.writerows(found)


def kill(processes: list[Process], turn: int) -> None:
    """Kill one of the processes, or what reads for one of them, in turn."""
    turn %= len(processes) + 1
    if turn == len(processes) and any(p.kill_reader() for p in processes):
        return
    processes[turn % len(processes)].stop(signal.SIGKILL)


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def drained(room: Newsroom, where: Path, patience: float = 180) -> None:
    """Nothing new is listed; wait until what was served is in the ledger, or nothing has moved for a while."""
    room.open, last, since = False, -1, time.time()
    while len(room.served) < len(room.listed) or count(where) < len(room.served):
        if (now := (len(room.served), count(where))) != last:
            last, since = now, time.time()
        if time.time() - since > patience:
            return
        time.sleep(1)


def judged(found: list[dict], names: list[str], warm_up: float) -> tuple[list[str], list[str]]:
    """A table of how memory went, and what is not flat."""
    table, wrong = ["| process | memory | slope, MB an hour [95 %] | first, MB | last, MB | growth |", "|---|---|---:|---:|---:|---:|"], []
    for name in names:
        beside = ("both_rss", "both_pss") if any(f"{name}_both_rss" in row for row in found) else ()
        for what in ("rss", "pss", *beside):
            label = what.upper().replace("BOTH_", "with its reader, ")
            lives: dict[int, list[tuple[float, float]]] = {}
            for row in found:
                if f"{name}_{what}" in row:
                    lives.setdefault(row[f"{name}_starts"], []).append((row["seconds"] / 3600, row[f"{name}_{what}"]))
            kept = [[point for point in life if (point[0] - life[0][0]) * 3600 >= warm_up] for life in lives.values()]
            made = flatness(kept)
            if made is None:
                wrong.append(f"{name}: too few measurements of its memory")
                break
            table.append(f"| {name} | {label} | {made.slope:+.1f} [{made.low:+.1f}, {made.high:+.1f}] | {made.first:.0f} | {made.last:.0f} | "
                         f"{made.growth:+.1%} |")
            if not made.flat:
                wrong.append(f"{name}: {label} is not flat: {made.slope:+.1f} MB an hour [{made.low:+.1f}, {made.high:+.1f}], growth {made.growth:+.1%}")
    return table, wrong


def compared(room: Newsroom, where: Path) -> tuple[dict[str, int], list[str]]:
    """What was served against what is held, and whether the ledger is whole."""
    found = held(where)
    served = {room.url(n) for n in room.served} | {f"dispatch:{n}" for n in room.served}
    lost = [n for n in room.served if room.url(n) not in found and f"dispatch:{n}" not in found]
    doubled = [url for url, n in found.items() if n > 1]
    plain = sqlite3.connect(where)
    whole = plain.execute("PRAGMA integrity_check").fetchone()[0]
    orphans = len(plain.execute("PRAGMA foreign_key_check").fetchall())
    twice = plain.execute("SELECT count(*) - count(DISTINCT id) FROM statement WHERE NOT superseded").fetchone()[0]
    plain.close()
    figures = {"listed": len(room.listed), "served": len(room.served), "held": len(found), "lost": len(lost), "doubled": len(doubled) + twice,
               "never_served": len(found.keys() - served)}
    wrong = [f"{n} articles are {what}" for what, n in (("lost", len(lost)), ("held twice", len(doubled) + twice)) if n]
    return figures, wrong + [f"integrity: {whole}"] * (whole != "ok") + [f"{orphans} rows refer to none"] * bool(orphans)


def ended(processes: Iterable[Process]) -> dict[str, int]:
    """Ask all that run to end; with which status each did."""
    return {p.name: p.stop() for p in processes if p.alive()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", default="full", help="articles a second, or full")
    parser.add_argument("--mode", choices=("watch", "add"), default="watch")
    parser.add_argument("--kill-every", type=float, metavar="MINUTES")
    parser.add_argument("--ledger", type=Path, help="a ledger to begin with, which is copied")
    parser.add_argument("--csv", type=Path, default=Path("soak.csv"))
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    where = folder / "soak.db"
    if args.ledger:
        shutil.copy(args.ledger, where)
    room = Newsroom(rate=None if args.rate == "full" else float(args.rate))
    port = free_port()
    server = Process("serve", ["serve", "--ledger", str(where), "--port", str(port)], folder)
    ending, adders, found = threading.Event(), [], []
    with publishing(room):
        if not args.ledger:
            subprocess.run([sys.executable, "-c", f"from dragoman.ledger import open_ledger; open_ledger({str(where)!r}).close()"], check=True,
                           env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
        processes = {"serve": server}
        if args.mode == "watch":
            feeds = [room.feed(n) for n in range(len(HOSTS))]
            processes = {"watch": Process("watch", ["watch", *feeds, "--every", "10s", "--pace", "0", "--allow-network", "127.0.0.0/8",
                                                    "--ledger", str(where)], folder)} | processes
        else:
            hand = threading.Thread(target=adding, args=(room, where, folder, ending, adders), daemon=True)
            hand.start()
        reader = Reader(port, server)
        reader.start()
        try:
            for row in rows(args.minutes, room, where, processes, reader, args.kill_every):
                found.append(row)
                write(found, args.csv)
                print(json.dumps(row), file=sys.stderr, flush=True)
            if args.mode == "watch":
                if not processes["watch"].alive():
                    processes["watch"].start()
                drained(room, where)
            else:
                ending.set()
                hand.join()
            reader.ending = True
            reader.join()
        finally:
            ending.set()
            statuses = ended([*processes.values(), *adders[-1:]])
    table, wrong = judged(found, list(processes), min(600.0, max(LEAST_WARM_UP, args.minutes * 10)))
    if args.kill_every:
        table, wrong = ["Memory is not judged: lives are too short for it where processes are killed."], []
    figures, more = compared(room, where)
    wrong += more + [f"{name} ended with status {status}" for name, status in statuses.items() if status] + reader.failed[:10]
    took = sorted(t for _, t in reader.asked)
    rates = [row["a_second"] for row in found]
    print(f"Articles of {room.origin}; {args.minutes:g} minutes, {args.mode}, {args.rate}; {found[-1]['kills']} kills; folder {folder}\n")
    print("\n".join(table))
    print("\n".join(["", *(f"WRONG: {w}" for w in wrong)]))
    finish({**figures, "articles_a_second": statistics.median(rates), "ledger_mb": size(where) / 1e6,
            "worst_aside_mb": max(row.get(f"{n}_aside", 0) for row in found for n in processes), "worst_wal_mb": max(row["wal_mb"] for row in found),
            "most_behind": max(row["behind"] for row in found), "pages": len(took), "page_median_ms": 1000 * statistics.median(took),
            "page_p95_ms": 1000 * took[int(len(took) * 0.95)], "page_worst_ms": 1000 * took[-1], "pages_failed": len(reader.failed), "wrong": len(wrong)})
    if not wrong:
        shutil.rmtree(folder)
    sys.exit(bool(wrong))


def free_port() -> int:
    import socket

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


if __name__ == "__main__":
    main()
