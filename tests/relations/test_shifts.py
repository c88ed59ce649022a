"""Shifts: a thaw and a break are called within days, a busier press and a burst that is over are not, and nothing later changes a call."""
import random
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.relations import GOLDSTEIN, Occurrence, shifts
from dragoman.relations.shifts import OWN

FIRST = date(2018, 1, 1)
TURN = 100
PAIR = ("PRK", "USA")


def day(n):
    return (FIRST + timedelta(n)).isoformat()


def occurrence(n, side, i=0, pair=PAIR, sources=1, coder="dragoman", standing="done"):
    type_ = "CONSULT" if side == "cooperation" else "ACCUSE"
    return Occurrence(day(n), *pair, *pair, type_, side, standing, GOLDSTEIN[type_], f"{''.join(pair)}-{n}-{side}-{i}", coder, sources)


def stream(rates, days=200, seed=1, pair=PAIR, coder="dragoman", times=1):
    """Occurrences drawn day by day; `rates(n)` are the events of cooperation and of conflict expected on day n. Each comes `times` over."""
    drawn = np.random.default_rng(seed)
    return [occurrence(n, side, i, pair, coder=coder) for n in range(days) for side, rate in zip(("cooperation", "conflict"), rates(n), strict=True)
            for i in range(times * drawn.poisson(rate))]


def seen(own, others=20, days=200):
    """What the coder saw each day: the pair's events and a steady number of others."""
    counts = Counter(o.day for o in own)
    return {day(n): counts[day(n)] + (others(n) if callable(others) else others) for n in range(days)}


def after(before, since, until=10**6):
    return lambda n: since if TURN <= n < until else before


def called(own, noticed=None):
    return [(s.direction, (date.fromisoformat(s.date) - FIRST).days) for s in shifts(own, noticed or seen(own))]


@pytest.mark.parametrize("coder", ["dragoman", "icews"])
@pytest.mark.parametrize(("rates", "direction"), [
    (after((0.2, 0.4), (3.0, 0.4)), "warming"),
    (after((0.4, 0.2), (0.4, 3.0)), "cooling"),
])
def test_a_turn_is_called_once_in_its_direction_within_ten_days(rates, direction, coder):
    for seed in range(5):
        own = stream(rates, seed=seed, coder=coder)
        ((found, n),) = called(own)
        assert found == direction
        assert TURN <= n <= TURN + 10


def test_a_shift_says_when_it_began_and_why_with_the_events_of_its_side_the_most_told_first():
    own = stream(after((0.1, 0.3), (1.5, 0.3)))
    own.append(occurrence(TURN, "cooperation", 99, sources=9))
    (s,) = shifts(own, seen(own))
    assert (s.pair, s.coder) == (PAIR, "dragoman")
    assert abs((date.fromisoformat(s.start) - FIRST).days - TURN) <= 3
    assert s.reason.startswith("cooperation ")
    assert "expected from before; " in s.reason
    assert s.events[0] == f"PRKUSA-{TURN}-cooperation-99"
    within = [o.id for o in own if o.side == "cooperation" and s.start <= o.day <= s.date]
    assert sorted(s.events) == sorted(within)
    assert OWN.certainty <= s.probability <= 1
    assert s.size > 0


def test_what_a_coder_has_again_from_the_other_side_turns_nothing_and_is_none_of_what_others_do():
    own = stream(after((0.2, 0.4), (3.0, 0.4)), coder="icews")
    mirrored = [*own, *(o._replace(id=f"{o.id}-back", again=True) for o in own)]
    assert shifts(mirrored, seen(mirrored)) == shifts(own, seen(own)) != []


def test_a_steady_relation_is_left_alone():
    assert sum(len(called(stream(lambda n: (0.5, 0.4), seed=seed))) for seed in range(10)) <= 1


def test_a_wave_of_conflict_is_a_cooling_and_its_end_no_warming():
    own = stream(after((0.3, 0.1), (0.3, 2.0), TURN + 25))
    assert [direction for direction, _ in called(own)] == ["cooling"]


