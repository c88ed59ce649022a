"""The REST API through a real server, as a program calls it."""
from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from dragoman.briefing import View, pages


def get(site: str, path: str, **headers: str) -> tuple[int, dict | list, dict]:
    try:
        with urllib.request.urlopen(urllib.request.Request(site + path, headers=headers)) as answer:
            return answer.status, json.load(answer), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), dict(error.headers)


def test_pages_of_events_cover_all_once(site, demo):
    found, path = [], "/api/events?limit=70"
    while path:
        status, part, _ = get(site, path)
        assert status == 200
        assert len(part["rows"]) == min(70, part["total"] - part["offset"])
        found += [e["id"] for e in part["rows"]]
        path = part["next"]
    assert len(found) == len(set(found)) == part["total"]
    assert set(found) == {e.id for e in demo.events()}


@pytest.mark.parametrize(("params", "holds"), [
    ("type=SUPPORT,CONSULT", lambda e: e["type"] in ("SUPPORT", "CONSULT")),
    ("status=planned", lambda e: e["status"] == "planned"),
    ("about=IRN,RUS", lambda e: {"IRN", "RUS"} <= {*e["actor"], *e["recipient"]}),
    ("since=2025-02", lambda e: e["last_reported"] >= "2025-02"),
    ("until=2024-12", lambda e: e["first_reported"] <= "2024-12-31"),
    ("as_of=2025-01-05", lambda e: e["first_reported"] <= "2025-01-05"),
    ("min_confidence=0.9", lambda e: e["confidence"] >= 0.9),
])
def test_filters_keep_what_meets_them_and_lose_nothing(site, params, holds):
    every = get(site, "/api/events?limit=200")[1]
    every = every["rows"] + get(site, every["next"])[1]["rows"]
    found = get(site, f"/api/events?limit=200&{params}")[1]
    assert 0 < found["total"] < len(every)
    assert all(map(holds, found["rows"]))
    if "as_of" not in params and "min" not in params:
        assert found["total"] == sum(map(holds, every))


def test_what_stood_then_is_answered_as_of_a_day(site, demo):
    assert get(site, "/api/docket?about=IRN,RUS&state=fulfilled&as_of=2025-01-15")[1]["total"] == 0
    with View(demo, "2025-01-15", ("IRN", "RUS")) as view:
        expected = pages.items(view, "open")
    found = get(site, "/api/docket?about=IRN,RUS&as_of=2025-01-15")[1]
    assert found["as_of"] == "2025-01-15"
    assert [d["id"] for d in found["rows"]] == [d["id"] for d in expected["rows"]] != []


def test_one_thing_leads_to_the_others(site):
    event = get(site, "/api/events?about=IRN,RUS&type=SUPPORT&status=occurred")[1]["rows"][0]
    whole = get(site, f"/api/events/{event['id']}")[1]
    assert len(whole["history"]) == len(whole["evidence"]) == len(whole["statements"])
    item = get(site, f"/api/docket/{whole['items'][0]['id']}")[1]
    assert item["event"] == event["id"]
    quote = whole["evidence"][0]
    report = get(site, f"/api/reports/{quote['report']}")[1]
    begin, end = quote["span"]
    assert report["text"][begin:end] == quote["trigger"]
    stated = next(s for s in report["statements"] if s["id"] == quote["statement"])
    assert stated["event"]["id"] == event["id"]
    for spans in stated["spans"].values():
        assert all(0 <= a < b <= len(report["text"]) for a, b in spans)


def test_the_sources_of_a_dyad_are_those_of_its_row_in_the_list(site):
    for row in get(site, "/api/dyads?limit=10")[1]["rows"]:
        found = get(site, f"/api/dyads/{','.join(row['pair'])}")[1]
        assert (found["sources"], found["publishers"]) == (row["sources"], row["publishers"]), row["pair"]


@pytest.mark.parametrize("path", [f"/events?page=000000001{'9' * 20}", "/events?page=0", "/docket?month=9999-12", "/docket?month=0001-01",
                                  "/events?as_of=9999-12-31", "/atom.xml?as_of=0001-01-01", "/dyads/IRN,RUS?by=day&as_of=0001-06-01"])
