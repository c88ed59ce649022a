"""What of the ledger a brief tells, and what it leaves to the tables."""
from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.briefing import View, brief
from dragoman.briefing.choice import (
    came_otherwise,
    goes_on,
    goes_stale,
    is_between,
    is_bygone,
    is_condition,
    is_dispute,
    is_done,
    is_doubtful,
    is_long_past,
    is_misdated,
    is_of_years,
    is_refused,
    is_same,
    is_sport,
    is_unheard_rumour,
    told_apart,
)
from dragoman.ledger import Item, Told
from dragoman.model import Statement


def told(who, type_="ASSAULT", when="2024-03-05", what="attack", status="occurred", called=None, voices=1, last="2024-03-06", sure=0.9):
    actor, recipient = (tuple(filter(None, side.split(","))) for side in who.split(">"))
    return Told(1, f"{who}{type_}{when}{what}", type_, status, actor, recipient, when, None, "2024-03-01", last, False, False, ("P",), ("p",), what, 1,
                sure, 1, 1, voices, last, when, called or {})


def marked(text, type_="ASSAULT", status="possible", **more):
    begin, end = text.index("["), text.index("]") - 1
    text = text.replace("[", "", 1).replace("]", "", 1)
    return Statement("r", text[begin:end], (begin, end), type_, status, published="2024-03-01", **more), text


def names(*events):
    return [e.what for e in told_apart(events)]


def test_acts_of_force_of_one_day_between_the_same_parties_are_told_once():
    assert names(told("NOR>SWE"), told("NOR>SWE", what="raid")) == ["attack"]
    assert names(told("NOR>SWE"), told("NOR>SWE", what="raid", when="2024-03-06")) == ["attack", "raid"]
    assert names(told("NOR>SWE"), told("SWE>NOR", what="raid")) == ["attack", "raid"]
    assert names(told("NOR>SWE", "SANCTION", what="ban"), told("NOR>SWE", "AID", what="loan")) == ["ban", "loan"]
    one, other = ({"recipient": {"REB": [name]}} for name in ("Hamas", "the Houthis"))
    assert names(told("NOR>REB", called=one), told("NOR>REB", what="raid", called=other)) == ["attack", "raid"]


def test_of_acts_with_another_party_besides_that_stays_of_which_more_are_sure():
    assert names(told("NOR,FIN>SWE", voices=3), told("NOR>SWE", what="raid", voices=2)) == ["raid"]
    assert names(told("NOR,FIN>SWE", voices=3), told("NOR>SWE", what="raid", voices=1)) == ["attack"]


def test_what_has_no_day_is_told_by_what_has_one():
    assert names(told("NOR>SWE", what="invasion", when="2024"), told("NOR>SWE", what="invasion", when="2024-03-01")) == ["invasion"]
    assert names(told("NOR>SWE", what="shelled"), told("NOR>SWE", what="bombing", when=None)) == ["shelled"]
    assert names(told("NOR>SWE", what="shelled"), told("NOR>SWE", what="killed ten", when=None)) == ["shelled", "killed ten"]
    assert names(told("NOR,SWE>", "CONSULT", what="met"), told("NOR,SWE>", "CONSULT", what="summit", when=None)) == ["met"]
    assert names(told("NOR,SWE>", "CONSULT", what="met"), told("NOR,SWE>", "CONSULT", what="summit", when="2024-03-09")) == ["met", "summit"]
    assert names(told("NOR,SWE>", "CONSULT", what="met"), told("NOR,SWE>", "CONSULT", what="meeting", when="2024-03-06")) == ["met"]


