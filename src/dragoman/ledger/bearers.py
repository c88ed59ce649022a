"""Who bears a code that many share: of REB the Houthis, of IGO the African Union, as the codebook knows them by any of their names."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice, repeat
from typing import NamedTuple

from dragoman.ledger.codebook import dated, first_two, rows, unaccented
from dragoman.model import Actor

COLLECTIVE = frozenset({"IGO", "NGO", "MNC", "REB"})
"""Codes that many bodies share: the same code does not mean the same actor."""

NAMES = 4
"""Names of a code that are kept, at most."""

_TABLES = "groups.tsv", "bodies.tsv", "organisations.tsv"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\+?")
_POSSESSIVE = re.compile(r"['’]s?$")
_BESIDE = re.compile(r"[-–— ](?:affiliat|aligned|allied|ally|allies|armed\b|backed|controlled|held|inspired|led\b|linked|run\b|trained|"
                     r"splinter|breakaway|offshoot|dissident)")
"""What follows the name of a body that others have to do with, or have left: *Al-Qaeda-linked fighters*, *FARC dissidents*."""
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?:the|an?|around|about|approximately|roughly|at|least|most|more|fewer|less|than|nearly|almost|up|to|over|some|several|many|numerous|other|all|"
    r"dozens?|scores|hundreds?|(?:tens of )?thousands?|(?:(?:large )?groups?|members) of|of|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)?|\d[\d,.]*)\s+)+", re.IGNORECASE)
"""How many they are, which the line of an event does not say."""
_ASIDE = re.compile(r"\s*\([^)]*\)?$|[\"“”]")
_CUT_OFF = re.compile(r"(?:\s+(?:in|of|on|at|for|from|by|to|with|near|and|the|who|which|that|are|is|were|was))+$")
"""What the end of words is where the reader cut them off: *Gunmen in*."""
_AFTER_HEAD = re.compile(r"\s(?:of|in|from|for|on|at|near|who|which|that|with|against|by)\s|[,(]")
_NAME = re.compile(r"(?:(?:a[dlnrst]|ash|el|ul)-[A-Z][\w.’'&-]*|[A-Z0-9][\w.’'&-]*|of|the|for|and|de|del|la|el|al|ul|bin|ibn|van|von|&)(?:\s|$)")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]+$|[A-Z]\w+-(?:al|e|el|i|ul)-[A-Z]\w+$")
"""One word that is a name: *JNIM*, *Lashkar-e-Omar*."""
_BODIES = frozenset("group organisation organization body company firm charity court party force agency movement youth".split())
"""Nouns that say what somebody is where more is said of it: *rebel groups*, not *the group*."""
_BEGINS = frozenset("""suspected armed unknown unidentified unnamed masked human environmental foreign local rival one same multiple various rights
    women's animal civil consumer mental labor labour student government business""".split())
"""What may begin words that are no name, at the head of a sentence."""
_PREFIX = re.compile(r"(?:Pro|Anti|Non)-")
_NOBODY = frozenset("no its their his her our my your".split())
_SAYS_NOBODY = _NOBODY | frozenset("""the a an he she it they we i you him them us this that these those who which whose both each all some several many most
    other others two three four five six seven eight nine ten""".split())
"""Words that may have a capital at the head of a sentence, and name none."""

_LONGEST = 40


class Borne(NamedTuple):
    """A body, and for the name of a person who stands for it the days from and up to which (ISO, empty where open); none for its own names."""

    body: str
    held: tuple[tuple[str, str], ...] = ()


def bearer(surface: str, code: str, day: str | None = None) -> str | None:
    """The body of a shared code that words name, in the form in which it is shown: *Ansar Allah fighters* -> *the Houthis*; None where they name none.

    Of several the first that the words do not only put beside another (*Al-Qaeda-linked*). Who leads a body or speaks for it on the day (an ISO prefix; None:
    at any time) stands for it, as a president for his state: *Yahya Sinwar* -> *Hamas*; but not who is called a *former* one.
    """
    for body, held in _borne(surface, code) if code in COLLECTIVE else ():
        if not held or not day or any(start <= day and (not end or day < end) for start, end in held):
            return body
    return None


