"""Words, months and colours of the pages."""
from __future__ import annotations

import pytest

from dragoman.interfaces.web import charts, months
from dragoman.interfaces.web.wording import dimmed, led_by, lit, marked, said_day, source_name, spelled, web_url, whole_words
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
    assert str(dimmed("2025-01-31: A (planned) [reported; <b>]")) == "31 January 2025: A <small>(planned)</small> <small>[reported; &lt;b&gt;]</small>"


def test_days_in_a_line_are_said_in_words_and_figures_are_left():
    assert spelled("since 2025-01-13 (called 2025-01-17)") == "since 13 January 2025 (called 17 January 2025)"
    assert spelled("2025-01-25/2025-01-29 meets 2025-02-01 to 2025-02-03") == "25 to 29 January 2025 meets 1 to 3 February 2025"
    assert spelled("part 2025-01-175 of 1000-2025") == "part 2025-01-175 of 1000-2025"
    assert spelled("2025-06 to 2025-08: A: reopen (planned)") == "June 2025 to August 2025: A: reopen (planned)"
    assert spelled("A and B: visited, 2025-01 (2 sources)") == "A and B: visited, January 2025 (2 sources)"
    assert spelled("A: the 2011-12 deal, 2024 (1 source)") == "A: the 2011-12 deal, 2024 (1 source)"


def test_the_reason_of_a_merge_names_whole_words_of_its_sentence():
    reason = "what was announced on 2025-01-05; words shared: norils, pipeli, treaty; put off to 2025-03"
    assert whole_words(reason, "The Norilsk pipeline: a treaty.") == (
        "what was announced on 2025-01-05; words shared: Norilsk, pipeline, treaty; put off to 2025-03")
    assert whole_words("x; words shared: norils", "Nothing of it.") == "x; words shared: norils…"
    assert whole_words("the same participants", "Norilsk") == "the same participants"


def test_the_first_quotation_of_a_stance_shows_what_it_is_called():
    told = [{"n": 1, "stance": "fear"}, {"n": 2, "stance": "protest"}, {"n": 3, "stance": "protest"}]
    assert [q["n"] for q in led_by(told, "protest")] == [2, 1, 3]
    assert led_by(told, "hope") == told and led_by([], "fear") == []


@pytest.mark.parametrize(("url", "shown"), [("https://example.org/a", True), ("http://example.org", True), ("javascript:alert(1)", False),
                                            ("data:text/html,x", False), ("https:", False), (None, False), ("http://[", False)])
def test_only_web_addresses_are_linked(url, shown):
    assert bool(web_url(url)) is shown


def test_a_month_is_whole_weeks_with_the_items_that_are_dated_to_their_day():
    item = {"dated": True, "expected": "2025-02-28"}
    weeks = months.grid("2025-02", {"2025-02-28": {"items": [item], "total": 3}}, "2025-02-05")
    assert all(len(week) == 7 for week in weeks)
    assert weeks[0][0]["date"] == "2025-01-27"
    assert [day["date"] for week in weeks for day in week if day["items"]] == ["2025-02-28"]
    assert [day["more"] for week in weeks for day in week if day["items"]] == [2]
    assert [day["date"] for week in weeks for day in week if day["today"]] == ["2025-02-05"]
    assert (months.beside("2025-12", 1), months.beside("2025-01", -1), months.span("2024-02")) == ("2026-01", "2024-12", ("2024-02-01", "2024-02-29"))
    with pytest.raises(InputError, match="expected YYYY-MM"):
        months.read("2025-13", "2025-01-01")


def test_the_map_has_a_place_for_most_states():
    places = charts.places()
    assert {"USA", "RUS", "IRN", "GBR", "NLD", "PHL", "ARE", "XKX", "PSE", "SGP"} <= places.keys()
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in places.values())
    assert places["FRA"][1] > 40


