"""Third parties on edge: who voices what about whom, and how strongly."""
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.model import Actor, DocketItem, Event, Report, Source, Statement
from dragoman.relations import about, may_voice, stances
from dragoman.relations.cues import ANAPHOR, BREAK, CUES, EDGE, ITS_OWN, LIFTED, LINK, LINKS, cues
from dragoman.relations.stances import FAVOUR, WEIGHT, strength

CODES = {"Norland": "NOR", "Sudland": "SWE", "Eastland": "FIN", "Westland": "ISL"}


@given(st.from_regex(EDGE, alphabet=st.characters(codec="ascii")))
def test_the_sieve_lets_every_text_through_in_which_a_stance_could_stand(text):
    assert may_voice(text)
    assert may_voice(text.upper()) == (EDGE.search(text.upper()) is not None)


@pytest.mark.parametrize("text", ["The urban council met.", "Islam is taught there.", "The opposition won.", ""])
def test_the_sieve_keeps_out_words_that_only_look_alike(text):
    assert not may_voice(text)


def said(text, marked, type, status="occurred", actor=(), recipient=(), by=(), report="r", publisher="P", day="2024-03-01", **more):
    """A statement of a text; parties and sources are words of it, whose codes are those of the invented lands they name."""
    def found(words, at=0):
        begin = text.index(words, at)
        return begin, begin + len(words)

    def code(words):
        return next(c for name, c in CODES.items() if name[:4] in words)

    span = found(marked)
    return Statement(report, marked, span, type, status, tuple(Actor(w, code(w), found(w)) for w in actor),
                     tuple(Actor(w, code(w), found(w)) for w in recipient), said_by=tuple(Source(w, code(w), "official", found(w)) for w in by),
                     published=day, publisher=publisher, known=day, **more)


def voiced(text, *statements):
    return stances(statements, {"r": Report("r", text)})


FEARED = "Norland's officials fear that Sudland could give Eastland missiles."
GIVES = {"type": "AID", "status": "possible", "actor": ["Sudland"], "recipient": ["Eastland"]}


@pytest.mark.parametrize(("words", "stance"), CUES)
def test_cues_say_which_stance_words_take(words, stance):
    assert next((c.stance for c in cues(words)), None) == stance


@pytest.mark.parametrize(("type_", "act", "between", "matter", "linked"), LINKS)
def test_links_say_what_a_measure_answers(type_, act, between, matter, linked):
    assert bool(LINK[type_].search(between) and not BREAK.search(between)) is linked


@pytest.mark.parametrize(("words", "own"), [(" on its ships", True), (" four of its citizens", True), (" of two of its aid workers", True),
                                             (" in Eastland", False), (" for years", False)])
def test_what_is_done_to_the_one_who_voices_is_told_by_its_own(words, own):
    assert bool(ITS_OWN.match(words)) is own


@pytest.mark.parametrize(("words", "lifted"), [
    ("Norland lifts the ", True), ("Norland, after being ", True), ("Norland imposes ", False), ("The union rejects Norland's request to renew ", True),
    ("The union removes the alliance that Sudland leads in the south of Eastland from a U.N. ", True), ("Norland rejects the plan and imposes ", False),
    ("Norland rejects the plan, with ", False)])
def test_measures_taken_back_are_told_apart(words, lifted):
    assert bool(LIFTED.search(words)) is lifted


@pytest.mark.parametrize(("words", "back"), [(" the move as a threat", True), (" it", True), (" Sudland for the war", False)])
def test_words_that_point_back_are_known(words, back):
    assert bool(ANAPHOR.match(words)) is back


@pytest.mark.parametrize(("text", "told"), [
    ("Norway warned that Sweden could strike towns.", 1), ("Norway warned Sweden of a strike on towns.", 0),
    ("Norway warned the Swedish premier of a strike.", 0), ("Norway warned Sweden that it must not strike Finland.", 1)])
