"""Which features enter the map of confidence, and what it says of itself."""
import numpy as np
import pytest

from evals.calibration import Judged
from training.calibrate import also, calibrated, choose


def rows(n=3000, seed=5):
    """Statements whose network is twice too sure of itself, with one feature that tells and one that does not."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        event, words, day = rng.normal(1, 2), float(rng.random() < 0.5), float(rng.random() < 0.5)
        right = rng.random() < 1 / (1 + np.exp(-(0.5 * event + 1.5 * words - 0.8)))
        out.append(Judged(f"r{i // 2}", {"event": event, "words": words, "day": day}, 0.5, bool(right)))
    return out


def test_only_features_that_tell_enter_the_strongest_first():
    made = rows()
    assert choose(made, np.arange(len(made)) % 5) == ["event", "words"]


def test_the_map_is_the_one_that_made_the_outcomes():
    made = calibrated(rows(12_000), 5)
    assert dict(zip(made["features"], made["weights"], strict=True)) == pytest.approx({"event": 0.5, "words": 1.5}, abs=0.12)
    assert made["bias"] == pytest.approx(-0.8, abs=0.12)
    assert made["out_of_fold"]["ece"] < 0.03
    assert (made["statements"], made["folds"]) == (12_000, 5)


def test_a_network_that_tells_nothing_gets_no_map():
    rng = np.random.default_rng(1)
    noise = [Judged(f"r{i}", {"event": rng.normal(), "words": 0.0}, 0.5, bool(rng.random() < 0.5)) for i in range(400)]
    with pytest.raises(SystemExit, match="expected more lines"):
        calibrated(noise, 4)


def test_lines_of_other_kinds_help_to_rank_and_do_not_set_the_level():
    few = rows(200)
    made = calibrated(few, 5, ["event", "words"])
    easier = [Judged(r.report, r.features, r.confidence, r.right or i % 2 == 0) for i, r in enumerate(rows(6000, seed=9))]  # right more often than few are
    out = also(made, few, easier)
    x = np.array([[r.features[n] for n in out["features"]] for r in few])
    chance = 1 / (1 + np.exp(-(x @ np.array(out["weights"]) + out["bias"])))
    assert chance.mean() == pytest.approx(np.mean([r.right for r in few]), abs=0.005)
    assert out["weights"][1] / out["weights"][0] == pytest.approx(3.0, abs=0.9)
    assert (out["statements"], out["more_statements"]) == (200, 6000)
