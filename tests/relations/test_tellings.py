"""Days of what statements tell."""
import pytest

from dragoman.model import Statement
from dragoman.relations.tellings import apart, reached


@pytest.mark.parametrize(("when", "done", "day"), [
    ("2024-05-01", True, "2024-05-01"), ("2024-05-01", False, "2024-05-10"), ("2024-06-01", True, "2024-05-10"), ("2019", True, "2019"),
    ("2024", True, "2024-05-10"), ("2024-05", True, "2024-05-10"),
    ("2024-03", True, "2024-03"), ("2024-05-02/2024-05-04", True, "2024-05-02"), (None, True, "2024-05-10")])
def test_what_is_done_came_about_on_the_day_told_and_else_when_it_was_reported(when, done, day):
    assert reached(Statement("r", "met", (0, 3), "CONSULT", "occurred", when=when, published="2024-05-10"), done) == day


@pytest.mark.parametrize(("one", "other", "days"), [("2024-03-01", "2024-02-28", 2), ("2024", "2024-12-30", 1), ("", "2024-01-01", 0)])
def test_days_apart(one, other, days):
    assert apart(one, other) == days
