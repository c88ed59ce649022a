"""Pages of a ledger that holds another coder's events too."""
from __future__ import annotations

import json
import re
import shutil
import urllib.request
from datetime import date, timedelta

import pytest

from dragoman.ledger import open_ledger
from dragoman.model import CodedEvent, Report
from tests.interfaces.web.conftest import serving


def coded(n: int, day: date, type_: str, goldstein: float) -> CodedEvent:
    return CodedEvent("icews", f"e{n}", day.isoformat(), type_, "NOR", "SWE", "Norland", "Sudland", "036" if goldstein > 0 else "112", goldstein, "Oslo",
                      "javascript:alert(1)" if n % 2 else "https://example.org/story", 1)


def test_the_line_of_our_own_reports_is_shown_first(tmp_path, demo_file):
    with open_ledger(shutil.copy(demo_file, tmp_path)) as ledger:
        ledger.bring_in([CodedEvent("icews", f"i{n}", f"2024-12-{n + 1:02d}", "CONSULT", "IRN", "RUS") for n in range(9)])
        with serving(ledger) as address:
            page = text(f"{address}/dyads/IRN,RUS")
    assert re.search(r'aria-current="true">our reports<', page)
    assert "as ICEWS codes them" not in page


@pytest.fixture(scope="module")
def thaw(tmp_path_factory):
    """Half a year in which two that accuse each other now and then begin to meet every day."""
    begin = date(2024, 1, 1)
    cold = [coded(n, begin + timedelta(7 * n), "ACCUSE", -2.0) for n in range(17)]
    warm = [coded(100 + n, begin + timedelta(120 + n // 3), "CONSULT", 4.0) for n in range(120)]
    others = [CodedEvent("icews", f"o{n}", (begin + timedelta(n)).isoformat(), "CONSULT", "DNK", "FIN") for n in range(170)]
    with open_ledger(tmp_path_factory.mktemp("coders") / "l.db") as ledger:
        ledger.add(Report("r", "Norland met Sudland.", "A meeting", "2024-06-10", "A"), [], "r1")
        ledger.bring_in([*cold, *warm, *others])
        with serving(ledger) as address:
            yield address


def text(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def test_the_turns_of_another_coder_stand_on_the_page_of_the_pair(thaw):
    answer = json.loads(text(f"{thaw}/api/dyads/NOR,SWE?by=week"))
    assert {r["coder"] for r in answer["series"]} == {"icews"}
    [shift] = answer["shifts"]
    assert (shift["direction"], shift["coder"]) == ("warming", "icews")
    page = text(f"{thaw}/dyads/NOR,SWE?coder=icews&measure=share")
    assert "another coder's event" in page
    assert 'href="https://example.org/story"' in page
    assert "javascript:" not in page


def test_another_coders_event_never_looks_like_a_quotation(thaw):
    for path in ("/dyads/NOR,SWE?coder=icews", "/?as_of=2024-06-01"):
        page = text(thaw + path)
        assert 'class="coded"' in page
        assert "coded by ICEWS" in page
        assert "<blockquote" not in page
        assert "“" not in page.partition("<main")[2]


def test_a_pair_that_no_report_tells_of_is_not_called_quiet(thaw):
    page = text(f"{thaw}/dyads/NOR,SWE")
    assert "No report of this ledger tells of the two" in page
    assert "quiet" not in page.partition("<main")[2]
    assert "<dl" not in page


def test_before_the_first_report_the_brief_says_what_there_is(thaw):
    page = text(f"{thaw}/?as_of=2024-06-01")
    assert "No report was known" in page
    assert "events that ICEWS coded, 1 January 2024 to" in page


def test_the_brief_of_such_a_ledger_is_shown(thaw):
    assert "The brief" in text(f"{thaw}/?as_of=2024-06-20")
