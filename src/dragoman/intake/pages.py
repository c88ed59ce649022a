"""A report from what a feed lists: from the page it links to, or from the feed's own words."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from dragoman.intake import html, plain
from dragoman.intake.cleaning import clean
from dragoman.intake.decoding import refuse_binary, trusted
from dragoman.intake.documents import Item, Origin, finish
from dragoman.model import InputError, Report, identity

LEAST = 400
"""Characters from which a feed's own words are a report by themselves, not a teaser."""

LONGEST = 300_000
"""Characters of a report that comes in by itself, a hundred pages of a book; a person can `add` longer ones."""


def from_page(data: bytes, url: str, media_type: str | None, charset: str | None, *, title: str | None, published: str | None,
              publisher: str | None) -> Iterator[Item]:
    """The report of a page at a URL. What the page says of itself comes before what the feed said of it: title, day, publisher.

    Notices tell what is doubtful; InputError where it holds no report.
    """
    refuse_binary(url, data)
    if media_type and not (media_type.startswith("text/") or media_type in ("application/xhtml+xml", "application/xml")):
        raise InputError(f"{url}: {media_type[:60]}; expected a page")
    read = plain.read(data, "page.txt", published) if media_type == "text/plain" else html.read(data, url, published, Origin(charset=trusted(charset)))
    for item in read:
        if isinstance(item, Report):
            yield _settled(item, url, title, published, publisher)
        elif isinstance(item, InputError):
            raise item
        else:
            yield item


def from_feed(content: str, url: str | None, *, title: str | None, published: str | None, publisher: str | None) -> Iterator[Item]:
    """The report that the feed itself holds; InputError where it is too short to be one."""
    text = "\n".join(clean([line for line in content.split("\n") if line.strip()], title))
    if len(text) < LEAST:
        raise InputError(f"{url or title}: the feed holds {len(text)} characters of it, fewer than the {LEAST} of a short report")
    for item in finish(url or title or "an entry", text, title=title, publisher=publisher, url=url, given=published):
        yield _settled(item, url, title, published, publisher) if isinstance(item, Report) else item


def _settled(report: Report, url: str | None, title: str | None, published: str | None, publisher: str | None) -> Report:
    """With what the feed said where the page is silent; a page's own address holds where it is of the same host."""
    if len(report.text) > LONGEST:
        raise InputError(f"{url}: {len(report.text):,} characters, where at most {LONGEST:,} are taken in; `dragoman add` takes it from a file")
    own = report.url if report.url and url and _host(report.url) == _host(url) else url
    day, by = report.published, report.dated_by
    if day and day > (date.today() + timedelta(days=2)).isoformat()[:len(day)]:
        day, by = (published, "given") if published and published <= date.today().isoformat() else (None, None)
    made = replace(report, url=own, title=report.title or title, publisher=report.publisher or publisher, published=day, dated_by=by)
    return replace(made, id=identity(made.text, made.published, made.publisher, made.url))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


