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


def test_both_are_called_by_the_words_for_both():
    text = "Norland met Sudland. The leaders also praised the Union."
    met = told(8, "met", ["RUS", "IRN"], kind="CONSULT")
    praised = Statement("r", "praised", (text.index("praised"), text.index("praised") + 7), "SUPPORT", "occurred", (Actor("Norland", "RUS", (0, 7)),), ())
    assert [(a.surface, a.code, text[slice(*a.span)]) for a in completed([met, praised], text)[1].actor] == [
        ("The leaders", "IRN", "The leaders"), ("The leaders", "RUS", "The leaders")]


@pytest.mark.parametrize(("kind", "both"), [("CONSULT", True), ("SUPPORT", False)])
def test_a_host_and_a_guest_have_met(kind, both):
    visit, they = told(0, "visit", ["RUS"], ["IRN"], kind), doing(90, "pledged", "the two leaders", "RUS")
    assert parties(completed([visit, they])[1])[0] == (["IRN", "RUS"] if both else ["RUS"])


def test_three_who_met_are_not_two():
    they = doing(90, "pledged", "they", "RUS")
    assert completed([told(0, "met", ["RUS", "IRN", "CHN"], kind="CONSULT"), they])[1] == they


@pytest.mark.parametrize(("kind", "trigger"), [("SUPPORT", "signed"), ("AGREE", "agreed"), ("COOPERATE", "joint exercise"), ("CONSULT", "talks"),
                                               ("ASSAULT", "clashed"), ("CONSULT", "contacts"), ("ASSAULT", "gunfight"),
                                               ("COOPERATE", "work together"), ("COOPERATE", "military cooperation")])
def test_what_takes_two_has_no_recipient(kind, trigger):
    assert parties(completed([told(0, trigger, ["RUS"], ["IRN"], kind)])[0]) == (["RUS", "IRN"], [])


@pytest.mark.parametrize(("kind", "trigger"), [("SUPPORT", "ratified"), ("CONSULT", "visit"), ("CONSULT", "telephoned"), ("ASSAULT", "fought")])
def test_what_one_does_to_another_keeps_its_recipient(kind, trigger):
    assert parties(completed([told(0, trigger, ["RUS"], ["IRN"], kind)])[0]) == (["RUS"], ["IRN"])


def test_who_cooperates_with_a_body_that_asks_it_of_him_does_so_alone():
    assert parties(completed([told(0, "cooperate", ["SRB"], ["UNO"], "COOPERATE")])[0]) == (["SRB"], ["UNO"])


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


def named(text, trigger, actor, recipient=(), kind="SANCTION"):
    """A statement whose parties, by the names by which the text calls them, have codes of their own."""
    def party(name):
        begin = text.index(name)
        return Actor(name, name[:3].upper(), (begin, begin + len(name)))

    begin = text.index(trigger)
    return Statement("r", trigger, (begin, begin + len(trigger)), kind, "occurred", tuple(map(party, actor)), tuple(map(party, recipient)))


@pytest.mark.parametrize(("text", "trigger", "kind", "expected"), [
    ("Norland put a plan into effect in answer to the duties that Sudland announced.", "plan", "SANCTION", (["NOR"], ["SUD"])),
    ("Norland put a plan into effect in answer to the duties that Sudland announced.", "duties", "SANCTION", (["SUD"], ["NOR"])),
    ("Norland shelled a port in retaliation for a raid by Sudland.", "raid", "ASSAULT", (["SUD"], ["NOR"])),
    ("Norland shelled a port in retaliation for a raid by Sudland.", "shelled", "ASSAULT", (["NOR"], ["SUD"])),
    ("Norland shelled a port after a raid with Sudland.", "shelled", "ASSAULT", (["NOR", "SUD"], [])),                 # no answer
    ("Norland met envoys of Sudland in response to the quake.", "met", "CONSULT", (["NOR", "SUD"], [])),               # takes two
    ("In response to the quake Norland and Sudland shut a port.", "shut", "SANCTION", (["NOR", "SUD"], [])),           # both on one side
    ("It acted in answer to a raid. Norland and Sudland shut a port.", "shut", "SANCTION", (["NOR", "SUD"], [])),      # another sentence
])
def test_who_is_answered_does_not_do_what_answers(text, trigger, kind, expected):
    assert parties(completed([named(text, trigger, ["Norland", "Sudland"], kind=kind)], text)[0]) == expected


