"""What is put off or cancelled is called off; a status in doubt is the one that the words of its sentence lean towards."""
import pytest

from dragoman.model import STATUSES
from dragoman.reading.status import LEANINGS, beforehand, likeliest, settled


def status(text, trigger, was="planned", type_="CONSULT"):
    at = text.index(trigger)
    return settled(was, type_, text, (at, at + len(trigger)))


@pytest.mark.parametrize(("text", "trigger"), [
    ("Beijing and Manila have put off until January the signing of an accord.", "signing"),
    ("The United States will hold off for a month on the tariffs it was about to impose.", "tariffs"),
    ("Iraq cancels a ministerial meeting with Turkey.", "meeting"),
    ("Talks planned for June were called off by both sides.", "Talks"),
    ("A summit with Moscow would not take place, he said.", "summit"),
    ("He has postponed his visit to Cairo.", "visit"),
    ("Canada has escaped American tariffs, for now.", "tariffs"),
])
def test_what_is_put_off_is_called_off(text, trigger):
    assert status(text, trigger) == "called_off"


@pytest.mark.parametrize(("text", "trigger"), [
    ("The president may cancel his scheduled meeting with Putin.", "meeting"),
    ("The opening is postponed as the two sides meet in Doha.", "meet"),
    ("The visit will go on.", "visit"),
    ("The trip was cancelled. Talks go on.", "Talks"),
    ("The envoy left for talks; the dinner was cancelled.", "talks"),
])
def test_what_stands_in_another_clause_is_not(text, trigger):
    assert status(text, trigger) == "planned"


@pytest.mark.parametrize(("text", "expected"), [
    ("Norland did not rule out talks with Sudland.", "possible"), ("Norland refuses to rule out further talks.", "possible"),
    ("The accord does not guarantee that there will be talks.", "possible"), ("There is no certainty that talks will follow.", "possible"),
    ("Norland ruled out talks with Sudland.", "denied"), ("Norland did not hold talks with Sudland.", "denied"),
    ("Norland did not rule out a raid. It held no talks.", "denied"),
])
def test_what_is_not_ruled_out_or_guaranteed_is_possible(text, expected):
    assert status(text, "talks", "denied") == expected


def test_attacks_that_occurred_stay_so():
    assert status("The ceremony was cancelled after the attack was called off", "attack", "occurred", "ASSAULT") == "occurred"


@pytest.mark.parametrize("was", ["occurred", "planned"])
def test_a_meeting_or_deal_that_occurred_or_is_planned_is_called_off_by_its_words(was):
    assert status("Iraq cancels a ministerial meeting with Turkey.", "meeting", was) == "called_off"


@pytest.mark.parametrize("was", ["ongoing", "possible", "denied"])
def test_a_status_of_another_kind_stays(was):
    assert status("Iraq cancels a ministerial meeting with Turkey.", "meeting", was) == was


@pytest.mark.parametrize(("text", "told"), [
    ("An earlier version of this article said that Northland expelled two envoys.", "denied"),
    ("Correction: A previous version of this story incorrectly stated on Monday that Northland expelled two envoys.", "denied"),
    ("In a story published on May 3, the agency erroneously reported that Northland expelled two envoys.", "denied"),
    ("The agency retracted its report that Northland expelled two envoys.", "denied"),
    ("An earlier report by the agency said that Northland expelled two envoys.", "occurred"),
    ("The minister wrongly claimed that Northland expelled two envoys.", "occurred"),
    ("An earlier version of this article gave the wrong day. Northland expelled two envoys.", "occurred"),
])
def test_what_an_earlier_version_is_told_to_have_said_is_denied(text, told):
    assert status(text, "expelled", "occurred", "COERCE") == told


