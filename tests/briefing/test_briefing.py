"""What the brief says of reports of our own: no sentence without the statements that show it."""
from dataclasses import replace

import pytest

from dragoman.briefing import View, brief, headline, name_of, pages, parted, sentence
from dragoman.briefing.alerts import alerts
from dragoman.briefing.digest import QUOTED, in_a_row
from dragoman.briefing.view import SIDES
from dragoman.interfaces.brief import line, quotes
from dragoman.interfaces.tables import docket_rows
from dragoman.ledger import STATES, dyad_pairs, open_ledger, side
from dragoman.model import Actor, Report, Source, Statement


def statement(report, text, trigger, type, status, actor, recipient=(), when=None, said_by=(), published=None):
    at = text.index(trigger)
    return Statement(report, trigger, (at, at + len(trigger)), type, status, tuple(Actor(c, c) for c in actor), tuple(Actor(c, c) for c in recipient),
                     when=when, said_by=tuple(said_by), published=published, publisher=f"Outlet of {report}", reader="by hand")


@pytest.fixture
def ledger(place):
    plan = "OSLO, March 1, 2024 (Wire) - Japan's premier will visit India on March 20. Officials in China fear that Japan will arm India."
    done = "Japan's premier visited India on March 20. Pakistan said India had attacked its post. India denied that it attacked the post."
    with open_ledger(place()) as book:
        book.add(Report("r1", plan, "A visit", "2024-03-01", "Outlet of r1"), [
            statement("r1", plan, "visit", "CONSULT", "planned", ["JPN"], ["IND"], "2024-03-20", published="2024-03-01"),
            statement("r1", plan, "arm", "AID", "possible", ["JPN"], ["IND"], said_by=[Source("Officials in China", "CHN", "official")],
                      published="2024-03-01")], "by hand")
        book.add(Report("r2", done, "Done", "2024-03-21", "Outlet of r2"), [
            statement("r2", done, "visited", "CONSULT", "occurred", ["JPN"], ["IND"], "2024-03-20", published="2024-03-21"),
            statement("r2", done, "attacked", "ASSAULT", "occurred", ["IND"], ["PAK"], "2024-03-20", [Source("Pakistan", "PAK", "official")],
                      published="2024-03-21"),
            statement("r2", done, "denied", "ASSAULT", "denied", ["IND"], ["PAK"], "2024-03-20", [Source("India", "IND", "official")],
                      published="2024-03-21")], "by hand")
        book.derive()
        yield book


def test_a_visit_announced_and_made_is_resolved_with_both_quotations(ledger):
    made = brief(ledger)
    (item,) = [x for x in made["resolved"] if x["type"] == "CONSULT"]
    assert item["state"] == "fulfilled"
    assert [q["report"] for q in item["evidence"]] == ["r1", "r2"]


def test_as_of_the_day_of_the_announcement_it_is_pending(ledger):
    made = brief(ledger, "2024-03-02")
    assert "CONSULT" in [x["type"] for x in made["pending"]]
    assert not [x for x in made["resolved"] if x["type"] == "CONSULT"]
    assert made["covers"]["reports"] == 1


def test_rival_claims_are_shown_as_a_dispute_with_both_sides(ledger):
    (event,) = brief(ledger)["disputed"]
    assert event["type"] == "ASSAULT"
    assert {q["status"] for q in event["evidence"]} == {"occurred", "denied"}
    assert {q["said_by"][-1][1] for q in event["evidence"]} == {"PAK", "IND"}


def test_a_third_party_that_fears_is_on_edge(ledger):
    (concern,) = brief(ledger)["on_edge"]
    assert (concern["who"], concern["of"]) == ("CHN", ["IND", "JPN"])
    assert "fear" in concern["evidence"][0]["quote"]


def carry_statements(book, *parts):
    """Whether the brief of a ledger has these parts, and in each entry of them statements of it."""
    made = brief(book)
    known = {s.id for s in book.statements()}
    for part in parts:
        assert made[part], part
        for entry in made[part]:
            assert entry["evidence"], (part, entry)
            assert {q["statement"] for q in entry["evidence"]} <= known


def test_every_entry_of_the_brief_carries_statements_of_the_ledger(ledger):
    carry_statements(ledger, "happened", "pending", "resolved", "disputed", "on_edge")


def test_every_relation_of_the_brief_carries_statements_of_the_ledger(thaw):
    carry_statements(thaw, "relations", "happened", "pending")


def test_without_as_of_the_day_is_that_of_the_last_report(ledger):
    assert View(ledger).as_of == "2024-03-21"


def test_about_keeps_only_those(ledger):
    assert {x["type"] for x in brief(ledger, about=["PAK"])["happened"]} <= {"ASSAULT"}


def test_a_quotation_begins_after_the_dateline():
    text = "OSLO, March 1, 2024 (Wire) - The premier left. He will return."
    assert sentence(text, (text.index("premier"), text.index("premier") + 7)) == "The premier left."


