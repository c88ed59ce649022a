"""Pages on which parties of a shared code stand, and the ways from a figure to the events that are counted in it."""
from __future__ import annotations

import json
import urllib.request

import pytest

from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Source, Statement
from tests.interfaces.web.conftest import serving

KINDS = ("an armed group", "an intergovernmental body", "an NGO", "a company", "REB", "IGO")


HAMAS, NORWAY, SWEDEN = Actor("Hamas", "REB"), Actor("Norway", "NOR"), Actor("Sweden", "SWE")
WRITTEN = (("Hamas condemned the attack by Norway on Sweden.", (("condemned", "ACCUSE", (HAMAS,), (NORWAY,), ()),
                                                                ("attack", "ASSAULT", (NORWAY,), (SWEDEN,), (Source("Hamas", "REB", "official"),)))),
           ("Hamas released twelve hostages from Sweden.", (("released", "RETREAT", (HAMAS,), (SWEDEN,), ()),)),
           ("Hamas and Sweden signed a ceasefire agreement.", (("signed", "SUPPORT", (HAMAS, SWEDEN), (), ()),)))


@pytest.fixture(scope="module")
def shared(tmp_path_factory, say, keep):
    """A year in which Norway has to do with two armed groups, and one of them frees hostages, signs a truce and accuses."""
    def raid(who, n, trigger="raided"):
        day = f"2024-{n % 9 + 1:02}-{n:02}"
        return say(day, "ASSAULT", "occurred", who, when=day, publisher=f"P{n % 3}", trigger=trigger, by="official:NOR:Norway")

    told = [*(raid("NOR>Houthi fighters=REB", n) for n in range(1, 8)), *(raid("Hamas=REB>NOR", n, "shelled") for n in range(8, 11)),
            raid("the group=REB>NOR", 11),
            say("2024-09-20", "CONSULT", "occurred", "NOR,Hamas=REB", when="2024-09-20", publisher="A", trigger="met"),
            say("2024-09-21", "CONSULT", "planned", "NOR,the Houthis=REB", when="2024-09-30", publisher="A", trigger="talks", by="official:REB:the Houthis")]
    with open_ledger(tmp_path_factory.mktemp("shared") / "l.db") as ledger:
        keep(ledger, told)
        for n, (text, made) in enumerate(WRITTEN):
            ledger.add(Report(f"w{n}", text, None, f"2024-09-{22 + n}", "B"), [
                Statement(f"w{n}", trigger, (text.index(trigger), text.index(trigger) + len(trigger)), type_, "occurred", who, whom,
                          said_by=by, published=f"2024-09-{22 + n}", publisher="B") for trigger, type_, who, whom, by in made], "r1")
        with serving(ledger) as address:
            yield address


def rows(site: str, path: str) -> list[dict]:
    with urllib.request.urlopen(site + path) as answer:
        return json.load(answer)["rows"]


def follow(page, link) -> None:
    """Click a link, and wait for the page that it leads to."""
    with page.expect_navigation():
        link.click()


def test_the_page_of_a_pair_says_who_stands_behind_a_shared_code_and_leads_to_the_events_of_each(shared, watch):
    page = watch(shared).go("/dyads/NOR,REB")
    assert page.locator("h1").inner_text().startswith("Norway and armed groups such as the Houthis and Hamas")
    who = page.locator(".also", has_text="Who they are")
    assert who.inner_text().startswith("Who they are: the Houthis 8, Hamas 5 (")
    follow(page, who.get_by_role("link", name="Hamas"))
    assert page.locator("#h-events").inner_text() == "5 events that name Hamas"
    assert all("Hamas" in h.inner_text() for h in page.locator(".rows h3").all()) and page.locator(".rows h3").count() == 5
    follow(page, page.get_by_role("link", name="All 14 events between the two"))
    assert page.locator(".rows h3").count() == 14


@pytest.mark.parametrize("side", ["Cooperation", "Conflict", "Cooperation announced"])
def test_a_figure_of_a_pair_leads_to_the_events_that_it_counts(shared, watch, side):
    page = watch(shared).go("/dyads/NOR,REB?as_of=2024-09-22")
    fact = page.locator(".facts div", has=page.get_by_text(side, exact=True)).locator("dd")
    n = int(fact.inner_text())
    follow(page, fact.get_by_role("link"))
    assert page.url.endswith("#h-events") and "as_of=2024-09-22" in page.url
    assert page.locator("#h-events").inner_text() == f"{n} {'event' if n == 1 else 'events'} of {side.lower()}"
    assert page.locator(".rows blockquote").count() == n


