"""Whose side a party is on: the rules where the words say it, else the name that the network points to."""
import re

import numpy as np
import pytest

from dragoman.reading.actors import Actors
from dragoman.reading.allegiance import Namesakes, Side, allegiance, crosses, foreign, named, probabilities
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


@pytest.mark.parametrize("words", ["both", "both sides", "the two countries", "both of the neighbours", "the leaders of the two states", "each side",
                                   "both parliaments", "soldiers of the two sides"])
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


@pytest.mark.parametrize(("text", "words", "codes"), [
    ("Poland, Hungary and the Czech Republic applied. NATO invited the three countries.", "the three countries", ("POL", "HUN", "CZE")),
    ("Ministers of Poland, Hungary and Latvia met, as did France and Spain. All three governments agreed.", "All three governments", ("POL", "HUN", "LVA")),
    ("Jan of Poland, Ivan of Hungary and Karel of Latvia met. The foreign ministers of the three states agreed.", "The foreign ministers of the three states",
     ("POL", "HUN", "LVA")),
    ("Poland and Hungary applied. NATO invited the three countries.", "the three countries", ("UNK",)),   # none of three is listed
    ("Poland, Hungary and Latvia applied. NATO invited the three men.", "the three men", ("UNK",)),       # of whichever state
])
def test_parties_that_are_counted_are_those_of_the_last_list_of_so_many(text, words, codes):
    spot = text.index(words), text.index(words) + len(words)
    assert allegiance(Actors(text, "2024-01-01"), spot, side(text, UNK=0.0)) == codes


def test_two_that_are_named_side_by_side_right_before_are_both_whatever_else_is_named():
    text = "Eritrea and Ethiopia signed a peace in Algiers. Both armies will free prisoners."
    spot = text.index("Both armies"), text.index("Both armies") + 11
    assert allegiance(Actors(text, "2024-01-01"), spot, side(text, Algiers=3.0, Eritrea=2.0)) == ("ERI", "ETH")


@pytest.mark.parametrize(("words", "codes"), [("Gunmen", ("UNK",)), ("Militants", ("REB",))])
def test_gunmen_are_of_no_armed_group_where_the_network_knows_of_none(words, codes):
    text = f"{words} stormed a hotel in Kabul. Nobody has claimed the attack."
    assert allegiance(Actors(text, "2024-01-01"), (0, len(words)), side(text, UNK=2.0, Kabul=0.6)) == codes


def test_the_north_of_korea_is_a_name():
    text = "North Korea fired a rocket over Japan. Rebels cheered the North."
    at = text.index("the North")
    assert allegiance(Actors(text, "2017-09-15"), (at, at + 9), side(text, Rebels=9.0, Japan=5.0)) == ("PRK",)


FBI = ("Director of the U.S. Federal Bureau of Investigation (FBI) Louis Frehm flew to Nairobi. Frehm met Kenyan officials, and Frehm thanked them. "
       "Juan Castro sued Lia Castro as Castro left for Havana.")


def found(words: str, nth: int = 0) -> tuple[int, int]:
    start = [m.start() for m in re.finditer(re.escape(words), FBI)][nth]
    return start, start + len(words)


@pytest.mark.parametrize(("text", "words", "name"), [
    ("FBI Director Louis Frehm spoke.", "FBI Director Louis Frehm", ("louis", "frehm")),
    ("Frehm's plane landed.", "Frehm's", ("", "frehm")),
    ("Gregory Craig, attorney for Juan Gonzalez, spoke.", "Gregory Craig, attorney for Juan Gonzalez", ("gregory", "craig")),
    ("President Sarksyan spoke.", "President Sarksyan", ("", "sarksyan")),
    ("The president spoke.", "The president", None),
    ("The Foreign Minister spoke.", "The Foreign Minister", None),
    ("Soldiers of Israel spoke.", "Soldiers of Israel", None),
    ("A few hundred Protestants marched.", "A few hundred Protestants", None),
    ("The will was read by Will.", "Will", None),
    ("They spoke.", "They", None),
])
def test_a_party_has_a_name_where_its_words_end_in_one(text, words, name):
    start = text.index(words)
    assert named(Actors(text, "2024-01-01"), (start, start + len(words))) == name


def test_who_is_named_with_a_code_once_has_it_throughout():
    actors = Actors(FBI, "1998-08-21")
    whole, later, last = found("Director of the U.S. Federal Bureau of Investigation (FBI) Louis Frehm"), found("Frehm", 1), found("Frehm", 2)
    kenyan = side(FBI, Kenyan=5.0)
    people = Namesakes(actors, {whole: side(FBI), later: kenyan, last: kenyan})
    assert allegiance(actors, later, kenyan) == ("KEN",)
    assert allegiance(actors, later, kenyan, people) == allegiance(actors, last, None, people) == ("USA",)


def test_a_name_whose_words_give_no_code_has_the_one_that_all_its_mentions_point_to():
    actors = Actors(FBI, "1998-08-21")
    one, two = found("Frehm", 1), found("Frehm", 2)
    sides = {one: side(FBI, Kenyan=5.0, UNK=4.0), two: side(FBI, Kenyan=3.0, Havana=3.4)}  # the words with his office are no party here
    assert allegiance(actors, two, sides[two]) != ("KEN",)
    assert allegiance(actors, two, sides[two], Namesakes(actors, sides)) == ("KEN",)


