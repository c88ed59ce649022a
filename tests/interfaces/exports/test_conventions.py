"""Events as coders without statuses have them: the table, and what becomes of each status."""
import csv
from collections import Counter
from pathlib import Path

import pytest

from dragoman.briefing import View
from dragoman.interfaces.exports.conventions import acts, becomes, chosen, rules
from dragoman.interfaces.exports.passing import passing
from dragoman.ledger import open_ledger
from dragoman.model import TYPES

CODEBOOK = Path(__file__).parents[3] / "src" / "dragoman" / "codebook"
PHASES = ("done", "ahead", "off", "stopped")


def read(name):
    with (CODEBOOK / name).open(encoding="utf-8") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = read("plover_to_cameo.tsv")


def test_every_type_has_a_last_resort_in_every_phase():
    for type_ in TYPES:
        for phase in PHASES:
            own = rules()[type_, phase]
            assert own[-1].words is None
            assert all(rule.words for rule in own[:-1])
            assert len({rule.plover for rule in own}) == 1, "words choose mode and code, not the category"


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['type']}-{r['phase']}-{r['cameo']}-{r['words'][:20]}")
def test_examples_choose_their_row_and_counter_examples_another(row):
    for phase in row["phase"].split(","):
        pattern = rf"\b(?:{row['words']})" if row["words"] else ""
        own = next(rule for rule in rules()[row["type"], phase] if (rule.words.pattern if rule.words else "") == pattern)
        for words in filter(None, row["examples"].split("|")):
            assert chosen(row["type"], phase, [words]) is own, words
        for words in filter(None, row["counter_examples"].split("|")):
            assert chosen(row["type"], phase, [words]) is not own, words
        assert row["examples"]


OTHERWISE = {
    ("CONCEDE", "SUPPORT"): "apologies and pardons are verbal concessions in PLOVER (page 11), diplomatic cooperation in CAMEO",
    ("CONCEDE", "RETREAT"): "PLOVER has a declared truce or an eased curfew as words (page 12)",
    ("CONCEDE", "AGREE"): "CAMEO's intents to yield; PLOVER leaves them concessions (page 9)",
    ("RETREAT", "CONCEDE"): "CAMEO has no code for a resignation but accession to demands for it",
    ("REQUEST", ""): "appeals, which PLOVER's table drops and its text calls requests (page 16)",
    ("SANCTION", "ACCUSE"): "CAMEO has convictions under disapproval, PLOVER under SANCTION (page 21)",
    ("SANCTION", "COERCE"): "embargoes, which PLOVER's table has under COERCE and its text under SANCTION (page 21)",
    ("COERCE", "ASSAULT"): "crackdowns, which CAMEO has as violent repression",
    ("ASSAULT", "COERCE"): "blockades and occupations, which PLOVER's table moves to COERCE",
}
"""Where CAMEO's code, read back by PLOVER's own table, gives another category, and why it is the nearest nevertheless."""


def test_codes_are_cameos_and_read_back_as_the_category_they_stand_for():
    cameo = {row["code"]: row for row in read("cameo.tsv")}
    found = {(row["plover"], cameo[row["cameo"]]["type"]) for row in ROWS if row["cameo"]}
    assert {pair for pair in found if pair[0] != pair[1]} == set(OTHERWISE)


def test_planned_cooperation_is_an_agreement_and_planned_conflict_a_threat():
    assert {t: becomes(t, "ahead") for t in TYPES} == {
        **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID"), "AGREE"), "CONCEDE": "CONCEDE", "RETREAT": "CONCEDE",
        **{t: t for t in ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "MOBILIZE")}, **dict.fromkeys(("PROTEST", "SANCTION", "COERCE", "ASSAULT"), "THREATEN")}


def test_an_event_is_an_act_for_each_turn_it_takes(nasty):
    left_out = Counter()
    with open_ledger(nasty) as book, View(book) as view:
        made = [a for w in passing(view) for a in acts(w, left_out)]
    told = {(a.event.type, a.status): (a.plover, a.mode, a.cameo, a.marked, a.first, a.last) for a in made}
    assert told["CONSULT", "planned"] == ("AGREE", None, "036", None, "2025-01-10", "2025-01-10")
    assert told["CONSULT", "occurred"] == ("CONSULT", "visit", "042", None, "2025-01-17", "2025-01-17")
    assert told["SANCTION", "planned"] == ("THREATEN", "restrict", "1312", None, "2025-01-11", "2025-01-11")
    assert told["SANCTION", "called_off"][:3] == ("CONCEDE", None, "080")
    assert told["CONSULT", "called_off"][:3] == ("REJECT", "meet", "125")
    assert told["AID", "possible"][:4] == ("AID", None, None, "hypothetical")  # Israeli officials fear what Russia may give
    assert told["ASSAULT", "possible"][:4] == ("THREATEN", "violence", "138", None)  # Iran says itself that it may
    assert told["MOBILIZE", "planned"][:4] == ("MOBILIZE", "troops", None, "future")
    assert told["SUPPORT", "occurred"][4:] == ("2025-01-13", "2025-01-14")
    assert told["ASSAULT", "occurred"][4:] == ("2025-01-01", "2025-12-31")
    assert left_out == {"denied": 1, "the recipient that its type needs is not known": 1, "nobody known does it": 1, "no day is known": 1}
    assert [a.number for a in made if a.event.type == "CONSULT" and a.event.recipient] == [0, 1]
