"""Deriving in a process of its own gives the same events, may be given up, and says what went wrong."""
import sqlite3
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from dragoman.ledger import open_ledger
from dragoman.ledger import schema as t
from dragoman.ledger.turns import turn
from dragoman.model import LedgerError
from tests.conftest import make_report, make_statement


def many(n: int) -> tuple:
    who = f"{('RUS', 'IRN', 'USA', 'CHN', 'FRA')[n % 5]}>{('JPN', 'IND', 'EGY', 'BRA')[n % 4]}"
    return make_report(f"r{n}", "2025-01-09", f"P{n % 40}"), [make_statement("2025-01-09", "CONSULT", "planned", who, publisher=f"P{n % 40}", report=f"r{n}")]


@pytest.fixture
def large(tmp_path):
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.add_all(map(many, range(1200)), "r1")
        yield ledger


def test_the_events_are_the_same(large, tmp_path):
    assert large.derive_aside() and large.behind() == 0
    with open_ledger(tmp_path / "here.db") as here:
        here.add_all(map(many, range(1200)), "r1")
        here.derive()
        assert [(e.id, e.statements) for e in here.events()] == [(e.id, e.statements) for e in large.events()]
    assert not large.derive_aside()


def test_a_ledger_that_is_closed_meanwhile_gives_it_up(large):
    done = []
    thread = threading.Thread(target=lambda: done.append(large.derive_aside()))
    thread.start()
    end = time.monotonic() + 20
    while large._deriving is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    large.close()
    thread.join(20)
    assert done and large.counts()["events"] == 0


@pytest.mark.long
def test_what_another_process_is_at_is_left_to_it_or_waited_for(large):
    with turn(large._engine, hold=True):
        assert large.derive_aside(wait=False) is False
        assert large.behind() == 1200
        thread = threading.Thread(target=large.derive_aside)
        thread.start()
        thread.join(3)
        assert thread.is_alive() and large.behind() == 1200
    thread.join(30)
    assert not thread.is_alive() and large.behind() == 0


def test_a_busy_machine_is_asked_less_often(large):
    large.derive_aside()
    large.add_all(map(many, range(1200, 1203)), "r1")

    def at(seconds: float) -> None:
        with large._engine.begin() as connection:
            connection.execute(update(t.derivation).values(made=(datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()))

    assert large._took > 0.2
    large._took = 4.0
    at(15)
    assert large.due() is None
    at(25)
    assert large.due() == 4.0
    large._took = 0.0
    at(10)
    assert large.due() == pytest.approx(1.203)


def test_several_at_once_do_the_work_once(large):
    where, done = large.where, []
    with ExitStack() as stack:
        books = [stack.enter_context(open_ledger(where)) for _ in range(3)]
        threads = [threading.Thread(target=lambda book=book: done.append(book.derive_aside())) for book in books]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert done == [True] * 3 and large.behind() == 0
    with sqlite3.connect(where) as plain:
        assert plain.execute("SELECT serial FROM derivation").fetchone() == (1,)


def test_what_goes_wrong_is_said(large, tmp_path):
    from dragoman.ledger.aside import Aside

    (tmp_path / "text.db").write_text("no ledger " * 500, encoding="utf-8")
    aside = Aside(str(tmp_path / "text.db"))
    with pytest.raises(LedgerError, match="not a ledger"):
        aside.wait()


def test_a_large_ledger_is_derived_aside_and_not_for_each_report(tmp_path, monkeypatch):
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.add_all(map(many, range(50)), "r1")
        ledger.derive()
        ledger.add_all(map(many, range(50, 52)), "r1")
        assert ledger.due() == pytest.approx(0.052)
        monkeypatch.setattr("dragoman.ledger.store.LARGE", 40)
        assert ledger.due() is None  # the last one was just now
        with ledger._engine.begin() as connection:
            connection.execute(update(t.derivation).values(made="2025-01-09T00:00:00+00:00"))
        assert ledger.due() == 1.0
        assert ledger._took == 0.0
        assert ledger.derive_aside() and ledger._took > 0.1
        assert ledger.behind() == 0
