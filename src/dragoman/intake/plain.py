"""A report from plain text: title, paragraphs on lines of their own, page furniture left out."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from dragoman.intake import dating, front
from dragoman.intake.cleaning import clean, rule_of
from dragoman.intake.decoding import decode, tidy
from dragoman.intake.documents import MAX_LINES, Empty, Item, Notice, Origin, finish, too_many_lines
from dragoman.intake.wrapping import WIDTHS, unwrapped
from dragoman.model import InputError

LONGEST_TITLE = 150


def read(data: bytes, name: str, given: str | None, origin: Origin | None = None, said: Mapping[str, str] | None = None) -> Iterator[Item]:
    """The report of a text file. Front matter counts as metadata, and so does a file name with a day in it, such as 2025-01-13-talks.txt.

    `origin` is what is known of it apart from itself; `said` its title, published, publisher and url where what holds it says so, as front matter does.
    """
    text, doubt = decode(data, origin and origin.charset)
    if doubt:
        yield Notice(f"{name}: {doubt}")
    stated, text = front.split(tidy(text))
    said = said or stated
    if text.count("\n") > MAX_LINES:
        raise too_many_lines(name, text.count("\n"))
    raw = paragraphs(text)
    if not raw:
        yield Empty(f"{name}: empty; expected the text of a report")
        return
    title, rest = split_title(raw)
    if "title" in said and said["title"] != title:
        title, rest = said["title"], raw
    text = "\n".join(clean(rest, title))
    if not text:
        yield InputError(f"{name}: nothing but a title and page furniture; expected the text of a report")
        return
    head = dating.read_head("\n".join(raw))
    in_name = dating.FILE_DAY.search(PurePath(name).name)
    dated = dating.day(in_name[0]) if in_name and not (head.date and head.date[0] != "-") else None
    if "published" in said:
        day = dating.day(said["published"])
        if not day:
            yield Notice(f"{name}: its front matter is dated {said['published'][:40]!r}, no date that can be read; expected the form 2025-01-13; "
                         "read without it")
        dated = day or dated
    yield from finish(name, text, title=title, publisher=said.get("publisher"), url=said.get("url"), metadata=dated, given=given, head=head, origin=origin)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: its lines, or its blocks where lines are broken at a fixed width, or by hand at about one."""
    found = []
    for block in re.split(r"\n[ \t]*\n", unwrapped(text)):
        lines = [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        wrapped = len(lines) > 1 and all(len(line) in WIDTHS for line in lines[:-1]) and len(lines[-1]) < WIDTHS.stop and any(
            not line.endswith((".", "!", "?", "”", '"', ":")) for line in lines[:-1]) and any(
            line[0].islower() for line in lines[1:])
        found += [" ".join(lines)] if wrapped else lines
    return found


def split_title(paragraphs: list[str]) -> tuple[str | None, list[str]]:
    """The title, where the first line looks like one and text follows, and the other paragraphs."""
    start = next((i for i, p in enumerate(paragraphs) if not rule_of(p)), 0)
    rest = paragraphs[start:]
    if len(rest) > 1 and rest[0].endswith(rest[1]) and len(rest[1]) > 20:
        rest = rest[1:]  # a breadcrumb that runs on into the title, or the title twice
    first = rest[0].lstrip("# ").strip()
    looks = (0 < len(first) <= LONGEST_TITLE and first[-1] not in ".!,:;" and len(first.split()) > 2
             and not first.startswith(("- ", "* ", "• ")) and not dating.starts_with_dateline(first))
    if looks and len(rest) > 1:
        return first, rest[1:]
    return None, paragraphs
