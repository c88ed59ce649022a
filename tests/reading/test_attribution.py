"""Rules on who says so: outlets that were told, pronouns, the publisher itself."""
import pytest

from dragoman.model import Source
from dragoman.reading.actors import Actors
from dragoman.reading.attribution import antecedent, is_anaphor, link, quoted, told_outlet, without_publisher


@pytest.mark.parametrize(("text", "outlet"), [
    ("A Western diplomat told Reuters that the talks had failed.", "Reuters"),
    ("A source confirmed to the Russian newspaper Izvestia that the deal was near.", "Izvestia"),
    ("In an interview with the state news agency TASS, the minister praised the deal.", "TASS"),
    ("The minister told parliament that the talks had failed.", None),
    ("He told President Macron that the talks had failed.", None),
    ("The ministry said the talks had failed.", None),
])
def test_the_outlet_that_was_told_is_found_and_nobody_else_is(text, outlet):
    found = told_outlet(text, (0, len(text)), Actors(text, "2025-01-13"))
    assert (outlet in found.surface) if outlet else found is None


@pytest.mark.parametrize(("surface", "expected"), [("he", True), ("She", True), ("the official", True), ("the ministry", True),
                                                   ("the Iranian ministry of defence", False), ("Lavrov", False)])
def test_anaphors_are_told_from_names(surface, expected):
    assert is_anaphor(surface) is expected


def test_a_pronoun_stands_for_the_last_person_and_not_for_a_newspaper():
    envoy = (Source("An envoy", "FRA", "anonymous", (0, 8)),)
    paper = (Source("Le Monde", "FRA", "media", (20, 28)),)
    he = Source("he", "UNK", "other", (50, 52))
    assert antecedent(he, [((0, 8), envoy), ((20, 28), paper)]) == envoy


def test_a_noun_points_back_to_a_source_of_that_noun():
    ministry = (Source("Iran's foreign ministry", "IRN", "official", (0, 23)),)
    envoy = (Source("the French envoy", "FRA", "official", (30, 46)),)
    again = Source("the ministry", "UNK", "official", (60, 72))
    assert antecedent(again, [((0, 23), ministry), ((30, 46), envoy)]) == ministry


def test_nothing_stands_before_the_first_source():
    assert antecedent(Source("he", "UNK", "other", (3, 5)), []) is None


def test_a_cue_takes_the_nearest_source_and_content():
    found = link([(0, 5), (40, 46)], [(6, 10), (47, 51)], [(11, 38), (52, 80)])
    assert [(a.source, a.content) for a in found] == [((0, 5), (11, 38)), ((40, 46), (52, 80))]


def test_a_quotation_left_open_runs_to_the_end_of_its_paragraph():
    text = "“We agree. They do not\nThe envoy left."
    assert [text[a:b] for a, b in quoted(text)] == ["We agree. They do not"]


def test_the_publisher_is_no_source_of_its_own_report():
    chain = (Source("VOA", "USA", "media"), Source("an envoy", "FRA", "anonymous"))
    assert without_publisher(chain, "VOA") == chain[1:]
    assert without_publisher(chain, "AFP") == chain
