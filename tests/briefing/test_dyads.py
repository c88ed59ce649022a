"""Series, shifts and blocs of a ledger, of our own events and of others'."""
from dragoman.briefing import View, blocs, brief, coders, series, shifts
from dragoman.ledger import not_before
from dragoman.model import CodedEvent
from tests.briefing.conftest import day


def test_a_series_keeps_what_is_done_apart_from_what_is_ahead_and_coders_apart(thaw):
    with View(thaw) as view:
        rows = series(view, "SWE", "NOR", "month")
        assert coders(view) == ["dragoman", "icews"]
    own = {r["start"]: r for r in rows if r["coder"] == "dragoman"}
    assert sum(r["cooperation"] for r in own.values()) == 15
    assert [r["cooperation_ahead"] for r in own.values()] == [1]
    assert [r["cooperation"] for r in rows if r["coder"] == "icews"] == [10]


def test_other_coders_events_count_after_the_last_report_but_for_an_answer_as_of_a_day_and_for_the_brief(thaw):
    later = [CodedEvent("gdelt", f"g{n}", day(n), "CONSULT" if n >= 120 else "ACCUSE", "NOR", "SWE", None, None, "040", 1.0)
             for n in range(30, 150) if n >= 120 or n % 9 == 0]
    others = [CodedEvent("gdelt", f"o{n}-{i}", day(n), "ACCUSE", "BRA", "ARG", None, None, "112", -2.0) for n in range(30, 150) for i in range(6)]
    thaw.bring_in([*later, *others])
    with View(thaw) as view, View(thaw, day(110)) as then:
        rows, turns = series(view, "NOR", "SWE", "day", coder="gdelt"), shifts(view, coder="gdelt", pairs=[("NOR", "SWE")])
        assert sum(r["cooperation"] + r["conflict"] for r in rows) == len(view.asked.coded("NOR", "SWE", "gdelt"))
        assert (view.as_of, rows[-1]["start"]) == (day(74), day(149))
        assert turns and all(s["date"] > view.as_of for s in turns)
        assert series(then, "NOR", "SWE", "day", coder="gdelt")[-1]["start"] <= day(110)
        assert shifts(then, coder="gdelt", pairs=[("NOR", "SWE")]) == []
    told = brief(thaw)["shifts"]
    assert all(s["date"] <= day(74) for s in told)
    assert [s["coder"] for s in told if s["pair"] == ["NOR", "SWE"]] == ["dragoman"]


def test_as_of_a_day_a_series_ends_there(thaw):
    with View(thaw, day(65)) as view:
        rows = series(view, "NOR", "SWE", "day", coder="dragoman")
    assert rows[-1]["start"] <= day(65)
    assert sum(r["cooperation"] for r in rows) == 6


def test_a_shift_is_called_within_days_with_its_events_and_their_words(thaw):
    with View(thaw, about=("NOR",)) as view:
        (shift,) = shifts(view, coder="dragoman")
        known = {e["id"] for e in view.events()}
    assert (shift["pair"], shift["direction"]) == (["NOR", "SWE"], "warming")
    assert day(60) <= shift["date"] <= day(67)
    assert set(shift["events"]) <= known
    assert shift["evidence"] and all(q["quote"] for q in shift["evidence"])


def test_what_comes_later_changes_no_shift_called_before(thaw):
    with View(thaw, day(68)) as early, View(thaw) as late:
        before = [(s["pair"], s["date"], s["direction"], s["start"]) for s in shifts(early, coder="dragoman")]
        after = [(s["pair"], s["date"], s["direction"], s["start"]) for s in shifts(late, coder="dragoman")]
    assert before == [s for s in after if s[1] <= day(68)]


def test_a_turn_is_shown_by_words_that_were_known_when_it_was_called(thaw, say, keep):
    keep(thaw, [say(day(74), "CONSULT", "occurred", "NOR>SWE", publisher=f"L{n}", trigger=f"met{n}", when=day(n), at=5 * n) for n in range(60, 68)])
    with View(thaw, about=("NOR",)) as view:
        (shift,) = shifts(view, coder="dragoman")
        surest = view.evidence(e.shown for e in view.asked.events_by_id(shift["events"]).values())
    assert any(q["published"] > shift["date"] for q in surest)
    assert shift["evidence"] and all(q["published"] <= shift["date"] for q in shift["evidence"])


def test_the_brief_tells_of_the_turn(thaw):
    made = brief(thaw)
    assert ["NOR", "SWE"] in [s["pair"] for s in made["shifts"]]
    assert all(s["evidence"] for s in made["shifts"])


def test_blocs_are_made_of_one_coders_events(thaw):
    thaw.bring_in([CodedEvent("plover", f"{a}{b}{n}", day(n), "COOPERATE", a, b, a, b, None, None)
                   for n in range(6) for a, b in (("KEN", "UGA"), ("KEN", "TZA"), ("TZA", "UGA"))])
    with View(thaw) as view:
        (bloc,) = blocs(view, coder="plover")
        assert bloc["members"] == ["KEN", "TZA", "UGA"]
        assert bloc["names"] == ["Kenya", "Tanzania", "Uganda"]
        assert blocs(view) == []


def test_background_is_what_was_over_before_a_day_whatever_form_its_date_has(ledger, say, keep):
    dates = ("2025-01-09", "2025-01-10", "2025-01", "2024", "2025", "2024-12/2025-01", "2024-11/2024-12", "2025-01-01/2025-01-09", "2025-01-05/2025-01-10",
             "2023/2024", None)
    keep(ledger, [say("2025-01-20", "ASSAULT", "occurred", "BRA>ARG", trigger=f"hit{n}", when=when, where=f"Town {n}", at=9 * n, publisher=f"P{n}")
                  for n, when in enumerate(dates)])
    with ledger.ask() as asked:
        every, kept = ({e.when for e in asked.events(*conditions)} for conditions in ((), (not_before("2025-01-10"),)))
    over = {"2025-01-09", "2024", "2024-11/2024-12", "2025-01-01/2025-01-09", "2023/2024"}
    assert {"2025-01-09", "2024-11/2024-12", "2024-12/2025-01"} <= every
    assert kept == every - over
