"""Statements of what the network is given to have seen: whom pronouns that speak stand for, and whom an outlet was told by."""
import re

import numpy as np
import pytest

from dragoman.model import Report
from dragoman.reading.allegiance import Side
from dragoman.reading.assembly import Assembly, Draft, Sighting
from dragoman.reading.attribution import Attribution
from dragoman.reading.heads import CLASSES


def at(text, words, after=0):
    begin = text.index(words, after)
    return begin, begin + len(words)


def said_by(text, trigger, source, told, kind=("CONSULT", "planned"), actor=None):
    """Surfaces of the sources of a statement whose trigger is linked to `source`; `told` are the triples of source, cue and content seen in the text."""
    heard = [Attribution(at(text, cue, text.index(who)), at(text, who), what and at(text, what)) for who, cue, what in told]
    roles = {role: [] for role in ("actor", "recipient", "when", "where", "source", "outer")}
    roles |= {"source": [at(text, source)] if source else [], "actor": [at(text, actor)] if actor else []}
    draft = Draft(at(text, trigger), *kind, (0.9, 0.9), 0.0, roles)
    kinds = {x.source: "official" for x in heard}
    seen = Sighting([draft], heard, kinds)
    return [s.surface for s in Assembly(Report("r", text, published="2025-01-13"), seen, "1", lambda *_: 1.0).statements()[0].said_by]


@pytest.mark.parametrize(("text", "source", "told", "expected"), [
    ("“It is a trap,” Brandt told reporters. She would fly to Doha for talks, she said.", "she",
     [("Brandt", "told", "It is a trap")], ["Brandt"]),
    ("President Brandt called it a trap. Diplomats said that nobody believed it. He would fly to Doha for talks.", "He",
     [("President Brandt", "called", None), ("Diplomats", "said", "nobody believed it")], ["President Brandt"]),
    ("Norland's cabinet called it a trap. Spokesman Jan Brandt shrugged. It said it was ready for talks.", "It",
     [("Norland's cabinet", "called", None), ("Spokesman Jan Brandt", "shrugged", None)], ["Norland's cabinet"]),
])
def test_a_pronoun_stands_for_the_last_source_of_its_kind_though_nothing_was_made_of_what_that_said(text, source, told, expected):
    assert said_by(text, "talks", source, told) == expected


@pytest.mark.parametrize(("text", "source", "told", "expected"), [
    ("The bank said talks would begin, only for Jan Brandt to tell the news agency Interfax that nothing was agreed.", "The bank",
     [("The bank", "said", None), ("Jan Brandt", "tell", None)], ["The bank"]),
    ("An aide in the room said talks would begin; Mr Fox told Reuters that nothing was agreed.", "An aide in the room",
     [("An aide in the room", "said", None), ("Mr Fox", "told", None)], ["An aide in the room"]),
    ("Talks would begin, Jan Brandt, the envoy, said; Mr Brandt told the news agency Interfax that nothing was agreed.", "Jan Brandt, the envoy",
     [("Jan Brandt, the envoy", "said", None), ("Mr Brandt", "told", None)], ["the news agency Interfax", "Jan Brandt, the envoy"]),
])
def test_an_outlet_that_somebody_else_told_is_no_link_of_a_chain(text, source, told, expected):
    assert said_by(text, "talks" if "talks" in text else "Talks", source, told) == expected


@pytest.mark.parametrize(("kind", "actor", "expected"), [
    (("ACCUSE", "occurred"), "Iran's ministry", []), (("ACCUSE", "occurred"), "Iraq", ["Iran's ministry"]),
    (("ACCUSE", "planned"), "Iran's ministry", ["Iran's ministry"]), (("ASSAULT", "occurred"), "Iran's ministry", ["Iran's ministry"])])
def test_an_accusation_made_in_quoted_words_is_told_by_the_report_itself(kind, actor, expected):
    text = "“The provocation by Iraq is grave,” Iran's ministry said."
    assert said_by(text, "provocation", None, [("Iran's ministry", "said", "The provocation by Iraq is grave")], kind, actor) == expected


