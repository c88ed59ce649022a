"""What is open, what became of it, how firm it is."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dragoman.ledger import docket, merge, open_ledger
from dragoman.ledger.by_words import ANNOUNCED
from dragoman.model import Event, Report, Step


def items(told, as_of, state=None):
    known = [s for s in told if s.published is None or s.published <= as_of]
    return docket(merge(known), known, as_of, state)


def shown(told, as_of, state=None):
    return [(i.event.type, i.state, i.state_date, i.expected) for i in items(told, as_of, state)]


@pytest.fixture
def announced(say, tmp_path):
    """Keeps reports of a sentence each, the trigger in brackets, with what is stated there, and gives the ledger's docket of a day."""
    def announced_(type_, who, told, as_of):
        with open_ledger(tmp_path / "told.db") as ledger:
            for n, (day, status, text, when, by) in enumerate(told):
                begin, end = text.index("["), text.index("]") - 1
                s = say(day, type_, status, who, when=when, by=by, trigger=text[begin + 1:end + 1], publisher=f"P{n}", report=f"r{n}", at=begin)
                ledger.add(Report(s.report, text.replace("[", "").replace("]", ""), published=day, publisher=s.publisher), [s], "r1")
            return [(i.state, i.expected, i.postponed_to) for i in ledger.docket(as_of, state=None)]
    return announced_


def test_before_the_day_the_treaty_is_pending_and_after_it_fulfilled(story):
    [signing] = [i for i in items(story, "2025-01-15", "open") if i.event.type == "SUPPORT"]
    assert (signing.opened, signing.expected, signing.state, signing.state_date) == ("2025-01-13", "2025-01-17",
                                                                                     "pending", None)
    [signing] = [i for i in items(story, "2025-01-31", "resolved") if i.event.type == "SUPPORT"]
    assert (signing.state, signing.state_date, signing.expected) == ("fulfilled", "2025-01-17", "2025-01-17")
    assert [e.step for e in signing.evidence] == ["opened", "repeated", "repeated", "fulfilled", "fulfilled"]
    assert [e.statement for e in signing.evidence] == list(signing.event.statements)


def test_a_tariff_is_called_off_then_put_off_then_fulfilled(story):
    tariff = [s for s in story if s.type == "SANCTION"]
    assert shown(tariff, "2025-02-01") == [("SANCTION", "called_off", "2025-01-31", "2025-02-01")]
    assert shown(tariff, "2025-02-10") == [
        ("SANCTION", "postponed", "2025-01-31", "2025-02-01"), ("SANCTION", "pending", None, "2025-03-04")]
    assert shown(tariff, "2025-03-10") == [
        ("SANCTION", "postponed", "2025-01-31", "2025-02-01"), ("SANCTION", "fulfilled", "2025-03-04", "2025-03-04")]
    put_off = items(tariff, "2025-03-10")[0]
    assert [e.step for e in put_off.evidence] == ["opened", "called_off", "postponed"]


def test_a_call_off_that_names_the_new_date_puts_off(say):
    told = [say("2025-01-20", "SANCTION", "planned", "USA>MEX", when="2025-02-04", publisher="A"),
            say("2025-02-03", "SANCTION", "called_off", "USA>MEX", when="2025-03-04", publisher="A")]
    assert shown(told, "2025-02-05") == [
        ("SANCTION", "postponed", "2025-02-03", "2025-02-04"), ("SANCTION", "pending", None, "2025-03-04")]


@pytest.mark.parametrize(("when", "expected", "last"), [
    (None, "2025-01-20/2025-03-21", "2025-04-20"), ("2025-01-25", "2025-01-25", "2025-02-01"), ("2025", "2025", "2026-03-01")])
def test_an_item_lapses_after_a_grace_that_grows_with_its_window(say, when, expected, last):
    told = [say("2025-01-20", "CONSULT", "planned", "IRN>RUS", when=when, publisher="A")]
    assert shown(told, last) == [("CONSULT", "pending", None, expected)]
    after = (date.fromisoformat(last) + timedelta(1)).isoformat()
    assert shown(told, after) == [("CONSULT", "lapsed", after, expected)]


def test_days_beyond_the_calendar_end_with_it(say):
    told = [say("9999-12-31", "CONSULT", "planned", "IRN>RUS"), say("0001-01-01", "ASSAULT", "denied", "IRN>RUS")]
    assert shown(told, "9999-12-31") == [("CONSULT", "lapsed", "9999-12-31", "9999-12-31")]


