"""Events whose words say how many days they last."""
import pytest

from dragoman.reading.lasting import lasting

DAY = "2025-01-15"


def days(text, trigger, status="ongoing", type_="CONSULT", when=DAY):
    begin = text.index(trigger)
    return lasting(when, type_, status, text, (begin, begin + len(trigger)), (0, len(text)))


@pytest.mark.parametrize(("text", "trigger", "status", "expected"), [
    ("The premier of Norland arrives in Sudland for a three-day state visit.", "visit", "ongoing", "2025-01-15/2025-01-17"),
    ("The 10-day drill begins.", "drill", "ongoing", "2025-01-15/2025-01-24"),
    ("Norland and Sudland begin a two-day visit.", "two-day visit", "occurred", "2025-01-15/2025-01-16"),
    ("A five day truce is to start then.", "truce", "planned", "2025-01-15/2025-01-19"),
    ("The premier of Norland concludes a three-day visit to Sudland.", "visit", "occurred", "2025-01-13/2025-01-15"),
    ("The premier flew home after a two-day visit to Sudland.", "visit", "occurred", "2025-01-14/2025-01-15"),
    ("The two-day summit in Norland ended without a word.", "summit", "occurred", "2025-01-14/2025-01-15"),
    ("Norland extended the three-day truce.", "truce", "ongoing", "2025-01-13/2025-01-15"),
    ("The three-day truce expires.", "truce", "ongoing", "2025-01-13/2025-01-15"),
])
def test_what_lasts_some_days_begins_or_ends_with_the_day_told(text, trigger, status, expected):
    assert days(text, trigger, status) == expected


@pytest.mark.parametrize(("text", "trigger", "status", "type_", "when"), [
    ("On a three-day trip to Norland for talks she praised it.", "talks", "ongoing", "CONSULT", DAY),
    ("On the second day of a three-day visit she praised it.", "visit", "ongoing", "CONSULT", DAY),
    ("Envoys who attended a two-day meeting agreed on a paper.", "meeting", "occurred", "CONSULT", DAY),
    ("A three-day visit was cancelled.", "visit", "called_off", "CONSULT", DAY),
    ("A three-day offensive begins.", "offensive", "ongoing", "ASSAULT", DAY),
    ("A three-day visit begins.", "visit", "ongoing", "CONSULT", "2025-01"),
    ("A three-day visit begins.", "visit", "ongoing", "CONSULT", None),
    ("The visit begins.", "visit", "ongoing", "CONSULT", DAY),
])
def test_other_events_keep_their_day(text, trigger, status, type_, when):
    assert days(text, trigger, status, type_, when) == when
