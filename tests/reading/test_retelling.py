"""An event told twice in one report."""
import pytest

from dragoman.model import Actor, Source, Statement
from dragoman.reading.retelling import fullest, phrased, stem


def told(at, trigger, actor=(), recipient=(), status="occurred", said_by=(), **fields):
    return Statement("r", trigger, (at, at + len(trigger)), "ASSAULT", status, tuple(Actor(c, c) for c in actor),
                     tuple(Actor(c, c) for c in recipient), said_by=tuple(said_by), **fields)


def test_the_fuller_telling_is_kept():
    short, full = told(0, "bombings"), told(50, "car bombing", ["REB"], ["USA"], when="1998-08-07", when_text="Friday")
    assert fullest([short, full]) == [full]


def test_tellings_of_two_sources_are_both_kept():
    a = told(0, "attacked", ["IND"], ["PAK"], said_by=[Source("Pakistan", "PAK", "official")])
    b = told(50, "attack", ["IND"], ["PAK"])
    assert fullest([a, b]) == [a, b]


def test_other_parties_days_or_statuses_are_other_events():
    a = told(0, "attacked", ["IND"], ["PAK"], when="2024-01-01")
    assert len(fullest([a, told(20, "attacked", ["PAK"], ["IND"])])) == 2
    assert len(fullest([a, told(20, "attacked", ["IND"], ["PAK"], when="2024-01-03")])) == 2
    assert len(fullest([a, told(20, "attacked", ["IND"], ["PAK"], "denied")])) == 2


def test_the_order_of_the_text_stays():
    found = [told(0, "killed", ["A"]), told(20, "shelled", ["B"]), told(40, "bombed", ["C"])]
    assert fullest(found) == found


def test_stems():
    assert stem("car bombing") == stem("bombings") == "bombi"


def test_the_parts_of_one_phrase_are_one_event():
    imposed, sanctions = told(19, "imposed", ["EUU"], ["BLR"]), told(27, "sanctions", ["EUU"], ["BLR"])
    assert len(fullest([imposed, sanctions])) == 1
    assert len(fullest([imposed, told(60, "sanctions", ["EUU"], ["BLR"])])) == 2


def test_parts_of_one_phrase_are_one_event_whichever_way_its_parties_are_told():
    sign, treaty = told(0, "sign", ["IRN"], ["RUS"]), told(7, "treaty", ["IRN", "RUS"])
    assert len(fullest([sign, treaty])) == 1
    assert len(fullest([sign, told(7, "treaty", ["IRN", "CHN"])])) == 2


@pytest.mark.parametrize(("text", "parts", "trigger"), [
    ("Artillery shelling hit Norland.", ("Artillery", "shelling"), "Artillery shelling"),
    ("The Union imposed a freeze.", ("imposed", "freeze"), "imposed a freeze"),
    ("Two were killed in a battle.", ("killed", "battle"), "killed in a battle"),
    ("Rebels forcibly removed them.", ("forcibly", "removed"), "removed"),
    ("The army seized and shelled it.", ("seized", "shelled"), "shelled"),
])
def test_a_phrase_found_in_two_parts_is_the_trigger_whole(text, parts, trigger):
    part, full = told(text.index(parts[0]), parts[0], ["REB"]), told(text.index(parts[1]), parts[1], ["REB"], ["USA"])
    (kept,) = fullest([part, full])
    whole = phrased(kept, [part, full], text)
    assert whole.trigger == trigger == text[slice(*whole.span)] and whole.codes == full.codes


def test_a_part_of_another_act_is_no_part_of_the_phrase():
    part, full = told(0, "ceasefire", ["REB"], status="denied"), told(10, "shelling", ["REB"], ["USA"])
    assert phrased(full, [part, full], "ceasefire shelling") == full


@pytest.mark.parametrize(("text", "trigger", "count"), [
    ("Norland met the envoy. Norland also met the bishop.", "met", 2),
    ("A bomb went off. A separate car bomb went off.", "bomb", 2),
    ("Norland met the envoy. Norland had met the bishop.", "met", 1),
])
def test_an_act_that_is_said_to_be_a_further_one_tells_none_again(text, trigger, count):
    first = told(text.index(trigger), trigger, ["RUS"])
    assert len(fullest([first, told(text.rindex(trigger), trigger, ["RUS"])], text)) == count
