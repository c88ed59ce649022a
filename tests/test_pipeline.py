"""Documents to ledger on the demo reports: bad input, repeats, kills at any moment."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman import pipeline
from dragoman.ledger import open_ledger
from dragoman.model import InputError
from tests.commands import dragoman

DEMO = Path(__file__).parents[1] / "demo" / "reports"


def content(path):
    """What a ledger holds, without the days it was written."""
    with open_ledger(path) as book:
        return sorted(r.id for r in book.reports()), sorted(s.id for s in book.statements()), [(e.id, e.status, e.statements) for e in book.events()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory, demo_file):
    return Path(shutil.copy(demo_file, tmp_path_factory.mktemp("demo") / "whole.db"))


def test_every_demo_report_has_a_date_a_publisher_and_an_invented_outlet(whole):
    with open_ledger(whole) as book:
        reports = list(book.reports())
    assert len(reports) >= 25
    assert all(r.published and r.publisher and r.title for r in reports)
    for f in DEMO.iterdir():
        assert "invented" in f.read_text(encoding="utf-8"), f.name


def test_adding_again_reads_nothing_and_changes_nothing(whole, reader):
    before = content(whole)
    with open_ledger(whole) as book:
        again = list(pipeline.add(book, [str(DEMO)], reader))
    assert not any(i.new for i in again)
    assert content(whole) == before


def test_inputs_that_fail_keep_nothing_else_out(tmp_path, reader):
    (tmp_path / "a.jsonl").write_text('{"text": "Japan condemned China.", "published": "2024-03-12"}\n{"text": 3}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02" * 50)
    with open_ledger(tmp_path / "l.db") as book:
        items = list(pipeline.add(book, [str(tmp_path / "a.jsonl"), str(tmp_path / "b.txt")], reader))
        assert len([i for i in items if isinstance(i, InputError)]) == 2
        assert book.counts()["reports"] == 1


def test_a_report_of_the_id_of_another_is_named_and_the_others_are_kept(tmp_path, reader):
    lines = [json.dumps({"id": id_, "text": text, "published": "2024-03-12"}) for id_, text in (
        ("a", "Japan condemned China."), ("b", "Chile thanked Peru."), ("a", "Japan praised China."), ("c", "Peru left."))]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with open_ledger(tmp_path / "l.db") as book:
        told = list(pipeline.add(book, [str(tmp_path / "a.jsonl")], reader))
        assert [x.report.id if isinstance(x, pipeline.Added) else str(x).rpartition("/")[2] for x in told] == [
            "a", "b", "a.jsonl: report a is already held with another text: give the changed report an id of its own", "c"]
        (tmp_path / "b.jsonl").write_text("\n".join([lines[2], json.dumps({"id": "d", "text": "Kenya thanked Peru.", "published": "2024-03-12"})]))
        again = list(pipeline.add(book, [str(tmp_path / "b.jsonl"), str(tmp_path / "a.jsonl")], reader))
        assert [str(x).partition(":")[0].rpartition("/")[2] for x in again if isinstance(x, InputError)] == ["b.jsonl", "a.jsonl"]
        assert [x.report.id for x in again if isinstance(x, pipeline.Added)] == ["d", "a", "b", "c"]
        assert sorted(r.id for r in book.reports()) == ["a", "b", "c", "d"]


@pytest.mark.long
def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(whole, tmp_path):
    path = tmp_path / "killed.db"
    rng = random.Random(5)
    command = [sys.executable, "-m", "dragoman", "add", str(DEMO), "--ledger", str(path)]
    for _ in range(4):
        p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
        time.sleep(rng.uniform(0.4, 2.5))
        p.send_signal(signal.SIGKILL)
        p.wait()
        if path.exists():
            with open_ledger(path) as book:
                held = list(book.reports())
                by_report = {s.report for s in book.statements()}
            assert by_report <= {r.id for r in held}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert content(path) == content(whole)


@pytest.mark.parametrize(("name", "make", "status", "word"), [
    ("empty.txt", b"", 1, "empty"),
    ("binary.txt", b"%PDF-1.7\x00\x00" + os.urandom(2000), 1, "PDF"),
    ("latin.txt", "Le président français a condamné l’attaque. The French president condemned the attack.".encode("cp1252"), 0, None),
    ("deep.html", b"<html><body>" + b"<div>" * 100_000 + b"<p>The French president condemned the attack on Sunday in Paris.</p>", 0, None),
    ("broken.jsonl", b'{"text": "Japan condemned China."}\n{"text": \n[1]\n', 1, "line 2"),
    ("future.jsonl", b'{"text": "Japan condemned China on Monday.", "published": "2199-01-01"}\n', 0, "future"),
    ("nobody.txt", b"It rained all day, and the streets were empty.\n", 0, None),
])
def test_bad_input_gets_the_right_answer_or_one_clear_line(tmp_path, name, make, status, word):
    path = tmp_path / name
    path.write_bytes(make)
    done = subprocess.run(dragoman("read", path, "--format", "annotation"), capture_output=True, text=True, timeout=120)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    if status == 0:
        (line,) = done.stdout.splitlines()
        statements = json.loads(line)["statements"]
        assert bool(statements) == (name != "nobody.txt")
    else:
        assert name in done.stderr
    assert word is None or word in done.stderr


def test_a_file_of_50_mb_is_refused_in_one_line_and_little_time(tmp_path):
    path = tmp_path / "large.txt"
    path.write_bytes(b"The minister condemned the attack. " * 1_500_000)
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "dragoman", "read", str(path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "large.txt" in line
    assert "limit" in line
    assert time.monotonic() - start < 20
