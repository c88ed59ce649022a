"""What a name stands for by itself, without a report around it: the country of a person, a body, a place, a force."""
from __future__ import annotations

from dragoman.reading.actors import NO_STATE, Actors
from dragoman.reading.codebook import Entry, codebook, fold, in_force, on_day
from dragoman.reading.cues import CONTEXTUAL, REBEL_NOUNS, SHIPS
from dragoman.reading.mentions import PEOPLE, Mention

PERSONS = frozenset({"people", "officials"})
"""Tables of persons: whose country stays theirs before and after their office."""

BY_REPORT = frozenset({"notables"})
"""Tables that reports are read with and names alone are not: most in them held no dated office, and the detector of shifts was weighed on names of ICEWS
as they were known before (with them it finds 4 of 35 turns of 2014, not 6).
"""

LOOSE = frozenset({"city", "state", "place", "weak", "loose", "outlet"})
"""Kinds of names that people bear too (`Mauro Medina`, `A.P. Sharma`): they say nothing inside another name."""


def code_of(name: str, day: str | None = None) -> str:
    """The code of a name on a day (ISO; None: any), or UNK where nothing in it says: `Sergey Viktorovich Lavrov` -> RUS.

    First the codebook's names, whole (but for those of `BY_REPORT`); then a person's without the middle ones; then the names in it, as a report's are read
    (`Turkish Army`, `Bank of Canada`). Nothing is guessed: a bare agent (`police`) is UNK, and so is a party that several countries have.
    """
    key = fold(name)
    if not key:
        return "UNK"
    if entries := codebook()[key] or codebook()[key.lower()]:
        return _of([e for e in entries if e.table not in BY_REPORT], day) or "UNK"
    words = key.split(" ")
    # Of the many who once had some office (`elite`) there is one for every common name.
    if len(words) > 2 and (code := _of([e for e in codebook()[f"{words[0]} {words[-1]}"] if e.table in PERSONS and e.kind != "elite"], day)):
        return code
    actors = Actors(name, day)
    span = (0, len(name))
    found = actors.code(span)
    if len(found) != 1 or not actors.sure(span):
        return "UNK"
    said = {m.code for m in actors.mentions if _is_firm(m, actors)} - {"UNK"}
    if not said and found == ("REB",) and not REBEL_NOUNS.intersection(words):
        return "UNK"  # a gang, or Mr Gang
    # Two states in one name (*National Front for the Salvation of Libya*, where a National Front is France's): it does not say.
    return found[0] if found[0] in NO_STATE or said == {found[0]} or not said and name.split()[0] in SHIPS else "UNK"


def _is_firm(m: Mention, actors: Actors) -> bool:
    """Whether a mention tells what the name around it stands for.

    A place, or a body of one word, does not, as persons are called so too; nor does a person who holds no office on the day (*John Howard Tory*).
    """
    key = actors.key(m)
    if m.kind in PEOPLE:
        return any(in_force(e, actors.published) and (e.start or e.end) for e in codebook()[key])
    return m.kind not in LOOSE and not (m.kind == "institution" and m.last - m.first == 1) and key not in CONTEXTUAL


def _of(entries: list[Entry] | tuple[Entry, ...], day: str | None) -> str | None:
    """The code of the first entry in force on the day; of persons out of office the state that all agree on: who once led a body has gone home."""
    if entry := on_day(entries, day):
        return entry.code
    codes = {e.code for e in entries if e.table in PERSONS} - NO_STATE
    return codes.pop() if len(codes) == 1 else None
