"""What a page shows of a ledger: parts of lists, one thing by its id, a report with all that is read in it."""
from __future__ import annotations

import pytest

from dragoman.briefing import View, pages, world
from dragoman.briefing.view import SIDES
from dragoman.ledger import due_within, open_ledger
from dragoman.model import Actor, Report, Source, Statement

TEXT = "Norland said it will meet Sudland on March 20. Sudland hit Norland. Westland met Norland and Sudland."


def told(report: str, published: str, publisher: str, trigger: str, type_: str, status: str, actor: str, recipient: str, when: str | None = None) -> Statement:
    at = TEXT.index(trigger)
    return Statement(report, trigger, (at, at + len(trigger)), type_, status, (Actor(actor, actor, (0, 7)),), (Actor(recipient, recipient),), when=when,
                     when_text=when, said_by=(Source("Norland", "NOR", "official", (0, 7)),) if status == "planned" else (), published=published,
                     publisher=publisher)


@pytest.fixture
def ledger(place):
    with open_ledger(place()) as book:
        for n, (day, publisher, statements) in enumerate((
                ("2024-03-01", "A", [("meet", "CONSULT", "planned", "NOR", "SWE", "2024-03-20"), ("hit", "ASSAULT", "occurred", "SWE", "NOR", "2024-02-20")]),
                ("2024-03-05", "B", [("meet", "CONSULT", "planned", "NOR", "SWE", "2024-03-20")]),
                ("2024-03-21", "C", [("met", "CONSULT", "occurred", "NOR", "SWE", "2024-03-20"), ("hit", "ASSAULT", "occurred", "DNK", "NOR", "2024-03-19")]))):
            id_ = f"r/{n}"
            book.add(Report(id_, TEXT + f" {n}", f"Title {n}", day, publisher), [told(id_, day, publisher, *s) for s in statements], "r1")
        book.derive()
        yield book


def test_a_list_comes_in_parts_that_add_up(ledger):
    for until in (None, "2024-03-10"):
        with View(ledger, until) as view:
            every = pages.events(view)
            parts = [pages.events(view, limit=1, offset=n) for n in range(every["total"])]
            assert [p["rows"][0]["id"] for p in parts] == [e["id"] for e in every["rows"]]
            assert pages.events(view, limit=1, offset=every["total"])["rows"] == []
            assert all(e["shown"]["quote"] and e["headline"] for e in every["rows"])


def test_events_are_chosen_by_type_status_and_days(ledger):
    with View(ledger) as view:
        assert {e["type"] for e in pages.events(view, types=["ASSAULT"])["rows"]} == {"ASSAULT"}
        assert pages.events(view, types=["ASSAULT"])["total"] == 2
        assert pages.events(view, types=["ASSAULT"], since="2024-03-20")["total"] == 1
        assert pages.events(view, types=["ASSAULT"], until="2024-03-02")["total"] == 1
        assert pages.events(view, statuses=["planned"])["total"] == 0
    with View(ledger, "2024-03-10") as view:
        assert pages.events(view, statuses=["planned"])["total"] == 1


def test_an_event_has_its_history_its_items_and_its_pairs(ledger):
    with View(ledger) as view:
        [row] = pages.events(view, types=["CONSULT"])["rows"]
        event = pages.event(view, row["id"])
        assert [h["step"] for h in event["history"]] == ["planned", "planned", "occurred"]
        assert [h["quotation"]["publisher"] for h in event["history"]] == ["A", "B", "C"]
        assert event["pairs"] == [["NOR", "SWE"]]
        [item] = event["items"]
        assert item["state"] == "fulfilled"
        assert pages.item(view, item["id"])["event"] == row["id"]
        assert pages.event(view, "none") is pages.item(view, "none") is None
    with View(ledger, "2024-03-10") as view:
        assert pages.item(view, item["id"])["state"] == "pending"


def test_the_docket_is_counted_by_state_and_found_by_month(ledger):
    with View(ledger) as view:
        assert pages.items(view, "closed")["total"] == pages.items(view, "all")["total"] == 1
        assert pages.items(view)["states"] == {"fulfilled": 1}
        [(day, found)] = pages.month(view, "2024-03-01", "2024-03-31")["days"].items()
        assert day == "2024-03-20" and found["total"] == 1 and [d["expected"] for d in found["items"]] == [day]
        assert pages.month(view, "2024-03-20", "2024-03-20")["days"].keys() == {day}
        nothing = {"days": {}, "loose": {"items": [], "total": 0}}
        assert pages.month(view, "2024-04-01", "2024-04-30") == pages.month(view, "2024-02-01", "2024-03-19") == nothing


def test_a_month_has_the_first_items_of_each_day_and_counts_all(demo_file):
    with open_ledger(demo_file) as demo, View(demo, "2025-02-05") as view:
        every = pages.month(view, "2025-01-01", "2025-03-31", each=10_000, most=10_000)
        few = pages.month(view, "2025-01-01", "2025-03-31", each=1, most=2)
        found = view.asked.items("all", due_within("2025-01-01", "2025-03-31"))
        groups = [*every["days"].values(), every["loose"]]
        assert sum(g["total"] for g in groups) == len(found) == sum(len(g["items"]) for g in groups)
        assert max(g["total"] for g in every["days"].values()) > 1 and every["loose"]["total"] > 2
        assert {i["id"] for g in groups for i in g["items"]} == {d.id for d in found}
        assert all(i["dated"] and i["expected"] == day for day, g in every["days"].items() for i in g["items"])
        assert few == {"days": {day: {"items": g["items"][:1], "total": g["total"]} for day, g in every["days"].items()},
                       "loose": {"items": every["loose"]["items"][:2], "total": every["loose"]["total"]}}


