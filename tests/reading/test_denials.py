"""Denials that only point back deny the act told before."""
from __future__ import annotations

import pytest

from dragoman.model import Actor, Source, Statement
from dragoman.reading.attribution import Attribution
from dragoman.reading.denials import bare, denied

CODES = {"Norland": "NOR", "Chile": "CHL", "Peru": "PER", "Peru and Chile": "PER", "Both governments": "UNK", "Santiago": "CHL"}


def spans(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(w), text.index(w) + len(w)) for w in words]


def statement(text: str, trigger: str, type_: str, actor: list[str], recipient: list[str], said_by: str | None, status="occurred") -> Statement:
    (span,) = spans(text, trigger)
    source = (Source(said_by, CODES.get(said_by, "UNK"), "official"),) if said_by else ()
    sides = (tuple(Actor(c, c) for c in codes) for codes in (actor, recipient))
    return Statement("r", trigger, span, type_, status, *sides, said_by=source, confidence=0.9)


def told(text: str):
    return lambda span: Source(text[slice(*span)], CODES.get(text[slice(*span)], "UNK"), "official", span)


def codes(text: str):
    return lambda span: ("PER", "CHL") if text[slice(*span)] == "Peru and Chile" else (CODES.get(text[slice(*span)], "UNK"),)


def sentence(text: str):
    def of(span):
        begin = text.rfind(". ", 0, span[0] + 1) + 2 if ". " in text[:span[0] + 1] else 0
        end = text.find(". ", span[1])
        return begin, len(text) if end < 0 else end + 1
    return of


def again(text: str, statements: list[Statement], attributions: list[Attribution] = ()) -> list[tuple]:
    out = denied(statements, text, attributions, told(text), codes(text), sentence(text))
    return [(s.trigger, s.said_by[0].surface, [a.code for a in s.actor]) for s in out if s.status == "denied"]


@pytest.mark.parametrize(("text", "who"), [
    ("Norland accuses Chile of arming rebels, which Chile denies.", "Chile"),
    ("Norland accuses Chile of arming rebels, a charge that Chile has always denied.", "Chile"),
    ("Norland accuses Chile of arming rebels. Chile denies it.", "Chile"),
    ("Norland accuses Chile of arming rebels; Chile has repeatedly denied the allegation.", "Chile"),
    ("Norland accuses Chile of arming rebels, an allegation denied by Santiago.", "Santiago"),
])
def test_who_denies_what_he_is_accused_of_denies_the_act(text, who):
    given = [statement(text, "accuses", "ACCUSE", ["NOR"], ["CHL"], None), statement(text, "arming", "AID", ["CHL"], ["REB"], "Norland")]
    assert again(text, given) == [("arming", who, ["CHL"])]


@pytest.mark.parametrize("text", [
    "Norland accuses Chile of arming rebels. Chile did not deny it.",
    "Norland accuses Chile of arming rebels. Chile would neither confirm nor deny it.",
    "Norland accuses Chile of arming rebels. Chile denied the report that Peru armed them.",
    "Norland accuses Chile of arming rebels. Chile denies entry to envoys.",
    "Norland accuses Chile of arming rebels. Peru denies it.",
    "Norland accuses Chile of arming rebels. It was a bad day. Nobody spoke. Chile denies it.",
])
def test_what_is_no_denial_of_it_adds_nothing(text):
    assert again(text, [statement(text, "arming", "AID", ["CHL"], ["REB"], "Norland")]) == []


def test_what_the_report_itself_tells_and_what_the_denier_told_is_not_denied_by_him():
    text = "Chile says that it is arming rebels. Chile denies it."
    assert again(text, [statement(text, "arming", "AID", ["CHL"], ["REB"], "Chile")]) == []
    assert again(text, [statement(text, "arming", "AID", ["CHL"], ["REB"], None)]) == []


def test_of_several_who_deny_the_accused_is_among_them():
    text = "Norland accuses Chile of arming rebels. Peru and Chile deny it."
    given = [statement(text, "arming", "AID", ["CHL"], ["REB"], "Norland")]
    assert again(text, given) == [("arming", "Peru and Chile", ["CHL"])]
    assert denied(given, text, [], told(text), codes(text), sentence(text))[-1].said_by[0].code == "CHL"
    text = "Norland accuses Peru and Chile of arming rebels. Both governments deny it."
    assert again(text, [statement(text, "arming", "AID", ["PER", "CHL"], ["REB"], "Norland")]) == [("arming", "Both governments", ["PER", "CHL"])]


def test_whom_it_was_done_to_denies_what_its_doer_claims():
    text = "Peru says that it has destroyed a brigade, a claim that Chile denies."
    assert again(text, [statement(text, "destroyed", "ASSAULT", ["PER"], ["CHL"], "Peru")]) == [("destroyed", "Chile", ["PER"])]


def test_a_part_in_what_nobody_is_said_to_have_done_is_denied_of_oneself():
    text = "A bomb killed nine in Norland. Chile denied any involvement."
    assert again(text, [statement(text, "bomb", "ASSAULT", [], ["NOR"], None)]) == [("bomb", "Chile", ["CHL"])]
    assert again(text, [statement(text, "bomb", "ASSAULT", ["PER"], ["NOR"], None)]) == []


def test_a_charge_is_rejected_and_the_word_for_it_is_no_refusal():
    text = "Norland accuses Chile of arming rebels. Chile rejected the charge."
    cue, source, content = spans(text, "rejected", "Chile rejected", "the charge")
    given = [statement(text, "arming", "AID", ["CHL"], ["REB"], "Norland"), statement(text, "rejected", "REJECT", ["CHL"], ["NOR"], None)]
    said = Attribution(cue, (source[0], source[0] + 5), content)
    assert again(text, given, [said]) == [("arming", "Chile", ["CHL"])]
    assert [s.type for s in denied(given, text, [said], told(text), codes(text), sentence(text))] == ["AID", "AID"]
    text = "Norland offers Chile talks. Chile rejected it."
    cue, content = spans(text, "rejected", "it.")
    assert bare(text, [Attribution(cue, (cue[0] - 6, cue[0] - 1), (content[0], content[0] + 2))]) == []


def test_it_is_less_sure_and_stands_after_what_it_denies():
    text = "Norland accuses Chile of arming rebels. Chile denies it. Peru bombed a port."
    given = [statement(text, "arming", "AID", ["CHL"], ["REB"], "Norland"), statement(text, "bombed", "ASSAULT", ["PER"], [], None)]
    out = denied(given, text, [], told(text), codes(text), sentence(text))
    assert [(s.trigger, s.status) for s in out] == [("arming", "occurred"), ("arming", "denied"), ("bombed", "occurred")]
    assert out[1].confidence < out[0].confidence and out[1].id != out[0].id and out[1].span == out[0].span


def test_a_denial_that_was_read_is_told_once():
    text = "Norland accuses Chile of arming rebels, which Chile denies."
    given = [statement(text, "arming", "AID", ["CHL"], ["REB"], "Norland"), statement(text, "denies", "AID", ["CHL"], ["REB"], "Chile", "denied")]
    assert again(text, given) == [("denies", "Chile", ["CHL"])]