def test_a_plan_told_again_stays_expected(say):
    told = [say(day, "CONSULT", "planned", "IRN>RUS", publisher="A") for day in ("2025-01-20", "2025-03-01",
                                                                                 "2025-04-20")]
    assert shown(told, "2025-05-01") == [("CONSULT", "pending", None, "2025-04-20/2025-06-19")]


def test_a_denial_by_a_party_closes_the_item(say):
    told = [say("2025-01-20", "CONSULT", "planned", "RUS>CHN", publisher="A"),
            say("2025-01-22", "CONSULT", "denied", "RUS>CHN", by="official:RUS", publisher="B")]
    assert shown(told, "2025-01-30") == [("CONSULT", "denied", "2025-01-22", "2025-01-20/2025-03-21")]


@pytest.mark.parametrize(("type_", "status", "by", "when", "count"), [
    ("AID", "planned", "", None, 1),
    ("AID", "possible", "official:ISR", None, 1),
    ("AID", "possible", "", None, 0),
    ("THREATEN", "possible", "", None, 1),
    ("REQUEST", "planned", "official:ISR", None, 0),
    ("AID", "occurred", "official:ISR", None, 0),
    ("AID", "planned", "", "2024", 0),
])
def test_what_opens_an_item(say, type_, status, by, when, count):
    told = [say("2025-01-20", type_, status, "RUS>IRN", by=by, when=when, publisher="A")]
    assert len(items(told, "2025-01-30")) == count


@pytest.mark.parametrize(("sources", "firm"), [
    (["media:UNK:reportedly"], "rumoured"), (["anonymous:IRN"], "rumoured"), ([""], "reported"),
    (["official:USA"], "reported"),
    (["official:IRN"], "announced"), (["media:RUS:Izvestia;official:IRN", ""], "announced"),
    (["official:IRN", "official:RUS"], "confirmed"),
])
def test_how_firm_an_announcement_is(say, sources, firm):
    told = [say("2025-01-20", "CONSULT", "planned", "IRN>RUS", by=by, publisher=f"P{n}") for n,
            by in enumerate(sources)]
    [item] = items(told, "2025-01-30")
    assert item.firmness == firm


def test_what_is_only_possible_is_a_rumour(say):
    [item] = items([say("2025-01-20", "AID", "possible", "RUS>IRN", by="official:RUS", publisher="A")], "2025-01-30")
    assert item.firmness == "rumoured"


def test_the_soonest_comes_first_and_what_has_no_date_last(say):
    told = [say("2025-01-20", "CONSULT", "planned", "IRN>RUS", when="2025-03-01"),
            say(None, "CONSULT", "planned", "USA>RUS"),
            say("2025-01-20", "CONSULT", "planned", "CHN>RUS", when="2025-02-01")]
    assert [i.expected for i in items(told, "2025-01-30", "open")] == ["2025-02-01", "2025-03-01", None]


def test_open_and_resolved_items_are_all_items(story):
    apart = items(story, "2025-02-10", "open") + items(story, "2025-02-10", "resolved")
    assert sorted(i.id for i in apart) == sorted(i.id for i in items(story, "2025-02-10"))
    assert len({i.id for i in apart}) == len(apart)


def test_what_is_told_as_done_on_the_eve_is_still_planned(say):
    told = [say("2025-01-10", "SUPPORT", "planned", "RUS,IRN", when="2025-01-17", trigger="sign", publisher="A"),
            say("2025-01-16", "SUPPORT", "occurred", "RUS,IRN", trigger="signing", publisher="B"),
            say("2025-01-17", "SUPPORT", "occurred", "RUS,IRN", when="2025-01-17", trigger="signed", publisher="C")]
    [item] = items(told, "2025-01-31")
    assert (item.state, item.state_date, [e.step for e in item.evidence]) == ("fulfilled", "2025-01-17", ["opened", "repeated", "fulfilled"])


def test_what_is_put_off_for_one_is_not_brought_about_by_what_is_done_to_another(say):
    told = [say("2025-01-20", "SANCTION", "planned", "USA>CAN,MEX", when="2025-02-04", trigger="tariffs", publisher="A"),
            say("2025-02-03", "SANCTION", "called_off", "USA>MEX", trigger="tariffs", publisher="B"),
            say("2025-02-04", "SANCTION", "occurred", "USA>CAN,CHN", when="2025-02-04", trigger="tariffs", publisher="C")]
    assert ("SANCTION", "called_off", "2025-02-03", "2025-02-04") in shown(told, "2025-02-10")


