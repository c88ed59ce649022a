"""Under which names a statement counts for its sources: the person or office, the outlet, the kind, the country, the chain.

Names are compared by rules, without a list of people: `PERSONS` and `OUTLETS` give surfaces with what is made of them, and tests run them.
"""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from dragoman.ledger.bearers import COLLECTIVE, bearer
from dragoman.ledger.codebook import unaccented
from dragoman.model import FAMILY_FIRST, Source, Statement

LEVELS = ("person", "outlet", "kind", "country", "chain")

LEVEL = "person"
"""The level of who asks for none: whether a source keeps its word is asked of who gives it."""

OWN_VOICE = "own voice"
"""The kind of a publisher that names nobody who says so."""

UNNAMED_MEDIA = "unnamed media"

_ROLES = frozenset("""president minister premier chancellor secretary spokesman spokeswoman spokesperson ambassador envoy general adviser advisor
    leader chief king queen prince princess sheikh senator governor mayor commander director chairman chairwoman candidate representative deputy
    diplomat official lawmaker colonel major admiral captain judge prosecutor pope patriarch mr mrs ms dr state defence defense treasury
    affairs""".split())
_OFFICES = frozenset("""ministry department commission council army navy force fleet forces military police government house office union nations states
    command parliament senate congress court agency embassy party movement republic guard guards group administration committee organisation
    organization intelligence service authority authorities officials""".split())
_NOBODY = frozenset("""he she it they we i you who one officials authorities police analysts experts observers activists protesters residents witnesses
    locals medics doctors lawyers lawmakers diplomats sources rebels opposition group government ministry army military embassy others some
    many""".split())
_PARTICLES = frozenset("al el bin ibn de da do dos del della der den di du la le van von zu abu".split())
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)
_MEDIA = re.compile(r"\bmedia\b|\b(?:newspapers|broadcasters|outlets)\b|\b(?:reports?|[Rr]eportedly|television|[a-z]+ TV)$")
_DESCRIPTORS = frozenset("news agency newspaper magazine broadcaster television tv radio channel website online".split())
_WITHIN = frozenset("of and the for in on via de la le el al der die das du del e y".split())

PERSONS = {
    ("Foreign Minister Abbas Araghchi", "IRN"): "abbas araghchi", ("Araghchi", "IRN"): "araghchi", ("Mr. Lavrov", "RUS"): "lavrov",
    ("Kazem Jalali, Iran's ambassador in Moscow", "IRN"): "kazem jalali", ("Iran's ambassador to Russia, Kazem Jalali", "IRN"): "kazem jalali",
    ("President of Russia Vladimir Putin", "RUS"): "vladimir putin", ("Donald J. Trump", "USA"): "donald trump",
    ("Secretary of State Antony Blinken", "USA"): "antony blinken", ("North Korean leader Kim Jong-un", "PRK"): "kim jong un",
    ("Turkish President Recep Tayyip Erdoğan", "TUR"): "tayyip erdogan", ("Ben Wallace, British Security Minister", "GBR"): "ben wallace",
    ("al-Sharaa", "SYR"): "sharaa", ("President Ahmed al-Sharaa", "SYR"): "ahmed sharaa",
    ("Kenya's William Ruto", "KEN"): "william ruto", ("China's Commerce Ministry", "CHN"): None,
    ("the Kremlin", "RUS"): None, ("the Ministry of External Affairs", "IND"): None, ("Kyiv, Seoul and Washington", "UKR"): None,
    ("The White House", "USA"): None, ("Turkish Armed Forces", "TUR"): None, ("an Iranian diplomatic source", "IRN"): None,
}
"""Surfaces and codes with the name of the person in them; None where they hold none."""

