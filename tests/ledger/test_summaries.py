"""What an event is shown by, and between whom it counts."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.ledger import dyad_pairs, is_named, merge
from dragoman.ledger.summaries import surest
from dragoman.model import Actor, Event


def shown(told):
    """The trigger of the statement that shows the one event of some statements."""
    [event] = merge(told)
    return surest(event, {s.id: s for s in told}).trigger


@pytest.mark.parametrize(("surface", "code", "named"), [
    ("Norland", "NOR", True), ("the Norlandish army", "NOR", True), ("The ministry", "NOR", False), ("They", "NOR", False), ("The three", "GBR", False),
    ("his country", "NOR", False), ("its premier, Hanna Orlo", "NOR", True), ("Houthi fighters", "REB", True), ("the group", "REB", False)])
def test_a_party_is_named_by_a_name_or_by_who_stands_behind_a_shared_code(surface, code, named):
    assert is_named(Actor(surface, code)) is named


def test_the_statement_that_names_the_parties_shows_the_event_before_a_surer_one_that_does_not(say):
    poor = replace(say("2024-03-05", "SANCTION", "occurred", "They=NOR>that country=PER", when="2024-03-05", publisher="A", trigger="banned"), confidence=0.95)
    clear = replace(say("2024-03-05", "SANCTION", "occurred", "Norway=NOR>Peru=PER", when="2024-03-05", publisher="B", trigger="banned oil"), confidence=0.6)
    assert shown([poor, clear]) == "banned oil"
    far = [replace(a, span=(900, 906)) for a in (*clear.actor, *clear.recipient)]
    assert shown([poor, replace(clear, actor=(far[0],), recipient=(far[1],))]) == "banned"


def test_an_act_that_was_threatened_is_shown_by_who_tells_that_it_was_done(say):
    threat = replace(say("2024-03-01", "THREATEN", "occurred", "NOR>PER", when="2024-03-01", publisher="A", trigger="threatened"), confidence=0.99)
    done = replace(say("2024-03-20", "SANCTION", "occurred", "NOR>PER", when="2024-03-20", publisher="B", trigger="cut relations"), confidence=0.7)
    event = Event("e", "SANCTION", "occurred", ("NOR",), ("PER",), None, None, None, None, (threat.id, done.id), (), ())
    assert surest(event, {s.id: s for s in (threat, done)}).trigger == "cut relations"


@pytest.mark.parametrize(("type_", "actor", "recipient", "pairs"), [
    ("CONSULT", "NOR PER", "", {("NOR", "PER")}), ("ASSAULT", "NOR PER", "", {("NOR", "PER")}), ("ASSAULT", "NOR PER", "UNK", set()),
    ("REQUEST", "NOR PER", "UNK", set()), ("SANCTION", "NOR PER", "", set()), ("SANCTION", "NOR PER", "OMN", {("NOR", "OMN"), ("OMN", "PER")})])
def test_who_demands_bans_or_attacks_together_does_nothing_to_each_other(type_, actor, recipient, pairs):
    assert dyad_pairs(Event("e", type_, "occurred", tuple(actor.split()), tuple(recipient.split()), None, None, None, None, (), (), ())) == pairs
