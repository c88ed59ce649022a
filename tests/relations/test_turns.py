"""The detector of turns: what it reckons with, and how soon it speaks."""
from math import lgamma

import numpy as np
import pytest

from dragoman.relations.turns import Settings, _below, _log_gamma, turns

GIVEN = Settings(dispersion=1.5, lasting=7)
OTHERS = np.full(120, 20.0)


def rising(by, days=120, at=100):
    counts = np.zeros(days)
    counts[::10] = 1
    counts[at:] = by
    return counts


@pytest.mark.parametrize("x", [1.0, 1.7, 12.0, 3e4])
def test_the_gamma_function_is_right(x):
    assert _log_gamma(np.array([x]))[0] == pytest.approx(lgamma(x), abs=1e-8, rel=1e-10)


def test_the_normal_distribution_is_right():
    assert _below(np.array([-1.959964, 0.0, 1.644854])) == pytest.approx([0.025, 0.5, 0.95], abs=1e-4)


def test_a_steep_rise_is_called_on_the_third_day_and_a_lesser_one_once_it_has_lasted():
    steep, slow = (next(turns(rising(by), np.zeros(120), OTHERS, GIVEN)) for by in (8.0, 1.0))
    assert (steep.day, steep.start, steep.sign) == (102, 100, 1)
    assert 107 <= slow.day <= 112
    assert slow.probability >= GIVEN.certainty


def test_the_second_stream_turns_the_other_way():
    (turn,) = turns(np.zeros(120), rising(8.0), OTHERS, GIVEN)
    assert turn.sign == -1


def test_nothing_is_called_before_the_day_from_which_calls_are_asked_nor_without_a_before():
    assert [turn.day for turn in turns(rising(8.0), np.zeros(120), OTHERS, GIVEN, since=110)] == [110]
    assert list(turns(rising(8.0, at=10), np.zeros(120), OTHERS, GIVEN)) == []


def test_a_rise_that_all_news_shares_is_none():
    assert list(turns(rising(4.0), np.zeros(120), np.where(np.arange(120) >= 100, 800.0, 20.0), GIVEN)) == []
