"""Words, months and colours of the pages."""
from __future__ import annotations

import pytest

from dragoman.interfaces.web import charts, months
from dragoman.interfaces.web.wording import dimmed, lit, marked, said_day, web_url
from dragoman.model import InputError


@pytest.mark.parametrize(("iso", "words"), [
    ("2025-01-17", "17 January 2025"), ("2025-01", "January 2025"), ("2025", "2025"), (None, "no date"), ("2025-01-10/2025-01-20", "10 to 20 January 2025"),
    ("2025-01-30/2025-02-02", "30 January to 2 February 2025"), ("2024-12-30/2025-01-02", "30 December 2024 to 2 January 2025"),
    ("2025-01/2025-03", "January 2025 to March 2025")])
def test_dates_are_said_as_people_say_them(iso, words):
    assert said_day(iso) == words


def test_only_the_trigger_is_marked_and_all_else_is_escaped():
    assert str(marked("<b> they signed & signed", "signed")) == "&lt;b&gt; they <mark>signed</mark> &amp; signed"
    assert str(marked("<b>", "none")) == "&lt;b&gt;"
    assert str(lit("a <b> c", [[2, 5]])) == "a <mark>&lt;b&gt;</mark> c"
    assert str(dimmed("A and B (2 sources); <i>")) == "A and B <small>(2 sources)</small>; &lt;i&gt;"


@pytest.mark.parametrize(("url", "shown"), [("https://example.org/a", True), ("http://example.org", True), ("javascript:alert(1)", False),
                                            ("data:text/html,x", False), ("https:", False), (None, False), ("http://[", False)])
def test_only_web_addresses_are_linked(url, shown):
    assert bool(web_url(url)) is shown


def test_a_month_is_whole_weeks_with_the_items_that_are_dated_to_their_day():
    item = {"dated": True, "expected": "2025-02-28"}
    weeks = months.grid("2025-02", [item, {"dated": False, "expected": "2025-02-27"}, {"dated": True, "expected": "2025-02"}], "2025-02-05")
    assert all(len(week) == 7 for week in weeks)
    assert weeks[0][0]["date"] == "2025-01-27"
    assert [day["date"] for week in weeks for day in week if day["items"]] == ["2025-02-28"]
    assert [day["date"] for week in weeks for day in week if day["today"]] == ["2025-02-05"]
    assert (months.beside("2025-12", 1), months.beside("2025-01", -1), months.span("2024-02")) == ("2026-01", "2024-12", ("2024-02-01", "2024-02-29"))
    with pytest.raises(InputError, match="expected YYYY-MM"):
        months.read("2025-13", "2025-01-01")


def test_the_map_has_a_place_for_most_states():
    places = charts.places()
    assert {"USA", "RUS", "IRN", "GBR", "NLD", "PHL", "ARE", "XKX", "PSE", "SGP"} <= places.keys()
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in places.values())
    assert places["FRA"][1] > 40


def test_what_is_shared_out_is_per_thousand_and_what_is_unknown_is_left_out():
    rows = [{"start": "2025-01-01", "cooperation": 2, "conflict": 0, "cooperation_ahead": 1, "conflict_ahead": 0, "cooperation_share": 20.0,
             "conflict_share": None}]
    counted, shared = charts.lines(rows, "month"), charts.lines(rows, "month", shared=True)
    assert [v["events"] for v in counted["layer"][0]["data"]["values"]] == [2, 0]
    assert [v["events"] for v in shared["layer"][0]["data"]["values"]] == [20.0]
    assert len(counted["layer"]) == 2
    assert len(shared["layer"]) == 1
