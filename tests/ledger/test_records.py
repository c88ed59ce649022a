"""What sources said would happen, and what came of it."""
from __future__ import annotations

import random
from dataclasses import replace

import pytest

from dragoman.ledger import docket, merge, records
from dragoman.ledger.records import OUTCOMES, Credit, Tally, wilson
from dragoman.model import Event, LedgerError, Step

PLAN = {"type_": "MOBILIZE", "who": "RUS>UKR"}


def made(told, as_of, change=lambda item: item):
    known = [s for s in told if s.published is None or s.published <= as_of]
    events = merge(known)
    items = [change(i) for i in docket(events, known, as_of, None)]
    return {(r.level, r.name): r for r in records(items, {s.id: s for s in known}, as_of, events)}


def outcomes(tally):
    return [c.outcome for c in tally.credits]


@pytest.mark.parametrize(("true", "count", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)])
def test_the_interval_is_that_of_the_examples_in_print(true, count, low, high):
    """Newcombe 1998 (Statistics in Medicine 17: 857-872), table I, method 3."""
    assert [round(x, 4) for x in wilson(true, count)] == [low, high]
    assert [round(x, 4) for x in wilson(count - true, count)] == [round(1 - high, 4), round(1 - low, 4)]


def test_the_interval_holds_the_share_and_nothing_counted_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)
    for count in range(1, 40):
        for true in range(count + 1):
            low, high = wilson(true, count)
            assert 0 <= low <= true / count <= high <= 1


def test_the_story_before_and_after_the_signing(story):
    before, after = made(story, "2025-01-15"), made(story, "2025-02-20")
    assert outcomes(before["chain", "Izvestia ← anonymous, IRN"].announced) == ["open"]
    assert before["chain", "Izvestia ← anonymous, IRN"].announced.share is None
    [credit] = after["chain", "Izvestia ← anonymous, IRN"].announced.credits
    assert (credit.outcome, credit.day, credit.window, credit.lead) == ("on_time", "2025-01-13", "2025-01-17", 4)
    assert after["outlet", "Izvestia"].announced.credits == (credit,)
    assert outcomes(after["country", "RUS"].announced) == ["on_time"]


def test_each_count_is_a_set_of_docket_items(story):
    as_of = "2025-03-10"
    items = {i.id for i in docket(merge(story), story, as_of, None)}
    for record in made(story, as_of).values():
        for tally in (record.announced, record.warned):
            assert set(tally.items(*OUTCOMES)) <= items
            assert sum(len(tally.of(o)) for o in OUTCOMES) == len(tally.credits)
            assert len({c.item for c in tally.credits}) == len(tally.credits)


def test_a_tariff_put_off_did_not_come_true_in_its_window_and_the_new_date_is_another_announcement(story):
    after = made([s for s in story if s.type == "SANCTION"], "2025-03-10")
    assert outcomes(after["country", "USA"].announced) == ["put_off"]
    assert outcomes(after["outlet", "A"].announced) == ["on_time"]
    assert after["country", "USA"].announced.share.value == 0


def test_a_fear_counts_apart_from_announcements(story):
    record = made(story, "2025-02-10")["country", "ISR"]
    assert (outcomes(record.warned), outcomes(record.announced)) == (["open"], [])


def test_a_source_counts_once_for_an_item_by_its_earliest_statement(say):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="A"),
            say("2025-01-18", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="B"),
            say("2025-01-20", "CONSULT", "occurred", "IRN>RUS", when="2025-01-20", publisher="C")]
    [credit] = made(told, "2025-02-01")["country", "IRN"].announced.credits
    assert (credit.statement, credit.lead) == (told[0].id, 10)


@pytest.mark.parametrize(("when", "outcome"), [("2025-01-20", "on_time"), ("2025-01", "on_time"), ("2025-01-19", "late"),
                                               ("2025-01-21/2025-01-25", "early"), (None, "on_time")])
def test_on_time_is_within_the_days_that_the_source_gave(say, when, outcome):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when=when, by="official:IRN", publisher="A"),
            say("2025-01-11", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:RUS", publisher="B"),
            say("2025-01-21", "CONSULT", "occurred", "IRN>RUS", when="2025-01-20", publisher="C")]
    assert outcomes(made(told, "2025-02-01")["country", "IRN"].announced) == [outcome]


def test_who_gives_no_days_is_not_early(say):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", by="official:IRN", publisher="A"),
            say("2025-01-11", "CONSULT", "planned", "IRN>RUS", when="2025-01-22/2025-01-24", by="official:RUS", publisher="B"),
            say("2025-01-21", "CONSULT", "occurred", "IRN>RUS", when="2025-01-21", publisher="C")]
    after = made(told, "2025-02-01")
    assert outcomes(after["country", "IRN"].announced) == ["on_time"]
    assert outcomes(after["country", "RUS"].announced) == ["early"]


