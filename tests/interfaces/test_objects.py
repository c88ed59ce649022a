"""The commands edge, agreements and transfers, as a person calls them."""
from __future__ import annotations

import csv
import io
import json
import subprocess

import pytest

from dragoman.briefing import AGREEMENT_ROW, EDGE_ROW, SPOKEN_OF, TRANSFER_ROW, View, edge
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Source, Statement
from tests.commands import dragoman, printed

CODES = {"Norway": "NOR", "Sweden": "SWE", "Finland": "FIN", "China": "CHN"}
TOLD = (
    ("r1", "2024-03-01", "A", "Norway and Sweden will [sign] a defence pact in Oslo.", "SUPPORT", "planned", ("Norway", "Sweden"), (), None),
    ("r2", "2024-03-05", "B", "Officials in China fear that Norway could soon [give] Sweden missiles that reach their ports.",
     "AID", "possible", ("Norway",), ("Sweden",), "Officials in China"),
    ("r3", "2024-03-08", "C", "Norway and Sweden [signed] the defence pact on Friday.", "SUPPORT", "occurred", ("Norway", "Sweden"), (), None),
    ("r4", "2024-03-20", "D", "Norway [delivered] 20 missiles to Sweden.", "AID", "occurred", ("Norway",), ("Sweden",), None),
    ("r5", "2024-03-21", "D", "Officials in China fear that Norway could [give] Finland missiles.", "AID", "possible", ("Norway",), ("Finland",),
     "Officials in China"))


@pytest.fixture
def where(tmp_path):
    path = tmp_path / "l.db"
    with open_ledger(path) as book:
        for id_, day, publisher, marked, type_, status, actor, recipient, by in TOLD:
            begin, text = marked.index("["), marked.replace("[", "").replace("]", "")

            def party(word, text=text):
                return Actor(word, CODES[word], (text.index(word), text.index(word) + len(word)))

            source = (Source(by, "CHN", "official", (text.index(by), text.index(by) + len(by))),) if by else ()
            span = begin, marked.index("]") - 1
            book.add(Report(id_, text, None, day, publisher), [Statement(
                id_, text[slice(*span)], span, type_, status, tuple(map(party, actor)), tuple(map(party, recipient)), said_by=source,
                published=day, publisher=publisher, reader="by hand")], "by hand")
        book.derive()
    return path


def run(where, command, *args):
    return printed(command, "--ledger", where, *args, COLUMNS="100")


def as_json(where, command, *args):
    return json.loads(run(where, command, "--format", "json", *args))


def test_who_is_on_edge_about_whom_with_the_words_that_show_it(where):
    first, second = as_json(where, "edge")
    assert {(s["who"], tuple(s["of"])) for s in (first, second)} == {("CHN", ("NOR", "SWE")), ("CHN", ("FIN", "NOR"))}
    (s,) = as_json(where, "edge", "--about", "NOR,SWE")
    assert (s["name"], s["stance"], s["kinds"], s["since"], s["sources"], s["strength"]) == ("China", "fear", {"fear": 1}, "2024-03-05", 1, 0.25)
    assert [(q["report"], q["stance"], q["source"]) for q in s["evidence"]] == [("r2", "fear", "Officials in China")]
    assert "missiles" in s["evidence"][0]["quote"]


def test_an_agreement_has_its_stages_with_day_and_statement(where):
    (a,) = as_json(where, "agreements")
    assert (a["parties"], a["names"], a["subjects"], a["what"], a["stage"]) == (["NOR", "SWE"], ["Norway", "Sweden"], ["defence"], "defence pact", "signed")
    assert [(s["stage"], s["day"]) for s in a["stages"]] == [("announced", "2024-03-01"), ("signed", "2024-03-08")]
    assert [q["report"] for q in a["evidence"]] == ["r1", "r3"]
    assert [s["statement"] for s in a["stages"]] == [q["statement"] for q in a["evidence"]]
    assert a["events"]


def test_a_transfer_goes_from_feared_to_delivered(where):
    (x,) = as_json(where, "transfers", "--about", "SWE")
    assert (x["supplier"], x["recipient"], x["kind"], x["item"], x["stage"]) == (["NOR"], ["SWE"], "arms", "20 missiles", "delivered")
    assert [s["stage"] for s in x["stages"]] == ["possible", "delivered"]
    assert (x["first"], x["last"], x["sources"]) == ("2024-03-05", "2024-03-20", 2)