OUTLETS = {
    "the Russian newspaper Izvestia": "izvestia", "Izvestia": "izvestia", "South Korea's Yonhap news agency": "yonhap", "Yonhap News Agency": "yonhap",
    "The New York Times": "new york times", "the Russian news agency TASS": "tass", "Sky News": "sky", "The Times of Israel": "times of israel",
    "Asia News": "asia", "Channel News Asia": "channel news asia", "The Star": "star", "Daily Star": "daily star",
    "Al-Aqsa TV": "al aqsa", "IRNA, the country's official news agency": "irna", "Congolese media that have seen it": None, "state TV": None,
    "reportedly": None, "Syrian state media": None, "Several unconfirmed reports": None, "a Brazilian paper": None,
}
"""Surfaces of media with the key of the outlet; None where none is named."""


class Key(NamedTuple):
    """What statements of one source share at a level; `name` is for comparing, not for showing."""

    level: str
    name: str
    code: str


class Label(NamedTuple):
    """How one statement calls the source of a key: a name to show, a code (or "") and a kind of source."""

    name: str
    code: str
    kind: str


def plain(words: str) -> str:
    """Words for comparing: no accents, case, hyphens, full stops or article."""
    bare = unaccented(words.replace("ı", "i"))
    return " ".join(re.sub(r"[-‐‑.]", " ", _ARTICLE.sub("", bare).casefold()).split())


def person(surface: str, code: str) -> str | None:
    """The name of the person whom a surface names, for comparing: its last two words (all where the family name comes first), or None.

    What follows the last word of a role is the name (*Foreign Minister A. B.*), or the part between commas that is nothing but one
    (*Iran's ambassador, A. B.*). What begins with an article, or ends in the word of an office, names no person.
    """
    tokens = [w for w in plain(" ".join(w for w in _name(surface) if len(w.rstrip(".")) > 1)).split() if w not in _PARTICLES]
    return " ".join(tokens if code in FAMILY_FIRST and len(tokens) <= 3 else tokens[-2:]) or None


def _name(surface: str) -> list[str]:
    parts = [part.strip() for part in surface.split(",")]
    names = [name for name in map(_bare, parts) if len(name) > (len(parts) > 1)]
    return names[0] if names else []


def _bare(part: str) -> list[str]:
    """The words of a name in a part of a surface."""
    words = part.split()
    if not words or _ARTICLE.match(part) or " and " in part:
        return []
    at = max((i for i, w in enumerate(words) if w.casefold().strip(".") in _ROLES), default=-1)
    rest = words[at + 1:]
    if len(rest) > 2 and (rest[0] == "of" or rest[0].endswith(("'s", "’s"))):
        rest = rest[2:] if rest[0] == "of" else rest[1:]
    if not rest or len(rest) > 5 or rest[-1].casefold() in _OFFICES | _NOBODY | _ROLES:
        return []
    return [] if any(w[0].islower() and w.split("-")[0] not in _PARTICLES or w.endswith(("'s", "’s")) for w in rest) else rest


def named(source: Source) -> bool:
    """Whether a surface names somebody: *Hamas*, *Russia's ministry*, not *he*, *the group* or *security analysts*."""
    words = _ARTICLE.sub("", source.surface).split()
    if not words or len(words) == 1 and plain(words[0]) in _NOBODY:
        return False
    if any(w[0].isupper() for w in words[1:]):
        return True
    return words[0][0].isupper() and (len(words) == 1 or source.code not in COLLECTIVE | {"UNK"})


def outlet(surface: str) -> tuple[str, str] | None:
    """The key and the name of an outlet; None where the surface names none."""
    first = _ARTICLE.sub("", surface.split(",")[0])
    words = re.sub(r"^.*?['’]s\s+", "", first, count=1).split()
    if not words or _MEDIA.search(first) or words == ["Media"]:
        return None
    low = [i for i, w in enumerate(words) if w[0].islower() and w not in _WITHIN]
    run = words[low[-1] + 1:] if low and low[-1] + 1 < len(words) else [w for w in words if not w[0].islower() or w in _WITHIN]
    if low and low[-1] + 1 == len(words) and surface[0] == "a":  # *a Brazilian paper*
        return None
    key = plain(" ".join(run)).split()
    while key and key[-1] in _DESCRIPTORS:
        key.pop()
    return (" ".join(key), " ".join(run)) if key else None


