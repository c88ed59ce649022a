"""The same report about other countries: so that the network learns who does what from the sentence, not from who usually does it."""
from __future__ import annotations

import csv
import random
import re
from functools import cache

from training.corpora import corpus

KEPT = {"Georgia", "Jordan", "Chad", "Congo", "Guinea", "Niger", "Turkey"}
"""Names that are words or other names too: neither replaced nor put in."""


@cache
def nations() -> dict[str, tuple[str, str]]:
    """Country names of one or two words with their demonym, by name."""
    with open(corpus() / "facts" / "countries.csv", encoding="utf-8") as f:
        rows = [(r["Name"], r["Nationality"].split(",")[0].strip()) for r in csv.DictReader(f)]
    return {n: (n, d) for n, d in rows if d and n not in KEPT and len(n.split()) < 3 and len(d.split()) == 1 and n[0].isupper() and "[" not in n}


@cache
def pattern() -> re.Pattern[str]:
    return pattern_of(frozenset(w for pair in nations().values() for w in pair))


def pattern_of(names: frozenset[str]) -> re.Pattern[str]:
    """Finds the names as whole words, the longest that fits; *Iranians* as *Iranian*, but not *Saudi-led*."""
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")(?=s?\b)(?!-led)")


def swapped(line: dict, rng: random.Random) -> dict:
    """A line in the annotation guide's form with every country named in it exchanged for another, in text and statements alike."""
    found = set(pattern().findall(line["text"]))
    owners = {n for n, (name, demonym) in nations().items() if name in found or demonym in found}
    if not owners:
        return line
    others = rng.sample(sorted(set(nations()) - owners), len(owners))
    new: dict[str, str] = {}
    for old, other in zip(sorted(owners), others, strict=True):
        for a, b in zip(nations()[old], nations()[other], strict=True):
            new.setdefault(a, b)
    return renamed(line, new, pattern())


def renamed(line: dict, new: dict[str, str], names: re.Pattern[str]) -> dict:
    """The line with other names for those that `names` finds and `new` holds; where a trigger stands (`at`) moves with them."""

    def put(words: str | None) -> str | None:
        return words and names.sub(lambda m: new.get(m[1], m[1]), words)

    def moved(at: int) -> int:
        return at + sum(len(new.get(m[1], m[1])) - len(m[1]) for m in names.finditer(line["text"]) if m.start() < at)

    return {**line, "swapped": True, "text": put(line["text"]), "statements": [
        {**s, "trigger": put(s["trigger"]), "when_text": put(s.get("when_text")), "where": put(s.get("where")),
         **({"at": moved(s["at"])} if "at" in s else {}),
         **{k: [[put(x[0]), *x[1:]] for x in s.get(k) or []] for k in ("actor", "recipient", "said_by")}} for s in line["statements"]]}
