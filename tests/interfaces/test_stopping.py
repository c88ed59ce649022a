"""Real processes that are sent signals: what is in hand is kept, and the same command goes on."""
from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress

import pytest

from dragoman import pipeline
from dragoman.interfaces.stopping import stopping
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Statement

ENDING = "ending: what is in hand is finished first"


def start(*args: object, **more) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "dragoman", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, **more)


def until(process: subprocess.Popen, found, seconds: float = 30) -> None:
    """Wait until something is so, while the process runs."""
    end = time.monotonic() + seconds
    while not found():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def held(path) -> int:
    """How many reports a ledger holds, looked at from outside."""
    if not path.exists():
        return 0
    plain = sqlite3.connect(path)
    try:
        return plain.execute("SELECT count(*) FROM report").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        plain.close()


def opened(process: subprocess.Popen, path) -> bool:
    """Whether a process has a file open."""
    folder = f"/proc/{process.pid}/fd"
    with suppress(OSError):
        return any(os.path.realpath(os.path.join(folder, fd)) == str(path) for fd in os.listdir(folder))
    return False


def waits(process: subprocess.Popen) -> bool:
    """Whether a process does next to nothing for a second: it has read what it was given, and waits for a lock."""
    def busy() -> int:
        with open(f"/proc/{process.pid}/stat", encoding="utf-8") as f:
            return sum(map(int, f.read().rpartition(")")[2].split()[11:13]))  # ticks as user and in the system

    before = busy()
    time.sleep(1)
    return busy() - before <= 5


@pytest.fixture
def many(tmp_path):
    """More reports than are read in the time of a test."""
    path = tmp_path / "many.jsonl"
    with path.open("w", encoding="utf-8") as f:
        for n in range(3000):
            f.write(json.dumps({"id": f"m{n}", "published": f"2024-03-{n % 28 + 1:02}", "publisher": "The Test Courier",
                                "text": f"Japan imposed sanctions on India on Monday, in its measure {n}."}) + "\n")
    return path


