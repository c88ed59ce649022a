"""Pairs of states: cooperation and conflict apart, counts of events."""
from dragoman.model import Event
from dragoman.relations import dyads


def event(i, type, actor, recipient=(), status="occurred", sources=("a",)):
    return Event(f"e{i}", type, status, tuple(actor), tuple(recipient), "2025-01-01", None, "2025-01-01", "2025-01-01", (f"s{i}",), (f"r{i}",),
                 ("P",), sources=tuple(sources))


def test_both_sides_are_kept_apart_and_never_summed():
    (d,) = dyads([event(1, "CONSULT", ["IRN", "RUS"]), event(2, "ACCUSE", ["RUS"], ["IRN"]), event(3, "AID", ["IRN"], ["RUS"], "planned")])
    assert d.pair == ("IRN", "RUS")
    assert (d.cooperation, d.conflict, d.cooperation_ahead, d.conflict_ahead) == (("e1",), ("e2",), ("e3",), ())


def test_three_cooperative_events_and_no_conflict_draw_closer():
    (d,) = dyads([event(i, "SUPPORT", ["IRN", "RUS"], sources=(f"s{i}",)) for i in range(3)])
    assert (d.tendency, d.sources) == ("closer", 3)


def test_two_events_are_too_few_to_call():
    (d,) = dyads([event(i, "ASSAULT", ["A"], ["B"]) for i in range(2)])
    assert d.tendency == "quiet"


def test_feared_and_denied_events_count_for_nothing():
    assert dyads([event(1, "AID", ["RUS"], ["IRN"], "possible"), event(2, "AID", ["RUS"], ["IRN"], "denied")]) == []


def test_parties_that_are_no_states_of_their_own_make_no_dyad():
    assert dyads([event(1, "ACCUSE", ["UNK"], ["IRN"]), event(2, "ACCUSE", ["MNC"], ["IRN"])]) == []


def test_sides_of_one_act_are_no_pair_where_it_has_a_recipient():
    assert {d.pair for d in dyads([event(1, "SANCTION", ["USA", "GBR"], ["RUS"])])} == {("RUS", "USA"), ("GBR", "RUS")}


def test_about_keeps_pairs_that_hold_every_code():
    found = dyads([event(1, "CONSULT", ["IRN", "RUS"]), event(2, "CONSULT", ["IRN", "CHN"])], about=["RUS", "IRN"])
    assert [d.pair for d in found] == [("IRN", "RUS")]
