"""Rules on who says so: outlets that were told, pronouns, the publisher itself."""
import pytest

from dragoman.model import Source
from dragoman.reading.actors import Actors
from dragoman.reading.attribution import (
    Attribution,
    antecedent,
    aside,
    charged,
    is_anaphor,
    is_person,
    link,
    may_be,
    of_itself,
    passed_on,
    quoted,
    quoted_by,
    quoting,
    reported,
    says,
    stated,
    told_after,
    told_outlet,
    told_through,
    touched_on,
    viewed,
    without_publisher,
)


@pytest.mark.parametrize(("text", "outlet"), [
    ("A Western diplomat told Reuters that the talks had failed.", "Reuters"),
    ("A source confirmed to the Russian newspaper Izvestia that the deal was near.", "Izvestia"),
    ("In an interview with the state news agency TASS, the minister praised the deal.", "TASS"),
    ("“We will not go,” he wrote in a letter published on the front page of the newspaper Granma.", "Granma"),
    ("The talks had failed, a diplomat quoted by Reuters said.", "Reuters"),
    ("In an interview with the Moscow radio station Ekho Stolitsy he accused Kyiv.", "the Moscow radio station Ekho Stolitsy"),
    ("The minister told Channel 12 that the talks had failed.", "Channel 12"),
    ("The commander told Viti FM that the talks had failed.", "Viti FM"),
    ("The minister told the radio station Voice of the Highlands that they had failed.", "Voice of the Highlands"),
    ("The secretary said on ABC News that the talks had failed.", "ABC News"),
    ("The general told state television that the talks had failed.", "state television"),
    ("An aide spoke to Mr. Fox about the talks.", None),
    ("He said on Monday that the talks had failed.", None),
    ("He told the Knesset's Foreign Affairs and Defense Committee that they had failed.", None),
    ("The minister told parliament that the talks had failed.", None),
    ("He told President Macron that the talks had failed.", None),
    ("The ministry said the talks had failed.", None),
])
def test_the_outlet_that_was_told_is_found_and_nobody_else_is(text, outlet):
    found = told_outlet(text, (0, len(text)), Actors(text, "2025-01-13"))
    assert (outlet in found.surface) if outlet else found is None


@pytest.mark.parametrize(("text", "source", "outlet"), [
    ("Channel 12 news, quoting a senior official, said so.", "a senior official", "Channel 12 news"),
    ("Le Monde reported on Wednesday, citing two aides, that they met.", "two aides", "Le Monde"),
    ("A CBS News report citing Jordanian sources said they met.", "Jordanian sources", "CBS News"),
    ("The Moscow news service Rusfakt, citing a source, said they met.", "a source", "The Moscow news service Rusfakt"),
    ("Le Monde quoted immigration official Jan Brandt as saying so.", "Jan Brandt", "Le Monde"),
    ("Le Monde quoted an account by the spokesman Jan Brandt as saying so.", "Jan Brandt", None),
    ("The ministry, citing a source, said they met.", "a source", None),
    ("CNN said a source told it that they met.", "a source", None)])
def test_the_outlet_that_quotes_a_source_stands_right_before_it(text, source, outlet):
    at = text.index(source)
    found = quoting(text, (at, at + len(source)), (0, len(text)), Actors(text, "2025-01-13"))
    assert (found and found.surface) == outlet


@pytest.mark.parametrize(("text", "outlet"), [
    ("Iran condemns it, a spokesman said, the official news agency IRNA reported.", "the official news agency IRNA"),
    ("They met, an aide said, Reuters reported on Monday.", "Reuters"), ("They met, an aide reported.", None),
    ("Reuters reported that they met.", None)])
def test_an_outlet_at_the_end_of_a_sentence_tells_the_whole_of_it(text, outlet):
    found = reported(text, (0, len(text)), Actors(text, "2025-01-13"))
    assert (found and found.surface) == outlet