def test_a_long_sentence_is_cut_around_its_words_at_whole_words():
    text = "word " * 100 + "visited " + "word " * 100
    cut = sentence(text, (500, 507), 80)
    assert "visited" in cut
    assert len(cut) < 100
    assert cut.strip("…").split()[0] == "word"


def test_codes_are_named():
    assert (name_of("PRK"), name_of("EUU"), name_of("QQQ")) == ("North Korea", "the EU", "QQQ")
    assert headline({"actor": ["RUS", "IRN"], "recipient": [], "what": "sign", "status": "planned"}) == "Russia and Iran: sign (planned)"


@pytest.mark.parametrize(("words", "state"), [
    ("The visit of Aiko Morita to the Kochi shipyard on March 20 was put off for a month.", "postponed"),
    ("The visit of Aiko Morita to the Kochi shipyard on March 20 was cancelled.", "called_off")])
def test_what_is_put_off_is_told_from_what_is_called_off(place, words, state):
    plan = "Japan's premier Aiko Morita will visit the Kochi shipyard in India on March 20."
    with open_ledger(place()) as book:
        book.add(Report("r1", plan, None, "2024-03-01", "A"), [
            statement("r1", plan, "visit", "CONSULT", "planned", ["JPN"], ["IND"], "2024-03-20", published="2024-03-01")], "by hand")
        book.add(Report("r2", words, None, "2024-03-10", "B"), [
            statement("r2", words, "visit", "CONSULT", "called_off", ["JPN"], ["IND"], "2024-03-20", published="2024-03-10")], "by hand")
        book.derive()
        with View(book) as view:
            (item,) = view.docket("all")
    assert (item["state"], item["state_date"]) == (state, "2024-03-10")
    assert item["evidence"][-1]["step"] == state


def test_what_was_last_heard_of_long_ago_is_left_to_the_tables(ledger):
    late = "Chile and Peru signed a treaty."
    ledger.add(Report("r9", late, None, "2024-09-01", "Z"), [
        statement("r9", late, "signed", "SUPPORT", "occurred", ["CHL", "PER"], when="2024-09-01", published="2024-09-01")], "by hand")
    made = brief(ledger)
    assert (made["as_of"], made["since"]) == ("2024-09-01", "2024-08-02")
    assert [x["type"] for x in made["happened"]] == ["SUPPORT"]
    assert made["disputed"] == made["resolved"] == made["pending"] == []
    assert len(View(ledger).events()) > 1


@pytest.mark.parametrize(("published", "as_of"), [("2024-03", "2024-03-31"), ("2023", "2023-12-31")])
def test_a_report_dated_by_month_or_year_counts_to_its_last_day(place, published, as_of):
    text = "Japan's premier visited India."
    with open_ledger(place()) as book:
        book.add(Report("r1", text, None, published, "A"), [
            statement("r1", text, "visited", "CONSULT", "occurred", ["JPN"], ["IND"], published=published)], "by hand")
        made = brief(book)
    assert made["as_of"] == as_of
    assert [x["type"] for x in made["happened"]] == ["CONSULT"]


def test_an_event_is_as_sure_as_its_surest_statement_and_rests_on_the_kept_ones_alone(place):
    text = "Japan's premier visited India on March 20."
    with open_ledger(place()) as book:
        for name, confidence in (("r1", 0.4), ("r2", 0.9), ("r3", 0.6)):
            s = statement(name, text, "visited", "CONSULT", "occurred", ["JPN"], ["IND"], "2024-03-20", published="2024-03-21")
            book.add(Report(name, text, None, "2024-03-21", f"Outlet of {name}"), [replace(s, confidence=confidence)], "by hand")
        book.derive()
        (event,) = View(book).events()
        assert (event["confidence"], event["articles"]) == (0.9, 3)
        (event,) = View(book, min_confidence=0.6).events()
        assert (event["confidence"], event["articles"], len(event["statements"])) == (0.9, 2, 2)
        (shown,) = brief(book, min_confidence=0.6)["happened"]
        assert {q["confidence"] for q in shown["evidence"]} == {0.9, 0.6}
        assert View(book, min_confidence=0.95).events() == []


