"""Time expressions: where they stand in a text, and which days they mean, seen from the day of publication.

The grammar is `codebook/dates.toml`: a rule finds the words and names a maker, a function of
`absolute` or `relative`, that resolves them. Values follow the annotation guide: ISO prefixes, or two of them as an
interval.
"""

from dragoman.reading.dates.days import last_day, today, week
from dragoman.reading.dates.finding import SINCE, TimeExpression, find, matches
from dragoman.reading.dates.grammar import compile_rules
from dragoman.reading.dates.words import tense

__all__ = ["SINCE", "TimeExpression", "compile_rules", "find", "last_day", "matches", "tense", "today", "week"]
