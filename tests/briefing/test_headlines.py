"""The headlines of the demo reports, and which records give reason to doubt."""
import textwrap

import pytest

from dragoman.briefing import View, brief, is_on_edge, pages
from dragoman.briefing.coded import quoted
from dragoman.briefing.headlines import doubted, headlines, opening, spread
from dragoman.interfaces.brief import PARTS, html, line, markdown, quotes, text
from dragoman.ledger import open_ledger
from dragoman.model import CodedEvent

PAIR = {"pair": ["NOR", "PER"], "names": ["Norway", "Peru"]}
NEAR = {"pair": ["NOR", "SWE"], "names": ["Norway", "Sweden"]}


@pytest.fixture(scope="module")
def demo(demo_file):
    with open_ledger(demo_file) as book:
        yield brief(book, "2025-02-05"), book


def test_the_demo_says_that_iran_and_russia_draw_closer_and_that_israel_is_on_edge(demo):
    first = demo[0]["headlines"][0]
    assert first["kind"] == "relation"
    assert first["codes"][:3] == ["IRN", "RUS", "ISR"]
    assert first["sources"] >= 3
    assert first["on_edge"]["ISR"] >= 3
    assert "Iran and Russia draw closer" in first["line"]
    assert "Israel is on edge" in first["line"]


def test_both_halves_of_the_first_headline_are_quoted_from_three_outlets(demo):
    made, book = demo
    quoted = made["headlines"][0]["evidence"]
    with View(book, "2025-02-05") as view:
        known = view.statements
    close = [q for q in quoted if {"IRN", "RUS"} <= known[q["statement"]].codes[0] | known[q["statement"]].codes[1]
             and not any(code == "ISR" for _, code, _ in q["said_by"])]
    fear = [q for q in quoted if any(code == "ISR" for _, code, _ in q["said_by"])]
    assert len({q["publisher"] for q in close}) >= 3
    assert len({q["publisher"] for q in fear}) >= 3


def test_the_words_of_every_headlines_quotations_stand_in_their_reports(demo):
    made, book = demo
    assert made["headlines"]
    for h in made["headlines"]:
        assert h["evidence"]
        for q in h["evidence"]:
            text = " ".join(book.report(q["report"]).text.split())
            assert q["quote"].strip("…") in text
            assert q["trigger"] in book.report(q["report"]).text


def test_what_one_source_tells_is_no_headline():
    quoted = [{"quote": "Oslo and Lima sign.", "publisher": "A", "source": "A", "report": "r"}]
    pair = {**PAIR, "tendency": "closer", "sources": 1, "evidence": quoted}
    parts = {"relations": [pair], "shifts": [], "on_edge": [], "resolved": [], "happened": []}
    assert headlines(parts) == []
    assert headlines({**parts, "relations": [{**pair, "sources": 2}]})


def _attack(status, by, publisher, day="2024-03-11"):
    return {"published": day, "publisher": publisher, "by": by, "status": status, "type_": "ASSAULT",
            "who": "NOR>PER", "when": "2024-03-10", "trigger": "shelled"}


def test_who_denies_an_event_is_no_source_of_it_and_is_named(ledger, say, keep):
    keep(ledger, [say(**_attack("occurred", "official:PER", "A")), say(**_attack("denied", "official:NOR", "B"))])
    made = brief(ledger)
    assert made["headlines"] == [] and made["happened"][0]["sources"] == 2
    assert line("happened", made["happened"][0]) == "Norway → Peru: shelled, 2024-03-10 (2 sources, 2 articles; Norway denies it)"
    keep(ledger, [say(**_attack("occurred", "", "C", "2024-03-12")), say(**_attack("denied", "", "D", "2024-03-12"))])
    (told,) = brief(ledger)["headlines"]
    assert (told["line"], told["sources"]) == ("Norway → Peru: shelled, 2024-03-10 (2 sources; Norway and D deny it)", 2)
    shown = [{"quote": name, "publisher": name, "status": status} for name, status in (("A", "denied"), ("B", "occurred"), ("C", "denied"), ("D", "occurred"))]
    (told,) = headlines({"relations": [], "shifts": [], "on_edge": [], "resolved": [], "happened": [{**made["happened"][0], "evidence": shown}]})
    assert [q["publisher"] for q in told["evidence"]] == ["B", "A", "D"]