def test_a_figure_of_the_table_of_pairs_leads_to_its_events(shared, watch):
    page = watch(shared).go("/dyads")
    figure = page.locator("td.conf a").first
    n = int(figure.inner_text())
    follow(page, figure)
    assert page.locator(".rows h3").count() == n


def test_a_period_of_a_series_leads_to_the_events_that_it_counts(shared, watch):
    page = watch(shared).go("/dyads/NOR,REB?by=month&as_of=2024-09-22")
    page.locator("summary", has_text="The same as a table").click()
    row = page.locator("tr", has=page.locator("time[datetime='2024-09-01']"))
    n = sum(int(cell.replace("–", "0")) for cell in row.locator("td").all_inner_texts()[:4])
    follow(page, row.get_by_role("link"))
    assert page.locator("#h-events").inner_text() == f"{n} events counted in September 2024"
    assert page.locator(".rows h3").count() == n > 1
    assert "within=soon: no days" in watch(shared).go("/dyads/NOR,REB?within=soon").locator("main").inner_text()


def test_who_says_so_in_the_end_stands_as_the_reports_write_it(shared, watch):
    event = next(r for r in rows(shared, "/api/events") if r["headline"].startswith("Norway and the Houthis: talks"))
    assert watch(shared).go(f"/events/{event['id']}").locator("#h-voices + ul").inner_text() == "the Houthis"


def test_an_unknown_body_or_side_is_refused_with_a_word(shared, watch):
    page = watch(shared).go("/dyads/NOR,REB?body=M23")
    assert "that name M23" in page.locator("main").inner_text()
    assert "expected one of cooperation, conflict" in watch(shared).go("/dyads/NOR,REB?side=war").locator("main").inner_text()


def test_no_page_says_a_kind_or_a_code_where_the_words_name_somebody(shared, watch):
    event = next(r for r in rows(shared, "/api/events") if r["headline"] == "Norway and Hamas: met")
    item = rows(shared, "/api/docket?as_of=2024-09-22")[0]
    [transfer], [agreement] = rows(shared, "/api/transfers"), rows(shared, "/api/agreements")
    assert "Hamas about Norway and Sweden" in watch(shared).go("/edge").locator("main").inner_text()
    for path in (f"/events/{event['id']}", f"/docket/{item['id']}?as_of=2024-09-22", "/edge?who=REB", "/dyads/NOR,SWE", "/transfers",
                 f"/transfers/{transfer['id']}", "/agreements", f"/agreements/{agreement['id']}", "/dyads", "/network", "/sources?level=country",
                 "/sources?level=chain", "/sources/country/the%20Houthis"):
        text = watch(shared).go(path).locator("main").inner_text()
        assert not [kind for kind in KINDS if kind in text], path


def test_a_name_where_a_code_is_expected_is_answered_with_its_code(shared, watch):
    text = watch(shared).go("/events?about=Norway, Taliban").locator("main").inner_text()
    assert "expected codes of three letters parted by commas, such as IRN,RUS (Norway is NOR, Taliban is REB)" in text


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 800)])
def test_no_name_in_the_network_lies_upon_another(site, watch, width, height):
    page = watch(site, width=width, height=height).go("/network")
    boxes = page.evaluate("[...document.querySelectorAll('.drawing .mark-text.role-mark text')].map(t => t.getBoundingClientRect().toJSON())")
    assert len(boxes) > 5
    assert not [(a, b) for n, a in enumerate(boxes) for b in boxes[:n]
                if min(a["right"], b["right"]) - max(a["left"], b["left"]) > 1 and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 3]


def test_a_date_stands_whole_beside_words_that_run_from_right_to_left(tmp_path, watch):
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.add(Report("r", "Norway met Sweden.", None, "2024-03-02", "الأنباء"), [
            Statement("r", "met", (7, 10), "CONSULT", "occurred", (NORWAY, SWEDEN), (), published="2024-03-02", publisher="الأنباء")], "r1")
        with serving(ledger) as address:
            for path, where in (("/reports/r", ".kicker"), ("/events", ".quote footer")):
                date = watch(address).go(path).locator(f"{where} time")
                assert date.evaluate("time => time.getClientRects().length") == 1, path  # else the words beside it stand between day and month
