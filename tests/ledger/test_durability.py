"""What a ledger survives, and what it refuses to open."""
from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.ledger import open_ledger
from dragoman.ledger.connection import connect
from dragoman.ledger.migrations import MIGRATIONS, migrate
from dragoman.model import Actor, LedgerError, Report

ADDER = """
import sys
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Source, Statement
where, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ledger = open_ledger(where)
print("open", flush=True)
for n in range(first, last):
    day = f"2025-01-{n % 28 + 1:02}"
    told = [Statement(f"r{n}", "visit", (at, at + 5), "CONSULT", "planned", (Actor("Iran", "IRN"),),
                      (Actor("Moscow", "RUS"),), said_by=(Source("Tehran", "IRN", "official"),), published=day,
                      publisher="A", reader="r1") for at in (0, 9, 18)]
    ledger.add(Report(f"r{n}", "x" * 2000, published=day, publisher="A"), told, "r1")
    if n % 50 == 49:
        ledger.derive()
    if n % 100 == 99:
        ledger.rebuild()
"""


def adder(where: Path, first: int, last: int) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", ADDER, str(where), str(first), str(last)], env=environment,
                            stdout=subprocess.PIPE)


def content(where: Path) -> list:
    with sqlite3.connect(where) as plain:
        rows = [plain.execute(query).fetchall() for query in (
            "SELECT id, published, publisher, text, day FROM report ORDER BY 1",
            "SELECT report_id, reader, statements, superseded FROM reading ORDER BY 1, 2",
            "SELECT id, report_id, span_start, type, status, superseded FROM statement ORDER BY 1",
            "SELECT statement.id, role, seq, surface, code, participant.kind FROM participant "
            "JOIN statement ON key = statement_key ORDER BY 1, 2, 3",
            "SELECT id, status, sources FROM event ORDER BY 1",
            "SELECT event.id, seq, statement.id, step, round, score, reason FROM event_statement JOIN event ON event.key = event_key "
            "JOIN statement ON statement.key = statement_key ORDER BY 1, 2",
            "SELECT event.id, a, b, event_pair.type, reach, party, dyad FROM event_pair JOIN event ON key = event_key ORDER BY 1, 2, 3",
            "SELECT docket_item.id, event.id, expected, state, lapses, steps FROM docket_item JOIN event ON key = event_key ORDER BY 1")]
    plain.close()
    return rows


@pytest.mark.long
def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(tmp_path):
    reports, rng = 120, random.Random(7)
    where, whole = tmp_path / "killed.db", tmp_path / "whole.db"
    killed = 0
    while killed < 12:
        process = adder(where, 0, reports)
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.25))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        ended = process.wait()
        assert ended in (0, -signal.SIGKILL)
        if ended:
            killed += 1
        else:
            reports += 40
        with open_ledger(where) as ledger:
            counts = ledger.counts()
            assert counts["statements"] == 3 * counts["reports"] == 3 * counts["readings"]
        plain = sqlite3.connect(where)
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        assert plain.execute("SELECT count(*) FROM participant").fetchone()[0] == 3 * counts["statements"]
        plain.close()
    for path in (where, whole):
        assert adder(path, 0, reports).wait() == 0
        with open_ledger(path) as ledger:
            ledger.derive()
    assert content(where) == content(whole)


def command(*arguments: object) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-m", "dragoman", *map(str, arguments)], env=environment, stderr=subprocess.DEVNULL)


@pytest.mark.long
def test_the_commands_killed_at_any_moment_lose_and_double_nothing(tmp_path):
    """A small version of evals/durability.py, which kills a hundred times."""
    lines, where, whole = tmp_path / "r.jsonl", tmp_path / "killed.db", tmp_path / "whole.db"
    deeds = ("Japan imposed sanctions on India.", "Norway's minister will visit Chile next week.", "Chile denied that it had attacked Peru.")
    lines.write_text("".join(json.dumps({"id": f"r{n}", "published": f"2024-03-{n % 28 + 1:02}", "publisher": f"P{n % 3}", "text": deeds[n % 3]}) + "\n"
                             for n in range(40)))
    begin = time.monotonic()
    assert command("add", lines, "--ledger", whole).wait() == 0
    took = time.monotonic() - begin
    held = 0
    for share in (0.6, 0.75, 0.9, 0.97):
        process = command("add", lines, "--ledger", where)
        time.sleep(took * share)
        process.kill()
        process.wait()
        with open_ledger(where) as ledger:
            counts = ledger.counts()
            assert held <= counts["reports"] == counts["readings"]
            held = counts["reports"]
    assert command("add", lines, "--ledger", where).wait() == 0
    assert content(where) == content(whole)
    for wait in (0.4, 0.5, 0.6):
        process = command("rebuild", "--ledger", where)
        time.sleep(wait)
        process.kill()
        process.wait()
        assert content(where) == content(whole)


def test_two_processes_make_and_fill_a_new_ledger_at_once(tmp_path):
    where = tmp_path / "shared.db"
    processes = [adder(where, 0, 120), adder(where, 60, 180)]
    assert [p.wait() for p in processes] == [0, 0]
    with open_ledger(where) as ledger:
        assert (ledger.counts()["reports"], ledger.counts()["statements"]) == (180, 540)
        ledger.derive()
        assert len(ledger.events()) > 0


def test_a_full_disk_is_told_and_leaves_the_ledger_whole(tmp_path):
    where = tmp_path / "full.db"
    with open_ledger(where):
        pass
    limited = ("import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
               + ADDER.replace("if n % 50 == 49:", "if False:"))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", limited, str(where), "0", "2000"], env=environment,
                          capture_output=True, text=True)
    assert "NoRoomError: report r" in done.stderr
    assert "the disk" in done.stderr
    with open_ledger(where) as ledger:
        counts = ledger.counts()
        assert counts["statements"] == 3 * counts["reports"] > 0


