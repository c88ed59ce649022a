"""What the words around a trigger tell."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.ledger import context
from dragoman.ledger.keeping import around


def marked(text: str) -> tuple[str, tuple[int, int]]:
    """A text whose trigger stands in brackets, without them, and where the trigger is."""
    begin, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), (begin, end)


@pytest.mark.parametrize(("text", "status", "told"), context.OUTLOOK_EXAMPLES)
def test_outlook_as_its_examples_have_it(text, status, told):
    assert context.outlook(*marked(text), status) == told


@pytest.mark.parametrize(("text", "puts_off"), {
    "Tokyo will hold off for a month.": True, "The visit was postponed.": True, "The visit was cancelled.": False,
    "The talks were delayed. The visit was cancelled.": False}.items())
def test_words_in_the_sentence_of_a_call_off_say_whether_it_puts_off(text, puts_off):
    trigger = " ".join(text.split()[-3:])
    assert (context.outlook(text, (text.index(trigger), len(text)), "called_off") == "put_off") is puts_off


@pytest.mark.parametrize(("end", "is_one"), context.ABBREVIATED_EXAMPLES.items())
def test_an_abbreviation_ends_no_sentence(end, is_one):
    text, span = marked(f"The [visit] was told of by {end} Karras said so")
    assert (context.sentence(text, span)[1] == len(text)) == is_one


def test_a_context_holds_what_the_sentence_is_about_and_neither_the_trigger_nor_the_countries():
    text, span = marked("Rain fell. Minister Orvelle will [visit] the Kestrane shipyard in Norway on Friday. Nobody minded.")
    words = context.context(text, span, {"NOR"})
    assert {"orvell", "kestra", "shipya"} <= set(words)
    assert not {"visit", "norway", "rain", "the", "nobody"} & set(words)


def test_the_rarest_words_come_first():
    text, span = marked("The government of Kestrane will [visit] the president.")
    words = context.context(text, span)
    assert words[0] == "kestra"
    assert [context.weight(w) for w in words] == sorted(map(context.weight, words), reverse=True)


def test_contexts_are_alike_by_their_rare_words():
    one, near, far = ("orvell", "shipya", "minist"), ("orvell", "shipya", "talks"), ("minist", "govern")
    assert context.likeness(one, one) == pytest.approx(1.0)
    assert context.likeness(one, near) > 0.5 > context.likeness(one, far)
    assert context.likeness(one, ()) == 0.0


@pytest.mark.parametrize(("place", "codes"), [
    ("Moscow", {"RUS"}), ("the Kremlin in Moscow", {"RUS"}), ("Kazan", {"RUS"}), ("Odesa, Ukraine", {"UKR"}), ("A Coruña", {"ESP"}),
    ("the border of Türkiye and Syria", {"TUR", "SYR"}), ("the border", set()), ("", set())])
def test_a_place_lies_in_the_countries_its_words_name_or_its_town_is_in(place, codes):
    assert context.lands(place) == codes


def test_what_a_report_tells_of_as_put_off_is_put_off_where_it_only_says_that_it_was_to_be(say):
    text = "Norland will hold off for a month on the tariffs on Sudland. The tariffs, which were to have begun on Tuesday, worry traders."
    at = text.index("tariffs")
    first = replace(say("2025-02-03", "SANCTION", "called_off", "USA>MEX", trigger="tariffs"), report="r", span=(at, at + 7))
    then = replace(first, span=(text.index("The tariffs,") + 4, text.index("The tariffs,") + 11))
    other = replace(say("2025-02-03", "SANCTION", "called_off", "USA>CAN", trigger="tariffs"), report="r", span=then.span)
    elsewhere = replace(then, report="other")
    assert [how for _, how in around([(s, text, None) for s in (first, then, other, elsewhere)])] == ["put_off", "put_off", None, None]
