"""Reports from what feeds list."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from dragoman.intake import Notice, pages
from dragoman.model import InputError, Report

URL = "https://www.harbour.example/world/talks"
BODY = "".join(f"<p>{text}</p>" for text in (
    "The foreign ministers of the two states met in the capital on Friday and agreed to reopen the border.",
    "The talks lasted for two days, officials said, and will go on in the spring with a second round.",
    "Neither side gave details of the agreement, which their parliaments must still approve before it holds."))
KNOWN = {"title": "Talks end", "published": "2025-01-17", "publisher": "Harbour Gazette – World"}


def page(head: str = "", body: str = BODY) -> bytes:
    return f"<html><head><title>Talks end in accord</title>{head}</head><body><article><h1>Talks end in accord</h1>{body}</article></body></html>".encode()


def made(items) -> Report:
    return next(i for i in items if isinstance(i, Report))


def test_what_a_page_says_of_itself_comes_before_what_the_feed_says_of_it():
    own = page('<meta property="og:site_name" content="The Harbour Gazette"><meta property="article:published_time" content="2025-01-16T10:00:00Z">'
               '<link rel="canonical" href="https://harbour.example/world/talks-end">')
    found = made(pages.from_page(own, URL, "text/html", None, **KNOWN))
    assert (found.publisher, found.published, found.dated_by, found.url) == (
        "The Harbour Gazette", "2025-01-16", "metadata", "https://harbour.example/world/talks-end")
    assert "reopen the border" in found.text
    plain = made(pages.from_page(page(), URL, "text/html", None, **KNOWN))
    assert (plain.publisher, plain.published, plain.dated_by, plain.url) == ("Harbour Gazette – World", "2025-01-17", "given", URL)


def test_an_address_of_another_host_and_a_day_to_come_are_not_believed():
    ahead = (date.today() + timedelta(days=40)).isoformat()
    found = made(pages.from_page(page(f'<link rel="canonical" href="https://elsewhere.example/x"><meta property="article:published_time" content="{ahead}">'),
                                 URL, "text/html", None, **KNOWN))
    assert (found.url, found.published, found.dated_by) == (URL, "2025-01-17", "given")
    nobody = KNOWN | {"published": ahead}
    assert made(pages.from_page(page(), URL, None, None, **nobody)).published is None


def test_encodings_that_the_server_claims_are_used_where_the_page_claims_none():
    words = BODY.replace("capital", "città")
    for encoding, charset in (("windows-1252", "iso-8859-1"), ("iso-8859-15", "iso-8859-15"), ("utf-8", "iso-8859-1")):
        found = made(pages.from_page(page(body=words).decode().encode(encoding), URL, "text/html", charset, **KNOWN))
        assert "città" in found.text


@pytest.mark.parametrize("data,media_type,says", [
    (b"%PDF-1.7", "text/html", "a PDF"), (page(), "application/pdf", "expected a page"), (page(), "image/png", "expected a page"),
    (b"<html></html>", None, "no running text"),
    (page(body="<p>" + "Ministers met again. " * 20_000 + "</p>"), "text/html", "at most 300,000")])
def test_what_is_no_page_of_a_report_is_named(data, media_type, says):
    with pytest.raises(InputError, match=says):
        list(pages.from_page(data, URL, media_type, None, **KNOWN))


def test_the_words_of_the_feed_are_a_report_where_they_are_long_enough():
    words = "".join(f"The foreign ministers of the two states met for talks number {n} in the capital.\n" for n in range(8))
    found = made(pages.from_feed(words, URL, **KNOWN))
    assert (found.publisher, found.published, found.url, found.title) == ("Harbour Gazette – World", "2025-01-17", URL, "Talks end")
    with pytest.raises(InputError, match="fewer than the 400"):
        list(pages.from_feed(words[:200], URL, **KNOWN))
    undated = list(pages.from_feed(words, URL, title=None, published=None, publisher=None))
    assert any(isinstance(i, Notice) for i in undated)
