"""What is fuzzed: each target takes bytes and hands them to a reader as an attacker would.

A target raises nothing but on a fault of ours: errors for people (InputError, LedgerError) are answers. Bytes become text in one of two
ways, which the first of them chooses: as UTF-8, or as words of the target's vocabulary, one a byte, so that grammars are reached.
"""
from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Sequence
from contextlib import nullcontext

from dragoman.coders import gdelt, icews, plover, polecat
from dragoman.coders.files import Fault, Skip
from dragoman.intake import Notice, boilerplate, sources
from dragoman.ledger import context, corrections, searching
from dragoman.ledger.days import days
from dragoman.model import CodedEvent, InputError, LedgerError, Report
from dragoman.reading import code_of, dates
from dragoman.reading.actors import Actors
from dragoman.reading.attribution import quoted
from dragoman.reading.roles import Roles
from dragoman.reading.text import paragraphs, pieces, sentences
from fuzz import words

Target = Callable[[bytes], None]


def spoken(data: bytes, vocabulary: Sequence[str]) -> str:
    """Text of the bytes: plain, with odd letters, or words of the vocabulary."""
    if not data:
        return ""
    how, rest = data[0] % 3, data[1:]
    if how == 0:
        return rest.decode("utf-8", "replace")
    if how == 1:
        return rest.decode("utf-8", "surrogateescape")
    return "".join(vocabulary[b % len(vocabulary)] for b in rest)


def _taken(data: bytes, name: str) -> None:
    """Bytes as a document of this name, through every step up to the report."""
    stream = io.BytesIO(data)
    for item in sources._read(lambda: nullcontext(io.BufferedReader(stream)), name, name, None):
        if isinstance(item, Report):
            item.text.encode()
            boilerplate(item.text, item.title)
            assert item.text.strip(), "a report without words"
        else:
            assert isinstance(item, InputError | Notice), item


def plain(data: bytes) -> None:
    """A text file, packed or not."""
    text = spoken(data, words.PLAIN).encode("utf-8", "surrogateescape")
    _taken(gzip.compress(text, 1) if data[:1] == b"\x1f" else text, "news.txt")


def html(data: bytes) -> None:
    """A web page."""
    _taken(spoken(data, words.HTML).encode("utf-8", "surrogateescape"), "page.html")


def jsonl(data: bytes) -> None:
    """A file of JSON lines, or of one JSON value."""
    text = spoken(data, words.JSON).encode("utf-8", "surrogateescape")
    _taken(text, "news.json" if data[-1:] < b"@" else "news.jsonl")


def time(data: bytes) -> None:
    """Time expressions, and the dates that a page or a person gives."""
    from dragoman.intake import dating

    text = spoken(data, words.TIMES)
    for published in ("2024-02-29", None):
        for found in dates.find(text, published):
            assert text[slice(*found.span)] == found.text
            if found.value:
                days(found.value)
    dating.read_head(text)
    made = dating.day(text)
    assert made is None or days(made)
    for line in text.split("\n"):
        dating.is_dating_line(line)


def codebook(data: bytes) -> None:
    """Names to codes, by themselves and in a text around them."""
    text = spoken(data, words.NAMES)
    code_of(text, "2024-02")
    actors = Actors(text, "2024-02-29", text[:40], text[40:60])
    roles = Roles(actors)
    spots = [(t.start, t.end) for t in actors.tokens[:2]] + ([(actors.tokens[0].start, actors.tokens[-1].end)] if actors.tokens else [])
    for span in spots:
        for code in actors.code(span):
            assert len(code) == 3
            roles.role(span, code)
            roles.source(span, code, "official")
    actors.outlet(text)


def texts(data: bytes) -> None:
    """Paragraphs, sentences, quotations, and the words around an event, as the reader and the ledger cut them."""
    text = spoken(data, words.NAMES)
    for stretch in pieces(text, paragraphs(text), 80):
        assert text[slice(*stretch)].strip() or stretch[0] == stretch[1]
        sentences(text, stretch)
    quoted(text)
    at = len(text) // 2
    span = (at, min(len(text), at + 4))
    context.context(text, span, ("IRN",))
    context.outlook(text, span, "planned")


def annotation(data: bytes) -> None:
    """What a person writes of a statement or asks for: corrected values, days, queries; and standoff annotation."""
    from training.polnear import standoff

    text = spoken(data, words.VALUES)
    for field in corrections.FIELDS:
        try:
            value = corrections.parsed(field, text)
        except LedgerError:
            continue
        assert corrections.parsed(field, corrections.shown(value)) == value, (field, value)
    try:
        searching.parse(text)
    except InputError:
        pass
    try:
        days(text)
    except LedgerError:
        pass
    try:
        standoff(text, text)
    except InputError:
        pass


def coders(data: bytes) -> None:
    """Lines of another coder's file; the last byte says whose."""
    text = spoken(data, words.ROWS)
    module = (icews, gdelt, polecat, plover)[(data[-1:] or b"\0")[0] % 4]
    lines = enumerate((line.replace("\0", "") for line in text.split("\n")), 1)
    for _, made in module.rows(iter(lines)):
        assert isinstance(made, CodedEvent | Skip | Fault), made
        if isinstance(made, CodedEvent):
            days(made.day)


def feeds(data: bytes) -> None:
    """A feed, and the reports of what it lists; or a list of feeds."""
    from dragoman.intake import feeds, opml

    text = spoken(data, words.FEEDS).encode("utf-8", "surrogateescape")
    if data[-1:] < b"\x40":
        try:
            opml.read(text, "feeds.opml")
        except InputError:
            pass
        return
    try:
        listing = feeds.read(text, "https://news.example/feed.xml", None)
    except InputError:
        return
    for entry in listing.entries:
        assert entry.published is None or days(entry.published)


def warc(data: bytes) -> None:
    """A web archive, packed or not."""
    text = spoken(data, words.ARCHIVE).encode("utf-8", "surrogateescape")
    _taken(gzip.compress(text, 1) if data[-1:] < b"\x20" else text, "news.warc.gz" if data[-1:] < b"\x20" else "news.warc")


TARGETS: dict[str, Target] = {"plain": plain, "html": html, "jsonl": jsonl, "time": time, "codebook": codebook, "texts": texts,
                              "annotation": annotation, "coders": coders, "feeds": feeds, "warc": warc}