def test_of_what_very_many_tell_the_brief_quotes_some_and_says_of_how_many(place):
    denied = "India denied that it attacked a post of Pakistan on March 20."
    pakistan, india = Source("Pakistan", "PAK", "official"), Source("India", "IND", "official")
    with open_ledger(place()) as book:
        for n in range(60):
            words = f"Pakistan said India had attacked its post on March 20, as wire {n} has it from the border."
            s = statement(f"r{n}", words, "attacked", "ASSAULT", "occurred", ["IND"], ["PAK"], "2024-03-20", [pakistan], published="2024-03-21")
            book.add(Report(f"r{n}", words, None, "2024-03-21", f"Outlet of r{n}"), [replace(s, confidence=0.9 if n == 41 else 0.5)], "by hand")
        s = statement("r60", denied, "denied", "ASSAULT", "denied", ["IND"], ["PAK"], "2024-03-20", [india], published="2024-03-21")
        book.add(Report("r60", denied, None, "2024-03-21", "Outlet of r60"), [s], "by hand")
        book.derive()
        (whole,) = View(book).events()
        (entry,) = brief(book)["disputed"]
    assert len(whole["evidence"]) == len(entry["statements"]) == entry["evidence_in_all"] == 61
    quoted = [q["statement"] for q in entry["evidence"]]
    assert len(quoted) == QUOTED and [h["statement"] for h in entry["history"]] == quoted
    assert quoted == [i for i in entry["statements"] if i in quoted]
    assert {"denied", "occurred"} == {q["status"] for q in entry["evidence"]} and 0.9 in {q["confidence"] for q in entry["evidence"]}
    assert quotes("disputed", entry) == quotes("disputed", {**entry, "evidence": whole["evidence"]})


@pytest.mark.parametrize(("feared", "shown"), [(True, [("JPN", "condemnation")]), (False, [])])
def test_who_fears_and_then_condemns_stays_on_edge_where_one_source_tells_of_it(place, feared, shown):
    fear, blame = "Officials in Japan fear that India will attack Nepal.", "Japan condemned India for its attack on Nepal."
    with open_ledger(place()) as book:
        if feared:
            book.add(Report("r1", fear, None, "2024-03-01", "Outlet"), [replace(statement(
                "r1", fear, "attack", "ASSAULT", "possible", ["IND"], ["NPL"], said_by=[Source("Officials in Japan", "JPN", "official")],
                published="2024-03-01"), publisher="Outlet")], "by hand")
        book.add(Report("r2", blame, None, "2024-03-05", "Outlet"), [replace(s, publisher="Outlet") for s in (
            statement("r2", blame, "condemned", "ACCUSE", "occurred", ["JPN"], ["IND"], published="2024-03-05"),
            statement("r2", blame, "attack", "ASSAULT", "occurred", ["IND"], ["NPL"], published="2024-03-05"))], "by hand")
        made = brief(book)
        with View(book) as view:
            told = [a.body["who"] for a in alerts(view, ()) if a.body["kind"] == "on_edge"]
    assert [(e["who"], e["stance"]) for e in made["on_edge"]] == shown
    assert bool(told) == feared


def test_a_fear_that_is_less_sure_is_left_out(place):
    text = "Officials in China fear that Japan will arm India."
    fear = statement("r1", text, "arm", "AID", "possible", ["JPN"], ["IND"], said_by=[Source("Officials in China", "CHN", "official")], published="2024-03-01")
    with open_ledger(place()) as book:
        book.add(Report("r1", text, None, "2024-03-01", "Outlet of r1"), [replace(fear, confidence=0.4)], "by hand")
        assert brief(book, min_confidence=0.4)["on_edge"]
        assert not brief(book, min_confidence=0.41)["on_edge"]


def test_pairs_are_counted_as_the_events_have_them_with_and_without_a_day(ledger):
    events = ledger.events()
    with View(ledger) as view, View(ledger, "2024-03-21") as then:
        made, counted = view.dyads(), view.dyads(evidence=False)
        assert then.dyads() == made
        assert then.dyads(evidence=False) == counted
    assert [{k: v for k, v in d.items() if k not in ("events", "evidence")} for d in made] == counted
    under_way = [(pair, e) for e in events if e.status in ("occurred", "ongoing", "planned") for pair in dyad_pairs(e)]
    for d in made:
        own = [e for pair, e in under_way if pair == tuple(d["pair"])]
        assert set(d["events"]) == {e.id for e in own}
        assert (d["sources"], d["publishers"]) == (len({s for e in own for s in e.sources}), len({p for e in own for p in e.publishers}))
        assert {name: d[name] for name in SIDES} == {name: sum(side(e.type, e.status) == name for e in own) for name in SIDES}
    assert {tuple(d["pair"]) for d in made} == {pair for pair, _ in under_way}


def test_a_row_of_the_docket_holds_what_the_item_with_its_evidence_holds(ledger):
    with View(ledger) as view:
        whole = view.docket("all")
        assert [{**d, "evidence": []} for d in whole] == view.docket("all", evidence=False)
        assert {d["state"] for d in whole} == {"pending", "fulfilled"}
        assert {s: [d["id"] for d in view.docket(s)] for s in STATES} == {
            s: [d["id"] for d in whole if s in ("all", d["state"], "open" if d["state"] == "pending" else "closed")] for s in STATES}


def test_who_was_on_edge_longer_ago_than_the_brief_looks_is_left_to_the_view(ledger):
    late = "Chile and Peru signed a treaty."
    ledger.add(Report("r9", late, None, "2024-09-01", "Z"), [
        statement("r9", late, "signed", "SUPPORT", "occurred", ["CHL", "PER"], when="2024-09-01", published="2024-09-01")], "by hand")
    made = brief(ledger)
    assert (made["looked_since"], made["on_edge"]) == ("2024-06-03", [])
    with View(ledger) as view:
        assert [c["who"] for c in view.concerns()] == ["CHN"]


