"""Phrases that the network cut short are made whole: *the* of *the State Department*, *Mr* of *Mr Gbagbo*, *William Ruto of* without *Kenya*."""
from __future__ import annotations

import re
from bisect import bisect_left

from dragoman.model import Span
from dragoman.reading.actors import Actors
from dragoman.reading.cues import AGENTS, HONORIFICS, MNC_NOUNS, NGO_NOUNS, NOBODY, PREPOSITIONS, REBEL_NOUNS, UNO_NOUNS, word_set
from dragoman.reading.roles import LINKS, singular, table

OPEN = word_set("""the a an this these those some several many two three four five six seven eight nine ten eleven twelve dozens hundreds thousands
    former of gen lt col maj sgt capt adm sen rep gov prof president foreign prime""") | HONORIFICS
"""Words that no phrase ends with: what goes before a noun or a name. *his*, *one* and *another* may stand alone."""

_OWNERS = word_set("his her its their our my your")
_JOINT = re.compile(r" |\. |-")
_MOST = 4


def whole(actors: Actors, span: Span) -> Span:
    """The span, stretched to the end of its last word; where that is a word no phrase ends with, to the end of the name or noun that follows.

    It goes on neither over a comma nor over a line, nor beyond four words. Examples: tests/reading/test_phrases.py.
    """
    tokens, text = actors.tokens, actors.text
    last = bisect_left(actors.starts, span[1]) - 1
    if last < 0 or tokens[last].start < span[0]:
        return span
    end = span[1]
    if end < tokens[last].end and "." in text[tokens[last].start:tokens[last].end]:
        end = tokens[last].end  # *the U* of *the U.S. secretary*
    if tokens[last].lower not in OPEN and not text[span[0]:end].isdigit():
        return span[0], end
    names = {m.first: m for m in actors.mentions}
    j = last + 1
    while j <= last + _MOST and _joined(actors, j):
        word = tokens[j].lower
        if j in names:
            end, j = names[j].end, names[j].last
            break
        if word in PREPOSITIONS or word in NOBODY and not (tokens[j - 1].lower in OPEN and (word in OPEN or word in _OWNERS)):
            if word != "of" or not text[span[0]:end].isdigit():
                return span[0], end
        elif _is_noun(word) or tokens[j].word[:1].isupper() and not (_joined(actors, j + 1) and tokens[j + 1].word[:1].isupper()):
            end, j = tokens[j].end, j + 1
            break
        end, j = tokens[j].end, j + 1
    while _joined(actors, j) and (text[end] == "-" or _is_noun(tokens[j].lower)):
        end, j = tokens[j].end, j + 1
    return span[0], end


def _joined(actors: Actors, j: int) -> bool:
    """Whether a word goes on from the one before it: only a blank, a hyphen or the full stop of an abbreviation is between."""
    return j < len(actors.tokens) and bool(_JOINT.fullmatch(actors.text, actors.tokens[j - 1].end, actors.tokens[j].start))


def _is_noun(word: str) -> bool:
    return any(w in of for w in (word, singular(word)) for of in (AGENTS, REBEL_NOUNS, MNC_NOUNS, NGO_NOUNS, UNO_NOUNS, table(), LINKS))
