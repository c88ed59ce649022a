"""Deriving what came in since comes to the same as deriving everything anew, row by row; and so does asking as of a day."""
from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dragoman.ledger import Ledger, Rulings, docket, merge, open_ledger
from dragoman.ledger.schema import DERIVED, addition, copy, event
from dragoman.model import KINDS, STATUSES, LedgerError, Report, Statement
from tests.servers import plain

SENTENCES = ("They plan to $ the copper pipeline from Norilsk.", "The copper pipeline from Norilsk: they $ it.", "They put off the copper $ of Norilsk.",
             "They cancel the $ over the pipeline.", "Officials fear that they could $ wheat.", "Wheat, and a $ of grain ships.", "Nothing but $.")
"""What a report says around each trigger ($): words that two statements share, words that look ahead, put off, and end."""

TEXT = " ".join(SENTENCES).replace("$", "=" * 9)
PLACES = [i for i in range(len(TEXT)) if TEXT[i:].startswith("=" * 9)]


DAYS = st.integers(0, 150).map(lambda n: (date(2025, 1, 1) + timedelta(n)).isoformat())
WHO = st.sampled_from(["RUS>IRN"] * 8 + ["IRN,RUS", "IRN,RUS,USA", "RUS>IRN,USA", "IRN>RUS", ">RUS", "UNK>REB", "UNK>", "RUS>RUS"])
FIELDS = st.fixed_dictionaries({
    "published": st.one_of(*[DAYS] * 6, st.none(), st.sampled_from(["2025-01", "2025-02"])),
    "type_": st.sampled_from(["CONSULT", "CONSULT", "AGREE", "ASSAULT", "SUPPORT"]), "status": st.sampled_from(STATUSES), "who": WHO,
    "when": st.none() | st.none() | DAYS | st.sampled_from(["2025", "2025-02", "2025-01-11/2025-01-20", "2024-06/2025-12"]),
    "by": st.sampled_from(["", *(f"{kind}:{code}" for kind in KINDS[:3] for code in ("RUS", "UNK"))]),
    "publisher": st.sampled_from(["A", "B", "TASS"]), "where": st.sampled_from([None, "Moscow", "Tehran"]), "at": st.sampled_from(PLACES),
    "embedding": st.sampled_from([None, b"\x10\x20", b"\x10\x21", b"\xf0\x20"])})


@contextmanager
def new_ledger(databases) -> Iterator[Ledger]:
    where = databases.lend()
    with open_ledger(where) as ledger:
        yield ledger
    databases.give_back(where)


def derived(ledger: Ledger) -> dict[str, list]:
    """Every row of every derived table, statements by their ids, in the order of the rows' own values."""
    with plain(ledger.where) as connection:
        ids = dict(connection.exec_driver_sql("SELECT key, id FROM statement").all())
        rows = {}
        for table in (*DERIVED, copy, addition):
            names = table.columns.keys()
            rows[table.name] = sorted(repr([ids[v] if n in ("statement_key", "shown_key") else v for n, v in zip(names, row, strict=True)])
                                      for row in connection.execute(select(table)))
    return rows


def told_in(ledger: Ledger, statements: list[Statement], reader: str = "r1") -> None:
    """Keep a report of TEXT with what it states."""
    first = statements[0]
    ledger.add(Report(first.report, TEXT, published=first.published, publisher=first.publisher), statements, reader)


def reports_of(say, fields, count: int) -> list[list[Statement]]:
    """Statements in reports of one to three, each with the day that the ledger counts it from."""
    told: dict[str, list[Statement]] = {}
    for n, given_ in enumerate(fields):
        name = f"{given_['published']}/{n % count}"
        held = told.setdefault(name, [])
        fields_ = {k: v for k, v in given_.items() if k != "embedding"}
        s = replace(say(**fields_ | {"publisher": held[0].publisher if held else given_["publisher"], "report": name}), embedding=given_["embedding"])
        if s.id not in {x.id for x in held}:
            held.append(s)
    return list(told.values())