@pytest.mark.parametrize("quotation, trigger, before", [
    ("Poland warned Russia that war would follow.", "war", "Poland warned Russia that "), ("They’re at war.", "war", "They’re at "),
    ("A cease-fire, signed…", "signed", "A cease-fire, "), ("unsigned", "signed", "un"), ("Two words here", "words\nhere", "Two "),
    ("None of it.", "war", "None of it."), ("No trigger.", "", "No trigger.")])
def test_a_quotation_is_parted_at_its_trigger_and_at_no_word_that_holds_it(quotation, trigger, before):
    found = parted(quotation, trigger)
    assert found[0] == before
    assert "".join(found) == quotation


@pytest.mark.parametrize(("state", "line"), [
    (None, "Iran → Russia: visit (called off)"), ("pending", "Iran → Russia: visit (called off)"), ("postponed", "Iran → Russia: visit"),
    ("fulfilled", "Iran → Russia: visit"), ("lapsed", "Iran → Russia: visit (called off)")])
def test_an_item_whose_state_tells_its_end_has_no_other_status_beside_it(state, line):
    entry = {"actor": ["IRN"], "recipient": ["RUS"], "what": "visit", "status": "called_off"}
    assert headline(entry | ({"state": state} if state else {})) == line


@pytest.mark.parametrize(("when", "as_of", "under_way"), [
    ("2025-01-17", "2025-02-05", False), ("2025-01-17", "2025-01-17", True), ("2025-01", "2025-01-20", True), ("2025-01-10/2025-01-14", "2025-01-15", False),
    (None, "2025-02-05", True), ("2025-01-17", "", True), ("2024-01/2025-01-20", "2025-02-05", True), ("2024-01", "2025-02-05", True)])
def test_nothing_is_under_way_whose_days_are_over(when, as_of, under_way):
    entry = {"actor": ["IRN"], "recipient": [], "what": "visit", "status": "ongoing", "when": when}
    assert headline(entry, as_of) == "Iran: visit" + " (under way)" * under_way


def test_a_pair_that_draws_closer_is_counted_by_those_who_tell_of_that_alone(place):
    acts = [("signed", "SUPPORT", "Cambodia and Thailand signed an accord."), ("agreed", "AGREE", "Cambodia and Thailand agreed to open a bridge."),
            ("met", "CONSULT", "The ministers of Cambodia and Thailand met in Poipet.")]

    def headlined(*said: Source) -> list[str]:
        with open_ledger(place()) as book:
            for n, (trigger, type_, text) in enumerate(acts):
                told = statement(f"r{n}", text, trigger, type_, "occurred", ["KHM"], ["THA"], said_by=said[n:n + 1], published=f"2025-03-0{n + 1}")
                book.add(Report(f"r{n}", text, None, f"2025-03-0{n + 1}", "Larch Wire"), [replace(told, publisher="Larch Wire")], "by hand")
            text = "Thailand's foreign ministry condemned Cambodia over a mine."
            book.add(Report("r9", text, None, "2025-03-05", "Larch Wire"), [replace(statement(
                "r9", text, "condemned", "ACCUSE", "occurred", ["THA"], ["KHM"], published="2025-03-05",
                said_by=[Source("Thailand's foreign ministry", "THA", "official")]), publisher="Larch Wire")], "by hand")
            made = brief(book, "2025-03-10")
        (entry,) = made["relations"]
        assert (entry["tendency"], entry["sources"]) == ("closer", 2 + len(said))
        return [h["line"] for h in made["headlines"] if h["kind"] == "relation"]

    assert headlined() == []
    assert headlined(Source("Hun Manet", "KHM", "official")) == ["Cambodia and Thailand draw closer (2 sources)"]


def test_what_was_put_off_is_told_in_the_word_in_which_it_was_announced(place, say, keep):
    told = [("2024-03-01", "planned", "2024-03-20", "travel"), ("2024-03-10", "called_off", "2024-04-09", "trip"),
            ("2024-04-09", "occurred", "2024-04-09", "visited")]
    with open_ledger(place()) as book:
        keep(book, [say(day, "CONSULT", status, "JPN>IND", when=when, trigger=trigger, publisher="A") for day, status, when, trigger in told])
        with View(book) as view:
            whole, row = view.docket("all"), view.docket("all", evidence=False)
    assert [(d["state"], d["what"]) for d in whole] == [(d["state"], d["what"]) for d in row] == [("postponed", "travel"), ("fulfilled", "visited")]
    assert line("resolved", {**whole[0], "headline": headline(whole[0])}) == (
        "2024-03-20: Japan → India: travel [postponed to 2024-04-09, told 2024-03-10; 1 source]")


