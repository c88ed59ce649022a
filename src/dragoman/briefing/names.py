"""Codes and events in plain English."""
from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from dragoman.ledger import COLLECTIVE, Told, bearer, days, is_body, names_of
from dragoman.model import Actor, Statement

OTHERS = {"EUU": "the EU", "UNO": "the UN", "NAT": "NATO", "IGO": "an intergovernmental body", "NGO": "an NGO", "MNC": "a company",
          "REB": "an armed group", "UNK": "an unnamed party"}

MANY = {"IGO": "intergovernmental bodies", "NGO": "NGOs", "MNC": "companies", "REB": "armed groups"}
"""Who stands behind a shared code in several events, of which nothing more is known."""

SUCH_AS = 2
"""Names of these that are given."""

MOST = 3
"""Names of one event that stand for a shared code in a line."""


@cache
def _names() -> dict[str, str]:
    with (files("dragoman.codebook") / "names.tsv").open(encoding="utf-8") as f:
        return {row["code"]: row["name"] for row in csv.DictReader(f, delimiter="\t")}


def name_of(code: str) -> str:
    """A code's short English name; the code itself where it has none."""
    return OTHERS.get(code) or _names().get(code, code)


def unknown(codes: Iterable[str]) -> str | None:
    """What is said of the first of these that is no code of the codebook; None where all are."""
    for code in codes:
        if name_of(code) == code:
            return (f"{code} is not a code of the codebook; expected ISO 3166 alpha-3, such as IRN or RUS, or one of EUU, UNO, NAT, IGO, NGO, MNC, REB, PSE, "
                    "XKX, UNK")
    return None


@cache
def _codes() -> dict[str, str]:
    return {_bare(name): code for code, name in {**_names(), **OTHERS}.items()}


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def code_of(name: str) -> str | None:
    """The code of a name, the reverse of `name_of`; of a body that has none of its own the one that it shares; None where the codebook does not know it."""
    return _codes().get(_bare(name)) or next((code for code in sorted(COLLECTIVE) if bearer(name, code)), None)


_PLAIN = frozenset("of the and for group movement forces rebels fighters militants".split())
"""Words beside the name of a body that say no more of who it is."""


@cache
def _kinds() -> dict[tuple[str, str], str]:
    tables = ((files("dragoman.codebook") / name).read_text(encoding="utf-8").splitlines() for name in ("countries.tsv", "bodies.tsv"))
    rows = (line.split("\t") for table in tables for line in table[1:])
    return {(_bare(name), code): kind for name, code, _, _, kind, *_ in rows}


def is_called(words: str, party: Actor, statement: Statement) -> bool:
    """Whether words without their article say no more of a party to a statement than the line of its event does, which calls parties by name.

    *Russia*, *the Houthis*; not *four men of Minsk*, *Xi Jinping*, *Moscow*, nor one of a state that acts at home.
    """
    code = party.code
    if not words:
        return False
    if code in COLLECTIVE or code == "UNK" and party in statement.actor and {a.code for a in statement.actor} == {code}:
        return _bare(words) in map(_bare, names_of(code, [[party.surface]])) or bool(bearer(words, code)) and all(
            word[0].isupper() or word in _PLAIN for word in words.split())
    if code == "UNK" or code in {a.code for a in statement.actor} & {a.code for a in statement.recipient}:
        return False
    words = _bare(words)
    if kind := _kinds().get((words, code)):
        return kind != "capital"
    return words == _bare(name_of(code)) or words == _bare(party.surface) and " " not in words and party.surface[0].isupper()