def test_a_report_that_denies_what_it_tells_of_opens_nothing_and_the_next_one_does(say):
    told = [say("2024-12-24", "SUPPORT", "planned", "RUS,IRN", trigger="sign", publisher="A", report="r"),
            say("2024-12-24", "SUPPORT", "denied", "RUS,IRN", trigger="signing", publisher="A", report="r", at=60),
            say("2024-12-27", "SUPPORT", "planned", "RUS,IRN", when="2025-01-17", trigger="sign", publisher="B")]
    [item] = items(told, "2025-01-02")
    assert (item.state, item.opened) == ("pending", "2024-12-27")


def test_the_day_of_a_threat_is_no_day_for_what_it_threatens(say):
    from dragoman.ledger.summaries import is_dated

    threat = replace(say("2025-01-21", "THREATEN", "occurred", "USA>MEX", when="2024-11", publisher="A"), context=("tariff", "border"))
    plan = say("2025-01-21", "CONSULT", "planned", "IRN>RUS", when="2025-02", publisher="A", at=40)
    assert {(i.event.type, is_dated(i, {s.id: s for s in (threat, plan)})) for i in items([threat, plan], "2025-01-22")} == {
        ("THREATEN", False), ("CONSULT", True)}


def test_days_are_those_that_announcements_give_not_those_of_a_threat_made_today_or_of_what_came_about(say):
    from dragoman.ledger.summaries import is_dated

    told = [replace(say("2025-01-21", "THREATEN", "occurred", "USA>MEX", when="2025-01-21", publisher="A"), context=("tariff", "border")),
            say("2025-01-21", "CONSULT", "planned", "IRN>RUS", publisher="A", at=40),
            say("2025-01-30", "CONSULT", "occurred", "IRN>RUS", when="2025-01-30", publisher="A")]
    assert sorted((i.state, i.expected, is_dated(i, {s.id: s for s in told})) for i in items(told, "2025-02-01")) == [
        ("fulfilled", "2025-01-21/2025-03-22", False), ("pending", "2025-01-21/2025-03-22", False)]


@pytest.mark.parametrize(("by", "firm"), [("", "reported"), ("official:USA", "announced"), ("official:MEX", "reported"), ("anonymous:USA", "rumoured")])
def test_a_threat_that_is_made_is_no_rumour(say, by, firm):
    threat = replace(say("2025-01-21", "THREATEN", "occurred", "USA>MEX", by=by, publisher="A"), context=("tariff", "border"))
    [item] = items([threat], "2025-01-22")
    assert item.firmness == firm


def test_what_was_done_is_not_put_off_any_more_but_the_rest_of_it_may_be(say):
    told = [say("2025-02-06", "RETREAT", "planned", "EGY>ISR", when="2025-02-08", trigger="free", publisher="A"),
            say("2025-02-08", "RETREAT", "occurred", "EGY>ISR", when="2025-02-08", trigger="freed", publisher="B"),
            replace(say("2025-02-09", "RETREAT", "called_off", "EGY>ISR", when="2025-02-09", trigger="release", publisher="A"), outlook="put_off")]
    assert shown(told, "2025-02-10") == [("RETREAT", "fulfilled", "2025-02-08", "2025-02-08"), ("RETREAT", "postponed", "2025-02-09", "2025-02-09")]


def test_what_will_not_be_done_is_another_act_than_what_was(say):
    told = [say("2025-02-06", "COOPERATE", "occurred", "EGY>ISR", when="2025-02-06", trigger="extradited", publisher="A"),
            replace(say("2025-02-09", "COOPERATE", "denied", "EGY>ISR", trigger="extradite", by="official:EGY", publisher="A"), outlook="ended")]
    assert [e.status for e in merge(told)] == ["occurred", "denied"]
    assert [e.status for e in merge([told[0], replace(told[1], outlook=None)])] == ["occurred"]


PLANS = "Chancellor Orvelle of Norway will [visit] the Kestrane shipyard in Sweden on {}, her office said."
VISITED = "Chancellor Orvelle of Norway [visited] the Kestrane shipyard in Sweden {}."


def test_what_was_over_years_before_fulfils_no_plan(announced):
    told = [("2025-03-01", "planned", PLANS.format("April 6"), "2025-04-06", "official:NOR"),
            ("2025-03-08", "occurred", VISITED.format("in January 2019"), "2019-01", ""),
            ("2025-04-07", "occurred", VISITED.format("on April 6"), "2025-04-06", "")]
    assert announced("CONSULT", "NOR>SWE", told[:2], "2025-03-09") == [("pending", "2025-04-06", None)]
    assert announced("CONSULT", "NOR>SWE", told, "2025-04-08") == [("fulfilled", "2025-04-06", None)]