def test_a_page_that_cannot_be_asked_for_says_what_was_expected(site, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(site + path)
    assert refused.value.code == 400
    assert "expected" in refused.value.read().decode()


def test_a_dyad_has_series_turns_and_events(site):
    found = get(site, "/api/dyads/RUS,IRN?by=week&limit=2")[1]
    assert found["pair"] == ["IRN", "RUS"]
    assert sum(r["cooperation"] for r in found["series"]) == found["counts"]["cooperation"]
    assert len(found["events"]["rows"]) == 2
    assert found["events"]["next"] == "/api/dyads/RUS,IRN?by=week&limit=2&offset=2"
    assert any(e["who"] == "ISR" for e in found["on_edge"])


@pytest.mark.parametrize(("path", "status", "says"), [
    ("/api/events?as_of=soon", 400, "as_of=soon: no date; expected YYYY-MM-DD"),
    ("/api/events?about=Iran", 400, "about=Iran: IRAN: expected codes of three letters"),
    ("/api/events?about=GER", 400, "about=GER: GER is not a code of the codebook"),
    ("/api/events?min_confidence=2", 400, "expected a number from 0 to 1"),
    ("/api/events?type=MARRY", 400, "type=MARRY: expected one of AGREE"),
    ("/api/events?limit=0", 400, "limit='0'"),
    ("/api/events?as_of=9999-12-31", 400, "expected a day from 1000 to before 9000"),
    ("/api/brief?as_of=0001-01-01", 400, "expected a day from 1000 to before 9000"),
    ("/api/docket?state=happy", 400, "state=happy: expected one of open"),
    ("/api/dyads/IRN", 400, "expected two codes parted by a comma"),
    ("/api/dyads/FJI,TON", 404, "events between FJI and TON: there is none"),
    ("/api/events/none", 404, "event none: there is none"),
    ("/api/docket/none", 404, "docket item none"),
    ("/api/reports/none/at/all", 404, "report none/at/all"),
    ("/api/sources/person/Nobody", 404, "person Nobody"),
    ("/api/sources/moon/Nobody", 400, "level=moon: expected one of person"),
    ("/api/search?q=%22", 400, "no word to search for"),
    ("/api/nothing", 404, "Not Found"),
])
def test_what_is_wrong_comes_as_problem_details(site, path, status, says):
    code, told, headers = get(site, path)
    assert code == told["status"] == status
    assert headers["content-type"] == "application/problem+json"
    assert says in told["detail"]


def test_every_call_of_the_document_answers_and_is_in_the_reference(site):
    document = get(site, "/api/openapi.json")[1]
    assert document["openapi"].startswith("3.1")
    with urllib.request.urlopen(site + "/api/docs") as answer:
        page = answer.read().decode()
    for path, ways in document["paths"].items():
        assert f"GET {path}" in page
        assert set(ways) == {"get"}
        if "{" not in path:
            assert get(site, path + ("?q=treaty" if path.endswith("search") else ""))[0] == 200, path


def test_lists_of_sources_agreements_transfers_edge_and_search(site):
    sources = get(site, "/api/sources?level=outlet")[1]
    assert {r["level"] for r in sources["rows"]} == {"outlet"}
    [record] = get(site, f"/api/sources/outlet/{urllib.request.quote(sources['rows'][0]['name'])}")[1][:1]
    assert record["evidence"]
    for kind in ("agreements", "transfers"):
        found = get(site, f"/api/{kind}")[1]
        assert found["rows"]
        assert get(site, f"/api/{kind}/{found['rows'][0]['id']}")[1] == found["rows"][0]
    assert get(site, "/api/edge?about=ISR")[1]["rows"]
    hits = get(site, "/api/search?q=treaty&limit=3")[1]
    assert len(hits["rows"]) == 3 < hits["total"]


def test_the_feed_and_the_calendar_are_read_by_their_readers(site):
    import feedparser
    import icalendar

    feed = feedparser.parse(site + "/atom.xml")
    assert not feed.bozo
    assert feed.entries
    with urllib.request.urlopen(site + "/docket.ics") as answer:
        assert answer.headers.get_content_type() == "text/calendar"
        assert len(icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")) > 3


def test_who_is_on_edge_about_an_event_and_about_an_item_of_it(site):
    events = get(site, "/api/events?about=IRN,RUS&type=SUPPORT&status=occurred")[1]["rows"]
    event = max(events, key=lambda e: e["sources"])
    about = get(site, f"/api/events/{event['id']}/edge")[1]["rows"]
    assert "ISR" in {e["who"] for e in about}
    assert all({"IRN", "RUS"} <= set(e["of"]) and e["evidence"] for e in about)
    item = get(site, f"/api/events/{event['id']}")[1]["items"][0]["id"]
    assert get(site, f"/api/docket/{item}/edge")[1]["rows"] == about
    assert get(site, "/api/docket/ffffffffffffffff/edge")[0] == 404
