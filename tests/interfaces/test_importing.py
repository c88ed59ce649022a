"""`dragoman import` and `events --coder`: other coders' events come in marked as theirs, and stay apart from ours."""
import csv
import io
import json

import pytest

from tests.commands import run

ICEWS = "date\tsource\trelation\ttarget\n" + "".join(f"2018-03-{d:02}\tDonald Trump\tThreaten\tNorth Korea\n2018-03-{d:02}\tJapan\tMake statement\tChina\n"
                                                      for d in range(1, 9))
PLOVER = '{"id": "P-1", "date": "2024-03-11", "actor": [{"code": "JPN"}], "recipient": [{"code": "IND"}], "event": ["CONSULT"]}\n'
REPORT = {"id": "r1", "title": "Sanctions", "published": "2024-03-12", "publisher": "The Test Courier (invented)",
          "text": "The European Union imposed sanctions on Belarus on Monday.\nJapan's prime minister will visit India next week."}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("coders")
    (path / "a.tsv").write_text(ICEWS, encoding="utf-8")
    (path / "b.jsonl").write_text(PLOVER, encoding="utf-8")
    (path / "report.jsonl").write_text(json.dumps(REPORT) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def ledger(folder):
    where = folder / "l.db"
    done = run("import", "icews", folder / "a.tsv", "--ledger", where)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "8 rows left out: CAMEO's public statements and appeals" in done.stderr
    assert f"8 events of icews added, 0 held already, 0 errors; ledger {where}" in done.stderr
    assert run("import", "plover", folder / "b.jsonl", "--ledger", where).returncode == 0
    assert run("add", folder / "report.jsonl", "--ledger", where).returncode == 0
    return where


def test_it_is_safe_to_repeat(folder, ledger):
    done = run("import", "icews", folder / "a.tsv", folder / "a.tsv", "--ledger", ledger)
    assert done.returncode == 0
    assert "0 events of icews added, 16 held already" in done.stderr


def test_a_pair_may_be_named_in_any_order_and_twice(ledger):
    one, other = (run("dyads", "--by", "week", "--about", about, "--ledger", ledger, "--format", "csv") for about in ("PRK,USA", "usa,PRK,USA"))
    assert one.returncode == other.returncode == 0, other.stderr
    assert one.stdout == other.stdout
    assert len(one.stdout.splitlines()) == 3


def test_a_wrong_line_or_file_is_named_and_the_others_are_kept(folder, tmp_path):
    (tmp_path / "bad.tsv").write_text(ICEWS + "2018-02-30\tJapan\tConsult\tChina\n", encoding="utf-8")
    done = run("import", "icews", tmp_path / "missing.tsv", tmp_path / "bad.tsv", "--ledger", tmp_path / "l.db")
    assert done.returncode == 1
    assert "missing.tsv: cannot be read" in done.stderr
    assert "bad.tsv, line 18: '2018-02-30' is no date" in done.stderr
    assert "8 events of icews added, 0 held already, 2 errors" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_coder_that_nobody_knows_is_wrong_usage(folder):
    done = run("import", "acled", folder / "a.tsv")
    assert done.returncode == 2
    assert "icews" in done.stderr


def test_no_file_is_wrong_usage():
    done = run("import", "icews")
    assert done.returncode == 2
    assert "expected files of icews" in done.stderr


def test_what_was_brought_in_can_be_removed(folder, tmp_path):
    where = tmp_path / "l.db"
    run("import", "icews", folder / "a.tsv", "--ledger", where)
    again = run("import", "icews", folder / "a.tsv", "--forget", "--ledger", where)
    assert "8 events of icews removed" in again.stderr and "8 events of icews added" in again.stderr
    gone = run("import", "icews", "--forget", "--ledger", where)
    assert gone.returncode == 0 and "added" not in gone.stderr
    assert json.loads(run("events", "--coder", "icews", "--format", "json", "--ledger", where).stdout) == []


def test_events_of_a_coder_have_the_columns_of_ours(ledger):
    ours = list(csv.DictReader(io.StringIO(run("events", "--format", "csv", "--ledger", ledger).stdout)))
    theirs = list(csv.DictReader(io.StringIO(run("events", "--coder", "icews", "--format", "csv", "--ledger", ledger).stdout)))
    assert list(theirs[0]) == ["coder", *ours[0]]
    assert [r["when"] for r in theirs] == [f"2018-03-{d:02}" for d in range(8, 0, -1)]
    assert theirs[0] == {"coder": "icews", "when": "2018-03-08", "type": "THREATEN", "status": "occurred", "actor": "USA", "recipient": "PRK",
                         "what": "Threaten: Donald Trump → North Korea", "art": "1", "src": "", "confidence": "", "disputed": "False"}


def test_the_list_of_our_own_events_holds_no_others(ledger):
    ours = json.loads(run("events", "--format", "json", "--ledger", ledger).stdout)
    named = json.loads(run("events", "--coder", "dragoman", "--format", "json", "--ledger", ledger).stdout)
    assert len(ours) == 2
    assert [{**e, "coder": "dragoman"} for e in ours] == named


def test_all_events_are_one_list_by_day_which_conditions_limit(ledger):
    everything = json.loads(run("events", "--coder", "all", "--format", "json", "--ledger", ledger).stdout)
    assert [e["coder"] for e in everything] == ["dragoman"] * 2 + ["plover"] + ["icews"] * 8
    assert {frozenset(e) >= {"id", "type", "status", "actor", "recipient", "when", "where", "what", "coder"} for e in everything} == {True}
    about = json.loads(run("events", "--coder", "all", "--about", "IND,JPN", "--format", "json", "--ledger", ledger).stdout)
    assert [(e["coder"], e["status"]) for e in about] == [("dragoman", "planned"), ("plover", "occurred")]
    early = json.loads(run("events", "--coder", "all", "--as-of", "2018-03-02", "--format", "json", "--ledger", ledger).stdout)
    assert [e["when"] for e in early] == ["2018-03-02", "2018-03-01"]
    few = json.loads(run("events", "--coder", "all", "--limit", "4", "--format", "json", "--ledger", ledger).stdout)
    assert few == everything[:4]
