"""What other programs rely on in the JSON of events and docket, as the commands print it."""
from __future__ import annotations

import json

import pytest

from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Source, Statement
from tests.commands import printed

WIRE = ("The foreign ministers of Russia and Chile met in Valdivia on Thursday and agreed to open a shipping line between their ports, officials of "
        "both ministries said after four hours of talks. The line is to carry timber and copper from next spring. Neither side named its price.")
OWN = "In Valdivia, Russia's top diplomat sat down with his Chilean colleague on Thursday. A line for freight ships was the outcome of the day."
QUOTED = "Moscow's envoy to Chile says that the ministers met in Valdivia on February 29 and will do so again before the year is out."
REPORTS = (("r1", "2024-03-01", "Fjord Wire", WIRE, "met"), ("r2", "2024-03-02", "Andes Mail", "Ports to be linked\n" + WIRE, "met"),
           ("r3", "2024-03-02", "Copper Post", WIRE[:-40], "met"), ("r4", "2024-03-01", "TASS", OWN, "sat down"),
           ("r5", "2024-03-01", "Daily Note", QUOTED, "met"))


def stated(report, published, publisher, text, trigger, type_="CONSULT", status="occurred", when="2024-02-29", actor=("RUS", "CHL"), recipient=(), by=()):
    at = text.index(trigger)
    return Statement(report, trigger, (at, at + len(trigger)), type_, status, tuple(Actor(c, c) for c in actor), tuple(Actor(c, c) for c in recipient),
                     when=when, when_text=when and "then", said_by=tuple(by), published=published, publisher=publisher, reader="by hand")


def run(where, *args):
    found = printed(*args, "--ledger", where, COLUMNS="200")
    return json.loads(found) if "json" in args else found


@pytest.fixture
def where(tmp_path):
    return tmp_path / "l.db"


def test_articles_publishers_and_sources_are_three_figures(where):
    """Two of the five print the first one's text; the agency and the envoy are one voice, that of their state."""
    envoy = Source("Moscow's envoy to Chile", "RUS", "official")
    with open_ledger(where) as book:
        for id_, day, publisher, text, trigger in REPORTS:
            book.add(Report(id_, text, published=day, publisher=publisher), [
                stated(id_, day, publisher, text, trigger, by=[envoy] if id_ == "r5" else [])], "by hand")
    (event,) = run(where, "events", "--format", "json")
    assert (event["articles"], event["publishers"], event["sources"]) == (5, 5, 2)
    assert {q["report"]: q.get("copy_of") for q in event["evidence"]} == {"r1": None, "r2": "r1", "r3": "r1", "r4": None, "r5": None}
    assert {q["report"]: q["source"] for q in event["evidence"] if q["report"] in ("r1", "r3")} == {
        "r1": "Fjord Wire, in its own voice", "r3": "Fjord Wire, in its own voice"}
    assert sorted(event["statements"]) == sorted(q["statement"] for q in event["evidence"]) == sorted(h["statement"] for h in event["history"])
    row = run(where, "events").splitlines()[1].split("\t")
    assert row[6:8] == ["5", "2"]


def test_a_copy_is_of_an_original_and_one_voice_with_it_whoever_that_is(where):
    """The original has no publisher; or credits an agency; what copies a copy is a copy of the original."""
    names = {"a": None, "b": "Andes Mail", "c": "Copper Post", "d": None, "e": "Tide"}
    other = WIRE.replace("Chile", "Peru").replace("Valdivia", "Callao").replace("timber and copper", "fish meal and zinc").replace("four hours", "a day")
    texts = {"a": WIRE, "b": WIRE[:-20], "c": WIRE[:-60], "d": other + " (Reuters)", "e": other[:-30]}
    with open_ledger(where) as book:
        for n, (id_, publisher) in enumerate(names.items()):
            day = f"2024-03-0{n + 1}"
            book.add(Report(id_, texts[id_], published=day, publisher=publisher), [
                stated(id_, day, publisher, texts[id_], "met", actor=("RUS", "CHL" if id_ in "abc" else "PER"))], "by hand")
    one, two = sorted(run(where, "events", "--format", "json"), key=lambda e: e["first_reported"])
    assert (one["articles"], one["publishers"], one["sources"], two["articles"], two["sources"]) == (3, 2, 1, 2, 1)
    assert {q["report"]: q.get("copy_of") for e in (one, two) for q in e["evidence"]} == {"a": None, "b": "a", "c": "a", "d": None, "e": "d"}
    assert {q["source"] for q in two["evidence"]} == {"Reuters, in its own voice"}