@pytest.mark.parametrize(("text", "told"), [
    ("The report that Northland expelled two envoys is withdrawn.", "denied"),
    ("A statement by the ministry that Northland expelled two envoys was later retracted.", "denied"),
    ("Claims that Northland expelled two envoys were false.", "denied"),
    ("The minister retracted his claim that Northland expelled two envoys.", "denied"),
    ("A report that Northland expelled two envoys was confirmed.", "occurred"),
    ("Northland expelled two envoys; its proposal was withdrawn.", "occurred"),
    ("Northland expelled two envoys after a report on spies was withdrawn.", "occurred"),
])
def test_what_a_report_that_was_withdrawn_had_told_is_denied(text, told):
    assert status(text, "expelled", "occurred", "COERCE") == told


@pytest.mark.parametrize(("text", "trigger", "was"), [
    ("The tariffs were to have begun on Tuesday.", "tariffs", "planned"),
    ("Eleven captives were to have been freed this month.", "freed", "planned"),
    ("The envoy was to have flown to Norland.", "flown", "occurred"),
    ("A summit in May that was to have brought them together has been moved.", "summit", "planned"),
    ("A meeting at which the minister was to have received him is off.", "meeting", "possible"),
])
def test_what_was_to_have_happened_did_not(text, trigger, was):
    assert status(text, trigger, was) == "called_off"


@pytest.mark.parametrize(("text", "trigger"), [
    ("They gather on Friday for a summit that was to have been a feast.", "gather"),
    ("The envoy is said to have flown to Norland.", "flown"),
    ("The envoy was to fly to Norland.", "fly"),
    ("The visit begins on Friday; talks were to have begun in May.", "visit"),
])
def test_what_is_told_beside_what_was_to_have_happened_stays(text, trigger):
    assert status(text, trigger) == "planned"


@pytest.mark.parametrize(("text", "trigger"), [
    ("He accused Norland of preparing an assault on the port.", "assault"),
    ("The agency accused Norland of plotting to attack the shrines.", "attack"),
    ("The poem accuses Norland of plotting to “wipe out” the shrines.", "wipe out"),
    ("Under the plan Norland would cut its garrison by half.", "cut"),
    ("The bill, a minister said, would ban the party.", "ban"),
    ("Officials said they hope to visit the city.", "visit"),
])
def test_what_a_plan_would_do_or_somebody_is_accused_of_preparing_is_possible(text, trigger):
    assert status(text, trigger, type_="ASSAULT") == "possible"


@pytest.mark.parametrize(("text", "trigger"), [
    ("Norland was preparing an assault on the port.", "assault"),
    ("He said that Norland would cut its garrison by half.", "cut"),
    ("It rejected the plan. Norland would cut its garrison by half.", "cut"),
    ("Norland plans to talk with the rebels.", "talk"),
])
def test_what_is_announced_stays_planned(text, trigger):
    assert status(text, trigger, type_="ASSAULT") == "planned"


def test_what_somebody_is_accused_of_having_done_stays_so():
    assert status("He accused Norland of shelling the port.", "shelling", "occurred", "ASSAULT") == "occurred"


def in_doubt(marked, first, second, odds, type_="ASSAULT"):
    """The status of a trigger in ⟨⟩ that the network takes for the first, so many times as likely as the second."""
    before, trigger, after = marked.replace("⟩", "⟨").split("⟨")
    chances = dict.fromkeys(STATUSES, 0.0) | {first: odds / (1 + odds), second: 1 / (1 + odds)}
    return likeliest(chances, type_, before + trigger + after, (len(before), len(before + trigger)))


@pytest.mark.parametrize("leaning", LEANINGS, ids=lambda x: x.example)
def test_a_status_in_doubt_is_what_the_words_of_its_sentence_lean_towards(leaning):
    other = "planned" if leaning.status == "occurred" else "occurred"
    type_ = min(leaning.types or {"ASSAULT"})
    assert in_doubt(leaning.example, other, leaning.status, 2, type_) == leaning.status
    assert in_doubt(leaning.other, other, leaning.status, 2, type_) == other


@pytest.mark.parametrize("leaning", [x for x in LEANINGS if x.types], ids=lambda x: x.example)
def test_words_of_some_types_say_nothing_of_another(leaning):
    assert in_doubt(leaning.example, "planned", leaning.status, 2, "AGREE") == "planned"


