"""Whose side a party is on: the rules where the words say it, else the name that the network points to."""
import re

import numpy as np
import pytest

from dragoman.reading.actors import Actors
from dragoman.reading.allegiance import Side, allegiance, probabilities
from dragoman.reading.heads import CLASSES

TEXT = "Israeli jets struck Gaza as Egypt called for calm. Residents fled and both sides blamed each other."


def side(text: str, **logits: float) -> Side:
    """A window of one token a word; logits by the word's beginning or by class, all others very low."""
    words = [m.span() for m in re.finditer(r"\S+", text)]
    offsets = [(0, 0), *words, (0, 0)]
    tokens = np.full(len(offsets), -9.0)
    for i, (a, b) in enumerate(words, 1):
        tokens[i] = logits.get(text[a:b].strip("."), -9.0)
    return Side(offsets, tokens, np.array([logits.get(c, -9.0) for c in CLASSES]))


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_names_of_one_code_share_its_probability():
    text = "Russian troops left as Russia pulled back from Syria."
    found = probabilities(Actors(text, "2024-01-01"), side(text, Russian=0.0, Russia=0.0, Syria=0.0))
    assert found["RUS"] == pytest.approx(2 / 3, abs=0.01)
    assert found["SYR"] == pytest.approx(1 / 3, abs=0.01)
    assert sum(found.values()) == pytest.approx(1)


def test_a_party_without_a_name_takes_the_code_that_is_pointed_to():
    actors = Actors(TEXT, "2024-01-01")
    assert allegiance(actors, span("Residents"), side(TEXT, Gaza=5.0)) == ("PSE",)
    assert allegiance(actors, span("Residents"), side(TEXT, Israeli=5.0)) == ("ISR",)


def test_both_sides_are_two():
    assert set(allegiance(Actors(TEXT, "2024-01-01"), span("both sides"), side(TEXT, Israeli=5.0, Gaza=5.0))) == {"ISR", "PSE"}


def test_a_name_keeps_its_own_code_unless_the_network_is_nearly_certain():
    actors = Actors(TEXT, "2024-01-01")
    assert allegiance(actors, span("Egypt"), side(TEXT, Egypt=1.0, Gaza=2.0)) == ("EGY",)


def test_doubt_leaves_what_the_rules_say():
    actors = Actors(TEXT, "2024-01-01")
    known = actors.code(span("Residents"))
    assert allegiance(actors, span("Residents"), side(TEXT, Israeli=1.0, Gaza=1.0, Egypt=1.0)) == known


def test_weights_without_the_graph_leave_it_to_the_rules():
    actors = Actors(TEXT, "2024-01-01")
    assert allegiance(actors, span("Israeli jets"), None) == ("ISR",)


TALKS = "Armenia and Azerbaijan signed a truce. France urged {} to keep it, and Armenia thanked France. {} met before, Azerbaijan said."


@pytest.mark.parametrize("words", ["both", "both sides", "the two countries", "both of the neighbours", "the leaders of the two states", "each side"])
def test_two_that_are_named_elsewhere_are_both_parties_and_who_speaks_to_them_is_none(words):
    text = TALKS.format(words, "They")
    at = text.index("urged ") + len("urged ")
    actors = Actors(text, "2024-01-01")
    found = allegiance(actors, (at, at + len(words)), side(text, Armenia=4.0, France=-1.0, Azerbaijan=-1.0))
    assert set(found) == {"ARM", "AZE"}


@pytest.mark.parametrize("words", ["the sides", "two men", "the other side of the street", "bothered neighbours"])
def test_what_is_not_plainly_two_is_left_to_the_network(words):
    text = TALKS.format(words, "They")
    at = text.index("urged ") + len("urged ")
    assert allegiance(Actors(text, "2024-01-01"), (at, at + len(words)), side(text, Armenia=3.0, France=-2.0, Azerbaijan=-2.0)) == ("ARM",)


def test_two_of_whom_one_is_named_are_not_made_up():
    text = "Armenia said that both sides had agreed."
    at = text.index("both sides")
    assert allegiance(Actors(text, "2024-01-01"), (at, at + 10), side(text, Armenia=3.0)) == ("ARM",)


def test_two_that_are_named_nowhere_stay_unknown():
    text = TALKS.format("both sides", "They")
    at = text.index("both sides")
    assert allegiance(Actors(text, "2024-01-01"), (at, at + 10), side(text, UNK=4.0)) == ("UNK",)


def test_the_north_of_korea_is_a_name():
    text = "North Korea fired a rocket over Japan. Rebels cheered the North."
    at = text.index("the North")
    assert allegiance(Actors(text, "2017-09-15"), (at, at + 9), side(text, Rebels=9.0, Japan=5.0)) == ("PRK",)
