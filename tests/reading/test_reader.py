"""The reader as it ships, on sentences of our own: what it must get whatever its weights."""
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from dragoman.model import KINDS, STATUSES, TYPES, DragomanError, Report
from dragoman.reading import Reader
from dragoman.reading.assembly import Assembly, Draft, Sighting
from dragoman.reading.encoder import Window
from dragoman.reading.heads import ROLES
from dragoman.reading.reader import beside, enough, without_particles


def statements(reader, text, published="2024-03-12", **fields):
    return reader.read(Report("r", text, published=published, **fields))


def test_every_value_leads_back_to_characters_of_the_report(reader, treaty):
    found = reader.read(treaty)
    assert found
    for s in found:
        assert treaty.text[slice(*s.span)] == s.trigger
        for part in (*s.actor, *s.recipient, *s.said_by):
            assert treaty.text[slice(*part.span)] == part.surface
        assert s.type in TYPES
        assert s.status in STATUSES
        assert all(x.kind in KINDS for x in s.said_by)
        assert s.where is None or s.where in treaty.text
        assert s.when_text is None or s.when_text in treaty.text
        assert 0 < s.confidence <= 1
        assert (s.published, s.publisher, s.reader) == (treaty.published, treaty.publisher, reader.version)


def test_a_report_read_twice_gives_the_same_statements(reader, treaty):
    assert reader.read(treaty) == reader.read(treaty)


def test_a_report_reads_the_same_alone_and_among_others(reader, treaty):
    others = [Report(f"o{i}", "The envoy met the minister in Rabat on Monday. " * (i + 1), published="2024-03-12") for i in range(20)]
    alone = reader.read(treaty)
    for other in others:
        reader.read(other)
    assert reader.read(treaty) == alone


@pytest.mark.parametrize(("role", "type_", "other", "more"), [
    ("recipient", "MOBILIZE", True, 1), ("recipient", "MOBILIZE", False, 1),    # a deployment seldom has one
    ("recipient", "ASSAULT", True, -1), ("recipient", "ASSAULT", False, 0),     # an attack by somebody nearly always
    ("actor", "ASSAULT", True, 1), ("actor", "MOBILIZE", True, 0), ("recipient", "ACCUSE", True, 0),
])
def test_how_doubtful_a_party_may_be_depends_on_the_act(role, type_, other, more):
    least = enough(0.2, role, type_, other)
    assert (least > 0.2) - (least < 0.2) == more


@pytest.mark.parametrize(("text", "type", "status"), [
    ("Turkish President Recep Tayyip Erdogan visited Azerbaijan on Monday.", "CONSULT", "occurred"),
    ("Japan's prime minister will visit India next week.", "CONSULT", "planned"),
    ("Russia denied that its forces attacked the Ukrainian port.", "ASSAULT", "denied"),
    ("China condemned the decision of the United States.", "ACCUSE", "occurred"),
    ("The foreign minister's trip to Beijing has been postponed.", "CONSULT", "called_off"),
    ("The European Union imposed sanctions on Belarus.", "SANCTION", "occurred"),
])
def test_plain_sentences_get_their_type_and_status(reader, text, type, status):
    assert (type, status) in [(s.type, s.status) for s in statements(reader, text)]


def test_who_does_it_to_whom(reader):
    (s,) = [s for s in statements(reader, "The European Union imposed sanctions on Belarus on Tuesday.") if s.type == "SANCTION"]
    assert s.codes == ({"EUU"}, {"BLR"})
    assert s.when == "2024-03-12"


def test_a_chain_of_sources_is_outermost_first(reader, treaty):
    chains = [[x.surface for x in s.said_by] for s in reader.read(treaty) if len(s.said_by) == 2]
    assert any("Kommersant" in c[0] and "Turkmen diplomatic source" in c[1] for c in chains)


def test_the_reporters_own_voice_has_no_source(reader):
    assert all(not s.said_by for s in statements(reader, "Israel bombed a weapons depot near Damascus on Sunday."))


def test_relative_dates_stay_unresolved_without_a_publication_date(reader):
    (s, *_) = statements(reader, "Turkish President Recep Tayyip Erdogan visited Azerbaijan on Monday.", published=None)
    assert s.when is None
    assert s.when_text and "Monday" in s.when_text