def test_what_came_about_is_told_in_the_word_of_the_first_who_tells_so(place, say, keep):
    told = [("2024-03-01", "planned", "2024-03-20", "drill", 0.9), ("2024-03-20", "ongoing", "2024-03-20", "drill", 0.8),
            ("2024-03-22", "occurred", "2024-03-20", "prolonged", 0.95)]
    with open_ledger(place()) as book:
        keep(book, [replace(say(day, "COOPERATE", status, "JPN,IND", when=when, trigger=trigger, publisher=f"P{day}"), confidence=sure)
                    for day, status, when, trigger, sure in told])
        made = brief(book)
        with View(book) as view:
            [whole], [row], [event] = view.docket("all"), pages.items(view, "all")["rows"], view.events()
    assert (event["what"], whole["what"], row["what"]) == ("prolonged", "drill", "drill")
    assert [h["line"] for h in made["headlines"] if h["kind"] == "resolved"] == [
        "India and Japan: drill, as announced (2024-03-20; first heard of 2024-03-01; 3 sources)"]


def test_plans_that_lapsed_draw_no_pair_closer(place):
    plans = [("visit", "The president of Chile will visit Oman."), ("sign", "Chile and Oman will sign an accord."), ("meet", "Chile and Oman will meet.")]
    with open_ledger(place()) as book:
        for n, (trigger, text) in enumerate(plans):
            type_, day = ("SUPPORT" if trigger == "sign" else "CONSULT"), f"2025-03-1{2 * n}"
            book.add(Report(f"r{n}", text, None, "2025-03-01", f"Outlet of r{n}"), [
                statement(f"r{n}", text, trigger, type_, "planned", ["CHL"], ["OMN"], day, published="2025-03-01")], "by hand")
        ahead, lapsed = brief(book, "2025-03-05"), brief(book, "2025-05-20")
    assert [h["line"] for h in ahead["headlines"] if h["kind"] == "relation"] == ["Chile and Oman draw closer (3 sources)"]
    assert (ahead["relations"][0]["cooperation_ahead"], ahead["relations"][0]["sources"]) == (3, 3)
    assert (lapsed["relations"], [h for h in lapsed["headlines"] if h["kind"] == "relation"]) == ([], [])


@pytest.mark.parametrize("as_of", [None, "2025-05-20", "2025-05-10"])
def test_plans_that_lapsed_are_counted_as_ahead_of_no_pair(place, as_of):
    told = [("r1", "2025-03-01", "Chile and Oman will sign an accord.", "sign", "SUPPORT", "planned", "2025-03-12"),
            ("r2", "2025-03-02", "Chile and Oman met.", "met", "CONSULT", "occurred", "2025-03-02"),
            ("r3", "2025-05-10", "Chile and Oman will hold drills in June.", "drills", "COOPERATE", "planned", "2025-06"),
            ("r4", "2025-05-20", "Peru and Oman met.", "met", "CONSULT", "occurred", "2025-05-20")]
    with open_ledger(place()) as book:
        for id_, day, text, trigger, type_, status, when in told:
            book.add(Report(id_, text, None, day, f"Outlet of {id_}"), [
                statement(id_, text, trigger, type_, status, [text[:5].strip().upper()[:3], "OMN"], when=when, published=day)], "by hand")
        with View(book, "2025-03-03") as view:
            assert [(d["cooperation"], d["cooperation_ahead"], d["sources"]) for d in view.dyads()] == [(1, 1, 2)]
        with View(book, as_of) as view:
            whole, counted, listed = view.dyads(), view.dyads(evidence=False), view.pairs()
            page = pages.dyad(view, "CHI", "OMN")
    (chile, *_) = counted
    assert (chile["cooperation"], chile["cooperation_ahead"], chile["sources"], chile["publishers"]) == (1, 1, 2, 2)
    assert [{name: d[name] for name in c} for c, d in zip(counted, whole, strict=True)] == counted
    assert [{name: c[name] for name in row} for c, row in zip(counted, listed, strict=True)] == listed
    assert (page["counts"], page["sources"], page["total"]) == ({"cooperation": 1, "cooperation_ahead": 1}, 2, 3)


def _told(book, *told):
    """Statements, each in a report of its own: day, words with the trigger in brackets, type, status, actor, recipient, days."""
    for n, (day, words, type_, status, actor, recipient, when) in enumerate(told):
        text = words.replace("[", "").replace("]", "")
        trigger = words[words.index("[") + 1:words.index("]")]
        book.add(Report(f"t{n}", text, None, day, f"Outlet of t{n}"), [
            statement(f"t{n}", text, trigger, type_, status, actor, recipient, when, published=day)], "by hand")


