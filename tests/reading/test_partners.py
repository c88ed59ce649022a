"""Who is the other side of what takes two, and who was passed over in a list."""
import csv
import re
from importlib.resources import files

import pytest

from dragoman.model import Actor, Source
from dragoman.reading.actors import Actors
from dragoman.reading.partners import besieged, known_war, known_wars, partner, passed_over


def party(actors, words, after=0):
    at = actors.text.index(words, after)
    return Actor(words, actors.code((at, at + len(words)))[0], (at, at + len(words)))


def other(text, trigger, found, kind="CONSULT", chain=()):
    """The code of the other side, where one party was found."""
    actors = Actors(text, "2024-05-01")
    at = text.index(trigger)
    more = partner(actors, (at, at + len(trigger)), kind, [party(actors, f, at * (text.count(f) > 1)) for f in found], text.rfind(". ", 0, at) + 1, chain)
    return more and more.code


SPOKESMAN = Source("A military spokesman", "THA", "official", (0, 20))


@pytest.mark.parametrize(("text", "trigger", "found", "kind", "expected"), [
    ("Peru's foreign minister ruled out talks on the border with Chile.", "talks", ["Chile"], "CONSULT", "PER"),
    ("Sweden denied collaborating with the Russian navy.", "collaborating", ["Russian navy"], "COOPERATE", "SWE"),
    ("The Peruvian cabinet wants an agreement with Chile.", "agreement", ["Chile"], "AGREE", "PER"),
    ("The Lebanese army lost two men in clashes with Hezbollah.", "clashes", ["Hezbollah"], "ASSAULT", "LBN"),
    # not so
    ("Brazil mourned. Talks with Chile ended.", "Talks", ["Chile"], "CONSULT", None),
    ("Brazil wants talks between Peru and Chile.", "talks", ["Peru", "Chile"], "CONSULT", None),
    ("Brazil fears a fight between gangs with guns from Chile.", "fight", ["Chile"], "ASSAULT", None),
    ("Brazil mourned a raid with the Chilean police.", "raid", ["Chilean police"], "ASSAULT", None),
    ("Peru met Brazil's envoy, and Chile held talks with nobody.", "talks", ["Chile"], "CONSULT", None),
    ("A pro-Russian crowd heard of talks with Chile.", "talks", ["Chile"], "CONSULT", None),
    ("Al Jazeera told of talks with Chile.", "talks", ["Chile"], "CONSULT", None)])
def test_the_other_side_of_what_is_done_with_somebody_is_who_the_sentence_names_first(text, trigger, found, kind, expected):
    assert other(text, trigger, found, kind) == expected


@pytest.mark.parametrize(("kind", "expected"), [("official", "THA"), ("media", None)])
def test_where_the_sentence_names_nobody_it_is_the_official_who_says_so(kind, expected):
    chain = [Source(SPOKESMAN.surface, SPOKESMAN.code, kind, SPOKESMAN.span)]
    assert other("A military spokesman called off exercises with the Chilean navy.", "exercises", ["Chilean navy"], "COOPERATE", chain) == expected


@pytest.mark.parametrize(("text", "found", "others", "expected"), [
    ("Aid came from Norway, Peru and Chile.", ["Norway", "Chile"], [], "PER"), ("Aid came from Norway, Peru, and Chile.", ["Peru", "Chile"], [], "NOR"),
    ("Aid came from Norway, Peru, Brazil and Chile.", ["Norway", "Peru", "Chile"], [], "BRA"),
    ("Aid came from Norway, Peru, Brazil and Chile.", ["Norway", "Chile"], [], None),
    ("Aid came from Norway and Chile.", ["Norway"], [], None), ("Aid came from Norway, Peru and Chile.", ["Norway"], [], None),
    ("Aid came from Norway, Peru and Chile.", ["Norway", "Chile"], ["Peru"], None),
    ("Members of NATO, Norway, Poland and Spain, left.", ["Poland", "Spain"], [], None),
    ("It flies between Norway, Peru and Chile.", ["Peru", "Chile"], [], None),
    ("Norway met Peru, and Chile left Spain.", ["Norway", "Chile"], [], None)])