def test_who_is_answered_is_no_second_recipient():
    text = "Norland shut a port of Estland in answer to the duties of Sudland."
    assert parties(completed([named(text, "shut", ["Norland", "Sudland"], ["Estland"])], text)[0]) == (["NOR"], ["EST"])


@pytest.mark.parametrize(("text", "kind", "expected"), [
    ("They named Sudland complicit in Norland's war against Estland.", "ASSAULT", ["NOR"]),
    ("They named Sudland complicit in Norland's brutal, unprovoked war against Estland.", "ASSAULT", ["SUD", "NOR"]),  # too far for a rule
    ("They named Sudland and Norland's war against Estland.", "ASSAULT", ["SUD", "NOR"]),                              # both own it
    ("They named Sudland a guest of Norland's war council.", "CONSULT", ["SUD", "NOR"]),                               # takes two
    ("They named Sudland and saw Norland at war.", "ASSAULT", ["SUD", "NOR"]),
    ("They accuse Sudland of arming Norland for its cruel war against Estland.", "ASSAULT", ["NOR"]),
    ("They accuse Sudland and Norland of arms for their war against Estland.", "ASSAULT", ["SUD", "NOR"]),
    ("They accuse Sudland of arming Norland for its part in a war against Estland.", "ASSAULT", ["SUD", "NOR"]),
])
def test_an_act_with_an_owner_is_his_alone(text, kind, expected):
    assert parties(completed([named(text, "war", ["Sudland", "Norland"], kind=kind)], text)[0])[0] == expected


@pytest.mark.parametrize(("words", "code", "expected"), [
    ("its own meeting", "KEN", ["KEN"]), ("another meeting", "KEN", ["KEN"]), ("the meeting", "KEN", ["KEN", "UGA"]),
])
def test_another_event_of_the_same_name_is_none_told_before(words, code, expected):
    text = f"The two meet. Then {words} begins."
    first, again = told(8, "meet", ["KEN", "UGA"], kind="CONSULT"), told(text.index("meeting"), "meeting", [code], kind="CONSULT")
    assert parties(completed([first, again], text)[1])[0] == expected


@pytest.mark.parametrize(("called", "expected"), [("the Southern Union", ["IGO"]), ("the Northern Union", ["IGO", "KEN"])])
def test_a_body_is_the_same_by_its_name(called, expected):
    first = Statement("r", "meeting", (0, 7), "CONSULT", "occurred", (Actor("the Northern Union", "IGO"), Actor("Kenya", "KEN")), ())
    assert parties(completed([first, doing(90, "meeting", called, "IGO", "CONSULT")])[1])[0] == expected


@pytest.mark.parametrize(("trigger", "expected"), [("traded accusations", (["RUS", "IRN"], [])), ("made accusations", (["RUS"], ["IRN"]))])
def test_accusations_that_two_trade_have_no_recipient(trigger, expected):
    assert parties(completed([told(0, trigger, ["RUS"], ["IRN"], "ACCUSE")])[0]) == expected


def left_of(text, trigger, actors, recipients, kind):
    """Codes of the sides left of an act whose parties stand in a text."""
    def party(surface):
        at = text.index(surface)
        return Actor(surface, surface[:3].upper(), (at, at + len(surface)))
    at = text.index(trigger)
    act = Statement("r", trigger, (at, at + len(trigger)), kind, "planned", tuple(map(party, actors)), tuple(map(party, recipients)))
    return parties(completed([act], text)[0])


