"""A ledger in PostgreSQL keeps, derives and answers as one in a file does: the two side by side. Skipped where no server is installed."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from dragoman.briefing import View, brief, search
from dragoman.ledger import coded_since, coded_types, open_ledger
from dragoman.model import InputError, LedgerError, Report
from tests.briefing.test_searching import PACT, stated
from tests.ledger.test_searching import FOUND, REPORTS, found


@pytest.fixture
def where(on_server) -> Iterator[str]:
    """The URL of a new ledger."""
    made = on_server.new()
    yield made
    on_server.drop(made)


@pytest.mark.long
@pytest.mark.parametrize("step", [1, 4, 30])
def test_it_answers_as_a_ledger_in_a_file_does(where, tmp_path, story, keep, step):
    with open_ledger(where) as ledger, open_ledger(tmp_path / "l.db") as file:
        names = list(dict.fromkeys(s.report for s in story))
        for begin in range(0, len(names), step):
            keep(ledger, [s for s in story if s.report in names[begin:begin + step]])
            ledger.derive()
        keep(ledger, [replace(story[0], status="possible", id="")], reader="r2")
        keep(file, story)
        keep(file, [replace(story[0], status="possible", id="")], reader="r2")
        assert ledger.statements() == file.statements()
        for as_of in (None, "2025-01-12", "2025-02-10"):
            assert ledger.events(as_of) == file.events(as_of)
            assert ledger.docket(as_of or "2025-12-31", state=None) == file.docket(as_of or "2025-12-31", state=None)
            assert brief(ledger, as_of) == brief(file, as_of)
            with View(ledger, as_of) as view, View(file, as_of) as other:
                assert (view.dyads(), view.docket("all"), view.events()) == (other.dyads(), other.docket("all"), other.events())
        assert ledger.events(min_confidence=1.0) == file.events(min_confidence=1.0)
        assert ledger.counts() == file.counts()
        before = ledger.events()
        ledger.rebuild()
        assert ledger.events() == before


def test_it_keeps_and_counts_events_of_other_coders_as_a_ledger_in_a_file_does(where, tmp_path, year):
    with open_ledger(where) as ledger, open_ledger(tmp_path / "l.db") as file:
        for held in (ledger, file):
            assert held.bring_in(year) == (len(year), 0)
            assert held.bring_in(year[:7]) == (0, 7)
        for as_of, about in ((None, ()), ("2018-03", ()), (None, ("RUS",)), (None, ("USA", "PRK"))):
            with ledger.ask(as_of, about) as one, file.ask(as_of, about) as other:
                assert one.coders() == other.coders()
                assert one.coded_totals() == other.coded_totals()
                assert one.coded_counts() == other.coded_counts()
                assert one.coded_pairs("2018-02", 2) == other.coded_pairs("2018-02", 2)
                assert one.coded("USA", "PRK", "icews") == other.coded("USA", "PRK", "icews") != []
                assert one.coded_events(coded_since("2018-02"), coded_types(["THREATEN"]), most=3) == other.coded_events(
                    coded_since("2018-02"), coded_types(["THREATEN"]), most=3)
                assert one.coded_events() == other.coded_events()
        with pytest.raises(LedgerError, match="of icews"):
            ledger.bring_in([replace(year[0], id="good"), replace(year[0], id="bad", type="MARRY")])
        assert ledger.forget("gdelt") == file.forget("gdelt") > 0
        assert ledger.bring_in(year) == file.bring_in(year)


def test_a_statement_that_breaks_the_rules_keeps_the_whole_report_out(where, say, filed):
    good = say("2025-01-09", "CONSULT", "planned", "IRN>RUS", report="r")
    with open_ledger(where) as ledger:
        with pytest.raises(LedgerError, match="report r"):
            ledger.add(filed("r", "2025-01-09"), [good, replace(good, type="MARRY", id="bad")], "r1")
        assert set(ledger.counts().values()) == {0}
        assert ledger.add(filed("r", "2025-01-09"), [good], "r1")


def test_search_finds_there_what_it_finds_in_a_file(where, tmp_path):
    with open_ledger(where) as ledger, open_ledger(tmp_path / "l.db") as file:
        for report in REPORTS:
            ledger.add(report, [], "r1")
            file.add(report, [], "r1")
        for query, ids in FOUND.items():
            assert (query, found(ledger, query)) == (query, found(file, query)) == (query, ids)
        assert found(ledger, "iran", "2025-01-18", "2025-01-31") == {"sport"}
        for hostile in ("a' | b:*", "iran & !russia", "\\", "iran\x00", "<->"):
            with suppress(InputError):
                found(ledger, hostile)
        ledger.add(Report("long", "word " * 400_000 + " ".join(f"w{n}" for n in range(200_000)), None, "2025-01-01"), [], "r1")
        assert found(ledger, "word") == {"long"}


def test_search_gives_there_the_sentences_and_statements_that_it_gives_in_a_file(where, tmp_path):
    report = Report("pact", PACT, "A pact about fish", "2025-01-17", "A")
    told = [stated(report, "signed", "SUPPORT", "occurred", "NOR CHL"), stated(report, "protests", "PROTEST", "occurred", "PER", "NOR CHL")]
    with open_ledger(where) as ledger, open_ledger(tmp_path / "l.db") as file:
        for book in (ledger, file):
            book.add(report, told, "r1")
        for query, more in (("pact", {}), ("pact blockade", {"types": ["PROTEST"]}), ("Lima pact", {}), ("fish about", {}), ("pact", {"since": "2025-02-01"})):
            with View(ledger, about=["NOR"]) as view, View(file, about=["NOR"]) as other:
                assert search(view, query, **more) == search(other, query, **more)
        with View(ledger, "2025-01-17") as view:
            assert search(view, "fishing")["total"] == 1


ADDER = """
import sys
from dragoman.ledger import coded_since, coded_types, open_ledger
from dragoman.model import Actor, Report, Statement
where, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ledger = open_ledger(where)
for n in range(first, last):
    day = f"2025-01-{n % 28 + 1:02}"
    told = [Statement(f"r{n}", "visit", (at, at + 5), "CONSULT", "planned", (Actor("Iran", "IRN"),), (Actor("Moscow", "RUS"),),
                      published=day, publisher="A", reader="r1") for at in (0, 9)]
    ledger.add(Report(f"r{n}", "x" * 200, published=day, publisher="A"), told, "r1")
    if n % 20 == 19:
        ledger.derive()
"""


def test_processes_that_add_and_derive_at_once_lose_and_double_nothing(where):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    open_ledger(where).close()
    processes = [subprocess.Popen([sys.executable, "-c", ADDER, where, str(first), str(first + 60)], env=environment) for first in (0, 60)]
    assert [p.wait() for p in processes] == [0, 0]
    with open_ledger(where) as ledger:
        events = ledger.events()
        counts = ledger.counts()
        assert (counts["reports"], counts["statements"], counts["underived"]) == (120, 240, 0)
        assert sorted(i for e in events for i in e.statements) == sorted(s.id for s in ledger.statements())
        ledger.rebuild()
        assert ledger.events() == events