def test_a_newer_ledger_is_refused(tmp_path):
    where = tmp_path / "ledger.db"
    engine = connect(where)
    migrate(engine, "ledger", (*MIGRATIONS, ("a later one", ("ALTER TABLE report ADD COLUMN mood TEXT",))))
    engine.dispose()
    with pytest.raises(LedgerError, match="newer Dragoman"):
        open_ledger(where)


def test_an_older_ledger_is_brought_up_and_a_migration_that_fails_leaves_it_as_it_was(tmp_path):
    where = tmp_path / "ledger.db"
    open_ledger(where).close()
    engine = connect(where)
    with pytest.raises(Exception, match="nonsense"):
        migrate(engine, "ledger", (*MIGRATIONS, ("bad", ("ALTER TABLE report ADD COLUMN mood TEXT", "nonsense"))))
    open_ledger(where).close()
    migrate(engine, "ledger", (*MIGRATIONS, ("good", ("ALTER TABLE report ADD COLUMN mood TEXT",))))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version, name FROM migration ORDER BY 1").fetchall() == [
            *enumerate((name for name, _ in MIGRATIONS), 1), (len(MIGRATIONS) + 1, "good")]
    engine.dispose()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_ledger_of_every_older_version_opens_answers_and_takes_more(tmp_path, story, keep, version):
    where, new = tmp_path / "ledger.db", tmp_path / "new.db"
    with open_ledger(new) as ledger:
        keep(ledger, story)
        held, events, docket = ledger.statements(), ledger.events(), ledger.docket("2025-02-10", state=None)
    engine = connect(where)
    migrate(engine, "ledger", MIGRATIONS[:version])
    engine.dispose()
    with sqlite3.connect(where) as plain:  # what was kept, in the columns of that version
        plain.execute("ATTACH ? AS new", (str(new),))
        for table in ("report", "reading", "statement", "participant"):
            columns = ", ".join(row[1] for row in plain.execute(f"PRAGMA main.table_info({table})"))
            plain.execute(" ".join(("INSERT INTO", table, "SELECT", columns, "FROM", f"new.{table}")))
        if version < 3:  # the third migration drops what was derived
            plain.execute("INSERT INTO derivation (key, readings, rules, made) SELECT 1, readings, rules, made FROM new.derivation")
    plain.close()
    with open_ledger(where) as ledger:
        assert ledger.statements() == held
        assert not any(p.role for s in held for p in (*s.actor, *s.recipient, *s.said_by))
        assert ledger.events() == events
        assert ledger.docket("2025-02-10", state=None) == docket
        told = replace(story[0], report="new", actor=(Actor("troops", "RUS", role="MIL"),), id="")
        keep(ledger, [told])
        assert ledger.statement(told.id).actor[0].role == "MIL"


def test_what_is_no_ledger_is_refused_and_left_alone(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("Notes, long enough to be more than the head of a file. " * 20)
    with pytest.raises(LedgerError, match="not a ledger but another kind of file"):
        open_ledger(text)
    assert text.read_text().startswith("Notes")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as plain:
        plain.execute("CREATE TABLE migration (id INTEGER)")
    plain.close()
    before = other.read_bytes()
    with pytest.raises(LedgerError, match="not a ledger"):
        open_ledger(other)
    assert other.read_bytes() == before
    for where, sign in ((tmp_path / "none" / "l.db", "folder exists"), (tmp_path, "cannot be opened"),
                        ("mysql+nothing://x", "no ledger can be opened"), ("nonsense://x", "no ledger can be opened")):
        with pytest.raises(LedgerError, match=sign):
            open_ledger(where)


def test_a_read_only_ledger_answers_and_refuses_to_add(tmp_path, story, keep):
    where = tmp_path / "ledger.db"
    with open_ledger(where) as ledger:
        keep(ledger, story)
        events = ledger.events()
        with open_ledger(f"sqlite:///file:{where}?mode=ro&uri=true") as fixed:
            assert fixed.events() == events
            with pytest.raises(LedgerError, match="read-only"):
                keep(fixed, story[:1], reader="r2")


def test_a_ledger_that_another_holds_is_told(tmp_path, story, keep):
    where = tmp_path / "ledger.db"
    open_ledger(where).close()
    holder = sqlite3.connect(where, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with open_ledger(f"sqlite:///{where}?timeout=0.1") as ledger, pytest.raises(LedgerError, match="in use by another"):
        keep(ledger, story[:1])
    holder.close()


def test_the_log_of_a_file_that_is_always_read_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("dragoman.ledger.connection.LONGEST_LOG", 600_000)
    where, ending, longest = tmp_path / "ledger.db", threading.Event(), 0
    with open_ledger(where) as ledger:
        def read(begin: float) -> None:
            """Read for a while, and again: of two such readers one is always at it."""
            time.sleep(begin)
            while not ending.is_set():
                with closing(sqlite3.connect(where, isolation_level=None)) as plain:
                    plain.execute("BEGIN")
                    plain.execute("SELECT count(*) FROM report").fetchone()
                    time.sleep(0.1)
                    plain.execute("COMMIT")

        readers = [threading.Thread(target=read, args=(begin,)) for begin in (0.0, 0.05)]
        for reader in readers:
            reader.start()
        time.sleep(0.1)
        for n in range(30):
            ledger.add(Report(f"r{n}", f"{n} " + "x" * 50_000, published="2025-01-01"), [], "r1")
            longest = max(longest, Path(f"{where}-wal").stat().st_size)
        ending.set()
        for reader in readers:
            reader.join()
        assert sum(1 for _ in ledger.reports()) == 30
    assert longest < 1_200_000
