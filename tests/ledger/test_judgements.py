"""A person's judgements: what each does, how they are undone, and what they outlive."""
from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.ledger import EXAMPLES, Judgement, Rulings, corrections, derivation, docket, merge, open_ledger, read_as, shown
from dragoman.ledger import schema as t
from dragoman.ledger.corrections import FIELDS, WRONG, corrected, parsed
from dragoman.ledger.derivation import make
from dragoman.ledger.merging import Held, Merger, order
from dragoman.ledger.schema import DERIVED
from dragoman.model import Actor, LedgerError, Source
from tests.servers import plain


def everything(ledger, as_of=None):
    return ledger.statements(as_of), ledger.events(as_of), ledger.docket(as_of or "2025-12-31", state=None)


def groups(events):
    return {frozenset(e.statements) for e in events}


def holding(ledger, *ids):
    """The events that hold any of the statements."""
    return [e for e in ledger.events() if set(ids) & set(e.statements)]


@pytest.fixture
def treaty(ledger, story, keep):
    """The ledger with the story, and the event of the treaty, of five statements."""
    keep(ledger, story)
    ledger.derive()
    [event] = [e for e in ledger.events() if e.type == "SUPPORT"]
    assert len(event.statements) == 5
    return event


@pytest.fixture
def strikes(ledger, treaty):
    """The two airstrikes of other days, two events."""
    first, second = sorted((e for e in ledger.events() if e.type == "ASSAULT" and e.status == "occurred"), key=lambda e: e.first_reported)
    return first, second


# What each does

def test_statements_split_off_stay_together_and_apart_from_the_rest(ledger, treaty):
    parted, rest = set(treaty.statements[3:]), set(treaty.statements[:3])
    [made] = ledger.split(treaty.id, treaty.statements[3:], "ann", "another treaty")
    assert (made.kind, made.author, made.reason, made.statements, made.others) == (
        "split", "ann", "another treaty", treaty.statements[3:], treaty.statements[:3])
    assert {frozenset(parted), frozenset(rest)} == groups(holding(ledger, *treaty.statements))
    [new] = holding(ledger, *parted)
    assert new.history[1].reason == "a person's judgement: another treaty"
    assert new.history[1].score == 1.0


def test_events_merged_are_one_whatever_their_days(ledger, strikes):
    first, second = strikes
    before = len(ledger.events())
    ledger.merge(first.id, [second.id], "ann")
    [event] = holding(ledger, *first.statements, *second.statements)
    assert set(event.statements) == {*first.statements, *second.statements}
    assert len(ledger.events()) == before - 1
    assert {s.reason for s in event.history if s.statement in second.statements} == {"a person's judgement"}


@pytest.mark.parametrize("turned", [False, True])
def test_events_of_unlike_types_merge_wholly_whichever_comes_first(ledger, treaty, turned):
    [visit] = [e for e in ledger.events() if e.type == "CONSULT"]
    one, other = (treaty, visit) if turned else (visit, treaty)
    ledger.merge(one.id, [other.id])
    [event] = holding(ledger, *treaty.statements, *visit.statements)
    assert set(event.statements) == {*treaty.statements, *visit.statements}
    assert event.type == "CONSULT"  # of the earliest statement


def test_three_events_merge_by_two_judgements_of_which_one_can_be_undone(ledger, treaty, strikes):
    first, second = strikes
    made = ledger.merge(treaty.id, [first.id, second.id])
    assert len(holding(ledger, *treaty.statements, *first.statements, *second.statements)) == 1
    ledger.withdraw([made[0].id])
    assert groups(holding(ledger, *treaty.statements, *first.statements, *second.statements)) == {
        frozenset(first.statements), frozenset({*treaty.statements, *second.statements})}


