"""What a request asks for: the day as of which, about whom, how sure; and which part of a list."""
from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request

from dragoman.briefing import code_of, unknown
from dragoman.ledger import days, iso, last_day
from dragoman.model import InputError, LedgerError

LIMIT, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Filters:
    """`as_of` is an ISO day or None, `about` codes that all take part, `min_confidence` 0 to 1."""

    as_of: str | None = None
    about: tuple[str, ...] = ()
    min_confidence: float = 0.0

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that a link from one page to another takes along."""
        return {**({"as_of": self.as_of} if self.as_of else {}),
                **({"min_confidence": f"{self.min_confidence:g}"} if self.min_confidence else {})}


def day(value: str | None, name: str = "as_of", first: bool = False) -> str | None:
    """A day, month or year as the last day it covers, or the first. InputError where it is none of them."""
    value = (value or "").strip()
    if not value:
        return None
    if re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?", value, re.ASCII):
        with suppress(LedgerError):
            return iso(days(value)).partition("/")[0] if first else last_day(value)
    raise InputError(f"{name}={value}: no date; expected YYYY-MM-DD, YYYY-MM or YYYY, such as 2025-01-17")


def span(value: str | None, name: str = "within") -> str:
    """Days as an ISO prefix or two with a slash between; nothing is empty. InputError where they are neither."""
    value = (value or "").strip()
    try:
        if value:
            days(value)
        return value
    except LedgerError:
        raise InputError(f"{name}={value}: no days; expected YYYY-MM-DD, YYYY-MM or YYYY, or two with a slash between, such as 2025-01-06/2025-01-12") from None


def codes(value: str | None, name: str = "about") -> tuple[str, ...]:
    """Codes parted by commas. InputError where one has not three capitals."""
    found = tuple(dict.fromkeys(c.strip().upper() for c in (value or "").split(",") if c.strip()))
    bad = [c for c in found if not re.fullmatch(r"[A-Z]{3}", c, re.ASCII)]
    if bad:
        known = [f"{c.strip()} is {code}" for c in (value or "").split(",") if (code := code_of(c.strip()))]
        raise InputError(f"{name}={value}: {', '.join(bad)}: expected codes of three letters parted by commas, such as IRN,RUS"
                         + f" ({', '.join(known)})" * bool(known))
    if wrong := unknown(found):
        raise InputError(f"{name}={value}: {wrong}")
    return found


def share(value: str | float | None) -> float:
    """A number from 0 to 1; nothing is 0. InputError where it is none."""
    try:
        number = float(value or 0)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise InputError(f"min_confidence={value}: expected a number from 0 to 1, such as 0.5")
    return number


def chosen(value: str | None, allowed: tuple[str, ...], name: str) -> str | None:
    """One of the words, in large or small letters, or None for nothing. InputError otherwise."""
    value = (value or "").strip()
    found = next((word for word in allowed if word.lower() == value.lower()), None)
    if value and not found:
        raise InputError(f"{name}={value}: expected one of {', '.join(allowed)}")
    return found


def several(value: str | None, allowed: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Some of the words, parted by commas. InputError otherwise."""
    return tuple(filter(None, (chosen(part, allowed, name) for part in (value or "").split(","))))


AsOf = Annotated[str | None, Query(description="Answer with the reports published by then: YYYY-MM-DD, YYYY-MM or YYYY.", examples=["2025-01-15"])]
About = Annotated[str | None, Query(description="Only what all of these codes take part in, parted by commas.", examples=["IRN,RUS"])]
Sure = Annotated[str | None, Query(description="Leave out statements of less confidence, 0 to 1. The first such question takes a while.", examples=["0.8"])]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of an answer.")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="Rows before the first.")]


def filters(as_of: AsOf = None, about: About = None, min_confidence: Sure = None) -> Filters:
    """The filters of a request. InputError where one is malformed."""
    return Filters(day(as_of), codes(about), share(min_confidence))


def of_one(as_of: AsOf = None, min_confidence: Sure = None) -> Filters:
    """The filters of a request for one thing, which is what it is whoever is asked about. InputError where one is malformed."""
    return Filters(day(as_of), (), share(min_confidence))


def between(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The first and the last day of what is asked for. InputError where one is no day, or the last comes before the first."""
    first, last = day(since, "since", first=True), day(until, "until")
    if first and last and first > last:
        raise InputError(f"since={since}, until={until}: the first day comes after the last; expected since to be until or earlier")
    return first, last


def parameters(request: Request) -> dict[str, dict]:
    """The parameters that an answer of the API knows, by name, each with its schema; none for a page."""
    described = request.app.openapi()["paths"].get(request.scope["route"].path_format, {}).get("get", {})
    return {p["name"]: p["schema"] for p in described.get("parameters", ()) if p["in"] == "query"}


def strict(request: Request) -> None:
    """InputError where an answer does not know a parameter, which would pass for one that had been heeded, or one is given twice."""
    known = list(parameters(request))
    given = [name for name, _ in request.query_params.multi_items()]
    for name in dict.fromkeys(given):
        if name not in known:
            expected = f"expected {', '.join(known[:-1]) + ' or ' * (len(known) > 1) + known[-1]}" if known else "expected none"
            raise InputError(f"{name[:60]}: no parameter of {request.url.path}; {expected}")
        if given.count(name) > 1:
            raise InputError(f"{name}: given {given.count(name)} times; expected once, several values parted by commas where it takes several")


def query(**values: object) -> str:
    """Parameters as they stand after a path, empty ones left out."""
    made = urlencode({name: value for name, value in values.items() if value not in (None, "", (), 0)})
    return "?" + made if made else ""
