"""What becomes one event, what does not, and with which status."""
from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.ledger import docket, kinds, merge, voice
from dragoman.model import KINDS, STATUSES, TYPES, LedgerError


def of(events, type_, **fields):
    return [e for e in events if e.type == type_ and all(getattr(e, k) == v for k, v in fields.items())]


def test_the_treaty_of_january_2025_is_one_event_planned_by_several_and_signed(story):
    [event] = of(merge(story), "SUPPORT")
    assert (event.status, event.when, event.actor, event.where) == ("occurred", "2025-01-17", ("IRN", "RUS"), "Moscow")
    assert [step.step for step in event.history] == ["planned", "planned", "planned", "occurred", "occurred"]
    assert event.publishers == ("A", "B", "C", "D")
    assert event.sources == ("A", "B", "IRN", "RUS", "reportedly")
    assert (event.first_reported, event.last_reported) == ("2025-01-13", "2025-01-18")


def test_a_visit_planned_and_done_is_one_event_apart_from_the_signing(story):
    [visit] = of(merge(story), "CONSULT")
    assert (visit.status, len(visit.statements)) == ("occurred", 2)


def test_a_tariff_put_off_is_one_event_with_two_rounds(story):
    [event] = of(merge(story), "SANCTION")
    assert [(s.step, s.round) for s in event.history] == [("planned", 0), ("called_off", 0), ("planned", 1),
                                                          ("occurred", 1)]
    assert (event.status, event.when, event.recipient) == ("occurred", "2025-03-04", ("CAN", "MEX"))


def test_a_call_off_that_names_the_new_date_leaves_the_event_planned_for_it(say):
    told = [say("2025-01-20", "SANCTION", "planned", "USA>MEX", when="2025-02-04", publisher="A"),
            say("2025-02-03", "SANCTION", "called_off", "USA>MEX", when="2025-03-04", publisher="A"),
            say("2025-02-04", "SANCTION", "called_off", "USA>MEX", when="2025-03-04", publisher="B"),
            say("2025-02-04", "SANCTION", "called_off", "USA>MEX", publisher="C"),
            say("2025-02-05", "SANCTION", "planned", "USA>MEX", when="2025-03-04", publisher="C")]
    [event] = merge(told)
    assert (event.status, event.when) == ("planned", "2025-03-04")


def test_what_is_called_off_stays_so_though_an_undated_echo_of_the_plan_follows(say):
    told = [say("2025-01-20", "CONSULT", "planned", "USA>CHN", publisher="A", trigger="visit"),
            say("2025-01-25", "CONSULT", "called_off", "USA>CHN", publisher="A", trigger="visit"),
            say("2025-01-26", "CONSULT", "planned", "USA>CHN", publisher="B", trigger="visit")]
    [event] = merge(told)
    assert event.status == "called_off"


def test_a_deployment_denied_by_one_side_and_asserted_by_others_is_disputed(story):
    [event] = of(merge(story), "MOBILIZE")
    assert (event.status, event.disputed, event.sources) == ("occurred", True, ("KOR", "RUS", "UKR"))


@pytest.mark.parametrize(("denier", "status", "disputed"), [("RUS", "denied", False), ("USA", "planned", True)])
def test_a_plan_ends_with_a_partys_denial_not_with_a_bystanders(say, denier, status, disputed):
    told = [say("2025-01-20", "CONSULT", "planned", "RUS>CHN", publisher="A", trigger="visit"),
            say("2025-01-22", "CONSULT", "denied", "RUS>CHN", by=f"official:{denier}", publisher="B", trigger="visit")]
    [event] = merge(told)
    assert (event.status, event.disputed) == (status, disputed)


@pytest.mark.parametrize(("anew", "status", "disputed"), [
    ([], "denied", False), (["official:CHN"], "planned", True), (["official:RUS"], "planned", False)])