def test_what_is_due_or_was_heard_of_lately_is_pending_before_plans_of_long_ago(place):
    old = [(f"2024-{n + 1:02}-01", f"Chile will [build] bridge {n} by {2030 + n}.", "COOPERATE", "planned", ["CHL", code], [], str(2030 + n))
           for n, code in enumerate(("PER", "BOL", "ARG", "BRA", "ECU", "COL", "PAN", "CUB"))]
    due = ("2024-06-02", "Japan's premier will [visit] India on June 3, 2025.", "CONSULT", "planned", ["JPN"], ["IND"], "2025-06-03")
    fresh = [(f"2025-05-{n + 10}", f"Norway will [send] ship {n} to Ghana.", "AID", "planned", ["NOR"], [code], None) for n, code in enumerate(
        ("GHA", "MLI", "BEN", "TGO", "NER", "TCD", "CMR", "GAB", "COG", "AGO", "ZMB", "MWI", "KEN", "UGA"))]
    with open_ledger(place()) as book:
        _told(book, *old, due, *fresh)
        made = brief(book, "2025-05-25")["pending"]
    assert [d["headline"] for d in made][:2] == ["Japan → India: visit (planned)", "Chile and Cuba: build bridge 7 (planned)"]
    assert len(made) == 16
    assert {d["recipient"][0] for d in made[2:]} == {f[5][0] for f in fresh}


def test_an_item_past_its_days_is_told_as_such_until_it_lapses_or_ends(place):
    visit = ("2025-01-02", "Japan's premier will [visit] India on January 17.", "CONSULT", "planned", ["JPN"], ["IND"], "2025-01-17")
    with open_ledger(place()) as book:
        _told(book, visit, ("2025-01-03", "Norway will [send] ships to Ghana.", "AID", "planned", ["NOR"], ["GHA"], None))
        for as_of, state, overdue in (("2025-01-17", "pending", False), ("2025-01-20", "pending", True), ("2025-02-01", "lapsed", False)):
            with View(book, as_of) as view:
                (item,) = [d for d in view.docket("all") if d["type"] == "CONSULT"]
                assert (item["state"], item["overdue"], pages.item(view, item["id"])["overdue"]) == (state, overdue, overdue)
        with View(book, "2025-03-20") as view:
            assert [d["overdue"] for d in view.docket()] == [False]  # nobody gave days for the ships
        (shown, _) = brief(book, "2025-01-20")["pending"]
    assert line("pending", shown) == "2025-01-17 (past, no outcome heard of): Japan → India: visit (planned) [reported; 1 source]"
    assert docket_rows([shown])[0]["state"] == "pending (past)"


def test_of_what_lapsed_the_brief_tells_what_somebody_gave_days_for_after_what_came_to_an_end(place):
    with open_ledger(place()) as book:
        _told(book, ("2025-01-02", "Norway will [send] ships to Ghana.", "AID", "planned", ["NOR"], ["GHA"], None),
              ("2025-03-01", "Japan's premier will [visit] India on March 10.", "CONSULT", "planned", ["JPN"], ["IND"], "2025-03-10"),
              ("2023-05-01", "Cuba will [buy] ships of Spain in 2024.", "COOPERATE", "planned", ["CUB"], ["ESP"], "2024"),
              ("2025-03-15", "The premier of Chile cancels his [trip] to Peru.", "CONSULT", "called_off", ["CHL"], ["PER"], None))
        made, long_ago = brief(book, "2025-04-10")["resolved"], brief(book, "2025-04-10", since="2025-02-01")["resolved"]
        with View(book, "2025-04-10") as view:
            assert sorted(d["state"] for d in view.docket("closed")) == ["called_off", "lapsed", "lapsed", "lapsed"]
    assert [(d["state"], d["recipient"]) for d in made] == [(d["state"], d["recipient"]) for d in long_ago] == [("called_off", ["PER"]), ("lapsed", ["IND"])]


def test_background_is_not_told_as_new(place):
    with open_ledger(place()) as book:
        _told(book, ("2025-04-01", "Chile recalled how Peru [seized] the island in 2014.", "COERCE", "occurred", ["PER"], ["CHL"], "2014"),
              ("2025-04-02", "A mass grave shows that Oman's army [killed] men of Iraq in February.", "ASSAULT", "occurred", ["OMN"], ["IRQ"], "2025-02"))
        made = brief(book, "2025-04-10")["happened"]
        early = brief(book, "2025-04-10", since="2014-12-31")["happened"]
    assert [e["actor"] for e in made] == [["OMN"]]
    assert sorted(e["actor"][0] for e in early) == ["OMN", "PER"]


@pytest.mark.parametrize(("over", "shown"), [("its sale of missiles to Sudan", ["JPN"]), ("a coup of its army", [])])
def test_a_measure_against_one_state_for_what_it_does_at_home_puts_nobody_on_edge(place, over, shown):
    text = f"Japan imposed sanctions on Myanmar over {over}."
    sale = "sale" in over
    with open_ledger(place()) as book:
        book.add(Report("r1", text, None, "2025-04-01", "Outlet of r1"), [
            statement("r1", text, "sanctions", "SANCTION", "occurred", ["JPN"], ["MMR"], published="2025-04-01"),
            statement("r1", text, "sale" if sale else "coup", "AID" if sale else "ASSAULT", "occurred", ["MMR"], ["SDN"] if sale else [],
                      published="2025-04-01")], "by hand")
        made = brief(book, "2025-04-10")["on_edge"]
        with View(book) as view:
            assert [c["kinds"] for c in view.concerns()] == [{"countermeasure": 1}]
    assert [c["who"] for c in made] == shown


