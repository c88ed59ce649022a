"""What tells that a statement is of the event that another announced."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.ledger import docket, match, merge

WORDS = ("orvell", "kestra", "shipya", "minist")


@pytest.fixture
def plan(say):
    return replace(say("2025-01-10", "CONSULT", "planned", "NOR>SWE", when="2025-01-17", publisher="A", trigger="visit"), context=WORDS)


def told(say, day, status="occurred", context=WORDS, type_="CONSULT", who="NOR>SWE", outlook=None, **fields):
    return replace(say(day, type_, status, who, publisher="B", trigger=fields.pop("trigger", "visits"), **fields), context=context, outlook=outlook)


def chance(one, other):
    return match.probability(match.features(match.traits(one), match.traits(other)))


def test_the_same_words_on_the_day_are_likelier_than_other_words_or_another_day(say, plan):
    same = chance(plan, told(say, "2025-01-17"))
    assert same > match.LEAST
    assert same > chance(plan, told(say, "2025-01-17", context=("fisher", "quotas", "herrin")))
    assert same > chance(plan, told(say, "2025-06-20"))
    assert same > chance(plan, told(say, "2025-01-17", who="FIN>DNK"))


def test_what_is_done_often_is_less_likely_the_one(say, plan):
    seldom, often = (match.probability(match.features(match.traits(plan), match.traits(told(say, "2025-01-17")), n)) for n in (0, 40))
    assert seldom > often


@pytest.mark.parametrize(("words", "state"), [(WORDS, "fulfilled"), (("fisher", "quotas", "herrin"), "lapsed")])
def test_an_announcement_is_fulfilled_by_what_is_told_in_its_words(say, plan, words, state):
    plan = replace(plan, when=None, when_text=None)
    [item] = docket(merge(held := [plan, told(say, "2025-01-20", context=words)]), held, "2025-12-31", None)
    assert item.state == state


@pytest.mark.parametrize(("who", "state"), [("the AU=IGO>SWE", "fulfilled"), ("ECOWAS=IGO>SWE", "lapsed")])
def test_what_one_body_announced_another_of_its_code_does_not_fulfil(say, who, state):
    plan = replace(say("2025-01-10", "SANCTION", "planned", "African Union=IGO>SWE", publisher="A", trigger="suspend"), context=WORDS)
    items = docket(merge(held := [plan, told(say, "2025-01-20", type_="SANCTION", who=who, trigger="suspends")]), held, "2025-12-31", None)
    assert [i.state for i in items] == [state]


def test_what_was_only_possible_takes_more_to_be_told_of_than_a_plan_and_an_attack_or_a_threat_the_most(say, plan):
    attack, threat = replace(plan, type="ASSAULT"), replace(plan, type="THREATEN", status="occurred")
    assert match.least(plan) < match.least(replace(plan, status="possible")) < match.least(attack) == match.least(threat)


def test_a_report_fulfils_nothing_that_it_announces_itself(say, plan):
    done = replace(told(say, "2025-01-10", at=60), report=plan.report, published=plan.published, id="")
    items = docket(merge([plan, done]), [plan, done], "2025-01-12", None)
    assert [i.state for i in items] in ([], ["pending"])


def test_a_threat_is_on_the_docket_and_the_act_makes_one_event_with_it(say):
    threat = replace(say("2025-01-10", "THREATEN", "occurred", "NOR>SWE", publisher="A", trigger="threatens tariffs"), context=("tariff", *WORDS))
    [item] = docket(merge([threat]), [threat], "2025-01-12", None)
    assert (item.state, item.event.status, item.event.type) == ("pending", "occurred", "THREATEN")
    act = told(say, "2025-01-14", context=("tariff", *WORDS), type_="SANCTION", trigger="imposes tariffs")
    again = told(say, "2025-01-12", context=("tariff", *WORDS), type_="THREATEN", trigger="threatens tariffs")
    held = [threat, again, act]
    states = {i.state for i in docket(merge(held), held, "2025-02-01", None)}
    assert states <= {"pending", "fulfilled"}


def test_a_call_off_that_nobody_announced_is_an_item_of_its_own(say):
    off = replace(told(say, "2025-01-12", "called_off"), outlook="off")
    put_off, ended = replace(off, outlook="put_off"), replace(off, outlook="ended")
    assert [i.state for s in (off, put_off, ended) for i in docket(merge([s]), [s], "2025-01-13", None)] == ["called_off", "postponed"]


def states(told_, as_of):
    return [i.state for i in docket(merge(told_), told_, as_of, None)]


def test_what_was_put_off_may_be_called_off_within_the_week(say, plan):
    put_off = replace(told(say, "2025-01-12", "called_off", when="2025-01-22", trigger="visit"), outlook="put_off")
    off = replace(put_off, published="2025-01-18", report="later", outlook="off", id="")
    assert states([plan, put_off, off], "2025-01-19") == ["postponed", "called_off"]
    again = replace(off, outlook="put_off", id="")
    assert states([plan, put_off, again], "2025-01-19") == ["postponed", "pending"]


@pytest.mark.parametrize(("outlook", "same_report", "state"), [("off", True, "called_off"), ("put_off", True, "postponed"), ("ended", True, "fulfilled"),
                                                             ("off", False, "fulfilled")])
def test_a_report_of_a_cancelled_plan_does_not_tell_that_it_came_about(say, plan, outlook, same_report, state):
    off = replace(told(say, "2025-01-12", "called_off", trigger="visit"), outlook=outlook)
    still_on = told(say, "2025-01-12", "ongoing", trigger="visit", at=40)
    still_on = replace(still_on, report=off.report if same_report else "another", id="")
    plan = replace(plan, when=None, when_text=None)
    assert states([plan, off, still_on], "2025-01-13") == [state]


@pytest.mark.parametrize(("outlook", "state"), [("put_off", "postponed"), ("ended", "denied")])
def test_what_will_not_be_done_by_its_day_is_put_off_and_not_given_up(say, plan, outlook, state):
    missed = replace(told(say, "2025-01-12", "denied", trigger="visit", when="2025-01-17", by="official:NOR"), outlook=outlook)
    assert states([plan, missed], "2025-01-13") == [state]
    far = replace(plan, when="2025-02-27", id="")
    assert states([far, replace(missed, when=None, when_text=None, id="")], "2025-01-13") == [state]


def test_what_was_not_done_on_the_day_for_which_it_was_announced_ends_the_plan(say, plan):
    failed = told(say, "2025-01-19", "denied", context=("fisher", "quotas"), when="2025-01-17", trigger="visit", by="official:NOR")
    assert states([plan, failed], "2025-01-20") == ["denied"]
    assert states([plan, replace(failed, when="2025-01-14", id="")], "2025-01-20") == ["pending"]


def test_a_call_off_told_again_is_the_same_though_the_plan_had_another_word(say, plan):
    plan = replace(plan, trigger="third round", span=(0, 11), id="")
    off = replace(told(say, "2025-01-12", "called_off", when="2025-01-17", trigger="border talks"), outlook="off")
    again = replace(told(say, "2025-01-13", "called_off", trigger="talks", context=("regret", "fisher")), outlook="off", publisher="C", report="C", id="")
    assert states([plan, off, again], "2025-01-14") == ["called_off"]


def test_what_was_done_is_not_what_is_planned_for_days_after_its_report(say):
    done, plan = told(say, "2025-01-14"), told(say, "2025-01-15", "planned", when="2025-01-25")
    assert sorted((e.status, e.when) for e in merge([done, plan])) == [("occurred", None), ("planned", "2025-01-25")]
    before = replace(plan, when="2025-01-13", id="")
    assert [(e.status, e.when) for e in merge([done, before])] == [("occurred", "2025-01-13")]


def test_a_denial_of_blame_ends_no_plan(say, plan):
    refusal = replace(told(say, "2025-01-12", "denied", by="official:NOR"), outlook="ended")
    blame = replace(refusal, outlook=None)
    for denial, states in ((refusal, {"denied", "pending"}), (blame, {"pending"})):
        assert {i.state for i in docket(merge([plan, denial]), [plan, denial], "2025-01-13", None)} <= states


def test_a_blocked_plan_is_called_off_and_a_rejection_is_no_end_of_a_threat(say):
    from dragoman.ledger.kinds import means

    block = replace(told(say, "2025-01-12", type_="REJECT", trigger="blocks"), outlook="ended")
    assert means("COERCE", block) == "called_off"
    assert means("THREATEN", block) == "occurred"
    lift = replace(told(say, "2025-01-12", type_="RETREAT", trigger="lifts"), outlook=None)
    assert means("SANCTION", lift) == "occurred"
    assert means("SANCTION", replace(lift, outlook="ended")) == "called_off"


THREAT = ("sancti", "orvell", "strait", "ships")


@pytest.fixture
def threat(say):
    return replace(say("2025-03-03", "THREATEN", "occurred", "NOR>SWE", publisher="A", trigger="threatened"), context=THREAT)


@pytest.mark.parametrize(("act", "state"), [
    ({}, "fulfilled"),
    ({"who": "SWE>NOR"}, "lapsed"),
    ({"trigger": "seized ships", "type_": "COERCE", "context": ("harbour", "captai")}, "lapsed"),
    ({"status": "planned"}, "lapsed"),
    ({"context": ("harbour", "captai")}, "lapsed"),
    ({"context": ("harbour", "captai"), "outlook": "carried_out"}, "fulfilled"),
    ({"type_": "RETREAT", "trigger": "released"}, "lapsed"),
    ({"day": "2025-03-03"}, "lapsed"),
], ids=["the act", "by the other side", "another act", "announced only", "one word alone", "as its report says", "a release", "the same day"])
def test_a_threat_is_carried_out_by_the_act_it_was_about(say, threat, act, state):
    act = {"day": "2025-03-10", "type_": "SANCTION", "trigger": "imposed sanctions", "who": "NOR>SWE", "context": ("strait", "ships")} | act
    held = [threat, told(say, act.pop("day"), **{"status": "occurred", **act})]
    [item] = [i for i in docket(merge(held), held, "2025-12-31", None) if i.opened == "2025-03-03" and i.evidence[0].statement == threat.id]
    assert (item.state, item.ambiguous) == (state, False)


@pytest.mark.parametrize(("body", "act", "state"), [("African Union", "the AU", "fulfilled"), ("African Union", "ECOWAS", "lapsed"),
                                                    ("the bloc", "the bloc", "lapsed")], ids=["the same", "another", "not known"])
def test_a_body_that_shares_its_code_with_others_carries_out_its_own_threat(say, threat, body, act, state):
    threat = replace(say("2025-03-03", "THREATEN", "occurred", f"{body}=IGO>SWE", publisher="A", trigger="threatened"), context=("suspen", *THREAT))
    done = told(say, "2025-03-20", type_="SANCTION", trigger="suspends", who=f"{act}=IGO>SWE", context=("strait", "ships"))
    assert states([threat, done], "2025-12-31") == [state]


def test_what_was_threatened_and_done_is_one_event_of_the_day_of_the_act_however_often_it_is_told(say, threat):
    threat = replace(threat, when="2025-03-03")
    tellings = [told(say, day, type_="SANCTION", trigger="imposed sanctions", who="NOR>SWE", context=("strait", "ships"), when="2025-03-10")
                for day in ("2025-03-10", "2025-03-11")]
    [event] = merge([threat, *tellings])
    assert (event.type, event.status, event.when, len(event.statements)) == ("SANCTION", "occurred", "2025-03-10", 3)


def test_of_attacks_that_are_many_none_is_taken_for_the_one_threatened(say, threat):
    threat = replace(threat, context=("bombar", "orvell", "strait"))
    strike = {"type_": "ASSAULT", "trigger": "bombarded", "who": "NOR>SWE", "context": ("strait", "orvell")}
    before = told(say, "2025-03-01", **strike | {"context": ("kestra",)})
    act = told(say, "2025-03-10", **strike)
    assert [i.state for held in ([threat, act], [before, threat, act]) for i in docket(merge(held), held, "2025-12-31", None)] == ["fulfilled", "lapsed"]


@pytest.mark.parametrize("outlook", ["carried_out", "named", "recalled"])
def test_a_threat_told_as_carried_out_or_recalled_or_that_says_not_of_what_is_none_to_come(say, threat, outlook):
    told_again = replace(threat, outlook=outlook)
    assert docket(merge([told_again]), [told_again], "2025-03-04", None) == []


def test_an_offer_turned_down_opens_no_item_and_ends_the_one_that_it_opened(say):
    offer = replace(say("2025-03-03", "AID", "possible", "NOR>SWE", publisher="A", trigger="send"), context=WORDS, outlook="ahead")
    refused = told(say, "2025-03-05", status="possible", type_="AID", trigger="send", outlook="ended")
    assert docket(merge([refused]), [refused], "2025-12-31", None) == []
    [item] = docket(merge(held := [offer, refused]), held, "2025-12-31", None)
    assert (item.state, item.event.status) == ("called_off", "called_off")
