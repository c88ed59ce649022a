"""Search gives sentences with what is stated in them, and reports that hold the words here and there after these."""
from __future__ import annotations

import pytest

from dragoman.briefing import View, search
from dragoman.ledger import open_ledger
from dragoman.model import Actor, InputError, Report, Source, Statement

PACT = ("OSLO, January 17, 2025 (A) - Norway and Chile signed a fishing pact on Friday. Peru protests against the pact and fears a blockade.\n"
        "The text of the pact will be sent to Lima next week.")
LONG = "Chile " + "and its many friends along the coast " * 12 + "praised the treaty about whales that Norway proposed."


def stated(report: Report, trigger: str, type_: str, status: str, actor: str, recipient: str = "", confidence: float = 0.9) -> Statement:
    at = report.text.index(trigger)
    return Statement(report.id, trigger, (at, at + len(trigger)), type_, status, tuple(Actor(c, c) for c in actor.split()),
                     tuple(Actor(c, c) for c in recipient.split()), said_by=(Source("an official", "PER", "official"),) if actor == "PER" else (),
                     confidence=confidence, published=report.published, publisher=report.publisher, reader="r1")


@pytest.fixture(scope="module")
def ledger(databases):
    pact = Report("pact", PACT, "A pact about fish", "2025-01-17", "A")
    older = Report("older", "Norway and Chile are to sign a fishing pact in Oslo.", None, "2025-01-10", "B", "https://b.example/1")
    long = Report("long", LONG, None, "2025-01-20", "C")
    with open_ledger(databases.new()) as book:
        book.add(pact, [stated(pact, "signed", "SUPPORT", "occurred", "NOR CHL"), stated(pact, "protests", "PROTEST", "occurred", "PER", "NOR CHL"),
                        stated(pact, "blockade", "COERCE", "possible", "NOR", "PER", 0.4)], "r1")
        book.add(older, [stated(older, "sign", "SUPPORT", "planned", "NOR CHL")], "r1")
        book.add(long, [stated(long, "praised", "SUPPORT", "occurred", "CHL", "NOR")], "r1")
        yield book


def asked(ledger, query, about=(), as_of=None, min_confidence=0.0, **more):
    with View(ledger, as_of, about, min_confidence) as view:
        return search(view, query, **more)


def test_a_hit_is_a_sentence_with_all_that_is_stated_in_it(ledger):
    found = asked(ledger, "pact blockade")
    assert (found["total"], found["reports"], found["complete"]) == (1, 1, True)
    hit = found["hits"][0]
    assert hit["quote"] == "Peru protests against the pact and fears a blockade."
    assert PACT[slice(*hit["span"])] == hit["quote"]
    assert [hit["quote"][a:b] for a, b in hit["marks"]] == ["pact", "blockade"]
    assert [(s["type"], s["status"], s["actor"], s["recipient"], s["source"]) for s in hit["statements"]] == [
        ("PROTEST", "occurred", ["PER"], ["NOR", "CHL"], "an official"), ("COERCE", "possible", ["NOR"], ["PER"], "A, in its own voice")]
    with View(ledger) as view:
        assert set(hit["events"]) == {e["id"] for e in view.events() if e["type"] in ("PROTEST", "COERCE")}


def test_a_dateline_is_no_part_of_a_sentence(ledger):
    assert [h["quote"] for h in asked(ledger, '"fishing pact on Friday"')["hits"]] == ["Norway and Chile signed a fishing pact on Friday."]


def test_sentences_come_first_and_reports_that_hold_the_words_in_several_places_after(ledger):
    hits = asked(ledger, "pact Norway")["hits"]
    assert {h["report"] for h in hits} == {"pact", "older"}
    hits = asked(ledger, "Lima pact")["hits"]
    assert [(h["quote"], h["statements"]) for h in hits] == [("The text of the pact will be sent to Lima next week.", [])]
    assert len(hits[0]["events"]) == 3  # what the report tells of
    assert PACT[slice(*hits[0]["span"])] == hits[0]["quote"]


