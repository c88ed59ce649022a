"""Events whose words say how many days they last: *a three-day visit*, *the two-day summit*."""
from __future__ import annotations

import re
from datetime import date, timedelta

from dragoman.model import Span
from dragoman.reading.dates.words import number

_COUNT = r"(?P<count>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[- ]day[- ](?:long )?"
_WORD = r"(?!(?:of|to|for|in|on|at|with|by|and|or|but|after|before|from|into|as|that|who)\b)[\w’'“\"-]+ "
SO_LONG = re.compile(rf"\b{_COUNT}(?:{_WORD}){{0,4}}[“\"]?$", re.I)
"""What stands before an event that lasts so many days: *a three-day state* visit. Counter-example: *a three-day trip to Norland for* talks."""
ITSELF = re.compile(_COUNT, re.I)
"""How a trigger begins that says so itself: *three-day visit*."""
TYPES = frozenset({"CONSULT", "COOPERATE", "PROTEST", "MOBILIZE", "CONCEDE"})
"""What is arranged to last so many days."""
ENDS = re.compile(r"\b(?:conclud\w+|end(?:s|ed|ing)?|wrap(?:s|ped|ping)? up|clos(?:es|ed|ing)|finish\w*|complet\w+|exten\w+|after|following|from|"
                  r"(?:end|close) of) (?:(?:an?|the|his|her|its|their|another) )?(?:[\w’'-]+ )?$", re.I)
"""What stands before what is over: *concludes a three-day visit*, *after a two-day visit*. Counter-example: *begins a three-day visit*."""
OVER = re.compile(r"[^.;,]{0,60}\b(?:end(?:s|ed)|conclude[sd]|wraps? up|wrapped up|clos(?:es|ed)|finish(?:es|ed)|expire[sd]?)\b", re.I)
"""What follows it: *the two-day summit* in Norland *ended*."""
BEGINS = re.compile(r"\b(?:beg[aiu]n\w*|start\w*|open(?:s|ed|ing)|kick(?:s|ed)? off|commenc\w+|launch\w*|arriv\w+|embark\w*|left|leaves|gather\w*)\b", re.I)
"""What tells that an event begins that has come about."""
MIDDLE = re.compile(r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|final|last|closing) (?:and final )?day\b|\bday (?:two|three|four|\d)\b",
                    re.I)
"""Words for a day of it that is not its first: *on the second day of a three-day visit*."""


def lasting(when: str | None, type_: str, status: str, text: str, trigger: Span, sentence: Span) -> str | None:
    """The days of an event that is told of one day, where its words say how long it is: from that day on where it begins, is under way or is to come, up to
    that day where it ends; else the day as it is.
    """
    if type_ not in TYPES or status not in ("occurred", "ongoing", "planned") or not when or len(when) != 10:
        return when
    before = text[sentence[0]:trigger[0]]
    so_long = ITSELF.match(text[slice(*trigger)]) or SO_LONG.search(before)
    if not so_long or MIDDLE.search(text, *sentence):
        return when
    length = timedelta(days=int(number(so_long["count"]) or 1) - 1)
    lead = before if so_long.string is not before else before[:so_long.start()]
    day = date.fromisoformat(when)
    if ENDS.search(lead) or OVER.match(text[trigger[1]:sentence[1]]):
        return f"{day - length}/{day}"
    if status == "occurred" and not BEGINS.search(text, *sentence):
        return when
    return f"{day}/{day + length}"