@pytest.mark.parametrize(("surface", "expected"), [("he", True), ("She", True), ("I", True), ("the official", True), ("the ministry", True), ("who", True),
                                                   ("WHO", False), ("the Iranian ministry of defence", False), ("Lavrov", False)])
def test_anaphors_are_told_from_names(surface, expected):
    assert is_anaphor(surface) is expected


def test_a_pronoun_stands_for_the_last_person_and_not_for_a_newspaper():
    envoy = (Source("An envoy", "FRA", "anonymous", (0, 8)),)
    paper = (Source("Le Monde", "FRA", "media", (20, 28)),)
    he = Source("he", "UNK", "other", (50, 52))
    assert antecedent(he, [((0, 8), envoy), ((20, 28), paper)]) == envoy


def test_a_pronoun_stands_for_nobody_who_comes_later_or_is_a_pronoun_himself():
    envoy = (Source("An envoy", "FRA", "anonymous", (0, 8)),)
    she = (Source("she", "UNK", "other", (20, 23)),)
    minister = (Source("A minister", "FRA", "official", (60, 70)),)
    before = [((0, 8), envoy), ((20, 23), she)]
    assert antecedent(Source("he", "UNK", "other", (50, 52)), [*before, ((60, 70), minister)]) == envoy
    assert antecedent(Source("he", "UNK", "other", (80, 82)), [*before, ((60, 70), minister)]) == minister


def test_a_noun_points_back_to_a_source_of_that_noun():
    ministry = (Source("Iran's foreign ministry", "IRN", "official", (0, 23)),)
    envoy = (Source("the French envoy", "FRA", "official", (30, 46)),)
    again = Source("the ministry", "UNK", "official", (60, 72))
    assert antecedent(again, [((0, 23), ministry), ((30, 46), envoy)]) == ministry
    assert antecedent(again, [((30, 46), envoy)]) is None


@pytest.mark.parametrize(("surface", "expected"), [
    ("the foreign minister, Jakob Brandt", True), ("U.S. Secretary of State Hillary Clinton", True), ("a senior official in Baku", True),
    ("Ms. Lindqvist", True), ("Lindqvist", True), ("General Pak of the staff", True), ("Russia", False), ("the army in Manila", False),
    ("Diplomats involved in the preparations", False), ("The Foreign Ministry", False), ("Thai military officials", False), ("UNHCR", False),
    ("Reuters", False), ("sources close to her campaign", False), ("a resolution", False)])
def test_one_person_is_told_from_states_bodies_and_several(surface, expected):
    assert is_person(Source(surface, "UNK", "official", (0, len(surface))), Actors(surface, "2025-01-13")) is expected


@pytest.mark.parametrize(("anaphor", "code", "source", "of", "expected"), [
    ("he", "UNK", "Diplomats", "UNK", False), ("he", "UNK", "President Brandt", "DEU", True), ("it", "UNK", "President Brandt", "DEU", False),
    ("they", "UNK", "Diplomats", "UNK", True), ("The Qatari minister", "QAT", "Anwar Gargash, the Emirati minister", "ARE", False),
    ("The Qatari minister", "QAT", "the foreign minister", "UNK", True), ("the minister", "QAT", "the Emirati minister", "ARE", True)])
def test_an_anaphor_stands_for_its_kind(anaphor, code, source, of, expected):
    text = f"{source} spoke. {anaphor}"
    said = Source(source, of, "official", (0, len(source)))
    assert may_be(Source(anaphor, code, "other", (len(text) - len(anaphor), len(text))), said, Actors(text, "2025-01-13")) is expected


def test_several_officials_are_no_one_official():
    general = (Source("Major General Zaw", "MMR", "official", (0, 17)),)
    two = (Source("Two generals", "MMR", "anonymous", (30, 42)),)
    again = Source("The generals", "UNK", "official", (60, 72))
    assert antecedent(again, [((0, 17), general), ((30, 42), two)]) == two
    assert antecedent(again, [((0, 17), general)]) is None


def test_nothing_stands_before_the_first_source():
    assert antecedent(Source("he", "UNK", "other", (3, 5)), []) is None