def test_what_joins_by_judgement_goes_to_the_round_of_its_days(ledger, story, keep, say):
    keep(ledger, story)
    [tariff] = [e for e in ledger.events() if e.type == "SANCTION"]
    late = say("2025-03-05", "COERCE", "occurred", "USA>CAN", when="2025-03-04", publisher="Z")
    early = say("2025-01-21", "COERCE", "planned", "USA>MEX", when="2025-02-01", publisher="Z")
    keep(ledger, [late, early])
    for told in (late, early):
        [other] = holding(ledger, told.id)
        [tariff] = holding(ledger, tariff.statements[0])
        ledger.merge(tariff.id, [other.id])
    [tariff] = holding(ledger, tariff.statements[0])
    rounds = {s.statement: s.round for s in tariff.history}
    assert (rounds[early.id], rounds[late.id]) == (0, 1)


def test_a_rejected_statement_counts_for_nothing_and_stays_in_the_ledger(ledger, treaty):
    gone = treaty.statements[0]
    held, counted = ledger.statement(gone), ledger.counts()["statements"]
    ledger.reject([gone], "ann", "a sports page")
    assert gone not in {s.id for s in ledger.statements()}
    [event] = holding(ledger, *treaty.statements)
    assert set(event.statements) == set(treaty.statements[1:])
    assert ledger.statement(gone) == held
    assert ledger.counts()["statements"] == counted
    [judgement] = ledger.judgements()
    assert (judgement.kind, judgement.statements, judgement.now, judgement.state) == ("reject", (gone,), (gone,), "in force")


def test_a_corrected_statement_keeps_its_id_and_what_was_read(ledger, story, keep):
    keep(ledger, story)
    wrong = next(s for s in story if s.type == "COOPERATE")
    right = {"type": "AID", "status": "denied", "actor": "RUS,BLR", "recipient": "", "when": "2025-01", "where": "Minsk",
             "said_by": "UNK:media:The Post;ISR:official"}
    assert set(right) == set(FIELDS)
    made = ledger.correct(wrong.id, right.items(), "ann", "misread")
    assert [j.field for j in made] == list(right)
    [now] = [s for s in ledger.statements() if s.id == wrong.id]
    assert {f: shown(read_as(now, f)) for f in right} == {**right, "said_by": "UNK:media:The Post;ISR:official:ISR"}
    assert (now.trigger, now.span, now.report) == (wrong.trigger, wrong.span, wrong.report)
    assert ledger.statement(wrong.id) == wrong
    [event] = holding(ledger, wrong.id)
    assert (event.type, event.status, event.actor, event.where) == ("AID", "denied", ("BLR", "RUS"), "Minsk")


def test_answers_about_a_party_follow_corrections(ledger, story, keep):
    keep(ledger, story)
    told = next(s for s in story if s.type == "COOPERATE")
    ledger.correct(told.id, [("recipient", "SYR")])
    for derived in (False, True):
        assert [s.id for s in ledger.statements(about=["SYR"])] == [told.id]
        assert [e.statements for e in ledger.events(about=["SYR"])] == [(told.id,)]
        assert [i.event.statements for i in ledger.docket("2025-02-01", about=["SYR"], state=None)] == [(told.id,)]
        assert ledger.docket(about=["SYR"], state=None)
        assert told.id not in {s.id for s in ledger.statements(about=["IRN", "RUS"])}
        assert told.id not in {i for e in ledger.events(about=["IRN", "RUS"]) for i in e.statements}
        if not derived:
            ledger.derive()


def test_what_a_correction_makes_alike_is_merged(ledger, say, keep):
    one = say("2025-01-09", "CONSULT", "planned", "IRN>RUS", when="2025-01-17", publisher="A")
    other = say("2025-01-10", "CONSULT", "planned", "IRN>IRQ", when="2025-01-17", publisher="B")
    keep(ledger, [one, other])
    assert len(ledger.events()) == 2
    ledger.correct(other.id, [("recipient", "RUS")])
    [event] = ledger.events()
    assert (event.recipient, event.statements) == (("RUS",), (one.id, other.id))


def test_a_date_that_a_person_gives_counts_as_stated_also_on_the_day_of_the_report(say):
    told = replace(say("2025-01-17", "SUPPORT", "occurred", "IRN>RUS"), when_text=None)
    now = corrected(told, {"when": "2025-01-17"})
    assert (now.when, now.when_text) == ("2025-01-17", "2025-01-17")
    [event] = merge([now])
    assert event.when == "2025-01-17"
    assert corrected(now, {"when": None}).when is None


