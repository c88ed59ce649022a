"""What a text says of itself in front matter: lines of `key: value` (YAML) between a first line of `---` and the next.

Notebooks, web clippers and site makers put it there. Only plain and quoted values at the margin are read, no more of YAML than that: lists and what is
nested, anchors and tags stand for nothing.
"""
from __future__ import annotations

import re

from dragoman.intake.jsonl import KEYS, MISNAMED

MOST = 16_000
"""Characters of front matter at most; what goes on for longer is text."""

LONGEST = 1000
"""Characters of one value."""

_FENCED = re.compile(r"\s*---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_WITHIN = re.compile(r"[ \t]|-[ \t]|-$|#")
"""What lines begin with that are part of the value above, or no words of it."""

_QUOTED = re.compile(r"""(?P<quote>["'])(?P<words>.*)(?P=quote)(?:[ \t]+#.*)?""")
_FOLDED = re.compile(r"[>|][+-]?\d?")
_REMARK = re.compile(r"(?:^|[ \t]+)#.*")
_LINK = re.compile(r"https?://\S+")
_OURS = {other: key for key in KEYS for other in (key, *MISNAMED[key])}


def split(text: str) -> tuple[dict[str, str], str]:
    """Title, published, publisher and url that front matter states, and the text after it; nothing and the whole text where what stands there is none, or
    names none of these.
    """
    fenced = _FENCED.match(text, 0, MOST)
    said = _said(fenced[1].splitlines()) if fenced else {}
    return (said, text[fenced.end():]) if fenced and said else ({}, text)


def _said(lines: list[str]) -> dict[str, str]:
    """What lines state; nothing where one is neither a key with its value, nor part of the value above, nor a remark."""
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        if not line.strip() or _WITHIN.match(line):
            continue
        stated = _LINE.fullmatch(line)
        if not stated:
            return {}
        key, value = _OURS.get(stated["key"].lower()), _plain(stated["value"] or "", lines[at + 1:])
        if key and value and len(value) <= LONGEST:
            found.setdefault("url" if key == "publisher" and _LINK.fullmatch(value) else key, value)
    return found


def _plain(value: str, below: list[str]) -> str:
    """A value in words: without its quotes or the remark after it, folded lines in one; empty where it is a list or a mapping."""
    value = value.strip()
    if quoted := _QUOTED.fullmatch(value):
        value = re.sub(r"\\(.)", r"\1", quoted["words"]) if quoted["quote"] == '"' else quoted["words"].replace("''", "'")
    elif _FOLDED.fullmatch(value):
        end = next((n for n, line in enumerate(below) if line.strip() and not line[0].isspace()), len(below))
        value = " ".join(below[:end])
    else:
        value = "" if value[:1] in ("[", "{", "&", "*", "!") else _REMARK.sub("", value)
    return " ".join(value.split())