@lru_cache(maxsize=65536)
def _borne(surface: str, code: str) -> tuple[Borne, ...]:
    """The bodies that words name, in their order."""
    found = list(_WORD.finditer(surface))
    words = [_key(m.group()) for m in found]
    names, longest = _names()
    former = "former" in words
    made, at = [], 0
    while at < len(words):
        for length in range(min(longest.get(words[at].lower(), 0), len(words) - at), 0, -1):
            if (named := names.get((_joined(words[at:at + length]), code))) and surface[found[at].start()].isupper() | (length > 1):
                if not _BESIDE.match(surface, found[at + length - 1].end()) and not (former and named.held):
                    made.append(named)
                at += length - 1
                break
        at += 1
    return tuple(made)


def told_as(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether of the bodies that two texts name one is in both, or the wing, branch or mission of one in the other: *the Qassam Brigades*, *Hamas*; but not
    two branches of one body.
    """
    wings = _wings()
    first, second = ({name for name in names if name not in {wings.get(x) for x in names}} for names in (set(one), set(other)))
    return bool(first & second or {wings.get(x) for x in first} & second or first & {wings.get(x) for x in second})


def is_body(name: str) -> bool:
    """Whether a name is that of a body as `bearer` gives it."""
    return name in _bodies()


def is_named(party: Actor) -> bool:
    """Whether the words for a party say who it is: a name, or of a shared code what stands behind it; not *they*, *the three*, *his country*."""
    if party.code in COLLECTIVE:
        return called(party.surface, party.code) is not None
    return any(word[0].isupper() and word.lower() not in _SAYS_NOBODY for word in _WORD.findall(party.surface))


def called(surface: str, code: str, day: str | None = None) -> str | None:
    """What to call a party of no code of its own (a shared one, or UNK): its bearer, or the words that stand for it; None where they name and tell nothing.

    Words do where they are a name (*Free Men of the Delta*), or their last noun is one of people in a part of a society (*Islamist militants*, not *they*,
    *the group*, *150 targets*).
    """
    return bearer(surface, code, day) or _plain(surface, code)


@lru_cache(maxsize=65536)
def _plain(surface: str, code: str) -> str | None:
    if len(surface) > 4 * _LONGEST:
        return None
    words = " ".join(_ASIDE.sub("", surface).split())
    whole, words = words, _CUT_OFF.sub("", words)
    article, number = _ARTICLE.match(words), _NUMBER.match(words)
    counted = bool(number and not (article and number.end() == article.end()))
    if counted:
        words, article = words[number.end():], None
    bare = words[article.end():] if article else words
    parts = bare.split()
    if not parts or len(words) > _LONGEST or parts[0].lower() in _NOBODY:
        return None
    head = _AFTER_HEAD.split(bare, maxsplit=1)[0].split()
    name = _is_name(parts, code)
    if code != "UNK" and name and not _is_of_people(parts[0]) and (words == whole and not counted or not _is_of_people(parts[-1])):
        return None if counted or words != whole else words if bare is words else "the " + bare
    if not head or not (_is_of_people(head[-1]) or len(head) > 1 and not _BODIES.isdisjoint(_forms(head[-1]))) or any(x.isdigit() for x in head):
        return None
    if code in COLLECTIVE and words == whole == parts[0] and len(set(_forms(bare))) == 1:  # *rebel*, of *rebel attacks*
        if code != "REB":
            return None
        words = bare = _many(words)
    small = (len(parts) == 1 or parts[1].islower()) and not (name and "for" in parts)
    first = parts[0].partition("-")[0]
    if bare is not words or _PREFIX.match(bare) or small and first[1:].replace("'", "").islower() and first[:7] != "Islamis" and (
            _is_of_people(first) or first.lower() in _BEGINS):
        return words[0].lower() + words[1:]
    return words


def _is_name(parts: list[str], code: str) -> bool:
    """Whether words look like a name: capitals throughout, or one of capitals alone; of companies any with a capital that is no place's."""
    if len(parts) > 1:
        return all(_NAME.match(part) for part in parts) and any(c.isupper() for c in parts[-1])
    word = parts[0]
    return bool(_ACRONYM.match(word)) or code == "MNC" and word[0].isupper() and unaccented(word).lower() not in _places()


def _many(noun: str) -> str:
    """A noun that stands alone before another in the text (*rebel attacks*) as it stands for people: *rebels*; *a gunman*."""
    if noun.endswith("man"):
        return f"a {noun.lower()}"
    return noun + "s" if noun.lower() in _fighters() and not noun.endswith(("s", "y", "n", "o")) else noun


@cache
def _fighters() -> frozenset[str]:
    return frozenset(name for name, sector in rows("roles.tsv") if sector == "REB")


@cache
def _places() -> frozenset[str]:
    return frozenset(name for table in ("countries.tsv", "cities.tsv") for name, _ in rows(table))


def _is_of_people(noun: str) -> bool:
    """Whether a word is a noun of people by their part in a society, in one of its numbers."""
    forms = _forms(noun)
    return _BODIES.isdisjoint(forms) and not _roles().isdisjoint(forms)


def _forms(noun: str) -> tuple[str, ...]:
    word = noun.lower().strip("'’\"")
    return word, word.removesuffix("s"), word[:-3] + "y" if word.endswith("ies") else word, word[:-3] + "man" if word.endswith("men") else word


@cache
def _roles() -> frozenset[str]:
    return frozenset(name for name, _ in rows("roles.tsv") if " " not in name)


def names_of(code: str, told: Iterable[Iterable[str]], days: Iterable[str | None] = repeat(None)) -> list[str]:
    """What the parties of a shared code (or UNK) are called in the words of several statements, given for each, with its day: the bodies that they name, most
    told first, NAMES at most, of a wing and whose wing it is only the more told; else the words (`called`) of the first that has some; none where nothing says.
    """
    held = [[(x, day) for x in words] for words, day in zip(told, days, strict=False)]
    bodies = Counter(name for words in held for name in dict.fromkeys(bearer(x, code, day) for x, day in words) if name)
    for wing, whole in [(x, _wings()[x]) for x in bodies if _wings().get(x) in bodies]:
        del bodies[whole if bodies[wing] >= bodies[whole] else wing]
    plain = (name for words in held for x, day in words if (name := called(x, code, day)))
    return [name for name, _ in bodies.most_common(NAMES)] or list(islice(plain, 1))


def _key(word: str) -> str:
    """A word as names are kept: without accents and possessive, one of small letters or a capital first in the latter form, of capitals as it is."""
    plain = unaccented(_POSSESSIVE.sub("", word)).replace("'", "").replace("’", "")
    return plain if len(plain) > 1 and plain.isupper() else plain.lower()


def _joined(words: list[str]) -> str:
    """The key of a name from those of its words: capitals tell a single word from another."""
    return words[0] if len(words) == 1 else " ".join(words).lower()


@cache
def _wings() -> dict[str, str]:
    return first_two("wings.tsv")


@cache
def _bodies() -> frozenset[str]:
    return frozenset(named.body for named in _names()[0].values())


@cache
def _names() -> tuple[dict[tuple[str, str], Borne], dict[str, int]]:
    """What each name of a body, or of who stands for it, means with its code, by its key; and how many words a name at most has that begins with a word."""
    shown, leaders = first_two("bearers.tsv"), first_two("leaders.tsv")
    meant = [(name, code, Borne(shown.get(name, name))) for table in _TABLES for name, code in rows(table)]
    meant += [(name, code, Borne(leaders[name], ((start, end),))) for name, code, start, end in dated("officials.tsv") if name in leaders]
    names: dict[tuple[str, str], Borne] = {}
    longest: dict[str, int] = {}
    for name, code, borne in meant:
        if code in COLLECTIVE:
            words = [_key(w) for w in _WORD.findall(name)]
            key = _joined(words), code
            before = names.get(key)
            names[key] = Borne(borne.body, before.held + borne.held) if before and before.held else borne
            longest[words[0].lower()] = max(longest.get(words[0].lower(), 0), len(words))
    return names, longest