def joined(names: Sequence[str]) -> str:
    """Names as in a sentence: A, B and C; *somebody* where there are none."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else "somebody"


def listed(codes: Sequence[str], called: Mapping[str, Sequence[str]] | None = None) -> str:
    """The names of codes as in a sentence; those that many share, and an unknown party, by what they are called (a side of Told.called)."""
    known = called or {}
    return joined([name for code in codes or ("UNK",) * ("UNK" in known) for name in _called(known.get(code, ())) or [name_of(code)]])


def _called(names: Sequence[str]) -> list[str]:
    return list(names) if len(names) <= MOST else [*names[:MOST - 1], "others"]


def pair_of(names: Sequence[str]) -> str:
    """The names of a pair in a line, those of many last: *Turkey and armed groups such as the PKK*."""
    return joined(many_last(names))


def many_last(names: Sequence[str]) -> list[str]:
    """The names of a pair, those of many last."""
    return sorted(names, key=lambda name: any(name.startswith(many) for many in MANY.values()))


def party(code: str, called: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """The name of a code in one event, on whatever side it stands: of a shared one what its parties are called there (Told.called)."""
    return listed([code], {code: list(dict.fromkeys(name for side in called.values() for name in side.get(code, ())))})


def bodies_in(code: str, e: Told) -> list[str]:
    """The bodies of a shared code that an event names, as `is_body` knows them."""
    return list(dict.fromkeys(name for side in e.called.values() for name in side.get(code, ()) if is_body(name)))


def one_of(code: str, told: Iterable[Statement]) -> str:
    """The name of a code in some statements: of a shared one what its parties are called in them."""
    if code not in COLLECTIVE:
        return name_of(code)
    told = list(told)
    words = ([a.surface for a in (*s.actor, *s.recipient, *s.said_by) if a.code == code] for s in told)
    return listed([code], {code: names_of(code, words, (s.published for s in told))})


def all_of(code: str, events: Iterable[Told] = ()) -> str:
    """The name of a code in several events: of a shared one the only body that they name, or *armed groups such as the Taliban*."""
    if code not in COLLECTIVE:
        return name_of(code)
    named = [bodies_in(code, e) for e in events if code in e.codes]
    found = [name for name, _ in Counter(name for names in named for name in names).most_common()]
    if len(found) == 1 and all(named):
        return found[0]
    return MANY[code] + (f" such as {joined(found[:SUCH_AS])}" if found else "")


def whom(stance: dict) -> str:
    """What a stance is about: those who take part in its matter, or attacks on those who suffer them from nobody that is named."""
    return ("attacks on " if stance["suffered"] else "") + joined(stance["names"])


def source_name(record: Mapping) -> str:
    """The source of a record (View.sources) as people read it: where it is called by a code, by what that stands for (*Izvestia ← anonymous, Iran*)."""
    name, code = record["name"], record["code"]
    return name.removesuffix(code) + all_of(code) if record["level"] in ("country", "chain") and code and name.endswith(code) else name


_SEVERAL = re.compile(r"\b(?:groups|companies|firms|bodies|organi[sz]ations|NGOs|rebels|militants|fighters|forces|Palestinians|Houthis)(?: such as .+)?$")


def is_on_edge(name: str) -> str:
    """A party with its verb: *Poland is on edge*, *human rights groups are on edge*."""
    return f"{name} {'are' if _SEVERAL.search(name) else 'is'} on edge"


def capital(line: str) -> str:
    """A line with a capital where a name begins it that has none: *The EU and Georgia draw apart*."""
    return line[:1].upper() + line[1:]


def count(n: int, noun: str) -> str:
    """A number of things: *1 source*, *3 countries*."""
    return f"{n:,} {noun}" + ("" if n == 1 else "ies" if noun.endswith("y") else "s")


SHORT = 7
"""Days at most of what is over after them; a war of which a report says that it has gone on since January goes on after that report."""

_STATUS = {"planned": "planned", "possible": "possible", "denied": "denied", "called_off": "called off", "ongoing": "under way"}


def sides(e: dict) -> str:
    """Who acts in an event or item, and upon whom: *A → B*."""
    called = e.get("called", {})
    whom = listed(e["recipient"], called.get("recipient")) if e["recipient"] or "recipient" in called else ""
    return listed(e["actor"], called.get("actor")) + (f" → {whom}" if whom else "")


def headline(e: dict, as_of: str = "") -> str:
    """An event or item in a line: who, what (in the report's own word), to whom, and its status; not that of an item whose state tells the end of it, and
    nothing of some days (`SHORT`) is under way that are over on the day `as_of`.
    """
    ended = e.get("state") in ("fulfilled", "postponed", "called_off", "denied")
    over = e.get("status") == "ongoing" and as_of and e.get("when") and _over(e["when"], as_of)
    verb = "" if ended or over else _STATUS.get(e.get("status", ""), "")
    return capital(f"{sides(e)}: {e.get('phrase') or e['what']}" + (f" ({verb})" if verb else ""))


def _over(when: str, as_of: str) -> bool:
    first, last = days(when)
    return last - first < SHORT and last < days(as_of)[0]