@pytest.mark.parametrize(("who", "type_", "called", "between"), [
    ("NOR>SWE", "ACCUSE", {}, True), ("NOR>MNC", "COERCE", {"recipient": {"MNC": ["Acme"]}}, True), ("NOR>MNC", "COERCE", {}, False),
    ("NOR>MNC", "COOPERATE", {"recipient": {"MNC": ["Acme"]}}, False), ("MNC>NOR", "SANCTION", {"actor": {"MNC": ["Acme"]}}, False),
    ("NGO>NOR", "ACCUSE", {"actor": {"NGO": ["Amnesty"]}}, True), ("NGO,NOR>", "CONSULT", {"actor": {"NGO": ["Amnesty"]}}, False),
    ("NOR>IGO", "SUPPORT", {}, False), ("NOR>IGO", "SUPPORT", {"recipient": {"IGO": ["ASEAN"]}}, True), ("REB>NOR", "ASSAULT", {}, True),
    ("MNC>NOR,SWE", "SANCTION", {}, False), ("NOR,SWE>MNC", "SANCTION", {}, True), ("NOR>NGO", "COERCE", {"recipient": {"NGO": ["FIFA"]}}, False)])
def test_private_and_unnamed_bodies_are_no_parties_by_themselves(who, type_, called, between):
    assert is_between(told(who, type_, called=called)) is between


def test_bodies_of_sport_are_known():
    assert is_sport(["UEFA"]) and is_sport(["the International Paralympic Committee"]) and not is_sport(["the World Bank", "the Sporty Party"])


@pytest.mark.parametrize(("text", "condition"), [
    ("Norland vows to answer if Sudland [strikes] its ships.", True), ("Norland may fight if it or Sudland is [attacked].", True),
    ("If it is hit, Norland will [strike] Sudland.", False), ("Norland warned its neighbours that Sudland may launch [attacks].", False),
    ("Norland warned its neighbours not to allow Sudland to launch [attacks] from there.", True), ("Norland fears that Sudland may [strike].", False)])
def test_what_is_only_a_condition_is_not_ahead(text, condition):
    assert is_condition(*marked(text)) is condition
    assert not is_condition(*marked(text, status="planned"))


@pytest.mark.parametrize(("text", "type_", "bygone"), [
    ("Norland had [warned] Sudland of a raid.", "THREATEN", True), ("He met the man whom he once [vowed] to jail.", "THREATEN", True),
    ("Norland [warned] Sudland of a raid.", "THREATEN", False), ("The drones would have [crossed] the border.", "MOBILIZE", True),
    ("The drones could [cross] the border.", "MOBILIZE", False), ("An inquiry into the possible [collusion] of the two goes on.", "COOPERATE", True)])
def test_what_may_have_been_and_threats_of_old_are_not_ahead(text, type_, bygone):
    s, text = marked(text, type_, "occurred" if type_ == "THREATEN" else "possible")
    assert is_bygone(s, text) is bygone


def test_a_threat_of_months_ago_is_bygone():
    assert is_bygone(*marked("Norland [warned] Sudland last August.", "THREATEN", "occurred", when="2023-08"))
    assert not is_bygone(*marked("Norland [warned] Sudland on Monday.", "THREATEN", "occurred", when="2024-02-26"))


@pytest.mark.parametrize(("text", "on"), [
    ("Norland says that the [war] on Sudland will continue.", True), ("Norland will continue its [raids] on Sudland.", True),
    ("Norland will [raid] Sudland.", False), ("Norland continued the talks and will [raid] Sudland.", False)])
def test_what_goes_on_is_not_ahead(text, on):
    assert goes_on(*marked(text, status="planned")) is on


def test_what_has_been_under_way_for_years_is_no_news():
    war = told("NOR>SWE", when="2019/2024", status="ongoing")
    assert is_of_years(war, "2024-03-10") and not is_of_years(war, "2019-06-01") and not is_of_years(war._replace(status="occurred"), "2024-03-10")


def test_threats_and_what_may_be_are_told_where_the_reader_is_sure():
    assert is_doubtful(told("NOR>SWE", "THREATEN", sure=0.5)) and is_doubtful(told("NOR>SWE", status="possible", sure=0.5))
    assert not is_doubtful(told("NOR>SWE", "THREATEN", sure=0.6)) and not is_doubtful(told("NOR>SWE", status="planned", sure=0.5))


def test_a_visit_without_a_day_goes_stale():
    visit = told("NOR>SWE", "CONSULT", last="2024-03-01")
    assert goes_stale(visit, "2024-03-12") and not goes_stale(visit, "2024-03-10") and not goes_stale(visit._replace(type="AID"), "2024-05-12")
    assert goes_stale(visit._replace(type="ASSAULT"), "2024-05-12", 30) and not goes_stale(visit._replace(type="ASSAULT"), "2024-03-12")


