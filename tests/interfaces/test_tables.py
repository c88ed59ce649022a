"""Tables as they are drawn on a terminal."""
import io

import pytest
from rich.console import Console

from dragoman.interfaces.brief import line
from dragoman.interfaces.tables import docket_records, event_records, show


def test_confidence_is_drawn_in_hundredths_under_a_short_head():
    out = io.StringIO()
    show([{"when": "2025-01-11/2025-01-20", "what": "sign", "confidence": 0.947}], Console(file=out, force_terminal=True, color_system=None, width=60), "None.")
    head, first, second = out.getvalue().splitlines()
    assert head.split() == ["when", "what", "conf"]
    assert first.split() == ["2025-01-11/", "sign", "0.95"]
    assert second.split() == ["2025-01-20"]


def test_a_share_is_drawn_over_its_interval():
    out = io.StringIO()
    show([{"source": "Izvestia", "said": 26, "share": "0.62 [0.41–0.79]"}], Console(file=out, force_terminal=True, color_system=None, width=60), "None.")
    _, first, second = out.getvalue().splitlines()
    assert first.split() == ["Izvestia", "26", "0.62"]
    assert second.split() == ["[0.41–0.79]"]


def test_records_for_programs_hold_values_and_no_decoration():
    event = {"when": None, "type": "ASSAULT", "status": "ongoing", "disputed": True, "actor": ["IRN", "RUS"], "recipient": [], "what": "attack", "articles": 2,
             "sources": 1, "confidence": 0.5}
    assert event_records([event]) == [{"when": None, "type": "ASSAULT", "status": "ongoing", "actor": "IRN|RUS", "recipient": "", "what": "attack", "art": 2,
                                       "src": 1, "confidence": 0.5, "disputed": True}]
    item = event | {"expected": "2025-01-01/2025-03-01", "dated": False, "firmness": "reported", "state": "postponed", "postponed_to": "2025-04",
                    "ambiguous": True}
    [row] = docket_records([item])
    assert (row["expected"], row["dated"], row["state"], row["postponed_to"], row["ambiguous"]) == (
        "2025-01-01/2025-03-01", False, "postponed", "2025-04", True)


@pytest.mark.parametrize("counts, says", [
    ((2, 2, 0, 0), "cooperate and clash: 2 cooperative events, 2 of conflict"), ((0, 1, 2, 0), "clash, and announce to cooperate: 0 cooperative events"),
    ((1, 0, 0, 2), "cooperate, and announce to clash: 1 cooperative event,"), ((0, 0, 2, 1), "announce to cooperate and to clash: 0"),
    ((0, 3, 0, 2), "clash: 0 cooperative events, 3 of conflict, 2 announced")])
def test_what_a_pair_only_announces_is_not_told_as_done(counts, says):
    done, clashes, ahead, feared = counts
    told = line("relations", {"names": ["China", "the US"], "tendency": "both", "cooperation": done, "conflict": clashes, "cooperation_ahead": ahead,
                              "conflict_ahead": feared, "sources": 1, "publishers": 1})
    assert told.startswith(f"China and the US {says}")