def test_a_thaw_after_a_break_is_called_too():
    rates = {0: (0.1, 0.1), 1: (0.1, 1.5), 2: (1.5, 0.1)}
    own = stream(lambda n: rates[n // 70], days=210)
    assert [direction for direction, _ in called(own, seen(own, days=210))] == ["cooling", "warming"]


def test_a_press_that_grows_makes_no_relation_warmer_or_colder():
    own = stream(after((0.3, 0.3), (1.2, 1.2)))
    assert called(own, seen(own, after(20, 80))) == []


def test_more_of_one_pair_in_a_press_that_grows_as_much_is_no_turn_but_in_a_steady_press_it_is():
    own = stream(after((0.3, 0.05), (1.5, 0.05)))
    assert called(own, seen(own, after(20, 100))) == []
    assert [direction for direction, _ in called(own)] == ["warming"]


def test_a_press_that_tells_twice_as_much_of_everything_all_the_time_sees_the_same_shifts():
    for seed in range(5):
        rates = after((0.2, 0.3), (1.5, 0.3))
        once, twice = stream(rates, seed=seed), stream(rates, seed=seed, times=2)
        ((direction, n),) = called(once)
        ((direction_twice, n_twice),) = called(twice, seen(twice, 40))
        assert direction == direction_twice
        assert abs(n - n_twice) <= 3


@pytest.mark.long
def test_both_sides_rising_alike_is_called_less_often_than_one_of_them_rising():
    def soon(since):
        return sum(any(TURN <= n <= TURN + 10 for _, n in called(stream(after((0.3, 0.3), since), seed=seed))) for seed in range(20))

    assert soon((2.0, 2.0)) <= 0.75 * soon((2.0, 0.3))


def test_what_is_ahead_or_feared_is_no_turn():
    own = stream(lambda n: (0.1, 0.1))
    ahead = [occurrence(TURN + i, "cooperation", 50, standing=standing) for i in range(20) for standing in ("ahead", "possible")]
    assert shifts(own + ahead, seen(own)) == shifts(own, seen(own))


def test_few_events_call_nothing_and_many_sources_say_more_than_one():
    own = [occurrence(n, "conflict") for n in (5, 20, 40, 60, 80)]
    few = [occurrence(TURN + i, "cooperation", sources=1) for i in (0, 2, 4)]
    told = [o._replace(sources=12) for o in few]
    assert called(own + few) == []
    assert called(own + told) == [("warming", TURN + 4)]


def test_a_small_ledger_of_six_weeks_shows_a_turn():
    quiet = [occurrence(n, "cooperation") for n in (0, 1, 15)]
    visit = [occurrence(n, "cooperation", i, sources=sources) for n, i, sources in (
        (20, 0, 2), (20, 1, 1), (20, 2, 1), (21, 0, 2), (21, 1, 2), (24, 0, 10), (24, 1, 3), (24, 2, 5), (24, 3, 1))]
    noticed = {day(n): 10.0 for n in range(0, 42, 2)} | {day(20): 12.0, day(21): 10.0, day(24): 24.0}
    assert called(quiet + visit, noticed) == [("warming", 24)]


def test_a_coders_long_silence_ends_what_is_known():
    own = stream(after((0.1, 0.3), (1.5, 0.3)))
    heard = [o for o in own if not TURN - 20 <= (date.fromisoformat(o.day) - FIRST).days < TURN]
    noticed = {d: n for d, n in seen(own).items() if not day(TURN - 20) <= d < day(TURN)}
    assert called(own)
    assert called(heard, noticed) == []


def test_pairs_of_rebels_are_no_pairs_and_pairs_do_not_bear_on_each_other():
    thaw = stream(after((0.1, 0.3), (1.5, 0.3)))
    other = stream(lambda n: (0.4, 0.4), seed=7, pair=("FRA", "GBR"))
    rebels = stream(after((0.1, 0.3), (1.5, 0.3)), pair=("AFG", "REB"))
    noticed = seen(thaw + other + rebels)
    assert {s.pair for s in shifts(thaw + other + rebels, noticed)} == {PAIR}
    assert shifts(thaw + other + rebels, noticed) == shifts(thaw, noticed)


def test_two_coders_have_no_common_shifts():
    with pytest.raises(ValueError, match="dragoman, icews"):
        shifts([occurrence(1, "conflict"), occurrence(1, "conflict", coder="icews")], {})


RATES = st.tuples(st.floats(0, 2), st.floats(0, 2))


@settings(max_examples=40, deadline=None)
@given(RATES, RATES, st.integers(0, 1000), st.integers(20, 120), st.randoms())
def test_what_is_called_by_a_day_is_the_same_whatever_comes_later_and_in_whatever_order(before, since, seed, known, order: random.Random):
    own = stream(lambda n: before if n < 60 else since, days=120, seed=seed)
    noticed = seen(own, days=120)
    every = shifts(own, noticed)
    mixed = own[:]
    order.shuffle(mixed)
    assert shifts(mixed, dict(sorted(noticed.items(), reverse=True))) == every
    then = shifts([o for o in own if o.day <= day(known)], {d: n for d, n in noticed.items() if d <= day(known)})
    assert then == [s for s in every if s.date <= day(known)]


def test_asked_from_a_day_on_the_shifts_are_those_called_since_in_every_stretch_of_coverage():
    own = stream(after((0.2, 0.4), (3.0, 0.4)))
    later = [o._replace(day=(date.fromisoformat(o.day) + timedelta(400)).isoformat(), id=f"{o.id}-later") for o in own]
    noticed = seen(own) | {(date.fromisoformat(d) + timedelta(400)).isoformat(): n for d, n in seen(own).items()}
    every = shifts([*own, *later], noticed)
    assert {(date.fromisoformat(s.date) - FIRST).days // 400 for s in every} == {0, 1}
    for since in (day(0), day(TURN + 1), day(300), day(TURN + 401), day(700)):
        assert shifts([*own, *later], noticed, since=since) == [s for s in every if s.date >= since]
