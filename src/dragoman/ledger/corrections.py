"""The fields of a statement that a person may correct: how a value is written, checked and put in place.

A value is plain data that JSON holds: text, None for nothing, or for parties and sources a tuple.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from dragoman.ledger.codebook import first_two
from dragoman.ledger.days import days, iso
from dragoman.model import EARLIEST, KINDS, LATEST, STATUSES, TYPES, Actor, LedgerError, Source, Statement, within_years

Value = str | None | tuple

_CODE = re.compile(r"[A-Z]{3}")

EXAMPLES = {
    "type": "CONSULT", "status": "called_off", "actor": "IRN,RUS", "recipient": "UNO", "when": "2025-01-11/2025-01-20", "where": "Moscow",
    "said_by": "UNK:media:The Evening Post;IRN:official:the foreign minister",
}
"""What may be corrected, each with a value as a person writes it; sources stand outermost first, their words may be left out."""

WRONG = {
    "type": ("MARRY", ""), "status": ("hoped", ""), "actor": ("Iran", "IRN;RUS", "QQQ"), "recipient": ("IR", "IRN,PAL"),
    "when": ("soon", "2025-02-30", "2025-02/2025-01", "9999-12-31", "0001-01-01/2025-01-01"),
    "where": ("\ud800",), "said_by": ("official:IRN", "IRN", "IRN:poet:x", "QQQ:official:x"),
}
"""Values that are refused."""


def parsed(field: str, text: str) -> Value:
    """The value of `field` that a person writes as `text`; nothing is None or (). LedgerError where it is not allowed."""
    if field not in _PARSERS:
        raise LedgerError(f"{field!r} cannot be corrected; expected one of {', '.join(_PARSERS)}")
    return _PARSERS[field](encodable(field, text.strip()))


def encodable(what: str, text: str) -> str:
    """The text as it is. LedgerError where a database cannot hold it."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise LedgerError(f"{what}: {text!r} is not valid Unicode: write it anew") from error
    return text


def read_as(statement: Statement, field: str) -> Value:
    """The value that the statement has."""
    if field in ("actor", "recipient"):
        return tuple(a.code for a in getattr(statement, field))
    if field == "said_by":
        return tuple((s.code, s.kind, s.surface) for s in statement.said_by)
    return getattr(statement, field)


def shown(value: Value) -> str:
    """A value as a person writes it."""
    if isinstance(value, tuple):
        return ";".join(":".join(filter(None, v)) for v in value) if value and isinstance(value[0], tuple) else ",".join(value)
    return value or ""


def frozen(value: Any) -> Value:
    """A value as JSON gives it back, its lists made tuples."""
    return tuple(frozen(v) for v in value) if isinstance(value, list) else value


def corrected(statement: Statement, values: Mapping[str, Value]) -> Statement:
    """The statement with these values in place of its own; it keeps its id. To correct twice is to correct once.

    Parties and sources keep the words, place and role that were read, where code or position says which they are. A date that
    a person gives counts as stated, also where it is the day of the report.
    """
    changed: dict[str, Any] = dict(values)
    for field in ("actor", "recipient"):
        if field in values:
            changed[field] = _parties(getattr(statement, field), values[field])
    if "said_by" in values:
        changed["said_by"] = _chain(statement.said_by, values["said_by"])
    if values.get("when"):
        changed["when_text"] = statement.when_text or values["when"]
    return replace(statement, **changed)


def _parties(read: tuple[Actor, ...], codes: tuple[str, ...]) -> tuple[Actor, ...]:
    """An actor for each code: one that was read with it, else the one in its place if nobody wants that, else a bare code."""
    left = list(read)
    kept: list[Actor | None] = []
    for code in codes:
        kept.append(next((a for a in left if a.code == code), None))
        if kept[-1]:
            left.remove(kept[-1])
    for i, code in enumerate(codes):
        if kept[i] is None and i < len(read) and read[i] in left:
            left.remove(read[i])
            kept[i] = replace(read[i], code=code)
    return tuple(a or Actor(code, code) for a, code in zip(kept, codes, strict=True))


def _chain(read: tuple[Source, ...], chain: tuple[tuple[str, str, str | None], ...]) -> tuple[Source, ...]:
    made = []
    for i, (code, kind, words) in enumerate(chain):
        at = next((s for s in read if s.surface == words), None) if words else read[i] if i < len(read) else None
        made.append(replace(at, code=code, kind=kind) if at else Source(words or code, code, kind))
    return tuple(made)


def _one_of(field: str, allowed: tuple[str, ...], change: Callable[[str], str]) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        if change(text) not in allowed:
            raise LedgerError(f"{field}={text}: expected one of {', '.join(allowed)}")
        return change(text)
    return parse


OTHERS = ("EUU", "UNO", "NAT", "IGO", "NGO", "MNC", "REB", "PSE", "XKX", "TWN", "UNK")
"""Codes of the annotation guide that stand for no state of ISO 3166."""


@cache
def known_codes() -> frozenset[str]:
    """The codes that a party may have."""
    return frozenset(first_two("names.tsv")) | frozenset(OTHERS)


def _codes(field: str) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        codes = tuple(dict.fromkeys(c.strip().upper() for c in text.split(",") if c.strip()))
        bad = [c for c in codes if not _CODE.fullmatch(c)]
        if bad:
            raise LedgerError(f"{field}={text}: {', '.join(bad)}: expected codes of three letters parted by commas, such as {EXAMPLES[field]}")
        if unknown := [c for c in codes if c not in known_codes()]:
            raise LedgerError(f"{field}={text}: {', '.join(unknown)}: nobody has this code; expected ISO 3166's for states, or one of {', '.join(OTHERS)}")
        return codes
    return parse


def _when(text: str) -> Value:
    first, _, last = iso(days(text)).partition("/") if text else ("",) * 3
    if text and not within_years(first, last or first):
        raise LedgerError(f"when={text}: expected a date from {EARLIEST} to before {LATEST}, such as {EXAMPLES['when']}")
    return text or None


def _said_by(text: str) -> Value:
    chain = []
    for part in filter(None, (p.strip() for p in text.split(";"))):
        code, kind, words = [p.strip() for p in (*part.split(":", 2), "", "")[:3]]
        if code.upper() not in known_codes() or kind.lower() not in KINDS:
            raise LedgerError(f"said_by={text}: {part}: expected CODE:KIND or CODE:KIND:WORDS, several parted by semicolons, outermost first, such as "
                              f"{EXAMPLES['said_by']}; kinds are {', '.join(KINDS)}")
        chain.append((code.upper(), kind.lower(), words or None))
    return tuple(chain)


_PARSERS: dict[str, Callable[[str], Value]] = {
    "type": _one_of("type", TYPES, str.upper), "status": _one_of("status", STATUSES, str.lower), "actor": _codes("actor"),
    "recipient": _codes("recipient"), "when": _when, "where": lambda text: text or None, "said_by": _said_by,
}
FIELDS = tuple(_PARSERS)
