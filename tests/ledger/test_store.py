"""Keeping reports and statements, asking as of a day, deriving."""
from __future__ import annotations

import _sqlite3
import ctypes
import random
from dataclasses import replace

import pytest
from sqlalchemy import event, inspect

from dragoman.ledger import open_ledger
from dragoman.ledger.connection import STATEMENTS, connect, writing
from dragoman.ledger.schema import SEARCH_TABLES, metadata
from dragoman.model import Actor, LedgerError, Source
from tests.servers import plain

REFUSING = {
    "sqlite": ("CREATE TRIGGER refuse BEFORE INSERT ON event_statement WHEN NEW.seq = 2 BEGIN SELECT RAISE(ABORT, 'no'); END",),
    "postgresql": ("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
                   "CREATE TRIGGER refuse BEFORE INSERT ON event_statement FOR EACH ROW WHEN (NEW.seq = 2) EXECUTE FUNCTION refuse()")}
NAMED = {"REAL": "DOUBLE", "DOUBLE PRECISION": "DOUBLE", "BYTEA": "BLOB"}
"""What a database calls a type, where that is not what SQLAlchemy does."""


def everything(ledger, as_of=None):
    return ledger.statements(as_of), ledger.events(as_of), ledger.docket(as_of or "2025-12-31", state=None)


def test_a_statement_comes_back_as_it_was_given(ledger, say, filed):
    given = replace(say("2025-01-09", "CONSULT", "planned", "IRN>RUS", when="2025-01-17", where="Moscow", publisher="A",
                        report="r"),
                    actor=(Actor("Tehran", "IRN", (3, 9)), Actor("troops", "IRN", role="MIL")), when_text="January 17", confidence=0.75,
                    said_by=(Source("Izvestia", "RUS", "media", (10, 18), "MED"), Source("a diplomat", "IRN", "anonymous", role="GOV")),
                    id="")
    report = filed("r", "2025-01-09", "A")
    assert ledger.add(report, [given], "r1")
    assert ledger.statements() == [given] == [ledger.statement(given.id)]
    assert ledger.report("r") == report
    assert list(ledger.reports()) == [report]
    assert (ledger.report("none"), ledger.statement("none")) == (None, None)


def test_adding_twice_adds_nothing(ledger, story, keep):
    keep(ledger, story)
    before = ledger.counts()
    keep(ledger, story)
    assert ledger.counts() == before
    first = story[0]
    assert ledger.has(first.report, "r1")
    assert not ledger.has(first.report, "r2")
    assert ledger.add(ledger.report(first.report), [], "r1") is False


def test_a_report_without_statements_is_kept_as_read(ledger, filed):
    assert ledger.add(filed("r", "2025-01-09"), [], "r1")
    assert ledger.has("r", "r1")


def test_what_is_less_sure_is_left_out_as_if_it_had_not_been_read(ledger, story, keep, place):
    sure = [replace(s, confidence=0.5 + 0.1 * (i % 5)) for i, s in enumerate(story)]
    keep(ledger, sure)
    ledger.derive()
    kept = [s for s in sure if s.confidence >= 0.7]
    assert 0 < len(kept) < len(sure)
    assert {s.id for s in ledger.statements(min_confidence=0.7)} == {s.id for s in kept}
    with open_ledger(place()) as other:
        keep(other, kept)
        for as_of in (None, "2025-01-20"):
            assert ledger.events(as_of, min_confidence=0.7) == other.events(as_of)
        assert ledger.docket("2025-12-31", state=None, min_confidence=0.7) == other.docket("2025-12-31", state=None)
        assert ledger.docket(about=["RUS"], state=None, min_confidence=0.7) == other.docket(about=["RUS"], state=None)
        assert ledger.events(about=["RUS"], min_confidence=0.7) == other.events(about=["RUS"])
    assert len(ledger.events()) > len(ledger.events(min_confidence=0.7))
    assert ledger.events(min_confidence=1.0) == []


def test_the_last_reading_holds_and_the_older_is_kept_superseded(ledger, story, filed):
    old = replace(story[0], report="r", id="")
    new = [replace(old, confidence=0.5, reader="r2"), replace(old, status="possible", reader="r2", id="")]
    report = filed("r", old.published, old.publisher)
    ledger.add(report, [old], "r1")
    ledger.derive()
    assert ledger.add(report, new, "r2")
    assert sorted(ledger.statements(), key=lambda s: s.status) == new
    assert (ledger.counts()["superseded"], ledger.counts()["reports"]) == (1, 1)
    assert {i for e in ledger.events() for i in e.statements} == {s.id for s in new}
    assert ledger.add(report, [old], "r1") is False


BROKEN = {"an unknown type": {"type": "MARRY"}, "an unknown status": {"status": "hoped"},
          "a confidence past one": {"confidence": 2.0},
          "a kind of source that is not known": {"said_by": (Source("x", "RUS", "poet"),)},
          "a role that is not known": {"actor": (Actor("x", "RUS", role="POET"),)},
          "no trigger": {"trigger": None},
          "characters past the text": {"span": (9, 9000)}, "a malformed date": {"when": "soon"},
          "another report's": {"report": "other"}, "half a character": {"trigger": "\ud800"}}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_statement_that_breaks_the_rules_keeps_the_whole_report_out(ledger, say, filed, broken):
    good = [say("2025-01-09", "CONSULT", "planned", "IRN>RUS", report="r", at=at) for at in (0, 20)]
    bad = replace(good[0], **({"id": "bad"} | broken))
    with pytest.raises(LedgerError, match="r"):
        ledger.add(filed("r", "2025-01-09"), [*good, bad], "r1")
    assert set(ledger.counts().values()) == {0}
    assert ledger.add(filed("r", "2025-01-09"), good, "r1")


