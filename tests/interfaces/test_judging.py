"""The commands by which a person judges, as a person calls them."""
from __future__ import annotations

import csv
import io
import json
import re

import pytest

from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Source, Statement
from tests.commands import printed

TOLD = (("r1", "2024-03-01", "A", "Norland said it will send envoys to Sudland on March 20.", "send envoys", "CONSULT", "planned", "2024-03-20"),
        ("r2", "2024-03-02", "B", "Envoys of Norland are to visit Sudland on March 20.", "visit", "CONSULT", "planned", "2024-03-20"),
        ("r3", "2024-03-20", "C", "Norland's envoys met ministers in Sudland on March 20.", "met", "CONSULT", "occurred", "2024-03-20"),
        ("r4", "2024-03-21", "D", "Norland shelled a post of Sudland, an aide said.", "shelled", "ASSAULT", "occurred", "2024-03-21"))


def told(id_, published, publisher, text, trigger, type_, status, when, reader="r1"):
    at = text.index(trigger)
    aide = (Source("an aide", "SWE", "official"),) if "aide" in text else ()
    return Report(id_, text, None, published, publisher), [Statement(
        id_, trigger, (at, at + len(trigger)), type_, status, (Actor("Norland", "NOR"),), (Actor("Sudland", "SWE"),), when=when,
        when_text="on that day", said_by=aide, published=published, publisher=publisher, reader=reader)]


@pytest.fixture
def where(tmp_path):
    path = tmp_path / "l.db"
    with open_ledger(path) as book:
        for row in TOLD:
            book.add(*told(*row), "r1")
        book.derive()
    return path


def run(*args, code=0, **env):
    return printed(*args, code=code, **{"LOGNAME": "carol"} | env)


def events(where, *args):
    return {e["type"]: e for e in json.loads(run("events", "--ledger", where, "--format", "json", *args))}


def counted(where):
    return sorted(len(e["statements"]) for e in json.loads(run("events", "--ledger", where, "--format", "json")))


def log(where, *args):
    return json.loads(run("judgements", "--ledger", where, "--format", "json", *args))


def test_split_then_undo(where):
    visit = events(where)["CONSULT"]
    assert counted(where) == [1, 3]
    line = run("split", visit["id"], visit["statements"][2][:6], "--ledger", where, "--reason", "other envoys", "--author", "ann")
    assert re.fullmatch(rf"judgement 1 \(split, by ann\): events {visit['id']} \(CONSULT occurred, 3 statements\) → "
                        rf"{visit['id']} \(CONSULT planned, 2 statements\), \w{{16}} \(CONSULT occurred, 1 statement\); 2 → 3 in all\n", line)
    assert counted(where) == [1, 1, 2]
    [judgement] = log(where)
    assert (judgement["id"], judgement["kind"], judgement["author"], judgement["reason"], judgement["state"]) == (
        1, "split", "ann", "other envoys", "in force")
    assert (judgement["statements"], judgement["others"]) == (visit["statements"][2:], visit["statements"][:2])
    assert run("undo", 1, "--ledger", where).startswith("judgement 1 (withdrawn): events ")
    assert events(where)["CONSULT"] == visit
    assert log(where) == []
    assert [j["state"] for j in log(where, "--all")] == ["withdrawn"]


def test_merge_shows_the_reason_on_each_step(where):
    found = events(where)
    line = run("merge", found["CONSULT"]["id"][:6], found["ASSAULT"]["id"], "--ledger", where, "--reason", "one raid")
    assert line.endswith("2 → 1 in all\n")
    [event] = events(where).values()
    step = event["history"][-1]
    assert step["statement"] == found["ASSAULT"]["statements"][0]
    assert (step["judged"], step["score"], step["reason"]) == (True, 1.0, "a person's judgement: one raid")
    assert step["judgements"] == [{"id": 1, "kind": "merge", "author": "carol", "reason": "one raid"}]


def test_reject_leaves_a_reading_out_everywhere(where):
    [id_] = events(where)["ASSAULT"]["statements"]
    line = run("reject", id_, "--ledger", where)
    assert line.endswith("→ none; 2 → 1 in all\n")
    assert set(events(where)) == {"CONSULT"}
    brief = json.loads(run("brief", "--ledger", where, "--format", "json"))
    assert id_ not in json.dumps(brief)
    assert brief["covers"]["statements"] == 3
    [judgement] = log(where)
    assert (judgement["statements"], judgement["now"]) == ([id_], [id_])


def test_confirm_is_shown_and_changes_nothing_else(where):
    before = events(where)
    [id_] = before["ASSAULT"]["statements"]
    line = run("confirm", id_, "--ledger", where, "--reason", "heard the tape")
    assert line.endswith("events none → none; 2 → 2 in all\n")
    event = events(where)["ASSAULT"]
    [step] = event["history"]
    assert step["judgements"] == [{"id": 1, "kind": "confirm", "author": "carol", "reason": "heard the tape"}]
    assert "read_as" not in step
    assert {key: event[key] for key in ("id", "status", "statements", "confidence")} == {
        key: before["ASSAULT"][key] for key in ("id", "status", "statements", "confidence")}
    assert [(j["kind"], j["state"]) for j in log(where)] == [("confirm", "in force")]