@pytest.mark.parametrize(("text", "trigger", "actors", "recipients", "kind", "left"), [
    ("Westland and its neighbours except Norland will meet.", "meet", ["Westland", "Norland"], [], "CONSULT", (["WES"], [])),
    ("Westland, Eastland and Norland will meet, without exception.", "meet", ["Westland", "Eastland", "Norland"], [], "CONSULT", (["WES", "EAS", "NOR"], [])),
    ("Westland threatens Norland with tariffs unless it and Eastland agree.", "threatens", ["Westland"], ["Norland", "Eastland"], "THREATEN",
     (["WES"], ["NOR"])),
    ("Westland threatens Norland and Eastland with tariffs unless both agree.", "threatens", ["Westland"], ["Norland", "Eastland"], "THREATEN",
     (["WES"], ["NOR", "EAS"])),
    ("He protests over remarks about the war in Norland made by Westland's envoy.", "war", ["Westland"], ["Norland"], "ASSAULT", ([], ["NOR"])),
    ("He protests over the war in Norland waged by Westland's army.", "war", ["Westland"], ["Norland"], "ASSAULT", (["WES"], ["NOR"])),
    ("After his Norland visit, Brandt sees Eastland.", "visit", ["Norland", "Brandt"], ["Eastland"], "CONSULT", (["BRA"], ["NOR"])),
    ("After his Norlandian visit, Brandt sees Eastland.", "visit", ["Norlandian", "Brandt"], ["Eastland"], "CONSULT", (["NOR", "BRA"], ["EAS"])),
])
def test_who_is_named_beside_an_act_takes_no_part_in_it(text, trigger, actors, recipients, kind, left):
    assert left_of(text, trigger, actors, recipients, kind) == left


def sides(text, trigger, actor, recipient=(), kind="ASSAULT"):
    """Surfaces on both sides of a statement whose parties are told by their words and codes."""
    def found(words, code):
        return Actor(words, code, (text.index(words), text.index(words) + len(words)))
    begin = text.index(trigger)
    s = completed([Statement("r", trigger, (begin, begin + len(trigger)), kind, "occurred", tuple(found(*a) for a in actor),
                             tuple(found(*r) for r in recipient))], text)[0]
    return [a.surface for a in s.actor], [r.surface for r in s.recipient]


@pytest.mark.parametrize(("text", "trigger", "actor", "recipient", "expected"), [
    ("The Norlandic army say they were asked to leave.", "asked", "Norlandic army", "The Norlandic army", ([], ["The Norlandic army"])),
    ("The Norlandic army came under fire.", "came under fire", "Norlandic army", "The Norlandic army", ([], ["The Norlandic army"])),
    ("The Norlandic army opened fire.", "opened fire", "The Norlandic army", "Norlandic", (["The Norlandic army"], [])),
    ("The Norlandic army fired at a Norlandic bus.", "fired", "The Norlandic army", "a Norlandic bus", (["The Norlandic army"], ["a Norlandic bus"]))])
def test_the_same_words_are_no_two_sides_of_an_act(text, trigger, actor, recipient, expected):
    assert sides(text, trigger, [(actor, "NOR")], [(recipient, "NOR")]) == expected


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("King Olaf of Norland visits Sudlandic President Jan Brandt.", "visits", (["King Olaf of Norland"], ["Jan Brandt"])),
    ("King Olaf of Norland visited Jan Brandt.", "visited", (["King Olaf of Norland"], ["Jan Brandt"])),
    ("King Olaf of Norland visits the fair with Jan Brandt.", "visits", (["King Olaf of Norland", "Jan Brandt"], [])),
    ("King Olaf of Norland meets President Jan Brandt.", "meets", (["King Olaf of Norland", "Jan Brandt"], []))])
def test_whom_somebody_visits_is_the_host(text, trigger, expected):
    assert sides(text, trigger, [("King Olaf of Norland", "NOR"), ("Jan Brandt", "SDN")], kind="CONSULT") == expected


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Jan Brandt is extradited to Sudland.", "extradited", ([], ["Sudland"])),
    ("Two men were handed over on Friday to Sudland.", "handed over", ([], ["Sudland"])),
    ("Jan Brandt is extradited by Sudland.", "extradited", (["Sudland"], [])), ("Jan Brandt was sent to Sudland.", "sent", (["Sudland"], []))])
def test_to_whom_somebody_is_extradited_does_not_extradite_him(text, trigger, expected):
    assert sides(text, trigger, [("Sudland", "SDN")], kind="COOPERATE") == expected