def test_parties_keep_the_words_that_code_or_place_says_are_theirs(say):
    told = replace(say("2025-01-17", "CONSULT", "occurred", "X>Y"),
                   actor=(Actor("Tehran", "IRN", (0, 6), "GOV"), Actor("Moscow", "UNK", (9, 15))),
                   said_by=(Source("Izvestia", "UNK", "media", (20, 28)), Source("a diplomat", "IRN", "anonymous")))
    now = corrected(told, {"actor": ("RUS", "IRN", "CHN"), "said_by": (("RUS", "media", None), ("RUS", "official", "a diplomat"), ("CHN", "expert", "Mr Li"))})
    assert now.actor == (Actor("RUS", "RUS"), Actor("Tehran", "IRN", (0, 6), "GOV"), Actor("CHN", "CHN"))
    assert corrected(told, {"actor": ("IRN", "RUS")}).actor == (told.actor[0], Actor("Moscow", "RUS", (9, 15)))
    assert now.said_by == (Source("Izvestia", "RUS", "media", (20, 28)), Source("a diplomat", "RUS", "official"), Source("Mr Li", "CHN", "expert"))
    assert corrected(now, {"actor": ("RUS", "IRN", "CHN")}) == now


@pytest.mark.parametrize("field", FIELDS)
def test_a_value_is_checked_and_comes_back_as_it_was_written(field):
    assert shown(parsed(field, EXAMPLES[field])) == EXAMPLES[field]
    for wrong in WRONG[field]:
        with pytest.raises(LedgerError, match=field if field != "when" else "date|interval"):
            parsed(field, wrong)


# Contradiction

def test_the_later_judgement_wins_and_undoing_it_brings_the_earlier_back(ledger, treaty):
    parted = treaty.statements[3:]
    [first] = ledger.split(treaty.id, parted)
    apart = everything(ledger)
    one, other = holding(ledger, *treaty.statements)
    [second] = ledger.merge(one.id, [other.id])
    assert len(holding(ledger, *treaty.statements)) == 1
    assert [j.state for j in ledger.judgements()] == ["in force", "in force"]  # the first still holds its own together
    [whole] = holding(ledger, *treaty.statements)
    [third] = ledger.split(whole.id, parted)
    assert groups(holding(ledger, *treaty.statements)) == {frozenset(parted), frozenset(treaty.statements[:3])}
    ledger.withdraw([third.id])
    assert len(holding(ledger, *treaty.statements)) == 1
    ledger.withdraw([second.id])
    assert everything(ledger) == apart
    ledger.withdraw([first.id])
    assert holding(ledger, *treaty.statements) == [treaty]


def test_a_judgement_of_which_nothing_is_left_is_listed_as_overruled(ledger, treaty):
    ledger.split(treaty.id, treaty.statements[4:])
    one, other = holding(ledger, *treaty.statements)
    ledger.merge(one.id, [other.id])
    ledger.correct(treaty.statements[0], [("status", "possible")])
    ledger.correct(treaty.statements[0], [("status", "planned")])
    assert [(j.kind, j.state) for j in ledger.judgements()] == [
        ("split", "overruled"), ("merge", "in force"), ("correct", "overruled"), ("correct", "in force")]


def test_the_rest_of_a_merge_stays_when_the_statement_that_opened_it_is_split_off(ledger, strikes):
    first, second = strikes
    ledger.merge(first.id, [second.id])
    [event] = holding(ledger, *first.statements)
    opening = event.statements[0]
    ledger.split(event.id, [opening])
    rest = {*first.statements, *second.statements} - {opening}
    assert groups(holding(ledger, *event.statements)) == {frozenset({opening}), frozenset(rest)}


