"""Logistic regression finds the coefficients that made the data."""
import numpy as np
import pytest

from training.logistic import fit, log_losses, out_of_fold, sigmoid


def drawn(weights, bias, n=40_000, seed=3):
    """Features of unlike scale, and outcomes drawn from a known map."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.normal(1, 2, n), rng.random(n) < 0.3])
    return x, rng.random(n) < sigmoid(x @ weights + bias)


@pytest.mark.parametrize(("weights", "bias"), [([0.8, 1.5], -0.7), ([-0.4, 0.0], 1.2)])
def test_known_coefficients_are_found(weights, bias):
    got, off = fit(*drawn(np.array(weights), bias))
    assert got == pytest.approx(weights, abs=0.06)
    assert off == pytest.approx(bias, abs=0.06)


def test_without_features_the_bias_gives_the_base_rate():
    weights, bias = fit(np.zeros((10, 0)), np.array([True] * 8 + [False] * 2))
    assert weights.shape == (0,)
    assert sigmoid(np.array(bias)) == pytest.approx(0.8)


def test_a_feature_that_never_varies_has_no_weight():
    x, y = drawn(np.array([0.8, 1.5]), -0.7, 2000)
    weights, _ = fit(np.column_stack([x, np.full(len(x), 7.0)]), y)
    assert weights[2] == 0


def test_data_that_a_feature_parts_perfectly_stays_finite():
    x = np.arange(20.0)[:, None]
    weights, bias = fit(x, x[:, 0] > 9)
    assert np.isfinite([*weights, bias]).all()
    assert sigmoid(x[:, 0] * weights[0] + bias)[[0, 19]] == pytest.approx([0, 1], abs=0.05)


def test_a_row_is_judged_by_a_fit_that_has_not_seen_it():
    y = np.array([True, False] * 20)
    x = y[:, None].astype(float)
    fold = np.repeat([0, 1], 20)
    x[fold == 1] = 1 - x[fold == 1]
    assert log_losses(out_of_fold(x, y, fold), y).min() > 1