PLAN = "Norway's premier will visit the shipyard of Kochi in India on March 20, her office said."
# The whole sentence is the trigger here: without words around it the rules for days decide, which know what a call-off with a new date is.
LATER = "Norway's premier puts off the visit to the shipyard of Kochi in India; it will now take place on April 9."
FEAR = "Officials in China fear that Norway could arm India with frigates of the Kochi shipyard."
OFFICE = Source("her office", "NOR", "official")


@pytest.fixture
def put_off(where):
    told = (("p1", "2024-03-01", "A", PLAN, [("visit", "CONSULT", "planned", "2024-03-20", [OFFICE])]),
            ("p2", "2024-03-10", "B", LATER, [(LATER, "CONSULT", "called_off", "2024-04-09", [])]),
            ("p3", "2024-03-11", "C", FEAR, [("arm", "AID", "possible", None, [Source("Officials in China", "CHN", "official")])]))
    with open_ledger(where) as book:
        for id_, day, publisher, text, statements in told:
            book.add(Report(id_, text, published=day, publisher=publisher), [
                stated(id_, day, publisher, text, trigger, type_, status, when, ("NOR",), ("IND",), by)
                for trigger, type_, status, when, by in statements], "by hand")
    return where


def test_an_item_says_what_is_awaited_until_when_and_what_each_report_does_to_it(put_off):
    items = run(put_off, "docket", "--as-of", "2024-03-12", "--format", "json")
    assert [(d["type"], d["actor"], d["recipient"], d["opened"], d["expected"], d["firmness"], d["state"], d["state_date"], d["postponed_to"],
             d["ambiguous"], d["lapses"]) for d in items] == [
        ("CONSULT", ["NOR"], ["IND"], "2024-03-01", "2024-03-20", "announced", "postponed", "2024-03-10", "2024-04-09", False, "2024-03-28"),
        ("CONSULT", ["NOR"], ["IND"], "2024-03-10", "2024-04-09", "reported", "pending", None, None, False, "2024-04-17"),
        ("AID", ["NOR"], ["IND"], "2024-03-11", "2024-03-11/2024-05-10", "rumoured", "pending", None, None, False, "2024-06-10")]
    assert len({d["id"] for d in items}) == 3
    assert [(q["report"], q["published"], q["quote"], q["said_by"], q["step"]) for q in items[0]["evidence"]] == [
        ("p1", "2024-03-01", PLAN, [["her office", "NOR", "official"]], "opened"), ("p2", "2024-03-10", LATER, [], "postponed")]


def test_a_table_of_the_docket_shows_what_is_open_and_where_asked_the_new_day_of_what_is_put_off(put_off):
    assert [row.split("\t")[6] for row in run(put_off, "docket", "--as-of", "2024-03-12").splitlines()[1:]] == ["pending", "pending"]
    states = [row.split("\t")[6] for row in run(put_off, "docket", "--as-of", "2024-03-12", "--state", "all").splitlines()[1:]]
    assert states == ["postponed to 2024-04-09", "pending", "pending"]
    assert len(run(put_off, "docket", "--format", "csv").splitlines()) == 4


STRIKE = (("s1", "A", "The strike on Port Sel killed 12 people, Sudland's army said.", "SDN"),
          ("s2", "B", "The strike on Port Sel killed 40 people, Chad says.", "TCD"),
          ("s3", "C", "Chad and Sudan met about the strike on Port Sel.", None))


def test_figures_that_exclude_each_other_stand_in_the_json_and_in_the_brief(where):
    with open_ledger(where) as book:
        for id_, publisher, text, code in STRIKE[:2]:
            book.add(Report(id_, text, published="2024-05-02", publisher=publisher), [
                stated(id_, "2024-05-02", publisher, text, "strike", "ASSAULT", "occurred", "2024-05-01", ("SDN",), ("TCD",),
                       [Source(f"a speaker for {code}", code, "official")])], "by hand")
        id_, publisher, text, _ = STRIKE[2]
        book.add(Report(id_, text, published="2024-05-02", publisher=publisher), [
            stated(id_, "2024-05-02", publisher, text, "met", when="2024-05-02", actor=("SDN", "TCD"))], "by hand")
    assault, talks = sorted(run(where, "events", "--format", "json"), key=lambda e: e["type"])
    (found,) = assault["disagreements"]
    assert (found["what"], found["line"]) == ("killed", "a speaker for SDN: 12 killed; a speaker for TCD: 40 killed")
    assert "disagreements" not in talks
    (disputed,) = run(where, "brief", "--format", "json")["disputed"]
    assert disputed["disagreements"] == [found]
    assert {q["report"] for q in disputed["evidence"]} == {"s1", "s2"}
    assert "a speaker for TCD: 40 killed" in " ".join(run(where, "brief").split())