def test_two_people_of_one_name_are_not_one():
    actors = Actors(FBI, "1998-08-21")
    juan, lia, castro = found("Juan Castro"), found("Lia Castro"), found("Castro", 2)
    sides = {juan: side(FBI, Havana=5.0), lia: side(FBI, Kenyan=5.0), castro: side(FBI, Kenyan=5.0)}
    people = Namesakes(actors, sides)
    assert allegiance(actors, juan, sides[juan], people) == allegiance(actors, juan, sides[juan])
    assert allegiance(actors, castro, sides[castro], people) == ("KEN",)


ABROAD = "Egypt criticised the plan, and Putin replied on Friday. We urge Egypt to wait."


@pytest.mark.parametrize(("words", "day", "publisher", "surety", "expected"), [
    ("Putin", "2024-05-01", None, 4.0, "RUS"),  # holds office: the network can point at nothing that says so
    ("Putin", "2024-05-01", None, 9.0, "RUS"),
    ("Putin", "1990-05-01", None, 4.0, "EGY"),
    ("We", "2024-05-01", "White House", 4.0, "USA"),
    ("We", "2024-05-01", "The Test Courier (invented)", 4.0, "EGY")])
def test_what_gives_a_code_and_stands_nowhere_in_the_text_is_not_overruled(words, day, publisher, surety, expected):
    at = ABROAD.index(words)
    actors = Actors(ABROAD, day, publisher=publisher)
    assert allegiance(actors, (at, at + len(words)), side(ABROAD, Egypt=surety, UNK=0.0)) == (expected,)


def test_a_party_that_names_nobody_is_of_one_state():
    actors = Actors(TEXT, "2024-01-01")
    assert allegiance(actors, span("Residents"), side(TEXT, Gaza=2.0, Israeli=1.9)) == ("PSE",)


def test_a_state_that_the_rules_guess_at_is_given_up_for_none_only_where_that_is_likely():
    text = "Syria mourned. Police arrested two men."
    actors, words = Actors(text, "2024-01-01"), (text.index("Police"), text.index("Police") + 6)
    assert allegiance(actors, words, side(text, UNK=1.0, Syria=0.5)) == ("SYR",)
    assert allegiance(actors, words, side(text, UNK=3.0, Syria=0.5)) == ("UNK",)


@pytest.mark.parametrize("words", ["The embassy in Ankara", "State television"])
def test_an_embassy_is_not_of_its_host_nor_state_television_the_united_states(words):
    text = f"Sweden and the USA wrote to Turkey. {words} denied it."
    at = text.index(words)
    found = allegiance(Actors(text, "2024-01-01"), (at, at + len(words)), side(text, Ankara=9.0, USA=9.0, Sweden=8.0))
    assert found != ("TUR",) and (found != ("USA",) or "embassy" in words)


def test_a_ship_is_of_the_navy_that_its_letters_name():
    text = "American jets joined HMS Diamond."
    at = text.index("HMS")
    assert allegiance(Actors(text, "2024-01-01"), (at, at + 11), side(text, American=9.0)) == ("GBR",)


def test_a_party_of_another_state_is_the_likeliest_other():
    actors = Actors(TEXT, "2024-01-01")
    assert foreign(actors, side(TEXT, Gaza=5.0, Israeli=4.0, Egypt=3.0), "PSE") == "ISR"


def test_where_the_network_points_to_no_other_state_the_code_stays():
    actors = Actors(TEXT, "2024-01-01")
    assert foreign(actors, side(TEXT, Gaza=9.0), "PSE") == "PSE"
    assert foreign(actors, None, "PSE") == "PSE"


@pytest.mark.parametrize(("type_", "trigger", "expected"), [
    ("CONSULT", "talks", True), ("COERCE", "expelled", True), ("ASSAULT", "invaded", True), ("ACCUSE", "summoned", True),
    ("COERCE", "arrested", False), ("ASSAULT", "shelled", False), ("SANCTION", "recalled its ambassador", False),
])
def test_acts_that_take_two_states(type_, trigger, expected):
    assert crosses(type_, trigger) is expected


BESIDE = "{} entered the town on Friday, as Egypt and Russia warned Hamas and Syria."


@pytest.mark.parametrize(("words", "pointed", "expected"), [
    ("Pro-Russian protesters", {"Russia": 5.0, "REB": 1.0}, "REB"), ("Anti-Egyptian marchers", {"Egypt": 5.0, "UNK": 1.0}, "UNK"),
    ("A Russian-backed division", {"Russia": 5.0, "REB": 1.0}, "REB"), ("Some 30 pro-Syrian government troops", {"Syria": 5.0, "UNK": 1.0}, "SYR"),
    ("The government", {"Hamas": 5.0, "Egypt": 1.0}, "EGY"), ("Police", {"Hamas": 5.0, "Syria": 5.0}, "SYR"),
    ("Anti-government crowds", {"REB": 5.0, "Syria": 1.0}, "REB"),
    ("Residents", {"Hamas": 5.0, "Egypt": 1.0}, "REB")])
def test_who_is_for_or_against_a_state_is_not_that_state_and_a_government_is_no_armed_group(words, pointed, expected):
    text = BESIDE.format(words)
    assert allegiance(Actors(text, "2024-05-01"), (0, len(words)), side(text, **pointed)) == (expected,)
