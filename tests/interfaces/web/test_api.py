"""The REST API through a real server, as a program calls it."""
from __future__ import annotations

import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from dragoman.briefing import SPOKEN_OF, View, pages
from dragoman.ledger import LEVEL, LEVELS, open_ledger
from dragoman.model import Report
from tests.commands import printed
from tests.interfaces.web.conftest import serving


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
    ("type=support,Consult", lambda e: e["type"] in ("SUPPORT", "CONSULT")),
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
    rows = get(site, "/api/dyads?limit=10")[1]["rows"]
    assert len(rows) == 10
    for row in rows:
        found = get(site, f"/api/dyads/{','.join(row['pair'])}")[1]
        assert (found["sources"], found["publishers"]) == (row["sources"], row["publishers"]), row["pair"]


@pytest.mark.parametrize("path", [f"/events?page=000000001{'9' * 20}", "/events?page=0", "/docket?month=9999-12", "/docket?month=0001-01",
                                  "/events?page=100", "/judgements?page=2", "/events?since=2025-02-05&until=2025-01",
                                  "/events?as_of=9999-12-31", "/atom.xml?as_of=0001-01-01", "/dyads/IRN,RUS?by=day&as_of=0001-06-01"])
def test_a_page_that_cannot_be_asked_for_says_what_was_expected(site, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(site + path)
    assert refused.value.code == 400
    assert "expected" in refused.value.read().decode()


def test_what_stands_in_no_period_of_a_dyad_is_said(site):
    found = get(site, "/api/dyads/CHN,IND")[1]
    undrawn = sum(found["counts"].values()) - sum(r[name] for r in found["series"] for name in found["counts"])
    with urllib.request.urlopen(site + "/dyads/CHN,IND?by=month") as answer:
        page = answer.read().decode()
    assert undrawn == 1
    assert "1 event of those counted above stands in no period: long past or told of without a month." in page
    with urllib.request.urlopen(site + "/dyads/IRN,RUS?by=month") as answer:
        assert "in no period" not in answer.read().decode()


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
    ("/api/sources/person/Nobody?code=Iran", 400, "code=Iran: IRAN: expected codes of three letters"),
    ("/api/sources/person/Nobody?code=QQQ", 400, "code=QQQ: QQQ is not a code of the codebook"),
    ("/api/events?offset=many", 400, "offset='many': expected a whole number from 0 to 10,000,000"),
    ("/api/search?q=%22", 400, "no word to search for"),
    ("/api/search", 400, "q: not given"),
    ("/api/nothing", 404, "Not Found: /api/nothing is no path"),
    ("/api/events?limt=5", 400, "limt: no parameter of /api/events; expected type, status, since"),
    ("/api/events?about=IRN&about=RUS", 400, "about: given 2 times; expected once"),
    ("/api/events?since=2025-02-05&until=2025-01", 400, "since=2025-02-05, until=2025-01: the first day comes after the last"),
    ("/api/judgements?as_of=2025-01-01", 400, "as_of: no parameter of /api/judgements; expected limit or offset"),
    ("/api/reports/none?about=IRN", 400, "about: no parameter of /api/reports/none; expected as_of or min_confidence"),
    ("/api/agreements?subject=defense", 400, "subject=defense: expected one of ceasefire, peace"),
    ("/api/edge?of=Iran", 400, f"of=Iran: expected {SPOKEN_OF}"),
    ("/api/edge?of=GER", 400, "of=GER is not a code of the codebook"),
    ("/api/edge?of=ffffffff", 400, f"of=ffffffff: no event or docket item has this id; expected {SPOKEN_OF}"),
    ("/api/sources?level=moon", 400, "level=moon: expected one of person, outlet, kind, country, chain, all"),
    ("/api/transfers?kind=guns", 400, "kind=guns: expected one of"),
    ("/api/status?x=1", 400, "x: no parameter of /api/status; expected none"),
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
        responses = ways["get"]["responses"]
        assert {kind for status, answer in responses.items() if status != "200" for kind in answer["content"]} == {"application/problem+json"}
        assert "422" not in responses
        if "{" not in path:
            status, answer, _ = get(site, path + ("?q=treaty" if path.endswith("search") else ""))
            assert status == 200, path
            assert list(undeclared(document, responses["200"]["content"]["application/json"]["schema"], answer, path)) == []


def undeclared(document: dict, schema: dict, value: object, where: str) -> Iterator[str]:
    """Fields of an answer that its schema does not name."""
    if "$ref" in schema:
        where = schema["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][where]
    if "anyOf" in schema:
        for one in schema["anyOf"] if value is not None else ():
            yield from undeclared(document, one, value, where)
    elif isinstance(value, list):
        for item in value:
            yield from undeclared(document, schema["items"], item, where)
    elif isinstance(value, dict) and "properties" in schema:
        yield from (f"{where}.{name}" for name in value.keys() - schema["properties"].keys())
        for name in value.keys() & schema["properties"].keys():
            yield from undeclared(document, schema["properties"][name], value[name], f"{where}.{name}")


def test_who_is_on_edge_about_an_event_is_asked_by_its_id_as_on_the_command_line(site):
    (event,) = (e for e in get(site, "/api/events?about=IRN,RUS&type=SUPPORT&limit=200")[1]["rows"] if get(site, f"/api/events/{e['id']}/edge")[1]["total"])
    found = get(site, f"/api/events/{event['id']}/edge")[1]["rows"]
    for of in (event["id"], event["id"][:8]):
        assert get(site, f"/api/edge?of={of}")[1]["rows"] == found
    assert get(site, f"/api/edge?of={event['id']}&about=ISR")[1]["rows"] == found and found[0]["who"] == "ISR"
    assert get(site, f"/api/edge?of={event['id']}&who=UKR")[1]["total"] == 0
    with urllib.request.urlopen(f"{site}/edge?of={event['id'][:8]}") as answer:
        assert answer.read().decode().count('<article class="row">') == len(found)


def test_an_answer_is_sent_once_to_who_keeps_its_tag(site):
    for path in ("/api/events?limit=1", "/docket.ics"):
        with urllib.request.urlopen(site + path) as answer:
            tag = answer.headers["etag"]
            assert answer.headers["cache-control"] == "no-cache, private"
        for given, status in ((tag, 304), (f'"other", W/{tag}', 304), ('"other"', 200)):
            try:
                with urllib.request.urlopen(urllib.request.Request(site + path, headers={"If-None-Match": given})) as answer:
                    found, body = answer.status, answer.read()
            except urllib.error.HTTPError as error:
                found, body = error.code, error.read()
            assert (found, bool(body)) == (status, status == 200), given


@pytest.mark.parametrize(("path", "holds"), [
    ("/agreements?stage=signed", lambda a: a["stage"] == "signed"), ("/agreements?subject=defence", lambda a: "defence" in a["subjects"]),
    ("/transfers?stage=agreed", lambda x: x["stage"] == "agreed"), ("/transfers?kind=arms", lambda x: x["kind"] == "arms"),
    ("/transfers?about=UKR", lambda x: "UKR" in x["supplier"] + x["recipient"]), ("/dyads?tendency=apart", lambda d: d["tendency"] == "apart"),
    ("/edge?of=IRN%2CRUS&who=ISR", lambda e: e["who"] == "ISR" and {"IRN", "RUS"} <= set(e["of"])),
    ("/events?type=AID%2CAGREE&since=2025-01-10&until=2025-01-20&about=IRN", lambda e: e["type"] in ("AID", "AGREE")),
    ("/brief?about=COD", None), ("/map?about=COD", None), ("/network?about=COD", None), ("/sources?about=IRN", None),
])
def test_the_data_of_a_page_are_what_the_page_shows(site, path, holds):
    with urllib.request.urlopen(site + path.replace("/brief", "/")) as answer:
        page = answer.read().decode()
    link = html.unescape(re.search(r'href="([^"]*)">this page as JSON', page)[1])
    asked = dict(urllib.parse.parse_qsl(link.partition("?")[2]))
    assert set(urllib.parse.parse_qsl(path.partition("?")[2])) <= set(asked.items())
    found = get(site, link)[1]
    if holds:
        assert 0 < found["total"] < get(site, link.partition("?")[0])[1]["total"]
        assert all(map(holds, found["rows"]))
        total = re.search(r"of ([\d,]+)</span>", page)
        assert found["total"] == (int(total[1].replace(",", "")) if total else page.count('<article class="row">'))


def test_every_count_of_a_source_leads_to_a_page_that_is_there(site):
    denied = [r for r in get(site, "/api/sources?level=person&limit=200")[1]["rows"] if r["denials"]]
    quotes = [q for r in denied for q in get(site, f"/api/sources/person/{urllib.request.quote(r['name'], safe='')}?code={r['code']}")[1][0]["evidence"]]
    assert None in {q["docket"] for q in quotes}
    for path in {f"/api/docket/{q['docket']}" if q["docket"] else f"/api/events/{q['event']}" for q in quotes}:
        assert get(site, path)[0] == 200, path


def test_where_no_level_of_sources_is_asked_for_every_way_in_gives_persons(site, demo_file):
    def levels(path):
        return {r["level"] for r in get(site, path)[1]["rows"]}

    with urllib.request.urlopen(site + "/sources") as answer:
        assert 'aria-current="page">Person</a>' in answer.read().decode()
    assert levels("/api/sources") == {LEVEL} == {r["level"] for r in json.loads(printed("sources", "--ledger", demo_file, "--format", "json"))}
    assert levels("/api/sources?level=all&limit=200") == set(LEVELS)


def test_the_page_of_sources_lists_those_that_only_warned_too(site):
    found = get(site, "/api/sources?level=person&limit=200")[1]
    assert any(r["warnings"] and not r["announcements"] and not r["denials"] for r in found["rows"])
    with urllib.request.urlopen(site + "/sources?level=person") as answer:
        page = answer.read().decode()
    total = re.search(r"of ([\d,]+)</span>", page)
    assert found["total"] == (int(total[1].replace(",", "")) if total else page.count('<th scope="row">'))


@pytest.mark.parametrize("level", ["chain", "country"])
def test_sources_called_by_a_code_have_a_name_where_a_person_reads(site, demo_file, level):
    found = next(r for r in get(site, f"/api/sources?level={level}")[1]["rows"] if r["code"] == "RUS" and r["announcements"])
    called = found["name"].removesuffix("RUS") + "Russia"
    assert called != found["name"]
    for path in (f"/sources?level={level}", f"/sources/{level}/{urllib.request.quote(found['name'], safe='')}?code=RUS"):
        with urllib.request.urlopen(site + path) as answer:
            page = html.unescape(answer.read().decode())
        assert f">{called}<" in page and f">{found['name']}<" not in page
    table, rows = (printed("sources", "--level", level, "--ledger", demo_file, "--format", form) for form in ("table", "csv"))
    assert f"\n{called}\t" in table and found["name"] in rows and called not in rows


def test_a_source_of_some_parties_shows_what_its_row_counts(site):
    with urllib.request.urlopen(site + "/sources?about=IRN,RUS") as answer:
        page = answer.read().decode()
    href, row = next((html.unescape(h), n) for h, n in re.findall(r'<th scope="row"><a href="([^"]*Kremlin[^"]*)".*?<td class="number">(\d+)', page, re.S))
    assert "about=IRN%2CRUS" in href
    with urllib.request.urlopen(site + href) as answer:
        whole = answer.read().decode()
    assert f'<dt>Announced</dt><dd class="number">{row}</dd>' in whole
    assert "Only of what Iran and Russia take part in" in whole
    assert get(site, html.unescape(re.search(r'href="([^"]*)">this page as JSON', whole)[1]))[1][0]["announcements"] == int(row)


def test_a_form_keeps_what_was_asked_for_and_links_do(site):
    def page(path: str) -> str:
        with urllib.request.urlopen(site + path) as answer:
            return html.unescape(answer.read().decode())

    assert '<option value="SUPPORT,CONSULT" selected>' in page("/events?type=SUPPORT,CONSULT")
    assert 'name="since" value="2025-02-01"' in page("/events?since=2025-02")
    assert page("/dyads?min_confidence=0.01").count('<input type="hidden" name="min_confidence" value="0.01">') == 2  # the search and the filters
    assert '<input type="hidden" name="about" value="ISR">' in page("/edge?about=ISR")
    assert "/sources?level=chain&about=IRN" in page("/sources?about=IRN")
    back = re.search(r'href="([^"]*)">Back to all', page("/events?about=IRN,RUS&type=SUPPORT,CONSULT&as_of=2025-02&min_confidence=0.01&page=1"))
    assert back[1] == "/events?about=IRN%2CRUS&type=SUPPORT%2CCONSULT"
    hits = [hit["events"] for hit in get(site, "/api/search?q=treaty&limit=50")[1]["rows"]]
    shown = re.findall(r"/events/([0-9a-f]{16})", page("/search?q=treaty"))
    assert max(map(len, hits)) > 1 and [event for events in hits for event in events[:8]][:len(shown)] == shown


def test_the_way_back_from_a_day_is_there_whatever_an_id_holds(tmp_path):
    with open_ledger(tmp_path / "odd.db") as ledger, serving(ledger) as address:
        ledger.add(Report("50%20?#1", "Norway met Sweden.", published="2024-03-21"), [], "r1")
        with urllib.request.urlopen(address + "/reports/50%2520%3F%231?as_of=2024-03-21") as answer:
            back = re.search(r'href="([^"]*)">Back to all', answer.read().decode())[1]
        with urllib.request.urlopen(address + back) as answer:
            assert answer.status == 200


def test_pages_of_one_thing_are_told_apart_by_their_titles(site):
    def title(path: str) -> str:
        with urllib.request.urlopen(site + path) as answer:
            return html.unescape(re.search("<title>(.*?)</title>", answer.read().decode())[1])

    titles = [title(f"/{kind}/{x['id']}") for kind in ("agreements", "transfers") for x in get(site, f"/api/{kind}")[1]["rows"]]
    assert len(titles) == len(set(titles))
    [event] = get(site, "/api/events?about=IRN,RUS&type=SUPPORT&status=occurred&limit=1")[1]["rows"]
    item = get(site, f"/api/events/{event['id']}")[1]["items"][0]
    assert title(f"/docket/{item['id']}") == f"Docket: {event['headline']} · Dragoman" != title(f"/events/{event['id']}")


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
