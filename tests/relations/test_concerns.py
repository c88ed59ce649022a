"""Third parties on edge."""
import pytest

from dragoman.model import Actor, Report, Source, Statement
from dragoman.relations import concerns

TEXT = "Israeli officials fear that Russia will give Iran technology. Iran said Russia would give it grain. Nuclear talks went on."


def statement(trigger, status, said_by=(), actor=("RUS",), recipient=("IRN",), type="AID", text=TEXT):
    at = text.index(trigger)
    return Statement("r", trigger, (at, at + len(trigger)), type, status, tuple(Actor(c, c) for c in actor), tuple(Actor(c, c) for c in recipient),
                     said_by=tuple(said_by), published="2025-01-13", publisher="P")


def found(*statements, text=TEXT):
    return concerns(statements, {"r": Report("r", text)})


def test_a_third_party_that_fears_is_on_edge():
    (c,) = found(statement("give Iran", "possible", [Source("Israeli officials", "ISR", "official")]))
    assert (c.who, c.of, c.since, c.speakers) == ("ISR", ("IRN", "RUS"), "2025-01-13", ("Israeli officials",))


def test_a_statement_without_words_of_fear_shows_none():
    assert found(statement("give it", "possible", [Source("Iran", "IRN", "official")])) == []


def test_one_who_acts_is_not_on_edge_about_himself():
    assert found(statement("give Iran", "possible", [Source("Moscow", "RUS", "official")])) == []


def test_a_denial_is_no_fear():
    assert found(statement("give Iran", "denied", [Source("Israeli officials", "ISR", "official")])) == []


@pytest.mark.parametrize(("text", "n"), [("Japan voiced concern and accused China of a build-up.", 1), ("Japan accused China of a build-up.", 0)])
def test_an_accusation_counts_where_its_sentence_says_fear(text, n):
    assert len(found(statement("accused", "occurred", actor=("JPN",), recipient=("CHN",), type="ACCUSE", text=text), text=text)) == n