def test_what_one_sentence_announces_twice_between_the_same_parties_stands_once(place):
    text = "Norway said that it would ban oil of Oman and terminate trade with Oman, and would send ships to Oman."
    with open_ledger(place()) as book:
        book.add(Report("r1", text, None, "2025-04-01", "Outlet of r1"), [
            replace(statement("r1", text, trigger, type_, "planned", ["NOR"], ["OMN"], published="2025-04-01"), confidence=sure)
            for trigger, type_, sure in (("ban", "SANCTION", 0.9), ("terminate", "SANCTION", 0.6), ("send", "AID", 0.5))], "by hand")
        made = brief(book, "2025-04-02")["pending"]
        with View(book) as view:
            assert len(view.docket()) == 3
    assert sorted(d["headline"] for d in made) == ["Norway → Oman: ban oil of Oman and terminate trade with Oman (planned)",
                                                   "Norway → Oman: send ships to Oman (planned)"]


@pytest.mark.parametrize(("sure", "told"), [
    ((0.9, 0.6), ["ban oil of Oman and terminate trade with Oman"]), ((0.6, 0.9), ["ban oil of Oman and terminate trade with Oman"])])
def test_of_two_acts_of_a_sentence_stands_that_whose_words_tell_of_both(files, sure, told):
    assert _announced(files, "Norway said that it would ban oil of Oman and terminate trade with Oman.", sure) == told


@pytest.mark.parametrize("sure", [(0.9, 0.6), (0.6, 0.9)])
def test_two_acts_of_a_sentence_stand_where_the_words_of_neither_tell_of_the_other(files, sure):
    assert _announced(files, "Norway said that it would ban oil of Oman, and terminate trade with Oman.", sure) == [
        "ban oil of Oman", "terminate trade with Oman"]


def _announced(files, text, sure):
    with open_ledger(files.lend()) as book:
        book.add(Report("r1", text, None, "2025-04-01", "Outlet of r1"), [
            replace(statement("r1", text, trigger, "SANCTION", "planned", ["NOR"], ["OMN"], published="2025-04-01"), confidence=at)
            for trigger, at in zip(("ban", "terminate"), sure, strict=True)], "by hand")
        return sorted(d["phrase"] for d in brief(book, "2025-04-02")["pending"])


@pytest.mark.parametrize(("text", "told", "lines"), [
    ("Norway said that it would ban oil of Oman, and Oman threatened to close its ports.", (("ban", "SANCTION", "planned", "NOR", "OMN"),
                                                                                         ("threatened", "THREATEN", "occurred", "OMN", "NOR")), 2),
    ("Norway will join Oman in drills in the spring.", (("join", "COOPERATE", "planned", "NOR", "OMN"), ("drills", "COOPERATE", "planned", "NOR,OMN", "")), 1)])
def test_one_sentence_of_two_parties_stands_once_where_its_line_tells_all(place, text, told, lines):
    with open_ledger(place()) as book:
        book.add(Report("r1", text, None, "2025-04-01", "Outlet of r1"), [
            statement("r1", text, trigger, type_, status, actor.split(","), [recipient] if recipient else [], published="2025-04-01")
            for trigger, type_, status, actor, recipient in told], "by hand")
        made = brief(book, "2025-04-02")["pending"]
        with View(book) as view:
            assert len(view.docket()) == 2
    assert len(made) == lines


@pytest.mark.parametrize(("changed", "rows"), [
    ({}, 1), ({"what": "visits"}, 1), ({"actor": ("IND",), "recipient": ("JPN",)}, 1), ({"what": "met"}, 2), ({"when": "2024-03-21"}, 2),
    ({"type": "SUPPORT"}, 2), ({"actor": ("NOR", "JPN")}, 2)])
def test_what_is_told_in_a_row_is_one(ledger, changed, rows):
    with View(ledger) as view:
        [visit] = [e for e in view.asked.events() if e.type == "CONSULT"]
        [raid] = [e for e in view.asked.events() if e.type == "ASSAULT"]
        assert len(in_a_row(view, [visit, visit._replace(id="another", **changed)])) == rows
        assert len(in_a_row(view, [raid, raid._replace(id="another")])) == 2


