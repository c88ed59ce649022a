"""What a publisher takes back of what it reported: in a corrected version, or by a word that an earlier one was wrong."""
from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from dragoman.ledger import docket, merge, open_ledger
from dragoman.ledger.context import CORRECTED_EXAMPLES, is_corrected
from dragoman.model import Actor, Report, Statement
from tests.ledger.test_derivation import derived

WORDS = ("diplom", "envoys", "orvell")


@pytest.mark.parametrize(("text", "title", "so"), CORRECTED_EXAMPLES)
def test_a_report_says_that_it_is_a_corrected_version(text, title, so):
    assert is_corrected(text, title) == so


def told(say, day, who, publisher="A", outlook=None, status="occurred", context=WORDS, type_="COERCE", report=None, **fields):
    report = report or f"{day}/{publisher}/{outlook}"
    return replace(say(day, type_, status, who, publisher=publisher, trigger="expelled", report=report, **fields), context=context, outlook=outlook)


def test_what_a_corrected_version_says_stands_in_the_place_of_what_the_first_said(say):
    first, corrected = told(say, "2025-03-03", "NOR>SWE"), told(say, "2025-03-04", "NOR>DNK", outlook="corrected")
    [event] = merge([first, corrected])
    assert (event.actor, event.recipient, event.status, len(event.statements)) == (("NOR",), ("DNK",), "occurred", 2)
    assert "takes back what A said on 2025-03-03" in event.history[-1].reason
    assert {e.recipient for e in merge([first])} == {("SWE",)}


@pytest.mark.parametrize("other", [
    {"publisher": "B"}, {"context": ("fisher", "quotas")}, {"outlook": None}, {"who": "FIN>DNK"}, {"type_": "SANCTION"}, {"day": "2025-03-30"},
], ids=["of another publisher", "in other words", "without a word of it", "of other parties", "of another act", "weeks later"])
def test_what_is_not_told_in_its_place_takes_nothing_back(say, other):
    corrected = {"day": "2025-03-04", "who": "NOR>DNK", "outlook": "corrected"} | other
    held = [told(say, "2025-03-03", "NOR>SWE"), told(say, corrected.pop("day"), corrected.pop("who"), **corrected)]
    assert sorted(e.status for e in merge(held)) == ["occurred", "occurred"]


def test_what_a_corrected_version_tells_again_is_not_taken_back(say):
    [event] = merge([told(say, "2025-03-03", "NOR>SWE", when="2025-03-03"), told(say, "2025-03-04", "NOR>SWE", outlook="corrected", when="2025-03-03")])
    assert "takes back" not in event.history[-1].reason


def test_what_was_wrong_is_denied_unless_others_say_so_too(say):
    first, wrong = told(say, "2025-03-03", "NOR>SWE", when="2025-03-03"), told(say, "2025-03-05", "NOR>SWE", outlook="retracted", status="denied")
    other = told(say, "2025-03-04", "NOR>SWE", publisher="B", when="2025-03-03")
    assert [e.status for e in merge([first, wrong])] == ["denied"]
    [event] = merge([first, other, wrong])
    assert (event.status, event.disputed, event.sources) == ("occurred", True, ("A", "B"))


def test_a_date_put_right_is_no_postponement(say):
    plan, right = (told(say, day, "NOR>SWE", type_="CONSULT", status="planned", when=when, outlook=outlook) for day, when, outlook in (
        ("2025-03-03", "2025-03-12", None), ("2025-03-05", "2025-03-21", "corrected")))
    [item] = docket(merge([plan, right]), [plan, right], "2025-03-06", None)
    assert (item.state, item.expected) == ("pending", "2025-03-21")


def test_what_was_wrongly_told_as_done_is_still_to_come(say):
    done = told(say, "2025-03-03", "NOR,SWE", type_="SUPPORT", when="2025-03-03")
    right = told(say, "2025-03-04", "NOR,SWE", type_="SUPPORT", status="planned", when="2025-05-07", outlook="corrected")
    [item] = docket(merge([done, right]), [done, right], "2025-03-06", None)
    assert (item.state, item.expected, item.event.status) == ("pending", "2025-05-07", "planned")


def test_an_announcement_taken_back_is_denied(say):
    plan = told(say, "2025-03-03", "NOR>SWE", status="planned", when="2025-03-12")
    wrong = told(say, "2025-03-04", "NOR>SWE", status="denied", outlook="retracted")
    [item] = docket(merge([plan, wrong]), [plan, wrong], "2025-03-06", None)
    assert item.state == "denied"


def read(id_: str, day: str, text: str, status: str, other: str) -> tuple[Report, list[Statement]]:
    at = text.index("expelled")
    report = Report(id_, text, None, day, "The Vale Post", f"https://vale.example/{id_}")
    return report, [Statement(id_, "expelled", (at, at + 8), "COERCE", status, (Actor("Norland", "NOR"),), (Actor(other, other),), published=day,
                              publisher="The Vale Post", reader="r1")]


REPORTS = (
    read("first", "2025-03-03", "Norland expelled three envoys of Sweland from Orvell.", "occurred", "SWE"),
    read("second", "2025-03-04", "CORRECTED: Norland expelled three envoys of Dane from Orvell.", "occurred", "DNK"),
    read("third", "2025-03-06", "An earlier version of this article said that Norland expelled three envoys of Dane from Orvell.", "denied", "DNK"),
)


@pytest.mark.parametrize("arrive", list(permutations(REPORTS)), ids=lambda reports: "-".join(r.id for r, _ in reports))
def test_a_correction_counts_from_its_day_in_whatever_order_and_under_whatever_link_the_versions_arrive(tmp_path, arrive):
    with open_ledger(tmp_path / "desk.db") as ledger:
        for report, statements in arrive:
            ledger.add(report, statements, "r1")
            ledger.derive()
        step_by_step = derived(ledger)
        ledger.rebuild()
        assert derived(ledger) == step_by_step
        assert [[(e.recipient, e.status) for e in ledger.events(day)] for day in ("2025-03-03", "2025-03-05", "2025-03-06")] == [
            [(("SWE",), "occurred")], [(("DNK",), "occurred")], [(("DNK",), "denied")]]