def test_the_later_wins_also_where_the_contradiction_runs_through_a_third():
    split = Judgement("split", ("a",), ("c",), id=3)
    chain = [Judgement("merge", ("b",), ("a",), id=1), Judgement("merge", ("c",), ("b",), id=2)]
    made = Rulings([*chain, split])
    assert (made.together("b"), made.apart("a"), made.overruled) == ({"c"}, {"b", "c"}, {1})
    made = Rulings([*chain, replace(split, id=0)])
    assert (made.together("a"), made.apart("a"), made.overruled) == ({"b", "c"}, frozenset(), {0})


def test_a_statement_not_known_yet_links_those_that_are(say):
    told = [say(f"2025-01-{day}", "ASSAULT", "occurred", "RUS>UKR", publisher="A", at=day) for day in (10, 14, 20)]
    a, b, c = (s.id for s in told)
    made = Rulings([Judgement("merge", (b,), (a,), id=1), Judgement("merge", (c,), (b,), id=2)])
    assert groups(merge(told, made)) == {frozenset({a, b, c})}
    assert groups(merge([told[0], told[2]], made)) == {frozenset({a, c})}
    assert groups(merge(told)) == {frozenset({i}) for i in (a, b, c)}


def test_a_merger_that_goes_on_with_events_made_before_keeps_to_the_judgements(story):
    told = sorted(story, key=order)
    [treaty] = [e for e in merge(told) if e.type == "SUPPORT"]
    others = [s.id for s in told if s.type == "ASSAULT"]
    made = Rulings([Judgement("split", treaty.statements[3:], treaty.statements[:3], id=1), Judgement("merge", tuple(others), (treaty.statements[0],), id=2)])
    before = Merger(rulings=made)
    for statement in told[:12]:
        before.take(statement)
    after = Merger(number=len(before.clusters), rulings=made)
    for number, cluster in before.clusters.items():
        after.restore(Held(number, before.ids[number], [(m.statement, m.fit) for m in cluster.taken]))
    for statement in told[12:]:
        after.take(statement)
    assert {e.id: e for e in map(after.event, after.clusters)} == {e.id: e for e in merge(told, made)}


# What judgements outlive

def test_a_new_judgement_makes_what_was_derived_out_of_date_and_a_rebuild_gives_the_same(ledger, treaty):
    assert ledger.counts()["underived"] == 0
    ledger.split(treaty.id, treaty.statements[3:], reason="another")
    ledger.reject([treaty.statements[0]])
    ledger.correct(treaty.statements[1], [("status", "possible"), ("where", "Kazan")])
    assert ledger.counts()["underived"] > 0
    fresh = everything(ledger)
    ledger.derive()
    assert ledger.counts()["underived"] == 0
    assert everything(ledger) == fresh
    with plain(ledger.where) as other:
        for table in (*DERIVED, t.derivation):
            other.execute(table.delete())
    ledger.derive()
    assert everything(ledger) == fresh
    ledger.withdraw([ledger.judgements()[0].id])
    assert ledger.counts()["underived"] > 0
    assert everything(ledger) != fresh


def test_a_judgement_made_while_events_are_derived_counts_from_the_next_time_on(ledger, treaty, monkeypatch):
    with open_ledger(ledger.where) as other:
        def slow(*args, **more):
            made = make(*args, **more)
            if not other.judgements():
                other.reject([treaty.statements[0]])
            return made
        monkeypatch.setattr(derivation, "make", slow)
        keep_one = ledger.correct(treaty.statements[1], [("where", "Kazan")])
        ledger.withdraw([keep_one[0].id])
        ledger.derive()
        monkeypatch.undo()
    assert ledger.counts()["underived"] == 1
    assert treaty.statements[0] not in {i for e in ledger.events() for i in e.statements}


def read_anew(ledger, statements, keep, reader="r2", moved=3, **fields):
    """Another reading of the statements: spans moved, fields changed; the new statements in the same order."""
    anew = [replace(s, span=(s.span[0] + moved, s.span[1] + moved), reader=reader, id="", **fields) for s in statements]
    keep(ledger, anew, reader)
    return anew