def test_a_warning_to_the_only_state_that_it_is_about_puts_nobody_on_edge(text, told):
    def found(words):
        return text.index(words), text.index(words) + len(words)

    suffers = tuple(Actor(x, "FIN", found(x)) for x in ("Finland",) if x in text)
    strikes = Statement("r", "strike", found("strike"), "ASSAULT", "possible", (Actor("Swed", "SWE", found("Swed")),), suffers,
                        said_by=(Source("Norway", "NOR", "official", found("Norway")),), published="2024-03-01", publisher="P", known="2024-03-01")
    assert len(voiced(text, strikes)) == told


def test_a_third_party_that_fears_is_on_edge():
    (s,) = voiced(FEARED, said(FEARED, "give", by=["Norland's officials"], **GIVES))
    assert (s.who, s.of, s.stance, s.since, s.last, s.speakers, s.sources) == (
        "NOR", ("FIN", "SWE"), "fear", "2024-03-01", "2024-03-01", ("Norland's officials",), 1)


def test_who_is_only_asked_whether_he_fears_is_not():
    asked = "Do Norland's officials fear that Sudland could give Eastland missiles?"
    for text in (asked, asked + " Nobody knew."):
        assert not voiced(text, said(text, "give", by=["Norland's officials"], **GIVES))
    told = asked.replace("Do Norland", "Norland").replace("?", ".") + " Who knows?"
    assert voiced(told, said(told, "give", by=["Norland's officials"], **GIVES))


@pytest.mark.parametrize(("text", "matter", "who", "stance"), [
    ("Russia and Iran are finalizing a pact; Israeli officials fear the deal could hasten a bomb.", "finalizing", "ISR", "fear"),
    ("Russia and Iran will sign a pact. The worry in Israel is that such a pact could bring a transfer of know-how.", "sign", "ISR", "fear"),
    ("Seoul has voiced deep concern that Russia could help Iran.", "help", "KOR", "fear"),
    ("British Foreign Secretary Jane Doe warned that Russia could help Iran.", "help", "GBR", "warning"),
    ("Defense Secretary Austin warned that Russia could help Iran.", None, None, None),
    ("Iranian officials fear that Russia will not help Iran.", None, None, None),
    ("The visit went ahead despite Israeli fears; Russia will help Iran.", None, None, None),
    ("Israel fears a flood as Russia begins to help Iran.", None, None, None),
])
def test_whose_fear_it_is_may_be_told_by_the_words_alone(text, matter, who, stance):
    def stated(trigger, type_, status, *codes):
        begin = text.find(trigger)
        parties = tuple(Actor(code, code) for code in codes)
        return [Statement("r", trigger, (begin, begin + len(trigger)), type_, status, parties, published="2024-03-01", publisher="P")] if begin >= 0 else []

    found = voiced(text, *stated("finalizing", "CONSULT", "ongoing", "IRN", "RUS"), *stated("sign", "SUPPORT", "planned", "IRN", "RUS"),
                   *stated("transfer of", "COOPERATE", "possible", "IRN"), *stated("help", "AID", "possible", "IRN", "RUS"))
    assert [(s.who, s.of, s.stance) for s in found] == ([(who, ("IRN", "RUS"), stance)] if who else [])
    assert all(v.matter.trigger == matter for s in found for v in s.voicings)


@pytest.mark.parametrize(("words", "speaker"), [
    ("Israel is gravely worried", "Israel"), ("Israeli officials have voiced deep concern", "Israeli officials"), ("Israel’s growing fear is", "Israel"),
    ("Israel's foreign ministry warned", "Israel's foreign ministry"), ("The worry in Israel is", "worry in Israel")])
def test_who_fears_is_named_without_the_words_that_say_so(words, speaker):
    text = f"{words} that Russia could help Iran."
    begin = text.index("help")
    help_ = Statement("r", "help", (begin, begin + 4), "AID", "possible", (Actor("RUS", "RUS"),), (Actor("IRN", "IRN"),), published="2024-03-01")
    [stance] = voiced(text, help_)
    assert stance.speakers == (speaker,)


