"""Series: what counts on which day, by which period, towards whom, and as what share of all that the coder saw."""
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.model import QUADS, TYPES, Event, Step
from dragoman.relations import GOLDSTEIN, Occurrence, coded_occurrences, done_by_day, noticed, occurrences, series, totals


def event(i, type="CONSULT", actor=("IRN", "RUS"), recipient=(), status="occurred", when="2025-01-15", first="2025-01-16", last=None, sources=("a",)):
    reports = (f"r{i}",)
    return Event(f"e{i}", type, status, tuple(actor), tuple(recipient), when, None, first, last or first, (f"s{i}",), reports, ("P",), sources=tuple(sources))


def of(*events):
    return list(occurrences(events))


def occurrence(day, type="CONSULT", standing="done", a="IRN", b="RUS", actor=None, recipient=None, id="e", mutual=False, coder="dragoman"):
    side = "cooperation" if QUADS[type].endswith("cooperation") else "conflict"
    return Occurrence(day, a, b, actor or a, recipient or b, type, side, standing, GOLDSTEIN[type], id, coder, 1, mutual)


@pytest.mark.parametrize(("when", "status", "day"), [
    ("2025-01-15", "occurred", "2025-01-15"),
    ("2025-01-10/2025-01-15", "ongoing", "2025-01-10"),
    ("2025-01-01/2025-01-15", "occurred", "2025-01-16"),
    ("2025-01-09/2025-01-15", "occurred", "2025-01-09"),  # a week
    ("2025-01-08/2025-01-15", "occurred", "2025-01-16"),  # more
    ("2024-12-30/2025-01-08", "occurred", "2025-01-03"),  # over more than a week before it was first reported
    ("2024-12-31/2025-01-09", "occurred", "2025-01-16"),
    ("2025-01", "occurred", "2025-01-16"),
    ("2024-12", "occurred", "2024-12-16"),
    ("2024-12-20/2025-01-02", "ongoing", "2024-12-26"),
    ("2024/2025-01-10", "ongoing", "2025-01-16"),
    (None, "occurred", "2025-01-16"),
    ("2025-03-01", "occurred", "2025-01-16"),
    ("2025-01-20", "planned", "2025-01-16"),
    ("2025-01-20", "possible", "2025-01-16"),
])
def test_an_event_counts_on_the_day_it_happened_else_on_the_day_of_its_first_report(when, status, day):
    assert [o.day for o in of(event(1, when=when, status=status))] == [day]


@pytest.mark.parametrize("when", ["2024", "1979/1989", "2024-05/2024-11"])
def test_background_of_no_known_month_counts_on_no_day(when):
    assert of(event(1, when=when)) == []
    assert [o.day for o in of(event(1, when=when, status="planned"))] == ["2025-01-16"]


def test_what_was_announced_and_came_true_counts_on_its_own_day_and_not_that_of_the_announcement():
    (o,) = of(event(1, "SUPPORT", when="2025-01-17", first="2024-12-27", last="2025-01-18"))
    assert (o.day, o.standing) == ("2025-01-17", "done")


@pytest.mark.parametrize(("when", "status", "days"), [
    (None, "occurred", ["2025-01-20"]), ("2025", "ongoing", ["2025-01-20"]), ("2025-01-21", "occurred", ["2025-01-21"]), ("2024", "occurred", []),
    (None, "planned", ["2025-01-08"])])
def test_what_was_feared_or_announced_counts_as_done_from_the_report_that_tells_of_it_as_done(when, status, days):
    told = replace(event(1, "ASSAULT", ("RUS",), ("UKR",), status, when, first="2025-01-08", last="2025-01-22"),
                   history=(Step("s1", "2025-01-08", "possible"), Step("s2", "2025-01-20", "ongoing"), Step("s3", "2025-01-22", "occurred")))
    assert [o.day for o in of(told)] == days


def test_what_is_denied_called_off_or_undated_does_not_count():
    assert of(event(1, status="denied"), event(2, status="called_off"), event(3, when=None, first=None)) == []


def test_status_says_whether_it_is_done_ahead_or_possible():
    statuses = ("occurred", "ongoing", "planned", "possible")
    assert [o.standing for o in of(*(event(i, status=s) for i, s in enumerate(statuses)))] == ["done", "done", "ahead", "possible"]


def test_an_event_of_three_sides_occurs_once_for_each_pair():
    assert [(o.a, o.b, o.mutual) for o in of(event(1, actor=("RUS", "IRN", "CHN")))] == [
        ("CHN", "IRN", True), ("CHN", "RUS", True), ("IRN", "RUS", True)]


