"""Contradictions of rival sources."""
import random

import pytest

from dragoman.model import Actor, Event, Report, Source, Statement
from dragoman.relations import disagreements, plain

ACTOR, RECIPIENT = (Actor("A", "RUS"),), (Actor("B", "UKR"),)


def told(*lines, actor="RUS", recipient="UKR"):
    """Statements of one event out of (day, publisher, source or None, status, sentence)."""
    statements, reports = {}, {}
    for n, (day, publisher, source, status, text) in enumerate(lines):
        at = text.index("strike")
        s = Statement(f"r{n}", "strike", (at, at + 6), "ASSAULT", status, ACTOR, RECIPIENT, published=day, publisher=publisher,
                      said_by=(source,) if source else ())
        statements[s.id], reports[s.report] = s, Report(s.report, text)
    event = Event("e", "ASSAULT", "occurred", (actor,), (recipient,), "2025-01-13", None, None, None, tuple(statements), tuple(reports), ())
    return event, statements, reports


def official(code):
    return Source(f"{code} officials", code, "official")


def killed(number):
    return f"The strike killed {number} people."


DAY, NEXT = "2025-01-13", "2025-01-15"


def test_two_sides_and_one_who_denies():
    made = disagreements(*told((DAY, "A", official("UKR"), "occurred", killed(30)), (DAY, "B", official("MDA"), "occurred", killed(12)),
                               (NEXT, "C", official("RUS"), "denied", "It denied the strike.")))
    [d] = made
    assert (d.what, [c.toll.low for c in d.claims], [c.code for c in d.claims], [c.code for c in d.denials]) == ("killed", [12, 30], ["MDA", "UKR"], ["RUS"])
    assert plain(d)["line"] == "MDA officials: 12 killed; UKR officials: 30 killed; RUS officials: denies"
    assert [c["toll"]["low"] for c in plain(d)["claims"]] == [12, 30]


def test_a_figure_that_begins_its_sentence_stands_small_in_a_line():
    (d,) = disagreements(*told((DAY, "A", None, "occurred", "Twelve people were killed in the strike."), (DAY, "B", None, "occurred", killed(30))))
    assert plain(d)["line"] == "A, in its own voice: twelve killed; B, in its own voice: 30 killed"


@pytest.mark.parametrize(("first", "second", "count"), [
    ((DAY, "A", None, "occurred", killed(12)), (DAY, "B", None, "occurred", killed(30)), 1),
    ((DAY, "A", None, "occurred", killed(12)), (NEXT, "B", None, "occurred", killed(30)), 0),          # counted later
    ((DAY, "A", None, "occurred", killed(30)), (NEXT, "B", None, "occurred", killed(12)), 1),          # no count falls
    ((DAY, "A", None, "occurred", killed(12)), (NEXT, "A", None, "occurred", killed(30)), 0),          # a rising toll
    ((DAY, "A", None, "occurred", killed(30)), (NEXT, "A", None, "occurred", killed(12)), 0),          # its own correction
    ((DAY, "A", official("UKR"), "occurred", killed(12)), (NEXT, "B", official("RUS"), "occurred", killed(30)), 1),   # rival sides
    ((DAY, "A", official("UKR"), "occurred", killed(12)), (DAY, "B", official("UKR"), "occurred", killed(30)), 0),    # one voice
    ((DAY, "A", None, "occurred", killed("at least 12")), (DAY, "B", None, "occurred", killed(30)), 0),
    ((DAY, "A", None, "occurred", killed("dozens of")), (DAY, "B", None, "occurred", killed(12)), 1),
])
def test_what_is_a_contradiction_and_what_is_none(first, second, count):
    assert len(disagreements(*told(first, second))) == count


def test_a_source_that_keeps_its_figure_contradicts_a_later_count():
    lines = [(DAY, "A", None, "occurred", killed(12)), (NEXT, "B", None, "occurred", killed(30))]
    assert len(disagreements(*told(*lines, (NEXT, "A", None, "occurred", killed(12))))) == 1


def test_without_figures_the_dispute_is_whether_it_happened():
    [d] = disagreements(*told((DAY, "A", official("UKR"), "occurred", "A strike hit the port."),
                              (DAY, "B", official("RUS"), "denied", "It denied the strike.")))
    assert (d.what, [c.code for c in d.claims], [c.code for c in d.denials]) == ("whether", ["UKR"], ["RUS"])


def test_who_takes_a_denial_back_denies_no_more_and_who_takes_a_claim_back_claims_no_more():
    claim, denial = "The strike killed 12 people.", "It denied the strike."
    assert disagreements(*told((DAY, "A", official("UKR"), "occurred", claim), (DAY, "B", official("RUS"), "denied", denial),
                               (NEXT, "B", official("RUS"), "occurred", claim))) == []
    assert disagreements(*told((DAY, "A", official("UKR"), "occurred", claim), (NEXT, "B", official("UKR"), "denied", denial))) == []


def test_order_does_not_matter():
    event, statements, reports = told(
        (DAY, "A", None, "occurred", killed(12)), (DAY, "B", None, "occurred", killed(30)), (DAY, "C", official("UKR"), "occurred", killed(50)),
        (NEXT, "D", official("RUS"), "denied", "It denied the strike."))
    wanted = disagreements(event, statements, reports)
    assert len(wanted[0].claims) == 3
    for seed in range(5):
        ids = random.Random(seed).sample(event.statements, len(event.statements))
        mixed = Event(event.id, event.type, event.status, event.actor, event.recipient, None, None, None, None, tuple(ids), event.reports, ())
        assert disagreements(mixed, statements, reports) == wanted


@pytest.mark.parametrize("day, found", [("2025-01-12", []), (DAY, ["whether"]), (NEXT, ["whether"])])
def test_a_denial_from_before_the_day_contradicts_nobody_who_tells_of_it(day, found):
    made = disagreements(*told((NEXT, "A", official("UKR"), "occurred", "They say the strike came at dawn."),
                               (day, "B", official("RUS"), "denied", "It denied the strike.")))
    assert [d.what for d in made] == found