def test_judgements_are_carried_to_the_statements_of_another_reading(ledger, story, keep, treaty):
    ledger.split(treaty.id, treaty.statements[3:], reason="another")
    ledger.reject([treaty.statements[0]])
    ledger.correct(treaty.statements[1], [("where", "Kazan")])
    shapes = [(e.type, e.status, len(e.statements), e.where) for e in ledger.events()]
    anew = {old.id: new.id for old, new in zip(story, read_anew(ledger, story, keep), strict=True)}
    assert not set(anew) & set(anew.values())
    assert sorted(map(str, shapes)) == sorted(str((e.type, e.status, len(e.statements), e.where)) for e in ledger.events())
    assert groups(holding(ledger, *map(anew.get, treaty.statements))) == {
        frozenset(map(anew.get, treaty.statements[3:])), frozenset(map(anew.get, treaty.statements[1:3]))}
    assert [j.now for j in ledger.judgements()] == [
        tuple(map(anew.get, treaty.statements[3:])), (anew[treaty.statements[0]],), (anew[treaty.statements[1]],)]
    ledger.derive()
    assert ledger.counts()["underived"] == 0


def test_a_judgement_without_a_statement_is_listed_so_and_holds_again_when_one_appears(ledger, say, keep):
    told = say("2025-01-10", "ASSAULT", "occurred", "RUS>UKR", report="r", at=10, trigger="attack")
    keep(ledger, [told])
    ledger.reject([told.id])
    [other] = read_anew(ledger, [told], keep, "r2", moved=100)
    assert [s.id for s in ledger.statements()] == [other.id]
    [judgement] = ledger.judgements()
    assert (judgement.state, judgement.now) == ("without a statement", ())
    [near] = read_anew(ledger, [told], keep, "r3", moved=2, type="COERCE")
    assert ledger.statements() == []
    [judgement] = ledger.judgements()
    assert (judgement.state, judgement.now, judgement.statements) == ("in force", (near.id,), (told.id,))


def test_the_likest_statement_takes_a_judgement_over_and_never_one_that_stood_beside_the_old(ledger, say, keep):
    def at(type_, status, begin, who="RUS>UKR"):
        return say("2025-01-10", type_, status, who, report="r", at=begin, trigger="attacks")

    old, beside = at("ASSAULT", "occurred", 10), at("ASSAULT", "denied", 10)
    keep(ledger, [old, beside])
    ledger.reject([old.id])
    readings = [
        ([beside], ()),
        ([beside, at("COERCE", "occurred", 10)], (1,)),
        ([at("COERCE", "occurred", 11), at("ASSAULT", "ongoing", 14)], (1,)),
        ([at("ASSAULT", "ongoing", 11), at("ASSAULT", "occurred", 14)], (1,)),
        ([at("ASSAULT", "occurred", 14), at("ASSAULT", "occurred", 11)], (1,)),
        ([at("ASSAULT", "occurred", 11, "PRK>KOR"), at("ASSAULT", "occurred", 11, "BLR>UKR")], (1,)),
        ([beside, old], (1,)),
    ]
    for number, (told, taken) in enumerate(readings, 2):
        keep(ledger, [replace(s, reader=f"r{number}") for s in told], f"r{number}")
        [judgement] = ledger.judgements()
        assert judgement.now == tuple(told[i].id for i in taken), number
        assert {s.id for s in ledger.statements()} == {s.id for s in told} - set(judgement.now)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_as_of_a_day_judgements_hold_and_later_reports_do_not_matter(place, story, keep, seed):
    reports = sorted({s.report for s in story})
    random.Random(seed).shuffle(reports)
    told = [s for id_ in reports for s in story if s.report == id_]
    with open_ledger(place()) as whole:
        keep(whole, told)
        judge(whole)
        for as_of in ("2025-01-12", "2025-01-17", "2025-02-10"):
            with open_ledger(place()) as then:
                keep(then, told)
                judge(then)
                late = [s for s in story if s.published > as_of]
                keep(then, [replace(s, status="possible", span=(s.span[0] + 200, s.span[1] + 200), id="", reader="r2") for s in late], "r2")
                assert whole.statements() != then.statements()
                assert everything(whole, as_of)[:2] == everything(then, as_of)[:2], as_of
                assert whole.docket(as_of, state=None) == then.docket(as_of, state=None), as_of
                unjudged = merge([s for s in story if s.published <= as_of])
                assert whole.events(as_of) != unjudged, as_of


