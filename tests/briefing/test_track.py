"""The track record as plain data: every count is backed by quotations."""
import pytest

from dragoman.briefing import COUNTS, ROW, View, row
from dragoman.ledger import open_ledger
from dragoman.model import Actor, Report, Source, Statement

PLAN = "Foreign minister Anna Berg told the Courier that Japan's premier will visit the Kochi shipyard in India on March 20."
DONE = "Japan's premier visited the Kochi shipyard in India on March 20. Berg said that India will send aid to Nepal on April 2."


def statement(report, text, trigger, type_, status, actor, recipient, when, said_by, published):
    at = text.index(trigger)
    return Statement(report, trigger, (at, at + len(trigger)), type_, status, (Actor(actor, actor),), (Actor(recipient, recipient),), when=when,
                     when_text=when and "then", said_by=tuple(said_by), published=published, publisher=f"Outlet {report}", reader="by hand")


@pytest.fixture
def view(place):
    told = [Source("the Courier", "UNK", "media"), Source("Foreign minister Anna Berg", "JPN", "official")]
    with open_ledger(place()) as book:
        book.add(Report("r1", PLAN, "A visit", "2024-03-01", "Outlet r1"), [
            statement("r1", PLAN, "visit", "CONSULT", "planned", "JPN", "IND", "2024-03-20", told, "2024-03-01")], "by hand")
        book.add(Report("r2", DONE, "Done", "2024-03-21", "Outlet r2"), [
            statement("r2", DONE, "visited", "CONSULT", "occurred", "JPN", "IND", "2024-03-20", (), "2024-03-21"),
            statement("r2", DONE, "send aid", "AID", "planned", "IND", "NPL", "2024-04-02", [Source("Berg", "JPN", "official")], "2024-03-21")], "by hand")
        with View(book) as made:
            yield made


def test_a_record_has_its_counts_its_interval_and_the_words_behind_each(view):
    [entry] = view.sources("person")
    assert (entry["name"], entry["code"], entry["kind"]) == ("Anna Berg", "JPN", "official")
    assert (entry["announcements"], entry["came_true"], entry["on_time"], entry["open"], entry["wrong"]) == (2, 1, 1, 1, 0)
    assert entry["share"] == {"value": 1.0, "low": 0.207, "high": 1.0}
    assert entry["lead"] == {"first": 19, "median": 19, "third": 19, "count": 1}
    assert [(q["outcome"], q["report"], q["published"], q["quote"]) for q in entry["evidence"]] == [
        ("on_time", "r1", "2024-03-01", PLAN), ("open", "r2", "2024-03-21", DONE.split(". ")[1])]
    assert {q["docket"] for q in entry["evidence"]} == {d["id"] for d in view.docket("all")}


def test_every_entry_of_every_level_counts_what_its_evidence_shows(view):
    entries = view.sources()
    assert {e["level"] for e in entries} == {"person", "outlet", "kind", "country", "chain"}
    for e in entries:
        said = [q for q in e["evidence"] if q["said"] == "announced"]
        assert len(said) == e["announcements"] == sum(e[name] for name in COUNTS)
        assert len(e["evidence"]) == e["announcements"] + e["warnings"] + e["denials"]


def test_a_row_is_flat_and_has_every_column(view):
    [entry] = view.sources("chain")[:1]
    flat = row(entry)
    assert tuple(flat) == ROW
    assert (flat["name"], flat["share"], flat["share_low"], flat["lead_median"]) == ("Courier ← official, JPN", 1.0, 0.207, 19)
    assert not any(isinstance(v, (dict, list)) for v in flat.values())


def test_a_row_is_empty_where_nothing_is_settled(view):
    flat = next(row(e) for e in view.sources("chain") if e["name"].startswith("Outlet r2"))
    assert (flat["announcements"], flat["share"], flat["heard_low"], flat["lead_median"]) == (1, None, None, None)
