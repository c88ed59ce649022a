"""How many, as a statement's sentence says."""
import pytest

from dragoman.model import Report, Statement
from dragoman.relations import Toll, tolls
from dragoman.relations.tolls import RULES, TOLLS


def found(text, type_, trigger=None, status="occurred"):
    at = text.index(trigger) if trigger else 0
    return tolls(Statement("r", trigger or text[:1], (at, at + len(trigger or " ")), type_, status), {"r": Report("r", text)})


def shown(found_):
    return ", ".join(f"{t.what} {t.low}" + ("+" if t.high is None else "" if t.high == t.low else f"-{t.high}") + f" {t.whom}" * bool(t.whom)
                     for t in found_)


@pytest.mark.parametrize(("type_", "text", "wanted"), TOLLS)
def test_the_tolls_of_a_sentence(type_, text, wanted):
    assert shown(found(text, type_)) == wanted


def test_every_rule_has_an_example_but_those_named():
    shown_ = {part.split()[0] for _, _, wanted in TOLLS for part in wanted.split(", ") if part}
    assert set(RULES) - shown_ == {"missing", "captured"}
    assert shown(found("Three sailors are missing after the attack.", "ASSAULT")) == "missing 3 sailors"
    assert shown(found("The group captured six soldiers in the raid.", "ASSAULT")) == "captured 6 troops"


def test_of_several_figures_the_nearest_to_the_trigger_counts():
    text = "Shelling of the port killed five people, while an airstrike on the market killed nine people."
    assert shown(found(text, "ASSAULT", "Shelling")) == "killed 5"
    assert shown(found(text, "ASSAULT", "airstrike")) == "killed 9"


def test_the_sentence_alone_is_read_and_the_words_stand_in_the_report():
    text = "Ten people were killed on Monday. The airstrike killed 12 soldiers. It was the third."
    [toll] = found(text, "ASSAULT", "airstrike")
    assert (toll.low, toll.whom, text[slice(*toll.span)]) == (12, "troops", "12")


@pytest.mark.parametrize("status", ["denied", "planned", "called_off"])
def test_what_did_not_happen_has_no_toll(status):
    assert found("The airstrike killed 12 soldiers.", "ASSAULT", status=status) == ()


@pytest.mark.parametrize(("one", "other", "out"), [
    ((12, 12, ""), (30, 30, ""), True), ((12, None, ""), (30, 30, ""), False), ((31, None, ""), (30, 30, ""), True),
    ((24, 99, ""), (30, 30, ""), False), ((12, 12, "civilians"), (30, 30, "troops"), False),
    ((30, 30, "civilians"), (12, 12, ""), True), ((12, 12, "civilians"), (30, 30, ""), False), ((30, 30, "civilians"), (12, None, ""), False),
])
def test_figures_that_exclude_each_other(one, other, out):
    a, b = (Toll("killed", low, high, "", (0, 0), whom) for low, high, whom in (one, other))
    assert a.excludes(b) == b.excludes(a) == out
    assert not a.excludes(Toll("wounded", b.low, b.high, "", (0, 0), b.whom))
