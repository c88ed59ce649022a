"""The agency that a report itself credits: in its dateline, at its end, or in its line of authors.

Only a credit counts. What an agency was told (*he told Reuters*), or a place where its people were, is the report's matter.
`CREDITS` gives texts with their credit, and texts without one, and tests run them.
"""
from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from dragoman.ledger.outlets import key

CREDITS = (
    ("MOSCOW, January 13, 2025 (AP) — The envoy leaves on Friday.", None, "AP"),
    ("TEHRAN (Reuters) - The envoy leaves on Friday.", None, "Reuters"),
    ("(Reuters) - The envoy leaves on Friday.", "The Vale Post", "Reuters"),
    ("PARIS, May 4 (AFP) - The envoy leaves on Friday.", "AFP", None),
    ("Envoy to leave\nOSTMARK (Reuters) - The envoy leaves on Friday.", "The Vale Post", "Reuters"),
    ("TASS, May 4. The envoy leaves on Friday.", "The Vale Post", "TASS"),
    ("MOSCOW, May 4. /TASS/. The envoy leaves on Friday.", "The Vale Post", "TASS"),
    ("BEIJING, May 4 (Xinhua) -- The envoy leaves on Friday.", None, "Xinhua"),
    ("The envoy leaves on Friday. (Reuters)", "Current events", "Reuters"),
    ("The envoy leaves on Friday (AP), (Rappler)", "Current events", "AP"),
    ("The envoy leaves on Friday. (AFP via France 24)", "France 24", "AFP"),
    ("The envoy leaves on Friday. (BBC News)", "BBC News", None),
    ("The envoy leaves on Friday. (BBC News)", "BBC", None),
    ("The envoy leaves on Friday. (BBC News)", "Current events", "BBC News"),
    ("The envoy leaves on Friday. — AFP", "The Vale Post", "AFP"),
    ("The envoy leaves on Friday.\nAssociated Press", "The Vale Post", "AP"),
    ("The envoy leaves on Friday.\nReporting by Ann Lee for Reuters; Editing by Bo Ray", "The Vale Post", "Reuters"),
    ("The envoy leaves on Friday.\n(With inputs from agencies: PTI)", "The Vale Post", "PTI"),
    ("The envoy told Reuters that he would leave on Friday.", "The Vale Post", None),
    ("Police hold two reporters of the Associated Press (AP) in the capital.", "The Vale Post", None),
    ("The envoy works for the Associated Press (AP). He leaves on Friday.", "The Vale Post", None),
    ("Reuters, which asked for comment, has had no answer. The envoy leaves on Friday.", "The Vale Post", None),
    ("The war goes on. (2015–present)", None, None),
    ("The envoy leaves on Friday. (left)", None, None),
    ("TEHRAN (The Vale Post) - The envoy leaves on Friday.", "The Vale Post", None),
    ("The alliance meets on Friday. (NATO)", None, None),
    ("OSTMARK (Meridian Wire) – The envoy leaves on Friday.", "The Vale Post", "Meridian Wire"),
    ("PORT LENNO, Veland, May 4 (The Meridian Wire) -- The envoy leaves on Friday.", None, "The Meridian Wire"),
    ("OSTMARK (Meridian Wire) – The envoy leaves on Friday.", "Meridian Wire", None),
    ("NATO (North Atlantic Treaty Organization) - The envoy leaves on Friday.", None, None),
    ("OSTMARK (May 4) – The envoy leaves on Friday.", None, None),
    ("The envoy (Hanna Orlo) – she leaves on Friday – has had no answer.", None, None))