def item(event, expected=None, opened="2024-03-01"):
    return Item("i", event, opened, expected, expected is not None, "reported", "pending", None, None, False, None, 1)


def test_what_another_event_tells_as_done_is_pending_no_more():
    plan, done = told("NOR>SWE", what="invade", status="possible", when=None), told("NOR>SWE", what="invasion", when="2024-03-05")
    assert is_done(item(plan), [done])
    assert not is_done(item(plan, opened="2024-03-07"), [done])
    assert not is_done(item(plan), [done._replace(what="shelling")])
    assert not is_done(item(plan), [done._replace(actor=("SWE",), recipient=("NOR",))])
    meeting = item(plan._replace(type="CONSULT", what="meet"))
    assert is_done(meeting, [done._replace(type="CONSULT", what="visits")]) and not is_done(meeting, [done._replace(type="CONSULT", what="spoke")])
    assert not is_done(meeting, [done._replace(type="CONSULT", what="visits", when="2024-03-01")])
    dated = item(plan._replace(type="CONSULT"), "2024-03-05")
    assert is_done(dated, [done._replace(type="CONSULT", what="met")]) and not is_done(dated, [done._replace(type="CONSULT", when="2024-03-06")])


@pytest.mark.parametrize(("announced", "came", "otherwise"), [
    ("visit", "arrived", False), ("meet", "talks", False), ("sign", "signing", False), ("talks", "engagement", True), ("visit", "negotiations", True),
    ("operation", "airstrikes", True), ("truce", "ceasefire", False), ("military aggression", "military build-up", True)])
def test_what_came_about_in_words_of_another_kind_may_be_another_matter(announced, came, otherwise):
    evidence = [{"step": "opened", "status": "planned", "trigger": announced, "report": "r1"},
                {"step": "fulfilled", "status": "occurred", "trigger": came, "report": "r2"}]
    entry = {"type": "CONSULT", "what": came, "state": "fulfilled", "dated": True, "expected": "2024-03-05", "state_date": "2024-03-05", "evidence": evidence}
    assert came_otherwise(entry) is otherwise
    assert came_otherwise({**entry, "evidence": [{**q, "report": "r1"} for q in evidence]})
    assert came_otherwise({**entry, "evidence": evidence[:1]}), "nothing tells that it came about"
    assert came_otherwise({**entry, "evidence": [evidence[0], {**evidence[1], "status": "ongoing"}]}), "what the two do as a rule"
    assert came_otherwise({**entry, "state_date": "2024-03-03"}) and not came_otherwise({**entry, "state": "postponed"})


def test_that_nothing_was_heard_of_a_rumour_is_no_outcome():
    rumour, plan = (item(told("NOR>SWE", status=status)) for status in ("possible", "planned"))
    assert is_unheard_rumour(rumour._replace(state="lapsed")) and not is_unheard_rumour(plan._replace(state="lapsed"))
    assert not is_unheard_rumour(rumour._replace(state="denied"))


def test_what_two_began_to_do_came_about():
    evidence = [{"step": "opened", "status": "planned", "trigger": "withdraw", "report": "r1"},
                {"step": "fulfilled", "status": "ongoing", "trigger": "withdrawing", "report": "r2"}]
    entry = {"type": "RETREAT", "what": "withdrawing", "state": "fulfilled", "dated": False, "expected": None, "state_date": "2024-03-05", "evidence": evidence}
    assert not came_otherwise(entry)
    assert came_otherwise({**entry, "what": "evacuates"}), "the line calls it by other words than what was announced"


@pytest.mark.parametrize(("text", "refused"), [
    ("The rebels reject a [ceasefire] proposed by Norland.", True),
    ("Norland's senate voted down a bill that would [sanction] Sudland.", True),
    ("He dismissed the prospect of Norland winning and [joining] the bloc.", True),
    ("Norland accuses the Sudland of Jan Brandt, and its envoy, of trying to [meddle] in the vote.", True),
    ("Norland rejected the offer and may [strike] Sudland.", False),
    ("Norland rejects the charge, as it may [strike] Sudland.", False),
    ("Norland accuses Sudland of shelling a town and may [strike] it.", False),
])
def test_what_is_rejected_or_only_alleged_is_not_ahead(text, refused):
    assert is_refused(*marked(text)) is refused
    assert not is_refused(*marked(text, status="denied"))


