"""Reports from JSON lines, and from JSON files that hold one report or a list of them.

The text keeps its characters at their places, so that spans hold in the file they came from: where its lines are broken at a fixed width, a blank stands for
each such break; for each control character, which could command the terminal of who reads it, stands \ufffd, or a line break for those that are one. From
the other values they fall away.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from dragoman.intake import dating
from dragoman.intake.decoding import decode, tidy
from dragoman.intake.documents import MAX_DOCUMENT, Item, Notice, finish, size
from dragoman.intake.wrapping import unwrapped
from dragoman.model import InputError

KEYS = ("title", "published", "publisher", "url")
MISNAMED = {"title": ("headline",), "published": ("date", "datetime", "pubdate", "published_at", "publishedat", "date_published", "publication_date"),
            "publisher": ("source", "outlet"), "url": ("link",)}
"""Keys by which others call what ours hold, in small letters."""

SURROGATE = re.compile("[\ud800-\udfff]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""What a text has no use for: control characters but those that part words and lines."""

UNLINKED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What no id has: a page of its report could not be reached by a link."""

BREAK = re.compile("[\x0b\x0c\x85]")

MAX_SKIPPED = 10 * MAX_DOCUMENT
"""Bytes of an over-long line that are read in search of its end."""


def read_lines(chunks: Iterable[bytes], name: str, given: str | None) -> Iterator[Item]:
    """The reports of a JSONL file, one line in memory at a time; of a list with a line for each item, too, as some programs write it."""
    for number, line in _lines(chunks, name):
        where = f"{name}, line {number}"
        if line is None:
            yield InputError(f"{where}: longer than {size(MAX_DOCUMENT)}, the limit for one report; split it up")
        elif (line := line.strip()) not in (b"", b"[", b"]"):
            text, doubt = decode(line.removesuffix(b",") if line.startswith(b"{") else line)
            if doubt:
                yield Notice(f"{where}: {doubt}")
            yield from _read_value(text, where, given)


def read_file(data: bytes, name: str, given: str | None) -> Iterator[Item]:
    """The reports of a JSON file that is one value: an object is one report, a list holds several."""
    text, doubt = decode(data)
    if doubt:
        yield Notice(f"{name}: {doubt}")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield InputError(f"{name}: not valid JSON ({_reason(error)}); expected one report, a list of reports, "
                         "or one report on each line")
        return
    if not isinstance(value, list):
        yield from _read_report(value, name, given)
        return
    if not value:
        yield InputError(f"{name}: an empty list; expected reports, each an object with the key text")
    for number, item in enumerate(value, 1):
        yield from _read_report(item, f"{name}, item {number}", given)


def is_one_value(head: bytes) -> bool:
    """Whether a file of JSON lines by its name is a list on one line after all, or a value over many lines; one with a line for each item is none."""
    line, _, rest = decode(head)[0].lstrip().partition("\n")
    first, second = line.strip(), rest.partition("\n")[0].strip()
    return second.startswith('"') if first == "{" else second == "{" if first == "[" else first.startswith("[")


def is_lines(head: bytes) -> bool:
    """Whether a JSON file's first line is a whole value by itself, as in JSONL; a broken line counts as one."""
    line, newline, rest = decode(head)[0].lstrip().partition("\n")
    line = line.rstrip()
    if line.startswith("["):
        return False
    return not newline or not rest.strip() or len(line) > 1 and (line.endswith("}") or '"text"' in line)


def _read_value(text: str, where: str, given: str | None) -> Iterator[Item]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield InputError(f"{where}: not valid JSON ({_reason(error)}); expected one object such as "
                         '{"text": "..."} on each line')
        return
    yield from _read_report(value, where, given)


def _read_report(value: object, where: str, given: str | None) -> Iterator[Item]:
    """The report of one object.

    A value of the wrong type is an error: whatever wrote it breaks the contract. A string that is no date is not:
    the report is read without it and a notice tells, because the text is what counts and nothing should be lost.
    """
    if not isinstance(value, dict):
        yield InputError(f"{where}: a {_kind(value)}; expected an object with the key text")
        return
    if value.get("text") is None:
        keys = f", where it has {tidy(', '.join(list(value)[:8]))[:200]}: rename its keys to text, id, {', '.join(KEYS)}" if value else ""
        yield InputError(f"{where}: no text; expected the key text with the words of the report{keys}")
        return
    for key in ("text", *KEYS):
        if not isinstance(value.get(key), str | None):
            yield InputError(f"{where}: {key} is a {_kind(value[key])}; expected a string")
            return
    if passed := [f"{other} (expected {key})" for key, others in MISNAMED.items() if value.get(key) is None for other in value if other.lower() in others]:
        yield Notice(f"{where}: not read: {', '.join(passed[:5])}; rename what is meant")
    report_id = value.get("id")
    if isinstance(report_id, bool) or not isinstance(report_id, str | int | None):
        yield InputError(f"{where}: id is a {_kind(report_id)}; expected a string or a whole number")
        return
    given_id = None if report_id is None else SURROGATE.sub("\ufffd", str(report_id)).strip()
    if given_id in (".", "..") or UNLINKED.search(given_id or ""):
        yield InputError(f"{where}: id is {given_id[:40]!r}; expected one without control characters and line breaks, and not . or .., to which no link leads: "
                         "give another, or none")
        return
    if not CONTROL.sub("", value["text"]).strip():
        yield InputError(f"{where}: text is empty; expected the words of the report")
        return
    parts = {key: tidy(SURROGATE.sub("\ufffd", value[key])).strip() or None if value.get(key) else None for key in KEYS}
    whole = SURROGATE.sub("\ufffd", value["text"])
    text = CONTROL.sub("\ufffd", whole)
    if whole != value["text"]:
        yield Notice(f"{where}: half characters (lone surrogates) in text, each read as \ufffd")
    if text != whole:
        yield Notice(f"{where}: control characters in text, each read as \ufffd")
    published = parts.pop("published")
    metadata = dating.day(published) if published else None
    if published and not metadata:
        yield Notice(f"{where}: published is {published[:40]!r}, no date that can be read; expected the form "
                     "2025-01-13; read without it")
    yield from finish(where, unwrapped(BREAK.sub("\n", text)), given_id=given_id or None, metadata=metadata, given=given, **parts)


def _lines(chunks: Iterable[bytes], name: str) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None stands for a line over the limit, whose bytes are dropped as they come."""
    kept: list[bytes] = []
    number, length = 1, 0
    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            yield number, b"".join([*kept, end]) if length + len(end) <= MAX_DOCUMENT else None
            kept.clear()
            number, length = number + 1, 0
        length += len(rest)
        if length > MAX_SKIPPED:
            raise InputError(f"{name}, line {number}: longer than {size(MAX_SKIPPED)}; the rest of the file is not "
                             "read; expected one report on each line")
        if length <= MAX_DOCUMENT:
            kept.append(rest)
        else:
            kept.clear()
    if length:
        yield number, b"".join(kept) if length <= MAX_DOCUMENT else None


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "a deeply nested value" if isinstance(error, RecursionError) else "a number too long to be read"


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "number", float: "number", str: "string", list: "list", dict: "object"}
    return kinds.get(type(value), "null")