def judge(ledger):
    """A judgement of each kind, on the treaty, the visit, the strikes, the war and the talk of a transfer."""
    by_type = {type_: [e for e in ledger.events() if e.type == type_] for type_ in ("SUPPORT", "CONSULT", "ASSAULT", "MOBILIZE", "COOPERATE")}
    [treaty], strikes, [troops] = by_type["SUPPORT"], by_type["ASSAULT"], by_type["MOBILIZE"]
    ledger.split(treaty.id, [treaty.statements[0], treaty.statements[3]], "ann", "another")
    ledger.merge(strikes[0].id, [strikes[-1].id], "ann")
    ledger.reject([troops.statements[1]], "ann")
    ledger.correct(by_type["CONSULT"][0].statements[0], [("recipient", "CHN"), ("when", "2025-01-18")], "ann")


# Any judgements at all

@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_the_order_of_adding_does_not_matter_and_links_are_kept(data, story):
    ids = [s.id for s in story]
    some = st.lists(st.sampled_from(ids), min_size=2, max_size=6, unique=True)
    judgements = []
    for number in range(data.draw(st.integers(1, 6))):
        kind, chosen = data.draw(st.sampled_from(["merge", "split", "reject", "correct"])), data.draw(some)
        cut = data.draw(st.integers(1, len(chosen) - 1))
        if kind in ("merge", "split"):
            judgements.append(Judgement(kind, tuple(chosen[:cut]), tuple(chosen[cut:]), id=number))
        else:
            field = data.draw(st.sampled_from(FIELDS)) if kind == "correct" else None
            judgements.append(Judgement(kind, (chosen[0],), field=field, value=parsed(field, EXAMPLES[field]) if field else None, id=number))
    made, shuffled = Rulings(judgements), list(story)
    data.draw(st.randoms(use_true_random=False)).shuffle(shuffled)
    events = merge(story, made)
    assert merge(shuffled, Rulings(reversed(judgements))) == events
    assert merge(made.apply(story), made) == events
    home = {i: e.id for e in events for i in e.statements}
    assert set(home) == set(ids) - made.rejected
    for id_ in home:
        assert {home[i] for i in made.together(id_) if i in home} <= {home[id_]}
        assert home[id_] not in {home[i] for i in made.apart(id_) if i in home}
    as_of = data.draw(st.sampled_from(sorted({s.published for s in story})))
    then = [s for s in story if s.published <= as_of]
    known = {s.id for s in then}
    assert groups(merge(then, made)) == {frozenset(e & known) for e in groups(events)} - {frozenset()}
    assert {i.event.id for i in docket(events, made.apply(story), "2025-12-31", None)} <= set(home.values())


def test_judgements_made_between_reports_come_to_the_same_as_after_them(place, story, keep):
    early = [s for s in story if s.published <= "2025-01-17"]
    with open_ledger(place()) as between, open_ledger(place()) as after:
        keep(between, early)
        between.derive()
        judge(between)
        keep(between, story)
        keep(after, story)
        for judgement in between.judgements():
            after._keep([judgement], judgement.author, judgement.reason)
        after.derive()
        assert everything(between) == everything(after)
        assert between.events() != merge(story)


# The log, and errors

def test_judgements_withdrawn_stay_in_the_log(ledger, treaty):
    made = [*ledger.reject(treaty.statements[:2], "ann", "no"), *ledger.correct(treaty.statements[2], [("where", "Kazan")], "bob")]
    ledger.withdraw([made[1].id])
    assert [j.id for j in ledger.judgements()] == [made[0].id, made[2].id]
    log = ledger.judgements(withdrawn=True)
    assert [(j.author, j.reason, j.state) for j in log] == [("ann", "no", "in force"), ("ann", "no", "withdrawn"), ("bob", None, "in force")]
    assert log[1].withdrawn >= log[1].made
    assert (log[2].field, log[2].value) == ("where", "Kazan")
    assert ledger.counts()["judgements"] == 3


