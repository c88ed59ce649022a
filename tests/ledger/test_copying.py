"""A ledger copied into another database, backed up and restored: the same rows and answers, from one moment, whole or not at all."""
from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import JSON, Text, cast, select

from dragoman.briefing import View, brief
from dragoman.ledger import Judgement, Watcher, back_up, copy_ledger, open_ledger, restore, stamp
from dragoman.ledger.files import verify
from dragoman.ledger.schema import metadata
from dragoman.model import LedgerError, Report
from tests.ledger.test_searching import REPORTS, found
from tests.servers import plain


def filled(where, story, year, keep):
    """A ledger with something in each table: a report read twice, judgements made and withdrawn, other coders' events, something not derived yet."""
    with open_ledger(where) as ledger:
        keep(ledger, story)
        keep(ledger, [replace(story[0], status="possible", id="", reader="r2")], "r2")
        ledger.bring_in(year)
        for report in REPORTS:
            ledger.add(report, [], "r1")
        one, *others = [e for e in ledger.events() if e.type == "ASSAULT"]
        ledger.merge(one.id, [others[0].id], "ann", "one strike")
        made = ledger.reject([story[7].id], "bob")
        ledger.withdraw([made[0].id])
        ledger.derive()
        keep(ledger, [replace(story[1], report="late", id="")])
    return where


def rows(where):
    with plain(where) as connection:
        return {name: sorted(map(repr, map(tuple, connection.execute(select(*(cast(c, Text) if isinstance(c.type, JSON) else c for c in table.columns))))))
                for name, table in metadata.tables.items() if name != "migration"}


def answers(where):
    with open_ledger(where) as ledger, View(ledger, "2025-02-10") as view:
        return (ledger.events(), ledger.docket("2025-02-10", state=None), brief(ledger, "2025-02-10"), view.dyads(), view.docket("all"),
                ledger.judgements(True), [found(ledger, query) for query in ("iran", "secre*", '"sign a pact"')], list(view.asked.coded_counts()))


def without_times(given):
    judged = next(i for i, part in enumerate(given) if part and isinstance(part, list) and isinstance(part[0], Judgement))
    return (*given[:judged], [replace(j, made="", withdrawn=j.withdrawn and "then") for j in given[judged]], *given[judged + 1:])


@pytest.mark.long
def test_a_ledger_goes_to_a_server_and_back_row_by_row_and_answers_the_same(tmp_path, on_server, story, year, keep):
    first, there, back, again = filled(tmp_path / "l.db", story, year, keep), on_server.new(), tmp_path / "back.db", on_server.new()
    told = []
    counts = copy_ledger(str(first), there, told.append)
    assert counts["judgement"] > 1 and (counts["coded_event"], counts["underived"]) == (len(year), 1)
    assert sum(told) == sum(counts.values())
    copy_ledger(there, str(back))
    copy_ledger(there, again)
    held = rows(first)
    assert held == rows(there) == rows(back) == rows(again)
    assert all(held[name] for name in ("event", "docket_item", "judgement", "derivation"))
    assert answers(first) == answers(there) == answers(back)
    for where in (there, back):  # keys go on where they stopped
        with open_ledger(where) as ledger:
            keep(ledger, [replace(story[2], report="next", id="")])
            ledger.reject([story[3].id], "ann")
            ledger.rebuild()
            assert "next" in {s.report for s in ledger.statements()}
    assert without_times(answers(there)) == without_times(answers(back))  # the two were judged one after the other
    for where in (there, again):
        on_server.drop(where)


def test_a_place_that_holds_something_is_refused_and_stays_as_it_was(place, story, keep):
    first, other = place(), place()
    for where in (first, other):
        with open_ledger(where) as ledger:
            keep(ledger, story[:3])
    before = rows(other)
    with pytest.raises(LedgerError, match="holds a ledger already"):
        copy_ledger(first, other)
    assert rows(other) == before
    with pytest.raises(LedgerError, match="same ledger"):
        copy_ledger(first, first)
    with pytest.raises(LedgerError, match="no ledger there"):
        copy_ledger("none.db", other)


def test_a_new_ledger_that_was_only_looked_at_takes_a_copy(place, story, keep):
    first, other = place(), place()
    with open_ledger(first) as ledger, open_ledger(other) as looked:
        keep(ledger, story)
        assert looked.events() == []
    copy_ledger(first, other)
    assert answers(first)[:3] == answers(other)[:3]


