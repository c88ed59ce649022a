"""The feed of alerts, as feedparser reads it, and by the letter of RFC 4287."""
from datetime import date, timedelta
from xml.etree import ElementTree

import feedparser
import pytest

from dragoman.ledger import open_ledger
from dragoman.model import CodedEvent, Report

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("which", ["demo", "nasty"])
def test_feedparser_finds_nothing_to_complain_of(which, export, request):
    feed = feedparser.parse(export("atom", request.getfixturevalue(which)).read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.id.startswith("urn:uuid:") and feed.feed.title and feed.feed.author
    assert feed.entries
    assert len({e.id for e in feed.entries}) == len(feed.entries)
    assert [e.updated for e in feed.entries] == sorted((e.updated for e in feed.entries), reverse=True)
    assert feed.feed.updated == feed.entries[0].updated
    for e in feed.entries:
        assert e.id.startswith("urn:uuid:") and e.title and e.published_parsed and e.updated_parsed and e.published <= e.updated
        assert {"pending", "resolved", "on-edge", "shift"} & {t.term for t in e.tags}


def test_a_turn_that_another_coder_tells_of_has_no_quotation(tmp_path, export):
    cold = [("ACCUSE", date(2024, 1, 1) + timedelta(7 * n)) for n in range(17)]
    warm = [("CONSULT", date(2024, 4, 30) + timedelta(n // 4)) for n in range(80)]
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.add(Report("r", "Norland met Sudland.", "A meeting", "2024-05-20", "A"), [], "r1")
        ledger.bring_in([CodedEvent("icews", f"e{n}", day.isoformat(), type_, "NOR", "SWE", "Norland", "Sudland", "036")
                         for n, (type_, day) in enumerate((*cold, *warm))])
    [entry] = feedparser.parse(export("atom", tmp_path / "l.db").read_bytes()).entries
    assert entry.title.endswith("warming")
    assert "coded by icews, 2024-0" in entry.content[0].value
    assert "blockquote" not in entry.content[0].value


def test_every_entry_has_what_rfc_4287_asks_once(demo, export):
    root = ElementTree.parse(export("atom", demo)).getroot()
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
    assert root.findall(f"{ATOM}author")
    assert all(e.find(f"{ATOM}content") is not None for e in root.findall(f"{ATOM}entry"))


def test_markup_in_reports_stays_text(nasty, export):
    feed = feedparser.parse(export("atom", nasty).read_bytes(), sanitize_html=False)
    page = "".join(e.content[0].value for e in feed.entries)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert all(link.href.startswith("https://") for e in feed.entries for link in e.get("links", []))


def test_the_demo_says_what_came_true_and_who_is_on_edge(demo, export):
    titles = [e.title for e in feedparser.parse(export("atom", demo).read_bytes()).entries]
    assert any("Iran and Russia: signed" in t and "came true" in t for t in titles)
    assert any(t.startswith("Israel:") and "Iran and Russia" in t for t in titles)


def test_an_entry_keeps_its_id_until_its_state_changes(demo, export):
    def ids(*options):
        return {e.id: e.title for e in feedparser.parse(export("atom", demo, *options).read_bytes()).entries}
    day, next_ = ids("--as-of", "2025-01-13"), ids("--as-of", "2025-01-14")
    assert len(day.keys() & next_.keys()) > len(day) / 2
    later = ids()
    assert any(t.startswith("Iran and Russia: signed ") and " treaty" in t and t.endswith(": came true") for t in later.values())
    assert not {i for i, t in day.items() if t.startswith("Iran and Russia: sign")} & {i for i, t in later.items() if "came true" in t}
