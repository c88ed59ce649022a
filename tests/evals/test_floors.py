"""Floors only rise."""
import json

import pytest

from evals import common


@pytest.fixture
def floors(tmp_path, monkeypatch):
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"reading": {"event": 0.5}}))
    monkeypatch.setattr(common, "FLOORS", path)
    monkeypatch.setattr(common, "WITHOUT", tmp_path / "without.json")
    monkeypatch.setattr(common, "has_dot_products", lambda: True)
    return path


def test_a_figure_under_its_floor_is_named(floors):
    assert common.below("reading", {"event": 0.5}) == []
    assert "event" in common.below("reading", {"event": 0.49})[0]
    assert common.below("reading", {})


def test_floors_rise_and_do_not_fall(floors):
    common.raise_floors({"reading": {"event": 0.6}})
    assert json.loads(floors.read_text())["reading"]["event"] == 0.598
    common.raise_floors({"reading": {"event": 0.4}})
    assert json.loads(floors.read_text())["reading"]["event"] == 0.598


def test_a_floor_falls_only_where_its_eval_is_named(floors):
    common.raise_floors({"reading": {"event": 0.4}}, lower=["reading"])
    assert json.loads(floors.read_text())["reading"]["event"] == 0.398


def test_nested_figures_have_floors_and_shares_of_error_have_none(floors):
    common.raise_floors({"attribution": {"exact": {"cue": 0.7}}, "actors": {"all": 0.8, "error_other": 0.1}})
    got = json.loads(floors.read_text())
    assert got["attribution"] == {"exact.cue": 0.698}
    assert got["actors"] == {"all": 0.798}


def test_figures_that_are_better_the_lower_have_no_floor(floors):
    common.raise_floors({"calibration": {"ece": 0.03, "newswire_ece": 0.1, "brier": 0.2, "auroc": 0.75, "calibration": 0.97}})
    assert json.loads(floors.read_text())["calibration"] == {"auroc": 0.748, "calibration": 0.968}


def test_a_processor_that_rounds_otherwise_has_floors_of_its_own(floors, monkeypatch):
    monkeypatch.setattr(common, "has_dot_products", lambda: False)
    assert common.below("reading", {"event": 0.49})  # until there are some
    common.raise_floors({"reading": {"event": 0.49, "dyad": 0.4}})
    assert json.loads(floors.read_text()) == {"reading": {"event": 0.5}}
    assert not common.below("reading", {"event": 0.489, "dyad": 0.399})
    assert common.below("reading", {"event": 0.487, "dyad": 0.399})
    monkeypatch.setattr(common, "has_dot_products", lambda: True)
    assert common.below("reading", {"event": 0.49})
