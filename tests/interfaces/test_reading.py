"""`read --out`, `add --resume`, and questions to a folder, as a person types them."""
import json
import os
import re

import pytest
from typer.testing import CliRunner

from dragoman.intake import Shard
from dragoman.interfaces.cli import app
from dragoman.interfaces.progress import ShardProgress, amount, duration
from dragoman.ledger import open_ledger
from tests.pipeline.shards import lines


def run(*words: str, code: int = 0):
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("in")
    lines(folder / "a.jsonl.gz", 0, 10)
    lines(folder / "b.jsonl", 10, 5)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory, inputs):
    out = tmp_path_factory.mktemp("out") / "f"
    done = run("read", inputs, "--out", out, "--workers", 1)
    assert "2 shards read, 0 done before, 0 failed; 15 reports" in done.stderr and not done.stdout
    return out


@pytest.fixture(scope="module")
def desk(tmp_path_factory, inputs):
    path = tmp_path_factory.mktemp("desk") / "desk.db"
    assert "15 reports added" in run("add", inputs, "--ledger", path).stderr
    return path


def test_files_of_other_endings_in_a_folder_are_told_of(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text("\n")
    (tmp_path / "in" / "b.csv").write_text("id,text\n")
    for command in (("read",), ("read", "--out", tmp_path / "out"), ("add", "--ledger", tmp_path / "l.db")):
        assert "in: 1 files passed over by their endings (1 .csv)" in run(*command, tmp_path / "in", code=1).stderr


@pytest.mark.parametrize("question", [
    ("dyads",), ("docket",), ("docket", "--as-of", "2025-01-20", "--about", "JPN"), ("events", "--about", "NOR,CHL"), ("brief",), ("sources", "--level", "all"),
    ("dyads", "--about", "NOR,CHL", "--by", "week"), ("search", "treaty"), ("edge",), ("dyads", "--min-confidence", "0.6")], ids=" ".join)
def test_a_folder_answers_as_a_ledger_of_the_same_reports(folder, desk, question):
    of_folder, of_ledger = (json.loads(run(*question, "--format", "json", "--ledger", where).stdout) for where in (folder, desk))
    assert of_folder == of_ledger
    assert of_folder or question[0] == "sources"


def test_files_with_names_that_are_no_text_are_read_added_and_named(tmp_path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    for name, text in ((b"b\xe9.txt", ""), (b"caf\xe9.txt", "OSLO, January 17, 2025 (Northern Wire Agency) - Norway and Chile signed a treaty on Friday.")):
        try:
            with open(os.path.join(os.fsencode(inputs), name), "w", encoding="utf-8") as f:
                f.write(text)
        except OSError:
            pytest.skip("names of this file system are text")
    desk, out = tmp_path / "desk.db", tmp_path / "f"
    named = r"b\xe9.txt: empty"
    assert all(named in run(*words, code=1).stderr for words in (("add", inputs, "--ledger", desk), ("read", inputs, "--out", out, "--workers", 1)))
    assert json.loads(run("events", "--ledger", desk, "--format", "json").stdout) == json.loads(run("events", "--ledger", out, "--format", "json").stdout) != []
    assert r"b\xe9.txt: done before" in run("add", inputs, "--ledger", desk, "--resume").stderr


def test_a_folder_is_exported(folder, desk, tmp_path):
    for name, where in (("f", folder), ("l", desk)):
        run("export", "csv", tmp_path / name, "--ledger", where)
    for table in ("events", "statements", "docket", "dyads"):
        assert (tmp_path / "f" / f"{table}.csv").read_text() == (tmp_path / "l" / f"{table}.csv").read_text()


def test_a_folder_keeps_nothing_but_what_was_read(folder):
    assert "`dragoman add PATH... --ledger FILE` makes one" in str(run("rebuild", "--ledger", folder, code=1).exception)


def test_pairs_are_counted_from_statements(folder):
    table = run("dyads", "--ledger", folder, "--from-statements").stdout
    assert "CHL\tNOR" in table
    rows = run("dyads", "--ledger", folder, "--from-statements", "--about", "CHL,NOR", "--by", "month", "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("start,a,b,cooperation,conflict") and {r.split(",")[0] for r in rows[1:]} <= {"2024-12-01", "2025-01-01", "2025-02-01"}
    found = json.loads(run("dyads", "--ledger", folder, "--from-statements", "--by", "week", "--format", "json").stdout)
    assert {(r["a"], r["b"]) for r in found} >= {("CHL", "NOR"), ("KEN", "SOM")}
    run("dyads", "--ledger", folder, "--from-statements", "--shifts", code=2)


def test_inputs_that_are_done_are_left_out_and_read_again_once_they_change(tmp_path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    one, _ = lines(inputs / "1.jsonl", 0, 3), lines(inputs / "2.jsonl", 3, 3)
    ledger = tmp_path / "l.db"
    run("add", inputs, "--ledger", ledger, "--resume")
    again = run("add", inputs, "--ledger", ledger, "--resume").stderr
    assert len(re.findall(r"\.jsonl: done before \(.*: 3 reports, 0 errors\); left out", again)) == 2 and "0 held already" in again
    assert "6 held already" in run("add", inputs, "--ledger", ledger).stderr
    lines(one, 20, 4)
    changed = run("add", inputs, "--ledger", ledger, "--resume").stderr
    assert "1.jsonl: has changed since it was done" in changed and "4 reports added" in changed and "0 held already" in changed
    other = run("add", inputs, "--ledger", ledger, "--resume", "--published", "2025-03-01").stderr
    assert "was read in another way" in other
    with open_ledger(ledger) as book:
        assert book.counts()["reports"] == 10


def test_what_could_not_be_read_at_all_is_tried_again(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\x00\x01" * 999)
    for _ in range(2):
        assert "binary" in run("add", path, "--ledger", tmp_path / "l.db", "--resume", code=1).stderr


@pytest.mark.parametrize("words", [("--engine", "ray"), ("--workers", "2"), ("--resume",), ("--address", "auto"), ("--out", "f", "--format", "csv")])
def test_wrong_use_is_told_before_anything_is_read(tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Chile thanked Norway.")
    run("read", "a.txt", *words, code=2)
    assert not (tmp_path / "f").exists()


def test_where_nobody_looks_on_lines_tell_how_far_it_is(capsys):
    shards = [Shard(f"{n}.jsonl", (f"{n}.jsonl",), 1000, "m") for n in range(4)]
    with ShardProgress("Reading", every=0) as bar:
        bar.planned(shards)
        bar._began -= 60
        bar.done(shards[0].id, 7)
        bar.moved({shards[1].id: (500, 3)})
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == "dragoman: reading: 1 of 4 shards, 10 reports, 38% of 4.0 kB, 2 min left"


def test_shards_that_are_added_one_after_another_are_counted():
    shards = [Shard(f"{n}.jsonl", (f"{n}.jsonl",), 1000, "m") for n in range(2)]
    bar = ShardProgress("Adding")
    bar.planned(shards)
    bar.began(shards[0])
    bar.passed(1000)
    bar.passed(0, 5)
    bar.began(shards[1])
    bar.passed(500)
    bar.passed(0, 2)
    assert bar.line() == "1 of 2 shards, 7 reports, 75% of 2.0 kB; in 1.jsonl"


def test_times_and_sizes_are_said_as_people_do():
    assert [duration(s) for s in (4.4, 90, 3600 * 3 + 1200, 3600 * 52)] == ["4 s", "2 min", "3 h 20 min", "2 d 4 h"]
    assert [amount(n) for n in (12, 1500, 2_500_000, 3 * 10**12)] == ["12 B", "1.5 kB", "2.5 MB", "3.00 TB"]