_AGENCIES = {
    "Reuters": ("Thomson Reuters",), "AP": ("AP News", "Associated Press", "The Associated Press"), "AFP": ("Agence France-Presse", "Agence France Presse"),
    "TASS": ("ITAR-TASS", "Itar-Tass"), "Interfax": (), "RIA Novosti": ("RIA", "Ria Novosti"), "Xinhua": ("Xinhua News Agency", "Xinhuanet"),
    "IRNA": (), "Tasnim": (), "Fars": (), "ISNA": (), "Mehr": (), "SANA": (), "KCNA": (), "Yonhap": (), "Kyodo": ("Kyodo News",),
    "Jiji": ("Jiji Press",), "PTI": ("Press Trust of India",), "ANI": (), "IANS": (), "APP": (), "Anadolu": ("Anadolu Agency", "AA"),
    "WAM": (), "SPA": ("Saudi Press Agency",), "KUNA": (), "QNA": (), "MENA": (), "Petra": (), "dpa": ("DPA",), "EFE": (), "ANSA": (),
    "UPI": ("United Press International",), "Bloomberg": ("Bloomberg News",), "Ukrinform": (), "BelTA": ("Belta",), "PA": ("PA Media", "Press Association"),
    "AAP": ("Australian Associated Press",), "Bernama": (), "Antara": (), "VNA": (), "PAP": (), "Azertac": (), "Lusa": (), "Prensa Latina": ()}
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_REPORT = re.compile(r"^(?:[^\W_]+\s+){0,3}(?:reports?|story|article|dispatch)\s+(?:by|in|from)\s+", re.IGNORECASE)
_CANONICAL = {key(name): agency for agency, names in _AGENCIES.items() for name in (agency, *names)}
AGENCY_WORDS = frozenset(form for agency, names in _AGENCIES.items() for name in (agency, *names) if re.fullmatch(r"[^\W_]+", name)
                         for form in (name, name.upper(), name.capitalize() if len(name) > 3 else name))
"""Names of agencies that are one word, as they are written."""

_NAME = "(?:" + "|".join(sorted((re.escape(n) for a, ns in _AGENCIES.items() for n in (a, *ns)), key=len, reverse=True)) + ")"
# Words and what is between them share the full stop: without possessive repetition a line of initials is taken apart in every way there is.
_PLACE = r"(?:[A-Z0-9][\w.'’-]*+|al|de|la|of|and)(?:[ ,./]++(?:[A-Z0-9][\w.'’-]*+|al|de|la|of|and)){0,8}"
_HEAD = re.compile(
    rf"^[ \t]*(?:(?:{_PLACE}[,.]?\s)?\(({_NAME})(?:[/,][^\n()]{{1,30}})?\)\s*[-–—:]+\s"  # MOSCOW, January 13 (AP) —
    rf"|{_PLACE}[,.]?\s/({_NAME})/[-–—:.]*\s"  # MOSCOW, May 4. /TASS/.
    rf"|({_NAME}),\s[A-Z][^\n.]{{1,30}}\.\s)", re.MULTILINE)  # TASS, May 4.
_HEAD_OF_ANY = re.compile(r"^[ \t]*([A-Z][A-Z.'’ -]*+)(?:,[^()\n]{1,40})?\s?\(([A-Z][\w.'’&-]*(?: [A-Z][\w.'’&-]*){1,4})\)\s*[-–—]+\s", re.MULTILINE)
"""A dateline in capitals that credits an outlet of several words that is in no list: OSTMARK (Meridian Wire) –."""

_FIRST_LINES = re.compile(r"(?:[^\n]*\n+){0,2}[^\n]*")
_SIDE = re.compile(r"\s*[(\[]([^()\[\]\n]{2,60})[)\]][.,;]?\s*$")
_ASIDE = re.compile(r"(?<=[.!?\"”])(?:\s*[(\[][^()\[\]\n\d]{2,40}[)\]],?)+\s*$")
_SIGNED = re.compile(rf"(?:\s[–—]\s*|\s--\s*|\n\s*)({_NAME})\.?\s*$")
_BYLINE = re.compile(rf"\n\s*\(?(?:(?:Additional )?(?:[Rr]eporting|[Ww]riting) by|With (?:inputs?|reporting|files|material) from)\b"
                     rf"[^\n]*?\b({_NAME})\b[^\n]*\s*$")
