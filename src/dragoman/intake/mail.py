"""A report from a mail, such as a newsletter or a press release: its text, or its HTML as that of a page, with what its headers say of it."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from dragoman.intake import dating, plain
from dragoman.intake.decoding import tidy, trusted
from dragoman.intake.documents import Item, Origin
from dragoman.model import InputError

MAX_DASHED, MAX_BOUNDARIES, MAX_HEADERS, MAX_HEADER = 2000, 30, 200_000, 2000
"""What a mail holds at most: lines that begin with two dashes, as those between parts do; boundaries declared; bytes of headers; characters of one, the rest
of which is left out. Beyond, the standard library takes minutes.
"""

STUB = 40
"""Words that a plain text has at least where there is HTML beside it; shorter ones send the reader there."""

FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the standard library raises over headers and parts that no program writes: they then say nothing."""

_HEAD = re.compile(rb"\r?\n\r?\n")
_ARCHIVED = re.compile(r"<?(https?://[^\s<>]+)>?")


class _Brief(EmailPolicy):
    """The library's policy of today, with no header longer than is parsed in no time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]


def read(data: bytes, name: str, given: str | None) -> Iterator[Item]:
    """The report of a mail: its subject is the title, its sender (or list) the publisher, its day that of its sender's clock."""
    if data.count(b"\n--") > MAX_DASHED or data.lower().count(b"boundary=") > MAX_BOUNDARIES or len(_HEAD.split(data, 1)[0]) > MAX_HEADERS:
        raise InputError(f"{name}: a mail of more parts or headers than are read; expected one that is a report: save its text")
    mail = _tried(lambda: message_from_bytes(data, policy=_Brief()))
    if mail is None or not mail.keys():
        raise InputError(f"{name}: no mail that can be read; expected headers such as From and Subject, a blank line and a text")
    said = {key: value for key, value in (("title", _header(mail, "subject")), ("published", _sent(mail)), ("publisher", _sender(mail)),
                                          ("url", _address(mail))) if value}
    text, page = (_tried(lambda kind=kind: mail.get_body((kind,))) for kind in ("plain", "html"))
    words = _content(text)
    if page is not None and len(words.split()) < STUB and _content(page).strip():
        from dragoman.intake import html  # it takes trafilatura with it

        yield from html.read(_content(page), name, given, _origin(page), said)
    elif words.strip():
        yield from plain.read(words, name, given, _origin(text), said)
    else:
        raise InputError(f"{name}: a mail without a text of its own; expected plain text or HTML: save what is attached to it, or decrypt it")


def _tried(look: Callable[[], Any]) -> Any:
    """What a look finds; None where the library fails over it."""
    try:
        return look()
    except FAULTS:
        return None


def _header(mail: EmailMessage, name: str) -> str:
    """A header in one line; empty where there is none."""
    return " ".join(tidy(_tried(lambda: str(mail[name] or "")) or "").split())


def _sent(mail: EmailMessage) -> str | None:
    sent = _tried(lambda: mail["date"].datetime)
    return dating.day(sent.date().isoformat()) if sent else None


def _sender(mail: EmailMessage) -> str | None:
    """Who publishes: the name of the sender, else that of the list, else the host of the sender's address."""
    sender = _tried(lambda: mail["from"].addresses[0])
    named = _tried(lambda: sender.display_name) or _header(mail, "list-id").partition("<")[0].strip(' "')
    return " ".join(tidy(named or _tried(lambda: sender.domain) or "").split()) or None


def _address(mail: EmailMessage) -> str | None:
    """Where the mail stands on the web, as it says itself (RFC 5064)."""
    found = _ARCHIVED.fullmatch(_header(mail, "archived-at"))
    return found[1] if found else None


def _content(part: EmailMessage | None) -> bytes:
    """The bytes of a part; none where it is not there or cannot be decoded."""
    return (part is not None and _tried(lambda: part.get_payload(decode=True))) or b""


def _origin(part: EmailMessage) -> Origin:
    return Origin(charset=trusted(_tried(part.get_content_charset)))
