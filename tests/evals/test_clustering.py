"""MUC, B³ and CEAF_e on clusters worked by hand, and the alignment against all alignments written out."""
import itertools

import numpy as np
import pytest

from evals.clustering import b_cubed, best_sum, ceaf_e, conll, muc

# gold {a b c} {d e f g}; got {a b} {c d} {f g h} {e} without h: the example of seven mentions below
GOLD = [1, 1, 1, 2, 2, 2, 2]
GOT = ["x", "x", "y", "y", "z", "w", "w"]


def test_muc_counts_links():
    # gold {abc} falls into ab|c, {defg} into d|e|fg: 1 of 2 and 1 of 3 links; got {ab} and {fg} whole, {cd} in two: 1, 1 and 0 of 1 each
    assert muc(GOLD, GOT) == pytest.approx((2 / 5, 2 / 3, 2 * (2 / 5) * (2 / 3) / (2 / 5 + 2 / 3)))


def test_b_cubed_weighs_each_mention():
    recall = (2 * 2 / 3 + 1 / 3 + 1 / 4 + 1 / 4 + 2 * 2 / 4) / 7
    precision = (2 + 2 * 1 / 2 + 1 + 2) / 7
    assert b_cubed(GOLD, GOT)[:2] == pytest.approx((recall, precision))


def test_ceaf_aligns_clusters_one_to_one():
    # {abc} with {ab}: 2·2/5; {defg} with {fg}: 2·2/6
    total = 4 / 5 + 4 / 6
    assert ceaf_e(GOLD, GOT) == pytest.approx((total / 2, total / 4, 2 * (total / 2) * (total / 4) / (total / 2 + total / 4)))


def test_the_conll_score_is_the_mean_of_the_three():
    got = conll(GOLD, GOT)
    assert got["conll"] == pytest.approx((muc(GOLD, GOT).f1 + b_cubed(GOLD, GOT).f1 + ceaf_e(GOLD, GOT).f1) / 3)


def test_luo_s_example_where_b_cubed_and_ceaf_differ():
    # Luo 2005, figure 1: reference {1..5} {6 7} {8 9 A B C}; response (a) joins the first two, (b) the first and the last
    gold = [1] * 5 + [2] * 2 + [3] * 5
    a, b = [1] * 7 + [3] * 5, [1] * 5 + [2] * 2 + [1] * 5
    assert b_cubed(gold, a).f1 == pytest.approx(0.865, abs=1e-3)
    assert b_cubed(gold, b).f1 == pytest.approx(0.737, abs=1e-3)
    assert muc(gold, a) == muc(gold, b)
    assert ceaf_e(gold, a).f1 == pytest.approx(0.733, abs=1e-3)
    assert ceaf_e(gold, b).f1 == pytest.approx(0.667, abs=1e-3)


@pytest.mark.parametrize("measure", [muc, b_cubed, ceaf_e])
def test_the_gold_scores_one_against_itself_whatever_clusters_are_called(measure):
    assert measure(GOLD, [f"name {g}" for g in GOLD]) == (1, 1, 1)


def test_clusters_of_one_mention_have_no_links_and_count_elsewhere():
    assert muc([1, 2, 3], [1, 2, 3]) == (0, 0, 0)
    assert b_cubed([1, 2, 3], [1, 1, 3])[:2] == pytest.approx((1, 2 / 3))
    assert ceaf_e([1, 2, 3], [1, 1, 3])[:2] == pytest.approx(((2 / 3 + 1) / 3, (2 / 3 + 1) / 2))


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 5), (5, 2), (4, 6)])
def test_the_best_sum_is_that_of_all_alignments(shape):
    rng = np.random.default_rng(7)
    for _ in range(20):
        gain = np.where(rng.random(shape) < 0.3, 0, rng.random(shape))
        short = gain if shape[0] <= shape[1] else gain.T
        every = max(sum(short[i, j] for i, j in enumerate(c)) for c in itertools.permutations(range(short.shape[1]), short.shape[0]))
        assert best_sum(gain) == pytest.approx(every)