class Speakers:
    """Who is who among the sources of statements: a surname alone is the person of that code who alone bears it.

    The same for any order of the statements. Their sources may be given counted instead (`names`: surface and code, and how often).
    """

    def __init__(self, statements: Iterable[Statement] = (), names: Mapping[tuple[str, str], int] | None = None) -> None:
        self._full: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._written: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for (surface, code), count in (Counter((x.surface, x.code) for s in statements for x in s.said_by) if names is None else names).items():
            name = person(surface, code)
            if name and " " in name:
                self._full[code, _surname(name, code)].add(name)
                self._written[code, name][" ".join(_name(surface))] += count

    def labels(self, statement: Statement) -> Iterator[tuple[Key, Label]]:
        """Every level's source of a statement, with how the statement calls it; of a code that many share the body, where it is known, is the country."""
        last = statement.said_by[-1] if statement.said_by else None
        kind = last.kind if last else OWN_VOICE
        yield Key("kind", kind, ""), Label(kind, "", kind)
        told = self._outlet(statement)
        if told and (last is None or last.kind == "media" or any(x.kind == "media" for x in statement.said_by)):
            yield told
        if last is None or last.kind == "media":
            return
        if last.kind in ("official", "expert", "other") and named(last):
            yield self._person(last)
        if last.kind in ("official", "document", "anonymous") and last.code != "UNK":
            body = bearer(last.surface, last.code, statement.published) or last.code
            yield Key("country", body, last.code), Label(body, last.code, "")
        if told:
            (_, name, code), label = told
            yield (Key("chain", f"{name}|{code}|{last.kind}", last.code),
                   Label(f"{label.name} ← {last.kind}" + (f", {last.code}" if last.code != "UNK" else ""), last.code, last.kind))

    def _person(self, source: Source) -> tuple[Key, Label]:
        name = person(source.surface, source.code)
        if name and " " not in name:
            known = self._full.get((source.code, name), set())
            name = next(iter(known)) if len(known) == 1 else name
        written = self._written.get((source.code, name or ""))
        label = max(written, key=lambda w: (written[w], -len(w), w)) if written else _ARTICLE.sub("", source.surface)
        return Key("person", name or plain(source.surface), source.code), Label(label, source.code, source.kind)

    def _outlet(self, statement: Statement) -> tuple[Key, Label] | None:
        """The outlet that was told, the one nearest the speaker; else the publisher, or whoever it copies."""
        media = [x for x in statement.said_by if x.kind == "media"]
        if not media:
            name = statement.origin or statement.publisher
            found = outlet(name) if name else None
            return (Key("outlet", found[0] if found else plain(name), ""), Label(name, "", "media")) if name else None
        found = outlet(media[-1].surface)
        if found:
            return Key("outlet", found[0], ""), Label(found[1], media[-1].code, "media")
        return Key("outlet", UNNAMED_MEDIA, media[-1].code), Label(UNNAMED_MEDIA, media[-1].code, "media")


def _surname(name: str, code: str) -> str:
    return name.split()[0 if code in FAMILY_FIRST else -1]


def shown(labels: Iterable[Label]) -> Label:
    """The label of a source among all that statements give it: the code and kind most often given, and of the names of two words or more
    (else of all) the most frequent, the shortest of these.
    """
    held = list(labels)
    names = Counter(x.name for x in held)
    name = max(names, key=lambda n: (len(n.split()) > 1, names[n], -len(n), n))
    codes, kinds = Counter(x.code for x in held if x.code not in ("", "UNK")), Counter(x.kind for x in held)
    return Label(name, max(codes, key=lambda c: (codes[c], c), default=held[0].code), max(kinds, key=lambda k: (kinds[k], k)))
