"""Feeds, from bytes that were fetched already: RSS 0.9 to 2.0, RDF, Atom, and JSON Feed.

feedparser reads the XML forms. It is handed decoded text without any document type, so that it fetches nothing, no entity grows, and the
encoding is the one that the bytes have, not the one that somebody claims; markup inside entries is left to `markup`, which is linear.
"""
from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from time import struct_time
from typing import Any
from urllib.parse import urljoin, urlsplit

from dragoman.intake import dating, markup
from dragoman.intake.decoding import declared, decode, refuse_binary, tidy, trusted
from dragoman.intake.listing import Entry, Listing
from dragoman.intake.wrapping import unwrapped
from dragoman.model import InputError, identity

MOST_ENTRIES = 500
"""Entries of a feed that are looked at; the longest real ones have some hundreds."""

MOST_TAGS, MOST_REFERENCES, MOST_ATTRIBUTES, MOST_PREFIXES = 100_000, 1_000_000, 100, 100
"""What a feed may have for feedparser, which looks through all attributes of a tag for each of them, and through all prefixes at each tag."""

LONGEST_LINK, LONGEST_TITLE, LONGEST_CONTENT = 2000, 500, 200_000
"""Characters; what is longer is no link, or is cut."""

FAULTS = (ValueError, OverflowError, RecursionError, AssertionError, AttributeError, LookupError, TypeError)
"""What feedparser raises over feeds that no author writes."""

_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?", re.ASCII)
_CROWDED = re.compile(rf"""<(?![\s!?/])(?:[^<>"']*(?:"[^"<]*"|'[^'<]*')){{{MOST_ATTRIBUTES + 1}}}""")
_PREFIX = re.compile(r"\bxmlns:([^\s=]+)")
_HEAD = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]{1,20}:)?(rss|feed|rdf)\b", re.IGNORECASE)
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ANNOUNCED = re.compile(r"(?i)<link\b[^>]{0,500}?application/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>")
_HREF = re.compile(r"""(?i)\bhref\s*=\s*["']?([^"'\s>]{1,2000})""")


def read(data: bytes, url: str, charset: str | None = None) -> Listing:
    """The entries of a feed that came from a URL, its server claiming an encoding. InputError where it is no feed."""
    if not data.strip():
        raise InputError(f"{url}: empty; expected a feed (RSS, Atom or JSON Feed)")
    refuse_binary(url, data)
    text, doubt = decode(data, declared(data) or trusted(charset))
    text = tidy(text).lstrip("\ufeff \t\n")
    if text.startswith("{"):
        return _json(text, url, doubt)
    if much := _too_much(text):
        raise InputError(f"{url}: {much}; not read")
    body, at = text, 0
    while head := _HEAD.match(body, at):
        at = head.end()
    if not _ROOT.match(body, at):
        raise InputError(f"{url}: {_no_feed(body[at:], url)}")
    return _xml(body[at:], url, doubt)


def _too_much(text: str) -> str | None:
    """What an XML feed has more of than is read."""
    if text.count("<") > MOST_TAGS:
        return f"more than {MOST_TAGS:,} tags, where a feed has some thousands"
    if text.count("&") > MOST_REFERENCES:
        return f"more than {MOST_REFERENCES:,} signs &, where a feed has some thousands"
    if _CROWDED.search(text):
        return f"a tag of more than {MOST_ATTRIBUTES} attributes, where a feed's have a dozen"
    if len(set(_PREFIX.findall(text))) > MOST_PREFIXES:
        return f"more than {MOST_PREFIXES} prefixes of namespaces, where a feed has a dozen"
    return None


def _no_feed(text: str, url: str) -> str:
    if _PAGE.match(text):
        links = [urljoin(url, unescape(found[1])) for link in _ANNOUNCED.findall(text[:200_000]) if (found := _HREF.search(link))]
        named = ": give " + " or ".join(dict.fromkeys(links[:5])) if links else ""
        return f"a web page, not a feed{named}"
    return "no feed; expected RSS, Atom or JSON Feed"


def _xml(text: str, url: str, doubt: str | None) -> Listing:
    import feedparser  # it takes a sixth of a second to load

    data = _REFERENCE.sub(_character, text).encode("utf-8", "replace")
    try:
        found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False,
                                 response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url})
    except FAULTS as error:
        raise InputError(f"{url}: no feed that can be read ({type(error).__name__}: {str(error)[:100]}); expected RSS, Atom or JSON Feed") from error
    if not found.entries and not found.feed:
        raise InputError(f"{url}: no feed that can be read ({found.get('bozo_exception', 'no entries')}); expected RSS, Atom or JSON Feed")
    if found.get("bozo"):
        doubt = doubt or f"not well-formed ({str(found.get('bozo_exception'))[:100]}); read as far as it goes"
    title = _line(found.feed.get("title"))
    entries = [_entry(x, url, title) for x in found.entries[:MOST_ENTRIES]]
    form = feedparser.api.SUPPORTED_VERSIONS.get(found.version) or "a feed"
    return _listing(title, _link(found.feed.get("link"), url), form, entries, len(found.entries) - len(entries), doubt)