def test_a_source_without_a_place_is_looked_for_in_the_sentence():
    s = said(FEARED, "give", by=["Norland's officials"], **GIVES)
    (found,) = voiced(FEARED, replace(s, said_by=(Source("Norland's officials", "NOR", "official"),)))
    assert found.who == "NOR"


@pytest.mark.parametrize("text", [
    "Norland's officials say that Sudland could give Eastland missiles.",
    "Norland's officials do not fear that Sudland could give Eastland missiles.",
    "Norland's officials spoke; Westland fears that Sudland could give Eastland missiles.",
    "Sudland could give Eastland missiles, and nobody has security concerns, Norland's officials say.",
    "Norland's officials fear that Sudland could give Eastland missiles for an attack on Norland."])
def test_none_is_on_edge_without_own_words_of_fear_nor_about_what_is_done_to_himself(text):
    assert voiced(text, said(text, "give", by=["Norland's officials"], **GIVES)) == []


def test_what_is_denied_is_no_matter():
    assert voiced(FEARED, said(FEARED, "give", by=["Norland's officials"], **{**GIVES, "status": "denied"})) == []


def test_one_who_takes_part_is_no_third_party():
    text = "Sudland's officials fear that Sudland could give Eastland missiles."
    assert voiced(text, said(text, "give", by=["Sudland's officials"], **GIVES)) == []


def test_the_speaker_of_a_chain_is_on_edge_not_the_outlet_that_was_told():
    text = "Westland News heard that Norland's officials fear that Sudland could give Eastland missiles."
    (s,) = voiced(text, said(text, "give", by=["Westland News", "Norland's officials"], **GIVES))
    assert s.who == "NOR"


def test_an_act_of_speech_is_about_what_follows_it_in_its_sentence():
    text = "Norland condemned Sudland's attack on Eastland."
    (s,) = voiced(text, said(text, "condemned", "ACCUSE", actor=["Norland"], recipient=["Sudland"]),
                  said(text, "attack", "ASSAULT", actor=["Sudland"], recipient=["Eastland"]))
    assert (s.who, s.of, s.stance) == ("NOR", ("FIN", "SWE"), "condemnation")
    assert [v.matter.trigger for v in s.voicings] == ["attack"]


@pytest.mark.parametrize(("text", "n"), [
    ("Norland condemned Sudland, while Westland saw an attack on Eastland.", 0),
    ("Norland condemned a flood. Sudland's attack on Eastland went on.", 0),
    ("Norland condemned Sudland for an attack on Eastland.", 1)])
def test_what_another_clause_tells_is_not_its_matter(text, n):
    assert len(voiced(text, said(text, "condemned", "ACCUSE", actor=["Norland"]),
                      said(text, "attack", "ASSAULT", actor=["Sudland"] if "Sudland" in text else ["Westland"], recipient=["Eastland"]))) == n


def test_an_act_of_speech_may_point_back_to_the_sentence_before():
    text = "Sudland sold Eastland two warships. Norland condemned the sale as a threat to peace."
    (s,) = voiced(text, said(text, "sold", "COOPERATE", actor=["Sudland"], recipient=["Eastland"]), said(text, "condemned", "ACCUSE", actor=["Norland"]))
    assert (s.who, s.of) == ("NOR", ("FIN", "SWE"))


@pytest.mark.parametrize(("type_", "verb", "link", "n"), [
    ("SANCTION", "imposed sanctions", "over", 1), ("SANCTION", "lifted the sanctions", "over", 0), ("SANCTION", "imposed sanctions", "while", 0),
    ("MOBILIZE", "deployed ships", "in response to", 1), ("MOBILIZE", "deployed ships", "over", 0)])
