"""Agreements: their parties, subjects and stages."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.ledger import first_two
from dragoman.model import Actor, Report, Statement
from dragoman.relations import agreements, may_agree
from dragoman.relations.instruments import STAGE_EXAMPLES, STAGES, own_words, telling
from dragoman.relations.subjects import SUBJECT_EXAMPLES, phrase, subjects

LANDS = {"Norland": "NOR", "Sudland": "SWE", "Eastland": "FIN"}


def told(marked, type, status="occurred", day="2024-05-01", report="r", parties=None, **more):
    """A statement and its report, of a sentence with the trigger in brackets; all lands that it names are parties unless some are given."""
    begin = marked.index("[")
    text = marked.replace("[", "").replace("]", "")
    span = begin, marked.index("]") - 1
    actors = tuple(Actor(w, c, (text.index(w), text.index(w) + len(w))) for w, c in LANDS.items() if w in text and (parties is None or c in parties))
    s = Statement(report, text[slice(*span)], span, type, status, actors, published=day, publisher=f"Outlet of {report}", known=day, **more)
    return s, Report(report, text, None, day, f"Outlet of {report}")


def made(*tellings, event_of=None):
    return agreements(event_of or {}, [s for s, _ in tellings], {r.id: r for _, r in tellings})


@pytest.mark.parametrize(("words", "about"), SUBJECT_EXAMPLES)
def test_subjects_of_words(words, about):
    assert subjects(words) == about


@pytest.mark.parametrize(("type_", "status", "marked", "stage"), STAGE_EXAMPLES)
def test_stages_of_sentences(type_, status, marked, stage):
    s, report = told(marked, type_, status)
    found = telling(s, report.text, [s])
    assert (found and found.stage) == stage
    if stage:
        assert may_agree(report.text)


@pytest.mark.parametrize(("text", "noun", "words"), [
    ("They signed a comprehensive strategic partnership treaty.", "treaty", "comprehensive strategic partnership treaty"),
    ("They reached a 72-hour truce.", "truce", "72-hour truce"), ("Norland's treaty lapsed.", "treaty", "treaty"), ("The treaty.", "treaty", "treaty")])
def test_a_noun_takes_the_words_before_it(text, noun, words):
    at = text.index(noun)
    begin, end = phrase(text, (at, at + len(noun)), 0)
    assert text[begin:end] == words


def test_what_is_negotiated_and_later_signed_is_one_agreement():
    (a,) = made(told("Norland and Sudland [negotiate] a fishing treaty.", "CONSULT", "ongoing", "2024-05-01", "a"),
                told("Norland and Sudland will [sign] the fishing treaty next week.", "SUPPORT", "planned", "2024-06-10", "b"),
                told("Norland and Sudland [signed] the fishing treaty on Monday.", "SUPPORT", day="2024-06-18", report="c", when="2024-06-17"))
    assert (sorted(a.parties), a.subjects, a.stage, a.what) == (["NOR", "SWE"], ("water",), "signed", "fishing treaty")
    assert [(stage, day) for stage, day, _ in a.stages] == [("negotiated", "2024-05-01"), ("announced", "2024-06-10"), ("signed", "2024-06-17")]


def test_another_subject_other_parties_or_years_between_make_another_agreement():
    first = told("Norland and Sudland [signed] a gas deal.", "SUPPORT", day="2020-01-01", report="a")
    for other in (told("Norland and Sudland [signed] a border treaty.", "SUPPORT", day="2020-02-01", report="b"),
                  told("Norland and Eastland [signed] a gas deal.", "SUPPORT", day="2020-02-01", report="b"),
                  told("Norland and Sudland [signed] a gas deal.", "SUPPORT", day="2023-01-01", report="b")):
        assert len(made(first, other)) == 2


def test_statements_of_one_event_tell_of_one_agreement():
    one = told("Norland and Sudland will [sign] a treaty.", "SUPPORT", "planned", "2024-01-01", "a")
    other = told("Norland and Sudland [signed] a treaty.", "SUPPORT", day="2026-01-01", report="b")
    assert len(made(one, other)) == 2
    (a,) = made(one, other, event_of={one[0].id: "e", other[0].id: "e"})
    assert list(a.events) == ["e"]


def test_a_name_joins_and_other_names_part():
    one = told("Norland [signed] the Copper Bay Treaty with Sudland.", "SUPPORT", day="2020-01-01", report="a")
    left = told("Norland [withdrew] from the Copper Bay Treaty with Sudland.", "SANCTION", day="2024-01-01", report="b")
    other = told("Norland [signed] the Silver Bay Treaty with Sudland.", "SUPPORT", day="2020-01-05", report="c")
    (a,) = made(one, left)
    assert (a.what, a.stage) == ("Copper Bay Treaty", "suspended")
    assert len(made(one, other)) == 2


@pytest.mark.parametrize(("one", "other", "count"), [
    ("JCPOA", "Iran nuclear deal", 1), ("2015 Joint Comprehensive Plan of Action agreement", "JCPOA", 1),
    ("Paris Climate Accords", "Paris climate agreement", 1),
    ("New START treaty", "New START", 1), ("United States–Mexico–Canada Agreement", "USMCA", 1), ("INF treaty", "New START treaty", 2),
    ("Iran nuclear deal", "Paris Agreement", 2)])
def test_a_well_known_agreement_is_one_by_all_its_names(one, other, count):
    signed = told(f"Norland [joined] the {one} with Sudland.", "SUPPORT", day="2016-01-01", report="a")
    left = told(f"Norland [withdrew] from the {other} with Sudland.", "SANCTION", day="2020-01-01", report="b")
    assert len(made(signed, left)) == count


def test_every_name_of_the_table_is_found_as_it_stands_there():
    for name, agreement in first_two("agreements.tsv").items():
        s, report = told(f"Norland [signed] the {name} with Sudland.", "SUPPORT")
        found = telling(s, report.text, [s])
        assert (found.what, found.named) == (name, True)
        assert own_words(name) == own_words(agreement) != ""


def test_common_words_that_are_part_of_a_name_elsewhere_name_nothing():
    s, report = told("Norland [signed] an open skies agreement with Sudland.", "SUPPORT")
    assert not telling(s, report.text, [s]).named


@pytest.mark.parametrize("when", ["on Monday", "on May 3"])
def test_a_day_is_no_part_of_a_name(when):
    (a,) = made(told(f"Norland and Sudland [signed] the Copper Bay Treaty {when}.", "SUPPORT"))
    assert a.what == "Copper Bay Treaty"
    (a,) = made(told(f"Norland and Sudland [signed] the Treaty on Copper Bay {when}.", "SUPPORT"))
    assert a.what == "Treaty on Copper Bay"


def test_no_stage_goes_back_and_out_of_suspended_only_what_is_done_anew_leads():
    signed = told("Norland [signed] the Copper Bay Treaty with Sudland.", "SUPPORT", day="2020-01-01", report="a")
    talks = told("Norland and Sudland [negotiate] the Copper Bay Treaty.", "CONSULT", "ongoing", "2020-03-01", "b")
    left = told("Norland [suspended] the Copper Bay Treaty with Sudland.", "SANCTION", day="2021-01-01", report="c")
    back = told("Norland [ratified] the Copper Bay Treaty with Sudland.", "SUPPORT", day="2022-01-01", report="d")
    assert made(signed, talks)[0].stage == "signed"
    assert made(signed, left, replaced(talks, "2021-06-01"))[0].stage == "suspended"
    (a,) = made(signed, left, back)
    assert [stage for stage, _, _ in a.stages] == ["signed", "suspended", "ratified"]


def test_a_signing_told_again_with_its_month_alone_is_not_that_of_what_was_suspended_since():
    (a,) = made(told("Norland will [sign] a gas deal with Sudland.", "SUPPORT", "planned", "2024-03-05", "a"),
                told("Norland [signed] a gas deal with Sudland.", "SUPPORT", day="2024-03-20", report="b", when="2024-03-20"),
                told("Norland [suspended] its gas deal with Sudland.", "SANCTION", day="2024-04-28", report="c", when="2024-04-28"),
                told("Norland [signed] the gas deal with Sudland in March.", "SUPPORT", day="2024-04-29", report="d", when="2024-03"))
    assert [(stage, day) for stage, day, _ in a.stages] == [("announced", "2024-03-05"), ("signed", "2024-03-20"), ("suspended", "2024-04-28")]


def replaced(telling_, day):
    s, report = telling_
    return replace(s, published=day, known=day), report


def test_every_stage_has_a_statement_that_tells_of_it():
    tellings = [told("Norland and Sudland will [sign] a gas deal.", "SUPPORT", "planned", "2024-01-01", "a"),
                told("Norland and Sudland [signed] a gas deal.", "SUPPORT", day="2024-02-01", report="b")]
    (a,) = made(*tellings)
    assert [s.id for _, _, s in a.stages] == [s.id for s, _ in tellings]
    assert {stage for stage, _, _ in a.stages} <= set(STAGES)


def test_parties_are_also_those_with_whom_it_is_made():
    s, report = told("Norland [signed] a gas deal with Sudland.", "SUPPORT", parties=["NOR"])
    other = replace(s, id="x", type="CONSULT", trigger="gas", actor=(Actor("Sudland", "SWE", (report.text.index("Sudland"), len(report.text) - 1)),))
    (a,) = agreements({}, [s, other], {"r": report})
    assert sorted(a.parties) == ["NOR", "SWE"]


def test_who_brokers_a_truce_is_no_party():
    (a,) = made(told("Norland and Sudland agreed to an Eastland-brokered [ceasefire].", "CONCEDE", "planned"))
    assert sorted(a.parties) == ["NOR", "SWE"]


@pytest.mark.parametrize("marked", ["Norland and Sudland [met] despite the border treaty.", "Norland [signed] a treaty.",
                                    "Norland and Sudland mark the anniversary of the [signing] of the border treaty."])
def test_what_handles_no_instrument_or_has_one_nameless_party_tells_of_none(marked):
    assert made(told(marked, "SUPPORT")) == []


def test_a_truce_that_ends_is_suspended_and_the_next_is_another():
    tellings = [told("Norland and Sudland agreed to a [truce].", "CONCEDE", "planned", "2024-01-01", "a"),
                told("The [truce] between Norland and Sudland ends after a week.", "CONCEDE", "ongoing", "2024-01-09", "b"),
                told("Norland and Sudland agreed to a [truce].", "CONCEDE", "planned", "2024-06-01", "c")]
    assert [a.stage for a in made(*tellings)] == ["announced", "suspended"]


def test_truces_with_groups_that_share_a_code_are_two(monkeypatch):
    monkeypatch.setitem(LANDS, "the FARC", "REB")
    monkeypatch.setitem(LANDS, "the ELN", "REB")
    monkeypatch.setitem(LANDS, "the rebels", "REB")
    one, same, other = (told(f"Norland and {who} [signed] a truce.", "AGREE", report=who) for who in ("the FARC", "the rebels", "the ELN"))
    assert len(made(one, same)) == 1
    assert len(made(one, other)) == 2