@pytest.mark.parametrize("text, trigger, status, when", [
    ("The relief team planned to leave Nairobi for Tanzania on Thursday, officials said.", "leave", "planned", "2024-03-14"),
    ("Germany's foreign minister, who met Mr Putin in Moscow on Friday, will visit Kiev.", "met", "occurred", "2024-03-08"),
])
def test_what_is_planned_is_to_come_and_what_happened_is_past_whatever_verb_stands_nearest(reader, text, trigger, status, when):
    assert (trigger, status, when) in [(s.trigger, s.status, s.when) for s in statements(reader, text)]


@pytest.mark.parametrize("text", ["", " \n \n", "3\n4", "The cat sat on the mat and slept through the warm afternoon.", "—" * 500, "\x00 \ufffd 🛰"])
def test_texts_without_events_have_no_statements(reader, text):
    assert statements(reader, text) == []


@pytest.mark.long
def test_a_text_with_one_endless_word_or_line_is_read(reader):
    assert isinstance(statements(reader, "a" * 20000), list)
    assert isinstance(statements(reader, "The army attacked the town and " * 800), list)


def test_stretches_to_skip_are_not_read(reader):
    text = "China condemned the United States.\nThe European Union imposed sanctions on Belarus."
    kept = reader.read(Report("r", text, published="2024-03-12"), skip=[(0, 34)])
    assert {s.type for s in kept} == {"SANCTION"}


def test_a_statement_is_the_same_whatever_reads_it_again(reader, treaty):
    first, *_ = reader.read(treaty)
    assert replace(first, confidence=0.1, id="").id == first.id


def test_missing_weights_are_named(tmp_path):
    with pytest.raises(DragomanError, match=r"encoder\.onnx.*missing"):
        Reader(tmp_path)


@pytest.mark.parametrize(("words", "trigger"), [("signed the", "signed"), ("the visit", "visit"), ("calls on", "calls"), ("signed", "signed"),
                                                ("broke off talks", "broke off talks"), ("the", "the"), ("a visit to the", "visit")])
def test_a_trigger_has_no_articles_at_its_ends(words, trigger):
    a, b = without_particles(f"x {words} y", (2, 2 + len(words)))
    assert f"x {words} y"[a:b] == trigger


@pytest.mark.parametrize(("text", "words", "trigger"), [
    ("a transfer of know-how to Iran", "transfer of know", "transfer of know-how"), ("an EU-brokered deal", "brokered", "brokered"),
    ("the Sudan conflict-torn", "conflict", "conflict"), ("a transfer of know - how", "transfer of know", "transfer of know")])
def test_a_trigger_of_several_words_ends_with_a_whole_one(text, words, trigger):
    at = text.index(words)
    a, b = without_particles(text, (at, at + len(words)))
    assert text[a:b] == trigger