def test_events_told_as_one_have_the_sources_and_statements_of_all(ledger):
    with View(ledger) as view:
        events = sorted(view.asked.events(), key=lambda e: e.type == "ASSAULT")
        told = view.asked.told_by([e.key for e in events])
        view.load(h.key for history in told.values() for h in history)
        one, history = view.together(events, told)
    assert (one.id, one.voices, one.outlets, one.articles) == (events[0].id, len({s for e in events for s in e.sources}), 2, 2)
    assert [h.day for h in history] == ["2024-03-01"] * 2 + ["2024-03-21"] * 3


def test_what_a_person_split_is_told_apart(ledger):
    [visit] = [e for e in ledger.events() if e.type == "CONSULT"]
    ledger.add(Report("r3", "Japan's premier visited India on March 20.", None, "2024-03-22", "Outlet of r3"), [
        statement("r3", "Japan's premier visited India on March 20.", "visited", "CONSULT", "occurred", ["JPN"], ["IND"], "2024-03-20",
                  published="2024-03-22")], "by hand")
    [visit] = [e for e in ledger.events() if e.type == "CONSULT"]
    assert len(visit.statements) == 3
    ledger.split(visit.id, visit.statements[2:])
    assert sum("visited" in e["headline"] for e in brief(ledger)["happened"]) == 2


@pytest.mark.parametrize(("day", "told", "new"), [
    ("2024-03-20", {"when": "2024-03-18"}, True), ("2024-03-20", {}, True), ("2024-03-20", {"when": "2023-11"}, False),
    ("2024-02-01", {"when": "2024-02-01"}, False)])
def test_what_is_only_told_again_or_in_passing_is_not_new(ledger, say, keep, day, told, new):
    act = {"type_": "SANCTION", "status": "occurred", "who": "NOR>OMN", "trigger": "banned oil"}
    keep(ledger, [say(day, publisher="A", **act, **told), say("2024-03-21", publisher="B", **act, **(told or {"when": None}))])
    assert any("Norway" in e["headline"] for e in brief(ledger, since="2024-02-20")["happened"]) == new


def test_an_event_is_quoted_by_who_names_its_parties(place):
    poor = "The rival was attacked by them on March 3."
    clear = "Norway attacked Oman on March 3, officials said."
    with open_ledger(place()) as book:
        for id_, text, names, sure in (("r1", poor, ("them", "The rival"), 0.9), ("r2", clear, ("Norway", "Oman"), 0.7)):
            at = [text.index(name) for name in names]
            told = statement(id_, text, "attacked", "ASSAULT", "occurred", [], [], "2024-03-03", published="2024-03-04")
            sides = [(Actor(name, code, (a, a + len(name))),) for name, code, a in zip(names, ("NOR", "OMN"), at, strict=True)]
            told = replace(told, actor=sides[0], recipient=sides[1], confidence=sure, id="")
            book.add(Report(id_, text, None, "2024-03-04", f"Outlet of {id_}"), [told], "by hand")
        [event] = brief(book)["happened"]
    assert [q["quote"] for q in quotes("happened", event)] == [clear]


def test_a_pair_is_quoted_first_by_sentences_that_name_both_as_opposed_sides(place):
    texts = {"r1": "It struck the port of Oman.", "r2": "Norway and Oman struck Peru.", "r3": "Norway struck the port of Oman."}
    with open_ledger(place()) as book:
        for day in range(1, 7):
            for id_, text in texts.items():
                who = ["It" if id_ == "r1" else "Norway"], ["Peru" if id_ == "r2" else "Oman"]
                told = statement(f"{id_}-{day}", text, "struck", "ASSAULT", "occurred", [], [], f"2024-03-{day:02}", published=f"2024-03-{day:02}")
                codes = {"It": "NOR", "Norway": "NOR", "Oman": "OMN", "Peru": "PER"}
                sides = [tuple(Actor(x, codes[x], (text.index(x), text.index(x) + len(x))) for x in names) for names in who]
                kept = replace(told, actor=sides[0], recipient=sides[1], publisher=f"Outlet of {id_}", where=f"port {day}{id_}", id="")
                book.add(Report(f"{id_}-{day}", text, None, f"2024-03-{day:02}", f"Outlet of {id_}"), [kept], "by hand")
        [relation] = [r for r in brief(book)["relations"] if r["pair"] == ["NOR", "OMN"]]
    assert {q["quote"] for q in relation["evidence"]} == {texts["r3"]}


def test_a_pair_that_draws_apart_has_the_names_of_whom_it_fights(ledger, say, keep):
    days = [f"2024-03-{n:02}" for n in range(1, 15)]
    told = [say(day, "ASSAULT", "occurred", "Hamas=REB>NOR", when=day, publisher=f"P{day[-1]}", trigger="raided") for day in days]
    keep(ledger, [*told, say("2024-03-15", "AID", "occurred", "NOR>the Houthis=REB", when="2024-03-15", publisher="P1", trigger="armed")])
    [relation] = [r for r in brief(ledger)["relations"] if r["pair"] == ["NOR", "REB"]]
    assert (relation["tendency"], relation["names"]) == ("apart", ["Norway", "Hamas"])
