"""Parties that a report takes as known."""
import pytest

from dragoman.model import Actor, Statement
from dragoman.reading.completion import completed, stem


def told(at, trigger, actor=(), recipient=(), kind="SUPPORT", **fields):
    return Statement("r", trigger, (at, at + len(trigger)), kind, "planned", tuple(Actor(c, c) for c in actor),
                     tuple(Actor(c, c) for c in recipient), **fields)


def parties(statement):
    return [a.code for a in statement.actor], [a.code for a in statement.recipient]


def test_a_signing_told_again_has_the_parties_of_the_first_telling():
    first, again = told(0, "sign the treaty", ["RUS", "IRN"]), told(90, "signing")
    assert parties(completed([first, again])[1]) == (["RUS", "IRN"], [])


def test_one_party_that_is_known_is_filled_up():
    first, again = told(0, "visit", ["IRN"], ["RUS"], "CONSULT"), told(90, "visit", ["IRN"], [], "CONSULT")
    assert parties(completed([first, again])[1]) == (["IRN"], ["RUS"])


@pytest.mark.parametrize("again", [
    told(90, "signing", ["CHN"]),                       # somebody else
    told(90, "signing", kind="CONSULT"),                # another type
    told(90, "recognition"),                            # no word that tells them one
    told(90, "signing", ["USA"], ["GBR"]),              # parties of its own
])
def test_other_events_are_left_alone(again):
    assert completed([told(0, "sign", ["RUS", "IRN"]), again])[1] == again


def test_acts_of_one_side_are_left_alone():
    first, again = told(0, "attack", ["RUS"], ["UKR"], "ASSAULT"), told(90, "attack", [], [], "ASSAULT")
    assert completed([first, again])[1] == again


def test_nothing_is_taken_from_what_comes_later():
    early = told(0, "signing")
    assert completed([early, told(90, "sign", ["RUS", "IRN"])])[0] == early


def test_words_of_one_stem():
    assert stem("signing is planned") == stem("to sign") == stem("agreement") == "agree"
    assert stem("peace accord") == stem("deal") == stem("Treaties") == "agree"
    assert stem("shelling") is None


def doing(at, trigger, surface, code, kind="AGREE"):
    return Statement("r", trigger, (at, at + len(trigger)), kind, "occurred", (Actor(surface, code),), ())


@pytest.mark.parametrize("surface", ["They", "the leaders", "both ministers", "the two prime ministers", "the two"])
@pytest.mark.parametrize("code", ["RUS", "UNK"])
def test_words_for_the_two_who_met_are_both_of_them(surface, code):
    met = told(0, "met", ["RUS", "IRN"], kind="CONSULT")
    assert parties(completed([met, doing(90, "pledged", surface, code)])[1]) == (["IRN", "RUS"], [])


@pytest.mark.parametrize("other", [
    doing(90, "pledged", "we", "RUS"),                   # who speaks
    doing(90, "pledged", "the Russian leaders", "RUS"),  # of one state
    doing(90, "pledged", "the leaders", "CHN"),          # of another
])
def test_other_words_are_left_to_one(other):
    assert completed([told(0, "met", ["RUS", "IRN"], kind="CONSULT"), other])[1] == other


@pytest.mark.parametrize(("text", "both"), [
    ("Norland met Sudland. They praised the Union.", True),
    ("Norland met Sudland. The leaders also praised the Union.", True),
    ("Norland met Sudland. It praised the Union.", False),
    ("Norland met Sudland. The Norlandic ministers praised the Union.", False),
    ("They met Sudland. Norland praised the Union.", False),     # named in the sentence itself
])
def test_the_acts_of_a_sentence_that_begins_with_the_two_are_those_of_both(text, both):
    met = told(text.index("met"), "met", ["RUS", "IRN"], kind="CONSULT")
    begin = text.index("Norland")
    praised = Statement("r", "praised", (text.index("praised"), text.index("praised") + 7), "SUPPORT", "occurred",
                        (Actor("Norland", "RUS", (begin, begin + 7)),), (Actor("the Union", "EUU"),))
    assert parties(completed([met, praised], text)[1]) == (["IRN", "RUS"] if both else ["RUS"], ["EUU"])


def test_three_who_met_are_not_two():
    they = doing(90, "pledged", "they", "RUS")
    assert completed([told(0, "met", ["RUS", "IRN", "CHN"], kind="CONSULT"), they])[1] == they


@pytest.mark.parametrize(("kind", "trigger"), [("SUPPORT", "signed"), ("AGREE", "agreed"), ("COOPERATE", "joint exercise"), ("CONSULT", "talks"),
                                               ("ASSAULT", "clashed"), ("CONSULT", "contacts"), ("ASSAULT", "gunfight")])
def test_what_takes_two_has_no_recipient(kind, trigger):
    assert parties(completed([told(0, trigger, ["RUS"], ["IRN"], kind)])[0]) == (["RUS", "IRN"], [])


@pytest.mark.parametrize(("kind", "trigger"), [("SUPPORT", "ratified"), ("CONSULT", "visit"), ("CONSULT", "telephoned"), ("ASSAULT", "fought")])
def test_what_one_does_to_another_keeps_its_recipient(kind, trigger):
    assert parties(completed([told(0, trigger, ["RUS"], ["IRN"], kind)])[0]) == (["RUS"], ["IRN"])


def test_an_id_is_that_of_the_parties():
    met, they = told(0, "met", ["RUS", "IRN"], kind="CONSULT"), doing(90, "pledged", "they", "RUS")
    both = completed([met, they])[1]
    assert both.id != they.id
    assert completed([told(0, "signed", ["RUS"], ["IRN"])])[0].id == told(0, "signed", ["RUS", "IRN"]).id


@pytest.mark.parametrize(("actor", "recipient", "kind", "trigger", "left"), [
    (["NOR", "SOU"], ["SOU"], "RETREAT", "free", (["NOR"], ["SOU"])),
    (["NOR"], ["NOR", "SOU"], "ASSAULT", "invaded", (["NOR"], ["SOU"])),
    (["NOR", "SOU"], ["SOU"], "CONSULT", "met", (["NOR", "SOU"], [])),
    (["NOR"], ["NOR", "SOU"], "CONSULT", "met", (["NOR", "SOU"], [])),
])
def test_nobody_stands_on_both_sides_beside_others(actor, recipient, kind, trigger, left):
    assert parties(completed([told(0, trigger, actor, recipient, kind)])[0]) == left


@pytest.mark.parametrize(("actor", "recipient"), [
    (["NOR"], ["NOR"]),                     # a domestic act
    (["NOR", "SOU"], ["NOR", "SOU"]),       # each the other
    (["NOR", "SOU"], ["SOU", "EAS"]),
])
def test_the_same_on_both_sides_are_left_there(actor, recipient):
    assert parties(completed([told(0, "shelled", actor, recipient, "ASSAULT")])[0]) == (actor, recipient)
