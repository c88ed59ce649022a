"""Who says so in the end, and what the voices add up to."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dragoman.ledger.voices import Verdict, speaker, voice
from dragoman.model import Statement

DAY = date(2025, 1, 10).toordinal()


@pytest.mark.parametrize(("by", "found"), [
    ("", None),
    ("official:IRN:the ministry", ("IRN", "IRN")), ("anonymous:IRN:an Iranian aide", ("IRN", "IRN")), ("document:IRN:the note", ("IRN", "IRN")),
    ("media:RUS:Izvestia", ("izvestia", None)), ("expert:USA:an Analyst", ("an analyst", None)), ("other:USA:Residents", ("residents", None)),
    ("official:UNK:An Envoy", ("an envoy", "UNK")), ("official:REB:Hamas", ("hamas", "REB")), ("official:NGO:The Watch", ("the watch", "NGO")),
    ("official:REB:a Houthi spokesman", ("the houthis", "REB")), ("official:REB:Ansar Allah", ("the houthis", "REB")),
    ("official:REB:Yahya Saree", ("the houthis", "REB")), ("official:IGO:Christine Lagarde", ("christine lagarde", "IGO")),
    ("official:UNO:the UN", ("UNO", "UNO")), ("media:RUS:Izvestia;official:IRN:the ministry", ("IRN", "IRN"))])
def test_who_speaks_for_a_state_is_it_and_others_are_known_by_their_words(say, by, found):
    assert speaker(say("2025-01-10", "CONSULT", "planned", "IRN>RUS", by=by)) == found


@pytest.mark.parametrize(("by", "publisher", "found"), [
    ("", "The Norland Argus", ("Norland Argus", None)), ("", "TASS", ("RUS", "RUS")), ("", None, ("report r1", None)),
    ("official:IRN:the ministry", "TASS", ("IRN", "IRN")), ("expert:IRN:an Analyst", "TASS", ("an analyst", None)),
    ("media:RUS:TASS", "The Norland Argus", ("RUS", "RUS")), ("media:SYR:Syrian state television", "The Norland Argus", ("SYR", "SYR")),
    ("media:UNK:state television", "The Norland Argus", ("state television", None)), ("media:USA:media reports", "The Norland Argus", ("media reports", None))])
def test_who_says_so_in_the_end_is_the_speaker_else_who_wrote_it(say, by, publisher, found):
    assert voice(say("2025-01-10", "CONSULT", "planned", "IRN>RUS", by=by, publisher=publisher, report="r1")) == found


def test_a_copy_is_its_originals_voice(say):
    told = say("2025-01-10", "CONSULT", "planned", "IRN>RUS", publisher="The Norland Argus")
    assert voice(replace(told, origin="TASS")) == ("RUS", "RUS")


Word = tuple[str, str, int]


def verdict(say, *words: Word, happened: int | None = None) -> tuple[str, bool]:
    """What voices (codes, or names of outlets) add up to that give statuses on days, counted from DAY."""
    made = Verdict({"IRN", "RUS"}, None if happened is None else DAY + happened)
    for who, status, day in words:
        told: Statement = say("2025-01-10", "CONSULT", status, "IRN>RUS", by=f"official:{who}:{who}" if len(who) == 3 else "", publisher=who)
        made.add(told, DAY + day, told.status)
    return made.status()


@pytest.mark.parametrize(("words", "found"), [
    ([("USA", "possible", 0)], ("possible", False)),
    ([("USA", "possible", 0), ("Argus", "denied", 1)], ("denied", False)),
    ([("Argus", "planned", 0)], ("planned", False)),
    ([("Argus", "planned", 0), ("USA", "denied", 1)], ("planned", True)),
    ([("Argus", "planned", 0), ("IRN", "denied", 1)], ("denied", False)),
    ([("IRN", "denied", 0), ("Argus", "planned", 1)], ("planned", True)),
    ([("IRN", "denied", 1), ("Argus", "planned", 1)], ("denied", False)),
    ([("IRN", "denied", 0), ("Argus", "planned", 1), ("RUS", "denied", 2)], ("denied", False)),
    ([("IRN", "denied", 0), ("IRN", "planned", 1)], ("planned", False)),
    ([("IRN", "denied", 0), ("IRN", "possible", 1)], ("denied", False)),
    ([("IRN", "planned", 0), ("IRN", "denied", 1)], ("denied", False)),
    ([("USA", "occurred", 0), ("USA", "denied", 1)], ("denied", False)),
    ([("USA", "denied", 0), ("USA", "occurred", 1)], ("occurred", False)),
    ([("Argus", "planned", 0), ("USA", "called_off", 0)], ("called_off", False)),
    ([("Argus", "planned", 1), ("USA", "called_off", 0)], ("planned", False)),
    ([("Argus", "occurred", 0), ("USA", "called_off", 0)], ("occurred", False)),
    ([("Argus", "occurred", 0), ("USA", "called_off", 1)], ("called_off", False)),
    ([("Argus", "occurred", 0), ("USA", "planned", 9)], ("occurred", False)),
    ([("Argus", "occurred", 0), ("USA", "denied", 0)], ("occurred", True)),
    ([("Argus", "occurred", 0), ("Argus", "ongoing", 0)], ("occurred", False)),
    ([("Argus", "occurred", 0), ("Argus", "ongoing", 1)], ("ongoing", False)),
    ([("Argus", "ongoing", 5), ("Herald", "ongoing", 1), ("Post", "occurred", 3)], ("ongoing", False))])
def test_the_latest_words_of_all_voices_give_the_status(say, words, found):
    assert verdict(say, *words) == found


@pytest.mark.parametrize(("denied", "disputed"), [(0, False), (2, True), (3, True)])
def test_a_denial_older_than_the_deed_disputes_nothing(say, denied, disputed):
    assert verdict(say, ("USA", "denied", denied), ("Argus", "occurred", 3), happened=2) == ("occurred", disputed)