def test_words_that_only_a_title_holds_give_the_title(ledger):
    assert [(h["quote"], h["span"], h["report"]) for h in asked(ledger, "fish about")["hits"]] == [("A pact about fish", None, "pact")]


def test_what_is_asked_for_besides_the_words_is_that_of_the_event(ledger):
    def reports(query, **more):
        return [(h["report"], [s["type"] for s in h["statements"]]) for h in asked(ledger, query, **more)["hits"]]

    assert reports("pact", types=["PROTEST"]) == [("pact", ["PROTEST"])]
    assert reports("pact", about=["PER"]) == [("pact", ["PROTEST", "COERCE"])]
    assert reports("pact", about=["PER"], min_confidence=0.5) == [("pact", ["PROTEST"])]
    assert reports("pact", statuses=["possible"]) == [("pact", ["COERCE"])]
    assert reports("Lima", types=["AID"]) == []
    assert reports("Lima", types=["PROTEST"]) == [("pact", [])]
    assert reports("pact", since="2025-01-12", types=["SUPPORT"]) == [("pact", ["SUPPORT"])]
    # Planned when only the older report is known, and occurred since.
    assert reports("pact", statuses=["planned"]) == []
    assert reports("pact", statuses=["planned"], as_of="2025-01-11") == [("older", ["SUPPORT"])]


def test_pages_add_up_to_the_whole(ledger):
    whole = asked(ledger, "Norway")
    assert whole["total"] == len(whole["hits"]) == 3
    paged = [asked(ledger, "Norway", limit=1, offset=n)["hits"] for n in range(4)]
    assert [h for hits in paged for h in hits] == whole["hits"]
    assert paged[3] == []


def test_a_long_sentence_is_cut_around_the_words(ledger):
    hit = asked(ledger, "whales")["hits"][0]
    assert hit["quote"].startswith("…") and len(hit["quote"]) < 310
    assert [hit["quote"][a:b] for a, b in hit["marks"]] == ["whales"]
    assert " ".join(hit["quote"].strip("…").split()) in " ".join(LONG.split())


def test_the_url_and_a_copy_are_told(ledger):
    assert [h["url"] for h in asked(ledger, '"to sign"')["hits"]] == ["https://b.example/1"]


def test_a_hit_is_the_sentence_that_is_quoted_elsewhere_also_where_an_abbreviation_stands_in_it(place):
    report = Report("r", "Gen. Ruiz said that the U.S. warned Peru. Chile agreed.", None, "2025-01-17", "A")
    with open_ledger(place()) as book:  # the later trigger is read first
        book.add(report, [stated(report, "agreed", "SUPPORT", "occurred", "CHL"), stated(report, "warned", "THREATEN", "occurred", "USA", "PER")], "r1")
        with View(book) as view:
            quotes = {q["quote"] for e in view.events() for q in e["evidence"]}
        assert {h["quote"] for query in ("ruiz", "chile") for h in asked(book, query)["hits"]} == quotes == {
            "Gen. Ruiz said that the U.S. warned Peru.", "Chile agreed."}


def test_what_is_stated_in_a_sentence_stays_together_in_whatever_order_it_was_read(place):
    report = Report("r", "Norway praised Chile and warned Peru. Later Norway hailed Brazil.", None, "2025-01-17", "A")
    with open_ledger(place()) as book:
        book.add(report, [stated(report, "warned", "THREATEN", "occurred", "NOR", "PER"), stated(report, "hailed", "SUPPORT", "occurred", "NOR", "BRA"),
                          stated(report, "praised", "SUPPORT", "occurred", "NOR", "CHL")], "r1")
        hits = asked(book, "Norway")["hits"]
    assert [[s["trigger"] for s in h["statements"]] for h in hits] == [["praised", "warned"], ["hailed"]]


def test_no_words_are_an_error(ledger):
    with pytest.raises(InputError, match="no word"):
        asked(ledger, "-Norway")