def test_a_character_that_a_server_cannot_keep_is_replaced_and_nothing_is_moved(tmp_path, on_server, say):
    text, there = "Oslo\0signed" + "x" * 100, on_server.new()
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.add(Report("r", text, published="2025-01-01"), [say("2025-01-01", "AGREE", "occurred", "NOR,CHL", report="r", trigger="signed", at=5)], "r1")
    copy_ledger(str(tmp_path / "l.db"), there)
    with open_ledger(there) as ledger:
        assert ledger.report("r").text == text.replace("\0", "\ufffd")
    on_server.drop(there)


WRITER = """
import sys
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Statement
with open_ledger(sys.argv[1]) as ledger:
    for n in range(100000):
        day = f"2025-01-{n % 28 + 1:02}"
        told = [Statement(f"w{n}", "visit", (0, 5), "CONSULT", "planned", (Actor("Iran", "IRN"),), (Actor("Moscow", "RUS"),),
                          published=day, publisher="A", reader="r1")]
        ledger.add(Report(f"w{n}", f"visit {n} " * 30, published=day, publisher="A"), told, "r1")
        print(n, flush=True)
        if n % 10 == 9:
            ledger.derive()
"""


def start(code, *arguments):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["files", "on_server"])
def test_a_backup_is_one_moment_of_a_ledger_that_is_written_to_and_comes_back_as_it_was(kind, request, tmp_path, story, keep):
    databases = request.getfixturevalue(kind)
    where = databases.new()
    with open_ledger(where) as ledger:
        keep(ledger, story)
    writer = start(WRITER, where)
    try:
        for _ in range(3):
            writer.stdout.readline()
        for n in range(3):
            before = int(writer.stdout.readline())
            back_up(where, str(tmp_path / "b.db"))  # the second and third replace the one before
            with open_ledger(tmp_path / "b.db") as copy:
                counts = copy.counts()
                held = sorted(int(r.id[1:]) for r in copy.reports() if r.id.startswith("w"))
                assert held == list(range(len(held))), n
                assert len(held) > before
                assert counts["statements"] == len(held) + len(story)
                assert sorted(i for e in copy.events() for i in e.statements) == sorted(s.id for s in copy.statements())
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
    kept = rows(tmp_path / "b.db")
    with open_ledger(where) as ledger:
        with pytest.raises(LedgerError, match="already.*--force puts the backup in its place"):
            restore(str(tmp_path / "b.db"), where)
        assert ledger.counts()["reports"] > len(kept["report"]) - 1
        restore(str(tmp_path / "b.db"), where, force=True)
        assert ledger.counts()["reports"] == len(kept["report"])  # who has it open sees the new
    after = rows(where)
    assert {k: v for k, v in after.items() if k != "derivation"} == {k: v for k, v in kept.items() if k != "derivation"}
    new = databases.new()
    restore(str(tmp_path / "b.db"), new)
    assert rows(new) == kept
    databases.drop(where)
    databases.drop(new)


