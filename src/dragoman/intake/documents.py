"""What the readers of one format share: the notice, the limits, and the last step from parts to a report."""
from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.intake import dating
from dragoman.model import InputError, Report, identity

MAX_DOCUMENT = 20_000_000
"""Bytes of one document, or of one line of a JSONL file; a long report has some hundred thousand."""

MAX_LINES = 200_000
"""Lines of one document; a long transcript has some thousands."""

MAX_MESSAGES = 20
"""Errors, and notices, of one file that are told one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read, but not as a person may expect: one line that names the input."""

    message: str


Item = Report | InputError | Notice


class Empty(InputError):
    """An input that holds nothing: it was read to its end, and until it changes there is nothing more to read."""


class Unreadable(InputError):
    """An input that could not be opened or read to its end; another time it may be, though nothing in it has changed."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a page apart from itself: its address, the encoding its server named, the day (ISO) on which it was fetched, its host."""

    url: str | None = None
    charset: str | None = None
    captured: str | None = None
    host: str | None = None


def shown(path: str) -> str:
    """A path as it can be printed and stored: bytes of it that are no text stand as escapes (`caf\\xe9.txt`)."""
    return os.fsencode(path).decode(sys.getfilesystemencoding(), "backslashreplace")


def size(count: int) -> str:
    """Bytes as a person says them."""
    return f"{count / 1_000_000:.0f} MB"


def too_large(name: str) -> InputError:
    """The error for a document over the limit."""
    return InputError(f"{name}: larger than {size(MAX_DOCUMENT)}, the limit for one document; "
                      "split it into one file, or one JSONL line, for each report")


def finish(name: str, text: str, *, given_id: str | None = None, title: str | None = None, publisher: str | None = None,
           url: str | None = None, metadata: str | None = None, given: str | None = None,
           head: dating.Head | None = None, origin: Origin | None = None) -> Iterator[Item]:
    """Settle date and publisher, tell what is doubtful about them, and yield the report.

    A date that the report carries wins over `given`, in this order: `metadata`, a dateline with its year, `given`.
    A dateline without its year takes the year that brings it nearest to `given`. `head` is what the first lines say,
    where they are not those of the text. `origin` gives the address, and where nothing else does the day and the publisher.
    """
    found, origin = head or dating.read_head(text), origin or Origin()
    settled = dating.settle(metadata, found, given, captured=origin.captured)
    for doubt in settled.doubts:
        yield Notice(f"{name}: {doubt}")
    publisher = publisher or found.publisher or origin.host
    url = origin.url or url or found.url
    yield Report(
        id=given_id or identity(text, settled.published, publisher, url), text=text, title=title,
        published=settled.published, publisher=publisher, url=url, dated_by=settled.dated_by)


def too_many_lines(name: str, count: int) -> InputError:
    """The error for a document of more lines than `MAX_LINES`."""
    return InputError(f"{name}: {count:,} lines, where at most {MAX_LINES:,} are read; expected the text of one "
                      "report: split it into one file, or one JSONL line, for each")


def limited(items: Iterable[Item], name: str, what: str, errors: int | None = MAX_MESSAGES) -> Iterator[Item]:
    """Pass items on, but count messages past the limit and sum them up at the end."""
    failed = told = 0
    for item in items:
        if isinstance(item, InputError):
            failed += 1
            if errors is not None and failed > errors:
                continue
        elif isinstance(item, Notice):
            told += 1
            if told > MAX_MESSAGES:
                continue
        yield item
    if told > MAX_MESSAGES:
        yield Notice(f"{name}: {told - MAX_MESSAGES:,} more warnings, {told:,} in all")
    if errors is not None and failed > errors:
        yield InputError(f"{name}: {failed - errors:,} more {what} could not be read, {failed:,} in all; "
                         "the first ones are named above")
