"""What part of a state or a society a party is (government, army, rebels, media): PLOVER's sectors, one for a party or none.

The head noun of the party's words decides (*the president's spokesman* is a spokesman, and so what he speaks for is); for a
bare name what the report calls its bearer, then the office of the day; last the code itself. A country or capital alone has
no role: the words don't say who in it acts.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from dragoman.model import Span
from dragoman.reading.actors import Actors
from dragoman.reading.codebook import Entry, in_force, on_day
from dragoman.reading.cues import FIRST_PERSON, HE, HONORIFICS, IT, LOWER_STARTS, NOBODY, PREFIXES, PREPOSITIONS, SHIPS, word_set
from dragoman.reading.mentions import PEOPLE, PLACES, Mention

BY_CODE = {"REB": "REB", "NGO": "NGO", "MNC": "BUS", "UNO": "IGO", "EUU": "IGO", "NAT": "IGO", "IGO": "IGO"}
"""Roles of codes that stand for no state. They come before an office that the words name: a minister of the Houthis is REB."""

BESIDE = {"REB": word_set("CVL MED BUS NGO JUD"), "IGO": word_set("MIL CVL MED BUS NGO"), "NGO": word_set("MED CVL"), "BUS": word_set("MED CVL")}
"""Roles that words may have beside such a code: *UN peacekeepers* are MIL, *EU citizens* CVL."""

LINKS: dict[str, str | None] = {
    **dict.fromkeys(word_set("""
        spokesman spokeswoman spokesperson spokespeople head chief chairman chairwoman chair director member representative officer delegation source
        team group aide adviser advisor staff personnel agent unit wing branch faction bloc alliance coalition party movement figure politician
        organization organisation body agency service department office bureau institution board committee commission council panel network
        outlet channel station website site report document statement memo cable letter account study investigation announcement base convoy
        vehicle post checkpoint outpost headquarters position target facility building compound camp ship vessel boat plane aircraft helicopter
        jet carrier depot patrol crew contingent column cell mission division deputy circle insider dozens hundreds thousands tens scores number lot most
        majority pair handful series duo trio element proxy arm founder owner operative inspector investigator monitor observer expert"""), None),
    "president": "GOV", "vice president": "GOV", "secretary": "GOV", "press secretary": "GOV", "director general": "GOV", "governor": "GOV",
    "chief of staff": "GOV", "leader": "GOV", "leadership": "GOV", "official": "GOV", "speaker": "LEG", "secretary general": "IGO",
    "general secretary": None, "chief executive": "BUS", "commander": "MIL", "commander in chief": "MIL", "force": "MIL", "forces": "MIL",
    "fighter": "REB"}
"""Nouns whose bearer has the role of what he or it is of (*Gazprom's president*, *a police station*, *members of parliament*), else this one."""

OF_THE_STATE = word_set("spokesman spokeswoman spokesperson delegation representative agent agency department")
"""Of these, nouns that stand for the government where they are a state's: *a US spokesman*, *the Iranian delegation*."""

FORMER = word_set("former ex onetime ousted deposed toppled retired erstwhile")
"""Who held an office holds it no longer: PLOVER has a sector for them (ELI) that is none of ours."""

AFTER = re.compile(r"\w+(?:ed|ing)|loyal|familiar|close|responsible|abroad|there|alike|worldwide|overseas|himself|herself|themselves|itself")
"""A word that begins what is said of the head before it: *troops stationed abroad*, *sources close to the army*."""

ADJECTIVE = re.compile(r"(?:[iey]an|ese|ish|eli|qi|ani|ch|ican|ghan|erman)$")
CLOSE = word_set("source deputy adviser advisor aide counsellor")
COMPLEMENTS = word_set("of for from at in with within inside by")
RELATIVE = word_set("who which that whose whom")
DETERMINERS = word_set("the a an his her its their our")


class Unit(NamedTuple):
    """Tokens first up to last of a noun phrase: a `role` ('' says that the noun has none), a `link`, a `person`, a `place`, another `name`, a `word`."""

    first: int
    last: int
    kind: str
    role: str | None = None
    key: str = ""


@cache
def table() -> dict[str, str]:
    """Folded names and nouns with their roles; an empty one says that there is none (*general strike*, *wife*)."""
    lines = (files("dragoman.codebook") / "roles.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {name: role for name, role, _ in (line.split("\t") for line in lines)}


@cache
def longest() -> dict[str, int]:
    """The most words of a name that begins with a word."""
    out: dict[str, int] = defaultdict(int)
    for name in (*table(), *LINKS):
        first = name.partition(" ")[0].lower()
        out[first] = max(out[first], name.count(" ") + 1)
    return out


@lru_cache(1 << 14)
def longest_of(word: str) -> int:
    """The most words of a name that begins with a word, or with its singular; 0 where none does."""
    return max(longest().get(word, 0), longest().get(singular(word), 0))


def singular(phrase: str) -> str:
    """The phrase with its last word in the singular: *prime ministers* is *prime minister*, *policemen* is *policeman*."""
    if phrase.endswith("men"):
        return phrase[:-2] + "an"
    if phrase.endswith("ies"):
        return phrase[:-3] + "y"
    if phrase.endswith(("sses", "ches", "shes", "xes")):
        return phrase[:-2]
    return phrase[:-1] if phrase.endswith("s") and not phrase.endswith("ss") else phrase


class Roles:
    """Roles of the parties of one report."""

    def __init__(self, actors: Actors) -> None:
        self.actors, self.text, self.tokens = actors, actors.text, actors.tokens
        self.named = actors.named
        self.inside = {k for m in actors.mentions if m.kind in PLACES for k in range(m.first + 1, m.last)}
        self.spots: dict[str, list[int]] | None = None
        self.told: dict[tuple[Span, str], str | None] = {}
        self.units: dict[Mention, Unit] = {}

    def role(self, span: Span, code: str = "UNK") -> str | None:
        """Role of the party text[start:end], of the code that actor resolution gives it; None where nothing says."""
        if (span, code) not in self.told:
            self.told[span, code] = self._role(span, code)
        return self.told[span, code]

    def _role(self, span: Span, code: str) -> str | None:
        i, j = bisect_left(self.actors.starts, span[0]), bisect_left(self.actors.starts, span[1])
        if i == j:
            return None
        word = self.tokens[i].lower
        if j == i + 1 and word in FIRST_PERSON | HE | IT and self.tokens[i].word != "US":
            return self._by_code(self._of_pronoun(word, span[0]), code, i, j)
        a, b = next(self._parts(i, j), (i, j))
        name = self._is_name(a, b)
        found = self._called(b - 1) if name else None
        if found is None:
            found = self._clauses(i, self._widened(i, j))
        if found is None and name:
            found = self._in_office(a, b, code)
        if found is None and self.actors.speaks_usa and code == "USA" and self.text[span[1]:span[1] + 1] == ":":
            found = "GOV"  # who speaks in a transcript of the US government
        return self._by_code(found, code, i, j)

    def source(self, span: Span, code: str, kind: str) -> str | None:
        """Role of a source; an outlet that the words don't name as one (*Izvestia*, *the daily*) is known by its kind."""
        return self.role(span, code) or ("MED" if kind == "media" else None)

    def _by_code(self, found: str | None, code: str, i: int, j: int) -> str | None:
        own = BY_CODE.get(code)
        if own is None:
            if found == "IGO" and code != "UNK":  # a state's: the secretary general of its foreign ministry, a member of the EU
                return "GOV" if self.tokens[j - 1].lower == "general" or "general" in {t.lower for t in self.tokens[i:j]} else None
            return found or None
        if found in BESIDE[own]:
            return found
        if found == "":
            return None  # gunmen, NATO allies, a former commissioner
        mentions = [self.named[k] for k in range(i, j) if k in self.named]
        if own == "IGO" and found is None and mentions and all(m.kind in PLACES for m in mentions):
            return None  # Europe, Brussels
        return own

    # the words

    def _units(self, i: int, j: int, named: bool = True) -> list[Unit]:
        """The phrase cut into names, nouns of a role, and other words: the longest that begins at each token."""
        out, k = [], i
        while k < j:
            m = self.named.get(k) if named else None
            m = m if m and m.last <= j else None
            unit = self._noun(k, j)
            if m and (unit is None or m.last > unit.last):
                unit = self.units.get(m) or self.units.setdefault(m, self._of_mention(m))
            if unit is None:
                unit = Unit(k, k + 1, "place" if k in self.inside else "name" if self._named(k) else "word")
            out.append(unit)
            k = unit.last
        return out

    def _named(self, k: int) -> bool:
        """Whether a token is part of a name or a number: *bin* is between names, *hon* of *Su-hon* after a hyphen."""
        word = self.tokens[k].word
        if word.lower() in DETERMINERS:
            return False
        after_name = k > 0 and self.tokens[k - 1].word[:1].isupper()
        return not word[:1].islower() or after_name and (word in LOWER_STARTS or self.text[self.tokens[k].start - 1] == "-")

    def _noun(self, k: int, j: int) -> Unit | None:
        end = min(j, k + longest_of(self.tokens[k].lower))
        for last in range(end, k, -1):
            if all(t.joined for t in self.tokens[k:last - 1]):
                key = " ".join(t.lower for t in self.tokens[k:last])
                for name in (self.tokens[k].word if last == k + 1 else key, key, singular(key)):
                    if name in LINKS:
                        return Unit(k, last, "link", LINKS[name], name)
                    if name in table():
                        return Unit(k, last, "role", table()[name], name)
        return None

    def _of_mention(self, m: Mention) -> Unit:
        """A name of the codebook: an organisation's role, a person's, or none."""
        key = self.actors.key(m)
        entries = [e for e in self.actors.book[key] or self.actors.book[key.upper()] if e.code == m.code]
        entry = on_day(entries, self.actors.published)
        if m.kind in PEOPLE:
            noun = self._phrase(m.first, m.last, named=False)  # Bush administration, King Abdullah
            if noun:
                return Unit(m.first, m.last, "role", noun)
            return Unit(m.first, m.last, "person", table()[key] if key in table() else of_office(entry) if entry else None)
        if key in table():
            return Unit(m.first, m.last, "role", table()[key])
        if m.code in BY_CODE and any(e.table == "bodies" for e in entries):
            return Unit(m.first, m.last, "role", "IGO")
        if m.kind in ("outlet", "state", "company", "ngo", "body", "group"):
            if m.kind != "state" or any(e.table == "outlets" for e in entries):
                return Unit(m.first, m.last, "role", of_organisation(m))
        elif m.kind == "institution":
            role = self._phrase(m.first, m.last, named=False)
            if role is not None:
                return Unit(m.first, m.last, "role", role)
        return Unit(m.first, m.last, "place" if m.kind in PLACES else "person" if m.kind == "learned" else "name")

    def _clauses(self, i: int, j: int) -> str | None:
        """Role of a party's words, part after part at their commas, until one has a role or has none for sure; the parts of a list must agree."""
        parts = list(self._parts(i, j))
        if any(self.tokens[a].lower in ("and", "or") for a, _ in parts[1:]):
            roles = {self._phrase(a + (self.tokens[a].lower in ("and", "or")), b) for a, b in parts}
            return roles.pop() if len(roles) == 1 else None
        return next((role for role in (self._phrase(a, b) for a, b in parts) if role is not None), None)

    def _parts(self, i: int, j: int) -> Iterator[Span]:
        a = i
        for k in range(i, j):
            if self.tokens[k].lower in RELATIVE:
                j = k
                break
            if self.tokens[k].lower == "turned":  # a general turned president is the president
                a = k + 1
        begin = a
        for k in range(a, j):
            if k > begin and re.search(r"[,;:()–—]", self.text[self.tokens[k - 1].end:self.tokens[k].start]):
                yield begin, k
                begin = k
        if begin < j:
            yield begin, j

    def _phrase(self, i: int, j: int, strict: bool = False, named: bool = True) -> str | None:
        """Role of one noun phrase with what hangs on it. A `strict` one must end in its head: no name after it, nothing said of it."""
        units = self._units(i, j, named)
        cuts = [n for n, u in enumerate(units) if n and u.kind in ("word", "name") and self._cuts(units, n, strict)]
        head, tails = units[:cuts[0]] if cuts else units, [units[a:b] for a, b in pairwise([*cuts, len(units)])]
        if strict and (not head or not self._of_one(head[-1]) or any(u.kind == "word" and self._word(u) not in DETERMINERS for t in tails for u in t[1:])):
            return None
        if tails and self._word(tails[0][0]) == "of" and all(self._word(u) in NOBODY or self._word(u) == "some" or self._word(u).isdigit() for u in head):
            return self._tail(tails[0])  # two of the soldiers
        sides: list[list[Unit]] = [[]]
        for u in head:
            if u.kind == "word" and self._word(u) in ("and", "or"):
                sides.append([])
            else:
                sides[-1].append(u)
        last = self._core(sides[-1], tails)
        for side in sides[:-1]:
            role = self._core(side)
            shared = named and side and all(u.kind in ("word", "place") for u in side) and any(u.kind == "place" for u in sides[-1])  # US and Korean officials
            if role != last and not shared and (role is not None or any(u.kind != "word" and u.kind != "name" for u in side)):
                return None
        return last

    def _cuts(self, units: list[Unit], n: int, strict: bool) -> bool:
        word = self._word(units[n])
        if self.text[self.tokens[units[n].first].start - 1] in "-–":  # a London-based firm
            return False
        return word in PREPOSITIONS or word == "as" or not strict and units[n - 1].kind in ("role", "link") and bool(AFTER.fullmatch(word))

    def _word(self, unit: Unit) -> str:
        return self.tokens[unit.first].lower if unit.last == unit.first + 1 else ""

    def _tail(self, tail: list[Unit]) -> str | None:
        return self._phrase(tail[1].first, tail[-1].last) if len(tail) > 1 else None

    def _core(self, units: list[Unit], tails: Sequence[list[Unit]] = ()) -> str | None:
        """Role of a noun phrase without prepositions: its last noun decides, what goes before a possessive aside."""
        owned = [n for n, u in enumerate(units) if self.text[self.tokens[u.last - 1].end:self.tokens[u.last - 1].end + 1] in ("'", "’") and n + 1 < len(units)]
        owner, units = (units[:owned[-1] + 1], units[owned[-1] + 1:]) if owned else ([], units)
        for n in range(len(units) - 1, -1, -1):
            u = units[n]
            if u.kind == "word":
                if n == len(units) - 1:
                    return None
                break
            if u.kind == "role" or u.kind == "link":
                if self._coloured(u):
                    return None
                if any(self._word(v) in FORMER for v in units[:n]):
                    return ""
                if u.kind == "role":
                    rules = u.role == "MIL" and any(v.kind == "person" and v.role == "GOV" for v in units[n:])  # Colonel Gaddafi
                    return "GOV" if rules else u.role
                return self._linked(u, units[:n], owner, tails, units)
        if any(self.tokens[u.first].word in SHIPS for u in units):
            return "MIL"
        return next((u.role for u in reversed(units) if u.kind == "person" and u.role is not None), None)

    def _linked(self, link: Unit, before: list[Unit], owner: list[Unit], tails: Sequence[list[Unit]], phrase: list[Unit]) -> str | None:
        """Role of a *leader*, *member* or *station*: that of the noun before it, of its owner, or of what it is of."""
        for u in reversed(before):
            if u.kind in ("role", "link") and u.role and not self._coloured(u) and not self._hyphened(u):
                return u.role
        if owner and (role := self._core(owner)):
            return role
        for tail in tails[:2]:
            what = self._word(tail[0])
            if (what in COMPLEMENTS or what == "to" and link.key in CLOSE) and (role := self._tail(tail)):
                return role
        whose = [*phrase, *owner, *(u for t in tails[:1] if self._word(t[0]) in ("of", "for") for u in t)]
        return "GOV" if link.key in OF_THE_STATE and any(u.kind == "place" for u in whose) else link.role

    def _coloured(self, unit: Unit) -> bool:
        """`pro-government`, `anti-police`: the noun only colours what follows."""
        start = self.tokens[unit.first].start
        return bool(PREFIXES.search(self.text[max(0, start - 8):start])) and unit.key.partition(" ")[0] not in ("anti", "pro", "non", "counter")

    def _of_one(self, unit: Unit) -> bool:
        """Whether a unit is a noun in the singular, as the title of one person is."""
        return unit.kind in ("role", "link") and unit.key.lower().rpartition(" ")[2] in ("", self.tokens[unit.last - 1].lower)

    def _hyphened(self, unit: Unit) -> bool:
        return self.text[self.tokens[unit.last - 1].end:self.tokens[unit.last - 1].end + 1] in ("-", "–")

    def _widened(self, i: int, j: int) -> int:
        """End of the noun that a bare adjective goes with: *Ukrainian* of *Ukrainian people*."""
        m = self.named.get(j - 1)
        if m is None or m.first != i and self.tokens[i].lower not in DETERMINERS or m.kind not in PLACES or not ADJECTIVE.search(self.tokens[j - 1].lower):
            return j
        unit = self._noun(j, min(j + 3, len(self.tokens))) if j < len(self.tokens) and self.tokens[j - 1].joined else None
        return unit.last if unit and self.tokens[j].word[:1].islower() else j

    # names

    def _is_name(self, i: int, j: int) -> bool:
        """Whether the words are a person's name, or one that the codebook lacks."""
        units = self._units(i, j)
        return all(u.kind in ("name", "person") or self._word(u) in HONORIFICS for u in units) and self.tokens[j - 1].word[:1].isupper()

    def _called(self, k: int) -> str | None:
        """What the report calls the bearer of a name, the first time that it calls him anything."""
        if self.spots is None:
            self.spots = defaultdict(list)
            for n, t in enumerate(self.tokens):
                if t.word[:1].isupper():
                    self.spots[t.lower].append(n)
        for at in self.spots.get(self.tokens[k].lower, ())[:20]:
            first, last = at, at + 1
            while first and at - first < 4 and self.tokens[first - 1].joined and self._of_name(first - 1):
                first -= 1
            while last < len(self.tokens) and last - at < 4 and self.tokens[last - 1].joined and self._of_name(last):
                last += 1
            for role in (self._title(first, last), self._before(first), self._behind(last)):
                if role is not None:
                    return role
        return None

    def _of_name(self, k: int) -> bool:
        word = self.tokens[k].word
        return (word[:1].isupper() and word.lower() not in NOBODY or word in LOWER_STARTS) and self._noun(k, k + 1) is None

    def _title(self, first: int, last: int) -> str | None:
        """*Iranian Foreign Minister X*, *President of Chile X*, *former spokesman X*."""
        a = first
        while a and first - a < 8 and self.tokens[a - 1].joined and self.tokens[a - 1].lower not in (*RELATIVE, "and", "or"):
            a -= 1
        units = self._units(a, last)
        for n in range(len(units) - 1, -1, -1):
            tail: list[Unit] = []
            if self._word(units[n]) in ("of", "to", "for", "in") and 0 < n < len(units) - 2 and units[n - 1].kind in ("role", "link"):
                what = units[n + 2 if self._word(units[n + 1]) == "the" else n + 1:]
                if what[0].kind not in ("place", "role") or len(what) < 2 or any(u.kind not in ("name", "person") for u in what[1:]):
                    return None
                n, tail = n - 1, units[n:]
            of = n - 2 if n and self._word(units[n - 1]) == "the" else n - 1
            if units[n].kind in ("role", "link") and not tail and of > 0 and self._word(units[of]) == "of" and units[of - 1].kind in ("role", "link"):
                continue  # the secretary general of NATO X
            if units[n].kind in ("role", "link"):
                if not self._of_one(units[n]):
                    return None
                low = n
                while low and (units[low - 1].kind != "word" or self._word(units[low - 1]) in FORMER):
                    low -= 1
                return self._core(units[low:n + 1 if tail else len(units)], [tail] if tail else [])
            if units[n].kind == "word" and self._word(units[n]) != "the":
                return None
        return None

    def _before(self, first: int) -> str | None:
        """*Syria's ambassador to Iraq, X*."""
        if not first or self.text[self.tokens[first - 1].end:self.tokens[first].start] != ", ":
            return None
        for a in range(first - 1, max(-1, first - 10), -1):
            if a < first - 1 and not self.tokens[a].joined:
                return None
            m = self.named.get(a)
            if self.tokens[a].lower in DETERMINERS or m and m.kind in PLACES:
                role = self._phrase(a, first, strict=True)
                if role is not None:
                    return role
        return None

    def _behind(self, a: int) -> str | None:
        """*X, the foreign minister of Iran,* and *X, Iran's foreign minister,*."""
        if a >= len(self.tokens) or self.text[self.tokens[a - 1].end:self.tokens[a].start] != ", ":
            return None
        b = a
        while b < len(self.tokens) and b - a < 12 and (b == a or self.tokens[b - 1].joined) and self.tokens[b].lower not in RELATIVE:
            b += 1
        return self._phrase(a, b, strict=True)

    def _in_office(self, i: int, j: int, code: str) -> str | None:
        """Role of the one who bears the surname and holds an office of this code on the day of the report."""
        if j - i > 1 and self.tokens[i].lower not in HONORIFICS:
            return None
        found = (e for e in self.actors.book.by_surname(self.tokens[j - 1].lower) if e.code == code and (e.start or e.end))
        return next((of_office(e) for e in found if in_force(e, self.actors.published)), None)

    def _of_pronoun(self, word: str, at: int) -> str | None:
        """Role of whom *he* or *it* stands for; *we* of a US government text is the government."""
        if word in FIRST_PERSON:
            return "GOV" if self.actors.speaks_usa and word not in ("you", "your") else None
        m = self.actors.antecedent(word, at)
        if m is None:
            return None
        if m.kind not in PEOPLE and m.kind != "learned":
            return self._of_mention(m).role
        called = self._title(m.first, m.last)
        called = self._called(m.last - 1) if called is None else called
        return self._of_mention(m).role if called is None else called


def of_office(entry: Entry) -> str | None:
    """Role of who holds an office of the codebook."""
    if entry.code in BY_CODE:
        return BY_CODE[entry.code]
    if entry.kind in ("senator", "speaker of the house"):
        return "LEG"
    if entry.kind in ("chairman of the joint chiefs", "commander-in-chief"):
        return "MIL"
    return "GOV" if entry.table == "officials" or entry.kind in ("leader", "minister", "ambassador") else None


def of_organisation(m: Mention) -> str:
    """Role of an outlet, company or body; an armed group that has come to rule (the Taliban, from August 2021) is a government."""
    if m.kind == "group":
        return "REB" if m.code == "REB" else "GOV"
    return {"company": "BUS", "ngo": "NGO", "body": "IGO"}.get(m.kind, "MED")
