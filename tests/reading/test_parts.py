"""What is no event of its own."""
import pytest

from dragoman.model import Actor, Source, Statement
from dragoman.reading.parts import without_parts


def kept(marked, *acts):
    """Triggers left of acts (type, status, codes of the actors, source) whose triggers stand in ⟨⟩."""
    text, spans = "", []
    for i, part in enumerate(marked.replace("⟩", "⟨").split("⟨")):
        if i % 2:
            spans.append((len(text), len(text + part)))
        text += part
    statements = [Statement("r", text[slice(*span)], span, type_, status, tuple(Actor(c, c) for c in codes),
                            said_by=tuple(Source(s, "UNK", "official") for s in source))
                  for span, (type_, status, codes, *source) in zip(spans, acts, strict=True)]
    return [s.trigger for s in without_parts(statements, text)]


SIGN, DEAL = ("SUPPORT", "occurred", ["NOR"]), ("AGREE", "occurred", ["NOR"])
AGREE, SEND = ("AGREE", "occurred", ["NOR"]), ("AID", "planned", ["NOR"])
STOP, OFF = ("SANCTION", "occurred", ["NOR"]), ("AID", "called_off", ["NOR"])
THREAT, ACT = ("THREATEN", "occurred", ["NOR"]), ("CONCEDE", "possible", ["SOU"])
FEARED, OWN = ("ASSAULT", "possible", ["EAS"]), ("ASSAULT", "possible", ["NOR"])
DRILL = ("COOPERATE", "planned", ["NOR", "SOU"])
ASK = ("REQUEST", "occurred", ["NOR"])


@pytest.mark.parametrize(("marked", "acts", "left"), [
    ("Norland ⟨signed⟩ a lasting ⟨peace agreement⟩ in Sud.", (SIGN, DEAL), ["signed"]),
    ("Norland ⟨agreed⟩ to ⟨send⟩ grain.", (AGREE, SEND), ["send"]),
    ("Norland has ⟨suspended⟩ a ⟨delivery⟩ of food.", (STOP, OFF), ["delivery"]),
    ("Norland ⟨threatened⟩ to expel envoys unless Sud ⟨apologised⟩.", (THREAT, ACT), ["threatened"]),
    ("They plan ⟨joint⟩ naval ⟨drills⟩ in May.", (DRILL, DRILL), ["drills"]),
    ("They plan ⟨joint⟩ naval ⟨drills⟩ in May.", (DRILL, ("COOPERATE", "planned", ["NOR"])), ["joint"]),
    ("Norland may ⟨carry⟩ out a third underground ⟨test⟩ in May.", (OWN, OWN), ["test"]),
    ("Norland ⟨staged⟩ a large ⟨raid⟩.", (OWN, OWN), ["raid"]), ("Norland ⟨carried⟩ on after the ⟨raid⟩.", (OWN, OWN), ["carried", "raid"]),
    ("Norland ⟨carried out⟩ a ⟨raid⟩.", (OWN, FEARED), ["carried out", "raid"]),
    ("Norland may ⟨lift⟩ its ⟨travel restrictions⟩ on Sud.", (("RETREAT", "possible", ["NOR"]), ("SANCTION", "ongoing", ["NOR"])), ["lift"]),
    ("Norland ⟨lifted⟩ a siege and the ⟨ban⟩.", (("RETREAT", "occurred", ["NOR"]), ("SANCTION", "ongoing", ["NOR"])), ["lifted", "ban"]),
    ("Norland ⟨warned⟩ Sud that the Eastland army may ⟨invade⟩ it.", (THREAT, FEARED), ["invade"]),
    ("Norland ⟨warns⟩ of an Eastland ⟨attack⟩ on Sud.", (THREAT, FEARED), ["attack"]),
    ("Norland ⟨warned⟩ Sud that it would ⟨strike⟩ back.", (THREAT, OWN), ["warned", "strike"]),
    ("Norland ⟨warned⟩ that it would act if Eastland ⟨attacked⟩ Sud.", (THREAT, FEARED), ["warned", "attacked"]),
    ("Norland ⟨warned⟩ Eastland not to ⟨attack⟩ Sud.", (THREAT, FEARED), ["warned", "attack"]),
    ("Norland ⟨threatened⟩ that the Eastland army may ⟨invade⟩.", (THREAT, FEARED), ["threatened", "invade"]),
    ("Norland ⟨asked⟩ the ministry whether the port was shelled.", (ASK,), []),
    ("It shows the tightening ⟨cooperation⟩ between the two countries.", (("COOPERATE", "ongoing", ["NOR", "SOU"]),), []),
    ("Norland's minister ⟨met⟩ with a few reporters.", (("CONSULT", "occurred", ["NOR"]),), []),
    ("Norland's ministry ⟨called in⟩ the press.", (("CONSULT", "occurred", ["NOR"]),), []),
    ("She held her first press ⟨conference⟩ there.", (("CONSULT", "occurred", ["NOR"]),), []),
    ("Norland has not yet announced the planned ⟨drills⟩.", (DRILL,), []),
    ("Norland would neither confirm the raid nor deny the ⟨drills⟩.", (DRILL,), ["drills"]),
    ("A spokesman declined to comment on reports of ⟨drills⟩.", (DRILL,), []), ("Norland hasn't confirmed or denied the ⟨drills⟩.", (DRILL,), []),
])
def test_a_part_of_another_act_a_question_and_a_warning_of_others_are_no_events(marked, acts, left):
    assert kept(marked, *acts) == left


