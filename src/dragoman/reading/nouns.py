"""Bodies and states by a noun alone, where the report names them before: *the Council*, *the bloc*, *the kingdom*, *the island's government*."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from dragoman.reading.cues import REALMS
from dragoman.reading.mentions import Mention

BODIES = {
    "council": ("UNO", re.compile(r"Security Council")),
    "alliance": ("NAT", re.compile(r"NATO|North Atlantic|Atlantic [Aa]lliance")),
    "union": ("EUU", re.compile(r"European Union|\bEU\b")),
    "bloc": ("EUU", re.compile(r"European Union|\bEU\b")),
    "commission": ("EUU", re.compile(r"European Commission")),
    "community": ("EUU", re.compile(r"European (?:Economic )?Communit(?:y|ies)")),
}
"""A body by its noun, and what it was called before."""
CAPITALISED = frozenset({"community"})
"""Nouns that are a body only with a capital: a *community* is most often none."""
BODY = re.compile(rf"the ({'|'.join(BODIES)})(?:['’]s?)?", re.I)
OWN_NAME = re.compile(r"(?:[A-Z][\w.’'-]*,? (?:(?:and|of|for|the) ){0,3})+$")
"""What goes before such a noun in a body's whole name: *European and Mediterranean* Council; `OWN_LENGTH` characters of it are looked at."""
OWN_LENGTH = 100
REALM = re.compile(rf"(?:the |this )?({'|'.join(REALMS)})(?: nation| state)?(?=$|['’]s(?: |$))", re.I)
"""A state, or who rules it; not one that goes on (*the Kingdom of Norland*)."""


POPE = re.compile(r"(?:the )?(?:pope|pontiff|Holy Father)(?:['’]s)?", re.I)
COPTIC = re.compile(r"\bCopt")


class Nouns:
    """What such nouns stand for in one report."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text, self.mentions = text, mentions
        self.bodies: dict[str, int] = {}
        self.realms: dict[str, list[Mention]] = {}

    def code(self, start: int, end: int) -> str | None:
        """The code of text[start:end], where that is such a noun and the text before names what it stands for; the pope needs no name."""
        if (body := BODY.fullmatch(self.text, start, end)) and (body[1].lower() not in CAPITALISED or body[1][0].isupper()):
            return self._body(body[1].lower(), start)
        if POPE.fullmatch(self.text, start, end) and not COPTIC.search(self.text):
            return "VAT"
        realm = REALM.match(self.text, start, end)
        return self._realm(realm[1].lower(), start) if realm and not self.text.startswith(" of ", end) else None

    def _body(self, noun: str, start: int) -> str | None:
        """The body that a noun stands for, where the text before names it and no other of that noun."""
        if noun not in self.bodies:
            self.bodies[noun] = self._only_body(noun)
        return BODIES[noun][0] if self.bodies[noun] < start else None

    def _only_body(self, noun: str) -> int:
        """Where the text first names the body of a noun, whole; its end where it does not, or names another of that noun."""
        first = BODIES[noun][1].search(self.text)
        for m in re.finditer(rf"\b{noun.capitalize()}\b", self.text) if first else ():
            own = OWN_NAME.search(self.text, max(0, m.start() - OWN_LENGTH), m.start())
            if own and not BODIES[noun][1].search(self.text, own.start(), m.end()):
                return len(self.text)
        return first.end() if first else len(self.text)

    def _realm(self, noun: str, start: int) -> str | None:
        """The state that a noun stands for: the last of its kind that the text names before."""
        if noun not in self.realms:
            self.realms[noun] = [m for m in self.mentions if m.code in REALMS[noun] and m.kind not in ("outlet", "company", "ngo")]
        before = bisect_left(self.realms[noun], start, key=lambda m: m.start)
        return self.realms[noun][before - 1].code if before else None