@pytest.mark.parametrize(("text", "trigger", "source", "told", "kind", "expected"), [
    ("Iran's ministry said that it condemned the raid.", "condemned", "Iran's ministry", None, ("ACCUSE", "occurred"), []),
    ("Iran's ministry said that it had condemned the raid.", "condemned", "Iran's ministry", None, ("ACCUSE", "occurred"), ["Iran's ministry"]),
    ("Iran's ministry said that it killed ten.", "killed", "Iran's ministry", None, ("ASSAULT", "occurred"), ["Iran's ministry"]),
    ("An envoy said sanctions might end after the raid on Sudo.", "raid", "An envoy", None, ("ASSAULT", "occurred"), []),
    ("An envoy said sanctions might end after the raid on Sudo.", "end", "An envoy", None, ("RETREAT", "possible"), ["An envoy"]),
    ("“We mourn the raid of May,” an envoy said.", "raid", "an envoy", "We mourn the raid of May", ("ASSAULT", "occurred"), ["an envoy"]),
    ("``We mourn the raid of May,'' an envoy said.", "raid", "an envoy", "We mourn the raid of May", ("ASSAULT", "occurred"), ["an envoy"]),
    ("The Council condemned the “cowardly raid” on Sudo.", "raid", "The Council", "the “cowardly raid” on Sudo", ("ASSAULT", "occurred"), []),
])
def test_what_a_speaker_does_by_saying_so_or_only_touches_on_is_told_by_the_report_itself(text, trigger, source, told, kind, expected):
    cue = "said" if "said" in text else "condemned"
    told = told or text[text.index(cue) + 5:-1]
    assert said_by(text, trigger, None, [(source, cue, told)], kind, source) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Will Norland leave the pact? The ministry would not say on Monday whether talks would begin.", []),
    ("The ministry, asked twice, declined to say whether talks were held.", []), ("The ministry hasn't yet confirmed that talks were held.", []),
    ("The ministry would not say where, but acknowledged that talks were held.", ["The ministry"]),
    ("The ministry said that it would not say more, and that talks were held.", ["The ministry"]),
    ("The ministry would not rule out talks.", ["The ministry"]),
])
def test_who_leaves_a_thing_unsaid_is_no_source_of_it(text, expected):
    assert said_by(text, "talks", "The ministry", []) == expected


@pytest.mark.parametrize(("text", "trigger", "told", "kind", "expected"), [
    ("Talks will begin by May, Jan Brandt promised.", "Talks", [("Jan Brandt", "promised", "Talks will begin by May")], ("CONSULT", "planned"), ["Jan Brandt"]),
    ("Iran's ministry was silent. Talks will begin by May, according to the agency.", "Talks",
     [("Iran's ministry", "according to", "Talks will begin by May")], ("CONSULT", "planned"), []),
    ("Ten men were held on Tuesday, Iran's ministry said, and one was freed.", "held", [("Iran's ministry", "said", "one was freed")],
     ("COERCE", "occurred"), ["Iran's ministry"]),
    ("Iran accused Iraq of shelling the port.", "shelling", [("Iran", "accused", "Iraq of shelling the port")], ("ASSAULT", "occurred"), ["Iran"]),
])
def test_who_is_put_in_or_accuses_is_the_source_but_nobody_of_another_sentence(text, trigger, told, kind, expected):
    assert said_by(text, trigger, None, told, kind) == expected


def test_who_accuses_is_the_source_of_what_he_accuses_of_though_the_network_saw_none():
    text = "Russia, whose exports fell, accused Norland of breaking a promise."
    roles = {role: [] for role in ("actor", "recipient", "when", "where", "source", "outer")}
    drafts = [Draft(at(text, "accused"), "ACCUSE", "occurred", (0.9, 0.9), 0.0, {**roles, "actor": [at(text, "Russia")]}),
              Draft(at(text, "breaking"), "REJECT", "occurred", (0.9, 0.9), 0.0, roles)]
    accused, broken = Assembly(Report("r", text, published="2025-01-13"), Sighting(drafts), "1", lambda *_: 1.0).statements()
    assert [[s.surface for s in x.said_by] for x in (accused, broken)] == [[], ["Russia"]]


def test_a_pronoun_of_an_outlet_stands_for_the_outlet_told_of_before():
    text = "State television in Beijing was silent on Monday. It quoted the ministry as saying that talks would begin."
    television, it, ministry = at(text, "State television in Beijing"), at(text, "It", 40), at(text, "the ministry")
    roles = {"actor": [], "recipient": [], "when": [], "where": [], "source": [ministry], "outer": [it]}
    seen = Sighting([Draft(at(text, "talks"), "CONSULT", "planned", (0.9, 0.9), 0.0, roles)],
                    [Attribution(at(text, "was silent"), television, None), Attribution(at(text, "quoted"), it, None)],
                    {television: "media", it: "media", ministry: "official"})
    told = Assembly(Report("r", text, published="2025-01-13"), seen, "1", lambda *_: 1.0).statements()[0]
    assert [s.surface for s in told.said_by] == ["State television in Beijing", "the ministry"]