def test_a_report_shows_what_is_read_in_it_also_where_a_person_rejects_it(ledger):
    with View(ledger) as view:
        report = pages.report(view, "r/0")
        assert [s["trigger"] for s in report["statements"]] == ["meet", "hit"]
        first, hit = report["statements"]
        assert report["text"][slice(*first["spans"]["trigger"][0])] == "meet"
        assert first["spans"]["source"] == [[0, 7]]
        assert first["event"]["headline"] == "Norway → Sweden: met"
        assert first["values"]["actor"] == "NOR"
    ledger.reject([hit["id"]], "ann", "no such thing")
    ledger.correct(first["id"], [("when", "2024-03-21")], "ann")
    with View(ledger) as view:
        first, hit = pages.report(view, "r/0")["statements"]
        assert (hit["rejected"], hit["event"], hit["judgements"][0]["reason"]) == (True, None, "no such thing")
        assert (first["when"], first["read_as"]) == ("2024-03-21", {"when": "2024-03-20"})


def test_a_report_of_later_is_not_known_yet(ledger):
    with View(ledger, "2024-03-10") as view:
        assert pages.report(view, "r/2") is None
        assert pages.report(view, "r/1")["publisher"] == "B"
        assert pages.report(view, "none") is None


def test_a_dyad_is_counted_in_events(ledger):
    with View(ledger) as view:
        found = pages.dyad(view, "NOR", "SWE", limit=1)
        assert (found["counts"], found["total"], len(found["events"])) == ({"cooperation": 1, "conflict": 1}, 2, 1)
        assert found["days"] == 20
        assert pages.dyad(view, "FJI", "TON")["total"] == 0


def test_the_pairs_of_an_event_are_those_between_which_it_takes_place(ledger):
    at = TEXT.index("hit")
    both = (Actor("Norland", "NOR"), Actor("Westland", "DNK"))
    ledger.add(Report("joint", TEXT, None, "2024-03-22", "D"), [
        Statement("joint", "hit", (at, at + 3), "SANCTION", "occurred", both, (Actor("Sudland", "SWE"), Actor("a firm", "MNC")), published="2024-03-22")], "r1")
    with View(ledger) as view:
        [row] = pages.events(view, types=["SANCTION"])["rows"]
        pairs = pages.event(view, row["id"])["pairs"]
        assert pairs == [["DNK", "SWE"], ["NOR", "SWE"]]
        assert all(pages.dyad(view, *pair)["total"] for pair in pairs)


def test_a_pair_is_told_of_in_any_order_with_the_figures_of_its_row(ledger):
    with View(ledger) as view:
        row = next(d for d in view.dyads(evidence=False) if d["pair"] == ["NOR", "SWE"])
        made, other = pages.dyad(view, "NOR", "SWE"), pages.dyad(view, "SWE", "NOR")
    assert other["events"] == made["events"]
    assert {**dict.fromkeys(SIDES, 0), **made["counts"]} == {name: row[name] for name in SIDES}
    assert (made["sources"], made["publishers"], made["total"]) == (row["sources"], row["publishers"], 2)
    assert made["days"] == 20  # from 1 to 21 March


def test_what_is_only_feared_adds_no_source_to_a_pair(ledger):
    ledger.add(Report("fear", TEXT, None, "2024-03-22", "D"), [told("fear", "2024-03-22", "D", "hit", "ASSAULT", "possible", "NOR", "SWE", "2024-04")], "r1")
    with View(ledger) as view:
        row = next(d for d in view.dyads(evidence=False) if d["pair"] == ["NOR", "SWE"])
        made = pages.dyad(view, "NOR", "SWE")
    assert (made["sources"], made["publishers"], made["total"]) == (row["sources"], row["publishers"], 3)


def test_countries_and_network_count_each_pair_once(ledger):
    with View(ledger) as view:
        dyads = world.pairs(view)
        since = world.pairs(view, "2024-03-20")
    assert {tuple(d["pair"]) for d in since} == {("NOR", "SWE"), ("DNK", "NOR")}
    rows = {r["code"]: r for r in world.countries(dyads)}
    assert (rows["NOR"]["cooperation"], rows["NOR"]["conflict"]) == (1, 2)
    assert rows["SWE"]["with"] == ["Norway"]
    made = world.network(dyads)
    assert made == world.network(dyads)
    assert {n["code"] for n in made["nodes"]} == {"NOR", "SWE", "DNK"}
    assert [d["pair"] for d in made["links"]] == [d["pair"] for d in dyads]
    assert world.network([]) == {"nodes": [], "links": [], "blocs": []}


def test_a_ledger_says_when_its_answers_may_change(ledger):
    seen = {ledger.stamp()}
    with View(ledger) as view:
        statement = pages.report(view, "r/0")["statements"][0]["id"]
    assert ledger.stamp() in seen
    [judgement] = ledger.confirm([statement], "ann")
    assert ledger.stamp() not in seen
    seen.add(ledger.stamp())
    ledger.withdraw([judgement.id])
    assert ledger.stamp() not in seen
    seen.add(ledger.stamp())
    ledger.add(Report("new", TEXT, published="2024-04-01"), [], "r1")
    assert ledger.stamp() not in seen
    seen.add(ledger.stamp())
    ledger.derive()
    assert ledger.stamp() not in seen