def test_who_shares_a_code_is_called_by_name_where_the_words_name_somebody(ledger, say, keep):
    def raid(who, n, publisher="A", trigger="raided"):
        return say(f"2024-03-{n:02}", "ASSAULT", "occurred", who, when=f"2024-03-{n:02}", publisher=publisher, trigger=trigger, by="media:UNK:it")

    keep(ledger, [raid("Houthi fighters=REB>NOR", 2), raid("the rebels=REB>NOR", 4), raid("the group=REB>NOR", 6), raid("Ansar Allah=REB>NOR", 2, "B"),
                  raid("Hamas=REB>Hezbollah=REB", 8), raid("two gunmen=UNK>NOR", 10), raid("they=UNK>NOR", 12),
                  say("2024-03-13", "CONSULT", "planned", "NOR,Southern African Development Community=IGO", when="2024-03-20", trigger="talks")])
    with View(ledger) as view:
        rows = pages.events(view)["rows"]
        [pair] = view.dyads()
        [item] = view.docket()
    by = {row["headline"]: row["names"]["actor"] for row in rows}
    assert [*by][::-1] == ["The Houthis → Norway: raided", "The rebels → Norway: raided", "An armed group → Norway: raided", "Hamas → Hezbollah: raided",
                     "Gunmen → Norway: raided", "Somebody → Norway: raided", "SADC and Norway: talks (planned)"]
    assert pair["names"] == ["Norway", "armed groups such as the Houthis"]
    assert (item["called"], by["Gunmen → Norway: raided"], by["Somebody → Norway: raided"]) == ({"actor": {"IGO": ["SADC"]}}, "gunmen", None)
    assert brief(ledger)["relations"][0]["names"][1] == "armed groups such as the Houthis"


@pytest.mark.parametrize(("who", "line"), [
    (">two suspects=UNK", "Somebody → suspects: held"), (">two people=UNK", "Somebody: held"), (">", "Somebody: held"),
    ("three gunmen=UNK>the driver=UNK", "Gunmen → the driver: held"), ("NOR>two suspects=UNK", "Norway: held")])
def test_to_whom_something_is_done_is_not_who_does_it(ledger, say, keep, who, line):
    keep(ledger, [say("2024-03-02", "COERCE", "occurred", who, when="2024-03-02", trigger="held")])
    with View(ledger) as view:
        assert [row["headline"] for row in pages.events(view)["rows"]] == [line]


def test_a_pair_has_the_name_of_the_one_body_that_all_its_events_tell_of(ledger, say, keep):
    told = [say(f"2024-03-{n:02}", "ASSAULT", "occurred", "Hamas=REB>NOR", when=f"2024-03-{n:02}", publisher=f"P{n % 3}", trigger="raided", by="")
            for n in range(1, 15)]
    keep(ledger, told)
    [first, *_] = brief(ledger)["headlines"]
    assert first["line"].startswith("Norway and Hamas draw apart (3 sources)")
    assert first["names"] == ["Norway", "Hamas"]
    with View(ledger) as view:
        assert pages.dyad(view, "NOR", "REB")["names"] == ["Norway", "Hamas"]


def test_what_came_about_though_it_was_denied_did_not_come_as_announced(ledger, say, keep):
    plan = {"type_": "MOBILIZE", "who": "NOR>PER", "trigger": "send", "when": "2024-03-20"}
    keep(ledger, [say("2024-03-01", status="planned", publisher="A", **plan), say("2024-03-05", status="denied", by="official:NOR", publisher="B", **plan),
                  *(say("2024-03-20", status="occurred", publisher=name, **plan) for name in "AC")])
    assert any("send, though denied (2024-03-20;" in h["line"] for h in brief(ledger)["headlines"])


def test_a_party_of_the_pair_is_never_on_edge_about_it():
    quoted = [{"quote": f"Sentence {n}.", "publisher": n, "source": n, "report": n} for n in "AB"]
    parts = {"relations": [{**PAIR, "tendency": "closer", "sources": 2, "evidence": quoted}], "shifts": [], "resolved": [], "happened": [],
             "on_edge": [{"who": who, "name": who, "of": PAIR["pair"], "names": PAIR["names"], "speakers": [who],
                          "evidence": quoted} for who in ("PER", "BRA")]}
    (made,) = headlines(parts)
    assert made["on_edge"] == {"BRA": 2}