def test_a_measure_counts_where_words_link_it_with_what_it_answers(type_, verb, link, n):
    text = f"Norland {verb} on Sudland {link} its sale of tanks to Eastland."
    found = voiced(text, said(text, verb.split()[-1], type_, actor=["Norland"], recipient=["Sudland"]),
                   said(text, "sale", "COOPERATE", actor=["Sudland"], recipient=["Eastland"]))
    assert [s.stance for s in found] == ["countermeasure"] * n


def test_a_court_voices_nothing():
    text = "A Norland court condemned Sudland's attack on Eastland."
    act = said(text, "condemned", "ACCUSE", actor=["Norland court"], recipient=["Sudland"])
    act = replace(act, actor=(replace(act.actor[0], role="JUD"),))
    assert voiced(text, act, said(text, "attack", "ASSAULT", actor=["Sudland"], recipient=["Eastland"])) == []


def test_those_who_fight_each_other_are_no_third_parties_in_it():
    text = "Norland condemned Sudland for shelling a town."
    act = said(text, "condemned", "ACCUSE", actor=["Norland"], recipient=["Sudland"])
    shelling = said(text, "shelling", "ASSAULT", actor=["Sudland"])
    fights = [replace(said(text, "Norland", "ASSAULT", actor=["Norland"], recipient=["Sudland"]), id=f"f{n}") for n in range(10)]
    assert [s.who for s in voiced(text, act, shelling)] == ["NOR"]
    assert voiced(text, act, shelling, *fights) == []


def test_hope_and_welcome_are_a_stance_of_their_own():
    text = "Norland welcomed the truce of Sudland with Eastland."
    (s,) = voiced(text, said(text, "welcomed", "SUPPORT", actor=["Norland"]), said(text, "truce", "CONCEDE", actor=["Sudland", "Eastland"]))
    assert s.stance == "welcome"
    assert s.stance in FAVOUR


def test_of_what_is_voiced_in_a_sentence_that_about_most_parties_counts():
    text = "Norland's officials fear that Sudland could give Eastland what it needs to build a bomb."
    (s,) = voiced(text, said(text, "give", by=["Norland's officials"], **GIVES),
                  said(text, "build a bomb", "MOBILIZE", "possible", ["Eastland"], by=["Norland's officials"]))
    assert s.of == ("FIN", "SWE")


def test_a_fear_is_shown_by_what_its_holder_is_the_source_of_not_by_the_outlet_s_words_for_it():
    text = "Norland's papers have voiced alarm that Sudland might give Eastland missiles."
    by = ["Norland's papers"]
    (s,) = voiced(text, said(text, "voiced", "ACCUSE", actor=by, recipient=["Sudland", "Eastland"]), said(text, "give", by=by, **GIVES))
    assert [(v.who, v.stance, v.statement.trigger) for v in s.voicings] == [("NOR", "fear", "give")]


def test_a_copy_is_no_further_source_and_a_further_outlet_is():
    one = said(FEARED, "give", by=["Norland's officials"], **GIVES)
    more = [replace(one, id="b", publisher="Q", origin="P", report="b"), replace(one, id="c", publisher="R", report="c", published="2024-03-09")]
    (s,) = stances([one, *more], {r: Report(r, FEARED) for r in "rbc"})
    assert (s.sources, set(s.publishers), s.last) == (2, {"P", "Q", "R"}, "2024-03-09")
    assert s.strength == strength({"fear": 2})


def test_the_stance_of_most_sources_is_named_first():
    warned = FEARED.replace("fear", "warn")
    two = [said(FEARED, "give", by=["Norland's officials"], report=r, publisher=r, **GIVES) for r in "ab"]
    (s,) = stances([*two, said(warned, "give", by=["Norland's officials"], report="c", publisher="c", **GIVES)],
                   {"a": Report("a", FEARED), "b": Report("b", FEARED), "c": Report("c", warned)})
    assert (s.stance, list(s.kinds.items())) == ("fear", [("fear", 2), ("warning", 1)])
    assert s.strength == strength(s.kinds)


