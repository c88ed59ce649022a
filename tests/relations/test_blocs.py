"""Blocs: states of which each holds with most of the others are found, feuds and mere busyness keep states apart."""
import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.relations import GOLDSTEIN, Occurrence, blocs

EAST, SOUTH = ("CHN", "IRN", "PRK", "RUS"), ("ARG", "BRA", "CHL")


def times(n, a, b, side="cooperation", sources=1):
    a, b = sorted((a, b))
    type_ = "COOPERATE" if side == "cooperation" else "ASSAULT"
    return [Occurrence("2018-03-01", a, b, a, b, type_, side, "done", GOLDSTEIN[type_], f"{a}{b}{side}{i}", "dragoman", sources, True) for i in range(n)]


def among(states, n=6):
    return [o for a, b in combinations(states, 2) for o in times(n, a, b)]


def members(own):
    return [bloc["members"] for bloc in blocs(own)]


def test_two_circles_of_states_are_two_blocs_the_busier_first():
    assert members(among(EAST) + among(SOUTH) + times(1, "CHN", "BRA")) == [list(EAST), list(SOUTH)]


def test_a_bloc_tells_how_much_its_members_do_together_and_shows_the_events():
    own = among(EAST, 9) + among(SOUTH) + times(6, "ARG", "ESP") + times(2, "ARG", "CHL", "conflict")
    _, bloc = blocs(own)
    assert {key: bloc[key] for key in ("members", "cooperation", "conflict_within", "strength")} == {
        "members": list(SOUTH), "cooperation": 18, "conflict_within": 2, "strength": 0.75}
    known = {o.id for o in own if o.side == "cooperation"}
    assert bloc["events"] and set(bloc["events"]) <= known
    assert "ESP" not in "".join(bloc["events"])


def test_states_that_clash_more_than_they_cooperate_are_in_no_bloc_together():
    own = among(EAST) + times(20, "CHN", "PRK", "conflict")
    assert all({"CHN", "PRK"} - set(bloc) for bloc in members(own))


def test_a_state_that_is_busy_with_everyone_is_no_hub_of_a_bloc():
    own = among(SOUTH) + [o for state in (*SOUTH, "AUS", "EGY", "KEN", "NOR", "PER") for o in times(6, "USA", state)]
    assert members(own) == [list(SOUTH)]


def test_two_states_are_no_bloc_nor_are_those_tied_only_to_one_between():
    assert members(times(9, "RUS", "BLR")) == []
    assert members(times(9, "RUS", "BLR") + times(9, "RUS", "SRB")) == []


def test_few_events_are_no_tie():
    own = among(SOUTH, n=2)
    assert blocs(own) == []
    assert len(blocs(own, least=2)) == 1


def test_what_is_only_planned_and_bodies_and_rebels_make_no_bloc():
    assert blocs([o._replace(standing="ahead") for o in among(SOUTH)]) == []
    assert blocs(among(("EUU", "NAT", "UNO"))) == []


def test_nothing_makes_nothing():
    assert blocs([]) == []


@given(st.lists(st.tuples(st.sampled_from(EAST + SOUTH), st.sampled_from(EAST + SOUTH), st.integers(1, 9), st.booleans()), max_size=25), st.randoms())
def test_blocs_are_apart_each_ties_its_members_and_the_order_of_events_does_not_matter(drawn, order: random.Random):
    own = [o for a, b, n, good in drawn if a != b for o in times(n, a, b, "cooperation" if good else "conflict")]
    found = blocs(own)
    mixed = own[:]
    order.shuffle(mixed)
    assert blocs(mixed) == found
    states = [state for bloc in found for state in bloc["members"]]
    assert len(states) == len(set(states))
    for bloc in found:
        assert len(bloc["members"]) >= 3
        assert bloc["events"]
        assert 0 < bloc["strength"] <= 1
