"""Events of other coders: kept once, counted by pair and day, forgotten."""
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import text

from dragoman.ledger import Coder, coded_since, coded_types, open_ledger
from dragoman.ledger.connection import connect
from dragoman.ledger.migrations import MIGRATIONS, migrate
from dragoman.model import LedgerError


def test_the_same_events_twice_add_nothing(ledger, year):
    assert ledger.bring_in(year) == (len(year), 0)
    assert ledger.bring_in(year) == (0, len(year))
    assert ledger.bring_in([year[0], replace(year[0], id="new"), replace(year[0], id="new", code="131")]) == (1, 2)
    with ledger.ask() as asked:
        assert asked.coded_by_id(["new"])["new"].code == "130"


def test_coders_are_told_with_their_days_and_what_lies_between_two_known_parties(ledger, year):
    with ledger.ask() as asked:
        assert asked.coders() == []
    ledger.bring_in(year)
    with ledger.ask() as asked:
        assert asked.coders() == [Coder("gdelt", "2018-01-05", "2018-05-24", 28, 28), Coder("icews", "2018-01-05", "2018-05-24", 112, 56)]


def test_events_of_a_pair_come_by_day_either_way_as_they_were_brought_in(ledger, year):
    ledger.bring_in(reversed(year))
    with ledger.ask() as asked:
        found = asked.coded("USA", "PRK")
        assert found == sorted((e for e in year if "PRK" in (e.actor, e.recipient)), key=lambda e: (e.day, e.id))
        assert asked.coded("PRK", "USA", "icews", since="2018-05-01") == [e for e in found if e.day >= "2018-05-01"]
        assert asked.coded("PRK", "USA", "gdelt") == []


def test_counts_say_who_did_what_to_whom_on_each_day(ledger, year):
    ledger.bring_in([*year, replace(year[0], id="more", goldstein=-4.0)])
    with ledger.ask() as asked:
        (first, *rest) = asked.coded_counts("icews", pair=("USA", "PRK"), since=year[0].day)
        assert (first.day, first.actor, first.type, first.events) == ("2018-02-01", "USA", "CONSULT", 1)
        threats = next(c for c in rest if c.type == "THREATEN")
        assert threats == ("icews", "2018-02-01", "PRK", "USA", "PRK", "THREATEN", 2, pytest.approx(-8.4))
        everything = asked.coded_counts()
        assert {(c.a, c.b) for c in everything} == {("PRK", "USA"), ("GBR", "RUS")}
        assert sum(c.events for c in everything) == 85
        assert {c.goldstein for c in everything if c.coder == "gdelt"} == {0.0}


def test_the_busiest_pairs_are_those_with_most_events_of_all_coders_since_a_day(ledger, year):
    ledger.bring_in([*year, *(replace(year[0], id=f"more{n}", day="2018-05-20", actor="CHN", recipient="IND") for n in range(3))])
    with ledger.ask() as asked:
        counts = Counter()
        for c in asked.coded_counts(since="2018-05-01"):
            counts[c.a, c.b] += c.events
        every = asked.coded_pairs("2018-05-01", 10)
        assert [counts[pair] for pair in every] == sorted(counts.values(), reverse=True)
        assert set(every) == set(counts) and ("CHN", "IND") in every
        assert asked.coded_pairs("2018-05-01", 1) == every[:1]
        assert asked.coded_pairs("2019-01-01", 10) == []


def test_totals_hold_what_happens_inside_a_country_and_who_is_unknown(ledger, year):
    ledger.bring_in(year)
    with ledger.ask(about=["RUS"]) as asked:
        assert {(d.coder, d.events, d.between) for d in asked.coded_totals()} == {("icews", 4, 2), ("gdelt", 1, 1)}
        assert len(asked.coded_totals("icews")) == 28


def test_an_answer_as_of_a_day_holds_nothing_later(ledger, year):
    ledger.bring_in(year)
    with ledger.ask("2018-02") as asked:
        assert {c.last for c in asked.coders()} == {"2018-02-26"}
        assert max(e.day for e in asked.coded_events()) == max(c.day for c in asked.coded_counts()) == max(d.day for d in asked.coded_totals()) == "2018-02-26"