def test_a_partys_denial_ends_what_the_other_party_announced_until_it_is_announced_anew(say, anew, status, disputed):
    told = [say("2025-01-20", "CONSULT", "planned", "RUS>CHN", when="2025-01-30", by="official:CHN", publisher="A", trigger="visit"),
            say("2025-01-22", "CONSULT", "denied", "RUS>CHN", when="2025-01-30", by="official:RUS", publisher="B", trigger="visit")]
    told += [say("2025-01-24", "CONSULT", "planned", "RUS>CHN", when="2025-01-30", by=by, publisher="C", trigger="visit") for by in anew]
    [event] = merge(told)
    assert (event.status, event.disputed) == (status, disputed)
    assert [i.state for i in docket([event], told, "2025-01-25", None)] == ["denied" if status == "denied" else "pending"]


def test_a_denial_of_what_was_still_to_come_disputes_nothing_once_it_took_place(say):
    told = [say("2025-01-20", "CONSULT", "planned", "RUS>CHN", when="2025-01-25", publisher="A", trigger="visit"),
            say("2025-01-22", "CONSULT", "denied", "RUS>CHN", by="official:RUS", publisher="B", trigger="visit"),
            say("2025-01-25", "CONSULT", "occurred", "RUS>CHN", when="2025-01-25", publisher="B", trigger="visit")]
    [event] = merge(told)
    assert (event.status, event.disputed) == ("occurred", False)


def test_airstrikes_of_different_days_stay_two_and_the_war_is_neither(story):
    found = of(merge(story), "ASSAULT")
    assert sorted((e.status, e.when, len(e.statements)) for e in found if e.when) == [
        ("occurred", "2025-01-13", 2), ("occurred", "2025-01-16", 1)]
    assert [(e.status, len(e.statements)) for e in found if not e.when] == [("ongoing", 2)]