@pytest.mark.parametrize("again", [
    ("2025-03-12", "called_off", "The [visit] of Chancellor Orvelle to the Kestrane shipyard in Sweden, which was planned for March 20, has been postponed.",
     "2025-03-20", "official:SWE"),
    ("2025-03-12", "planned", PLANS.format("March 20"), "2025-03-20", "")])
def test_the_old_date_of_what_was_put_off_does_not_bring_it_back(announced, again):
    told = [("2025-03-01", "planned", PLANS.format("March 20"), "2025-03-20", "official:NOR"),
            ("2025-03-10", "called_off", "Chancellor Orvelle of Norway postponed her [visit] to the Kestrane shipyard in Sweden until April 10.", "2025-04-10",
             "official:NOR"), again]
    old = "postponed", "2025-03-20", "2025-04-10"
    assert announced("CONSULT", "NOR>SWE", told, "2025-03-13") == [old, ("pending", "2025-04-10", None)]
    told.append(("2025-04-11", "occurred", VISITED.format("on April 10"), "2025-04-10", ""))
    assert announced("CONSULT", "NOR>SWE", told, "2025-04-12") == [old, ("fulfilled", "2025-04-10", None)]


SENDS = "Northland will [send] troops to Kenya on {}, a Kenyan official said."


@pytest.mark.parametrize(("refusal", "state"), [("Northland denied that it would [send] troops to Kenya.", "denied"),
                                                ("Northland denied plans to [send] troops to Kenya.", "denied"),
                                                ("Northland denied that it had [sent] troops to Kenya.", "pending")])
def test_who_denies_that_it_would_do_so_ends_the_plan(announced, refusal, state):
    told = [("2025-03-01", "planned", SENDS.format("March 12"), "2025-03-12", "official:KEN"), ("2025-03-05", "denied", refusal, None, "official:NOR")]
    assert announced("MOBILIZE", "NOR>KEN", told, "2025-03-06") == [(state, "2025-03-12", None)]


@pytest.mark.parametrize(("day", "when"), [("March 12", "2025-03-12"), ("April 10", "2025-04-10")])
def test_a_refusal_without_a_date_ends_a_plan_weeks_ahead(announced, day, when):
    told = [("2025-03-01", "planned", SENDS.format(day), when, "official:KEN"),
            ("2025-03-05", "denied", "Northland will not [send] troops to Kenya, its ministry said.", None, "official:NOR")]
    assert announced("MOBILIZE", "NOR>KEN", told, "2025-03-06") == [("denied", when, None)]


@pytest.mark.parametrize(("type_", "status", "outlook", "state"), [
    ("CONSULT", "called_off", "off", "called_off"), ("CONSULT", "called_off", "put_off", "postponed"), ("CONSULT", "called_off", "ended", None),
    ("CONSULT", "called_off", None, None), ("CONSULT", "occurred", "off", None), ("SANCTION", "called_off", "off", None)])
def test_what_is_first_heard_of_as_called_off_was_planned(say, type_, status, outlook, state):
    told = replace(say("2025-01-10", type_, status, "NOR>SWE", publisher="A"), outlook=outlook)
    assert [i.state for i in docket([told_of("CONSULT", (told, status, 1.0, "opens the event"))], [told], "2025-01-11", None)] == ([state] if state else [])


def test_what_may_be_is_expected_from_the_day_of_the_report(say):
    told = say("2025-01-20", "AID", "possible", "RUS>IRN", by="official:ISR", publisher="A")
    assert shown([told], "2025-01-30") == [("AID", "pending", None, "2025-01-20/2025-03-21")]
    threat = replace(say(None, "THREATEN", "occurred", "USA>MEX", publisher="A"), context=("tariff", "border"))
    assert shown([threat], "2025-01-30") == [("THREATEN", "pending", None, None)]


def told_of(type_, *steps):
    """An event with a history: statements, the status that each gave it, how surely each is of it, and why."""
    told = [s for s, *_ in steps]
    return Event("e", type_, steps[-1][1], ("NOR",), ("SWE",), None, None, told[0].published, told[-1].published, tuple(s.id for s in told),
                 tuple(s.report for s in told), ("A",), history=tuple(Step(s.id, s.published, step, 0, *why) for s, step, *why in steps))


RULES, WORDS = "same parties, on the day", f"{ANNOUNCED} 2025-01-10"


