"""Answers that look through the whole ledger come from a process of their own as they would from this one, and it is replaced when it ends."""
from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from dragoman.briefing import View
from dragoman.interfaces.web import whole
from dragoman.interfaces.web.asking import Filters
from dragoman.interfaces.web.site import Site
from dragoman.interfaces.web.whole import MAKERS, Asker
from dragoman.ledger import open_ledger
from dragoman.model import InputError, LedgerError


@pytest.fixture
def demo(demo_file):
    with open_ledger(demo_file) as ledger:
        yield ledger


@pytest.fixture
def asker(demo):
    made = Asker(demo.address)
    yield made
    made.close()


def here(ledger, name: str, *more: str, as_of: str | None = None):
    with View(ledger, as_of, current=False) as view:
        return MAKERS[name](view, *more)


def test_every_answer_is_the_same_aside_and_only_of_what_json_has(demo, asker):
    event = demo.events()[0].id
    more = {"voiced": (event,), "atom": ("demo.db",)}
    for name in MAKERS:
        made = here(demo, name, *more.get(name, ()))
        assert made or name in ("blocs", "voiced")
        assert asker.ask(name, None, (), more.get(name, ())) == made, name
    assert asker.ask("edge", "2025-01-10", (), ()) == here(demo, "edge", as_of="2025-01-10") != here(demo, "edge")


@pytest.mark.long
def test_a_process_that_was_killed_or_is_through_is_replaced(demo, asker):
    first = asker.ask("blocs", None, (), ())
    assert os.getsid(asker._process.pid) != os.getsid(0)  # what is typed to end the server does not reach it
    os.kill(asker._process.pid, signal.SIGKILL)
    assert asker.ask("blocs", None, (), ()) == first
    pids = {asker._process.pid}
    for _ in range(whole.MOST + 2):
        assert asker.ask("blocs", None, (), ()) == first
        pids.add(asker._process.pid)
    assert len(pids) == 2


def test_what_is_wrong_is_said_as_it_would_be_here(asker, tmp_path):
    with pytest.raises(InputError, match="expected a day"):
        asker.ask("blocs", "9999-12-31", (), ())
    (tmp_path / "text.db").write_text("no ledger " * 500, encoding="utf-8")
    other = Asker(f"sqlite:///{tmp_path / 'text.db'}")
    with pytest.raises(LedgerError, match="not a ledger"):
        other.ask("blocs", None, (), ())
    other.close()


def test_an_answer_that_is_given_up_is_said_to_be(asker):
    asker.ask("blocs", None, (), ())
    os.kill(asker._process.pid, signal.SIGSTOP)
    failed = []

    def ask() -> None:
        with pytest.raises(LedgerError, match="ended without an answer"):
            asker.ask("blocs", None, (), ())
        failed.append(True)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.5)
    assert thread.is_alive()
    asker.close()
    thread.join(20)
    assert failed == [True] and asker._process is None


def test_a_large_ledger_is_looked_through_aside_and_a_small_one_here(demo, monkeypatch):
    site = Site(demo)
    now = Filters("2025-01-20")
    small = site.whole("edge", now)
    assert site._asker._process is None
    monkeypatch.setattr("dragoman.interfaces.web.site.LARGE", 10)
    assert demo.magnitude() > 10
    assert site.whole("edge", now) is small  # it was kept
    site.forget()
    assert site.whole("edge", now) == small and site._asker._process is not None
    assert site.whole("edge", Filters("2025-01-20", (), 0.5)) != small  # of the surest alone, which this process holds
    process = site._asker._process
    site.close()
    assert process.wait(20) == -signal.SIGKILL


def test_the_evidence_of_every_source_stands_at_its_place(demo, monkeypatch):
    monkeypatch.setattr("dragoman.interfaces.web.rows.PACK", 7)
    with View(demo, current=False) as view:
        found = view.sources(None)
        made = MAKERS["sources"](view)
    assert len(made["evidence"]._packs) == -(-len(found) // 7) > 2
    assert [{**r, "evidence": made["evidence"][at]} for at, r in enumerate(made["records"])] == found