def dated(text: str, trigger: str, days: Sequence[str], status: str, type_: str) -> str | None:
    """The days of a trigger to which the network links `days`, reported on Tuesday 2024-03-12."""
    def at(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    draft = Draft(at(trigger), type_, status, (0.9, 0.9), 0.1, {**{role: [] for role in ROLES}, "when": [at(d) for d in days]})
    (found,) = Assembly(Report("r", text, published="2024-03-12"), Sighting([draft]), "r1", lambda *_: 0.9).statements()
    return found.when


@pytest.mark.parametrize(("words", "day"), [("meet", "2024-03-16"), ("open", "2024-03-15")])
def test_days_right_after_a_trigger_come_before_days_told_earlier(words, day):
    """Where the network finds both for one trigger."""
    text = "Ministers are to open the summit on Friday, March 15. The two presidents will meet on Saturday."
    assert dated(text, words, ["March 15", "Saturday"], "planned", "CONSULT") == day


@pytest.mark.parametrize(("text", "trigger", "days", "when"), [
    ("A curfew was decreed on March 1 and lifted ten days later.", "lifted", ["March 1", "ten days later"], "2024-03-11"),
    ("A curfew was decreed on March 1, lifted ten days later.", "decreed", ["March 1", "ten days later"], "2024-03-01"),
    ("On Friday the port was shelled, and by Sunday it had burnt down.", "shelled", ["Friday", "Sunday"], "2024-03-08"),
    ("Two days after the raid on Oslo, the two accused each other Sunday.", "raid", ["Two days", "Sunday"], "2024-03-10"),
    ("On Friday Chile restored the ban that it had lifted in February.", "ban", ["Friday", "February"], "2024-03-08"),
    ("Five months ago, on October 7, they attacked.", "attacked", ["Five months ago", "October 7"], "2023-10-07"),
    ("They held the port for two days last week.", "held", ["for two days last week"], "2024-03-04/2024-03-10"),
    ("They ended three days of talks with Chile on Sunday.", "talks", ["three days", "Sunday"], "2024-03-10"),
    ("They cleared the camp overnight March 6.", "cleared", ["overnight March 6"], "2024-03-06"),
    ("It was debated on 3 March.", "debated", ["on"], "2024-03-03"),
    ("A party was banned, and on 3 March it sued.", "banned", ["on"], None)])
def test_of_several_days_those_are_taken_that_the_trigger_has_itself(text, trigger, days, when):
    assert dated(text, trigger, days, "occurred", "COERCE") == when


@pytest.mark.parametrize(("text", "trigger", "day", "status", "when"), [
    ("Chile will lift the ban before Easter.", "lift", "Easter", "planned", "2024-03-12/2024-03-31"),
    ("Chile may lift the ban before June.", "lift", "June", "possible", "2024-03-12/2024-05-31"),
    ("He planned to visit Chile before January.", "visit", "January", "planned", "2024-03-12/2024-12-31"),
    ("Chile lifted the ban before Christmas.", "lifted", "Christmas", "occurred", "2023-12-25"),
    ("There are gaps before next week's talks.", "talks", "next week", "planned", "2024-03-18/2024-03-24"),
    ("The clashes, which broke out on Feb. 29, go on.", "clashes", "Feb. 29", "ongoing", "2024-02-29/2024-03-12"),
    ("The clashes of Feb. 29 go on.", "clashes", "Feb. 29", "ongoing", "2024-02-29"),
    ("The raid was on March 3. Chile broke off the talks within a day.", "broke off", "within a day", "occurred", "2024-03-04"),
    ("The raid was on March 3. Chile broke off the talks within a week.", "broke off", "within a week", "occurred", "2024-03-03/2024-03-10"),
    ("Chile broke off the talks within a week.", "broke off", "within a week", "occurred", None),
    ("Chile will break off the talks within a week.", "break off", "within a week", "planned", "2024-03-12/2024-03-19")])
def test_until_when_and_since_when_is_as_the_status_has_it(text, trigger, day, status, when):
    assert dated(text, trigger, [day], status, "CONSULT") == when


@pytest.mark.parametrize(("text", "trigger", "day", "when"), [
    ("A visit to Baku, set for Friday, was put off.", "visit", "Friday", "2024-03-15"),
    ("He scrapped a trip planned for Wednesday.", "trip", "Wednesday", "2024-03-13"),
    ("The summit was to be held on Friday; Norway put it off.", "summit", "Friday", "2024-03-15"),
    ("Talks that were to have resumed in Oslo on Friday are off.", "Talks", "Friday", "2024-03-15"),
    ("A meeting that was to bring the presidents to the White House on Friday has collapsed.", "meeting", "Friday", "2024-03-15"),
    ("A hearing set for Monday was cancelled.", "hearing", "Monday", "2024-03-11"),  # yesterday
    ("On Friday he called off the visit.", "visit", "Friday", "2024-03-08")])
def test_what_is_called_off_was_set_for_a_day_to_come(text, trigger, day, when):
    assert dated(text, trigger, [day], "called_off", "CONSULT") == when


@pytest.mark.parametrize(("text", "trigger", "day", "when"), [
    ("The talks between Norway and Chile were called off on Sunday.", "talks", "Sunday", None),
    ("The summit was cancelled by both sides late on Sunday.", "summit", "Sunday", None),
    ("The visit to Chile has been postponed by Norway on Monday.", "visit", "Monday", None),
    ("The visit to Chile was postponed until Monday.", "visit", "Monday", "2024-03-18"),
    ("The talks were called off by the hosts, set for Friday.", "talks", "Friday", "2024-03-15"),
    ("The talks on Sunday were called off.", "talks", "Sunday", "2024-03-10")])
def test_the_day_on_which_something_was_called_off_is_not_that_for_which_it_was_set(text, trigger, day, when):
    assert dated(text, trigger, [day], "called_off", "CONSULT") == when


@pytest.mark.parametrize(("text", "trigger", "days", "when"), [
    ("Norway postponed the visit to Chile from March 20 to May 15.", "visit", "March 20 to May 15", "2024-05-15"),
    ("The talks were moved from the 3rd of April to the 5th of April.", "talks", "3rd of April to the 5th of April", "2024-04-05"),
    ("They pushed back the signing from this week to next week.", "signing", "this week to next week", "2024-03-18/2024-03-24"),
    ("Chile put off the drills from 20 to 25 March.", "drills", "20 to 25 March", "2024-03-25"),
    ("They postponed the drills, planned from March 20 to March 25.", "drills", "March 20 to March 25", "2024-03-20/2024-03-25"),
    ("The drills from March 20 to March 25 were postponed.", "drills", "March 20 to March 25", "2024-03-20/2024-03-25"),
    ("They cancelled the drills from March 20 to March 25.", "drills", "March 20 to March 25", "2024-03-20/2024-03-25")])
def test_what_is_put_off_from_a_day_to_another_is_put_off_to_the_other(text, trigger, days, when):
    assert dated(text, trigger, [days], "called_off", "CONSULT") == when


@pytest.mark.parametrize(("text", "trigger", "day", "when"), [
    ("Little has moved since Sunday, when Norway cut ties.", "cut", "Sunday", "2024-03-10"),
    ("It is her first trial since the February coup.", "coup", "February", "2024-02"),
    ("Since the February coup she was held.", "coup", "February", "2024-02"),
    ("Many were held since Friday night's failed coup.", "coup", "Friday", "2024-03-08"),
    ("Since Sunday they have shelled the port.", "shelled", "Sunday", "2024-03-10/2024-03-12"),
    ("Since Sunday, when it fell, they have shelled the port.", "shelled", "Sunday", "2024-03-10/2024-03-12"),
    ("The ban holds since Sunday.", "ban", "Sunday", "2024-03-10/2024-03-12"),
    ("They jailed 40 since a truce was signed there on March 4.", "jailed", "March 4", "2024-03-04/2024-03-12"),
    ("They jailed 40 since a truce was signed there on March 4.", "signed", "March 4", "2024-03-04"),
    ("He is on the run since the January 2024 raid.", "raid", "the January 2024", "2024-01"),
    ("It fell most since the September 11, 2001 terrorist attacks.", "attacks", "September 11", "2001-09-11"),
    ("Since the fraudulent February 9 vote they have jailed 40.", "jailed", "February 9", "2024-02-09/2024-03-12"),
    ("They jailed 40 since, the army said on March 4.", "jailed", "March 4", "2024-03-04")])
def test_what_happened_on_a_day_did_not_go_on_since(text, trigger, day, when):
    assert dated(text, trigger, [day], "occurred", "COERCE") == when


@pytest.mark.parametrize(("text", "trigger", "status", "when"), [
    ("She flies Thursday to Damascus, the first president to do so since the visit of June 1974, to hear from generals, and for talks with Assad.",
     "talks", "planned", "2024-03-14"),
    ("They were to see President B.J. Habibie on Thursday if the airport was open.", "see", "planned", "2024-03-14"),
    ("While votes for Thursday's rerun are being counted, police in the capital, where nobody had slept, arrested three diplomats of Morocco there.",
     "arrested", "occurred", "2024-03-07")])
def test_a_day_is_to_come_or_past_as_its_act_is_however_far_the_two_stand_apart(text, trigger, status, when):
    assert dated(text, trigger, ["Thursday"], status, "CONSULT") == when


@pytest.mark.parametrize(("told", "day"), [("possibly from the same day", "2025-02-01"), ("possibly on Tuesday", "2025-01-21")])
def test_a_plan_that_begins_on_the_same_day_begins_on_one_to_come(reader, told, day):
    text = ("Donald Trump said he was thinking of imposing tariffs on goods from Canada and Mexico on February 1. "
            f"Trump also said on Tuesday that he was considering a tariff of 10 per cent on imports from China, {told}.")
    found = {tuple(a.code for a in s.recipient): s.when for s in reader.read(Report("r", text, published="2025-01-21")) if s.type == "SANCTION"}
    assert found["CHN",] == day


@pytest.mark.parametrize(("text", "chain"), [
    ("Kenya's defence minister, Otieno Were, said Somalia had shelled the border post at Liboi. "
     "He told Al Jazeera that Somalia would withdraw its troops.", ["Al Jazeera", "Kenya's defence minister, Otieno Were"]),
    ("A Turkish diplomat said Greece had rejected the offer. The same diplomat told Al Jazeera that Greece would recall its ambassador.",
     ["Al Jazeera", "A Turkish diplomat"]),
])
def test_who_is_named_before_may_tell_an_outlet(reader, text, chain):
    """*He* stands for one chain of sources; the outlet that he tells is that of his own sentence."""
    assert [x.surface for x in statements(reader, text)[-1].said_by] == chain


@pytest.mark.parametrize(("lean", "when"), [(50.0, "2024-03-12"), (-50.0, None)])
def test_an_undated_act_is_of_the_reports_day_as_far_as_the_card_leans_to_it(lean, when):
    found = statements(Reader(threads=1, lean={"today": lean}), "Police in Valdivia arrested two Peruvian officers. Peru recalled its ambassador.")
    assert found
    assert {s.when for s in found} == {when}


def test_the_us_is_not_us(reader):
    text = "Russian Foreign Minister Sergey Lavrov said on Tuesday that US would send missiles to Ukraine."
    (found,) = reader.read(Report("r", text, published="2026-02-14"))
    assert [a.code for a in found.actor] == ["USA"]
    assert found.said_by[-1].code == "RUS"


@pytest.mark.parametrize(("text", "trigger", "day", "when"), [
    ("He stormed the Capitol on November 6.", "stormed", "November 6", "2023-11-06"),
    ("They were invited to talks on April 2.", "invited", "April 2", "2024-04-02"),  # three weeks ahead: what they are invited to
    ("The army was out by the end of June.", "out", "the end of June", "2023-06"),
    ("The prisoners were held from Wednesday until Friday.", "held", "Wednesday", "2024-03-06/2024-03-08"),
    ("The two armies clashed from Friday to Monday.", "clashed", "Friday", "2024-03-08/2024-03-11")])
def test_what_is_over_is_not_of_days_months_ahead(text, trigger, day, when):
    assert dated(text, trigger, [day], "occurred", "COERCE") == when


@pytest.mark.parametrize(("text", "words", "place"), [
    ("Police shot a man in Dar es Salaam on Monday.", "Dar es", "Dar es Salaam"),
    ("Rebels shot a man in the Democratic Republic of the Congo.", "Democratic Republic of the", "Democratic Republic of the Congo"),
    ("Soldiers shot a man at the docks and left.", "the docks and", "the docks"),
    ("Soldiers shot a man in Baghdad today.", "Baghdad", "Baghdad"),
    ("Soldiers shot a man in Asmara, Eritrea.", "Asmara,", "Asmara"),
    ("Soldiers shot a man in Niger's north.", "Niger'", "Niger"),
    ("Soldiers shot Ann in Buffalo, N.Y. on Monday.", "Buffalo, N.Y", "Buffalo, N.Y."),
    ("Soldiers shot Ann at the airport.", "the", "the airport"),
    ("Soldiers shot Ann near a shrine.", "near", None),
])
def test_a_place_is_a_whole_name_and_no_more(text, words, place):
    at = text.index(words)
    draft = Draft((text.index("shot"), text.index("shot") + 4), "ASSAULT", "occurred", (0.9, 0.9), 0.1,
                  {**{role: [] for role in ROLES}, "where": [(at, at + len(words))]})
    (found,) = Assembly(Report("r", text, published="2024-03-12"), Sighting([draft]), "r1", lambda *_: 0.9).statements()
    assert found.where == place


@pytest.mark.parametrize(("text", "found", "word", "expected"), [
    ("the paper Izvestia", ["the paper", "Izvestia"], "", ["the paper Izvestia"]),
    ("he would go and she would stay", ["he would go", "she would stay"], "and", ["he would go and she would stay"]),
    ("he would go and she would stay", ["he would go", "she would stay"], "", ["he would go", "she would stay"]),
    ("he would go but she would stay", ["he would go", "she would stay"], "and", ["he would go", "she would stay"])])
def test_parts_of_one_phrase_are_joined_and_so_is_what_is_said_and_said_besides(text, found, word, expected):
    words = list(re.finditer(r"\w+", text))
    window = Window([0] * len(words), [0] * len(words), [m.span() for m in words])
    first, last = {m.start(): i for i, m in enumerate(words)}, {m.end(): i + 1 for i, m in enumerate(words)}
    spans = [(first[text.index(p)], last[text.index(p) + len(p)]) for p in found]
    assert [text[words[a].start():words[b - 1].end()] for a, b in beside(spans, window, text, word)] == expected