def test_of_a_list_of_three_the_one_that_was_passed_over_is_a_party_too(text, found, others, expected):
    actors = Actors(text, "2024-05-01")
    more = passed_over(actors, [party(actors, f) for f in found], [party(actors, o) for o in others])
    assert (more and more.code) == expected
    assert not more or re.search(rf"\b{more.surface}\b", text)


@pytest.mark.parametrize(("text", "found", "expected"), [
    ("Students held a protest outside the Chilean embassy in Lima.", [], "CHL"), ("A protest in Lima at the embassy of Chile ended.", [], "CHL"),
    ("Peruvian students held a protest on Monday in front of Chile's consulate.", ["Peruvian"], "CHL"),
    # not so
    ("Chilean exiles held a protest outside the Chilean embassy.", ["Chilean exiles"], None),
    ("Students held a protest. Police stood at the Chilean embassy.", [], None), ("Students held a protest at the Chilean market.", [], None)])
def test_a_protest_at_an_embassy_is_aimed_at_its_state(text, found, expected):
    actors = Actors(text, "2024-05-01")
    at = text.index("protest")
    more = besieged(actors, (at, at + len("protest")), [party(actors, f) for f in found])
    assert (more and more.code) == expected


@pytest.mark.parametrize(("text", "trigger", "found", "day", "expected"), [
    ("Russia and North Korea drew closer against the backdrop of the war in Ukraine.", "war", ["North Korea"], "2025-01-05", ("RUS", "UKR")),
    ("Moscow spoke of peace. The Ukraine war goes on.", "war", [], "2024-05-01", ("RUS", "UKR")),
    ("Iraq denied it. The invasion of Kuwait was a mistake, it said later.", "invasion", [], "1994-05-01", ("IRQ", "KWT")),
    ("Israel and Egypt spoke of the war in Gaza.", "war", ["Egypt"], "2024-05-01", ("ISR", "PSE")),
    ("Israel said nothing of its own about the annexation of the Golan Heights; Syria did.", "annexation", [], "2019-05-01", ("ISR", "SYR")),
    # not so
    ("Israel and Egypt spoke of the war in Gaza.", "war", ["Egypt"], "2008-05-01", None),
    ("Russia's war in Ukraine goes on.", "war", ["Russia"], "2024-05-01", None), ("Russia spoke of war in Ukraine.", "war", [], "2013-05-01", None),
    ("The war in Ukraine goes on, TASS reported.", "war", [], "2024-05-01", None),
    ("The war in Ukraine goes on.", "war", [], "2024-05-01", None), ("Russia spoke of the war in Sudan and of Ukraine.", "war", [], "2024-05-01", None)])
def test_a_war_that_all_know_by_its_name_is_whose_it_is(text, trigger, found, day, expected):
    actors = Actors(text, day)
    at = text.index(trigger)
    sides = known_war(actors, (at, at + len(trigger)), [party(actors, f) for f in found])
    assert (sides and tuple(s.code for s in sides)) == expected


def examples():
    """Each example (or not) of each row of wars.tsv, with the row's number."""
    lines = (files("dragoman.codebook") / "wars.tsv").read_text(encoding="utf-8").splitlines()
    for i, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)):
        for column in ("examples", "counter_examples"):
            yield from ((i, words, column == "examples") for words in row[column].split("|"))


@pytest.mark.parametrize(("row", "words", "named"), list(examples()))
def test_the_words_that_name_a_war_are_those_of_its_examples(row, words, named):
    assert (known_wars()[row][0].search(words) is not None) == named
    assert all(other.search(words) is None for i, (other, *_) in enumerate(known_wars()) if i != row)
