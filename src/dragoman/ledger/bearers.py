"""Who bears a code that many share: of REB the Houthis, of IGO the African Union, as the codebook knows them by any of their names."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice

from dragoman.ledger.codebook import first_two, rows, unaccented

COLLECTIVE = frozenset({"IGO", "NGO", "MNC", "REB"})
"""Codes that many bodies share: the same code does not mean the same actor."""

NAMES = 4
"""Names of a code that are kept, at most."""

_TABLES = "groups.tsv", "bodies.tsv", "organisations.tsv"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\+?")
_POSSESSIVE = re.compile(r"['’]s?$")
_BESIDE = re.compile(r"[-–— ](?:affiliat|aligned|allied|ally|allies|armed\b|backed|controlled|held|inspired|led\b|linked|run\b|trained)")
"""What follows the name of a body that others have to do with: *Al-Qaeda-linked fighters*."""
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?:the|an?|around|about|at|least|most|more|fewer|less|than|nearly|almost|up|to|over|some|several|many|other|all|both|dozens?|scores|hundreds|"
    r"(?:tens of )?thousands|(?:large )?groups?|members|of|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d[\d,.]*)\s+)+", re.IGNORECASE)
"""How many they are, which the line of an event does not say."""
_AFTER_HEAD = re.compile(r"\s(?:of|in|from|for|on|at|near|who|which|that|with|against|by)\s|[,(]")
_NAME = re.compile(r"(?:(?:a[dlnrst]|ash|el|ul)-[A-Z][\w.’'&-]*|[A-Z0-9][\w.’'&-]*|of|the|for|and|de|del|la|el|al|ul|bin|ibn|van|von|&)(?:\s|$)")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]+$|[A-Z]\w+-(?:al|e|el|i|ul)-[A-Z]\w+$")
"""One word that is a name: *JNIM*, *Lashkar-e-Omar*."""
_BODIES = frozenset("group organisation organization body company firm charity court party force agency movement youth".split())
"""Nouns that say what somebody is where more is said of it: *rebel groups*, not *the group*."""
_BEGINS = frozenset("suspected armed unknown unidentified unnamed masked human environmental foreign local rival".split())
"""What may begin words that are no name, at the head of a sentence."""
_NOBODY = frozenset("no its their his her our my your".split())
_LONGEST = 40


def bearer(surface: str, code: str) -> str | None:
    """The body of a shared code that words name, in the form in which it is shown: *Ansar Allah fighters* -> *the Houthis*; None where they name none.

    Of several the first that the words do not only put beside another (*Al-Qaeda-linked*).
    """
    return _bearer(surface, code) if code in COLLECTIVE else None


@lru_cache(maxsize=65536)
def _bearer(surface: str, code: str) -> str | None:
    found = list(_WORD.finditer(surface))
    words = [_key(m.group()) for m in found]
    names, longest = _names()
    at = 0
    while at < len(words):
        for length in range(min(longest.get(words[at].lower(), 0), len(words) - at), 0, -1):
            key = words[at] if length == 1 else " ".join(words[at:at + length]).lower()
            if (name := names.get((key, code))) and surface[found[at].start()].isupper() | (length > 1):
                if not _BESIDE.match(surface, found[at + length - 1].end()):
                    return name
                at += length - 1
                break
        at += 1
    return None


def is_body(name: str) -> bool:
    """Whether a name is that of a body as `bearer` gives it."""
    return name in _bodies()


def called(surface: str, code: str) -> str | None:
    """What to call a party of no code of its own (a shared one, or UNK): its bearer, or the words that stand for it; None where they name and tell nothing.

    Words do where they are a name (*Yevgeny Prigozhin*), or their last noun is one of people in a part of a society (*Islamist militants*, not *they*,
    *the group*, *150 targets*).
    """
    return bearer(surface, code) or _plain(surface, code)


@lru_cache(maxsize=65536)
def _plain(surface: str, code: str) -> str | None:
    words = " ".join(surface.split())
    article, number = _ARTICLE.match(words), _NUMBER.match(words)
    if number and not (article and number.end() == article.end()):
        words, article = words[number.end():], None
    bare = words[article.end():] if article else words
    parts = bare.split()
    if not parts or len(words) > _LONGEST:
        return None
    if code != "UNK" and parts[0][0].isupper() and not _is_of_people(parts[0]) and _is_name(parts, code):
        return words if bare is words else "the " + bare
    head = _AFTER_HEAD.split(bare, maxsplit=1)[0].split()
    if not head or parts[0].lower() in _NOBODY or not (_is_of_people(head[-1]) or len(head) > 1 and not _BODIES.isdisjoint(_forms(head[-1]))):
        return None
    if code == "REB" and words == parts[0] and not number:
        words = bare = _many(words)
    small = len(parts) == 1 or parts[1].islower()
    if bare is not words or small and parts[0][1:].islower() and parts[0][:7] != "Islamis" and (_is_of_people(parts[0]) or parts[0].lower() in _BEGINS):
        return words[0].lower() + words[1:]
    return words


def _is_name(parts: list[str], code: str) -> bool:
    if len(parts) == 1:
        return bool(_ACRONYM.match(parts[0])) or code == "MNC"
    return all(_NAME.match(part) for part in parts) and any(c.isupper() for c in parts[-1])


def _many(noun: str) -> str:
    """A noun that stands alone before another in the text (*rebel attacks*) as it stands for people: *rebels*; *a gunman*."""
    if noun.endswith("man"):
        return f"a {noun.lower()}"
    return noun + "s" if noun.lower() in _fighters() and not noun.endswith(("s", "y", "n", "o")) else noun


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


@cache
def _fighters() -> frozenset[str]:
    return frozenset(name for name, sector in rows("roles.tsv") if sector == "REB")


def names_of(code: str, told: Iterable[Iterable[str]]) -> list[str]:
    """What the parties of a shared code (or UNK) are called in the words of several statements, given for each: the bodies that they name, most told first,
    NAMES at most; else the words (`called`) of the first that has some; none where nothing says.
    """
    held = [list(words) for words in told]
    bodies = Counter(name for words in held for name in dict.fromkeys(bearer(x, code) for x in words) if name)
    plain = (name for words in held for x in words if (name := called(x, code)))
    return [name for name, _ in bodies.most_common(NAMES)] or list(islice(plain, 1))


def _key(word: str) -> str:
    """A word as names are kept: without accents and possessive, one of small letters or a capital first in the latter form, of capitals as it is."""
    plain = unaccented(_POSSESSIVE.sub("", word)).replace("'", "").replace("’", "")
    return plain if len(plain) > 1 and plain.isupper() else plain.lower()


@cache
def _bodies() -> frozenset[str]:
    return frozenset(_names()[0].values())


@cache
def _names() -> tuple[dict[tuple[str, str], str], dict[str, int]]:
    """The form in which each name with its code is shown, by its key; and how many words a name at most has that begins with a word."""
    shown = first_two("bearers.tsv")
    names, longest = {}, {}
    for table in _TABLES:
        for name, code in rows(table):
            if code not in COLLECTIVE:
                continue
            words = [_key(w) for w in _WORD.findall(name)]
            names[words[0] if len(words) == 1 else " ".join(words).lower(), code] = shown.get(name, name)
            longest[words[0].lower()] = max(longest.get(words[0].lower(), 0), len(words))
    return names, longest
