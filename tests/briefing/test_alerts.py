"""What a person is told, and what of it only once."""
from __future__ import annotations

import pytest

from dragoman.briefing import View, alerts, remembered
from dragoman.briefing.alerts import KINDS
from dragoman.ledger import ToldAlert
from tests.briefing.conftest import day

WORDS = "The ministers said so on that day. "


def found(ledger, day: str, told=(), about=()) -> dict[str, list[dict]]:
    with View(ledger, day, about) as view:
        out: dict[str, list[dict]] = {}
        for a in alerts(view, told):
            out.setdefault(a.told.kind, []).append(a.body)
        return out


def told_by(ledger, day: str, told=()) -> list[ToldAlert]:
    with View(ledger, day) as view:
        return [a.told for a in alerts(view, told)]


def test_what_is_announced_is_told_with_names_words_and_where_they_stand(ledger, keep, story):
    keep(ledger, story)
    (visit,) = [a for a in found(ledger, "2025-01-10")["announced"] if a["type"] == "CONSULT"]
    assert visit["headline"] == "Iran → Russia: visit (planned), expected 2025-01-17"
    assert (visit["codes"], visit["names"], visit["state"], visit["day"]) == (["IRN", "RUS"], ["Iran", "Russia"], "pending", "2025-01-09")
    (quoted,) = visit["quotations"]
    assert quoted["quote"] and quoted["report"] == "2025-01-09/A" and quoted["publisher"] == "A" and "url" in quoted


def test_what_comes_of_it_is_told_as_resolved_or_contradicted(ledger, keep, story):
    keep(ledger, story)
    resolved = found(ledger, "2025-01-18")["resolved"]
    assert "Iran and Russia: visit: came true" in " | ".join(a["headline"] for a in resolved) or any("came true" in a["headline"] for a in resolved)
    off = found(ledger, "2025-02-03")["resolved"]
    assert any(a["state"] in ("called_off", "postponed") and set(a["codes"]) >= {"USA", "CAN"} for a in off)


def test_a_denial_contradicts(ledger, keep, say):
    keep(ledger, [say("2025-01-10", "MOBILIZE", "planned", "PRK>RUS", when="2025-01-30", by="official:KOR", publisher="A", trigger="deploy"),
                  say("2025-01-12", "MOBILIZE", "denied", "PRK>RUS", when="2025-01-30", by="official:PRK", publisher="C", trigger="deploy")])
    (denied,) = found(ledger, "2025-01-13")["contradicted"]
    assert denied["headline"].endswith(": denied") and denied["state"] == "denied"


def test_each_is_told_once_whatever_its_id_has_become(ledger, keep, story):
    keep(ledger, story)
    told = told_by(ledger, "2025-01-18")
    assert told and told_by(ledger, "2025-01-18", told) == []
    renamed = [t._replace(id=f"another {n}") for n, t in enumerate(told)]
    assert told_by(ledger, "2025-01-18", renamed) == []
    later = told_by(ledger, "2025-02-04", told)
    assert later and not {t.id for t in later} & {t.id for t in told}


def test_what_is_older_than_a_week_is_no_news(ledger, keep, story):
    keep(ledger, story)
    told = found(ledger, "2025-02-04")
    assert sum(map(len, told.values())) > 0
    for kind, made in told.items():
        assert kind in KINDS
        assert all("2025-01-28" <= a["day"] <= "2025-02-04" for a in made)


def test_only_what_all_of_some_parties_take_part_in(ledger, keep, story):
    keep(ledger, story)
    made = [a for of in found(ledger, "2025-01-21", about=("USA", "MEX")).values() for a in of]
    assert made and all({"USA", "MEX"} <= set(a["codes"]) for a in made)


def test_a_turn_is_told_once_with_its_words(thaw):
    told: list[ToldAlert] = []
    made = []
    for n in range(56, 75):
        with View(thaw, day(n)) as view:
            turns = [a for a in alerts(view, told) if a.told.kind == "shift"]
        made += turns
        told += [a.told for a in turns]
    (turn,) = [a for a in made if a.body["codes"] == ["NOR", "SWE"]]
    assert turn.body["headline"].startswith("Norway and Sweden are warming") and turn.body["quotations"]
    assert day(60) <= turn.told.day <= day(67)


@pytest.mark.long
def test_the_line_of_an_alert_begins_with_a_capital(ledger, keep, say):
    keep(ledger, [say("2025-01-10", "SANCTION", "planned", "EUU>GEO", when="2025-01-30", trigger="sanctions", publisher="A")])
    [alert] = found(ledger, "2025-01-10")["announced"]
    assert alert["headline"] == "The EU → Georgia: sanctions (planned), expected 2025-01-30"


def test_one_who_is_on_edge_and_what_came_true_are_told_in_the_demo(demo_file):
    """The demo's reports from beginning to end, a day at a time, each alert told once."""
    from dragoman.ledger import open_ledger

    told: list[ToldAlert] = []
    headlines: dict[str, list[str]] = {}
    with open_ledger(demo_file) as ledger:
        for n in range(1, 37):
            day = f"2025-01-{n:02}" if n < 32 else f"2025-02-{n - 31:02}"
            with View(ledger, day) as view:
                for a in alerts(view, [t for t in told if t.day >= remembered(view)]):
                    told.append(a.told)
                    headlines.setdefault(a.told.kind, []).append(a.body["headline"])
                    assert a.body["quotations"] and a.told.day <= day
    assert any(h.startswith("Israel is on edge about") and "Iran" in h and "Russia" in h for h in headlines["on_edge"])
    assert any(h.startswith("Iran and Russia: sign") and "came true" in h for h in headlines["resolved"])
    assert len(told) == len({t.id for t in told})