def test_no_sentence_is_quoted_twice_under_a_headline():
    shared, own = ({"quote": words, "publisher": name, "source": name, "report": name} for words, name in (("Lima accused Oslo.", "A"), ("Lima warned.", "B")))
    parts = {"relations": [{**NEAR, "tendency": "closer", "sources": 2, "evidence": [shared]}], "shifts": [], "resolved": [], "happened": [],
             "on_edge": [{"who": "PER", "name": "Peru", "of": NEAR["pair"], "names": NEAR["names"], "speakers": ["Lima"],
                          "evidence": [{**shared, "source": "Lima"}, own]}]}
    (made,) = headlines(parts)
    assert (made["on_edge"], made["evidence"]) == ({"PER": 2}, [shared, own])


def _turn(direction, date, words, sources=3):
    return {**PAIR, "coder": "dragoman", "direction": direction, "date": date, "sources": sources,
            "evidence": [{"quote": words, "publisher": "C", "source": "C", "report": "r"}]}


def test_of_several_turns_of_a_pair_the_latest_is_told():
    parts = {"relations": [], "on_edge": [], "resolved": [], "happened": [],
             "shifts": [_turn("warming", "2025-02-01", "They sign."), _turn("cooling", "2025-01-01", "They quarrel.")]}
    (made,) = headlines(parts)
    assert made["line"] == "Norway and Peru draw closer (3 sources)"
    assert [q["quote"] for q in made["evidence"]] == ["They sign."]


@pytest.mark.parametrize(("direction", "tendency", "expected"), [
    ("cooling", "closer", ["They quarrel."]), ("cooling", "both", ["They quarrel."]), ("warming", "apart", ["They quarrel."]),
    ("cooling", "apart", ["They met.", "They quarrel."]), ("warming", "both", ["They met.", "They quarrel."])])
def test_a_turn_is_not_proved_by_what_the_pair_turns_from(direction, tendency, expected):
    relation = {**PAIR, "tendency": tendency, "sources": 9, "evidence": [{"quote": "They met.", "publisher": "A", "source": "A"}]}
    (made,) = headlines({"relations": [relation], "on_edge": [], "resolved": [], "happened": [], "shifts": [_turn(direction, "2025-02-01", "They quarrel.")]})
    assert [q["quote"] for q in made["evidence"]] == expected
    assert made["sources"] == (9 if len(expected) == 2 else 3)


def _step(step, trigger, confidence):
    return {"step": step, "trigger": trigger, "confidence": confidence, "quote": f"{step} {trigger} {confidence}"}


@pytest.mark.parametrize(("evidence", "expected"), [
    ([_step("opened", "tariff", 0.66), _step("repeated", "impose tariffs", 0.91), _step("fulfilled", "imposing tariffs", 0.94)], 1),
    ([_step("opened", "tariff", 0.85), _step("repeated", "impose tariffs", 0.91), _step("fulfilled", "imposing tariffs", 0.94)], 0),
    ([_step("opened", "tariff", 0.66), _step("repeated", "measures", 0.91), _step("fulfilled", "imposing tariffs", 0.94)], 0),
    ([_step("opened", "tariff", 0.66), _step("fulfilled", "imposing tariffs", 0.94), _step("repeated", "more tariffs", 0.95)], 0)],
    ids=["unsure at first", "sure at once", "in other words", "only after the outcome"])
def test_an_announcement_is_shown_by_the_first_that_is_sure_and_in_the_item_s_words(evidence, expected):
    assert opening({"what": "imposing tariffs", "evidence": evidence}) is evidence[expected]


def test_quotations_come_from_as_many_outlets_as_there_are_and_none_twice():
    quotations = [{"quote": q, "publisher": p} for q, p in (("1", "A"), ("2", "A"), ("1", "A"), ("3", "B"), ("4", "C"))]
    assert [q["quote"] for q in spread(quotations)] == ["1", "3", "4"]