def test_what_goes_on_does_not_prove_a_denial_wrong(say):
    told = [say("2025-01-10", **PLAN, status="planned", when="2025-01-24", by="official:USA", publisher="A"),
            say("2025-01-15", **PLAN, status="denied", when="2025-01-24", by="official:RUS", publisher="B"),
            say("2025-01-24", **PLAN, status="ongoing", when="2025-01-24", publisher="C")]
    assert outcomes(made(told, "2025-02-01")["country", "RUS"].denials) == ["disputed"]


def told_of(denial, act):
    """What comes of a denial by the one event that the two statements tell of, which nobody had announced."""
    event = Event("e", act.type, "occurred", act.codes[0], act.codes[1], act.when, None, denial.published, act.published, (denial.id, act.id), (), (),
                  history=tuple(Step(s.id, s.published, s.status) for s in (denial, act)))
    [record] = [r for r in records([], {s.id: s for s in (denial, act)}, "2025-02-01", [event]) if r.level == "country"]
    return outcomes(record.denials)


@pytest.mark.parametrize(("type_", "who", "by", "outcome"), [
    ("RETREAT", "IRN", "IRN", "ambiguous"), ("CONSULT", "IRN,RUS", "IRN", "ambiguous"), ("CONSULT", "IRN,RUS", "USA", "wrong"),
    ("ASSAULT", "IRN>RUS", "IRN", "wrong")])
def test_a_refusal_given_up_is_no_denial_that_proved_wrong(say, type_, who, by, outcome):
    assert told_of(say("2025-01-10", type_, "denied", who, by=f"official:{by}", publisher="A"),
                   say("2025-01-20", type_, "occurred", who, when="2025-01-20", publisher="C")) == [outcome]


def test_what_nobody_dates_does_not_prove_an_earlier_denial_wrong(say):
    assert told_of(say("2025-01-10", "ASSAULT", "denied", "IRN>RUS", by="official:IRN", publisher="A"),
                   say("2025-01-20", "ASSAULT", "occurred", "IRN>RUS", publisher="C")) == ["disputed"]


def test_an_event_told_without_a_day_was_on_one_of_the_last_days(say):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="A"),
            say("2025-01-21", "CONSULT", "occurred", "IRN>RUS", publisher="C")]
    [credit] = made(told, "2025-02-01")["country", "IRN"].announced.credits
    assert (credit.outcome, credit.lead) == ("on_time", 11)


def test_a_plan_told_after_the_fact_foretells_nothing(say):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="A"),
            say("2025-01-20", "CONSULT", "occurred", "IRN>RUS", when="2025-01-20", publisher="C"),
            say("2025-01-22", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:RUS", publisher="B")]
    assert ("country", "RUS") not in made(told, "2025-02-01")


@pytest.mark.parametrize(("state", "outcome"), [("pending", "open"), ("lapsed", "lapsed"), ("called_off", "called_off"),
                                                ("denied", "denied"), ("postponed", "put_off")])
def test_every_state_of_the_docket_has_its_outcome(say, state, outcome):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="A")]
    record = made(told, "2025-01-12", lambda i: replace(i, state=state))["country", "IRN"]
    assert outcomes(record.announced) == [outcome]
    assert (record.announced.share is None) == (outcome == "open")


def test_what_the_other_party_refuses_counts_against_who_announced_it(say):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:RUS", publisher="A"),
            say("2025-01-12", "CONSULT", "denied", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="B")]
    assert outcomes(made(told, "2025-01-13")["country", "RUS"].announced) == ["denied"]


def test_a_state_that_is_not_known_is_an_error_that_names_it(say):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="A")]
    with pytest.raises(LedgerError, match="adjourned"):
        made(told, "2025-01-12", lambda i: replace(i, state="adjourned"))


def test_what_is_ambiguous_settles_nothing(say):
    told = [say("2025-01-10", "CONSULT", "planned", "IRN>RUS", when="2025-01-20", by="official:IRN", publisher="A"),
            say("2025-01-20", "CONSULT", "occurred", "IRN>RUS", when="2025-01-20", publisher="C")]
    record = made(told, "2025-02-01", lambda i: replace(i, ambiguous=True))["country", "IRN"]
    assert (outcomes(record.announced), record.announced.settled) == (["ambiguous"], 0)


def test_what_lapsed_counts_against_the_share_but_not_against_that_of_what_was_heard_of():
    tally = Tally(tuple(Credit(str(n), "e", "s", None, None, outcome) for n, outcome in enumerate(["on_time", "late", "lapsed", "lapsed", "open"])))
    assert (tally.true, tally.settled, tally.share.value, tally.heard.value) == (2, 4, 0.5, 1.0)
    assert tally.share[1:] == wilson(2, 4)


def test_the_lead_is_given_by_quartiles():
    def lead(*days):
        return Tally(tuple(Credit(str(d), "e", "s", None, None, "on_time", d) for d in days)).lead
    assert lead() is None
    assert lead(3) == (3, 3, 3, 1)
    assert lead(1, 2, 3, 4, 5) == (2, 3, 4, 5)


