"""Invented outlets for tests: feeds in the shapes of real ones, and pages of reports in our own words."""
from __future__ import annotations

import json
from datetime import date, timedelta
from html import escape

from tests.local_server import Handler, LocalServer

TODAY = date.today()


def day(ago: int = 0) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


STORIES = {
    "treaty": ("Two neighbours to sign a treaty", "Russia and Turkmenistan plan to sign a border treaty in Ashgabat on Friday, a Turkmen "
               "diplomat told reporters. Officials of both states said that the text had been agreed after two years of work. "
               "Kazakhstan's foreign ministry warned that the treaty could lead to a blockade of the Caspian ports, "
               "and asked both sides to explain themselves. The signing is to take place in the palace of the president, "
               "who is expected to receive the guests at noon."),
    "visit": ("Envoy comes to Tehran", "Iraq's foreign minister visited Tehran on Monday and met Iran's president for talks about water. "
              "Iran and Iraq agreed to open a new crossing, the Iranian foreign ministry said in a statement after the meeting. "
              "The two ministers said that they would meet again in spring, when the crossing is to be opened to trade."),
    "sanctions": ("Tariffs announced", "The United States will impose tariffs on steel from Brazil in two weeks, the White House said on Tuesday. "
                  "Brazil's government condemned the step and said that it was preparing measures of its own. Brazilian officials said "
                  "that talks with Washington would go on until the tariffs were in force, and that a way out could still be found."),
    "strike": ("Shelling at the border", "Pakistan's army shelled posts across the border with Afghanistan on Wednesday, Afghan officials said. "
               "Afghanistan accused Pakistan of violating its territory and protested to the United Nations. Pakistan denied that it had "
               "shelled the posts, and said that its soldiers had answered fire from the other side of the border."),
    "aid": ("Aid for the flooded south", "Turkey sent food and tents to Libya on Thursday after floods in the south of the country. "
            "Libya thanked Turkey for the aid and said that more was needed in the coming days. Turkish officials said that two "
            "more ships with food would leave for Tripoli next week, and that Turkey would also send engineers."),
}


def page(name: str, words: str | None = None, site: str = "The Harbour Gazette", ago: int = 1) -> str:
    title, text = STORIES[name] if words is None else (name, words)
    body = "".join(f"<p>{escape(sentence)}.</p>" for sentence in text.rstrip(".").split(". "))
    return (f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)}</title><meta property="og:site_name" content="{site}">'
            f'<meta property="article:published_time" content="{day(ago)}T08:00:00Z"></head><body><nav><a href="/">Home</a></nav>'
            f"<article><h1>{escape(title)}</h1>{body}</article></body></html>")


def rss(base: str, names: list[str], title: str = "Harbour Gazette World", full: bool = False, ago: int = 1) -> str:
    items = "".join(
        f"<item><title>{escape(STORIES[n][0])}</title><link>{base}/news/{n}</link><guid>{base}/news/{n}</guid><pubDate>{day(ago)}T08:00:00Z</pubDate>"
        f"<description>{escape('<p>' + (STORIES[n][1] if full else STORIES[n][1][:80]) + '</p>')}</description></item>" for n in names)
    return (f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title><link>{base}/</link>'
            f"<description>News</description>{items}</channel></rss>")


def atom(base: str, names: list[str], title: str = "Coast Courier", updated: str | None = None) -> str:
    entries = "".join(
        f'<entry><title>{escape(STORIES[n][0])}</title><id>tag:coast,{n}</id><link href="{base}/coast/{n}"/><published>{day(1)}T09:00:00Z</published>'
        f"<updated>{updated or day(1) + 'T09:00:00Z'}</updated><summary>{escape(STORIES[n][1][:60])}</summary></entry>" for n in names)
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><id>tag:coast</id>{entries}</feed>'


def json_feed(base: str, names: list[str]) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Ridge Post", "items": [
        {"id": n, "url": f"{base}/ridge/{n}", "title": STORIES[n][0], "date_published": f"{day(1)}T10:00:00Z", "content_text": STORIES[n][1]} for n in names]})


def changing(text: str, mark: str):
    """A feed that says whether it has changed: with an ETag and a Last-Modified."""
    def answer(h: Handler) -> None:
        if h.headers.get("If-None-Match") == f'"{mark}"':
            h.say(304, b"", content_length=None)
        else:
            h.say(200, text, content_type="application/rss+xml", etag=f'"{mark}"', last_modified="Fri, 10 Jan 2025 00:00:00 GMT")
    return answer


def open_newsroom(site: LocalServer, names: list[str] | None = None) -> str:
    """An outlet with a feed and its pages; the address of the feed."""
    names = names or list(STORIES)
    site.answers["/rss"] = changing(rss(site.url, names), "1")
    for n in names:
        site.answers[f"/news/{n}"] = page(n)
    return f"{site.url}/rss"