def test_what_is_no_backup_is_refused_and_the_ledger_stays(tmp_path, story, keep):
    where, backup = tmp_path / "l.db", tmp_path / "b.db"
    with open_ledger(where) as ledger:
        keep(ledger, story)
        ledger.derive()
        events = ledger.events()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LedgerError, match="pipe: a device or a pipe stands there"):
        back_up(str(where), str(tmp_path / "pipe"))
    (tmp_path / "pipe").unlink()
    with pytest.raises(LedgerError, match="no ledger there"):
        back_up(str(tmp_path / "none.db"), str(backup))
    back_up(str(where), str(backup))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.db", "l.db"]
    whole = backup.read_bytes()
    backup.write_bytes(whole[:len(whole) // 2] + b"\xff" * 5000 + whole[len(whole) // 2 + 5000:])
    with pytest.raises(LedgerError, match="damaged|cannot be read"):
        restore(str(backup), str(where), force=True)
    (tmp_path / "n.txt").write_text("no ledger " * 100)
    for name, sign in (("n.txt", "cannot be read as a ledger"), ("none.db", "no such file"), ("l.db", "is the ledger itself")):
        with pytest.raises(LedgerError, match=sign):
            restore(str(tmp_path / name), str(where), force=True)
    for name, sign in (("n.txt", "cannot be read as a ledger"), ("l.db", "is the ledger itself"), ("none/b.db", "no folder"), (".", "a folder stands there")):
        with pytest.raises(LedgerError, match=sign):
            back_up(str(where), str(tmp_path / name))
    with open_ledger(where) as ledger:
        assert ledger.events() == events
        with sqlite3.connect(tmp_path / "o.db") as other:
            other.execute("CREATE TABLE t (x)")
        other.close()
        with pytest.raises(LedgerError, match="not a ledger"):
            restore(str(tmp_path / "o.db"), str(where), force=True)


def test_no_backup_takes_the_place_of_a_ledger_that_is_watched(place, tmp_path, story, keep):
    where, backup = place(), str(tmp_path / "b.db")
    with open_ledger(where) as ledger:
        keep(ledger, story[:3])
        back_up(where, backup)
        kept = rows(backup)
        keep(ledger, story)
        gone = start("")
        gone.communicate()
        for id_, pid in (("here", os.getpid()), ("gone", gone.pid)):
            ledger.join(Watcher(id_, socket.gethostname(), pid, 900, False, stamp(), stamp()))
        before = rows(where)
        with pytest.raises(LedgerError, match=rf"runs on it \(process {os.getpid()} on [^,]+\): stop it first"):
            restore(backup, where, force=True)
        assert rows(where) == before
        ledger.leave(["here"])
        restore(backup, where, force=True)
        assert rows(where)["report"] == kept["report"]


KILLED = """
import os, signal, sys
from dragoman.ledger import open_ledger
from dragoman.model import Report
with open_ledger(sys.argv[1]) as ledger:
    for n in range(30):
        ledger.add(Report(f"w{n}", f"visit {n} " * 30, published="2025-01-01", publisher="A"), [], "r1")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_the_log_of_a_ledger_that_is_gone_is_never_read_into_another_one(tmp_path, story, keep, ending):
    where, backup, gone = (tmp_path / name for name in ("l.db", "b.db", "gone.db"))
    with open_ledger(where) as ledger:
        keep(ledger, story)
        held = ledger.counts()["reports"]
    back_up(str(where), str(backup))
    killed = start(KILLED, gone)
    assert killed.wait() == -signal.SIGKILL
    killed.stdout.close()
    gone.unlink()
    log = (tmp_path / "gone.db-wal").rename(tmp_path / f"gone.db{ending}")
    whole = log.read_bytes()
    assert len(whole) > 100_000
    for made in (back_up, copy_ledger):
        with pytest.raises(LedgerError, match=f"gone.db{ending}, .*move it away first"):
            made(str(where), str(gone))
    with pytest.raises(LedgerError, match=f"gone.db{ending}, .*move it away first"):
        restore(str(backup), str(gone))
    assert log.read_bytes() == whole and not gone.exists() and not list(tmp_path.glob(".*"))
    with open_ledger(gone) as ledger:  # SQLite drops the log where the database is empty
        keep(ledger, story)
        assert ledger.counts()["reports"] == held
    verify(gone)


def test_a_backup_of_older_tables_takes_the_place_of_a_ledger(tmp_path, story, keep):
    where, backup = tmp_path / "l.db", tmp_path / "b.db"
    with open_ledger(where) as ledger:
        keep(ledger, story)
    back_up(str(where), str(backup))
    with sqlite3.connect(backup) as older:  # the first ledgers had no such column
        older.execute("ALTER TABLE derivation DROP COLUMN serial")
    older.close()
    restore(str(backup), str(where), force=True)
    with closing(sqlite3.connect(where)) as held:
        assert held.execute("SELECT count(*) FROM report").fetchone()[0] == len({s.report for s in story})


COPIER = """
import sys, time
from dragoman.ledger import copy_ledger
steps = int(sys.argv[3])
def told(n):
    global steps
    steps -= 1
    if not steps:
        print("now", flush=True)
        time.sleep(600)
copy_ledger(sys.argv[1], sys.argv[2], told)
"""


@pytest.mark.long
@pytest.mark.parametrize("kind", ["files", "on_server"])
def test_a_copy_that_is_killed_leaves_nothing_and_can_be_made_again(kind, request, tmp_path, story, keep):
    databases = request.getfixturevalue(kind)
    where, target = tmp_path / "l.db", databases.new()
    with open_ledger(where) as ledger:
        told = [replace(s, report=f"{n}/{s.report}", id="") for n in range(12) for s in story]
        keep(ledger, told)
        ledger.derive()
    for steps in (1, 4, 8):  # in the first table, and in later ones
        copier = start(COPIER, where, target, steps)
        assert copier.stdout.readline() == "now\n"
        copier.send_signal(signal.SIGKILL)
        copier.wait()
        copier.stdout.close()
    copy_ledger(str(where), target)
    assert rows(target) == rows(where)
    assert not list(tmp_path.glob(".*.part"))
    databases.drop(target)