@pytest.mark.parametrize(("marked", "acts"), [
    ("Norland ⟨signed⟩ a note and hailed the ⟨agreement⟩ with Sud.", (SIGN, DEAL)),
    ("It shows the tightening ⟨cooperation⟩ between Norland and Sud.", (("COOPERATE", "ongoing", ["NOR", "SOU"]),)),
    ("They agreed on ⟨cooperation⟩ between the two countries.", (DRILL,)),
    ("They hold ⟨drills⟩ between the two countries.", (("COOPERATE", "ongoing", ["NOR"]),)),
    ("They gave a joint ⟨news conference⟩.", (("CONSULT", "occurred", ["NOR", "SOU"]),)),
    ("He ⟨met⟩ her and told reporters so.", (("CONSULT", "occurred", ["NOR"]),)),
    ("He ⟨threatened⟩ the press.", (("THREATEN", "occurred", ["NOR"]),)), ("They ⟨met⟩ the information minister.", (("CONSULT", "occurred", ["NOR"]),)),
    ("Norland has not announced that it will hold ⟨drills⟩.", (DRILL,)), ("Norland has announced the planned ⟨drills⟩.", (DRILL,)),
    ("Norland has not held the announced ⟨drills⟩.", (DRILL,)), ("It was not Norland that announced ⟨drills⟩.", (DRILL,)),
    ("Norland ⟨praised⟩ a lasting ⟨peace agreement⟩ in Sud.", (SIGN, DEAL)),
    ("Norland ⟨agreed⟩ in March on a plan to ⟨send⟩ grain.", (AGREE, SEND)),
    ("Norland ⟨suspended⟩ its aid and the ⟨talks⟩.", (STOP, OFF)),
    ("Norland ⟨suspended⟩ the ⟨talks⟩ for a week.", (("REJECT", "occurred", ["NOR"]), OFF)),
    ("Norland ⟨threatened⟩ to expel envoys. Unless Sud ⟨apologised⟩, it would.", (THREAT, ACT)),
    ("Norland's troops ⟨killed⟩ after ⟨fighting⟩.", (DRILL, DRILL)),
    ("They plan ⟨joint⟩ naval ⟨drills⟩ in May.", (DRILL, ("COOPERATE", "called_off", ["NOR", "SOU"]))),
    ("They plan ⟨joint⟩ naval ⟨drills⟩ in May.", (DRILL, (*DRILL, "a minister"))),
    ("Their ⟨joint⟩ naval ⟨drills⟩ in May.", (("COOPERATE", "planned", ["NOR"]), ("COOPERATE", "planned", ["SOU"]))),
    ("Norland ⟨asked⟩ for a week to decide whether it joins.", (ASK,)),
])
def test_what_stands_beside_it_is_one(marked, acts):
    assert len(kept(marked, *acts)) == len(acts)