def test_an_act_of_one_on_another_keeps_its_direction():
    (o,) = of(event(1, "SANCTION", actor=("USA",), recipient=("RUS",)))
    assert (o.a, o.b, o.actor, o.recipient, o.mutual, o.side, o.goldstein) == ("RUS", "USA", "USA", "RUS", False, "conflict", GOLDSTEIN["SANCTION"])


def test_sides_of_an_act_against_a_third_are_no_pair():
    assert {(o.a, o.b) for o in of(event(1, "SANCTION", actor=("USA", "GBR"), recipient=("RUS",)))} == {("RUS", "USA"), ("GBR", "RUS")}


@pytest.mark.parametrize(("actor", "recipient", "found"), [
    (("USA",), ("RUS",), ("USA", "RUS", False)), (("RUS",), ("USA",), ("RUS", "USA", False)), (("RUS", "USA"), ("RUS",), ("USA", "RUS", False)),
    (("RUS", "USA"), ("USA",), ("RUS", "USA", False)), (("RUS", "USA"), ("RUS", "USA"), ("RUS", "USA", True))])
def test_an_act_is_mutual_where_each_of_a_pair_is_on_both_sides(actor, recipient, found):
    (o,) = of(event(1, "ACCUSE", actor=actor, recipient=recipient))
    assert (o.actor, o.recipient, o.mutual) == found


class Coded:
    def __init__(self, actor, recipient, goldstein=None, code="112", type="ACCUSE", day="2018-03-12", texts=(None, None)):
        self.coder, self.id, self.day, self.type, self.actor, self.recipient, self.goldstein = "icews", "x", day, type, actor, recipient, goldstein
        self.code, (self.actor_text, self.recipient_text) = code, texts


def test_other_coders_events_are_done_and_keep_the_weight_that_their_coder_gives():
    (o,) = coded_occurrences([Coded("GBR", "RUS", -4.4)])
    assert (o.a, o.b, o.actor, o.standing, o.goldstein, o.coder, o.sources, o.mutual) == ("GBR", "RUS", "GBR", "done", -4.4, "icews", 1, False)
    assert [o.goldstein for o in coded_occurrences([Coded("RUS", "GBR")])] == [GOLDSTEIN["ACCUSE"]]


def test_other_coders_events_inside_a_country_or_of_nobody_known_make_no_pair():
    assert list(coded_occurrences([Coded("GBR", "GBR"), Coded("UNK", "RUS"), Coded("IGO", "RUS")])) == []


@pytest.mark.parametrize(("here", "there", "again"), [("040", "040", True), ("042", "043", True), ("043", "042", True), ("046", "046", True),
                                                     ("057", "057", True), ("042", "042", False), ("112", "112", False), ("036", "036", False)])
def test_what_a_coder_has_from_either_side_is_told_from_what_each_side_does(here, there, again):
    coded = [Coded("GBR", "RUS", code=here), Coded("RUS", "GBR", code=there)]
    assert [o.again for o in coded_occurrences(coded)] == [False, again]


def test_an_act_coded_twice_from_either_side_is_two_and_one_of_others_or_of_another_day_is_another():
    call, answer = Coded("GBR", "RUS", code="041"), Coded("RUS", "GBR", code="041")
    assert [o.again for o in coded_occurrences([call, call, answer, answer, answer])] == [False, False, True, True, False]
    others = Coded("RUS", "GBR", code="041", texts=("Sergey Lavrov", None)), Coded("RUS", "GBR", code="041", day="2018-03-13")
    assert not any(o.again for o in coded_occurrences([call, *others]))


def test_weights_have_the_sign_of_their_side():
    assert set(GOLDSTEIN) == set(TYPES)
    assert all((weight > 0) == QUADS[type_].endswith("cooperation") for type_, weight in GOLDSTEIN.items())


def test_a_week_begins_on_monday_and_quiet_weeks_between_are_rows_of_zeros():
    rows = series([occurrence("2025-01-05"), occurrence("2025-01-20", "ACCUSE")], {"2025-01-05": 4, "2025-01-08": 10})
    assert [row["start"] for row in rows] == ["2024-12-30", "2025-01-06", "2025-01-13", "2025-01-20"]
    assert [(row["cooperation"], row["conflict"], row["total"]) for row in rows] == [(1, 0, 4), (0, 0, 10), (0, 0, 0), (0, 1, 0)]
    assert [(row["cooperation_share"], row["conflict_share"]) for row in rows] == [(250.0, 0.0), (0.0, 0.0), (None, None), (None, None)]


def test_months_and_days_have_rows_too():
    own = [occurrence("2024-12-31"), occurrence("2025-02-02")]
    assert [row["start"] for row in series(own, {}, "month")] == ["2024-12-01", "2025-01-01", "2025-02-01"]
    assert len(series(own, {}, "day")) == 34