def test_a_turn_is_shaded_from_its_start_to_its_call_in_the_colour_of_its_side():
    rows = [{"start": f"2025-0{n}-01", "cooperation": n, "conflict": 1, "cooperation_ahead": 0, "conflict_ahead": 0} for n in range(1, 6)]
    turn = {"start": "2025-02-03", "date": "2025-02-20", "direction": "cooling", "reason": "conflict 9"}
    layers = charts.lines(rows, "month", [turn])["layer"]
    assert [(x["mark"]["type"], x["mark"]["color"]) for x in layers[:3]] == [("rect", "@conflict"), ("rule", "@conflict"), ("text", "@conflict")]
    assert layers[0]["data"]["values"][0]["label"] == "▼ cooling"
    many = charts.lines(rows, "month", [turn] * (charts.LABELLED + 1))["layer"]
    assert "text" not in {x["mark"]["type"] for x in many}
    before = charts.lines(rows, "day", [turn, {**turn, "start": "2020-02-03", "date": "2020-02-20"}])["layer"]
    assert [v["day"] for v in before[0]["data"]["values"]] == ["2025-02-20"]  # else years without a figure are drawn


def test_a_source_of_a_country_or_a_shared_code_is_named_in_words():
    assert source_name({"level": "country", "name": "NOR", "code": "NOR"}) == "Norway"
    assert source_name({"level": "chain", "name": "A ← official, REB", "code": "REB"}) == "A ← official, armed groups"
    assert source_name({"level": "chain", "name": "A ← expert", "code": "UNK"}) == "A ← expert"
    assert source_name({"level": "outlet", "name": "News, NOR", "code": "NOR"}) == "News, NOR"


def test_days_below_a_series_are_those_of_its_periods_with_their_year():
    def axis(by, starts):
        rows = [{"start": start, "cooperation": 1, "conflict": 1, "cooperation_ahead": 0, "conflict_ahead": 0} for start in starts]
        return charts.lines(rows, by)["layer"][0]["encoding"]["x"]["axis"]

    weeks = axis("week", [f"2025-01-{day:02}" for day in (6, 13, 20, 27)])
    assert [(v["month"], v["date"]) for v in weeks["values"]] == [(1, 6), (1, 13), (1, 20), (1, 27)]
    assert "%Y" in weeks["format"] and "%Y" in axis("day", ["2025-01-06"])["format"] and "%Y" in axis("month", ["2025-01-01"])["format"]
    assert len(axis("week", [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 8, 15, 22)])["values"]) <= charts.STARTS
    assert "values" not in axis("month", [f"{year}-{month:02}-01" for year in range(2015, 2024) for month in range(1, 13)])


def test_an_item_without_a_day_ends_in_a_ring():
    item = {"headline": "A: visit", "opened": "2025-01-01", "lapses": "2025-03-01", "state": "pending", "id": "x"}
    made = charts.timeline([{**item, "expected": "2025-02-01", "dated": True}, {**item, "expected": "2025-01-01/2025-02-20", "dated": False}], "2025-01-05")
    full, ring = (x for x in made["layer"] if x["mark"]["type"] == "point")
    assert [v["for"] for v in full["data"]["values"]] == ["1 February 2025"]
    assert [v["for"] for v in ring["data"]["values"]] == ["no day is given; waited for until 20 February 2025"]
    assert not ring["mark"]["filled"]


def test_what_is_shared_out_is_per_thousand_and_what_is_unknown_is_left_out():
    rows = [{"start": "2025-01-01", "cooperation": 2, "conflict": 0, "cooperation_ahead": 1, "conflict_ahead": 0, "cooperation_share": 20.0,
             "conflict_share": None}]
    counted, shared = charts.lines(rows, "month"), charts.lines(rows, "month", shared=True)
    assert [v["events"] for v in counted["layer"][0]["data"]["values"]] == [2, 0]
    assert [v["events"] for v in shared["layer"][0]["data"]["values"]] == [20.0]
    assert len(counted["layer"]) == 2
    assert len(shared["layer"]) == 1
    axes = [made["layer"][0]["encoding"]["y"]["axis"] for made in (counted, shared, charts.lines([{**rows[0], "cooperation": 9}], "month"))]
    assert axes == [{"values": [0, 1, 2]}, {"tickCount": 5}, {"tickCount": 5}]  # no half events
