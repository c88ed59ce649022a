"""The map from what is known of a statement to its confidence."""
import json
import shutil
from dataclasses import replace
from importlib.resources import files
from math import log
from pathlib import Path

import pytest

from dragoman.model import Actor, DragomanError, Source, Statement
from dragoman.reading import Reader
from dragoman.reading.confidence import RAW, features, probability
from dragoman.reading.retelling import Mention, mentions

WEIGHTS = Path(str(files("dragoman") / "weights"))


def statement(trigger="visit", **fields):
    return Statement("r", trigger, (0, len(trigger)), "CONSULT", "planned", **fields)


def test_features_are_those_of_the_statement():
    bare = features(0.5, 0.8, statement())
    assert bare["event"] == pytest.approx(log(0.4 / 0.6))
    assert bare["trigger"] == pytest.approx(0)
    assert bare["type"] == pytest.approx(log(4))
    assert not any(bare[n] for n in ("words", "actor", "recipient", "source", "day", "roles"))
    full = features(0.5, 0.8, statement("pay a visit", actor=(Actor("Japan", "JPN"),), recipient=(Actor("they", "UNK"),), when="2024-03-12",
                                        when_text="today", where="Delhi", said_by=(Source("Kyodo", "JPN", "media"),)))
    assert (full["words"], full["actor"], full["recipient"], full["source"], full["day"], full["roles"]) == (1, 1, 0, 1, 1, 5)


def told(text: str, *triggers: str, type_: str = "ASSAULT") -> list[Statement]:
    return [Statement("r", t, (text.index(t), text.index(t) + len(t)), type_, "occurred") for t in triggers]


def test_an_event_named_again_is_told_by_its_type_and_word():
    text = "A car bombing sank a ferry. Police looked for those behind the bombings; a gunman shot at them."
    first, second, third = mentions(told(text, "car bombing", "bombings", "shot"), text)
    assert (first.again, second.again, third.again) == (False, True, False)
    assert mentions([told(text, "car bombing")[0], replace(told(text, "bombings")[0], type="ACCUSE")], text)[1].again is False


@pytest.mark.parametrize(("text", "trigger", "known"), [
    ("Three people were held over the bombing.", "bombing", True),
    ("Norway spoke of these two embassy attacks.", "attacks", True),
    ("Chad regretted its long invasion.", "invasion", True),
    ("The army attacks.", "attacks", True),  # the words before a trigger are all that is looked at
    ("A bombing killed two.", "bombing", False),
    ("Gunmen attacked the town.", "attacked", False),
    ("The minister, who had come from Oslo, met them.", "met", False),
])
def test_an_event_named_as_known_is_told_by_what_stands_before_it(text, trigger, known):
    assert mentions(told(text, trigger), text)[0].known is known


def test_features_say_how_the_event_is_named():
    made = features(0.5, 0.8, statement(), Mention(again=True, known=False))
    assert (made["again"], made["known"], made["met"]) == (1, 0, 1)
    made = features(0.5, 0.8, replace(statement(), type="AID"))
    assert (made["again"], made["known"], made["met"]) == (0, 0, 0)


@pytest.mark.parametrize(("trigger", "type_"), [(0.9, 0.9), (0.31, 0.77), (1.0, 1.0), (0.0, 0.5)])
def test_without_a_map_confidence_is_the_networks_probability(trigger, type_):
    assert probability(features(trigger, type_, statement()), RAW) == pytest.approx(trigger * type_, abs=1e-5)


def test_a_map_weighs_its_features_and_adds_its_bias():
    made = {"features": ["event", "words"], "weights": [2.0, -1.0], "bias": 0.5}
    assert probability({"event": 0.0, "words": 0.0, "more": 9.0}, made) == pytest.approx(1 / (1 + 2.718281828 ** -0.5))
    assert probability({"event": 0.25, "words": 1.0}, made) == pytest.approx(0.5)


def test_a_map_of_an_unknown_feature_is_refused_by_name():
    with pytest.raises(DragomanError, match="confidence rests on moon"):
        probability({"event": 0.0}, {"features": ["moon"], "weights": [1.0], "bias": 0.0})


def test_the_map_that_ships_grows_with_the_networks_probability():
    made = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8"))["confidence"]
    found = [probability(features(p, p, statement()), made) for p in (0.3, 0.5, 0.7, 0.9, 0.99)]
    assert found == sorted(found)
    assert found[0] < 0.5 < found[-1]


def test_the_reader_takes_its_map_from_the_card(reader, treaty, tmp_path):
    for name in ("encoder.onnx", "heads.onnx", "sides.onnx", "tokenizer.json", "card.json"):
        shutil.copy(WEIGHTS / name, tmp_path / name)
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    even = {"features": [], "weights": [], "bias": 0.0}
    (tmp_path / "card.json").write_text(json.dumps({**card, "confidence": even}), encoding="utf-8")
    assert {s.confidence for s in Reader(tmp_path).read(treaty)} == {0.5}
    del card["confidence"]
    (tmp_path / "card.json").write_text(json.dumps(card), encoding="utf-8")
    raw, shipped = Reader(tmp_path).read(treaty), reader.read(treaty)
    assert [s.id for s in raw] == [s.id for s in shipped]
    assert [s.confidence for s in raw] != [s.confidence for s in shipped]
    assert all(0 < s.confidence < 1 for s in raw)
