"""Feeds as they come: their forms, their encodings, and what is wrong with them."""
from __future__ import annotations

import json
import re
import time

import pytest

from dragoman.intake import feeds
from dragoman.model import InputError

URL = "https://harbour.example/feeds/world.xml"

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>The Harbour Gazette – World</title><link>https://harbour.example/</link><description>News</description>
<atom:link href="https://harbour.example/feeds/world.xml" rel="self"/>
<item><title>Talks in Malmö &amp; Oslo end</title><link>/world/talks?from=rss</link><guid isPermaLink="false">urn:1</guid>
<pubDate>Fri, 17 Jan 2025 23:30:00 -0500</pubDate><description>&lt;p&gt;Both sides &lt;b&gt;agreed&lt;/b&gt; on “a pause”.&lt;/p&gt;</description></item>
<item><title>Second</title><link>https://harbour.example/world/second</link><dc:date>2025-01-16T08:00:00Z</dc:date>
<description>Short.</description>
<content:encoded><![CDATA[<p>First paragraph of the whole.</p><script>alert(1)</script><p>Second paragraph.</p>]]></content:encoded></item>
<item><title>From elsewhere</title><link>javascript:alert(1)</link><description></description></item>
<item><title>Credited</title><link>https://other.example/x</link><source url="https://other.example/rss">Other Courier</source></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Delta &amp;amp; Coast</title><id>tag:d</id>
<link href="https://delta.example/" rel="alternate"/><updated>2025-01-18T10:00:00Z</updated>
<entry><title>An accord</title><id>tag:d,1</id><link href="https://delta.example/1" rel="alternate"/><link href="https://delta.example/1.mp3" rel="enclosure"/>
<published>2025-01-17T09:00:00+03:00</published><updated>2025-01-18T09:30:00+03:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It was signed.</p><p>It holds.</p></div></content></entry></feed>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://plain.example/"><title>Plain Dealer</title><link>https://plain.example/</link><description>d</description></channel>
<item rdf:about="https://plain.example/7"><title>A visit</title><link>https://plain.example/7</link><description>The envoy came.</description>
<dc:date>2025-01-15T08:00:00Z</dc:date></item></rdf:RDF>"""

JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Ridge Post", "home_page_url": "https://ridge.example/", "items": [
    {"id": 7, "url": "https://ridge.example/7", "title": "A warning", "date_published": "2025-01-14T22:00:00-08:00", "content_text": "Do <not>.\nEver."},
    {"id": "8", "external_url": "https://ridge.example/8", "content_html": "<p>Do.</p>", "date_modified": "2025-01-15T00:00:00Z"}, "nonsense", {"id": "9"}]})


def test_rss_with_markup_relative_links_credits_and_days_in_their_own_zone():
    found = feeds.read(RSS.format(encoding="utf-8").encode(), URL)
    assert (found.title, found.site, found.form, found.left_out, found.doubt) == ("The Harbour Gazette – World", "https://harbour.example/", "RSS 2.0", 1, None)
    one, two, credited = found.entries
    assert (one.title, one.link, one.published, one.summary) == (
        "Talks in Malmö & Oslo end", "https://harbour.example/world/talks?from=rss", "2025-01-17", "Both sides agreed on “a pause”.")
    assert (two.published, two.content) == ("2025-01-16", "First paragraph of the whole.\nSecond paragraph.")
    assert (one.publisher, credited.publisher) == ("The Harbour Gazette – World", "Other Courier")
    assert len({e.guid for e in found.entries}) == 3


def test_atom_rdf_and_json_feed():
    atom = feeds.read(ATOM.encode(), URL)
    assert (atom.title, atom.form) == ("Delta & Coast", "Atom 1.0")
    assert [(e.link, e.published, e.updated, e.content) for e in atom.entries] == [
        ("https://delta.example/1", "2025-01-17", "2025-01-18T06:30:00+00:00", "It was signed.\nIt holds.")]
    rdf = feeds.read(RDF.encode(), URL)
    assert (rdf.title, rdf.form, [(e.title, e.link, e.published) for e in rdf.entries]) == (
        "Plain Dealer", "RSS 1.0", [("A visit", "https://plain.example/7", "2025-01-15")])
    ridge = feeds.read(JSON_FEED.encode(), URL)
    assert (ridge.title, ridge.form, ridge.left_out) == ("Ridge Post", "JSON Feed", 2)
    assert [(e.link, e.published, e.content) for e in ridge.entries] == [
        ("https://ridge.example/7", "2025-01-14", "Do <not>.\nEver."), ("https://ridge.example/8", "2025-01-15", "Do.")]


@pytest.mark.parametrize("encoding,claimed,charset", [
    ("utf-8", "utf-8", None), ("utf-8", "iso-8859-1", "us-ascii"), ("utf-8-sig", "utf-8", None), ("windows-1252", "windows-1252", None),
    ("windows-1252", "iso-8859-1", None), ("iso-8859-1", "nonsense", "iso-8859-1"), ("utf-16", "utf-16", None), ("utf-16", "utf-8", "utf-8"),
    ("utf-8", "utf-7", "utf-7"), ("utf-8", "idna", "punycode")])
def test_the_encoding_is_the_one_the_bytes_have_whatever_is_claimed(encoding, claimed, charset):
    text = RSS.format(encoding=claimed).replace("“a pause”", "a pause").replace("–", "-")
    found = feeds.read(text.encode(encoding), URL, charset)
    assert found.entries[0].title == "Talks in Malmö & Oslo end"


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes_and_says_so():
    broken = RSS.format(encoding="utf-8").replace("&amp; Oslo", "& Oslo &nbsp;").replace("</channel></rss>", "")
    found = feeds.read(broken.encode(), URL)
    assert len(found.entries) == 3
    assert found.entries[0].title.startswith("Talks in Malmö & Oslo")
    assert "not well-formed" in found.doubt


@pytest.mark.parametrize("data,says", [
    (b"", "empty"), (b"   \n", "empty"), (b"%PDF-1.4 x", "a PDF"), (b"\x89PNG\r\n", "PNG"), (b"<html><body>x</body></html>", "a web page, not a feed"),
    (b"<!doctype html><html>", "a web page"), (b"<opml><body/></opml>", "no feed"), (b"hello", "no feed"), (b"{\"a\": 1}", "JSON, but no feed"),
    (b"{nonsense", "not valid JSON"), (b'{"a":' * 50_000, "not valid JSON"), (b"<rss>", "no feed that can be read"), (b"<rss" + b"<a>" * 200_000, "tags"),
    (b"\0\0\0\0", "binary"), (b"BZh91AY", "bzip2"),
    (b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2"></head>', "give https://harbour.example/rss?a=1&b=2")])
def test_what_is_no_feed_is_named(data, says):
    with pytest.raises(InputError) as error:
        feeds.read(data, URL)
    assert says in str(error.value)
    assert URL in str(error.value)


def test_entities_of_a_document_type_are_neither_grown_nor_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET WORDS")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = (f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "file://{secret}">]>'
            '<rss version="2.0"><channel><title>&l11;&x;</title><item><title>&x; here</title><link>https://harbour.example/a</link></item></channel></rss>')
    begin = time.monotonic()
    found = feeds.read(text.encode(), URL)
    assert time.monotonic() - begin < 2
    assert "SECRET" not in repr(found)
    assert len(repr(found)) < 2000


def test_what_json_can_spell_out_and_no_text_has_is_left_out():
    text = JSON_FEED.replace("A warning", r"A \ud800war\u0000ning \ud83d\ude00").replace('"id": 7', r'"id": "\udfff7"')
    entry = feeds.read(text.encode(), URL).entries[0]
    assert entry.title == "A warning \U0001f600"
    assert entry.guid == feeds.read(JSON_FEED.encode(), URL).entries[0].guid


@pytest.mark.parametrize("day", [
    "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-23:00", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "2025-01-01T00:00:00+99999999999:00",
    "99999999999-01-01T00:00:00Z", "0000-00-00"])
def test_an_odd_day_costs_neither_its_entry_nor_the_others(day):
    ridge = feeds.read(JSON_FEED.replace("2025-01-14T22:00:00-08:00", day).replace("2025-01-15T00:00:00Z", day).encode(), URL)
    assert ([e.link for e in ridge.entries], {e.updated for e in ridge.entries}) == (["https://ridge.example/7", "https://ridge.example/8"], {None})
    assert len(feeds.read(RSS.format(encoding="utf-8").replace("</pubDate>", f"</pubDate><pubDate>{day}</pubDate>").encode(), URL).entries) == 3
    assert len(feeds.read(re.sub("(?<=<updated>)[^<]*|(?<=<published>)[^<]*", day, ATOM).encode(), URL).entries) == 1


@pytest.mark.parametrize("reference", ["&#x110000;", "&#99999999999999999999999;", "&#xD800;", "&#0;", "&#xFFFFFFFFFFFF;", "&#x1;"])
def test_references_to_characters_that_there_are_not_cost_one_character(reference):
    found = feeds.read(RSS.format(encoding="utf-8").replace("&amp; Oslo", f"{reference} &#38; &#x4f;slo").encode(), URL)
    assert found.entries[0].title == "Talks in Malmö \ufffd & Oslo end"
    assert len(found.entries) == 3


def test_a_name_of_a_file_is_not_opened(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(RSS.format(encoding="utf-8"))
    with pytest.raises(InputError, match="no feed"):
        feeds.read(str(path).encode(), URL)


def test_long_feeds_are_cut_and_entries_told_apart():
    items = "".join(f"<item><title>n {n}</title><link>https://harbour.example/{n // 2}</link></item>" for n in range(1400))
    found = feeds.read(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode(), URL)
    assert (len(found.entries), found.left_out) == (250, 900)
    same = "".join(f"<item><guid>all</guid><title>n</title><link>https://harbour.example/{n}</link></item>" for n in range(3))
    assert len(feeds.read(f"<rss version='2.0'><channel>{same}</channel></rss>".encode(), URL).entries) == 3


def test_entries_of_one_guid_are_known_again_when_another_has_come_before_them():
    def guids(*links: int) -> dict[str, str]:
        items = "".join(f"<item><guid>all</guid><title>n</title><link>https://harbour.example/{n}</link></item>" for n in links)
        found = feeds.read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), URL)
        return {entry.link.rpartition("/")[2]: entry.guid for entry in found.entries}

    before, after = guids(2, 1), guids(3, 2, 1)
    assert len(set(after.values())) == 3
    assert {link: after[link] for link in before} == before
    assert len(guids(1, 1)) == 1 and guids(1, 1) == guids(1)


@pytest.mark.parametrize("text", [
    "<rss version='2.0'><channel>" + "<item>" * 30_000, "<rss version='2.0'><channel><item><title>" + "<" * 99_000,
    "<rss><channel><item><title>" + "&" * 500_000,
    "<rss version='2.0'><channel><item><description>" + "&lt;a " * 99_000, "<rss version='2.0'><channel><item><description><![CDATA[" + "<!--" * 90_000,
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry>" + "<a>" * 30_000, "<rss>" + "<?" * 90_000, "<!DOCTYPE [" + "]" * 500_000, "<!--" * 99_000,
    "<rss version='2.0' " + "a='b' " * 50_000 + "><channel><item><link>x", "<rss version='2.0'><channel><item><title><![CDATA[" + "]]" * 500_000,
    "<rss version='2.0'><channel><item " + " ".join(f"a{n}='b'" for n in range(200_000)) + "><title>x</title><link>http://a.example/</link></item></channel></rss>",
    "<rss version='2.0'><channel>" + "".join(f"<a xmlns:p{n}='n{n}'>" for n in range(40_000)), "<rss version='2.0'><channel><item a='" + "\"'a='" * 400_000,
    "<rss version='2.0'><channel><item><pubDate>" + "1 Jan " * 50_000 + "</pubDate><link>http://a.example/</link></item></channel></rss>"],
    ids=lambda text: text[:40])
def test_hostile_feeds_take_no_long_time(text):
    begin = time.process_time()
    try:
        feeds.read(text.encode(), URL)
    except InputError:
        pass
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(("more", "says"), [
    ("<item " + " ".join(f'a{n}=">"' for n in range(101)) + "/>", "a tag of more than 100 attributes"),
    ("".join(f'<item xmlns:p{n}="n{n}"/>' for n in range(101)), "more than 100 prefixes"),
    ("<item/>" * 100_000, "more than 100,000 tags"), ("&amp;" * 1_000_001, "more than 1,000,000 signs &")], ids=lambda x: x[:20])
def test_a_feed_with_more_than_feeds_have_is_named(more, says):
    with pytest.raises(InputError, match=f"{URL}: {says}.*; not read"):
        feeds.read(f"<rss version='2.0'><channel>{more}</channel></rss>".encode(), URL)


def test_many_quotes_in_the_words_of_a_feed_are_no_attributes():
    said = "“a” 'b' \"c\" = " * 200
    item = f"<item><title>x</title><description><![CDATA[<p>{said}</p> {said} <b class='x'>{said}</b>]]></description></item>" * 3
    assert len(feeds.read(f"<rss version='2.0'><channel>{item}</channel></rss>".encode(), URL).entries) == 1
