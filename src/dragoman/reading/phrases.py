"""Phrases that the network cut short are made whole: *the* of *the State Department*, *Mr* of *Mr Gbagbo*, *William Ruto of* without *Kenya*."""
from __future__ import annotations

import re
from bisect import bisect_left

from dragoman.model import Span
from dragoman.reading.actors import Actors
from dragoman.reading.cues import AGENTS, HONORIFICS, MNC_NOUNS, NGO_NOUNS, NOBODY, PREPOSITIONS, REBEL_NOUNS, UNO_NOUNS, word_set
from dragoman.reading.roles import LINKS, RELATIVE, singular, table
from dragoman.reading.text import SHORT

DETERMINERS = word_set("the a an this these those of")
NUMBERS = word_set("former some several many two three four five six seven eight nine ten eleven twelve dozens hundreds thousands")
NAMED = HONORIFICS | word_set("gen lt col maj sgt capt adm sen rep gov prof president minister secretary prime foreign king queen assistant deputy acting")
"""Words that no phrase ends with: before a noun or a name, before a noun, and before a name. *his*, *one* and *another* may stand alone."""

LEADING = word_set("in at to from near inside")
"""Words that lead on to a place or name; a phrase may end with them where none follows (*the rebels in* its east)."""

THOUSANDS = re.compile(r"(?:(?<=\d),|(?<=\d,))\d{3}(?:,\d{3})*\b")
"""The rest of a number that was cut."""

_OWNERS = word_set("his her its their our my your")
_THEM = word_set("them us you")
_AFTER_OF = DETERMINERS | _OWNERS | _THEM
_SMALL = NOBODY | PREPOSITIONS | RELATIVE
_MOST = 4


def whole(actors: Actors, span: Span) -> Span:
    """The span, stretched to the end of its last word; where that is a word no phrase ends with, to the end of the name or noun that follows,
    and to the end of the name of a body in which it was cut.

    It goes on neither over a comma nor over a line, nor beyond four words. Examples: tests/reading/test_phrases.py.
    """
    tokens, text = actors.tokens, actors.text
    if amount := THOUSANDS.match(text, span[1]):
        longer = whole(actors, (span[0], amount.end()))  # *7* of *7,000 fighters*
        return longer if longer[1] > amount.end() else span
    if text[span[1] - 1] in "'’" and text.startswith("s", span[1]):
        span = span[0], span[1] - 1  # *Norland'* of *Norland's*
    cut = next((m for m in actors.mentions if m.start < span[1] < m.end and m.kind == "body"), None)
    if cut and text[span[0]:cut.start].count(" ") < _MOST:
        return span[0], cut.end  # *Council for Trade and Co* of *Co-operation*
    last = bisect_left(actors.starts, span[1]) - 1
    if last < 0 or tokens[last].start < span[0]:
        return span
    end = span[1]
    if end < tokens[last].end and "." in text[tokens[last].start:tokens[last].end]:
        end = tokens[last].end  # *the U* of *the U.S. secretary*
        span = span[0], end
    j = last + 1
    while j <= last + _MOST and _joined(actors, j) and _goes_on(actors, j, j > last + 1):
        if j in actors.named:
            end, j = actors.named[j].end, actors.named[j].last
            break
        end, j = tokens[j].end, j + 1
        if _is_noun(tokens[j - 1].lower) or tokens[j - 1].word[:1].isupper() and not (_joined(actors, j) and tokens[j].word[:1].isupper()):
            break
    if j == last + 1 or tokens[j - 1].lower == "of":  # *14 of* whom
        return span
    while _joined(actors, j) and (text[end] == "-" or _is_noun(tokens[j].lower)):
        end, j = tokens[j].end, j + 1
    return span[0], end


def _goes_on(actors: Actors, j: int, begun: bool) -> bool:
    """Whether a word belongs to the phrase of the word before it; `begun` where that was itself found to belong to it."""
    before, word = actors.tokens[j - 1].lower, actors.tokens[j]
    capital, small, named = word.word[:1].isupper(), word.lower in _SMALL, j in actors.named
    if before in DETERMINERS:
        return named or not small or word.lower in NUMBERS or before == "of" and word.lower in _AFTER_OF
    if before in LEADING:
        return named or word.lower == "the" and j + 1 in actors.named
    if before in NUMBERS or before.isdigit():
        return named or word.lower == "of" or not small and (capital or _is_noun(word.lower))
    if before in NAMED:
        return capital and not small
    return begun and before not in _THEM and not small and (named or _is_noun(word.lower) or before in _OWNERS)


def _joined(actors: Actors, j: int) -> bool:
    """Whether a word goes on from the one before it: only a blank, a hyphen or the full stop of an abbreviation is between."""
    if j >= len(actors.tokens):
        return False
    text, before, begin = actors.text, actors.tokens[j - 1], actors.tokens[j].start
    gap = text[before.end:begin]
    return gap in (" ", "-") or gap == ". " and bool(SHORT.search(text, before.start, before.end + 1))


def _is_noun(word: str) -> bool:
    return any(w in of for w in (word, singular(word)) for of in (AGENTS, REBEL_NOUNS, MNC_NOUNS, NGO_NOUNS, UNO_NOUNS, table(), LINKS))