def test_a_later_reject_overrules_a_confirm(where):
    [id_] = events(where)["ASSAULT"]["statements"]
    run("confirm", id_, "--ledger", where)
    run("reject", id_, "--ledger", where)
    assert "ASSAULT" not in events(where)
    assert [(j["kind"], j["state"]) for j in log(where)] == [("confirm", "overruled"), ("reject", "in force")]
    run("undo", 2, "--ledger", where)
    assert [(j["kind"], j["state"]) for j in log(where)] == [("confirm", "in force")]


def test_correct_shows_what_was_read_beside_it(where):
    [id_] = events(where)["ASSAULT"]["statements"]
    run("correct", id_, "type=THREATEN", "status=possible", "recipient=DNK,FIN", "when=", "said_by=DNK:official:an aide", "--ledger", where)
    found = events(where)
    assert set(found) == {"CONSULT", "THREATEN"}
    event = found["THREATEN"]
    assert (event["status"], event["recipient"], event["when"], event["statements"]) == ("possible", ["DNK", "FIN"], None, [id_])
    [step] = event["history"]
    assert step["judged"] is True
    assert step["read_as"] == {"type": "ASSAULT", "status": "occurred", "recipient": "SWE", "when": "2024-03-21", "said_by": "SWE:official:an aide"}
    [item] = [d for d in json.loads(run("docket", "--ledger", where, "--format", "json")) if d["type"] == "THREATEN"]
    [quote] = item["evidence"]
    assert (quote["judged"], quote["status"], quote["said_by"]) == (True, "possible", [["an aide", "DNK", "official"]])
    assert [(j["field"], j["value"]) for j in log(where)] == [
        ("type", "THREATEN"), ("status", "possible"), ("recipient", "DNK,FIN"), ("when", ""), ("said_by", "DNK:official:an aide")]
    run("undo", 1, 3, 4, 5, 2, "--ledger", where)
    assert set(events(where)) == {"CONSULT", "ASSAULT"}


def test_nothing_is_marked_where_nobody_judged(where):
    assert "judged" not in run("events", "--ledger", where, "--format", "json")
    assert run("judgements", "--ledger", where) == ""
    assert log(where) == []


def test_the_log_as_a_table_and_as_csv(where):
    found = events(where)
    [shelled] = found["ASSAULT"]["statements"]
    run("correct", shelled, "where=the border", "--ledger", where, "--reason", "=so it says")
    run("merge", found["CONSULT"]["id"], found["ASSAULT"]["id"], "--ledger", where)
    header, *rows = [line.split("\t") for line in run("judgements", "--ledger", where).splitlines()]
    assert header == ["id", "kind", "what", "state", "author", "made", "reason"]
    assert rows[0][:5] == ["1", "correct", f"{shelled} where=the border", "in force", "carol"]
    assert rows[1][2] == " ".join(found["CONSULT"]["statements"]) + f" + {shelled}"
    made = list(csv.DictReader(io.StringIO(run("judgements", "--ledger", where, "--format", "csv"))))
    assert [(r["id"], r["reason"]) for r in made] == [("1", "'=so it says"), ("2", "")]


def test_judgements_outlive_another_reading(where):
    found = events(where)
    [shelled] = found["ASSAULT"]["statements"]
    run("reject", shelled, "--ledger", where)
    run("split", found["CONSULT"]["id"], found["CONSULT"]["statements"][2], "--ledger", where)
    with open_ledger(where) as book:
        for row in TOLD:
            report, [statement] = told(*row, reader="r2")
            begin, end = statement.span
            book.add(report, [Statement(report.id, report.text[begin:end + 1], (begin, end + 1), statement.type, statement.status, statement.actor,
                                        statement.recipient, when=statement.when, when_text=statement.when_text, reader="r2")], "r2")
    assert counted(where) == [1, 2]
    assert {s for e in events(where).values() for s in e["statements"]}.isdisjoint(found["CONSULT"]["statements"])
    assert [j["state"] for j in log(where)] == ["in force", "in force"]


@pytest.mark.parametrize(("args", "sign"), [
    (("split", "0123456789abcdef", "0123456789abcdef"), "event 0123456789abcdef: there is none in the ledger; `dragoman events --format json` lists"),
    (("merge", "abc", "0123456789abcdef"), "event 'abc': give 6 or more of the id's characters"),
    (("reject", "0123456789abcdef"), "statement 0123456789abcdef: there is none in the ledger; `dragoman events --format json` lists"),
    (("correct", "STATEMENT", "mood=glad"), "'mood' cannot be corrected; expected one of type, status, actor"),
    (("correct", "STATEMENT", "actor=Norway"), "actor=Norway: NORWAY: expected codes of three letters"),
    (("correct", "STATEMENT", "when=someday"), "'someday' is not a date"),
    (("correct", "STATEMENT", "type=ASSAULT"), "type is ASSAULT already"),
    (("undo", 7), "judgement 7: none of this number; `dragoman judgements --all` lists them"),
])
def test_errors_name_the_id_and_say_what_to_do(where, args, sign):
    [id_] = events(where)["ASSAULT"]["statements"]
    assert sign in run(*(id_ if a == "STATEMENT" else a for a in args), "--ledger", where, code=1)
    assert log(where, "--all") == []


def test_what_is_no_field_and_value_is_wrong_usage(where):
    assert "expected FIELD=VALUE" in run("correct", "0123456789abcdef", "planned", "--ledger", where, code=2)


def test_no_ledger_is_made_by_judging(tmp_path):
    assert "no ledger there" in run("reject", "0123456789abcdef", "--ledger", tmp_path / "none.db", code=1)
    assert not (tmp_path / "none.db").exists()
