"""Words and signs of the pages."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from dragoman.briefing import count, joined, listed, many_last, name_of, pair_of, parted, party, source_name, whom
from dragoman.interfaces.brief import OVERDUE
from dragoman.ledger import COLLECTIVE
from dragoman.model import QUADS, STATUSES, TYPES

_DAYS = re.compile(r"\b\d{4}-\d\d-\d\d\b(?:(?:/| to )\d{4}-\d\d-\d\d\b)?", re.ASCII)
_MONTHS = re.compile(r"(?:^|(?<=, ))\d{4}-\d\d(?:(?:/| to )\d{4}-\d\d)?(?=: | \()", re.ASCII)
_SHARED = re.compile(r"(?<=words shared: )[^;]+")
_ASIDE = re.compile(r"(?<= )(\([^()]*\)|\[[^\[\]]*\])")

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

STATES = {"pending": "pending", "fulfilled": "fulfilled", "postponed": "put off", "called_off": "called off", "denied": "denied", "lapsed": "lapsed"}
STATUS = {"occurred": "done", "ongoing": "under way", "planned": "planned", "possible": "possible", "denied": "denied", "called_off": "called off"}
CODER = {"dragoman": "our reports", "icews": "ICEWS", "gdelt": "GDELT", "polecat": "POLECAT", "plover": "PLOVER"}
TENDENCY = {"closer": "drawing closer", "apart": "drawing apart", "both": "cooperating and clashing", "quiet": "quiet"}
SHARED = frozenset({*COLLECTIVE, "UNK"})
"""Codes that say no more than what kind of party it is: a reader is told in words."""
SIDES = {"cooperation": "cooperation", "conflict": "conflict", "cooperation_ahead": "cooperation announced", "conflict_ahead": "conflict announced"}
KINDS = {"confirm": "read rightly", "reject": "read wrongly", "correct": "corrected", "split": "split off", "merge": "merged"}


def said_day(iso: str | None) -> str:
    """An ISO prefix or interval in words: 17 January 2025, January 2025, 10 to 20 January 2025; *no date* for none."""
    if not iso:
        return "no date"
    first, slash, last = iso.partition("/")
    if not slash:
        return _one(first)
    if len(first) == len(last) == 10 and first[:7] == last[:7]:
        return f"{int(first[8:])} to {_one(last)}"
    if len(first) == len(last) == 10 and first[:4] == last[:4]:
        return f"{int(first[8:])} {MONTHS[int(first[5:7]) - 1]} to {_one(last)}"
    return f"{_one(first)} to {_one(last)}"


def _one(iso: str) -> str:
    parts = iso.split("-")
    month = MONTHS[int(parts[1]) - 1] if len(parts) > 1 and parts[1].isdecimal() and 1 <= int(parts[1]) <= 12 else None
    if len(parts) == 3 and month:
        return f"{int(parts[2][:2])} {month} {parts[0]}"
    return f"{month} {parts[0]}" if month else iso


def when(iso: str | None) -> Markup:
    """The days as a time element."""
    if not iso:
        return Markup('<span class="none">no date</span>')
    if "/" in iso:
        return Markup("<span>{}</span>").format(said_day(iso))
    return Markup('<time datetime="{}">{}</time>').format(iso, said_day(iso))


def plural(noun: str, n: int) -> str:
    return count(n, noun).partition(" ")[2]


def segment(value: object) -> str:
    """A value as a part of a path."""
    return quote(str(value), safe="")


def web_url(url: str | None) -> str | None:
    """An address that a browser may be sent to: http and https alone."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def marked(quote_: str, trigger: str) -> Markup:
    """A quotation with its trigger marked."""
    before, found, after = parted(quote_, trigger)
    return Markup("{}<mark>{}</mark>{}").format(before, found, after) if found else Markup("{}").format(quote_)


def lit(words: str, marks: list[list[int]]) -> Markup:
    """Words with some of their characters marked."""
    made, at = Markup(""), 0
    for begin, end in marks:
        made += Markup("{}<mark>{}</mark>").format(words[at:begin], words[begin:end])
        at = end
    return made + words[at:]


def coded(words: str) -> Markup:
    """Words with what stands between backticks as code."""
    made = Markup("")
    for n, piece in enumerate(words.split("`")):
        made += Markup("<code>{}</code>").format(piece) if n % 2 else piece
    return made


def dimmed(line: str) -> Markup:
    """A line of ours with its days in words, and what stands in brackets made smaller."""
    return Markup("").join(Markup("<small>{}</small>").format(piece) if n % 2 else piece for n, piece in enumerate(_ASIDE.split(spelled(line))))


def spelled(line: str) -> str:
    """A line with its full ISO days, and intervals of them, in words; months where a date of ours stands, before a headline or after it."""
    for dates in (_DAYS, _MONTHS):
        line = dates.sub(lambda found: said_day(found[0].replace(" to ", "/")), line)
    return line


def whole_words(reason: str, sentence: str) -> str:
    """The reason of a merge with the beginnings of words that it names (six letters, ledger.context) as the words of the sentence, else with an ellipsis."""
    words = re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", sentence)

    def whole(beginning: str) -> str:
        return next((word for word in words if word.casefold().startswith(beginning)), f"{beginning}…")

    return _SHARED.sub(lambda found: ", ".join(map(whole, found[0].split(", "))), reason)


def led_by(quotations: Iterable[dict], stance: str) -> list[dict]:
    """The quotations of a stance: the first that shows what it is called, then the others as they come."""
    told = list(quotations)
    first = next((q for q in told if q.get("stance") == stance), None)
    return [q for q in (first, *(q for q in told if q is not first)) if q]


def period(start: str, by: str) -> str:
    """The days of a period of a series that begins on an ISO day."""
    if by == "week":
        return f"{start}/{date.fromisoformat(start) + timedelta(6)}"
    return start[:7] if by == "month" else start


def dashed(names: Sequence[str]) -> str:
    """The names of a pair in a table or a drawing: *Turkey – armed groups*."""
    return " – ".join(many_last(names))


def figure(n: int) -> str:
    """A count with its thousands parted, as `count` has them."""
    return f"{n:,}"


def percent(value: float | None) -> str:
    return "–" if value is None else f"{round(100 * value)} %"


def lower_side(type_: str) -> str:
    return "cooperation" if QUADS[type_].endswith("cooperation") else "conflict"


def moment(iso: str) -> str:
    """An ISO time in UTC in words: 17 January 2025, 09:41 UTC."""
    return f"{said_day(iso[:10])}, {iso[11:16]} UTC"


def of_bytes(n: int) -> str:
    """A size in the largest unit of which there is one: 163 MB."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n} bytes"


FILTERS = {"bytes": of_bytes, "coded": coded, "dashed": dashed, "day": said_day, "dimmed": dimmed, "figure": figure, "joined": joined, "led_by": led_by,
           "listed": listed, "moment": moment, "name": name_of, "pair_of": pair_of, "party": party, "percent": percent, "period": period, "plural": plural,
           "seg": segment, "side": lower_side, "source_name": source_name, "spelled": spelled, "web_url": web_url, "when": when, "whole_words": whole_words,
           "whom": whom}
GLOBALS = {"count": count, "lit": lit, "marked": marked, "OVERDUE": OVERDUE, "SHARED": SHARED, "SIDES": SIDES, "STATES": STATES, "STATUS": STATUS,
           "TENDENCY": TENDENCY, "CODER": CODER, "KINDS": KINDS, "TYPES": TYPES, "STATUSES": STATUSES, "QUADS": QUADS}
