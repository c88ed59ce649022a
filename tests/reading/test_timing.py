"""The days of a statement beside its status and the words around it, and whether an act without a date is of the report's day."""
import pytest

from dragoman.reading.text import paragraphs, sentences
from dragoman.reading.timing import ARTICLE, Timing

PUBLISHED = "2025-01-15"  # a Wednesday
FILLER = " ".join(["Norland and Sudland share a river, a railway and a long memory of their quarrels."] * (ARTICLE // 12))


def timing(text):
    parts = [s for p in paragraphs(text) for s in sentences(text, p)]
    return Timing(text, PUBLISHED, lambda span: next(s for s in parts if s[0] <= span[0] < s[1]))


def at(text, words):
    begin = text.index(words)
    return begin, begin + len(words)


def when(text, trigger, linked, status="occurred"):
    return timing(text).when([at(text, words) for words in linked], at(text, trigger), status)[0]


@pytest.mark.parametrize(("text", "trigger", "linked", "status", "expected"), [
    ("Norland must leave the base by Friday.", "leave", ["by Friday"], "planned", "2025-01-17"),
    ("A deal is possible by January 20.", "deal", ["by January 20"], "possible", "2025-01-20"),
    ("Norland will leave the base on Friday.", "leave", ["on Friday"], "planned", "2025-01-17"),
    ("Norland had left the base by Tuesday.", "left", ["by Tuesday"], "occurred", "2025-01-14"),
    ("Norland will leave the base by March.", "leave", ["by March"], "planned", "2025-03"),
])
def test_a_deadline_is_its_day(text, trigger, linked, status, expected):
    assert when(text, trigger, linked, status) == expected


@pytest.mark.parametrize(("text", "trigger", "linked", "status", "expected"), [
    ("Sudland struck on Monday. Norland blamed its neighbour within hours.", "blamed", ["within hours"], "occurred", "2025-01-13"),
    ("The raid was on Monday. Guards entered the tower within the hour.", "entered", ["within the hour"], "occurred", "2025-01-13"),
    ("Sudland struck on Monday. Norland could strike within hours.", "could strike", ["within hours"], "possible", PUBLISHED),
    ("Norland blamed its neighbour within hours.", "blamed", ["within hours"], "occurred", None),
    ("The siege ended on Monday. Norland shelled the port for hours.", "shelled", ["hours"], "occurred", None),
    ("The treaty lapsed on 3 January. Crowds have been protesting since.", "protesting", ["since"], "ongoing", "2025-01-03/2025-01-15"),
    ("Crowds have been protesting since.", "protesting", ["since"], "ongoing", None),
])
def test_words_without_days_are_counted_from_the_day_told_before(text, trigger, linked, status, expected):
    assert when(text, trigger, linked, status) == expected


@pytest.mark.parametrize(("text", "trigger", "linked", "expected"), [
    ("Norland left the base three weeks after the raid.", "left", ["three weeks"], None),
    ("Guards held the envoy for at least two months before his trial.", "held", ["at least two months"], None),
    ("Norland left the base, three weeks after Sudland shelled it.", "shelled", ["three weeks"], "2024-12-23/2024-12-29"),
    ("Norland left the base four days after the raid of 2 January.", "left", ["four days"], "2025-01-11"),
    ("Norland left the base last week after the raid.", "left", ["last week"], "2025-01-06/2025-01-12"),
    ("Norland left the base on Monday after the raid.", "left", ["on Monday"], "2025-01-13"),
])
def test_so_long_after_another_act_is_not_so_long_before_the_report(text, trigger, linked, expected):
    assert when(text, trigger, linked) == expected


@pytest.mark.parametrize(("text", "trigger", "linked", "expected"), [
    ("Crowds carried the coffin on Tuesday, and Norland recalled its envoy.", "recalled", ["on"], "2025-01-14"),
    ("The army declared on Monday that it was over, blaming rebels.", "blaming", ["on"], "2025-01-13"),
    ("Norland closed its border in August, and Sudland has stopped its flights.", "stopped", ["in"], None),
    ("Norland signed in 2011; Sudland refused.", "refused", ["in"], None),
])
def test_a_word_that_leads_on_to_days_may_stand_before_the_act(text, trigger, linked, expected):
    assert when(text, trigger, linked) == expected


@pytest.mark.parametrize(("text", "trigger", "linked", "expected"), [
    ("Norland sent boats in December, and on January 8 a helicopter flew over them.", "flew", ["in December", "on January 8"], "2025-01-08"),
    ("In December, on a visit of January 8, boats were sent.", "sent", ["In December", "January 8"], "2024-12"),
])
def test_of_the_days_of_two_clauses_those_of_the_acts_own_are_taken(text, trigger, linked, expected):
    assert when(text, trigger, linked) == expected


def of_today(text, trigger, status="occurred", sure=0.9):
    return timing(text).of_today(at(text, trigger), status, sure)


@pytest.mark.parametrize(("sentence", "trigger", "status", "expected"), [
    ("Guards detained two men near the port.", "detained", "occurred", True),
    ("Sudland rejects the findings.", "rejects", "occurred", False),
    ("Sudland has suspended the sale of jets.", "suspended", "occurred", False),
    ("Guards are holding two men near the port.", "holding", "ongoing", False),
    ("Sudland was praised in 2002 by those who fled its coup.", "fled", "occurred", False),
    ("The men were handed over for trial.", "trial", "planned", False),
    ("On her first visit to Sudland the minister spoke of peace.", "visit", "ongoing", True),
    ("Sudland is sending boats, the first of which landed on Wednesday.", "sending", "ongoing", True),
])
def test_in_an_article_only_what_is_told_as_news_is_of_its_day(sentence, trigger, status, expected):
    assert of_today(f"{FILLER}\n{sentence}", trigger, status) is expected
    assert of_today(sentence, trigger, status) is True


def test_an_article_asks_for_more_than_even_odds():
    assert not of_today(f"{FILLER}\nGuards detained two men.", "detained", sure=0.6)
    assert of_today("Guards detained two men.", "detained", sure=0.6)


@pytest.mark.parametrize(("text", "trigger"), [
    ("Sudland had shelled the port.", "shelled"), ("Sudland previously shelled the port.", "shelled"),
    ("Sudland threatened the port with tariffs during his first term.", "threatened"),
    ("Sudland shelled the port in the past.", "shelled")])
def test_what_news_only_reminds_of_is_not_of_its_day(text, trigger):
    assert not of_today(text, trigger)


@pytest.mark.parametrize("text", [
    "Sudland shelled the port.", "Sudland declared a truce in its war.", "Sudland shelled the port for the first time in the past two days."])
def test_other_news_is(text):
    assert of_today(text, "shelled" if "shelled" in text else "truce")


@pytest.mark.parametrize(("words", "sure", "expected"), [
    ("later", 0.95, True), ("after Friday prayers", 0.95, True), ("recent weeks", 0.95, False), ("later", 0.7, False)])
def test_news_whose_words_tell_no_days_is_of_its_day(words, sure, expected):
    assert timing("Two men were held.").is_news(words, "occurred", sure) is expected
    assert not timing(FILLER).is_news(words, "occurred", sure)


@pytest.mark.parametrize(("text", "trigger", "days", "expected"), [
    ("The minister praised the report. On Tuesday the court freed two men.", "praised", "On Tuesday", True),
    ("The minister praised the report on Tuesday.", "praised", "on Tuesday", False),
    ("On Tuesday the court met. The minister praised it.", "praised", "On Tuesday", False),
    ("Brandt cut the ribbon. “We are proud,” he said on Tuesday.", "cut", "on Tuesday", False),
    ("Norland condemned the raid. The raid was on Tuesday.", "raid", "on Tuesday", False),
])
def test_days_of_a_later_sentence_are_another_acts_unless_it_names_the_act_again_or_quotes(text, trigger, days, expected):
    assert timing(text).of_another(at(text, days), at(text, trigger)) is expected