PAIRS = {
    "strikes of one day in unlike places": (
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-13", "where": "Kharkiv"}),
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-13", "where": "Odesa"}), 2),
    "dated strikes a day apart in one place": (
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-13", "where": "Kharkiv"}),
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-14", "where": "Kharkiv"}), 1),
    "dated strikes a day apart, place not told": (
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-13"}),
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-14"}), 2),
    "a strike told without a date the day after": (
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-14"}),
        ("2025-01-15", "ASSAULT", "occurred", "RUS>UKR", {}), 1),
    "who strikes whom matters": (
        ("2025-01-14", "ASSAULT", "occurred", "RUS>UKR", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "UKR>RUS", {"when": "2025-01-14"}), 2),
    "who visits whom does not": (
        ("2025-01-14", "CONSULT", "occurred", "IRN>RUS", {"when": "2025-01-14"}),
        ("2025-01-14", "CONSULT", "occurred", "RUS,IRN", {"when": "2025-01-14"}), 1),
    "a meeting in another country": (
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"when": "2025-01-17", "where": "Moscow"}),
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"where": "Tajikistan"}), 2),
    "a meeting in another city of the country": (
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"when": "2025-01-17", "where": "Moscow"}),
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"where": "Kazan"}), 1),
    "a meeting in the country of its city": (
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"when": "2025-01-17", "where": "Moscow"}),
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"where": "Russia"}), 1),
    "a meeting at a place that no table has": (
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"when": "2025-01-17", "where": "Moscow"}),
        ("2025-01-13", "CONSULT", "planned", "IRN>RUS", {"where": "the border"}), 1),
    "a visit is not fulfilled by a telephone call": (
        ("2025-01-14", "CONSULT", "planned", "IRN>RUS", {"trigger": "visit"}),
        ("2025-01-20", "CONSULT", "occurred", "RUS,IRN", {"trigger": "phone call"}), 2),
    "praise is not a signing": (
        ("2025-01-14", "SUPPORT", "planned", "IRN,RUS", {"trigger": "sign"}),
        ("2025-01-14", "SUPPORT", "occurred", "RUS>IRN", {"trigger": "praised"}), 2),
    "a signing is not the ratification": (
        ("2025-01-14", "SUPPORT", "planned", "IRN,RUS", {"trigger": "ratification"}),
        ("2025-01-17", "SUPPORT", "occurred", "IRN,RUS", {"when": "2025-01-17", "trigger": "signed"}), 2),
    "a ratification planned and done": (
        ("2025-01-14", "SUPPORT", "planned", "IRN,RUS", {"trigger": "ratification"}),
        ("2025-02-17", "SUPPORT", "occurred", "IRN>RUS", {"when": "2025-02-17", "trigger": "ratified"}), 1),
    "a summit of many is not the meeting of two": (
        ("2025-01-14", "CONSULT", "occurred", "USA,CHN,IND,BRA,ZAF,FRA", {"when": "2025-01-14"}),
        ("2025-01-14", "CONSULT", "occurred", "USA,CHN", {"when": "2025-01-14"}), 2),
    "one side of two is not enough": (
        ("2025-01-14", "SANCTION", "occurred", "USA>CAN", {"when": "2025-01-14"}),
        ("2025-01-14", "SANCTION", "occurred", "USA>", {"when": "2025-01-14"}), 2),
    "one known side each": (
        ("2025-01-14", "ASSAULT", "occurred", "UNK>IRQ", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", ">IRQ", {"when": "2025-01-14"}), 1),
    "nobody known": (
        ("2025-01-14", "ASSAULT", "occurred", "UNK>", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "UNK>", {"when": "2025-01-14"}), 2),
    "armed groups that share a code": (
        ("2025-01-14", "ASSAULT", "occurred", "ISR>Hamas=REB", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "ISR>Houthis=REB", {"when": "2025-01-14"}), 2),
    "one armed group": (
        ("2025-01-14", "ASSAULT", "occurred", "ISR>Houthi rebels=REB", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "ISR>Houthis=REB", {"when": "2025-01-14"}), 1),
    "one armed group by two of its names": (
        ("2025-01-14", "ASSAULT", "occurred", "ISR>Ansar Allah=REB", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "ISR>Houthis=REB", {"when": "2025-01-14"}), 1),
    "an armed group and its wing": (
        ("2025-01-14", "ASSAULT", "occurred", "al-Qassam Brigades=REB>ISR", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "Hamas=REB>ISR", {"when": "2025-01-14"}), 1),
    "a body and who leads it": (
        ("2018-01-14", "CONSULT", "planned", "Christine Lagarde=IGO,GRC", {"when": "2018-01-20"}),
        ("2018-01-20", "CONSULT", "occurred", "the IMF=IGO,GRC", {"when": "2018-01-20"}), 1),
    "a body and who led it once": (
        ("2020-01-14", "CONSULT", "planned", "Christine Lagarde=IGO,GRC", {"when": "2020-01-20"}),
        ("2020-01-20", "CONSULT", "occurred", "the IMF=IGO,GRC", {"when": "2020-01-20"}), 2),
    "armed groups whose names share a word": (
        ("2025-01-14", "ASSAULT", "occurred", "NGA>Boko Haram militants=REB", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "NGA>ISWAP militants=REB", {"when": "2025-01-14"}), 2),
    "an armed group that only one names": (
        ("2025-01-14", "ASSAULT", "occurred", "NGA>Boko Haram militants=REB", {"when": "2025-01-14"}),
        ("2025-01-14", "ASSAULT", "occurred", "NGA>militants=REB", {"when": "2025-01-14"}), 1),
    "the window of an undated plan closes after sixty days": (
        ("2025-01-01", "CONSULT", "planned", "IRN>RUS", {}),
        ("2025-03-05", "CONSULT", "occurred", "IRN>RUS", {"when": "2025-03-05"}), 2),
    "the window of an undated plan is open for sixty days": (
        ("2025-01-01", "CONSULT", "planned", "IRN>RUS", {}),
        ("2025-03-01", "CONSULT", "occurred", "IRN>RUS", {"when": "2025-03-01"}), 1),
    "a plan told after the deed is the next one": (
        ("2025-01-17", "CONSULT", "occurred", "IRN>RUS", {"when": "2025-01-17"}),
        ("2025-01-18", "CONSULT", "planned", "IRN>RUS", {}), 2),
    "a month and a day": (
        ("2025-01-31", "CONSULT", "occurred", "IRN>RUS", {"when": "2025-01"}),
        ("2025-01-31", "CONSULT", "occurred", "IRN>RUS", {"when": "2025-01-17"}), 2),
    "one standing practice": (
        ("2025-01-01", "COOPERATE", "ongoing", "IRN>RUS", {}),
        ("2025-01-30", "COOPERATE", "ongoing", "IRN>RUS", {}), 1),
    "a practice not heard of for long": (
        ("2025-01-01", "COOPERATE", "ongoing", "IRN>RUS", {}),
        ("2025-02-28", "COOPERATE", "ongoing", "IRN>RUS", {}), 2),
    "reports without a date, deeds with one": (
        (None, "CONSULT", "occurred", "IRN>RUS", {"when": "2025-01-17"}),
        ("2025-01-17", "CONSULT", "occurred", "IRN>RUS", {"when": "2025-01-17"}), 1),
    "neither the report nor the deed has a date": (
        (None, "CONSULT", "occurred", "IRN>RUS", {}),
        ("2025-01-17", "CONSULT", "occurred", "IRN>RUS", {}), 2),
}


@pytest.mark.parametrize(("one", "other", "count"), PAIRS.values(), ids=PAIRS)
def test_two_statements_are_so_many_events(say, one, other, count):
    told = [say(*one[:4], publisher="A", **one[4]), say(*other[:4], publisher="B", **other[4])]
    assert len(merge(told)) == count


def test_a_plan_to_strike_is_fulfilled_by_the_next_strike_unless_strikes_are_routine(say):
    before = say("2025-01-10", "ASSAULT", "occurred", "ISR>IRN", when="2025-01-10", publisher="A")
    plan = say("2025-01-14", "ASSAULT", "planned", "ISR>IRN", publisher="A")
    deed = say("2025-01-20", "ASSAULT", "occurred", "ISR>IRN", when="2025-01-20", publisher="A")
    again = say("2025-01-20", "ASSAULT", "occurred", "ISR>IRN", when="2025-01-20", publisher="B")
    assert [len(e.statements) for e in merge([plan, deed, again])] == [3]
    assert sorted(len(e.statements) for e in merge([before, plan, deed])) == [1, 1, 1]


def test_one_report_that_tells_of_two_things_in_unlike_words_tells_of_two_events(say):
    told = [say("2025-01-13", "COOPERATE", "possible", "RUS,IRN", by="official:RUS", trigger=words, at=at, report="r")
            for at, words in ((0, "closer collaboration"), (40, "expanding the partnership"))]
    assert len(merge(told)) == 2


@pytest.mark.parametrize(("examples", "rule"),
                         [(kinds.SIGNING_EXAMPLES, kinds.is_signing), (kinds.REMOTE_EXAMPLES, kinds.is_remote),
                          (kinds.VISITING_EXAMPLES, kinds.is_visit)])
def test_cue_words_match_their_examples_and_not_their_counterexamples(examples, rule):
    assert {words: rule(words) for words in examples} == examples


def test_one_report_that_tells_of_a_visit_in_two_words_tells_of_one(say):
    travelled, visit, talks = (say("2025-03-10", "CONSULT", "occurred", "IND>CHN", when="2025-03-10", trigger=word, publisher="A", at=at)
                               for at, word in enumerate(("travelled", "visit", "talks")))
    assert len(merge([travelled, visit])) == 1
    assert len(merge([travelled, visit, talks])) == 2


def test_event_ids_stay_when_later_reports_come_in(story):
    by_day = sorted(story, key=lambda s: s.published)
    early = [s for s in by_day if s.published <= "2025-01-20"]
    assert {e.id for e in merge(early)} <= {e.id for e in merge(by_day)}


def test_each_statement_is_in_one_event_and_each_merge_has_a_reason(story):
    events = merge(story)
    assert sorted(i for e in events for i in e.statements) == sorted(s.id for s in story)
    assert all(0 < step.score <= 1 and step.reason for e in events for step in e.history)
    assert len({e.id for e in events}) == len(events)


def test_a_malformed_date_is_named(say):
    with pytest.raises(LedgerError, match="2025-13"):
        merge([say("2025-01-01", "CONSULT", "planned", "IRN>RUS", when="2025-13")])


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_statements_does_not_matter(story, seed):
    shuffled = random.Random(seed).sample(story, len(story))
    assert merge(shuffled) == merge(story)


DAYS = st.integers(0, 90).map(lambda n: (date(2025, 1, 1) + timedelta(n)).isoformat())
CODES = st.sampled_from(["RUS", "RUS", "IRN", "IRN", "USA", "REB", "UNK"])


FIELDS = st.fixed_dictionaries({
    "published": st.none() | DAYS, "type_": st.sampled_from(("CONSULT", "SUPPORT", "ASSAULT", "SANCTION", *TYPES)),
    "status": st.sampled_from(STATUSES),
    "who": st.builds(lambda a, r: f"{','.join(a)}>{','.join(r)}", st.lists(CODES, max_size=2),
                     st.lists(CODES, max_size=2)),
    "when": st.none() | DAYS | st.sampled_from(["2025", "2025-02", "2025-01-11/2025-01-20"]),
    "by": st.sampled_from(["", *(f"{kind}:{code}" for kind in KINDS[:3] for code in ("RUS", "UNK"))]),
    "publisher": st.sampled_from(["A", "B"]), "where": st.sampled_from([None, "Moscow", "Tehran"]),
    "at": st.integers(0, 50)})


@settings(max_examples=150, deadline=None)
@given(fields=st.lists(FIELDS, max_size=25), rng=st.randoms(use_true_random=False))
def test_any_statements_in_any_order_give_the_same_events(say, fields, rng):
    told = list({s.id: s for s in (say(**given_) for given_ in fields)}.values())
    shuffled = list(told)
    rng.shuffle(shuffled)
    events = merge(told)
    assert events == merge(shuffled)
    assert sorted(i for e in events for i in e.statements) == sorted(s.id for s in told)
    assert len({e.id for e in events}) == len(events)
    items = docket(events, told, "2025-03-01", state=None)
    assert items == docket(merge(shuffled), shuffled, "2025-03-01", state=None)
    assert all(item.evidence[0].step == "opened" for item in items)


def test_a_party_that_one_report_of_many_adds_is_no_party_to_the_event(say):
    told = [say("2025-01-17", "SUPPORT", "occurred", "RUS,IRN", when="2025-01-17", trigger="signed", publisher=f"P{i}") for i in range(6)]
    stray = say("2025-01-17", "SUPPORT", "occurred", "RUS,IRN,ISR", when="2025-01-17", trigger="signed", publisher="Q")
    (event,) = merge([*told, stray])
    assert event.actor == ("IRN", "RUS")


def test_a_party_told_of_on_both_sides_is_on_that_which_more_tell_of(say):
    swap = [say("2025-04-05", "RETREAT", "occurred", "NOR,SWE", when="2025-04-05", trigger="exchanged", publisher=f"P{i}") for i in range(3)]
    freed = say("2025-04-05", "RETREAT", "occurred", "NOR,SWE>SWE", when="2025-04-05", trigger="exchanged", publisher="Q")
    (event,) = merge([*swap, freed])
    assert (event.actor, event.recipient) == (("NOR", "SWE"), ())
    (event,) = merge([freed])
    assert (event.actor, event.recipient) == (("NOR", "SWE"), ())
    (event,) = merge([say("2025-04-05", "COERCE", "ongoing", "NOR>NOR", trigger="holds", publisher="P")])
    assert (event.actor, event.recipient) == (("NOR",), ("NOR",))


@pytest.mark.parametrize("publisher, quoted", [
    ("Vale Post", "Vale Post"), ("The Vale Post", "the Vale Post"), ("AP", "the Associated Press"), ("Kurier", "Kurier"),
    ("Vale Post", "An earlier report by the Vale Post"), ("Vale Post", "a story in Vale Post")])
def test_an_outlet_that_is_quoted_is_the_source_that_writes(say, publisher, quoted):
    own = say("2025-04-14", "ASSAULT", "occurred", "NOR,SWE", when="2025-04-14", trigger="clashed", publisher=publisher)
    (event,) = merge([own, say("2025-04-15", "ASSAULT", "occurred", "NOR,SWE", when="2025-04-14", trigger="clashed", publisher="Q", by=f"media:UNK:{quoted}")])
    assert len(event.sources) == 1
    assert [voice(say("2025-04-15", "ASSAULT", "occurred", "NOR", by=f"media:UNK:{words}"))[0] for words in ("State media", "Reportedly")] == [
        "state media", "reportedly"]


def test_state_media_without_a_name_are_the_voice_of_their_state(say):
    told = {words: voice(say("2025-04-15", "ASSAULT", "occurred", "NOR", by=f"media:{code}:{words}"))[0] for code, words in (
        ("IRN", "Iranian state media"), ("IRN", "state-run television in Tehran"), ("UNK", "state media"), ("REB", "Islamic State media"),
        ("IRN", "Iranian media"), ("USA", "papers in Washington state"))}
    assert list(told.values()) == ["IRN", "IRN", "state media", "islamic state media", "iranian media", "papers in washington state"]


def test_a_party_that_only_the_plan_names_is_none_to_what_came_of_it(say):
    plan = say("2025-01-13", "CONSULT", "planned", "IRN>TJK,RUS", publisher="A", trigger="visit")
    [event] = merge([plan, say("2025-01-16", "CONSULT", "occurred", "IRN,TJK", publisher="B", trigger="visit")])
    assert (event.status, set(event.actor) | set(event.recipient)) == ("occurred", {"IRN", "TJK"})
    plan = say("2025-01-13", "SANCTION", "planned", "USA>CAN,MEX", when="2025-02-04", publisher="A")
    [event] = merge([plan, say("2025-02-04", "SANCTION", "occurred", "USA>MEX", when="2025-02-04", publisher="B")])
    assert (event.actor, event.recipient) == (("USA",), ("MEX",))


def test_a_day_that_only_the_report_gives_does_not_part_two_reports_of_one_visit(say):
    told = [replace(say(day, "CONSULT", "occurred", "RUS>IRN", when=day, trigger="visited", publisher=day), when_text=None)
            for day in ("2025-01-17", "2025-01-18")]
    (event,) = merge(told)
    assert event.when == "2025-01-17"
    assert len(merge([replace(s, when_text="on that day") for s in told])) == 2


def test_a_signing_told_twice_in_unlike_words_on_one_day_is_one(say):
    told = [say("2025-01-17", "SUPPORT", "occurred", "RUS,IRN", when="2025-01-17", trigger=t, publisher="A", at=at)
            for t, at in (("signed", 0), ("binding treaty", 60))]
    assert len(merge(told)) == 1


def test_a_report_without_a_date_has_its_place_by_the_day_the_ledger_counts_it_from(say):
    undated = replace(say(None, "CONSULT", "planned", "IRN>RUS", when="2025-01-17", publisher="A"), known="2025-01-10")
    told = [undated, say("2025-01-12", "CONSULT", "planned", "IRN>RUS", when="2025-01-17", publisher="B"),
            say("2025-01-17", "CONSULT", "occurred", "IRN>RUS", when="2025-01-17", publisher="B")]
    (early,), (late,) = merge([undated]), merge(told)
    assert (early.id, late.history[0].statement) == (late.id, undated.id)


@settings(max_examples=100, deadline=None)
@given(fields=st.lists(FIELDS, max_size=25), day=DAYS)
def test_what_is_held_as_of_a_day_is_what_the_whole_holds_of_it(say, fields, day):
    """Membership and ids alike, undated reports too, which the ledger counts from the day they are added."""
    known = {s.id: replace(s, known=s.published or f"2025-0{1 + i % 3}-15") for i, s in enumerate(say(**f) for f in fields)}
    then = {i for i, s in known.items() if s.known <= day}
    whole = {(e.id, frozenset(e.statements) & then) for e in merge(known.values())}
    assert {(e.id, frozenset(e.statements)) for e in merge(known[i] for i in then)} == {x for x in whole if x[1]}


def test_what_one_state_denies_that_it_will_do_is_not_any_other_act_of_it_against_its_own(say):
    refusal = replace(say("2025-03-04", "RETREAT", "denied", "NOR>NOR", trigger="recuse", by="official:NOR", publisher="A"),
                      outlook="ended", context=("recuse", "probe", "counsel", "ethics"))
    release = replace(say("2025-03-20", "RETREAT", "occurred", "NOR>NOR", trigger="released", publisher="B"), context=("airman", "custody", "bail", "prison"))
    assert len(merge([refusal, release])) == 2
    same = replace(release, context=("recuse", "probe", "counsel", "minister"), trigger="recused")
    assert len(merge([refusal, same])) == 1
