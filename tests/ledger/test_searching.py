"""Full-text search: the syntax, the index as reports come and a ledger of before is opened, order, and what is limited."""
from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.ledger import holding, open_ledger, parse
from dragoman.ledger.connection import connect
from dragoman.ledger.migrations import MIGRATIONS, migrate
from dragoman.ledger.searching import MOST_TERMS, Term
from dragoman.model import InputError, Report

REPORTS = [
    Report("pact", "Russia and Iran sign a pact. Its text is secret.", "A pact is signed", "2025-01-17", "A"),
    Report("visit", "Erdoğan visits Tehran. The pact with Russia is not on the table.", None, "2025-01-10", "B"),
    Report("sanctions", "The U.S. sanctions two banks in Iran; a nuclear-armed neighbour objects.", None, "2025-02-01", "A"),
    Report("sport", "Iran beats Russia at football.", None, "2025-01-20", "C"),
]

FOUND = {"iran": {"pact", "sanctions", "sport"}, "IRAN russia": {"pact", "sport"}, "iran russia -football": {"pact"}, '"sign a pact"': {"pact"},
         '"pact a sign"': set(), '"with russia': {"visit"}, "sanction": {"sanctions"}, "sanctioning": {"sanctions"}, "secre*": {"pact"}, "secre": set(),
         "Erdogan": {"visit"}, "ERDOĞAN": {"visit"}, "U.S.": {"sanctions"}, "nuclear-armed": {"sanctions"}, '"armed neigh"*': {"sanctions"},
         "the": {"visit", "sanctions"}, "signed": {"pact"}, "iran -russia -banks": set(), 'pact -"is signed"': {"visit"}}


def found(ledger, query, since=None, as_of=None):
    with ledger.ask(as_of) as asked:
        count, hits = asked.hits(parse(query), since)
    assert count == len(hits)
    return {hit.report for hit in hits}


@pytest.fixture
def kept(ledger):
    for report in REPORTS:
        ledger.add(report, [], "r1")
    return ledger


@pytest.mark.parametrize(("query", "ids"), FOUND.items(), ids=FOUND)
def test_words_are_all_wanted_by_their_stems_phrases_as_they_stand_and_some_not_at_all(kept, query, ids):
    assert found(kept, query) == ids


def test_a_query_is_taken_apart_into_terms():
    words = parse('Foo-bar -"Bar baz" qu* "x  y"* foo-bar')
    assert words.wanted == (Term(("Foo", "bar")), Term(("qu",), True), Term(("x", "y"), True), Term(("foo", "bar")))
    assert words.unwanted == (Term(("Bar", "baz")),)


@pytest.mark.parametrize("query", ["", "  ", "-football", '""', "* - \"", "!?"])
def test_a_query_that_wants_no_word_is_refused_with_an_example(query):
    with pytest.raises(InputError, match="nuclear technology"):
        parse(query)


def test_too_many_words_are_refused():
    with pytest.raises(InputError, match=str(MOST_TERMS)):
        parse(" ".join(f"w{n}" for n in range(MOST_TERMS + 1)))


@given(st.text(max_size=60))
def test_no_input_breaks_a_query(query):
    try:
        words = parse(query)
    except InputError:
        return
    assert holding(words, ["a text", query]).keys() <= {0, 1}


@pytest.mark.parametrize("query", ['a" OR "b', "iran) OR (x", "NEAR(iran russia)", "text:iran", "iran'; DROP TABLE report; --", "^iran", "iran\x00", "{a b}: c",
                                   "iran + russia", "a AND NOT", "😀 iran", "\ud800iran"])
def test_the_language_of_the_database_means_nothing_in_a_query(kept, query):
    found(kept, query)
    assert kept.counts()["reports"] == len(REPORTS)


def test_as_of_a_day_and_since_a_day_count_reports_from_their_day(kept):
    assert found(kept, "iran", as_of="2025-01-18") == {"pact"}
    assert found(kept, "iran", since="2025-01-20") == {"sport", "sanctions"}
    assert found(kept, "iran", since="2025-01-18", as_of="2025-01-31") == {"sport"}


def test_the_best_come_first_then_the_latest(ledger):
    for day in ("2025-01-02", "2025-01-04", "2025-01-03"):
        ledger.add(Report(day, "A summit about grain took place.", None, day), [], "r1")
    ledger.add(Report("most", "Grain, grain, grain: a summit about grain.", None, "2025-01-01"), [], "r1")
    with ledger.ask() as asked:
        count, hits = asked.hits(parse("grain"), most=3)
    assert (count, [hit.report for hit in hits]) == (4, ["most", "2025-01-04", "2025-01-03"])
    assert hits[0].grade > hits[1].grade == hits[2].grade


def test_words_are_found_in_texts_with_their_spans():
    texts = ["They signed treaties.", "No treaty.", "A treaty was\nsigned; \ue000 sign here."]
    held = holding(parse("treaty sign"), texts)
    assert {n: [texts[n][a:b] for a, b in spans] for n, spans in held.items()} == {0: ["signed", "treaties"], 2: ["treaty", "signed", "sign"]}
    assert holding(parse("treaty sign").loose(), texts).keys() == {0, 1, 2}


def test_a_ledger_of_before_is_indexed_when_it_is_opened(tmp_path):
    engine = connect(tmp_path / "old.db")
    before = [name for name, *_ in MIGRATIONS].index("search")
    migrate(engine, "old", MIGRATIONS[:before])
    engine.dispose()
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.executemany("INSERT INTO report (id, title, published, text, day, added) VALUES (?, ?, ?, ?, ?, ?)",
                        [(r.id, r.title, r.published, r.text, r.published, "2025-03-01") for r in REPORTS])
    old.close()
    with open_ledger(tmp_path / "old.db") as ledger:
        assert found(ledger, "pact") == {"pact", "visit"}
        ledger.add(Report("late", "Another pact.", None, "2025-02-02"), [], "r1")
        assert found(ledger, "pact") == {"pact", "visit", "late"}


def test_the_index_follows_what_another_program_does_to_the_file(tmp_path):  # SQLite's alone: PostgreSQL's is a column that follows by itself
    kept = open_ledger(tmp_path / "ledger.db")
    for report in REPORTS:
        kept.add(report, [], "r1")
    with sqlite3.connect(tmp_path / "ledger.db", isolation_level=None) as other:
        other.execute("UPDATE report SET text = 'Norway votes.', title = NULL WHERE id = 'pact'")
        other.execute("DELETE FROM reading WHERE report_id = 'sport'")
        other.execute("DELETE FROM report WHERE id = 'sport'")
        other.execute("VACUUM")
        other.execute("INSERT INTO report_words (report_words, rank) VALUES ('integrity-check', 1)")
    other.close()
    assert (found(kept, "norway"), found(kept, "football"), found(kept, "pact"), found(kept, "iran")) == ({"pact"}, set(), {"visit"}, {"sanctions"})
    kept.close()


def test_a_report_that_is_refused_leaves_no_words(kept, say):
    with pytest.raises(Exception, match="bad"):
        kept.add(Report("bad", "Uruguay protests.", None, "2025-01-01"), [say("2025-01-01", "MARRY", "planned", "IRN", report="bad")], "r1")
    assert found(kept, "uruguay") == set()