@pytest.mark.parametrize(("teller", "kind"), [("the Danish ambassador", "official"), ("a detainee", "anonymous"), ("Jan Brandt", "official")])
def test_who_told_what_a_speaker_passes_on_is_the_last_of_the_chain(teller, kind):
    text = f"Iran's ministry said Monday {teller} had told envoys that rebels might begin talks."
    ministry = at(text, "Iran's ministry")
    roles = {"actor": [], "recipient": [], "when": [], "where": [], "source": [ministry], "outer": []}
    seen = Sighting([Draft(at(text, "talks"), "CONSULT", "possible", (0.9, 0.9), 0.0, roles)],
                    [Attribution(at(text, "said"), ministry, None)], {ministry: "official"})
    told = Assembly(Report("r", text, published="2025-01-13"), seen, "1", lambda *_: 1.0).statements()[0]
    assert [(s.surface, s.kind) for s in told.said_by] == [("Iran's ministry", "official"), (teller, kind)]


def test_who_is_quoted_by_what_the_network_takes_for_an_outlet_was_told_of_by_it():
    text = "The Argus quoted immigration official Jan Brandt as saying talks would begin."
    argus, brandt = at(text, "The Argus"), at(text, "Jan Brandt")
    roles = {"actor": [], "recipient": [], "when": [], "where": [], "source": [brandt], "outer": []}
    seen = Sighting([Draft(at(text, "talks"), "CONSULT", "planned", (0.9, 0.9), 0.0, roles)],
                    [Attribution(at(text, "quoted"), argus, None)], {argus: "media", brandt: "official"})
    told = Assembly(Report("r", text, published="2025-01-13"), seen, "1", lambda *_: 1.0).statements()[0]
    assert [s.surface for s in told.said_by] == ["The Argus", "Jan Brandt"]


def pointed(text, **logits):
    """What the network points to for a party: logits by the beginning of a word, all others very low."""
    words = [m.span() for m in re.finditer(r"\w+", text)]
    tokens = np.array([-9.0, *(logits.get(text[a:b], -9.0) for a, b in words), -9.0])
    return Side([(0, 0), *words, (0, 0)], tokens, np.full(len(CLASSES), -9.0))


@pytest.mark.parametrize(("text", "trigger", "kind", "expected"), [
    ("Canada and Saudi Arabia quarrel. Riyadh expelled the ambassador.", "expelled", "COERCE", ("SAU", "CAN")),
    ("Canada and Saudi Arabia quarrel. The ambassador flew to Riyadh.", "flew", "CONSULT", ("CAN", "SAU")),
    ("Canada and Saudi Arabia quarrel. Riyadh arrested the ambassador.", "arrested", "COERCE", ("SAU", "SAU")),   # its own, for all we know
    ("Canada and Saudi Arabia quarrel. Riyadh expelled the Saudi envoy.", "expelled", "COERCE", ("SAU", "SAU")),  # the words say so
])
def test_of_two_of_one_state_in_an_act_between_two_the_unnamed_one_is_of_another(text, trigger, kind, expected):
    riyadh, other = at(text, "Riyadh"), re.search(r"[Tt]he (?:Saudi envoy|ambassador)", text).span()
    sides = {"actor": [min(riyadh, other)], "recipient": [max(riyadh, other)]}
    draft = Draft(at(text, trigger), kind, "occurred", (0.9, 0.9), 0.0, {"when": [], "where": [], "source": [], "outer": [], **sides})
    seen = Sighting([draft], sides={other: pointed(text, Saudi=2.0, Riyadh=2.0, Canada=1.0)})
    told = Assembly(Report("r", text, published="2025-01-13"), seen, "1", lambda *_: 1.0).statements()[0]
    assert tuple(p.code for p in (*told.actor, *told.recipient)) == expected


@pytest.mark.parametrize(("text", "trigger", "expected"), [
    ("Canada has sent Brandt to Riyadh. He met Riyadh's envoy.", "met", ("CAN", "SAU")),
    ("Canada has sent Brandt to Riyadh. He visited Riyadh's envoy.", "visited", ("SAU", "SAU")),  # a guest, and who went with him
])
def test_of_two_of_one_state_who_talk_a_pronoun_is_of_another(text, trigger, expected):
    he, envoy = at(text, "He"), at(text, "Riyadh's envoy")
    draft = Draft(at(text, trigger), "CONSULT", "occurred", (0.9, 0.9), 0.0, {"recipient": [], "when": [], "where": [], "source": [], "outer": [],
                                                                             "actor": [he, envoy]})
    seen = Sighting([draft], sides={he: pointed(text, Riyadh=2.0, Canada=1.0)})
    told = Assembly(Report("r", text, published="2025-01-13"), seen, "1", lambda *_: 1.0).statements()[0]
    assert tuple(p.code for p in told.actor) == expected