def judge(ledger: Ledger, rng: random.Random) -> None:
    """A judgement of some kind on whatever is there; or one taken back."""
    events, kind = ledger.events(), rng.choice(["merge", "merge", "split", "reject", "correct", "withdraw"])
    statements = [i for e in events for i in e.statements]
    if kind == "merge" and len(events) > 1:
        one, *others = rng.sample(events, min(len(events), rng.choice([2, 2, 3])))
        ledger.merge(one.id, [e.id for e in others], "ann")
    elif kind == "split" and (large := [e for e in events if len(e.statements) > 1]):
        event = rng.choice(large)
        ledger.split(event.id, rng.sample(event.statements, rng.randint(1, len(event.statements) - 1)), "ann")
    elif kind == "reject" and statements:
        ledger.reject([rng.choice(statements)], "ann")
    elif kind == "correct" and statements:
        field, value = rng.choice([("status", "planned"), ("status", "possible"), ("when", "2025-02-03"), ("type", "PROTEST"), ("actor", "IRN")])
        with suppress(LedgerError):  # it has the value already
            ledger.correct(rng.choice(statements), [(field, value)], "ann")
    elif kind == "withdraw" and (held := ledger.judgements()):
        ledger.withdraw([rng.choice(held).id])


NEWS = st.fixed_dictionaries({
    "fields": st.lists(FIELDS, min_size=5, max_size=40), "count": st.integers(1, 20), "steps": st.lists(st.integers(0, 39), max_size=4),
    "judged": st.lists(st.integers(0, 39), max_size=4), "rng": st.randoms(use_true_random=False), "reread": st.integers(0, 39)})
ASKED = st.fixed_dictionaries({"fields": st.lists(FIELDS, min_size=5, max_size=40), "count": st.integers(1, 20), "day": DAYS})


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(drawn=NEWS)
def test_reports_and_judgements_in_any_order_and_any_number_of_steps_come_to_what_a_rebuild_comes_to(files, say, drawn):
    come_to_a_rebuild(files, say, **drawn)


@settings(max_examples=6, deadline=None)
@given(drawn=NEWS)
def test_in_any_order_they_come_to_what_a_rebuild_comes_to_on_a_server(on_server, say, drawn):
    come_to_a_rebuild(on_server, say, **drawn)


def come_to_a_rebuild(databases, say, fields, count, steps, judged, rng, reread):
    told = reports_of(say, fields, count)
    rng.shuffle(told)
    with new_ledger(databases) as ledger:
        for n, statements in enumerate(told):
            told_in(ledger, statements)
            if n in steps:
                ledger.derive()
            if n in judged:
                judge(ledger, rng)
        if told:  # another reader finds something else in one of the reports
            first = told[reread % len(told)][0]
            told_in(ledger, [replace(first, status="planned", when="2025-02-03", reader="r2", id="")], reader="r2")
        ledger.derive()
        once = derived(ledger)
        ledger.derive()
        assert derived(ledger) == once
        ledger.rebuild()
        assert derived(ledger) == once
        held, rulings = ledger.statements(), ledger.rulings()
        assert ledger.events() == merge(held, rulings)
        assert ledger.docket("2025-03-01", state=None) == docket(*as_of(held, "2025-03-01", rulings), "2025-03-01", state=None)


