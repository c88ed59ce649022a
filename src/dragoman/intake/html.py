"""A report from a web page: trafilatura finds the text and what the page says of itself.

A page that no parser should see, because it nests too deep or is too large, is read without its layout instead.
trafilatura is slow to load, so it is loaded with the first page.
"""
from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING

from dragoman.intake import dating, markup
from dragoman.intake.cleaning import clean
from dragoman.intake.decoding import declared, decode, tidy
from dragoman.intake.documents import Item, Notice, Origin, finish
from dragoman.model import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_TAGS = 300_000
"""Tags of a page; a long live blog has some fifty thousand."""

PARSED_TAGS, PARSED_DEPTH, PARSED_WEIGHT, PARSED_SIZE = 30_000, 80, 500_000, 4_000_000
"""What is handed to the parser at most: beyond, extraction takes more than seconds, or the parser gives up."""

COMPARED_TAGS = 10_000
"""Tags beyond which trafilatura does not compare its result with jusText's, whose time grows with their square."""

WORDS_OF_CLASS = ("concat(' ', translate(@class, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ_-', "
                  "'abcdefghijklmnopqrstuvwxyz  '), ' ')")
PRUNED = [f"//*[contains({WORDS_OF_CLASS}, ' {c} ')]"
          for c in ("caption", "credit", "newsletter", "related", "share", "breadcrumb", "breadcrumbs", "promo")] + [
    "//figcaption", "//nav", "//aside", "//form", "//button"]
"""Parts of a page that are never the report. Class names count word by word, so that `shared-values` stays."""

LINK = re.compile(r"(?i)<a\s[^<>]*>([^<>.]{1,40})</a>")
"""A paragraph that is one short link and no more belongs to a menu."""

FAULTS = (RecursionError, ValueError, AssertionError, AttributeError, LookupError, TypeError)
"""What the libraries raise, beside lxml's own errors, over trees that no author writes: the page is then read without them."""

FORGETS = 1000
"""Pages after which what trafilatura and its libraries remember of them is let go of: they keep words of thousands of pages, none of which comes again."""

_pages = count(1)

MINIMUM_WORDS = 3
PROSE = 80
"""Characters beyond which a text is prose, in which a date is part of the news and not the date of the page."""


def read(data: bytes, name: str, given: str | None, origin: Origin | None = None, said: Mapping[str, str] | None = None) -> Iterator[Item]:
    """The report of a page, with a notice where it could only be read in part. `origin` is what is known of it apart from itself, `said` its title,
    published, publisher and url where what holds it says so.
    """
    page, doubt = decode(data, declared(data) or (origin and origin.charset))
    if doubt:
        yield Notice(f"{name}: {doubt}")
    page = tidy(page)
    if page.count("<") > 4 * MAX_TAGS:
        raise _too_many(name, page.count("<"))
    slim = markup.slim(page)
    if slim.tags > MAX_TAGS:
        raise _too_many(name, slim.tags)
    parts, paragraphs = _metadata(slim), None
    parts |= {"metadata" if key == "published" else key: value for key, value in (said or {}).items()}
    if _bearable(slim):
        paragraphs = _extract(slim, parts["url"])
    elif slim.html.strip():
        yield Notice(f"{name}: read without its layout, menus may remain (it has {slim.tags:,} tags, nested "
                     f"{slim.depth:,} deep)")
    if not paragraphs:
        paragraphs = [line for line in markup.lines(slim.html)
                      if len(line.split()) > 3 or line.endswith((".", "”", '"'))]
    title = parts.pop("title")
    links = {" ".join(link.split()) for link in LINK.findall(slim.html)}
    text = "\n".join(clean([p for p in paragraphs if p not in links], title))
    if len(re.findall(r"\w{2,}", text)) < MINIMUM_WORDS:
        raise InputError(f"{name}: no running text in the page; expected a report: if it loads its text by script, "
                         "save it from a browser")
    yield from finish(name, text, title=title, given=given, head=_head(slim.html, paragraphs), origin=origin, **parts)


def _bearable(page: markup.Markup) -> bool:
    return (page.tags <= PARSED_TAGS and page.depth <= PARSED_DEPTH and page.weight <= PARSED_WEIGHT
            and len(page.html) <= PARSED_SIZE)


def _too_many(name: str, tags: int) -> InputError:
    return InputError(f"{name}: {tags:,} tags, where at most {MAX_TAGS:,} are read; expected the page of one report: "
                      "save its text as a .txt file")


def _extract(page: markup.Markup, url: str | None) -> list[str] | None:
    """The paragraphs of the report, or None where trafilatura finds none."""
    trafilatura = _trafilatura()
    from lxml.etree import LxmlError

    if next(_pages) % FORGETS == 0:
        from trafilatura.meta import reset_caches

        reset_caches()
    try:
        found = trafilatura.bare_extraction(
            page.html, url=url, fast=page.tags > COMPARED_TAGS, include_comments=False, include_formatting=False,
            include_tables=True, prune_xpath=PRUNED)
    except (LxmlError, *FAULTS):
        return None
    if found is None or found.body is None:
        return None
    texts = []
    for element in found.body.iter("p", "head", "item", "quote", "cell", "ab"):
        if not any(True for _ in element.iterdescendants("p", "head", "item", "quote", "cell", "ab")):
            texts.append("".join("\n" if part is None else part for part in _parts(element)))
    return [line for text in texts for line in (" ".join(part.split()) for part in text.split("\n")) if line]


def _parts(element: HtmlElement) -> Iterator[str | None]:
    """The text of an element in order, None for a line break."""
    for event in element.iter():
        if event is element:
            yield event.text or ""
            continue
        if event.tag == "lb":
            yield None
        yield event.text or ""
        yield event.tail or ""


def _metadata(page: markup.Markup) -> dict[str, str | None]:
    """Title, publisher, address and date that the page states of itself."""
    _trafilatura()
    from lxml.etree import LxmlError
    from trafilatura.metadata import extract_metadata
    from trafilatura.utils import load_html

    source = page.html
    if not _bearable(page):
        head = re.split(r"(?i)<body|</head", source, maxsplit=1)[0][:200_000]
        if not _bearable(markup.slim(head)):
            head = ""
        source = f"<html>{head}</head><body><p></p></body></html>"
    nothing = dict.fromkeys(("title", "publisher", "url", "metadata"))
    try:
        tree = load_html(source)
        if tree is None:
            return nothing
        for element in tree.iter():
            if element.tag not in ("script", "title", "h1", "h2"):
                if len(element.text or "") > PROSE:
                    element.text = None
                if len(element.tail or "") > PROSE:
                    element.tail = None
        found = extract_metadata(tree, date_config={
            "original_date": True, "extensive_search": False, "max_date": "2100-12-31", "deferred_url_extractor": True})
    except (LxmlError, *FAULTS):
        return nothing
    return {"title": found.title or None, "publisher": found.sitename or None, "url": found.url or None,
            "metadata": dating.day(found.date) if found.date else None}


def _head(page: str, paragraphs: list[str]) -> dating.Head:
    """What the first paragraphs say; where they say no date, what a labelled line of the page says."""
    head = dating.read_head("\n".join(paragraphs))
    if head.date:
        return head
    labelled = [line for line in markup.lines(page[:500_000]) if dating.is_dating_line(line)][:1]
    return dating.read_head("\n".join([*labelled, *paragraphs]))


def _trafilatura():
    """The library, told to keep its own warnings to itself: failures are reported here, with the input's name."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return trafilatura