@pytest.mark.parametrize(("steps", "state", "ambiguous"), [
    ([("2025-01-20", "occurred", "occurred", 0.6, RULES)], "fulfilled", False),
    ([("2025-01-20", "occurred", "occurred", 0.59, RULES)], "fulfilled", True),
    ([("2025-01-20", "occurred", "occurred", 0.8, WORDS)], "fulfilled", False),
    ([("2025-01-20", "occurred", "occurred", 0.79, WORDS)], "fulfilled", True),
    ([("2025-01-20", "occurred", "occurred", 0.5, WORDS), ("2025-01-21", "ongoing", "occurred", 0.9, WORDS)], "fulfilled", False),
    ([("2025-01-20", "occurred", "occurred", 0.5, WORDS), ("2025-01-21", "planned", "occurred", 0.9, WORDS)], "fulfilled", True),
    ([("2025-01-20", "occurred", "occurred", 0.9, WORDS), ("2025-01-20", "called_off", "occurred", 0.9, WORDS)], "fulfilled", True),
    ([("2025-01-20", "occurred", "occurred", 0.9, WORDS), ("2025-01-21", "denied", "occurred", 0.9, WORDS)], "fulfilled", False),
    ([("2025-01-19", "called_off", "planned", 0.9, WORDS), ("2025-01-20", "occurred", "occurred", 0.9, WORDS)], "fulfilled", False),
    ([("2025-01-19", "called_off", "called_off", 0.9, WORDS), ("2025-01-20", "occurred", "called_off", 0.9, WORDS)], "called_off", True),
    ([("2025-01-19", "called_off", "called_off", 0.9, WORDS), ("2025-01-20", "denied", "called_off", 0.9, WORDS)], "called_off", False),
    ([("2025-01-19", "denied", "denied", 0.9, WORDS), ("2025-01-20", "occurred", "denied", 0.9, WORDS)], "denied", True),
    ([("2025-01-19", "denied", "denied", 0.9, WORDS), ("2025-01-20", "planned", "denied", 0.9, WORDS)], "denied", False),
    ([("2025-01-20", "planned", "planned", 0.1, WORDS)], "pending", False)])
def test_an_outcome_is_ambiguous_where_it_is_told_both_ways_or_all_who_tell_it_may_tell_of_another(say, steps, state, ambiguous):
    plan = say("2025-01-10", "CONSULT", "planned", "NOR>SWE", when="2025-01-20", publisher="A")
    told = [(say(day, "CONSULT", status, "NOR>SWE", publisher="B", at=n), step, score, why) for n, (day, status, step, score, why) in enumerate(steps, 1)]
    event = told_of("CONSULT", (plan, "planned", 1.0, "opens the event"), *told)
    [item] = docket([event], [plan, *(s for s, *_ in told)], "2025-01-22", None)
    assert (item.state, item.ambiguous) == (state, ambiguous)


def test_a_threat_told_again_makes_no_outcome_ambiguous(say):
    threat = replace(say("2025-01-10", "THREATEN", "occurred", "NOR>SWE", publisher="A"), context=("tariff", "border"))
    again = replace(say("2025-01-21", "THREATEN", "occurred", "NOR>SWE", publisher="B"), context=("tariff", "border"))
    off = say("2025-01-20", "THREATEN", "called_off", "NOR>SWE", publisher="C")
    event = told_of("THREATEN", (threat, "planned", 1.0, "opens the event"), (off, "called_off", 0.9, RULES), (again, "called_off", 0.9, RULES))
    [item] = docket([event], [threat, off, again], "2025-01-22", None)
    assert (item.state, item.ambiguous) == ("called_off", False)


@pytest.mark.parametrize(("first", "then", "expected"), [
    ("2025-02-10", "2025-02", "2025-02-10"), ("2025-02", "2025-02-10", "2025-02-10"), ("2025-02-10", "2025-02-12", "2025-02-12"), (None, "2025-02", "2025-02")])
def test_the_narrowest_days_that_are_given_count_and_of_these_the_latest_word(say, first, then, expected):
    told = [say(day, "CONSULT", "planned", "NOR>SWE", when=when, publisher="A") for day, when in (("2025-01-10", first), ("2025-01-11", then))]
    [item] = docket([told_of("CONSULT", *((s, "planned", 0.9, RULES) for s in told))], told, "2025-01-22", None)
    assert item.expected == expected


@pytest.mark.parametrize(("said", "expected"), [("today", "2025-01-10"), (None, "2025-01-10/2025-03-11")])
def test_a_plan_without_a_word_of_when_is_not_for_the_day_of_its_report(say, said, expected):
    plan = replace(say("2025-01-10", "AID", "planned", "NOR>GHA", when="2025-01-10", publisher="A"), when_text=said)
    [item] = docket(merge([plan]), [plan], "2025-01-20", None)
    assert (item.expected, item.state) == (expected, "lapsed" if said else "pending")
