"""Pairs of states: which types are cooperation, and which of the two prevails."""
import pytest

from dragoman.ledger import side_of
from dragoman.model import TYPES
from dragoman.relations import COOPERATION, tendency


def test_a_type_is_cooperation_or_conflict_and_none_is_both():
    assert {side_of(type_) for type_ in COOPERATION} == {"cooperation"}
    assert {side_of(type_) for type_ in set(TYPES) - set(COOPERATION)} == {"conflict"}
    assert {"CONSULT", "AID", "RETREAT"} <= set(COOPERATION) and not {"REQUEST", "ASSAULT"} & set(COOPERATION)


@pytest.mark.parametrize(("counts", "expected"), [
    ((3, 0), "closer"), ((2, 0, 1, 0), "closer"), ((2, 0), "quiet"), ((0, 2), "quiet"), ((0, 3), "apart"), ((1, 2, 0, 1), "apart"), ((3, 1), "closer"),
    ((5, 2), "both"), ((2, 2), "both"),
])
def test_one_prevails_when_it_is_three_events_and_three_times_the_other(counts, expected):
    assert tendency(*counts) == expected
