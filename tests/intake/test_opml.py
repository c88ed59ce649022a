"""Lists of feeds."""
from __future__ import annotations

import pytest

from dragoman.intake import opml
from dragoman.model import InputError

LIST = """<?xml version="1.0" encoding="utf-8"?><opml version="2.0"><head><title>Desk</title></head><body>
<outline text="Asia"><outline text="Gulf"><outline type="rss" text="Coast" title="Coast Daily" xmlUrl="https://coast.example/rss?a=1&amp;b=2"/></outline></outline>
<outline type="rss" text="Ridge" XMLURL="https://ridge.example/feed"/><outline text="No feed" htmlUrl="https://x.example/"/>
<outline type="rss" text="Again" xmlUrl="https://ridge.example/feed"/></body></opml>"""


def test_folders_are_opened_and_each_feed_comes_once():
    assert opml.read(LIST.encode(), "desk.opml") == [("https://coast.example/rss?a=1&b=2", "Coast Daily"), ("https://ridge.example/feed", "Ridge")]


def test_a_list_written_by_hand_is_read_all_the_same():
    text = LIST.replace("&amp;", "&").replace('text="Asia"', 'x:text="Asia & <Gulf>"').replace('text="Again"', 'text="a" text="b\x01"')
    for encoding in ("utf-8", "utf-16"):
        assert opml.read(text.encode(encoding), "desk.opml") == [("https://coast.example/rss?a=1&b=2", "Coast Daily"), ("https://ridge.example/feed", "Ridge")]


def test_a_list_that_is_cut_anywhere_is_refused_since_feeds_may_be_missing():
    for end in range(len(LIST)):
        with pytest.raises(InputError, match="desk.opml: "):
            opml.read(LIST[:end].encode(), "desk.opml")
    with pytest.raises(InputError, match=r"broken in line 4 \(Premature end"):
        opml.read(LIST.removesuffix("</body></opml>").encode(), "desk.opml")


@pytest.mark.parametrize("flaw", ['text="a "b" c"', "text=a", 'text="&#0;"', 'text="a'])
def test_a_list_with_a_flaw_that_costs_an_outline_is_refused(flaw):
    with pytest.raises(InputError, match="desk.opml: broken in line 3 "):
        opml.read(LIST.replace('text="Ridge"', flaw).encode(), "desk.opml")


def test_a_list_with_more_flaws_than_are_told_is_refused():
    outlines = '<outline text="a < b" xmlUrl="https://a.example/"/>\n' * 200
    with pytest.raises(InputError, match="desk.opml: broken in line 100 "):
        opml.read(f"<opml>{outlines}".encode(), "desk.opml")


@pytest.mark.parametrize("data,says", [
    (b"", "desk.opml: no"), (b"hello", "no list of feeds|no XML"), (b"<rss/>", "no list of feeds"), (b"<opml/>", "names no feed"), (b"\0\1\2", "no"),
    (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml/>', "entities"), ('<!DOCTYPE opml [<!ENTITY a "b">]><opml/>'.encode("utf-16"), "entities"),
    (b"<opml>" + b"<outline>" * 50_000, "names no feed|no XML|no list|broken in line 1 "),
    (b"<opml>" + b"".join(b'<outline xmlUrl="http://a.example/%d"/>' % n for n in range(6000)) + b"</opml>", "6,000 feeds")])
def test_what_is_no_list_is_named(data, says):
    with pytest.raises(InputError, match=says):
        opml.read(data, "desk.opml")


def test_nothing_is_fetched_or_opened(tmp_path):
    (tmp_path / "inside.xml").write_text(LIST)
    text = (f'<?xml version="1.0"?><!DOCTYPE opml SYSTEM "file://{tmp_path}/inside.xml"><opml xmlns:xi="http://www.w3.org/2001/XInclude"><body>'
            f'<xi:include href="file://{tmp_path}/inside.xml"/><outline xmlUrl="https://a.example/"/></body></opml>')
    assert opml.read(text.encode(), "desk.opml") == [("https://a.example/", None)]