def _character(reference: re.Match[str]) -> str:
    """A reference to a character, or \ufffd where there is no such character: feedparser would fail over it."""
    figures = reference[1] or reference[2]
    code = int(figures, 16 if reference[1] else 10) if len(figures) < 12 else -1
    return reference[0] if code in (9, 10, 13) or 31 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _entry(x: Mapping[str, Any], url: str, title: str | None) -> Entry | None:
    link = _link(x.get("feedburner_origlink") or x.get("link"), url)
    source = x.get("source")
    credited = _line(source.get("title")) if isinstance(source, Mapping) else None
    bodies = [c.get("value") or "" for c in x.get("content") or [] if isinstance(c, Mapping)]
    summary = str(x.get("summary") or "")
    given = str(dict.get(x, "published") or dict.get(x, "updated") or "")  # FeedParserDict.get looks one up for the other
    updated = _moment(dict.get(x, "updated_parsed"))
    moment = _moment(dict.get(x, "published_parsed")) or updated
    return _made(str(x.get("id") or ""), link, _line(x.get("title")), (dating.day(given) if given else None) or (moment and moment[:10]),
                 updated, credited or title, summary, max([*bodies, summary], key=len))


def _json(text: str, url: str, doubt: str | None) -> Listing:
    """JSON Feed 1 and 1.1 (jsonfeed.org)."""
    try:
        value = json.loads(text, object_pairs_hook=_tidied)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{url}: not valid JSON ({str(error)[:100] or 'nested too deep'}); expected a feed") from error
    version, items = value.get("version"), value.get("items")
    if not (isinstance(version, str) and "jsonfeed.org/version/" in version and isinstance(items, list)):
        raise InputError(f"{url}: JSON, but no feed; expected a version of jsonfeed.org and items")
    title = _line(value.get("title"))
    entries = []
    for x in items[:MOST_ENTRIES]:
        if not isinstance(x, dict):
            entries.append(None)
            continue
        given = x.get("date_published") or x.get("date_modified")
        html, plain = _string(x.get("content_html")), _string(x.get("content_text"))
        content = html or "".join(f"<p>{_escaped(line)}</p>" for line in unwrapped(plain).split("\n"))
        id_ = x.get("id")
        entries.append(_made(str(id_) if isinstance(id_, str | int) else "", _link(x.get("url") or x.get("external_url"), url), _line(x.get("title")),
                             dating.day(given) if isinstance(given, str) else None, _instant(x.get("date_modified")), title,
                             _string(x.get("summary")), content))
    return _listing(title, _link(value.get("home_page_url"), url), "JSON Feed", entries, len(items) - len(entries), doubt)


def _tidied(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose texts have no control characters and no halves of characters, which JSON can spell out."""
    return {key: tidy(value) if isinstance(value, str) else value for key, value in pairs}


def _made(guid: str, link: str | None, title: str | None, published: str | None, updated: str | None, publisher: str | None, summary: str,
          content: str) -> Entry | None:
    """An entry of its parts; None where it has neither a link nor words."""
    words = "\n".join(markup.lines(markup.slim(content[:LONGEST_CONTENT]).html))
    if not link and not words:
        return None
    short = " ".join(markup.lines(markup.slim(summary[:LONGEST_CONTENT]).html))
    return Entry(identity(guid[:LONGEST_LINK] or link or identity(title, words)), link, title, published, updated, publisher, short[:2000], words)


def _listing(title: str | None, site: str | None, form: str, entries: Sequence[Entry | None], more: int, doubt: str | None) -> Listing:
    """Each entry once; where two have one guid, as in feeds whose guids are those of the channel, the link tells them apart.

    It does so for all that have that guid: the newest would else be taken for the one that was the newest when the feed was last asked.
    """
    found = [entry for entry in entries if entry]
    links: dict[str, set[str | None]] = {}
    for entry in found:
        links.setdefault(entry.guid, set()).add(entry.link)
    kept: dict[str, Entry] = {}
    for entry in found:
        guid = entry.guid if len(links[entry.guid]) == 1 else identity(entry.guid, entry.link)
        kept.setdefault(guid, replace(entry, guid=guid))
    return Listing(title, site, form, tuple(kept.values()), more + len(entries) - len(found), doubt)


def _line(value: object) -> str | None:
    """A title as one line without markup."""
    text = " ".join(markup.lines(markup.slim(value[:10_000]).html)) if isinstance(value, str) else ""
    return text[:LONGEST_TITLE].strip() or None


def _link(value: object, base: str) -> str | None:
    """A link in full, where it is one that is fetched."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_LINK:
        return None
    try:
        link = urljoin(base, value.strip())
        return link if urlsplit(link).scheme in ("http", "https") else None
    except ValueError:
        return None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _moment(value: struct_time | None) -> str | None:
    try:
        return datetime(*value[:6], tzinfo=UTC).isoformat(timespec="seconds") if value else None
    except (ValueError, OverflowError, TypeError):
        return None


def _instant(value: object) -> str | None:
    try:
        made = datetime.fromisoformat(value) if isinstance(value, str) else None
        return made.astimezone(UTC).isoformat(timespec="seconds") if made and made.tzinfo else None
    except (ValueError, OverflowError):  # the latter where its day in UTC is before the first, or after the last
        return None
