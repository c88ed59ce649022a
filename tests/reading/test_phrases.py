"""Phrases cut short by the network are made whole, and no others."""
import pytest

from dragoman.reading.actors import Actors
from dragoman.reading.phrases import whole

PHRASES = [
    ("Others felt freer. The State Department urged both", "The", "The State Department"),
    ("help to the other without delay if", "the", "the"),
    ("a member of their party, who", "a member of", "a member of their party"),
    ("arrested 135 of them. One", "135", "135 of them"),
    ("after King Hussein of Jordan flew on Sunday", "King Hussein of", "King Hussein of Jordan"),
    ("The 12 Community nations said", "The", "The 12 Community nations"),
    ("The foreign ministers of the two countries met", "The foreign ministers of", "The foreign ministers of the two countries"),
    ("when an enlarged United Nations force is to take over", "an", "an enlarged United Nations force"),
    ("said two Italian-built jets came", "two", "two Italian-built jets"),
    ("since two rebel movements took up arms", "two", "two rebel movements"),
    ("men in Mr Gbagbo's pay", "Mr", "Mr Gbagbo"),
    ("whom Mr. Gbagbo turned away", "Mr", "Mr. Gbagbo"),
    ("Antony Blinken, the U.S. secretary of state, said", "Antony Blinken, the U", "Antony Blinken, the U.S."),
    ("asks the Organization for Security and Co-operation in Europe for help", "the Organization for Security and Co",
     "the Organization for Security and Co-operation in Europe"),
    ("asks the organization for security and co-operation", "the organization for security and co", "the organization for security and co"),
    ("The Assistant Secretary Jane Doe left", "The Assistant", "The Assistant Secretary"),
    ("The assistant left", "The assistant", "The assistant"),
    ("names one country, which", "one", "one"),
    ("He visited the. And", "the", "the"),
    ("claimed 2,600 lives", "2", "2"),
    ("His visit to Cornell", "His", "His"),
    ("troops of the\nUnited States", "the", "the"),
    ("Iran's army struck", "Iran", "Iran"),
    ("the Chinese presidency of the Security Council that", "Chinese presidency of the", "Chinese presidency of the Security Council"),
    ("The three accuse Tehran of it", "The three", "The three"),
    ("the bodies of 14 soldiers, 14 of whom have died", "14 of", "14 of"),
    ("Iran's president is expected", "Iran's president", "Iran's president"),
    ("the former spokesman Ali said", "the", "the former spokesman"),
    ("one of them said that", "one of", "one of them"),
    ("shot down two helicopters. President Clinton said", "two", "two helicopters"),
    ("telephoned the king. Morocco's minister said", "the king", "the king"),
    ("met Gen. Mark Milley there", "Gen", "Gen. Mark Milley"),
    ("saw the sword fall on Iran", "the", "the sword"),
    ("Narendra Modi and Prime Minister Li Qiang met", "Prime", "Prime Minister"),
    ("the release of 7,000 fighters", "7", "7,000 fighters"),
    ("fed 800,000 Afghans there", "800,", "800,000 Afghans"),
    ("Norland's army left; Iran's stayed", "Iran'", "Iran"),
    ("attacked the Saudi embassy in Damascus and", "the Saudi embassy in", "the Saudi embassy in Damascus"),
    ("forces inside the United States fell", "forces inside", "forces inside the United States"),
    ("the rebels in its east", "the rebels in", "the rebels in"),
    ("the delegation to the peace talks", "the delegation to", "the delegation to"),
]
"""A text, what the network took of it, and the phrase."""


@pytest.mark.parametrize("text, part, phrase", PHRASES)
def test_a_phrase_goes_on_to_its_name_or_noun(text, part, phrase):
    at = text.index(part)
    a, b = whole(Actors(text, "2010-01-01"), (at, at + len(part)))
    assert text[a:b] == phrase


def test_a_span_without_a_word_stays():
    assert whole(Actors("Iran, and Iraq", "2010-01-01"), (4, 6)) == (4, 6)