def test_as_of_a_day_only_what_was_told_by_then_counts(where):
    assert as_json(where, "agreements", "--as-of", "2024-03-02")[0]["stage"] == "announced"
    assert as_json(where, "edge", "--as-of", "2024-03-02") == []
    assert [x["stage"] for x in as_json(where, "transfers", "--as-of", "2024-03-10")] == ["possible"]


@pytest.mark.parametrize(("command", "columns"), [("edge", EDGE_ROW), ("agreements", AGREEMENT_ROW), ("transfers", TRANSFER_ROW)])
def test_csv_has_the_columns_of_the_codebook(where, command, columns):
    rows = list(csv.DictReader(io.StringIO(run(where, command, "--format", "csv"))))
    assert tuple(rows[0]) == columns
    if command == "agreements":
        assert (rows[0]["parties"], rows[0]["stages"]) == ("NOR|SWE", "announced 2024-03-01|signed 2024-03-08")


def test_tables_have_a_row_each(where):
    assert run(where, "edge").splitlines()[0].split("\t")[:4] == ["who", "of", "stance", "strength"]
    assert run(where, "agreements").splitlines()[1].split("\t")[:4] == ["signed", "2024-03-08", "NOR SWE", "defence pact"]
    assert [row.split("\t")[0] for row in run(where, "transfers").splitlines()[1:]] == ["possible", "delivered"]


def test_stances_about_an_event_and_an_item_of_the_docket(where):
    with open_ledger(where) as book, View(book, "2024-03-06") as view:
        event = next(e for e in view.asked.events() if e.type == "AID" and "SWE" in e.recipient)
        item = next(d for d in view.asked.items() if d.event.key == event.key)
        signing = next(e for e in view.asked.events() if e.type == "SUPPORT")
        assert [s["of"] for s in edge(view, event)] == [s["of"] for s in edge(view, item)] == [["NOR", "SWE"]]
        assert [s["of"] for s in edge(view, ("NOR", "SWE"))] == [["NOR", "SWE"]]
        assert edge(view, signing) == []


def test_what_a_person_rejects_shows_nothing(where):
    (s,) = as_json(where, "edge", "--about", "NOR,SWE")
    with open_ledger(where) as book:
        book.reject(s["statements"], "ann", "misread")
        book.derive()
    assert as_json(where, "edge", "--about", "NOR,SWE") == []


def test_who_is_on_edge_about_an_item_of_the_docket_and_about_an_event(where):
    items = {d["type"]: d["id"] for d in json.loads(run(where, "docket", "--format", "json")) if set(d["actor"] + d["recipient"]) == {"NOR", "SWE"}}
    (stance,) = as_json(where, "edge", "--of", items["AID"][:8])
    assert (stance["who"], stance["of"]) == ("CHN", ["NOR", "SWE"])
    assert as_json(where, "edge", "--of", items["SUPPORT"]) == []
    events = {e["type"]: e["id"] for e in json.loads(run(where, "events", "--format", "json")) if set(e["actor"] + e["recipient"]) == {"FIN", "NOR"}}
    assert [s["of"] for s in as_json(where, "edge", "--of", events["AID"])] == [["FIN", "NOR"]]
    assert as_json(where, "edge", "--of", items["AID"], "--about", "CHN") == [stance]  # who voices it takes no part in the item itself
    assert as_json(where, "edge", "--of", items["AID"], "--about", "FIN") == []


def test_who_is_on_edge_about_codes_that_all_are_spoken_of(where):
    assert as_json(where, "edge", "--of", "swe,NOR,") == as_json(where, "edge", "--about", "NOR,SWE")
    assert as_json(where, "edge", "--of", "CHN") == []
    assert SPOKEN_OF in " ".join(run(where, "edge", "--help").replace("│", " ").split())


@pytest.mark.parametrize("id_, says", [
    ("12ab", "6 or more characters"), ("ffffffff", "no event or docket item has this id"), ("Norway", f"expected {SPOKEN_OF}"),
    ("NOR,Sweden", f"NOR,Sweden: expected {SPOKEN_OF}"), ("GER", "GER is not a code of the codebook")])
def test_an_id_that_nothing_has_is_an_error_that_says_so(where, id_, says):
    done = subprocess.run(dragoman("edge", "--ledger", where, "--of", id_), capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert says in done.stderr