def test_the_author_is_whoever_is_logged_in_and_one_must_be_known(ledger, treaty, monkeypatch):
    monkeypatch.setenv("LOGNAME", "carol")
    assert ledger.reject(treaty.statements[:1])[0].author == "carol"
    from dragoman.ledger import judgements as kept

    def nobody():
        raise KeyError("uid not found")
    monkeypatch.setattr(kept.getpass, "getuser", nobody)
    with pytest.raises(LedgerError, match="give --author"):
        ledger.reject(treaty.statements[1:2])


def test_ids_may_be_shortened_while_one_alone_begins_so(ledger, treaty):
    whole = treaty.statements[0]
    assert ledger.reject([whole[:6]])[0].statements == (whole,)
    assert ledger.split(holding(ledger, treaty.statements[1])[0].id[:8], [treaty.statements[1][:6]])[0].statements == (treaty.statements[1],)


WRONG_CALLS = {
    "an unknown event": (lambda b, e: b.split("0" * 16, e.statements[:1]), "0000.*dragoman events --format json"),
    "too few characters": (lambda b, e: b.merge(e.id[:5], [e.id]), "6 or more"),
    "an unknown statement": (lambda b, e: b.reject(["f" * 16]), "ffff.*dragoman events --format json"),
    "another event's statement": (lambda b, e: b.split(e.id, ["e" * 16]), "eeee.*holds"),
    "all statements": (lambda b, e: b.split(e.id, e.statements), "leave one or more"),
    "no statement": (lambda b, e: b.split(e.id, []), "nothing to split off"),
    "the event itself": (lambda b, e: b.merge(e.id, [e.id]), "another event"),
    "nothing rejected": (lambda b, e: b.reject([]), "nothing to reject"),
    "a field that is not there": (lambda b, e: b.correct(e.statements[0], [("trigger", "x")]), "trigger.*one of type"),
    "a value that is not allowed": (lambda b, e: b.correct(e.statements[0], [("where", "x"), ("type", "MARRY")]), "MARRY.*AGREE"),
    "the value that is there": (lambda b, e: b.correct(e.statements[0], [("type", "SUPPORT")]), "SUPPORT already"),
    "no value": (lambda b, e: b.correct(e.statements[0], []), "FIELD=VALUE"),
    "an unknown judgement": (lambda b, e: b.withdraw([99]), "judgement 99.*--all"),
    "half a character": (lambda b, e: b.reject(e.statements[:1], "ann", "\ud800"), "Unicode"),
}


@pytest.mark.parametrize(("call", "sign"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_what_cannot_be_judged_is_told_and_nothing_is_kept(ledger, treaty, call, sign):
    with pytest.raises(LedgerError, match=sign):
        call(ledger, treaty)
    assert ledger.judgements(withdrawn=True) == []


def test_what_begins_two_ids_is_refused(ledger, say, keep):
    keep(ledger, [replace(say("2025-01-10", "AID", "occurred", "USA>UKR", report="r", at=n), id=f"abcdef{n}") for n in (1, 2)])
    with pytest.raises(LedgerError, match="abcdef1, abcdef2"):
        ledger.reject(["abcdef"])


def test_what_is_rejected_or_withdrawn_already_is_told(ledger, treaty):
    [made] = ledger.reject(treaty.statements[:1])
    for call in (lambda: ledger.reject(treaty.statements[:1]), lambda: ledger.correct(treaty.statements[0], [("where", "Kazan")])):
        with pytest.raises(LedgerError, match=f"judgement {made.id}; `dragoman undo {made.id}`"):
            call()
    ledger.withdraw([made.id])
    with pytest.raises(LedgerError, match="withdrawn already"):
        ledger.withdraw([made.id])


def test_every_field_has_an_example_and_values_that_are_refused():
    assert set(FIELDS) == set(EXAMPLES) == set(WRONG) == set(corrections._PARSERS)