def test_a_list_holds_what_the_parties_asked_about_take_part_in_the_latest_first_and_paged(ledger, year):
    ledger.bring_in(year)
    with ledger.ask(about=["RUS"]) as asked:
        found = asked.coded_events()
        assert len(found) == 56
        assert [e.day for e in found] == sorted((e.day for e in found), reverse=True)
        assert found[10:15] == asked.coded_events(most=5, skip=10)
        assert {e.coder for e in asked.coded_events(coder="icews")} == {"icews"}
        assert {e.type for e in asked.coded_events(coded_types(["SANCTION"]))} == {"SANCTION"}
        assert len(asked.coded_events(coded_since("2018-05-24"))) == 2
    with ledger.ask(about=["RUS", "GBR"]) as asked:
        assert {e.coder for e in asked.coded_events()} == {"gdelt"}
    with ledger.ask(about=["RUS", "GBR", "USA"]) as asked:
        assert asked.coded_events() == []


def test_events_are_found_by_their_ids(ledger, year):
    ledger.bring_in(year)
    with ledger.ask() as asked:
        assert asked.coded_by_id(["g3", "i4a", "nothing"]) == {"g3": year[14], "i4a": year[15]}


def test_a_coder_is_forgotten_and_the_others_stay(ledger, year):
    ledger.bring_in(year)
    assert ledger.forget("icews") == 112
    assert ledger.forget("icews") == 0
    with ledger.ask() as asked:
        assert [c.coder for c in asked.coders()] == ["gdelt"]
    assert ledger.bring_in(year) == (112, 28)


def test_an_answer_may_change_where_a_coder_is_forgotten_or_comes_anew_in_other_events(ledger, year):
    icews, gdelt = ([e for e in year if e.coder == coder] for coder in ("icews", "gdelt"))
    for part in (gdelt[:5], icews, gdelt[5:]):
        ledger.bring_in(part)
    ledger.derive()
    seen = {ledger.stamp()}
    for change in (lambda: ledger.forget("icews"), lambda: ledger.bring_in(icews), lambda: (ledger.forget("icews"), ledger.bring_in(
            [replace(e, id=e.id + "x") for e in icews]))):
        change()
        assert ledger.stamp() not in seen
        seen.add(ledger.stamp())


def test_a_group_with_an_unknown_type_is_kept_out_whole(ledger, year):
    with pytest.raises(LedgerError, match="events g1 to bad of gdelt"):
        ledger.bring_in([year[4], replace(year[4], id="bad", type="MARRY")])
    with ledger.ask() as asked:
        assert asked.coders() == []


def test_they_are_no_events_of_the_ledgers_own_and_outlive_a_rebuild(ledger, year, story, keep):
    keep(ledger, story)
    before = ledger.events()
    ledger.bring_in(year)
    ledger.rebuild()
    assert ledger.events() == before
    with ledger.ask("2025-01-12") as asked:
        assert len(asked.coded_events()) == len(year)


def test_a_ledger_of_before_gets_the_table_when_it_is_opened(tmp_path, year):
    where = tmp_path / "old.db"
    migrate(connect(where), str(where), MIGRATIONS[:3])
    with open_ledger(where) as ledger:
        assert ledger.bring_in(year) == (len(year), 0)


def test_the_questions_over_many_events_are_answered_from_indexes(tmp_path):  # of SQLite: PostgreSQL chooses by what is in the tables
    plans = {
        "SELECT a, b, coder, day, type, actor, sum(goldstein) FROM coded_event WHERE a = 'A' AND b = 'B' AND coder = 'icews' AND dyad = 1 "
        "GROUP BY a, b, coder, day, type, actor": "COVERING INDEX coded_event_pair",
        "SELECT coder, day, count(*) FROM coded_event WHERE coder = 'icews' GROUP BY coder, day": "COVERING INDEX coded_event_coder",
        "SELECT id FROM coded_event WHERE a = 'A' AND b = 'B' ORDER BY day": "(b=? AND a=?)",
        "SELECT id FROM coded_event ORDER BY day DESC LIMIT 5": "INDEX coded_event_day"}
    with open_ledger(tmp_path / "l.db") as ledger, ledger._engine.connect() as connection:
        for query, plan in plans.items():
            steps = "; ".join(row[3] for row in connection.execute(text("EXPLAIN QUERY PLAN " + query)))
            assert plan in steps, query