def _record(**changed):
    return {"level": "person", "name": "X", "code": "NOR", "kind": "official", "announcements": 4, "lapsed": 1, "open": 0, "ambiguous": 0, "came_true": 1,
            "denials_wrong": 0, "evidence": [{"outcome": "called_off", "quote": "q"}, {"outcome": "on_time", "quote": "r"}], **changed}


@pytest.mark.parametrize("changed, expected", [
    ({}, True), ({"came_true": 2}, False), ({"lapsed": 2}, False), ({"lapsed": 2, "denials_wrong": 1}, True), ({"ambiguous": 1}, False),
])
def test_doubt_needs_three_announcements_heard_of_again_or_a_denial_proved_wrong(changed, expected):
    found = doubted([_record(**changed)])
    assert bool(found) == expected
    assert all(q["outcome"] != "on_time" for d in found for q in d["evidence"])


def test_the_lines_say_how_often():
    assert doubted([_record()])[0]["line"] == "X (Norway): of 3 announcements heard of again 1 came true"


def test_nothing_stands_in_the_brief_without_words_of_a_report(demo):
    made, book = demo
    texts = {r.id: " ".join(r.text.split()) for r in book.reports()}
    parts = [part for part, _, _ in PARTS]
    assert sorted(k for k, v in made.items() if isinstance(v, list) and k != "about") == sorted(parts)
    told = text(made)
    for part in parts:
        for entry in made[part]:
            assert entry["evidence"], (part, entry)
            assert all(q["quote"].strip("…") in texts[q["report"]] for q in entry["evidence"])
            assert quotes(part, entry), (part, entry)
            assert all(textwrap.fill(f"“{q['quote']}”", 80, initial_indent="    ", subsequent_indent="    ", break_long_words=False) in told
                       for q in quotes(part, entry))
    assert told.count("\n• ") == sum(len(made[part]) for part in parts)


def test_a_visit_told_in_two_ways_stands_once_in_a_part_of_the_demos_brief(demo):
    for part in ("happened", "resolved"):
        assert len([e for e in demo[0][part] if {*e["actor"], *e["recipient"]} == {"CHN", "IND"} and e["what"] in ("visit", "visited")]) == 1


def test_a_turn_of_another_coder_stands_in_every_form_of_the_brief():
    event = quoted(CodedEvent("icews", "i1", "2025-01-03", "ACCUSE", "NOR", "PER", "Norway <b>", "Peru", "112", -2.0))
    empty = {part: [] for part, _, _ in PARTS}
    made = {**empty, "as_of": "2025-01-17", "since": "2024-12-18", "looked_since": "2024-10-19", "about": [], "min_confidence": 0.0,
            "covers": {"reports": 0, "publishers": 0, "statements": 0, "events": 0, "first": None, "last": None, "undated": 0, "coded": []},
            "shifts": [{**PAIR, "coder": "icews", "date": "2025-01-09", "start": "2025-01-03",
                        "direction": "cooling", "reason": "conflict 9 in 7 days", "evidence": [event]}]}
    for form in (text, markdown, html):
        assert "Accuse" in form(made) and "icews" in form(made)
    assert "&lt;b&gt;" in html(made) and "<mark>" not in html(made)


@pytest.mark.parametrize(("suffered", "about"), [(True, "about attacks on Israel since"), (False, "about Israel since")])
def test_who_is_attacked_by_nobody_that_is_named_is_not_whom_others_are_on_edge_about(suffered, about):
    entry = {"who": "EGY", "name": "Egypt", "of": ["ISR"], "names": ["Israel"], "suffered": suffered,
             "since": "2025-03-03", "kinds": {"condemnation": 2}, "speakers": ["Egypt"], "publishers": ["A"]}
    assert about in line("on_edge", entry)


@pytest.mark.parametrize(("name", "line"), [
    ("Poland", "Poland is on edge"), ("the Philippines", "the Philippines is on edge"), ("the Palestinians", "the Palestinians are on edge"),
    ("human rights groups", "human rights groups are on edge"), ("armed groups such as the Amber Front", "armed groups such as the Amber Front are on edge"),
    ("Médecins Sans Frontières", "Médecins Sans Frontières is on edge")])
def test_several_are_on_edge_where_one_is(name, line):
    assert is_on_edge(name) == line
