"""Pages that came in to reports, and to what these state, without a ledger: what a watch does with each page, in whichever process."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dragoman.intake import pages as intake
from dragoman.model import InputError, Report, Statement
from dragoman.pipeline.ahead import ahead
from dragoman.pipeline.reading import statements

if TYPE_CHECKING:
    from dragoman.reading import Reader

log = logging.getLogger("dragoman.pipeline")

Wanted = Callable[[Report], bool]
"""Whether a report is to be read; asked in the thread that takes the pages."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came in of a lead, and what its feed says of it (ledger.Lead has the same names)."""

    page: bytes | None
    url: str | None
    media_type: str | None
    charset: str | None
    link: str | None
    title: str | None
    published: str | None
    publisher: str | None
    content: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a page comes to: its report and whose words these are (`page` or `feed`), what it states where that was wanted, or why there is none;
    and in how many seconds.
    """

    outcome: Literal["kept", "refused", "failed"]
    why: str | None = None
    report: Report | None = None
    origin: str | None = None
    statements: tuple[Statement, ...] = ()
    seconds: float = 0.0


def read_pages(reader: Reader, pages: Iterable[Page], wanted: Wanted) -> Iterator[Found]:
    """What each page comes to, in their order; several are read at a time, and opened in the thread that asks."""
    def opened() -> Iterator[tuple[Found, bool]]:
        for page in pages:
            begin = time.monotonic()
            found = _opened(page)
            yield replace(found, seconds=time.monotonic() - begin), found.report is not None and wanted(found.report)

    def read(item: tuple[Found, bool]) -> Found:
        (found, is_wanted), begin = item, time.monotonic()
        if not is_wanted or found.report is None:
            return found
        stated = tuple(statements(reader, found.report))
        return replace(found, statements=stated, seconds=found.seconds + time.monotonic() - begin)

    return ahead(read, opened(), reader.encoder.threads)


def _opened(page: Page) -> Found:
    try:
        report, origin, why = _report(page)
    except InputError as error:
        return Found("refused", str(error))
    return Found("kept", why, report, origin)


def _report(page: Page) -> tuple[Report, str, str | None]:
    """The report of a page, whose words it is, and why not the page's. InputError where there is none."""
    known = {"title": page.title, "published": page.published, "publisher": page.publisher}
    why = page.why
    if page.page is not None:
        try:
            return _first(intake.from_page(page.page, page.url or page.link or "", page.media_type, page.charset, **known)), "page", None
        except InputError as error:
            why = str(error)
    try:
        return _first(intake.from_feed(page.content, page.link, **known)), "feed", why
    except InputError as error:
        raise InputError(f"{why}; {error}" if why else str(error)) from error


def _first(items: Iterator[object]) -> Report:
    for item in items:
        if isinstance(item, Report):
            return item
        log.debug("%s", item)
    raise InputError("no report in it")
