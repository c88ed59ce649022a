"""The grammar of `codebook/dates.toml`: where its rules match, and what they capture."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from dragoman.reading.dates.days import day_of
from dragoman.reading.dates.words import tense

_BESIDE = re.compile(r"[^.;:\n]{3,40}")

Meaning = tuple[str | None, str, str | None]
"""Value, kind, and TIMEX3 value where it differs."""


@dataclass(frozen=True)
class Rule:
    """A rule of the codebook: `pattern` is a regular expression in which case does not count; a report holds it only `after` a day, where there is one."""

    name: str
    pattern: str
    make: str
    fixed: str | None
    after: str | None = None

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """`match` of the expression, compiled when it is first tried."""
        return re.compile(self.pattern, re.I).match


@dataclass(slots=True)
class Place:
    """What a maker sees: the groups of its match, the words around it, the day of publication, what was told before, and `lately`, the last of it
    that was a day, told at `lately_at`.
    """

    text: str
    start: int
    end: int
    g: dict[str, str]
    today: date | None
    told: str | None
    quarter: int | None
    verbs: Sequence[tuple[int, str]] | None
    lately: str | None = None
    lately_at: int = 0
    aside: bool = False
    """Whether what it tells is told beside another day, from which others are counted: *on March 3, three days after the quarrel*."""

    def before(self, width: int = 24) -> str:
        return self.text[max(0, self.start - width) : self.start].lower()

    def has(self, group: str, *words: str) -> bool:
        return any(w in self.g.get(group, "").lower() for w in words)

    def tense(self) -> str | None:
        return tense(self.text, self.start, self.end, self.verbs)

    @property
    def anchor(self) -> date | None:
        """The day last told before, else the day of publication."""
        return day_of(self.told) or self.today

    @property
    def counted_from(self) -> date | None:
        """The anchor of *the next day* and *a day later*: the day last told, though a month or a year was told after it."""
        return day_of(self.told) or day_of(self.lately) or self.today

    @property
    def told_here(self) -> date | None:
        """The day told shortly before in the same sentence: *on Tuesday, a week after they left*."""
        return day_of(self.lately) if self.lately and _BESIDE.fullmatch(self.text, self.lately_at, self.start) else None


def _expanded(pattern: str, parts: dict[str, str]) -> str:
    """A pattern of the codebook as a regular expression; groups of one name are numbered apart."""
    seen: dict[str, int] = {}

    def group(m: re.Match[str]) -> str:
        name, inner = m[1] or m[2], m[3]
        inner = f"{{{name}}}" if inner is None else f"{{{inner}}}" if inner in parts else inner
        seen[name] = seen.get(name, 0) + 1
        if m[1]:
            return f"(?P<{name}__{seen[name]}>"
        return f"(?P<{name}__{seen[name]}>{inner})"

    pattern = pattern.replace("\n", "").replace("[[", "(?P<span>").replace("]]", ")")
    pattern = re.sub(r"\(\?P<(\w+)>|<([A-Za-z]\w*)(?::((?:\(\?<[=!]|[^<>])*))?>", group, pattern)
    while m := re.search(r"\{([A-Za-z]\w*)\}", pattern):
        body = parts[m[1]].replace("\n", "")
        pattern = pattern.replace(m[0], f"(?-i:{body})" if m[1][0].isupper() else body)
    blank = r"(?:\s{1,3})"
    pieces = re.split(r"(\(\?<[=!](?:[^()]|\([^()]*\))*\))", pattern)  # a look-behind, of fixed width, at odd places
    return "".join(
        s.replace(" ", r"\s") if i % 2 else s.replace("[- ]", f"(?:-|{blank})").replace(" ", blank)
        for i, s in enumerate(pieces)
    )


def _grammar() -> tuple[list[Rule], list[Rule], re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads((Path(__file__).parents[2] / "codebook" / "dates.toml").read_text(encoding="utf-8"))
    rules = [Rule(r["name"], rf"(?<!\w)(?:{_expanded(r['pattern'], data['parts'])})(?!\w)", r["make"], r.get("value"), r.get("after"))
             for r in data["rule"]]
    events = [Rule(e["name"], _expanded(e["pattern"], data["parts"]), "event", e["date"]) for e in data["event"]]
    opening, core = (re.compile(r"(?<!\w)" + data["words"][k].replace("\n", "")) for k in ("opening", "core"))
    return rules, events, opening, core


RULES, EVENTS, _OPENING, _CORE = _grammar()
_WORD = re.compile(r"(?<!\w)(?:['’]\d|\w)")


@cache
def _any() -> Callable[..., re.Match[str] | None]:
    """`match` of all rules in one: its last group is the number of the first that matches. One try in place of as many as there are rules."""
    plain = (re.sub(r"\(\?P<\w+>", "(?:", rule.pattern) for rule in RULES)
    return re.compile("|".join(f"{pattern}()" for pattern in plain), re.I).match


def compile_rules() -> None:
    """Compile all rules now, an eighth of a second, and not each in the first text that tries it."""
    _any()
    for rule in RULES:
        rule.match  # noqa: B018


REACH = 48
"""Characters from the beginning of an expression to its first word of time."""


def openings(text: str) -> list[int]:
    """Where an expression may begin: a word that can open one, with a word of time soon after."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if c.isascii() else c for c in text)
    opening, out, done = _OPENING.match, [], 0
    for core in _CORE.finditer(low):
        end = core.start() + 1
        words = (m.start() for m in _WORD.finditer(low, max(done, end - 1 - REACH), end + 1))
        out += [at for at in words if at < end and opening(low, at)]
        done = end
    return out


def match_at(
    text: str,
    at: int,
    day: date | None,
    told: str | None = None,
    quarter: int | None = None,
    verbs: Sequence[tuple[int, str]] | None = None,
    lately: str | None = None,
    lately_at: int = 0,
) -> tuple[Rule, Place] | None:
    """The first rule that matches here, and its place."""
    if not (found := _any()(text, at)):
        return None
    for rule in RULES[found.lastindex - 1:]:
        if (not rule.after or day and str(day) > rule.after) and (m := rule.match(text, at)):
            break
    else:
        return None
    groups: dict[str, str] = {}
    start, end = m.span()
    for name, value in m.groupdict().items():
        if value is not None:
            name, _, n = name.partition("__")
            groups.setdefault(name, value)
            if name == "span":
                start, end = m.span(f"span__{n}")
    return rule, Place(text, start, end, groups, day, told, quarter, verbs, lately, lately_at)