_SITE = re.compile(r"[\w-]{2,}(?:\.[\w-]{2,})*\.(?:com|org|net|info|news|co|tv|[a-z]{2})(?: \d)?")


MOST_SIDES = 12
"""Outlets in brackets at the end that are taken off."""


def credited(text: str, publisher: str | None) -> str | None:
    """The agency or outlet that the text credits, by its usual short name; None where there is none but the publisher."""
    found = _parts(text)[1]
    if found is None or publisher is not None and _same(found, publisher):
        return None
    return found


def uncredited(text: str) -> str:
    """The text without its dateline, credits and what stands in brackets after the last stop: what two agencies' clients have in common."""
    return _parts(text)[0]


def is_agency(publisher: str | None) -> bool:
    """Whether others print what the publisher writes."""
    return publisher is not None and key(publisher) in _CANONICAL


def outlet(name: str) -> str:
    """The name under which an outlet is one source, whether it writes or is quoted: an agency's usual short one, else its own without an article."""
    return _CANONICAL.get(key(name)) or _ARTICLE.sub("", name)


def reporter(words: str) -> str:
    """The outlet whose report the words name: *an earlier report by Meridian Wire*; else the words themselves."""
    return _REPORT.sub("", words)


def is_outlet(words: str) -> bool:
    """Whether the words name one outlet, rather than say what sort it is: *Al Jazeera*, *the Vale Post*; not *state media*, *Reportedly*."""
    named = _ARTICLE.sub("", words).split()
    return key(words) in _CANONICAL or key(words) in _outlets() or len(named) > 1 and not any(w[0].islower() for w in (named[0], named[-1]))


def _same(one: str, other: str) -> bool:
    a, b = (_CANONICAL.get(key(n), key(n)) for n in (one, other))
    return a == b or key(one).removesuffix(" news") == key(other).removesuffix(" news")


def _parts(text: str) -> tuple[str, str | None]:
    """The body, and the first credit in the order of head, byline, end."""
    head, tail, last = None, None, None
    first = len(_FIRST_LINES.match(text)[0])
    if match := _HEAD.search(text, 0, first):
        head = match[1] or match[2] or match[3]
    elif (match := _HEAD_OF_ANY.search(text, 0, first)) and not _spelt_out(match[1], match[2]):
        head = match[2]
    if match and head:
        text = text[:match.start()] + text[match.end():]
    if match := _BYLINE.search(text, max(0, len(text) - 400)):
        last = match[1]
        text = text[:match.start()]
    for _ in range(MOST_SIDES):
        match = _SIDE.search(text, max(0, len(text) - 80))
        name = match and _outlet(match[1])
        if not name:
            break
        tail, text = name, text[:match.start()].rstrip(" ,;")
    if tail is None and (match := _SIGNED.search(text, max(0, len(text) - 80))):
        tail = match[1]
        text = text[:match.start()]
    found = head or last or tail
    text = _ASIDE.sub("", text, count=1)
    return text, None if found is None else _CANONICAL.get(key(found), found)


def _spelt_out(letters: str, name: str) -> bool:
    """Whether the letters are the first of the words of the name: *NATO (North Atlantic Treaty Organization)*."""
    return "".join(filter(str.isalpha, letters)) == "".join(word[0] for word in name.split())


def _outlet(name: str) -> str | None:
    """The outlet that brackets at the end name; of *AFP via France 24*, the one whose text it is."""
    name = re.sub(r"^(?:via|source:|from) ", "", " ".join(name.split()), flags=re.IGNORECASE).partition(" via ")[0]
    return name if key(name) in _CANONICAL or key(name) in _outlets() or _SITE.fullmatch(name) else None


@cache
def _outlets() -> frozenset[str]:
    with (files("dragoman.codebook") / "outlets.tsv").open(encoding="utf-8", newline="") as table:
        return frozenset(key(row[0]) for row in csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
