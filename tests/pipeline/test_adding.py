"""Adding with `resume`: what was noted as done is left out, and nothing is lost or doubled by it, whatever happens in between."""
from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from dragoman import pipeline
from dragoman.ledger import open_ledger
from tests.pipeline.shards import SAYINGS, lines

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}


def count(path: Path, table: str) -> int:
    """Rows of a table, as another program sees them; 0 where there is no such table yet."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    except sqlite3.OperationalError:
        return 0


def wait_for(wanted, running: subprocess.Popen) -> None:
    until = time.monotonic() + 120
    while not wanted():
        assert running.poll() is None and time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.long
def test_an_add_that_is_killed_goes_on_where_it_was_and_comes_to_what_one_that_was_left_alone_does(tmp_path, reader):
    """Its third input is a pipe that is not closed, so that it is killed in the middle of that one, at whatever pace."""
    inputs = [lines(tmp_path / f"{n}.jsonl", 10 * n, 3) for n in range(2)]
    last, where = lines(tmp_path / "whole.jsonl", 40, 36), tmp_path / "l.db"
    os.mkfifo(tmp_path / "2.jsonl")
    command = [sys.executable, "-m", "dragoman", "add", "--resume", *map(str, inputs), str(tmp_path / "2.jsonl"), "--ledger", str(where)]
    pipe = os.open(tmp_path / "2.jsonl", os.O_RDWR)  # which waits for nobody to read
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as running:
        os.write(pipe, b"".join(last.read_bytes().splitlines(keepends=True)[:33]))
        wait_for(lambda: count(where, "report") == 38, running)  # 32 are kept together
        running.send_signal(signal.SIGKILL)
    os.close(pipe)
    assert count(where, "shard") == 2
    (tmp_path / "2.jsonl").unlink()
    last.rename(tmp_path / "2.jsonl")
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(": done before (") == 2 and "4 reports added" in done.stderr and "32 held already, 0 failed" in done.stderr
    with open_ledger(where) as ledger, open_ledger(tmp_path / "other.db") as other:
        list(pipeline.add(other, command[5:8], reader))
        assert ledger.counts() == other.counts()
        assert sorted(ledger.statements(), key=lambda s: s.id) == sorted(other.statements(), key=lambda s: s.id)
        assert ledger.events() == other.events()


def test_an_empty_input_is_named_once(tmp_path, reader, ledger):
    (tmp_path / "0.jsonl").write_text("\n")
    first, again = (list(pipeline.add(ledger, [str(tmp_path)], reader, resume=True)) for _ in range(2))
    assert [str(item) for item in first] == [f"{tmp_path}/0.jsonl: empty; expected text, HTML or JSONL"]
    assert "0 reports, 1 errors); left out" in again[0].message


def test_what_could_not_be_opened_is_read_when_it_can_be_though_it_has_not_changed(tmp_path, reader, ledger):
    first, folder, away = lines(tmp_path / "1.jsonl", 0, 1), tmp_path / "in", tmp_path / "away"
    folder.mkdir()
    for n in range(2):
        (folder / f"{n}.txt").write_text(f"OSLO, Jan. {n + 10}, 2025 (Northern Wire Agency) - {SAYINGS[n]}\n", encoding="utf-8")

    def add() -> list:
        found = []
        for item in pipeline.add(ledger, [str(first), str(folder)], reader, resume=True):
            if not found:  # the first input is through, the second not yet
                away.exists() or (folder / "1.txt").rename(away)
            found.append(item)
        return found

    assert any("no such file" in str(item) for item in add())
    away.rename(folder / "1.txt")
    away.touch()
    again = [item for item in add() if isinstance(item, pipeline.Added)]
    assert [item.new for item in again] == [False, True]
    assert not [item for item in add() if isinstance(item, pipeline.Added)]
