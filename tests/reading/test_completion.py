"""Parties that a report takes as known."""
import pytest

from dragoman.model import Actor, Statement
from dragoman.reading.completion import completed, stem


def told(at, trigger, actor=(), recipient=(), kind="SUPPORT", **fields):
    return Statement("r", trigger, (at, at + len(trigger)), kind, "planned", tuple(Actor(c, c) for c in actor),
                     tuple(Actor(c, c) for c in recipient), **fields)


def parties(statement):
    return [a.code for a in statement.actor], [a.code for a in statement.recipient]


def test_a_signing_told_again_has_the_parties_of_the_first_telling():
    first, again = told(0, "sign the treaty", ["RUS", "IRN"]), told(90, "signing")
    assert parties(completed([first, again])[1]) == (["RUS", "IRN"], [])


def test_one_party_that_is_known_is_filled_up():
    first, again = told(0, "visit", ["IRN"], ["RUS"], "CONSULT"), told(90, "visit", ["IRN"], [], "CONSULT")
    assert parties(completed([first, again])[1]) == (["IRN"], ["RUS"])


@pytest.mark.parametrize("again", [
    told(90, "signing", ["CHN"]),                       # somebody else
    told(90, "signing", kind="CONSULT"),                # another type
    told(90, "recognition"),                            # no word that tells them one
    told(90, "signing", ["USA"], ["GBR"]),              # parties of its own
])
def test_other_events_are_left_alone(again):
    assert completed([told(0, "sign", ["RUS", "IRN"]), again])[1] == again


def test_acts_of_one_side_are_left_alone():
    first, again = told(0, "attack", ["RUS"], ["UKR"], "ASSAULT"), told(90, "attack", [], [], "ASSAULT")
    assert completed([first, again])[1] == again


def test_nothing_is_taken_from_what_comes_later():
    early = told(0, "signing")
    assert completed([early, told(90, "sign", ["RUS", "IRN"])])[0] == early


def test_words_of_one_stem():
    assert stem("signing is planned") == stem("to sign") == stem("agreement") == "agree"
    assert stem("peace accord") == stem("deal") == stem("Treaties") == "agree"
    assert stem("shelling") is None
