"""The rule by which a soak says that memory is flat."""
import random

from evals.flatness import flatness


def series(slope, noise=5.0, level=300.0, points=300, seed=1):
    rng = random.Random(seed)
    return [(n / points, level + slope * n / points + rng.gauss(0, noise)) for n in range(points)]


def test_noise_is_flat_and_a_leak_is_not():
    assert flatness([series(0)]).flat
    assert flatness([series(10)]).flat
    leak = flatness([series(120)])
    assert not leak.flat
    assert leak.low < leak.slope < leak.high and abs(leak.slope - 120) < 10


def test_a_step_up_is_growth_though_the_slope_may_be_small():
    stepped = series(0, noise=1, points=290) + [(0.97 + n / 1000, 400.0) for n in range(80)]
    assert flatness([stepped]).growth > 0.10 and not flatness([stepped]).flat


def test_lives_of_a_process_are_not_compared_with_one_another():
    low, high = series(0, level=200), [(t + 1, v) for t, v in series(0, level=400, seed=2)]
    assert flatness([low, high]).flat
    assert not flatness([low + high]).flat


def test_few_points_say_nothing():
    assert flatness([series(0, points=9)]) is None