def test_one_id_twice_in_a_report_is_refused(ledger, say, filed):
    one = say("2025-01-09", "CONSULT", "planned", "IRN>RUS", report="r")
    with pytest.raises(LedgerError, match="report r"):
        ledger.add(filed("r", "2025-01-09"), [one, one], "r1")


def test_a_report_with_another_text_is_refused(ledger, filed):
    ledger.add(filed("r", "2025-01-09"), [], "r1")
    with pytest.raises(LedgerError, match="another text"):
        ledger.add(replace(filed("r", "2025-01-09"), text="changed"), [], "r2")


def test_about_asks_for_those_who_take_part_together(ledger, story, keep):
    keep(ledger, story)
    for derived in (False, True):
        assert {s.type for s in ledger.statements(about=["IRN", "RUS"])} == {"SUPPORT", "CONSULT", "COOPERATE"}
        assert ledger.statements(about=["ISR"]) == []  # ISR only says so
        assert {e.type for e in ledger.events(about=["CAN", "MEX"])} == {"SANCTION"}
        assert [i.event.type for i in ledger.docket("2025-02-10", about=["CAN"])] == ["SANCTION"]
        assert {i.event.type for i in ledger.docket(about=["CAN", "MEX"], state=None)} == {"SANCTION"}
        if not derived:
            ledger.derive()


def test_derived_events_are_those_of_the_moment_and_never_behind(ledger, story, keep):
    keep(ledger, story[:10])
    ledger.derive()
    kept = everything(ledger)
    assert ledger.counts()["underived"] == 0
    ledger.derive()
    assert everything(ledger) == kept
    keep(ledger, story[10:])
    assert ledger.counts()["underived"] > 0
    fresh = everything(ledger)
    ledger.derive()
    assert everything(ledger) == fresh != kept


def test_a_failed_derivation_leaves_the_last_one(ledger, story, keep):
    keep(ledger, story[:10])
    ledger.derive()
    before = ledger.events()
    with plain(ledger.where) as other:
        for sql in REFUSING[other.dialect.name]:
            other.exec_driver_sql(sql)
    with pytest.raises(LedgerError, match="deriving"):
        ledger.rebuild()
    assert ledger.events() == before
    with plain(ledger.where) as other:
        other.exec_driver_sql("DROP TRIGGER refuse" + " ON event_statement" * (other.dialect.name == "postgresql"))


@pytest.mark.parametrize("seed", range(3))
def test_as_of_a_day_is_a_ledger_of_the_reports_published_by_then(place, story, keep, seed):
    reports = sorted({s.report for s in story})
    random.Random(seed).shuffle(reports)
    told = [s for id_ in reports for s in story if s.report == id_]
    with open_ledger(place()) as whole:
        keep(whole, told)
        whole.derive()
        for as_of, last in (("2025-01-12", "2025-01-12"), ("2025-01-17", "2025-01-17"), ("2025-01", "2025-01-31"), ("2025-02-10", "2025-02-10")):
            with open_ledger(place()) as then:
                keep(then, [s for s in reversed(told) if s.published <= last])
                then.derive()
                assert everything(whole, as_of)[:2] == everything(then)[:2], as_of
                assert whole.docket(as_of, state=None) == then.docket(as_of, state=None), as_of
                assert [r.id for r in whole.reports(as_of)] == [r.id for r in then.reports()], as_of


def test_a_report_of_a_month_counts_from_its_end_and_one_without_a_date_from_when_it_was_added(ledger, filed):
    ledger.add(filed("month", "2025-01"), [], "r1")
    ledger.add(filed("undated", None), [], "r1")
    assert [r.id for r in ledger.reports("2025-01-30")] == []
    assert [r.id for r in ledger.reports("2025-01-31")] == ["month"]
    assert [r.id for r in ledger.reports("2999")] == ["month", "undated"]


def test_the_migrations_make_the_tables_that_the_queries_see(ledger):
    engine = connect(ledger.where)
    seen, searched = inspect(engine), SEARCH_TABLES if engine.dialect.name == "sqlite" else ()
    assert set(seen.get_table_names()) == {*metadata.tables, *searched}
    for name, table in metadata.tables.items():
        # SQLite calls a double REAL, and takes a primary key of its own for one that may be null.
        keys = seen.get_pk_constraint(name)["constrained_columns"]
        made = {(c["name"], NAMED.get(str(c["type"]), str(c["type"])), c["nullable"] and c["name"] not in keys)
                for c in seen.get_columns(name) if c["name"] != "words"}
        assert made == {(c.name, str(c.type), c.nullable) for c in table.columns}
    engine.dispose()


@pytest.mark.parametrize("lasting", [True, False])
def test_in_a_program_that_runs_for_months_a_connection_keeps_few_statements_prepared(tmp_path, lasting):
    asked = []
    engine = connect(tmp_path / "ledger.db", lasting=lasting)
    event.listen(engine, "do_connect", lambda _dialect, _record, _words, options: asked.append(options))
    with engine.connect() as opened:
        assert opened.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()
    assert [o.get("cached_statements") for o in asked] == [STATEMENTS if lasting else None]


@pytest.mark.parametrize("lasting", [True, False])
def test_in_a_program_that_runs_for_months_a_connection_lets_go_of_the_pages_it_wrote(tmp_path, lasting):
    used = getattr(ctypes.CDLL(_sqlite3.__file__), "sqlite3_memory_used", None)
    if used is None:
        pytest.skip("this Python's SQLite does not tell what memory it holds")
    engine = connect(tmp_path / "ledger.db", lasting=lasting)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE much (words)")
    before = used()
    with writing(engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO much WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT randomblob(1000) FROM n")
    kept = used() - before
    engine.dispose()
    assert kept < 100_000 if lasting else kept > 2_000_000