def test_no_word_turns_what_the_network_is_sure_of():
    assert in_doubt("Norland may ⟨return⟩.", "planned", "possible", 4) == "planned"


@pytest.mark.parametrize("marked", [
    "He asked whether it is true. Norland ⟨shelled⟩ the port.", "Norland ⟨shelled⟩ the port. It is not clear whether the fleet left.",
    "Whether they fled?\nNorland ⟨shelled⟩ the port."])
def test_words_of_another_sentence_lean_towards_nothing(marked):
    assert in_doubt(marked, "occurred", "possible", 2) == "occurred"


@pytest.mark.parametrize(("text", "trigger", "type_", "was", "is_now"), [
    ("The general called the planned attack on Norland nonsense.", "attack", "ASSAULT", "planned", "denied"),
    ("She dismissed talk of a coup as “absurd”.", "coup", "ASSAULT", "possible", "denied"),
    ("He called for an attack on Norland, whose fears are absurd.", "attack", "ASSAULT", "planned", "planned"),
    ("He described the attack and said that the report was false.", "attack", "ASSAULT", "occurred", "occurred"),
    ("Norland requests an urgent meeting with Sudland.", "meeting", "CONSULT", "planned", "possible"),
    ("Norland asked for direct talks with Sudland.", "talks", "CONSULT", "planned", "possible"),
    ("The minister has called for an emergency meeting of the heads of news agencies.", "meeting", "CONSULT", "planned", "planned"),
    ("The two agreed to request talks with Sudland.", "talks", "CONSULT", "planned", "planned"),
    ("Norland called the meeting with Sudland for Monday.", "meeting", "CONSULT", "planned", "planned"),
    ("They considered postponing the minister's visit.", "visit", "CONSULT", "called_off", "planned"),
    ("Norland threatens to cancel the talks.", "talks", "CONSULT", "called_off", "planned"),
    ("Norland cancelled the talks.", "talks", "CONSULT", "called_off", "called_off"),
    ("They considered it, and postponed the visit.", "visit", "CONSULT", "called_off", "called_off"),
    ("Tariffs on Norland were not paused, and took effect on Tuesday.", "Tariffs", "SANCTION", "called_off", "occurred"),
    ("The visit to Norland was not cancelled, she said.", "visit", "CONSULT", "called_off", "planned"),
    ("Tariffs on Norland were paused, and never took effect.", "Tariffs", "SANCTION", "planned", "called_off"),
])
def test_what_is_dismissed_is_denied_and_what_is_wanted_or_weighed_is_not_settled(text, trigger, type_, was, is_now):
    at = text.index(trigger)
    assert settled(was, type_, text, (at, at + len(trigger))) == is_now


def test_who_is_accused_of_planning_may_be_named_at_length():
    text = "He accuses the former president Jan Brandt, his deputy Erik Holm, and a general of planning to kill him."
    at = text.index("kill")
    assert settled("planned", "ASSAULT", text, (at, at + 4)) == "possible"


@pytest.mark.parametrize(("text", "trigger", "day", "expected"), [
    ("Ministers agree to lift the ban on 15 December.", "lift", "15 December", True),
    ("Norland announces the closing of its border from Friday.", "closing", "Friday", True),
    ("Norland bans flights from Sudland from 1 January.", "bans", "1 January", True),
    ("They met before a summit scheduled for 22 May.", "summit", "22 May", True),
    ("Norland extends until 31 January its ban on flights.", "ban", "31 January", False),
    ("Norland announces a ban until 31 January.", "ban", "31 January", False),
    ("Guards arrested him on 20 August.", "arrested", "20 August", False),
])
def test_what_is_announced_for_a_day_to_come_is_told_beforehand(text, trigger, day, expected):
    at, then = text.index(trigger), text.index(day)
    assert beforehand(text, (at, at + len(trigger)), (then, then + len(day)), (0, len(text))) is expected