def test_a_cue_takes_the_nearest_source_and_content():
    found = link([(0, 5), (40, 46)], [(6, 10), (47, 51)], [(11, 38), (52, 80)])
    assert [(a.source, a.content) for a in found] == [((0, 5), (11, 38)), ((40, 46), (52, 80))]


def test_a_cue_inside_a_content_says_another_and_of_two_as_near_the_one_that_follows():
    assert [a.content for a in link([(20, 25)], [(30, 34)], [(0, 60), (70, 90)])] == [(70, 90)]
    assert [a.content for a in link([], [(30, 34)], [(10, 29), (35, 60)])] == [(35, 60)]
    assert link([(30, 34)], [(30, 34)], []) == [Attribution((30, 34), None, None)]


@pytest.mark.parametrize(("text", "cue", "source", "expected"), [
    ("The minister said that they met.", "said", "The minister", True),
    ("They met, according to an aide.", "according to", "an aide", True),
    ("It was told by an aide that they met.", "was told", "an aide", True),
    ("The government is said to be talking to them.", "is said", "The government", False),
    ("The launches have been told to turn back.", "have been told", "The launches", False),
    ("The minister believes that they met.", "believes", "The minister", False),
])
def test_who_is_told_or_said_to_do_something_is_not_who_says_it(text, cue, source, expected):
    at, who = text.index(cue), text.index(source)
    assert says(text, Attribution((at, at + len(cue)), (who, who + len(source)), None)) is expected


def test_a_quotation_left_open_runs_to_the_end_of_its_paragraph():
    text = "“We agree. They do not\nThe envoy left."
    assert [text[a:b] for a, b in quoted(text)] == ["We agree. They do not"]


def test_the_publisher_is_no_source_of_its_own_report():
    chain = (Source("VOA", "USA", "media"), Source("an envoy", "FRA", "anonymous"))
    assert without_publisher(chain, "VOA") == chain[1:]
    assert without_publisher((Source("this newspaper", "USA", "media"), chain[1]), None) == chain[1:]
    assert without_publisher(chain, "AFP") == chain
    assert without_publisher((Source("the BBC", "GBR", "media"), chain[1]), "BBC News") == chain[1:]
    assert without_publisher(chain, "AFP, via VOA") == chain[1:]
    assert without_publisher((Source("Sky", "GBR", "media"), chain[1]), "Sky News") == (Source("Sky", "GBR", "media"), chain[1])
    assert without_publisher((chain[1], Source("this newspaper", "USA", "media")), None) == (chain[1], Source("this newspaper", "USA", "media"))
    assert without_publisher((Source("VOA", "USA", "official"),), "The VOA") == (Source("VOA", "USA", "official"),)


@pytest.mark.parametrize(("text", "inner"), [
    ("The Argus quoted an official as saying that it had failed.", "an official"),
    ("Interfax, citing a source, said that it had failed.", "a source"),
    ("The Argus said that an official had left.", None),
])
def test_an_outlet_that_quotes_is_not_the_one_who_speaks(text, inner):
    outlet = (0, text.index(" quoted") if " quoted" in text else text.index(",") if "," in text else text.index(" said"))
    sources = [outlet] + ([(text.index(inner), text.index(inner) + len(inner))] if inner else [])
    found = quoted_by(text, outlet, sources)
    assert (found and text[slice(*found)]) == inner


def test_a_source_inside_anothers_words_is_told_through_it():
    told = [Attribution((11, 15), (0, 10), (16, 60)), Attribution((30, 36), (20, 29), (37, 60))]
    assert told_through((20, 29), told) == (0, 10)
    assert told_through((0, 10), told) is None
    assert told_through((55, 65), told) is None  # its words run on behind the content
    assert told_through((16, 29), [Attribution((11, 15), (10, 20), (10, 60))]) is None  # the same words