@given(st.dictionaries(st.sampled_from(sorted(WEIGHT)), st.integers(1, 5), min_size=1), st.sampled_from(sorted(WEIGHT)))
def test_strength_rises_with_sources_and_kinds_and_stays_within_one(kinds, kind):
    more = {**kinds, kind: kinds.get(kind, 0) + 1}
    assert 0 < strength(kinds) <= strength(more) <= 1


@pytest.mark.parametrize(("weaker", "stronger"), [("fear", "warning"), ("warning", "condemnation"), ("condemnation", "protest"),
                                                   ("protest", "countermeasure"), ("hope", "welcome")])
def test_strength_rises_with_the_kind_of_stance(weaker, stronger):
    assert strength({weaker: 1}) < strength({stronger: 1})


PACT = "Norland's officials fear that the pact which Sudland and Eastland are to sign could lead Sudland to give Eastland missiles."


def pact(**more):
    sign = said(PACT, "sign", "SUPPORT", "planned", ["Sudland", "Eastland"], **more)
    return sign, said(PACT, "give", by=["Norland's officials"], **GIVES, **more)


def event(*statements, actor=("FIN", "SWE"), type="SUPPORT", days=("2024-03-01", "2024-03-02")):
    return Event("e", type, "planned", actor, (), None, None, *days, tuple(s.id for s in statements), ("r",), ("P",))


def test_stances_about_a_pair_are_those_in_which_both_take_part():
    found = voiced(PACT, *pact())
    assert [s.who for s in about(found, ("SWE", "FIN"))] == ["NOR"]
    assert about(found, ("SWE", "ISL")) == []


def test_stances_about_an_event_are_those_voiced_in_its_sentence():
    sign, give = pact()
    found = voiced(PACT, sign, give)
    item = DocketItem("i", event(sign), None, None, "pending", None)
    assert [s.who for s in about(found, event(sign))] == [s.who for s in about(found, item)] == ["NOR"]
    assert about(found, event(actor=("ISL", "SWE"))) == []


def test_of_an_event_told_elsewhere_type_time_and_words_must_fit():
    _, give = pact(context=("missil",))
    found = voiced(PACT, give)
    told = replace(give, id="other", context=("missil",))
    same = event(told, type="AID")
    assert [s.who for s in about(found, same, {"other": told})] == ["NOR"]
    assert about(found, same, {"other": replace(told, context=("wheat",))}) == []
    assert about(found, event(told, type="AID", days=("2023-03-01", "2023-03-02")), {"other": told}) == []
    assert about(found, event(told, type="CONSULT"), {"other": told}) == []


@pytest.mark.parametrize(("text", "marked", "actor", "so"), [
    ("Eastland condemned the attack on Sudland.", "attack", (), True),
    ("Eastland condemned the attack by Norland on Sudland.", "attack", ("Norland",), False),
    ("Eastland condemned the coup in Sudland.", "coup", (), False),
])
def test_who_only_suffers_is_not_whom_a_stance_is_about(text, marked, actor, so):
    attack = said(text, marked, "ASSAULT", actor=actor, recipient=("Sudland",))
    condemned = said(text, "condemned", "ACCUSE", actor=("Eastland",), recipient=actor)
    [stance] = stances([attack, condemned], {"r": Report("r", text)})
    assert stance.suffered == so


def test_bodies_that_share_a_code_voice_apart(monkeypatch):
    monkeypatch.setitem(CODES, "The African Union", "IGO")
    monkeypatch.setitem(CODES, "ECOWAS", "IGO")
    monkeypatch.setitem(CODES, "The AU", "IGO")
    texts = {who: f"{who} fear that Sudland could give Eastland missiles." for who in ("The African Union", "ECOWAS", "The AU")}
    found = stances([said(text, "give", **GIVES, by=[who], report=who, publisher=who) for who, text in texts.items()],
                    {who: Report(who, text) for who, text in texts.items()})
    assert {(s.who, s.body, s.sources) for s in found} == {("IGO", "the African Union", 2), ("IGO", "ECOWAS", 1)}
