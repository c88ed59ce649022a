"""Figures of calibration on examples worked by hand."""
import json

import numpy as np
import pytest

from evals.calibration import Bin, Judged, auroc, bins, by_chance, calibration_error, confidences, digest, figures, folds

P = np.array([0.05, 0.05, 0.62, 0.64, 0.66, 0.68, 1.0, 1.0])
RIGHT = np.array([False, False, True, False, True, True, True, False])


def test_bins_of_equal_width_by_hand():
    assert bins(P, RIGHT) == [Bin(2, pytest.approx(0.05), 0), Bin(4, pytest.approx(0.65), 3), Bin(2, pytest.approx(1.0), 1)]
    # 2/8 · |0.05 - 0| + 4/8 · |0.65 - 0.75| + 2/8 · |1 - 0.5|
    assert calibration_error(bins(P, RIGHT)) == pytest.approx(0.0125 + 0.05 + 0.125)


def test_bins_of_equal_mass_by_hand():
    found = bins(P, RIGHT, 2, equal_mass=True)
    assert [(b.count, b.right) for b in found] == [(4, 1), (4, 3)]
    assert calibration_error(found) == pytest.approx(abs(1.36 - 1) / 8 + abs(3.34 - 3) / 8)


def test_figures_by_hand():
    got = figures(np.array([1.0, 0.5, 0.5, 0.0]), np.array([True, True, False, False]))
    assert got == {"ece": 0.0, "brier": 0.125, "auroc": 0.875, "calibration": 1.0}


def test_auroc_counts_ties_half_and_is_a_half_where_nothing_is_to_tell_apart():
    assert auroc(np.array([0.9, 0.1]), np.array([False, True])) == 0
    assert auroc(np.array([0.4, 0.4, 0.4]), np.array([False, True, True])) == 0.5
    assert auroc(np.array([0.4, 0.9]), np.array([True, True])) == 0.5


def test_confidence_that_is_right_by_definition_shows_noise_alone():
    p = np.random.default_rng(2).random(1000)
    assert 0.01 < by_chance(p) < 0.06
    assert by_chance(np.tile(p, 100)) < by_chance(p) / 3


def test_statements_of_one_report_share_a_fold():
    made = folds([Judged(f"r{i // 3}", {}, 0.5, True) for i in range(300)], 2)
    assert all(len(set(made[i:i + 3])) == 1 for i in range(0, 300, 3))
    assert 60 < made.sum() < 240


def test_lines_that_the_map_was_fitted_on_are_cross_fitted(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps({"id": "r"}))
    rng = np.random.default_rng(4)
    made = [Judged(f"r{i}", {"event": float(x)}, 0.99, bool(rng.random() < 0.5)) for i, x in enumerate(rng.normal(size=200))]
    card = {"confidence": {"features": ["event"], "weights": [9.0], "bias": 9.0, "lines": {"lines.jsonl": digest(path)}}}
    crossed, said = confidences(made, path, card)
    assert said
    assert 0.3 < crossed.mean() < 0.7
    plain, said = confidences(made, path, {})
    assert not said
    assert set(plain) == {0.99}
