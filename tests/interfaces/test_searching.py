"""`dragoman search`, as a person calls it."""
from __future__ import annotations

import csv
import io
import json

import pytest

from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Statement
from tests.commands import printed

TOLD = (("r1", "2024-03-01", "A", "Norway will send envoys to Sweden on March 20, its wise king said.", (("send envoys", "CONSULT", "planned", "2024-03-20"),)),
        ("r2", "2024-03-20", "=B", "Norway's envoys met ministers in Sweden and protested.", (("met", "CONSULT", "occurred", "2024-03-20"),
                                                                                                ("protested", "PROTEST", "occurred", None))),
        ("r3", "2024-04-02", "C", "The envoys of Norway are home. Sweden is glad.", ()))


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "l.db"
    with open_ledger(path) as book:
        for id_, day, publisher, text, said in TOLD:
            book.add(Report(id_, text, None, day, publisher), [Statement(
                id_, trigger, (text.index(trigger), text.index(trigger) + len(trigger)), type_, status, (Actor("Norway", "NOR"),), (Actor("Sweden", "SWE"),),
                when=when, when_text=when and "then", published=day, publisher=publisher, reader="r") for trigger, type_, status, when in said], "r")
        book.derive()
    return path


def run(where, *args, code=0):
    return printed("search", "--ledger", where, *args, code=code, COLUMNS="120")


def test_a_row_is_a_statement_in_a_sentence_that_holds_the_words(where):
    lines = [line.split("\t") for line in run(where, "envoys", "Norway").splitlines()]
    assert lines[0] == ["published", "type", "status", "actor", "recipient", "sentence", "publisher"]
    assert {(x[0], x[1], x[2]) for x in lines[1:]} == {("2024-03-20", "CONSULT", "occurred"), ("2024-03-20", "PROTEST", "occurred"),
                                                       ("2024-03-01", "CONSULT", "planned"), ("2024-04-02", "", "")}
    assert lines[-1][5] == "The envoys of Norway are home."


def test_csv_has_the_ids_and_guards_against_formulas(where):
    rows = list(csv.DictReader(io.StringIO(run(where, "envoys", "--type", "protest", "--format", "csv"))))
    assert [(r["type"], r["trigger"], r["publisher"], r["report"], len(r["events"])) for r in rows] == [("PROTEST", "protested", "'=B", "r2", 16)]


def test_a_search_without_a_word_is_wrong_usage(where):
    for words in ((), ("",), ("-football",), (" ".join(f"w{n}" for n in range(33)),)):
        said = run(where, "--", *words, code=2)
        assert "Missing argument" in said if not words else "expected" in said and "such as: treaty" in said


def test_json_counts_all_hits_and_shows_those_asked_for(where):
    found = json.loads(run(where, '"envoys to Sweden"', "--format", "json"))
    assert (found["total"], [h["report"] for h in found["hits"]]) == (1, ["r1"])
    found = json.loads(run(where, "envoys", "--limit", "1", "--format", "json"))
    assert (found["total"], len(found["hits"])) == (3, 1)


def test_days_parties_and_status_narrow_it(where):
    def reports(*args):
        return {h["report"] for h in json.loads(run(where, "--format", "json", *args))["hits"]}

    assert reports("envoy*", "--as-of", "2024-03-10") == {"r1"}
    assert reports("envoys", "--since", "2024-04") == {"r3"}
    assert reports("envoys", "--about", "NOR,SWE") == {"r1", "r2"}
    assert reports("envoys", "--about", "DNK") == set()
    assert reports("envoys", "--status", "planned", "--as-of", "2024-03-10") == {"r1"}
    assert reports("envoys", "--min-confidence", "1") == {"r1", "r2"}
    assert reports("--", "envoys", "-king") == {"r2", "r3"}
    assert reports("--", "-king envoys") == {"r2", "r3"}


@pytest.mark.parametrize(("args", "code", "said"), [
    (("-", "!"), 2, "no word to search for"), (("x", "--type", "WAR"), 2, "WAR"), (("x", "--since", "May"), 2, "YYYY-MM-DD"),
    (("x", "--limit", "0"), 2, "1<=x<=1000"), ((), 2, "WORDS")])
def test_a_wrong_question_is_told_with_what_was_expected(where, args, code, said):
    assert said in run(where, *args, code=code)