@pytest.mark.parametrize(("by", "starts"), [("day", ["9999-12-30", "9999-12-31"]), ("week", ["9999-12-27"]), ("month", ["9999-12-01"])])
def test_the_last_period_of_the_calendar_ends_a_series(by, starts):
    rows = series([occurrence("9999-12-30"), occurrence("9999-12-31")], {}, by)
    assert [row["start"] for row in rows] == starts


def test_what_is_ahead_or_possible_stands_apart_from_what_is_done():
    (row,) = series([occurrence("2025-01-15", "AID", "possible"), occurrence("2025-01-15", "SANCTION", "ahead"), occurrence("2025-01-15", "ASSAULT"),
                     occurrence("2025-01-15", "AGREE")], {"2025-01-15": 2}, "day")
    assert row == {"start": "2025-01-15", "coder": "dragoman", "cooperation": 1, "conflict": 1, "cooperation_ahead": 0, "conflict_ahead": 1,
                   "cooperation_possible": 1, "conflict_possible": 0, "verbal_cooperation": 1, "material_cooperation": 0, "verbal_conflict": 0,
                   "material_conflict": 1, "cooperation_weight": 5.94, "conflict_weight": 9.58, "total": 2, "cooperation_share": 500.0,
                   "conflict_share": 500.0}


def test_directed_rows_tell_who_acts_and_mutual_events_count_both_ways():
    rows = series([occurrence("2025-01-15", "ACCUSE", actor="RUS", recipient="IRN"), occurrence("2025-01-15", mutual=True)], {}, "day", directed=True)
    assert [(row["actor"], row["recipient"], row["cooperation"], row["conflict"]) for row in rows] == [("IRN", "RUS", 1, 0), ("RUS", "IRN", 1, 1)]


def test_since_and_until_cut_occurrences_and_totals_alike():
    own = [occurrence(f"2025-01-{day}") for day in (13, 14, 15, 16)]
    (row,) = series(own, dict.fromkeys(("2025-01-13", "2025-01-14", "2025-01-15", "2025-01-16"), 5), since="2025-01-14", until="2025-01-15")
    assert (row["cooperation"], row["total"]) == (2, 10)


def test_two_coders_have_no_common_series_and_a_fortnight_is_no_period():
    with pytest.raises(ValueError, match="dragoman, icews"):
        series([occurrence("2025-01-13"), occurrence("2025-01-13", coder="icews")], {})
    with pytest.raises(ValueError, match="fortnight"):
        series([], {}, "fortnight")


def test_totals_count_what_is_done_once_and_weigh_it_by_its_sources():
    events = [event(1, actor=("IRN", "RUS", "CHN"), sources=("a", "b", "c", "d")), event(2, actor=("USA",), when="2025-01-14"), event(3, status="planned")]
    assert totals(done_by_day(events)) == {"2025-01-15": 1, "2025-01-14": 1}
    assert noticed(done_by_day(events)) == {"2025-01-15": 3.0, "2025-01-14": 1.0}


DAYS = st.integers(0, 200).map(lambda n: (date(2025, 1, 1) + timedelta(n)).isoformat())
OCCURRENCES = st.lists(st.builds(occurrence, DAYS, st.sampled_from(TYPES), st.sampled_from(("done", "ahead", "possible")), mutual=st.booleans()), max_size=40)


@given(OCCURRENCES, st.randoms())
def test_every_period_counts_the_same_events_in_whatever_order_they_come(own, order: random.Random):
    seen = {o.day: 7 for o in own}
    mixed = own[:]
    order.shuffle(mixed)
    for by in ("day", "week", "month"):
        rows = series(own, seen, by)
        assert rows == series(mixed, seen, by)
        for side in ("cooperation", "conflict"):
            of_side = [o for o in own if o.side == side]
            assert sum(row[side] for row in rows) == sum(o.standing == "done" for o in of_side)
            assert sum(row[f"{side}_ahead"] + row[f"{side}_possible"] for row in rows) == sum(o.standing != "done" for o in of_side)
            assert sum(row[f"verbal_{side}"] + row[f"material_{side}"] for row in rows) == sum(row[side] for row in rows)


@given(OCCURRENCES)
def test_a_press_that_tells_twice_as_much_of_everything_changes_no_share(own):
    seen = {o.day: 7 for o in own}
    once, twice = series(own, seen), series(own * 2, {day: 2 * n for day, n in seen.items()})
    for side in ("cooperation_share", "conflict_share"):
        assert [row[side] for row in once] == [row[side] for row in twice]