@pytest.fixture(scope="module")
def made_large(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "large.db"
    codes = "JPN IND CHL PER NOR SWE EGY SDN KEN UGA FRA ITA".split()

    def told(n: int) -> tuple[Report, list[Statement]]:
        day = f"{2015 + n % 9}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        return Report(f"l{n}", "x" * 20, published=day, publisher="A"), [Statement(
            f"l{n}", "visit", (0, 5), "CONSULT", "occurred", (Actor("a", codes[n % 12]),), (Actor("b", codes[(n // 12 + n + 1) % 12]),), published=day,
            publisher="A")]

    with open_ledger(path) as ledger:
        ledger.add_all(map(told, range(6000)), "tests")
        ledger.derive()
    return path


@pytest.fixture
def large(made_large, tmp_path):
    """A ledger that takes seconds to rebuild and to export."""
    return shutil.copy(made_large, tmp_path / "large.db")


@pytest.mark.parametrize("number, status", [pytest.param(signal.SIGTERM, 143, marks=pytest.mark.long), (signal.SIGINT, 130)])
def test_add_keeps_what_is_in_hand_and_the_same_command_goes_on(tmp_path, many, number, status):
    where = tmp_path / "l.db"
    process = start("add", many, "--ledger", where)
    until(process, lambda: held(where) >= 32)
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == status, said
    assert ENDING in said and "the same command goes on" in said
    kept = held(where)
    assert int(re.search(r"(\d+) reports added", said)[1]) == kept < 3000
    with open_ledger(where) as book:
        assert book.counts()["underived"] == 0
    if number == signal.SIGINT:
        return
    again = start("add", many, "--ledger", where)
    until(again, lambda: held(where) > kept)
    again.send_signal(number)
    _, said = again.communicate(timeout=20)
    assert int(re.search(r"(\d+) held already", said)[1]) == kept
    assert int(re.search(r"(\d+) reports added", said)[1]) + kept == held(where)


def test_add_that_waits_on_a_pipe_ends_at_once(tmp_path):
    where = tmp_path / "l.db"
    process = start("add", "-", "--ledger", where, stdin=subprocess.PIPE)
    process.stdin.write('{"id": "a", "published": "2024-03-12", "text": "Japan condemned China."}\n' * 2)
    process.stdin.flush()
    until(process, where.exists)
    time.sleep(1.5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 143
    process.communicate()
    with open_ledger(where) as book:
        assert book.counts()["underived"] == 0


def test_the_end_is_said_in_json_where_all_else_is(tmp_path, many):
    where = tmp_path / "l.db"
    process = start("--log-format", "json", "add", many, "--ledger", where)
    until(process, lambda: held(where) >= 32)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 143, said
    (ending,) = (line for line in map(json.loads, said.splitlines()) if line["message"].startswith(ENDING))
    assert (ending["level"], ending["logger"]) == ("info", "dragoman.cli") and ending["ts"].endswith("Z")


def test_read_writes_whole_what_it_has_read(many):
    process = start("read", many, "--format", "annotation")
    lines = [process.stdout.readline()]
    process.send_signal(signal.SIGTERM)
    lines += process.stdout.read().splitlines()  # `communicate` would pass over what the first line brought along
    said = process.stderr.read()
    assert process.wait(20) == 143, said
    assert [json.loads(line)["id"] for line in lines] == [f"m{n}" for n in range(len(lines))]
    assert f"{len(lines)} reports were read" in said


@pytest.mark.long
def test_a_rebuild_given_up_leaves_the_events_that_were_there(large):
    def events() -> list:
        plain = sqlite3.connect(large)
        found = plain.execute("SELECT id, key, status FROM event ORDER BY key").fetchall(), plain.execute("SELECT serial FROM derivation").fetchall()
        plain.close()
        return found

    before = events()
    process = start("rebuild", "--ledger", large)
    until(process, lambda: opened(process, large))
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 143, said
    assert "the events that were there before stand" in said
    assert events() == before


@pytest.mark.parametrize("form", ["csv", "parquet", "plover"])
def test_an_export_given_up_leaves_nothing_and_what_stood_there_stands(tmp_path, large, form):
    out = tmp_path / "out"
    process = start("export", form, out, "--ledger", large)
    until(process, lambda: [p for p in tmp_path.iterdir() if p.name.startswith(".out")])
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130, said
    assert "nothing of the export was kept" in said
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("large")) == []


def test_import_keeps_whole_groups_and_goes_on(tmp_path):
    path, where = tmp_path / "events.jsonl", tmp_path / "l.db"
    day = [f"2018-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(200_000)]
    with path.open("w", encoding="utf-8") as f:
        for n in range(200_000):
            f.write(f'{{"id": "p{n}", "date": "{day[n]}", "event": "CONSULT", "actor": "RUS", "recipient": "IRN"}}\n')

    def brought() -> int:
        if not where.exists():
            return 0
        plain = sqlite3.connect(where)
        try:
            return plain.execute("SELECT count(*) FROM coded_event").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
        finally:
            plain.close()

    process = start("import", "plover", path, "--ledger", where)
    until(process, lambda: brought() >= 10_000)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 143, said
    assert int(re.search(r"(\d+) events of plover added", said)[1]) == brought() < 200_000


@pytest.mark.long
def test_a_second_signal_ends_at_once(tmp_path, large):
    held_by = sqlite3.connect(large, isolation_level=None)
    held_by.execute("BEGIN IMMEDIATE")  # so that the other waits, inside SQLite, for two minutes
    text = tmp_path / "a.txt"
    text.write_text("Japan condemned China on Monday.", encoding="utf-8")
    process = start("add", text, "--ledger", large)
    until(process, lambda: opened(process, large))
    until(process, lambda: waits(process))
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)  # as `timeout` does: still the first
    time.sleep(0.6)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 143
    held_by.execute("ROLLBACK")
    held_by.close()
    process.communicate()


@pytest.mark.long
def test_a_server_asked_to_end_answers_what_it_was_asked_and_ends_well(tmp_path, demo_file):
    where = shutil.copy(demo_file, tmp_path / "l.db")
    for number in (signal.SIGTERM, signal.SIGINT):
        process = start("serve", "--ledger", where, "--port", 0)
        address = re.search(r"http://\S+", process.stderr.readline())[0]
        got = []
        asking = threading.Thread(target=lambda at=address, out=got: out.append(urllib.request.urlopen(at + "api/brief").status))
        asking.start()
        time.sleep(0.2)
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
        asking.join()
        assert (process.returncode, got) == (0, [200]), said
        assert "until asked to end" in said and "Traceback" not in said


def test_stop_wakes_who_waits_and_says_so_from_then_on():
    with stopping(handed_on=True) as stop:
        assert not stop.wait(0.01)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
        begin = time.monotonic()
        assert stop.wait(20)
        assert time.monotonic() - begin < 5
        assert stop.asked and stop.signal == signal.SIGTERM and stop.wait(0)
        with pytest.raises(pipeline.Stopped), stop.given_up():
            pytest.fail("what may be given up was begun")
        assert list(stop.until([1, 2])) == [] and stop.cut
    assert signal.getsignal(signal.SIGTERM) is not None


def test_in_another_thread_nothing_is_installed():
    found = []

    def run() -> None:
        with stopping() as stop:
            found.append(stop.asked)

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [False] and signal.getsignal(signal.SIGTERM) is before
