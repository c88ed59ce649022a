"""What is put off is told from what is called off by the words around a call-off."""
from __future__ import annotations

import re

from dragoman.model import Span

_WORDS = re.compile(
    r"\b(?:postpon\w+|put(?:s|ting)? off|h[oe]ld(?:s|ing)? off|delay(?:s|ed|ing)?|defer(?:s|red|ring)?|push(?:ed|es|ing)? back|paus(?:e|es|ed|ing)|"
    r"reschedul\w+|(?:for|by) (?:an?|one|\d+|thirty|at least \w+)\s(?:more )?(?:days?|weeks?|months?))\b", re.I)
_END = re.compile(r"[.!?][”\"’')]*(?:\s|$)|\n")

EXAMPLES = {"Tokyo will hold off for a month.": True, "The visit was postponed.": True, "The visit was cancelled.": False,
            "The talks were delayed. The visit was cancelled.": False}
"""Texts whose last three words are the trigger of a call-off, and whether it puts off."""


def put_off(text: str, span: Span) -> bool:
    """Whether the sentence around the characters of a call-off says that it puts the event off."""
    begin = max((m.end() for m in _END.finditer(text[:span[0]])), default=0)
    end = _END.search(text, span[1])
    return bool(_WORDS.search(text[begin:end.end() if end else len(text)]))
