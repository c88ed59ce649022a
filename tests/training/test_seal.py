"""The card of a folder of weights, to which each step of training adds what it knows."""
import json

from training.seal import note


def test_what_a_step_notes_leaves_what_others_noted(tmp_path):
    (tmp_path / "card.json").write_text('{"version": "dev", "narrow": true}', encoding="utf-8")
    note(tmp_path, {"version": "base-1", "data": "δ"})
    assert json.loads((tmp_path / "card.json").read_text(encoding="utf-8")) == {"version": "base-1", "narrow": True, "data": "δ"}
