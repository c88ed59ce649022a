"""What an event is about, in the words that follow its trigger."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.briefing.phrases import MOST, phrase
from dragoman.model import Actor, Statement

SENTENCES = {
    "Norland and Sudland [signed] a trade treaty in the capital on Friday, after years of talks.": "signed a trade treaty in the capital",
    "Norland will [withdraw] from the World Health Club in 2026.": "withdraw from the World Health Club",
    "The ministry said Norland would [send] 1,200 soldiers to Sudland by March.": "send 1,200 soldiers to Sudland",
    "Norland [released] U.S. citizens. Sudland did not.": "released U.S. citizens",
    "Norland [opened fire] on boats that had crossed the line.": "opened fire on boats",
    "Norland [accused] Sudland of “open theft”.": "accused Sudland of “open theft”",
    "Norland says that it will “[freeze] all contacts” with Sudland.": "freeze all contacts",
    "Norland [called] Sudland \"a nest of pirates\" while it talked.": "called Sudland \"a nest of pirates\"",
    "Norland's [airstrikes], it says, were few.": "airstrikes",
    "There was a Norland-[backed] raid.": "backed raid",
    "Norland [struck]. Sudland struck back.": "struck",
    "Norland [met] envoys of Sudland (its neighbour).": "met envoys of Sudland",
    "The two [agreed] to stop\n\nNext, the weather.": "agreed to stop",
    "Norland [welcomed] it as a first step.": "welcomed",
    "Sudland was [hit] by Norland's drones on 12 May 2025.": "hit by Norland's drones",
    "Norland [imposed] tariffs of 25% on most imports from Sudland and Eastland and 10% on goods from Westland.":
        "imposed tariffs of 25% on most imports from Sudland and Eastland",
    "Norland [bought] doses of the North–South vaccine – the first.": "bought doses of the North–South vaccine",
    "Norland [taxed] half of what it buys.": "taxed half",
    "Norland [launched] an attack [sic": "launched an attack",
}


def said(marked: str) -> tuple[Statement, str]:
    begin, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "", 1).replace("]", "", 1)
    return Statement("r", text[begin:end], (begin, end), "AID", "occurred"), text


@pytest.mark.parametrize("marked", SENTENCES)
def test_a_trigger_takes_what_belongs_to_it_in_its_clause(marked):
    assert phrase(*said(marked)) == SENTENCES[marked]


@pytest.mark.parametrize(("marked", "words"), [
    ("Norland [warned] Sudland.", "warned"), ("Norland held [talks] with the Sudlanders on Friday.", "talks"),
    ("Norland [warned] Sudland's fleet.", "warned Sudland's fleet")])
def test_a_party_alone_is_not_said_twice(marked, words):
    s, text = said(marked)
    assert phrase(replace(s, recipient=(Actor("Sudland", "SWE"), Actor("Sudlanders", "SWE"))), text) == words


def test_a_phrase_has_an_end_and_does_not_end_in_a_loose_word():
    s, text = said("Norland [sent] " + "rifles and shells to the towns of the long coast of its old ally " * 5)
    made = phrase(s, text)
    assert text.startswith(made, s.span[0])
    assert 20 < len(made) <= len("sent ") + MOST
    assert made.split()[-1] not in ("and", "to", "the", "of", "its")


@pytest.mark.parametrize("text", ["Something else is said here.", "", "AIDED"])
def test_where_the_trigger_does_not_stand_it_stands_alone(text):
    assert phrase(Statement("r", "aid", (0, 3), "AID", "occurred"), text) == "aid"


def test_a_trigger_within_a_word_stands_alone():
    assert phrase(Statement("r", "aid", (0, 3), "AID", "occurred"), "aides of Norland") == "aid"