@pytest.mark.parametrize(("text", "bygone"), [
    ("In the 1980s a secret deal promised safety in exchange for no further [attacks] in Norland.", True),
    ("Norland may [attack] the port that it built in 2019.", False),
])
def test_what_might_have_been_decades_ago_is_not_ahead(text, bygone):
    assert is_bygone(*marked(text)) is bygone


def test_what_ended_a_month_ago_unheard_of_is_past():
    plan = told("NOR>SWE", status="planned", last="2024-01-20")
    assert is_long_past(item(plan, "2024-01"), "2024-03-05", 30)
    assert not is_long_past(item(plan, "2024"), "2024-03-05", 30) and not is_long_past(item(plan), "2024-03-05", 30)
    assert not is_long_past(item(plan._replace(last_reported="2024-02-20", known="2024-02-20"), "2024-01"), "2024-03-05", 30)


@pytest.mark.parametrize(("one", "other", "same"), [
    ("invasion", "invade", True), ("attack", "offensive", True), ("invasion", "shell the harbour", False), ("airstrikes", "seize the port", False)])
def test_one_attack_that_is_feared_without_a_day_stands_once(one, other, same):
    def feared(what, **more):
        return {"type": "ASSAULT", "state": "pending", "called": {}, "actor": ["NOR"], "recipient": ["SWE"], "dated": False, "expected": None, "what": what,
                "evidence": [{"report": what}], **more}

    assert is_same(feared(one), feared(other)) is same
    assert not is_same(feared(one), feared(other, actor=["DNK"])) and not is_same(feared(one, type="COERCE"), feared(other, type="COERCE"))
    assert not is_same(feared(one), feared(other, dated=True, expected="2024-03-05"))


def test_who_is_to_be_attacked_announces_no_attack(ledger, say, keep):
    keep(ledger, [say("2024-03-01", "ASSAULT", "planned", "NOR>SWE", trigger="attack", by="official:SWE"),
                  say("2024-03-01", "ASSAULT", "planned", "PER>CHL", trigger="raid", by="official:PER", publisher="Q", at=60),
                  say("2024-03-01", "CONSULT", "planned", "PER>CHL", trigger="visit", by="official:CHL", publisher="Q", at=90)])
    assert {d["what"]: d["firmness"] for d in brief(ledger, "2024-03-05")["pending"]} == {"attack": "reported", "raid": "announced", "visit": "announced"}


def test_a_pair_does_both_by_more_than_troops_sent_or_what_is_unsure(ledger, say, keep):
    helped = [say(f"2024-03-0{n}", "AID", "occurred", "NOR>SWE", trigger=f"helped{n}", when=f"2024-03-0{n}", publisher=f"P{n}") for n in (1, 2)]
    keep(ledger, [*helped, say("2024-03-03", "MOBILIZE", "occurred", "NOR>SWE", trigger="deployed", when="2024-03-03", publisher="P3", at=60)])
    assert brief(ledger, "2024-03-10")["relations"] == []
    keep(ledger, [say("2024-03-04", "COERCE", "occurred", "NOR>SWE", trigger="seized", when="2024-03-04", publisher="P4", at=90)])
    (pair,) = brief(ledger, "2024-03-10")["relations"]
    assert pair["tendency"] == "both"


def test_days_of_decades_are_misread():
    assert is_misdated(item(told("NOR>SWE"), "2024-03/2124-03")) and not is_misdated(item(told("NOR>SWE"), "2024-03/2030"))


