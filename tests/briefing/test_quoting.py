"""What is quoted of a statement."""
from __future__ import annotations

import pytest

from dragoman.briefing.quoting import quotation
from dragoman.model import Source, Statement

TEXT = "Norland accuses Chile of arming rebels. Chile denies it. Peru says nothing."


def said(trigger: str, status: str, who: str | None) -> Statement:
    at, by = TEXT.index(trigger), TEXT.rindex(who) if who else 0
    source = (Source(who, "CHL", "official", (by, by + len(who))),) if who else ()
    return Statement("r", trigger, (at, at + len(trigger)), "AID", status, said_by=source)


@pytest.mark.parametrize(("status", "who", "quote"), [
    ("denied", "Chile", "Norland accuses Chile of arming rebels. Chile denies it."),
    ("denied", None, "Norland accuses Chile of arming rebels."),
    ("denied", "Norland", "Norland accuses Chile of arming rebels."),
    ("occurred", "Chile", "Norland accuses Chile of arming rebels."),
])
def test_of_a_denial_that_only_points_back_the_denial_is_quoted_too(status, who, quote):
    assert quotation(said("arming", status, who), TEXT) == quote
