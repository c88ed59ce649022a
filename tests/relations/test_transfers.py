"""Transfers: from whom to whom, of what, and how far they have come."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.model import Actor, Report, Statement
from dragoman.relations import may_transfer, transfers
from dragoman.relations.handings import HANDS, STAGES, handing
from dragoman.relations.subjects import ITEM_EXAMPLES, ITEMS

LANDS = {"Norland": "NOR", "Sudland": "SWE"}


def told(marked, type, status="occurred", day="2024-05-01", report="r", reversed=False):
    """A statement and its report: the land named first acts towards the other, unless `reversed`."""
    begin = marked.index("[")
    text = marked.replace("[", "").replace("]", "")
    span = begin, marked.index("]") - 1
    lands = sorted((text.index(w), w, c) for w, c in LANDS.items() if w in text)
    parties = [(Actor(w, c, (at, at + len(w))),) for at, w, c in lands]
    actor, recipient = parties[::-1] if reversed else parties
    s = Statement(report, text[slice(*span)], span, type, status, actor, recipient, published=day, publisher=f"Outlet of {report}", known=day)
    return s, Report(report, text, None, day, f"Outlet of {report}")


def made(*tellings, event_of=None):
    return transfers(event_of or {}, [s for s, _ in tellings], {r.id: r for _, r in tellings})


@pytest.mark.parametrize(("words", "kind"), ITEM_EXAMPLES)
def test_kinds_of_things(words, kind):
    found = [name for name, cue in ITEMS.items() if cue.search(words)]
    assert (found[0] if found else None) == kind
    assert bool(found) == may_transfer(words)


@pytest.mark.parametrize(("type_", "marked", "read"), HANDS)
def test_what_sentences_hand_over(type_, marked, read):
    s, report = told(marked, type_)
    found = handing(s, report.text, [s])
    short = {"NOR": "N", "SWE": "S"}
    assert (found and (*(short[c] for side in (found.supplier, found.recipient) for c in side), found.item, found.kind)) == read


@pytest.mark.parametrize(("type_", "status", "marked", "stage"), [
    ("AID", "possible", "Norland could [give] Sudland missiles.", "possible"), ("AID", "planned", "Norland will [send] missiles to Sudland.", "agreed"),
    ("AID", "occurred", "Norland [delivered] missiles to Sudland.", "delivered"),
    ("AID", "denied", "Norland denies that it [sent] missiles to Sudland.", "refused"),
    ("COOPERATE", "called_off", "Norland cancels the [sale] of missiles to Sudland.", "refused"),
    ("COOPERATE", "occurred", "Norland [sold] missiles to Sudland.", "agreed"),
    ("SUPPORT", "occurred", "Norland [approves] the sale of missiles to Sudland.", "agreed"),
    ("REJECT", "occurred", "Norland [refuses] to sell missiles to Sudland.", "refused"),
    ("AID", "occurred", "Norland rejects to [send] missiles to Sudland.", "refused"),
    ("AID", "occurred", "Norland spurned a request to [send] missiles to Sudland.", "refused"),
    ("AID", "occurred", "Norland repeats its refusal to [send] missiles to Sudland.", "refused")])
def test_stages(type_, status, marked, stage):
    (x,) = made(told(marked, type_, status))
    assert (sorted(x.supplier), sorted(x.recipient), x.stage) == (["NOR"], ["SWE"], stage)


def test_who_asks_for_something_is_to_get_it():
    (x,) = made(told("Sudland [asked] Norland for more missiles.", "REQUEST"))
    assert (sorted(x.supplier), sorted(x.recipient), x.item, x.stage) == (["NOR"], ["SWE"], "missiles", "asked")


def test_a_request_that_is_denied_is_refused():
    (x,) = made(told("Sudland, whose [request] for missiles Norland got, waits.", "REQUEST"))
    assert x.stage == "asked"
    (x,) = made(told("Sudland heard: Norland will deny its [request] for missiles.", "REQUEST"))
    assert (sorted(x.supplier), sorted(x.recipient), x.stage) == (["NOR"], ["SWE"], "refused")


@pytest.mark.parametrize("marked", ["Sudland [urged] Norland to stop sending missiles.", "Sudland [asked] Norland for talks on missiles.",
                                    "Sudland [asked] Norland to join an arms embargo.", "Sudland [asked] Norland to send the warships away.",
                                    "Sudland [asked] Norland for more arms dealers."])
def test_other_requests_ask_for_nothing(marked):
    assert made(told(marked, "REQUEST")) == []


@pytest.mark.parametrize(("type_", "marked"), [
    ("AID", "Norland [sent] Sudland a note on the arms embargo."), ("AID", "Norland [helped] Sudland after the storm took its missiles."),
    ("SUPPORT", "Norland [approves] a vaccine of Sudland."), ("CONCEDE", "Norland [allows] Sudland to send tanks on.")])
def test_what_hands_nothing_over_tells_of_no_transfer(type_, marked):
    assert made(told(marked, type_)) == []


def test_what_is_asked_for_agreed_and_delivered_is_one_transfer():
    (x,) = made(told("Sudland [asked] Norland for tanks.", "REQUEST", day="2024-01-01", report="a"),
                told("Norland will [send] tanks to Sudland.", "AID", "planned", "2024-02-01", "b"),
                told("Norland [delivered] 20 tanks to Sudland.", "AID", day="2024-03-01", report="c"))
    assert [(stage, day) for stage, day, _ in x.stages] == [("asked", "2024-01-01"), ("agreed", "2024-02-01"), ("delivered", "2024-03-01")]
    assert {stage for stage, _, _ in x.stages} <= set(STAGES)
    assert (x.kind, x.item) == ("arms", "20 tanks") or x.item == "tanks"


def test_what_is_delivered_is_not_told_in_the_words_of_what_was_promised():
    promised = [told("Norland will [send] ten tanks to Sudland.", "AID", "planned", "2024-02-01", report) for report in "ab"]
    sent = told("Norland [delivered] four tanks to Sudland.", "AID", day="2024-03-01", report="c")
    assert [x.item for x in made(*promised)] == ["ten tanks"]
    assert [(x.stage, x.item) for x in made(*promised, sent)] == [("delivered", "four tanks")]


def test_what_is_put_off_is_not_refused():
    promised = told("Norland will [send] ten tanks to Sudland.", "AID", "planned", "2024-02-01", "a")
    s, report = told("Norland postponed the [delivery] of ten tanks to Sudland.", "AID", "called_off", "2024-03-01", "b")
    assert [x.stage for x in made(promised, (s, report))] == ["refused"]
    assert [x.stage for x in made(promised, (replace(s, outlook="put_off"), report))] == ["agreed"]


def test_what_is_refused_may_still_be_agreed_and_what_is_delivered_is_not_refused_later():
    refused = told("Norland [refuses] to sell tanks to Sudland.", "REJECT", day="2024-01-01", report="a")
    agreed = told("Norland will [send] tanks to Sudland.", "AID", "planned", "2024-02-01", "b")
    sent = told("Norland [sent] tanks to Sudland.", "AID", day="2024-03-01", report="c")
    denied = told("Norland denies that it [sent] tanks to Sudland.", "AID", "denied", "2024-04-01", "d")
    assert made(refused, agreed)[0].stage == "agreed"
    assert made(agreed, sent, denied)[0].stage == "delivered"


def test_other_things_other_ways_and_long_gaps_make_other_transfers():
    first = told("Norland [sent] tanks to Sudland.", "AID", day="2020-01-01", report="a")
    for other in (told("Norland [sent] wheat to Sudland.", "AID", day="2020-01-05", report="b"),
                  told("Sudland [sent] tanks to Norland.", "AID", day="2020-01-05", report="b"),
                  told("Norland [sent] tanks to Sudland.", "AID", day="2022-01-05", report="b")):
        assert len(made(first, other)) == 2


def test_a_sum_beside_a_thing_is_its_price():
    (x,) = made(told("Norland will [sell] Sudland $3 billion worth of warships.", "COOPERATE", "planned"))
    assert x.kind == "arms"


def test_groups_that_share_a_code_are_not_supplied_with_one_thing(monkeypatch):
    monkeypatch.setitem(LANDS, "the PKK", "REB")
    monkeypatch.setitem(LANDS, "Hezbollah", "REB")
    monkeypatch.setitem(LANDS, "the rebels", "REB")
    one, same, other = (told(f"Norland [delivered] rockets to {who}.", "AID", report=who) for who in ("Hezbollah", "the rebels", "the PKK"))
    assert len(made(one, same)) == 1
    assert len(made(one, other)) == 2
