"""What the words around a trigger tell: the examples and counter-examples of each list of cues."""
from __future__ import annotations

import pytest

from dragoman.ledger import context


@pytest.mark.parametrize(("sentence", "status", "told"), context.OUTLOOK_EXAMPLES)
def test_an_outlook_is_told_by_the_words_around_the_trigger(sentence, status, told):
    begin, end = sentence.index("["), sentence.index("]") - 1
    assert context.outlook(sentence.replace("[", "").replace("]", ""), (begin, end), status) == told


@pytest.mark.parametrize(("text", "puts_off"), {
    "Tokyo will hold off for a month.": True, "The visit was postponed.": True, "The visit was cancelled.": False,
    "The talks were delayed. The visit was cancelled.": False}.items())
def test_words_in_the_sentence_of_a_call_off_say_whether_it_puts_off(text, puts_off):
    trigger = " ".join(text.split()[-3:])
    assert (context.outlook(text, (text.index(trigger), len(text)), "called_off") == "put_off") is puts_off


@pytest.mark.parametrize(("text", "abbreviated"), context.ABBREVIATED_EXAMPLES.items())
def test_a_stop_after_an_abbreviation_ends_no_sentence(text, abbreviated):
    whole = f"We read that {text} Smith left."
    begin, end = context.sentence(whole, (len(whole) - 5, len(whole) - 1))
    assert ((begin, end) == (0, len(whole))) is abbreviated


def test_a_context_holds_what_an_event_is_about_and_neither_trigger_nor_parties():
    text = "Nobody came. Norway and Chile sign the copper treaty in Antofagasta. It rained."
    at = text.index("sign")
    words = context.context(text, (at, at + 4), ["NOR", "CHL"])
    assert {"copper", "treaty", "antofa"} <= set(words)
    assert not {"sign", "norway", "chile", "nobody", "rained"} & set(words)
    assert list(words) == sorted(words)
    assert context.context("", (0, 0), ["NOR"]) == ()