def sides(text, trigger, kind, publisher=None, **roles):
    """Codes of actors and recipients of a statement whose parties the network cut out of the text."""
    none = {role: [] for role in ("actor", "recipient", "when", "where", "source", "outer")}
    draft = Draft(at(text, trigger), kind, "occurred", (0.9, 0.9), 0.0, none | {role: [at(text, w) for w in words] for role, words in roles.items()})
    told = Assembly(Report("r", text, published="2025-01-13", publisher=publisher), Sighting([draft]), "1", lambda *_: 1.0).statements()[0]
    return tuple([p.code for p in side] for side in (told.actor, told.recipient))


@pytest.mark.parametrize(("text", "actor", "recipient", "expected"), [
    ("Tokyo left the pact, and Japan stays out.", "Tokyo", "Japan", (["JPN"], [])),
    ("The United States left the pact; Washington stays out.", "The United States", "Washington", (["USA"], [])),
    ("Tokyo left the pact; Japan's farmers mourn.", "Tokyo", "Japan's farmers", (["JPN"], ["JPN"])),
    ("Washington left the pact; Americans mourn.", "Washington", "Americans", (["USA"], ["USA"])),     # its people
    ("Tokyo left the pact; China mourns.", "Tokyo", "China", (["JPN"], ["CHN"])),
])
def test_a_state_does_nothing_to_itself_by_name(text, actor, recipient, expected):
    assert sides(text, "left", "SANCTION", actor=[actor], recipient=[recipient]) == expected


@pytest.mark.parametrize(("text", "visit", "actor", "recipient", "expected"), [
    ("Norway's envoy spoke of a visit by the Norwegian king.", "visit", "the Norwegian king", "Norway", (["NOR"], [])),
    ("The Norwegian king began a visit to Norway.", "visit", "The Norwegian king", "Norway", (["NOR"], ["NOR"])),
    ("Peru's envoy spoke of a visit by the Norwegian king.", "visit", "the Norwegian king", "Peru", (["NOR"], ["PER"])),
])
def test_a_state_that_is_named_as_whose_envoy_speaks_is_not_the_host_of_its_own_king(text, visit, actor, recipient, expected):
    assert sides(text, visit, "CONSULT", actor=[actor], recipient=[recipient]) == expected


@pytest.mark.parametrize(("text", "trigger", "kind", "recipients", "expected"), [
    ("Peru has sent men to fight on Chile's side against Ecuador.", "fight", "ASSAULT", ["Chile", "Ecuador"], (["PER", "CHL"], ["ECU"])),
    ("Peru has sent men to fight on Chile's side against Ecuador.", "sent men", "MOBILIZE", ["Chile"], (["PER"], [])),
    ("Peru fought alongside the Chilean army.", "fought", "ASSAULT", ["Chilean army"], (["PER", "CHL"], [])),
    ("Peru opened fire on Chile's army.", "opened fire", "ASSAULT", ["Chile's army"], (["PER"], ["CHL"])),
    ("Peru fought Chile on the islands.", "fought", "ASSAULT", ["Chile"], (["PER"], ["CHL"])),
    ("Peru stood alongside Chile.", "stood", "SUPPORT", ["Chile"], (["PER"], ["CHL"])),
    ("Peru has men there in support of Chile.", "has men there", "MOBILIZE", ["Chile"], (["PER"], [])),
    ("Peru deployed troops to help the Chilean army.", "deployed", "MOBILIZE", ["Chilean army"], (["PER"], [])),
    ("Peru deployed troops to threaten Chile.", "deployed", "MOBILIZE", ["Chile"], (["PER"], ["CHL"])),
    ("Peru attacked a convoy to help Chile.", "attacked", "ASSAULT", ["Chile"], (["PER"], ["CHL"])),
])
def test_whom_somebody_fights_beside_is_not_whom_he_fights(text, trigger, kind, recipients, expected):
    assert sides(text, trigger, kind, actor=["Peru"], recipient=recipients) == expected


