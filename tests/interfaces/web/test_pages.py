"""Every page in a real browser: what it says, that it can be seen and reached by everybody, and that it keeps to itself."""
from __future__ import annotations

import json
import re
import urllib.request
from urllib.parse import quote

import pytest

from dragoman.ledger import open_ledger
from tests.interfaces.web.conftest import serving

TWICE = frozenset({"/docket?month=2025-01&state=all", "/docket?view=list&state=closed", "/map?side=conflict", "/events?type=SUPPORT&status=occurred",
                   "/sources?level=chain", "/search", "/docket?view=timeline&as_of=2024-12-26"})
"""Pages made of the same parts as another one that axe looks at."""

LISTS = ("/", "/docket", "/docket?month=2025-01&state=all", "/docket?view=timeline&state=all", "/docket?view=timeline&as_of=2024-12-26",
         "/docket?view=list&state=closed", "/dyads", "/edge", "/map", "/map?side=conflict", "/network", "/events", "/events?type=SUPPORT&status=occurred",
         "/agreements", "/transfers", "/sources",
         "/sources?level=chain", "/judgements", "/status", "/search?q=treaty", "/search", "/api/docs", "/events/none", "/?as_of=2025-01-15")


def rows(site: str, path: str) -> list[dict]:
    with urllib.request.urlopen(site + path) as answer:
        return json.load(answer)["rows"]


@pytest.fixture(scope="module")
def paths(site) -> list[str]:
    """All kinds of pages, those of one thing by the first that there is."""
    event = rows(site, "/api/events?about=IRN,RUS&type=SUPPORT")[0]
    item = rows(site, "/api/docket?state=postponed")[0]
    source = next(r for r in rows(site, "/api/sources?level=chain") if r["announcements"])
    single = [f"/events/{event['id']}", f"/docket/{item['id']}", "/dyads/IRN,RUS", f"/reports/{quote(event['shown']['report'], safe='')}",
              f"/sources/chain/{quote(source['name'], safe='')}"]
    for kind in ("agreements", "transfers"):
        single += [f"/{kind}/{quote(x['id'], safe='')}" for x in rows(site, f"/api/{kind}")[:1]]
    return [*LISTS, *single]


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.long)], ids=["light", "dark"])
def test_every_page_is_accessible_makes_no_error_and_asks_no_other_machine(site, watch, paths, dark):
    from axe_playwright_python.sync_playwright import Axe

    window, axe, found = watch(site, dark=dark), Axe(), []
    for path in paths:
        page = window.go(path)
        assert page.locator("h1").count() == 1, path
        assert page.title().endswith(" · Dragoman"), path
        found += [] if path in TWICE else [f"{path}: {v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}"
                  for v in axe.run(page, options={"resultTypes": ["violations"], **({"runOnly": ["color-contrast"]} if dark else {})}).response["violations"]]
    assert found == []
    assert [w for w in window.wrong if "/events/none" not in w] == []


def test_no_page_is_wider_than_a_phone(site, watch, paths):
    window = watch(site, width=360, height=740)
    for path in paths:
        page = window.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        for details in page.locator("details").all()[:3]:
            details.evaluate("d => d.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{path}, opened"


def test_pages_say_the_same_without_scripts(site, watch):
    window = watch(site, java_script_enabled=False)
    page = window.page
    for path, words in (("/", "Iran and Russia draw closer"), ("/dyads/IRN,RUS", "The same as a table"), ("/map", "Russia"), ("/network", "Blocs"),
                        ("/docket?view=timeline&state=all", "fulfilled")):
        page.goto(site + path)
        assert words in page.locator("main").inner_text(), path


def test_a_chart_that_is_not_drawn_says_why(site, watch):
    page = watch(site, java_script_enabled=False).page
    page.goto(site + "/map")
    assert "scripts are off" in page.locator("figure.chart").inner_text()
    assert "scripts are off" not in watch(site).go("/map").locator("figure.chart").inner_text()


def test_on_a_phone_every_page_is_in_the_navigation_without_scrolling(site, watch):
    page = watch(site, width=390, height=740).go("/sources")
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in (a.bounding_box() for a in page.locator("nav[aria-label=Pages] a").all()))


def test_the_words_in_the_search_box_are_not_cut(site, watch):
    box = watch(site).go("/").locator("#q")
    assert box.evaluate("""e => { const s = getComputedStyle(e), c = document.createElement('canvas').getContext('2d'); c.font = s.font;
        return c.measureText(e.placeholder).width <= e.clientWidth - parseFloat(s.paddingLeft) - parseFloat(s.paddingRight) }""")


