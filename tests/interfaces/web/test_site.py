"""Answers are kept until the ledger changes; what takes long is made aside, and a page says when it shows what was known before."""
from __future__ import annotations

import threading
from contextvars import copy_context

import pytest

from dragoman.interfaces.web.asking import Filters
from dragoman.interfaces.web.site import Site, is_behind
from dragoman.interfaces.web.whole import MAKERS
from dragoman.ledger import open_ledger
from dragoman.model import LedgerError, Report

NOW = Filters()


@pytest.fixture
def desk(tmp_path):
    with open_ledger(tmp_path / "l.db") as ledger:
        site = Site(ledger)
        yield site
        site.close()


def change(site: Site, id_: str) -> None:
    site.ledger.add(Report(id_, f"Nothing happened. {id_}", published="2024-03-01"), [], "r1")


def reports(view) -> int:
    return view.asked.covers()["reports"]


def test_an_answer_is_made_once_and_anew_when_the_ledger_changes(desk):
    made = []

    def make(view):
        made.append(reports(view))
        return made[-1]

    assert [desk.kept("x", NOW, make) for _ in range(3)] == [0, 0, 0]
    change(desk, "a")
    assert [desk.kept("x", NOW, make) for _ in range(2)] == [1, 1]
    assert len(made) == 2
    assert desk.kept("x", Filters("2024-01-01"), make) == 0
    assert desk.kept("x", NOW, make, "more") == 1
    assert len(made) == 4


def test_what_takes_long_gives_the_last_answer_and_says_so_until_the_new_one_is_there(desk, monkeypatch):
    go = threading.Event()

    def make(view):
        assert go.wait(20)
        return reports(view)

    monkeypatch.setitem(MAKERS, "slow", make)
    assert desk.whole("slow", NOW, waits=False) is None
    go.set()
    assert desk.whole("slow", NOW) == 0
    go.clear()
    change(desk, "a")

    def ask():
        return desk.whole("slow", NOW), is_behind()

    assert copy_context().run(ask) == (0, True)
    assert copy_context().run(ask) == (0, True)
    go.set()
    desk.settle()
    assert copy_context().run(ask) == (1, False)


def test_whoever_is_on_edge_about_an_event_is_named_however_many_there_are(desk):
    word = {"report": "r", "statement": "s", "quote": "It fears.", "trigger": "fears", "published": "2024-03-01", "publisher": None, "source": "Oslo",
            "status": "occurred", "url": None}
    found = [{"who": code, "name": code, "stance": "fear", "since": "2024-03-01", "sources": 1, "evidence": [word]} for code in ("NOR", "SWE") * 11]
    shown = desk.templates.get_template("parts.html").module.edges(found, lambda path: path, "it")
    assert shown.count("<h3>") == 20 and "<summary>2 more</summary>" in shown and shown.count("<li>") == 2 and 'href="/reports/r#p-s"' in shown


def test_a_ledger_whose_file_is_taken_away_or_replaced_is_served_no_more(tmp_path):
    path, aside = tmp_path / "l.db", tmp_path / "aside.db"
    with open_ledger(path) as ledger:
        site = Site(ledger)
        assert site.kept("x", NOW, reports) == 0
        path.rename(aside)
        with pytest.raises(LedgerError, match="start `dragoman serve` anew"):
            site.kept("x", NOW, reports)
        path.write_bytes(aside.read_bytes())
        with pytest.raises(LedgerError, match="another one put there"):
            site.held()
        aside.rename(path)
        assert site.kept("x", NOW, reports) == 0
        site.close()


def test_what_fails_is_tried_again(desk, monkeypatch):
    def fail(view):
        raise ValueError("no")

    monkeypatch.setitem(MAKERS, "slow", fail)
    with pytest.raises(ValueError, match="no"):
        desk.whole("slow", NOW)
    desk.settle()
    assert not desk._making
    monkeypatch.setitem(MAKERS, "slow", reports)
    assert desk.whole("slow", NOW) == 0


def test_the_surest_statements_are_derived_once_for_all_questions(desk):
    sure = Filters(min_confidence=0.5)
    with desk.view(sure) as one, desk.view(NOW) as other:
        assert reports(one) == reports(other) == 0
    with desk.view(sure) as again:
        assert again is one
    change(desk, "a")
    with desk.view(sure) as anew:
        assert anew is not one
        assert reports(anew) == 1