def test_who_disagrees_is_named():
    def quoted(status, by=()):
        return {"status": status, "said_by": by, "trigger": "attack"}

    def figures(*sources):
        return [{"what": "killed", "claims": [{"source": s} for s in sources]}]

    assert is_dispute({"evidence": [quoted("occurred"), quoted("denied", [["Norland", "NOR", "official"]])]})
    assert not is_dispute({"evidence": [quoted("occurred"), quoted("denied")]})
    assert is_dispute({"evidence": [], "disagreements": figures("Norland", "Sudland")})
    assert not is_dispute({"evidence": [], "disagreements": figures("Norland", "The Wire, in its own voice")})


def test_the_surer_is_pending_first_and_the_unsure_is_not_new(ledger, say, keep):
    def said(day, status, trigger, sure, type_="SANCTION", who="NOR>SWE"):
        return replace(say(day, type_, status, who, trigger=trigger, publisher="P", at=len(trigger)), confidence=sure)

    keep(ledger, [said("2024-03-01", "planned", "tariff", 0.9, "SANCTION", "NOR>PER"), said("2024-03-02", "planned", "loans", 0.6, "AID", "NOR>CHL"),
                  said("2024-03-03", "occurred", "blockade", 0.6, "COERCE"), said("2024-03-04", "occurred", "tariffs on oil", 0.9)])
    made = brief(ledger, "2024-03-05")
    assert [d["what"] for d in made["pending"]] == ["tariff", "loans"]
    assert [e["what"] for e in made["happened"]] == ["tariffs on oil"]
    with View(ledger, "2024-03-05") as view:
        assert len(view.events()) == 4


def test_one_plan_told_in_two_words_stands_once_and_with_its_day(ledger, say, keep):
    keep(ledger, [say("2024-03-01", "SANCTION", "planned", "NOR>SWE", trigger="leave", publisher="A"),
                  say("2024-03-01", "SANCTION", "planned", "NOR>SWE", trigger="withdrawal", publisher="B"),
                  say("2024-03-01", "CONSULT", "planned", "NOR,PER", trigger="summit", when="2024", publisher="A", at=40),
                  say("2024-03-02", "CONSULT", "planned", "NOR,PER", trigger="meeting", when="2024-04-02", publisher="B", at=40)])
    made = brief(ledger, "2024-03-05")["pending"]
    assert [d["expected"] for d in made if d["type"] == "CONSULT"] == ["2024-04-02"]
    assert sorted(d["type"] for d in made) == ["CONSULT", "SANCTION"]


def test_a_pair_draws_apart_by_more_than_troops_that_one_sends_to_the_other(ledger, say, keep):
    sent = [say(f"2024-03-0{n}", "MOBILIZE", "occurred", "NOR>SWE", trigger=f"sent{n} troops", when=f"2024-03-0{n}", publisher=f"P{n}") for n in range(1, 6)]
    keep(ledger, sent)
    assert brief(ledger, "2024-03-10")["relations"] == []
    keep(ledger, [say(f"2024-03-0{n}", "ACCUSE", "occurred", "NOR>SWE", trigger=f"accused{n}", when=f"2024-03-0{n}", publisher=f"Q{n}", at=60) for n in (6, 8)])
    (pair,) = brief(ledger, "2024-03-10")["relations"]
    assert pair["tendency"] == "apart"


def test_own_people_brought_out_draw_nobody_closer(ledger, say, keep):
    keep(ledger, [say(f"2024-03-0{n}", "RETREAT", "occurred", "NOR>SWE", trigger=f"withdraws{n}", when=f"2024-03-0{n}", publisher=f"P{n}")
                  for n in range(1, 6)])
    assert brief(ledger, "2024-03-10")["relations"] == []


def test_outcomes_that_are_sure_are_told(ledger, say, keep):
    def plan(who, sure):
        return [replace(say(day, "SUPPORT", status, who, trigger="sign", when="2024-03-20", publisher=name), confidence=sure)
                for day, status, name in (("2024-03-01", "planned", "A"), ("2024-03-20", "occurred", "B"))]

    keep(ledger, [*plan("NOR,PER", 0.9), *plan("NOR,CHL", 0.6)])
    assert [d["actor"] for d in brief(ledger, "2024-03-21")["resolved"]] == [["NOR", "PER"]]
    with View(ledger, "2024-03-21") as view:
        assert len(view.docket("closed")) == 2