def test_who_has_no_words_or_no_name_tells_nothing_through():
    told = [Attribution((11, 15), (0, 10), None), Attribution((11, 15), None, (16, 60)), Attribution((70, 75), (61, 69), (20, 29))]
    assert told_through((20, 29), told) == (61, 69)


@pytest.mark.parametrize(("text", "event", "expected"), [
    ("the ban might be lifted after the raid on Sudo", "raid", True),
    ("it would take the case to court over the steel tariffs", "tariffs", True),
    ("the base, which Norland is enlarging, was his home", "enlarging", True),
    ("it would bomb oil fields seized by rebels", "seized", True),
    ("they must return the heights, captured in 1967", "captured", True),
    ("oil fields were later seized by rebels", "seized", False),
    ("it was after talks that the raid began", "raid", False),
    ("the raid killed ten", "raid", False),
    ("they left after the bombing", "bombing", True),
    ("he was jailed for holding a rally", "holding", False)])
def test_what_a_speaker_only_touches_on_is_told_from_what_he_tells(text, event, expected):
    begin = text.index(event)
    assert touched_on(text, (0, len(text)), (begin, begin + len(event))) is expected


@pytest.mark.parametrize(("text", "verb", "expected"), [
    ("The minister said on Tuesday that she was heartened by it.", "heartened", True),
    ("The minister said in a speech to editors that he regretted it.", "regretted", True),
    ("The ministry said it strongly condemned the raid.", "condemned", True),
    ("The minister said that he had condemned the raid.", "condemned", False),
    ("The minister said nothing about the raid when they condemned it.", "condemned", False),
    ("The ministry said envoys condemned the raid.", "condemned", False)])
def test_what_is_done_by_saying_so_is_told_from_what_was_done_before(text, verb, expected):
    begin = text.index(verb)
    assert of_itself(text, 0, (begin, begin + len(verb))) is expected


@pytest.mark.parametrize(("text", "teller"), [
    ("The minister said on Monday that his government had told envoys that it would strike.", "his government"),
    ("The minister said the Norlandic ambassador informed her that it would strike.", "the Norlandic ambassador"),
    ("The minister said a detainee warned his guards that it would strike.", "a detainee"),
    ("The minister said he told envoys that it would strike.", None),
    ("The minister said that the envoys who had been told it would strike.", None),
    ("The minister said his government warned of a strike.", None)])
def test_who_told_what_a_speaker_passes_on_stands_behind_the_word_of_saying(text, teller):
    cue, event = text.index("said"), text.index("strike")
    span = passed_on(text, (cue, cue + 4), (event, event + 6))
    assert (span and text[slice(*span)]) == teller


@pytest.mark.parametrize(("text", "expected"), [
    ("Two men were arrested, newspapers reported.", True),
    ("A man was later reported killed, police.", False), ("A man reported to be ill was held, police.", False)])
def test_what_is_reported_by_nobody_in_particular_has_no_source_for_it(text, expected):
    cue, who = text.index("reported"), text.index("newspapers" if expected else "police")
    assert says(text, Attribution((cue, cue + 8), (who, who + 6), None)) is expected


@pytest.mark.parametrize(("text", "view"), [
    ("The fear in Norland is that Sudland will *attack*.", "The fear in Norland"),
    ("One growing worry among diplomats was that talks would *fail*.", "One growing worry among diplomats"),
    ("The hope of both governments remains that a pact is *signed*.", "The hope of both governments"),
    ("The fear is that Sudland will *attack*.", None),
    ("The fear in Norland is great. It is that Sudland will *attack*.", None),
    ("Sudland will *attack*, the fear in Norland is that it is soon.", None),
])
def test_whose_view_a_sentence_tells_stands_in_the_words_for_it(text, view):
    begin = text.index("*")
    plain = text.replace("*", "")
    sentence = (plain.rfind(". ", 0, begin) + 2 if ". " in plain[:begin] else 0, len(plain))
    span = viewed(plain, sentence, (begin, text.rindex("*") - 1))
    assert (plain[slice(*span)] if span else None) == view