def test_one_who_denied_beforehand_what_then_happened_was_wrong(say):
    told = [say("2025-01-10", **PLAN, status="planned", when="2025-01-24", by="official:USA", publisher="A"),
            say("2025-01-15", **PLAN, status="denied", when="2025-01-24", by="official:RUS", publisher="B"),
            say("2025-01-24", **PLAN, status="occurred", when="2025-01-24", publisher="C")]
    assert outcomes(made(told, "2025-01-20")["country", "RUS"].denials) == ["open"]
    after = made(told, "2025-02-01")
    assert outcomes(after["country", "RUS"].denials) == ["wrong"]
    assert after["country", "RUS"].denials.share.value == 0
    assert outcomes(after["country", "USA"].announced) == ["on_time"]


def test_a_reporter_who_says_that_it_has_not_happened_yet_denies_nothing_of_what_comes(say):
    told = [say("2025-01-10", **PLAN, status="planned", when="2025-01-24", by="official:USA", publisher="A"),
            say("2025-01-15", **PLAN, status="denied", publisher="B"),
            say("2025-01-24", **PLAN, status="occurred", when="2025-01-24", publisher="C")]
    assert not any(r.denials.credits for r in made(told, "2025-02-01").values())


def test_the_word_of_the_other_side_alone_does_not_prove_a_denial_wrong(say):
    told = [say("2025-01-10", **PLAN, status="planned", when="2025-01-24", by="official:USA", publisher="A"),
            say("2025-01-15", **PLAN, status="denied", when="2025-01-24", by="official:RUS", publisher="B"),
            say("2025-01-24", **PLAN, status="occurred", when="2025-01-24", by="official:UKR", publisher="C")]
    assert outcomes(made(told, "2025-02-01")["country", "RUS"].denials) == ["disputed"]


def test_one_who_owns_up_later_was_wrong(say):
    told = [say("2025-01-24", **PLAN, status="occurred", when="2025-01-24", by="official:UKR", publisher="C"),
            say("2025-01-25", **PLAN, status="denied", when="2025-01-24", by="official:RUS", publisher="B"),
            say("2025-01-27", **PLAN, status="occurred", when="2025-01-24", by="official:RUS", publisher="B")]
    assert outcomes(made(told, "2025-01-26")["country", "RUS"].denials) == ["disputed"]
    after = made(told, "2025-02-01")
    assert outcomes(after["country", "RUS"].denials) == ["wrong"]
    assert ("country", "UKR") not in after  # who says that it happened denies nothing


def test_of_what_nobody_announced_only_denials_of_what_happened_count(say):
    before = say("2025-01-15", **PLAN, status="denied", publisher="B")
    done = say("2025-01-24", **PLAN, status="occurred", when="2025-01-24", publisher="C")
    assert not any(r.denials.credits for r in made([before, done], "2025-02-01").values())
    assert made([say("2025-01-25", **PLAN, status="denied", when="2025-01-24", by="official:RUS", publisher="B")], "2025-02-01") == {}


def test_a_threat_that_may_be_made_warns_also_where_nobody_is_named(say):
    threat = {"type_": "THREATEN", "who": "RUS>UKR", "status": "possible", "publisher": "A"}
    assert outcomes(made([say("2025-01-10", **threat)], "2025-01-20")["outlet", "A"].warned) == ["open"]


def test_a_denial_of_a_plan_is_right_once_its_days_are_past(say):
    told = [say("2025-01-10", "CONSULT", "planned", "RUS>CHN", when="2025-01-24", publisher="A"),
            say("2025-01-15", "CONSULT", "denied", "RUS>CHN", by="official:RUS", publisher="B")]
    assert outcomes(made(told, "2025-01-24")["country", "RUS"].denials) == ["open"]
    after = made(told, "2025-01-25")
    assert outcomes(after["country", "RUS"].denials) == ["right"]
    assert outcomes(after["outlet", "A"].announced) == ["denied"]


def test_a_denial_of_what_others_say_was_done_is_an_open_dispute(story):
    [credit] = made(story, "2025-02-10")["country", "RUS"].denials.credits
    assert credit.outcome == "disputed"
    assert made(story, "2025-02-10")["country", "RUS"].denials.share is None


@pytest.mark.parametrize("as_of", ["2025-01-13", "2025-01-17", "2025-01-31", "2025-03-10"])
def test_as_of_a_day_is_what_a_ledger_of_those_reports_holds(story, as_of, place, keep):
    from dragoman.ledger import open_ledger

    def found(ledger, as_of):
        known = {s.id: s for s in ledger.statements(as_of)}
        return records(ledger.docket(as_of, state=None), known, as_of, ledger.events(as_of))

    with open_ledger(place()) as whole, open_ledger(place()) as part:
        keep(whole, story)
        keep(part, [s for s in story if s.published <= as_of])
        assert found(whole, as_of) == found(part, as_of)
        assert found(whole, as_of)


def test_order_does_not_matter(story):
    as_of = "2025-03-10"
    events = merge(story)
    items = docket(events, story, as_of, None)
    wanted = records(items, {s.id: s for s in story}, as_of, events)
    for seed in range(5):
        mix = random.Random(seed)
        mixed = mix.sample(story, len(story))
        assert records(mix.sample(items, len(items)), {s.id: s for s in mixed}, as_of, mix.sample(events, len(events))) == wanted
