"""The codebook in memory: folded names to entries, found by longest match.

A name is folded to lower-case ASCII words parted by spaces; a single word in capitals (UN, WHO, IS) keeps its case, so
that it does not match the pronoun or the verb.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from dragoman.model import FAMILY_FIRST

TABLES = ("countries", "institutions", "bodies", "groups", "organisations", "officials", "outlets", "cities", "places", "notables", "people")
FOLDED = {"countries", "cities", "places", "notables", "people"}
WORD = re.compile(r"(?:[A-Z]\.){2,}|(?:[A-Z]\.[A-Z]\b)|[^\W_]+(?:['’ʼ`‘][^\W_]+)*(?:\+(?!\w))?")
NUMERAL = re.compile(r"[ivx]+")
POSSESSIVE = re.compile(r"['’][sS]$")
LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "ð": "d",
        "þ": "th",
        "ə": "a",
        "Ə": "A",
        "'": "",
        "’": "",
        "ʼ": "",
        "`": "",
        "‘": "",
    }
)


class Entry(NamedTuple):
    """What one name stands for between two days (ISO, empty where open)."""

    code: str
    start: str
    end: str
    kind: str
    table: str


def ascii_of(word: str) -> str:
    """The word without accents and apostrophes: Erdoğan -> Erdogan, Sana'a -> Sanaa."""
    if word.isalnum() and word.isascii():
        return word
    word = POSSESSIVE.sub("", word).translate(LETTERS).replace(".", "")
    return word if word.isascii() else unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()


def fold(name: str) -> str:
    """The key of a name: `Ban Ki-moon` -> `ban ki moon`, `U.N.` -> `UN`."""
    words = [ascii_of(w) for w in WORD.findall(name)]
    return words[0] if len(words) == 1 and words[0].isupper() and len(words[0]) < 8 else " ".join(words).lower()


class Codebook:
    """All tables: `names` from key to its rows, `longest` from a first word to the most words a name starting so
    has."""

    def __init__(self) -> None:
        folder = files("dragoman.codebook")
        self.names: dict[str, str | tuple[Entry, ...]] = {}
        self.longest: dict[str, int] = {}
        names, longest = self.names, self.longest
        for table in TABLES:
            pre, mark = table in FOLDED, "\t" + table
            for line in (folder / f"{table}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
                name, _, row = line.partition("\t")
                key = name if pre else fold(name)
                row += mark
                names[key] = names[key] + "\n" + row if key in names else row
                first, n = key.partition(" ")[0], key.count(" ") + 1
                if longest.get(first, 0) < n:
                    longest[first] = n
        self.surnames: dict[str, list[Entry]] | None = None

    def __getitem__(self, key: str) -> tuple[Entry, ...]:
        """Entries of a key, in the order of the tables; none where the name is unknown."""
        rows = self.names.get(key)
        if rows is None:
            return ()
        if isinstance(rows, str):
            cells = [r.split("\t") for r in rows.split("\n")]
            rows = self.names[key] = tuple(Entry(c[0], c[1], c[2], c[3], c[5]) for c in cells)
        return rows

    def by_surname(self, surname: str) -> list[Entry]:
        """Office holders and leaders whose last name this is, as a folded lower-case word."""
        if self.surnames is None:
            self.surnames = {}
            held = [key for key, rows in self.names.items() if not isinstance(rows, str) or "\tofficials" in rows or "\tleader\t" in rows]
            for mark, wanted in (("\tofficials", lambda e: e.table == "officials"), ("\tleader\t", lambda e: e.kind == "leader")):
                for key in held:
                    rows = self.names[key]
                    if mark in rows if isinstance(rows, str) else any(map(wanted, rows)):
                        for e in filter(wanted, self[key]):
                            for name in _family_names(key.lower().split(" "), e.code):
                                self.surnames.setdefault(name, []).append(e)
        return self.surnames.get(surname, [])

    def holders(self, code: str, office: str, day: str) -> list[str]:
        """Who holds an office on a day: ('USA', 'secretary of state', '2025-02-01') -> ['marco rubio']."""
        return sorted(
            key
            for key in list(self.names)
            for e in (self[key] if "\tofficials" in self.names[key] or not isinstance(self.names[key], str) else ())
            if e.table == "officials" and e.code == code and e.kind == office and in_force(e, day)
        )


def _family_names(words: Sequence[str], code: str) -> list[str]:
    """The words of a folded name that can stand for it alone: the last, and where families come first the first; no *X* of *Frederik X*."""
    return [w for w in dict.fromkeys((words[-1], words[0]) if code in FAMILY_FIRST else words[-1:]) if not NUMERAL.fullmatch(w)]


def in_force(entry: Entry, day: str | None) -> bool:
    """Whether an entry holds on a day; a shorter ISO prefix counts as its first day, an unknown day as any."""
    if not day:
        return True
    day = (day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10]
    return (not entry.start or entry.start <= day) and (not entry.end or day < entry.end)


def on_day(entries: Sequence[Entry], day: str | None) -> Entry | None:
    """The entry that holds on a day: the first, in the tables' order; in one table an office with its days goes before what a person is otherwise.

    None where none holds. *Michelle Bachelet* of 2022 speaks for the United Nations, of 2024 for Chile.
    """
    holding = [e for e in entries if in_force(e, day)]
    if not holding:
        return None
    first = holding[0]
    dated = (e for e in holding if e.table == first.table and (e.start or e.end))
    return next(dated, first) if day and not (first.start or first.end) else first


@cache
def codebook() -> Codebook:
    """The one codebook of the process, loaded when first asked for."""
    return Codebook()