def told(text, source, cue, content=None):
    spans = [(text.index(words), text.index(words) + len(words)) for words in (source, cue)]
    return Attribution(spans[1], spans[0], content and (text.index(content), text.index(content) + len(content)))


@pytest.mark.parametrize(("text", "source", "cue", "expected"), [
    ("The troops will go by May, the general promised.", "the general", "promised", True),
    ("The island, she repeated, is ours.", "she", "repeated", True),
    ("Norland will send nobody, promised Jan Brandt, its minister.", "Jan Brandt, its minister", "promised", True),
    ("Norland will give a billion, Jan Brandt announced the same evening.", "Jan Brandt", "announced", True),
    ("In May the general promised to go.", "the general", "promised", False),
    ("In May, Norland accused them of it.", "Norland", "accused", False),
    ("The raids, told of in May, have unsettled many Norlanders.", "many Norlanders", "have unsettled", False),
    ("The envoy, he was told, had left.", "he", "was told", False)])
def test_who_is_put_in_between_commas_says_what_stands_beside_whatever_the_verb(text, source, cue, expected):
    assert aside(text, told(text, source, cue)) is expected


@pytest.mark.parametrize(("text", "event", "source", "expected"), [
    ("A trip was postponed, officials said, for want of time.", "trip", "officials", True),
    ("Ten men were suspended on Tuesday, the ministry said, and others told to resign.", "suspended", "the ministry", True),
    ("The file on the poisoning is ready, officials said, and will be sent.", "poisoning", "officials", False),
    ("Ten men who fled were found, officials said, in a barn.", "fled", "officials", False),
    ("When it expelled ten men, an aide recalled, nobody spoke.", "expelled", "an aide", False),
    ("Norland declined; a moratorium, it said, would be costly.", "declined", "it", False),
    ("He held talks and assured them, officials said, of peace.", "talks", "officials", False)])
def test_what_is_put_in_after_an_act_is_whose_word_it_is(text, event, source, expected):
    begin = text.index(event)
    cue = "recalled" if "recalled" in text else "said"
    assert told_after(text, told(text, source, cue), (begin, begin + len(event))) is expected


@pytest.mark.parametrize(("text", "cue", "verb", "expected"), [
    ("Norland accused its neighbours of kidnapping.", "accused", "kidnapping", True),
    ("Norland has accused the other of shelling.", "has accused", "shelling", True),
    ("Norland denied having refused anything.", "denied", "refused", True),
    ("Both deny that their soldiers fought there.", "deny", "fought", True),
    ("The two men accused of bombing it left.", "accused", "bombing", False),
    ("Norland accused its neighbours of a plot and shelled them.", "accused", "shelled", False),
    ("Norland denied a visa to ten men who fought there.", "denied", "fought", False)])
def test_who_accuses_or_denies_is_the_source_of_the_verb_that_this_takes(text, cue, verb, expected):
    begin = text.index(verb)
    assert charged(text, (text.index(cue), text.index(cue) + len(cue)), (begin, begin + len(verb))) is expected


@pytest.mark.parametrize(("text", "cue", "event", "expected"), [
    ("A court rules that two bankers may be expelled.", "rules", "expelled", True),
    ("The ministry announced that it believed him, and that aid to Sudo was suspended.", "announced", "suspended", True),
    ("A court rules that the plan, where men would be expelled, is void.", "rules", "expelled", False),
    ("A court rules that men who were abducted must be freed.", "rules", "abducted", False),
    ("The army states that a clause in the truce holds.", "states", "truce", False),
    ("A paper reports that a memo says that he was expelled.", "reports", "expelled", False),
    ("He resigned amid reports that he had met them.", "reports", "met", False),
    ("A court wants that the two be expelled.", "wants", "expelled", False)])
def test_a_word_of_stating_tells_the_verb_of_its_clause(text, cue, event, expected):
    source = text[:text.index(cue) - 1]
    begin = text.index(event)
    assert stated(text, told(text, source, cue, text[text.index("that "):-1]), (begin, begin + len(event))) is expected