def test_what_no_report_dates_stands_under_the_day_it_was_reported(site, watch):
    undated = next(r for r in rows(site, "/api/events") if not r["when"])
    page = watch(site).go("/events")
    row = page.locator("article.row", has=page.locator(f"a[href='/events/{undated['id']}']"))
    assert row.locator(".when").inner_text().startswith("reported\n")


def test_what_came_of_announcements_adds_up_on_the_page_of_a_source(site, watch):
    told = next(r for r in rows(site, "/api/sources?level=person") if r["open"] and r["came_true"])
    facts = watch(site).go(f"/sources/person/{quote(told['name'], safe='')}").locator(".facts").first
    shown = dict(zip(facts.locator("dt").all_inner_texts(), facts.locator("dd").all_inner_texts(), strict=True))
    parts = ("Came true", "Put off", "Called off", "Denied by a party", "Lapsed", "Open", "Ambiguous")
    assert sum(int(shown.get(name, 0)) for name in parts) == int(shown["Announced"]) == told["announcements"]


def test_an_agreement_names_its_events_and_a_statement_the_kind_of_each_source(site, watch, paths):
    page = watch(site).go(next(p for p in paths if p.startswith("/agreements/")))
    for a in page.locator("section[aria-labelledby=h-of] a").all():
        assert ": " in a.inner_text()
    chain = next(q for r in rows(site, "/api/events") if (q := r["shown"]) and len(q["said_by"]) > 1)
    said = watch(site).go(f"/reports/{quote(chain['report'], safe='')}").locator(f"#p-{chain['statement']} dd", has_text="←").inner_text()
    assert said == " ← ".join(f"{words} {kind}" for words, _, kind in chain["said_by"])


def test_from_the_brief_to_the_words_in_the_report(site, watch):
    window = watch(site)
    page = window.go("/")
    lead = page.locator(".lead .first")
    assert lead.locator("h3").inner_text().startswith("Iran and Russia draw closer")
    quoted = lead.locator("blockquote mark").first.inner_text()
    lead.locator("blockquote cite a").first.click()
    page.wait_for_url("**/reports/**")
    statement = page.url.rpartition("#s-")[2]
    assert statement
    assert page.locator(f"#p-{statement} h3").inner_text().endswith(f"“{quoted}”")
    mark = page.locator(f"[id='s-{statement}'] + .mark")
    assert mark.is_visible()
    assert quoted.startswith(mark.inner_text().rstrip("0123456789")[:len(quoted)])
    mark.click()
    assert page.url.endswith(f"#p-{statement}")
    page.locator(f"#p-{statement} dd a").click()
    page.wait_for_url("**/events/**")
    assert page.locator(".history li").count() > 0
    assert window.wrong == []


def test_the_front_page_says_its_headline_in_one_sentence_and_its_counts_below(site, watch):
    lead = watch(site).go("/?as_of=2025-01-20&min_confidence=0.01").locator(".lead .first")
    assert "(" not in lead.locator("h3").inner_text()
    assert lead.locator("h3").inner_text().endswith("on edge")
    assert re.match(r"Told by \d+ sources on Iran and Russia, \d+ sources on Israel", lead.locator(".counts").inner_text())
    assert lead.locator("h3 a").get_attribute("href").endswith("as_of=2025-01-20&min_confidence=0.01")


def test_no_page_of_an_empty_ledger_makes_an_error_and_the_first_says_how_to_begin(tmp_path, watch):
    with open_ledger(tmp_path / "empty.db") as ledger, serving(ledger) as address:
        window = watch(address)
        for path in LISTS:
            window.go(path)
        assert "dragoman add" in window.go("/").locator("main").inner_text()
        assert "?" not in window.page.locator("main").inner_text()
    assert [w for w in window.wrong if "/events/none" not in w] == []


def test_a_series_has_the_days_of_the_reports_wherever_the_reader_is(site, watch):
    ticks = []
    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
        page = watch(site, timezone_id=zone).go("/dyads/IRN,RUS?by=day")
        ticks.append([(label.text_content(), round(label.bounding_box()["x"])) for label in page.locator(".drawing svg .role-axis-label text").all()])
    assert len(ticks[0]) > 5
    assert ticks[0] == ticks[1]


def test_every_line_of_the_brief_leads_somewhere(site, watch):
    page = watch(site).go("/")
    links = {a.get_attribute("href") for a in page.locator("main h3 a").all()}
    assert len(links) > 5
    for href in links:
        assert page.request.get(site + href).status == 200, href