@pytest.mark.parametrize(("text", "trigger", "party", "publisher", "expected"), [
    ("He prepared for his meeting with Brandt of Norway.", "meeting", "Brandt of Norway", "The White House", ["USA", "NOR"]),
    ("We had a good talk with Norway.", "talk", "Norway", "State Department", ["USA", "NOR"]),
    ("On our call, Norway agreed.", "call", "Norway", "State Department", ["USA", "NOR"]),
    ("On our call, Norway agreed.", "call", "Norway", "Reuters", ["NOR"]),                 # no release
    ("We heard of a meeting in Norway.", "meeting", "Norway", "State Department", ["NOR"]),  # not with it
    ("Norway will talk with NATO.", "talk", "NATO", "State Department", ["NOR", "NAT"]),     # nobody of its own is named
    ("We saw the talks with the European Union.", "talks", "the European Union", "State Department", ["EUU"]),  # a body
    ("We want a pact with Norway.", "pact", "Norway", "State Department", ["NOR"]),          # no talks
])
def test_a_us_release_that_tells_of_talks_with_one_state_tells_of_its_own(text, trigger, party, publisher, expected):
    assert sides(text, trigger, "CONSULT", publisher, actor=[party])[0] == expected


@pytest.mark.parametrize(("text", "actor", "expected"), [
    ("Anti-French demonstrations filled the capital.", "French", ([], ["FRA"])),
    ("French demonstrations filled the capital.", "French", (["FRA"], [])),
    ("Demonstrations of anti-tax French farmers filled the capital.", "French farmers", (["FRA"], [])),
])
def test_whom_an_act_is_against_is_its_recipient(text, actor, expected):
    draft = Draft(re.search("[Dd]emonstrations", text).span(), "PROTEST", "occurred", (0.9, 0.9), 0.0,
                  {"recipient": [], "when": [], "where": [], "source": [], "outer": [], "actor": [at(text, actor)]})
    told = Assembly(Report("r", text, published="2025-01-13"), Sighting([draft]), "1", lambda *_: 1.0).statements()[0]
    assert tuple([p.code for p in side if p.code != "UNK"] for side in (told.actor, told.recipient)) == expected


def test_what_is_agreed_to_is_the_only_event():
    text = "Norway and Iraq agreed to send grain."
    none = {role: [] for role in ("recipient", "when", "where", "source", "outer")}
    drafts = [Draft(at(text, trigger), *kind, (0.9, 0.9), 0.0, none | {"actor": [at(text, "Norway")]})
              for trigger, kind in (("agreed", ("AGREE", "occurred")), ("send", ("AID", "planned")))]
    found = Assembly(Report("r", text, published="2025-01-13"), Sighting(drafts), "1", lambda *_: 1.0).statements()
    assert [s.trigger for s in found] == ["send"]


@pytest.mark.parametrize(("type_", "expected"), [("RETREAT", "2025-01-07"), ("COERCE", None)])
def test_days_of_the_next_sentence_are_an_acts_where_that_tells_more_of_it(type_, expected):
    text = "The soldiers have gone home. On Tuesday of last week the last of them left."
    roles = {role: [] for role in ("actor", "recipient", "when", "where", "source", "outer")}
    drafts = [Draft(at(text, "gone home"), "RETREAT", "occurred", (0.9, 0.9), 0.0, {**roles, "when": [at(text, "On Tuesday of last week")]}),
              Draft(at(text, "left"), type_, "occurred", (0.9, 0.9), 0.0, {**roles, "recipient": [at(text, "them")]})]
    gone = Assembly(Report("r", text, published="2025-01-15"), Sighting(drafts), "1", lambda *_: 1.0).statements()[0]
    assert gone.when == expected


@pytest.mark.parametrize(("text", "day", "status", "expected"), [
    ("Ministers of Norland agree to lift the ban on January 20.", "on January 20", "planned", "2025-01-20"),
    ("Ministers of Norland agreed to lift the ban on January 10.", "on January 10", "occurred", "2025-01-10"),
    ("Norland said that its ministers lift the ban on January 20.", "on January 20", "occurred", "2025-01-20"),
])
def test_what_is_agreed_for_a_day_to_come_is_planned(text, day, status, expected):
    roles = {"actor": [at(text, "Norland")], "recipient": [], "when": [at(text, day)], "where": [], "source": [], "outer": []}
    draft = Draft(at(text, "lift"), "CONCEDE", "occurred", (0.9, 0.9), 0.0, roles)
    [s] = Assembly(Report("1", text, published="2025-01-15"), Sighting([draft]), "t", lambda *a: 0.9).statements()
    assert (s.status, s.when) == (status, expected)
