"""Bodies and states by a noun alone."""
import pytest

from dragoman.reading.actors import Actors


def code(text, surface):
    at = text.index(surface)
    return Actors(text, "2024-05-01").nouns.code(at, at + len(surface))


@pytest.mark.parametrize(("text", "surface", "expected"), [
    ("Iran warned Saudi Arabia on Monday. Tehran said the kingdom would pay.", "the kingdom", "SAU"),
    ("Turkey and Cyprus traded charges. Turkish troops invaded the island in 1974.", "the island", "CYP"),
    ("Cuba opened its ports after Washington eased its ban. The island nation waits.", "The island nation", "CUB"),
    ("Malaysia and Singapore quarrel over water, which Johor sells to the island's government.", "the island's government", "SGP"),
    ("Baghdad pressed Jordan. Mr. Bush asked the king to shut the port.", "the king", "JOR"),
    ("The White House called Riyadh. It praised the crown prince.", "the crown prince", "SAU"),
    ("Kuwait thanked the Americans; Iraq overran the emirate in 1990.", "the emirate", "KWT"),
    ("The Security Council met. Russia told the council to wait.", "the council", "UNO"),
    ("The European Community met, and the Community banned trade.", "the Community", "EUU"),
])
def test_a_noun_is_what_was_named_before(text, surface, expected):
    assert code(text, surface) == expected


@pytest.mark.parametrize(("text", "surface"), [
    ("Saudi troops left Yemen, and the Kingdom of Norland sent aid.", "the Kingdom"),
    ("Saudi troops left Yemen, and the island kingdom sent aid.", "the island kingdom"),
    ("Japan sent two ships to the island after the quake.", "the island"),
    ("China expelled an envoy of the kingdom, which is Saudi Arabia.", "the kingdom"),
    ("Denmark and Norway met at the border. The council of Norland fell.", "The council"),
    ("The European Community met. Then the community mourned.", "the community"),
])
def test_a_noun_alone_says_nothing(text, surface):
    assert code(text, surface) is None


def test_what_a_noun_stands_for_is_held_against_the_network():
    text = "Iran warned Saudi Arabia on Monday. Tehran said the kingdom would pay."
    actors = Actors(text, "2024-05-01")
    span = text.index("the kingdom"), text.index("the kingdom") + len("the kingdom")
    assert actors.code(span) == ("SAU",) and span in actors.settled