def test_the_docket_shows_an_item_on_its_day_and_in_the_state_it_had_then(site, watch):
    page = watch(site).go("/docket?month=2025-01&state=all")
    day = page.locator("td", has=page.locator("time[datetime='2025-01-17']"))
    signed = day.locator("li", has_text="Iran and Russia: signed")
    assert "fulfilled" in signed.inner_text()
    page.goto(site + "/docket?month=2025-01&state=all&as_of=2025-01-15")
    assert "pending" in page.locator("td", has=page.locator("time[datetime='2025-01-17']")).inner_text()
    assert "as it stood on 15 January 2025" in page.locator(".asof").inner_text()
    assert "as_of=2025-01-15" in page.locator("nav a", has_text="Dyads").get_attribute("href")


def test_charts_are_drawn_in_the_colours_of_the_mode_and_lead_on(site, watch):
    light, dark = watch(site), watch(site, dark=True)
    colours = []
    for window in (light, dark):
        page = window.go("/dyads/IRN,RUS")
        lines = page.locator(".drawing svg .mark-line path").all()
        colours.append({line.get_attribute("stroke") for line in lines})
        assert len(lines) == 2
        assert page.locator(".drawing").get_attribute("aria-labelledby") == page.locator("figcaption").get_attribute("id")
    assert len(colours[0]) == len(colours[1]) == 2
    assert not colours[0] & colours[1]
    page = light.go("/map")
    with page.expect_navigation():
        page.evaluate("[...document.querySelectorAll('.drawing path')].find(p => p.__data__?.datum?.url == '/dyads?about=RUS')"
                      ".dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert page.url.endswith("/dyads?about=RUS")
    assert "Iran – Russia" in page.locator("table").inner_text()


def test_a_page_can_be_walked_by_keyboard(site, watch):
    window = watch(site)
    page = window.go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate("({tag: document.activeElement.tagName, ring: getComputedStyle(document.activeElement).outlineStyle, "
                           "name: document.activeElement.innerText || document.activeElement.name || ''})")
        if at["tag"] == "BODY":
            break
        seen.add(at["tag"])
        assert at["ring"] != "none", at
    assert {"A", "INPUT", "BUTTON", "SUMMARY"} <= seen


def test_on_the_way_back_the_filters_say_what_the_list_shows(site, watch):
    page = watch(site).go("/events")
    page.select_option("#f-type", "AID")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**type=AID**")
    page.go_back()
    assert page.url == site + "/events"
    assert page.input_value("#f-type") == ""


def test_the_search_finds_words_and_marks_them(site, watch):
    page = watch(site).go("/")
    page.get_by_role("searchbox").fill('"strategic partnership"')
    page.get_by_role("button", name="Search").click()
    assert page.locator("blockquote mark").first.inner_text().lower().startswith("strategic")
    assert page.locator("article.row").count() > 2


@pytest.mark.parametrize("path", ["/", "/events", "/docket", "/dyads", "/sources", "/judgements", "/search?q=" + quote("<script>alert(1)</script> attacked"),
                                  "/dyads/NOR,SWE", "/network", "/events?about=" + quote("<script>")])
def test_nothing_that_a_report_holds_gets_into_a_page(hostile, watch, path):
    window = watch(hostile)
    page = window.go(path)
    assert page.evaluate("window.broken") is None
    assert page.locator("main img, main b").count() == 0
    assert page.locator("main script:not(.spec)").count() == 0
    assert [w for w in window.wrong if "400" not in w] == []


def test_a_hostile_report_is_shown_as_it_is_written(hostile, watch):
    window = watch(hostile)
    page = window.go("/events")
    page.locator("main h3 a").first.click()
    page.locator("blockquote cite a").first.click()
    assert "<script>window.broken = 1</script>" in page.locator(".text").inner_text()
    assert "{{ 7 * 7 }}" in page.locator(".text").inner_text()
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("main img, main b, main script").count() == 0
    assert page.evaluate("window.broken") is None
    assert window.wrong == []


def test_screenshots_for_the_docs(site, watch, shots, paths):
    if shots is None:
        pytest.skip("screenshots are taken where DRAGOMAN_SCREENSHOTS is set")
    shots.mkdir(parents=True, exist_ok=True)
    report = next(p for p in paths if p.startswith("/reports/"))
    for name, path, options in (("brief", "/", {}), ("docket", "/docket?month=2025-01&state=all", {}), ("report", report, {}),
                                ("dyad-dark", "/dyads/IRN,RUS", {"dark": True}), ("network", "/network", {}),
                                ("brief-phone", "/", {"width": 360, "height": 740})):
        watch(site, **{"width": 1000, "height": 650, **options}).go(path).screenshot(path=shots / f"{name}.png")
        assert (shots / f"{name}.png").stat().st_size < 150_000, name