def stream(say, rng: random.Random, count: int) -> list[Statement]:
    """Two years of the news of a few pairs, each statement a report, nearly in the order of their days."""
    told = []
    for n in range(count):
        day = date(2023, 1, 1) + timedelta(n * 700 // count)
        when = rng.choice([None, None, day, day - timedelta(rng.randrange(9)), day + timedelta(rng.randrange(90)), day - timedelta(rng.randrange(400))])
        told.append(say(day.isoformat(), rng.choice(["CONSULT", "ASSAULT", "SUPPORT"]), rng.choice(STATUSES),
                        rng.choice(["RUS>IRN", "RUS>IRN", "IRN>RUS", "RUS,IRN,USA", "ISR>IRN", "USA>IRN", ">REB"]), when=when and when.isoformat(),
                        publisher=rng.choice("ABC"), report=f"r{n}", where=rng.choice([None, "Moscow"])))
    return sorted(told, key=lambda s: (date.fromisoformat(s.published).toordinal() + rng.gauss(0, 10), s.id))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_a_long_stream_that_is_derived_step_by_step_comes_to_what_a_rebuild_comes_to(databases, say, keep, seed):
    rng = random.Random(seed)
    told = stream(say, rng, 300 if databases.dialect == "sqlite" else 60)
    with new_ledger(databases) as ledger:
        while told:
            step = rng.choice([1, 5, 20])
            keep(ledger, told[:step])
            ledger.derive()
            del told[:step]
        once = derived(ledger)
        ledger.rebuild()
        assert derived(ledger) == once


def as_of(statements: list[Statement], day: str, rulings: Rulings) -> tuple[list, list[Statement]]:
    then = [s for s in statements if s.known <= day]
    return merge(then, rulings), then


@pytest.mark.long
@settings(max_examples=35, deadline=None)
@given(drawn=ASKED)
def test_what_is_asked_of_a_day_is_answered_from_the_rows_as_a_ledger_of_that_day_answers(files, say, drawn):
    is_answered_as_on_the_day(files, say, **drawn)


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(drawn=ASKED)
def test_what_is_asked_of_a_day_is_answered_on_a_server_as_a_ledger_of_that_day_answers(on_server, say, drawn):
    is_answered_as_on_the_day(on_server, say, **drawn)


def is_answered_as_on_the_day(databases, say, fields, count, day):
    told = reports_of(say, fields, count)
    with new_ledger(databases) as ledger, new_ledger(databases) as then:
        for statements in told:
            told_in(ledger, statements)
        ledger.derive()
        for statements in told:
            if ledger.statement(statements[0].id).known <= day:
                told_in(then, statements)
        assert ledger.events(day) == then.events()
        with ledger.ask(day) as asked, then.ask() as other:
            other.as_of = day
            assert [x[1:] for x in strip(asked.events())] == [x[1:] for x in strip(other.events())]
            assert [strip([x.event]) + list(x)[2:] for x in asked.items()] == [strip([x.event]) + list(x)[2:] for x in other.items()]
            assert asked.pairs(["CONSULT", "SUPPORT"]) == other.pairs(["CONSULT", "SUPPORT"])
            assert asked.dyads() == other.dyads()
            assert asked.covers() == other.covers()


def strip(events):
    return [event._replace(key=0, shown=0) for event in events]


def test_what_is_announced_is_found_by_its_words_weeks_later_under_another_type(say, ledger):
    plan, act = (TEXT.index(x) for x in ("plan to", "pipeline from Norilsk: they"))
    plan, act = TEXT.index("=" * 9, plan), TEXT.index("=" * 9, act)
    told = [say("2025-01-05", "CONSULT", "planned", "RUS,IRN", when="2025-03", report="r1", at=plan, trigger="pipelines"),
            say("2025-03-20", "AGREE", "occurred", "RUS,IRN", when="2025-03-20", report="r2", at=act, trigger="pipelines")]
    told_in(ledger, told[:1])
    ledger.derive()
    told_in(ledger, told[1:])
    (found,) = ledger.events()
    assert (found.type, found.status) == ("CONSULT", "occurred")
    assert found.history[1].reason == "what was announced on 2025-01-05; words shared: copper, norils, pipeli"
    once = derived(ledger)
    ledger.rebuild()
    assert derived(ledger) == once


def test_what_came_late_is_put_in_its_place_and_only_what_it_touches_is_written(ledger, story, keep):
    keep(ledger, story)
    ledger.derive()
    with plain(ledger.where) as other:
        other.execute(event.update().values(what="as it was"))
    late = replace(story[10], report="late", published="2025-03-05", publisher="C", id="")
    keep(ledger, [late])
    ledger.derive()
    with plain(ledger.where) as other:
        assert [what == "as it was" for what in other.execute(select(event.c.what)).scalars()].count(False) == 1 < len(ledger.events())
    (found,) = [e for e in ledger.events() if late.id in e.statements]
    assert len(found.statements) == 5


def test_a_rebuild_of_nothing_new_changes_nothing_and_a_reader_sees_the_old_meanwhile(ledger, story, keep):
    keep(ledger, story)
    ledger.derive()
    before = derived(ledger)
    with ledger.ask() as asked:
        held = asked.events()
        ledger.rebuild()
        assert asked.events() == held
    assert derived(ledger) == before


def test_questions_derive_first_and_in_memory_where_they_may_not_write(ledger, databases, story, keep):
    keep(ledger, story)
    with open_ledger(databases.read_only(ledger.where)) as fixed, fixed.ask() as asked:
        told = strip(asked.events())
        assert fixed.counts()["underived"] == 18
        with pytest.raises(LedgerError, match="read-only|permission denied"):
            fixed.derive()
    with ledger.ask() as asked:
        assert strip(asked.events()) == told
    assert ledger.counts()["underived"] == 0


def test_many_reports_at_once_are_kept_as_one_by_one(ledger, story, filed, place):
    names = dict.fromkeys(s.report for s in story)
    readings = [(filed(r, next(s.published for s in story if s.report == r)), [s for s in story if s.report == r]) for r in names]
    assert ledger.add_all(readings, "r1") == len(names)
    assert ledger.add_all(readings, "r1") == 0
    with open_ledger(place()) as other:
        for report, statements in readings:
            other.add(report, statements, "r1")
        assert other.events() == ledger.events()
        assert other.counts() == ledger.counts()


WIRE = ("The foreign ministers of Norway and Chile met in Oslo on Thursday and agreed to open a shipping line between their ports, officials of "
        "both ministries said after four hours of talks. The line is to carry timber and copper from next spring. Neither side named its price.")


@pytest.mark.parametrize("seed", range(6))
def test_whose_words_a_report_prints_is_found_whatever_comes_in_first(say, ledger, seed):
    printed = {"r1": ("2024-03-01", "Fjord Wire", WIRE), "r2": ("2024-03-02", "Andes Mail", "Ports to be linked\n" + WIRE),
               "r3": ("2024-03-04", "Copper Post", WIRE[:-40]), "r4": ("2024-04-20", "Late Gazette", WIRE)}
    names = list(printed)
    random.Random(seed).shuffle(names)
    for name in names:
        day, publisher, text = printed[name]
        s = say(day, "CONSULT", "occurred", "NOR,CHL", when="2024-02-29", publisher=publisher, report=name, trigger="met")
        ledger.add(Report(name, text, published=day, publisher=publisher), [s], "r1")
        ledger.derive()
    assert {s.report: s.origin for s in ledger.statements()} == {"r1": None, "r2": "Fjord Wire", "r3": "Fjord Wire", "r4": None}
    once = derived(ledger)
    assert len(once["copy"]) == 2
    ledger.rebuild()
    assert derived(ledger) == once
    assert {s.report: s.origin for s in ledger.statements("2024-03-02")} == {"r1": None, "r2": "Fjord Wire"}


ADDED = (
    "Our correspondent in Santiago reports that Chile has barred Peruvian trawlers from its southern harbours, a step of which the wire says nothing.",
    "“They will sail by April,” the Norwegian deputy minister Berg told this newspaper, and praised the copper workers of Chile for their patience.")


@pytest.mark.parametrize("first", ["wire", "paper"])
def test_what_a_copy_adds_is_its_own(say, ledger, first):
    """A paper's own sentence is not the wire's; what it prints of the wire, and what it tells after it in other words, is."""
    retold = "In Oslo the foreign ministers of the two countries sat down together on Thursday, as was heard later, over fish soup and herring."
    text = "\n".join((WIRE, retold, *ADDED))
    printed = {"met": ("CONSULT", "NOR,CHL"), "sat down together": ("CONSULT", "NOR,CHL"), "barred": ("SANCTION", "CHL>PER"), "praised": ("SUPPORT", "NOR>CHL")}
    wire = say("2024-03-01", "CONSULT", "occurred", "NOR,CHL", publisher="Fjord Wire", report="wire", trigger="met", at=WIRE.index("met"))
    paper = [say("2024-03-02", type_, "occurred", who, publisher="Andes Mail", report="paper", trigger=words, at=text.index(words))
             for words, (type_, who) in printed.items()]
    reports = [(Report("wire", WIRE, published="2024-03-01", publisher="Fjord Wire"), [wire]),
               (Report("paper", text, published="2024-03-02", publisher="Andes Mail"), paper)]
    for report, statements in sorted(reports, key=lambda given: given[0].id != first):
        ledger.add(report, statements, "r1")
        ledger.derive()
    once = derived(ledger)
    assert {s.trigger: s.origin for s in ledger.statements() if s.report == "paper"} == {
        "met": "Fjord Wire", "sat down together": "Fjord Wire", "barred": None, "praised": None}
    ledger.rebuild()
    assert derived(ledger) == once and len(once["addition"]) == 2
