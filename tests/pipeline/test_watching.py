"""Feeds to the ledger: what is asked for, how often, and what comes of it."""
from __future__ import annotations

import gzip
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from dragoman.fetching import Fetcher, FetchError, Guest, courtesy
from dragoman.ledger import UnavailableError, open_ledger, stamp
from dragoman.ledger.turns import turn
from dragoman.model import InputError, Report
from dragoman.pipeline import Derived, Polled, Reader, Settled, Stop, Watch, feeds_of, listed_in, watching
from dragoman.pipeline.polling import poll
from tests.conftest import make_statement
from tests.local_server import LOCAL, LocalServer, drip, endless, redirect
from tests.newsroom import STORIES, atom, changing, day, json_feed, open_newsroom, page, rss


def outcomes(ledger) -> dict[str, tuple[str, str | None]]:
    """State and origin of each lead by the end of its link, or by its title."""
    return {(x["link"] or x["title"]).rpartition("/")[2]: (x["state"], x["origin"]) for x in ledger.leads()}


def why(ledger, end: str) -> str:
    return next(x["why"] for x in ledger.leads() if x["link"].endswith(end))


def in_seconds(moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()


def test_what_feeds_of_all_forms_name_is_fetched_read_and_kept(site, ledger, look):
    site.answers |= {"/rss": rss(site.url, ["treaty", "visit"]), "/atom": atom(site.url, ["strike"]), "/json": json_feed(site.url, ["aid"]),
                     "/news/treaty": page("treaty"), "/news/visit": page("visit", ago=2), "/coast/strike": page("strike", site="Coast Courier"),
                     "/ridge/aid": page("aid").replace('<meta property="og:site_name" content="The Harbour Gazette">', "")}
    happened = look(site.url + "/rss", site.url + "/atom", site.url + "/json")
    kept = {h.title: h for h in happened if isinstance(h, Settled)}
    assert {h.outcome for h in kept.values()} == {"kept"}
    assert {h.report.publisher for h in kept.values()} == {"The Harbour Gazette", "Coast Courier", "Ridge Post"}
    treaty = kept["Two neighbours to sign a treaty"]
    assert (treaty.report.published, treaty.report.dated_by, treaty.report.url) == (day(1), "metadata", site.url + "/news/treaty")
    assert treaty.statements >= 2
    assert sum(h.reports for h in happened if isinstance(h, Derived)) == 4
    assert ledger.counts()["reports"] == 4
    assert len(ledger.events()) > 5
    assert [(f.fetched, f.new, f.kept, f.refused) for f in ledger.feeds()] == [(1, 1, 1, 0), (1, 1, 1, 0), (1, 2, 2, 0)]


def test_what_has_not_changed_is_not_fetched_again(site, ledger, look):
    url = open_newsroom(site, ["treaty", "visit"])
    look(url)
    first = site.paths()
    happened = look(url)
    assert [h.status for h in happened if isinstance(h, Polled)] == [304]
    assert site.paths()[len(first):] == ["/robots.txt", "/rss"]
    conditions = site.asked[-1].headers
    assert (conditions["if-none-match"], conditions["if-modified-since"]) == ('"1"', "Fri, 10 Jan 2025 00:00:00 GMT")
    site.answers["/rss"] = changing(rss(site.url, ["treaty", "visit", "aid"]), "2")
    site.answers["/news/aid"] = page("aid")
    look(url)
    assert site.paths().count("/news/treaty") == site.paths().count("/news/aid") == 1
    assert ledger.counts()["reports"] == 3


def test_where_robots_stay_away_the_words_of_the_feed_must_do(site, ledger, look):
    site.answers |= {"/robots.txt": "User-agent: *\nDisallow: /news/\n", "/full": rss(site.url, ["treaty"], full=True), "/short": rss(site.url, ["visit"]),
                     "/news/treaty": page("treaty"), "/news/visit": page("visit")}
    look(site.url + "/full", site.url + "/short")
    assert outcomes(ledger) == {"treaty": ("kept", "feed"), "visit": ("refused", None)}
    assert "robots.txt asks robots to stay away" in why(ledger, "treaty")
    assert "fewer than the 400" in why(ledger, "visit")
    assert not any(path.startswith("/news") for path in site.paths())
    report = next(ledger.reports())
    assert (report.publisher, report.published, report.dated_by, report.url) == ("Harbour Gazette World", day(1), "given", site.url + "/news/treaty")


FEEDS_THAT_MISBEHAVE = {
    "slow": (drip, "not here after 1.2 s"),
    "endless": (endless, "larger than"),
    "loop": (redirect("/loop"), "more than 5 redirects"),
    "private": (redirect("http://10.0.0.1/feed"), "10.0.0.1 is no address of the public internet"),
    "metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "169.254.169.254"),
    "file": (redirect("file:///etc/passwd"), "only http and https"),
    "error": (lambda h: h.say(500), "status 500"),
    "missing": (lambda h: h.say(404), "status 404"),
    "unchanged": (lambda h: h.say(304, b"", content_length=None), "status 304, that nothing has changed, to one who holds nothing of it"),
    "bomb": (lambda h: h.say(200, gzip.compress(b"\0" * 30_000_000), content_encoding="gzip"), "packed tighter"),
    "cut": (lambda h: h.say(200, gzip.compress(rss("x", ["aid"]).encode())[:-20], content_encoding="gzip"), "broken off"),
    "lie": (lambda h: h.say(200, rss("x", ["aid"]), content_encoding="gzip"), "not packed as it says"),
    "headers": (lambda h: h.say(200, b"", **{f"x_{n}": "a" * 4000 for n in range(60)}), "does not keep to HTTP"),
    "early": (lambda h: h.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<rss>"), "does not keep to HTTP"),
    "noise": (bytes(range(256)) * 40, "binary"),
    "words": ("These are words, and no feed.", "no feed"),
    "page": (page("aid").replace("<head>", '<head><link rel="alternate" type="application/atom+xml" href="/atom">'), "a web page, not a feed: give http://"),
    "laughs": ('<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss>&b;', "no feed that can be read"),
}


def test_feeds_that_misbehave_are_named_and_the_others_go_on(site, ledger, look):
    good = open_newsroom(site, ["treaty"])
    site.answers |= {f"/{name}": answer for name, (answer, _) in FEEDS_THAT_MISBEHAVE.items()}
    look(good, *(f"{site.url}/{name}" for name in FEEDS_THAT_MISBEHAVE))
    found = {f.url.rpartition("/")[2]: f for f in ledger.feeds()}
    for name, (_, says) in FEEDS_THAT_MISBEHAVE.items():
        assert says in (found[name].error or ""), name
        assert found[name].failures == 1, name
        assert 850 < in_seconds(found[name].next_at) < 1900, name
    assert found["rss"].error is None
    assert outcomes(ledger) == {"treaty": ("kept", "page")}


@pytest.mark.parametrize("every", [10, 900])
def test_a_feed_on_a_host_that_cannot_be_reached_has_failed_each_time(ledger, every):
    with LocalServer() as down:
        pass
    ledger.watch(feeds_of([(down.url + "/rss", None)], every))
    guest = Guest(Fetcher(allow=LOCAL), 0.0)
    for failures in range(1, 4):
        assert "robots.txt cannot be had" in poll(ledger, guest, ledger.feeds()[0]).error
        (feed,) = ledger.feeds()
        assert (feed.failures, feed.last_ok) == (failures, None) and "the connection failed" in feed.error
        assert max(500, every - 50) < in_seconds(feed.next_at) <= max(600, every * 2 ** failures)


def test_a_host_that_asks_to_be_left_alone_is(site, ledger, look):
    site.answers |= {"/busy": lambda h: h.say(429, b"", retry_after="7200"), "/rss": rss(site.url, ["aid"])}
    look(site.url + "/busy", site.url + "/rss")
    assert "/rss" not in site.paths()
    busy, other = ledger.feeds()
    assert "status 429" in busy.error and "left alone" in other.error
    assert (busy.failures, other.failures) == (1, 0)
    assert all(7000 < in_seconds(f.next_at) <= 7200 for f in (busy, other))


def test_a_host_that_asks_to_be_left_alone_until_no_time_there_is_is_left_alone_for_a_while(site, ledger, look):
    site.answers |= {"/rss": rss(site.url, ["aid"]), "/news/aid": lambda h: h.say(503, b"", retry_after="Mon, 01 Jan 99999999999999999999 00:00:00 GMT")}
    look(site.url + "/rss")
    assert outcomes(ledger) == {"aid": ("waiting", None)}
    assert "status 503" in why(ledger, "aid")


PAGES_THAT_MISBEHAVE = {
    "slow": (drip, "waiting", "not here after"),
    "error": (lambda h: h.say(502), "waiting", "status 502"),
    "early": (lambda h: h.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<html>"), "waiting", "does not keep to HTTP"),
    "endless": (endless, "refused", "larger than"),
    "loop": (redirect("/p/loop"), "refused", "redirects"),
    "private": (redirect("http://192.168.1.1/admin"), "refused", "192.168.1.1"),
    "missing": (lambda h: h.say(404), "refused", "status 404"),
    "denied": (lambda h: h.say(403), "refused", "status 403"),
    "bomb": (lambda h: h.say(200, gzip.compress(b"<p>" * 10_000_000), content_encoding="gzip"), "refused", "packed tighter"),
    "pdf": (lambda h: h.say(200, b"%PDF-1.7", content_type="application/pdf"), "refused", "a PDF"),
    "empty": ("<html><body></body></html>", "refused", "no running text"),
    "script": ("<html><body><script>document.write('all of it')</script></body></html>", "refused", "no running text"),
    "encoding": (lambda h: h.say(200, page("café talks", STORIES["aid"][1]).replace("utf-8", "utf-16").encode("windows-1252"),
                                 content_type="text/html; charset=gb2312"), "kept", None),
    "moved": (redirect("/p/elsewhere"), "kept", None),
}


def test_pages_that_misbehave_are_tried_again_or_given_up_and_the_others_go_on(site, ledger, look):
    items = "".join(f"<item><title>{name}</title><link>{site.url}/p/{name}</link></item>" for name in PAGES_THAT_MISBEHAVE)
    site.answers |= {"/rss": f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>", "/p/elsewhere": page("visit")}
    site.answers |= {f"/p/{name}": answer for name, (answer, *_) in PAGES_THAT_MISBEHAVE.items()}
    look(site.url + "/rss")
    found = {x["title"]: x for x in ledger.leads()}
    for name, (_, state, says) in PAGES_THAT_MISBEHAVE.items():
        assert found[name]["state"] == state, (name, found[name]["why"])
        assert (says or "") in (found[name]["why"] or ""), name
    waiting = [x for x in found.values() if x["state"] == "waiting"]  # one may have come to its turn again: its wait is drawn from nothing on
    assert all(in_seconds(x["next_at"]) <= 60 * 2 ** x["tries"] for x in waiting)
    assert {r.url for r in ledger.reports()} == {site.url + "/p/encoding", site.url + "/p/elsewhere"}


def test_a_page_that_never_comes_is_given_up_after_some_tries(site, ledger, look):
    site.answers |= {"/rss": rss(site.url, ["treaty"], full=True), "/news/treaty": lambda h: h.say(500)}
    for _ in range(7):
        look(site.url + "/rss")
        with ledger._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE feed_entry SET next_at = '2025-01-01T00:00:00.000+00:00' WHERE state = 'waiting'")
    assert site.paths().count("/news/treaty") == 5
    assert outcomes(ledger) == {"treaty": ("kept", "feed")}


def test_a_page_on_a_host_whose_robots_txt_cannot_be_had_is_given_up_after_some_tries(site, ledger, look):
    with LocalServer() as down:
        pass
    with LocalServer() as busy:
        busy.answers["/robots.txt"] = lambda h: h.say(503)
        site.answers |= {"/down": rss(down.url, ["treaty"], full=True), "/busy": rss(busy.url, ["treaty"], "Coast Courier", full=True),
                         "/short": rss(down.url, ["visit"])}
        feeds = [f"{site.url}/{name}" for name in ("down", "busy", "short")]
        for tries in range(1, 5):
            look(*feeds)
            assert {(x["state"], x["tries"]) for x in ledger.leads()} == {("waiting", tries)}
            assert all(500 < in_seconds(x["next_at"]) < max(610, 60 * 2 ** tries) for x in ledger.leads())  # a host down for half an hour costs none
            with ledger._engine.begin() as connection:
                connection.exec_driver_sql("UPDATE feed_entry SET next_at = '2025-01-01T00:00:00.000+00:00'")
        look(*feeds)
        assert busy.paths() == ["/robots.txt"] * 5
    assert {(x["feed"].rpartition("/")[2], x["state"], x["origin"]) for x in ledger.leads()} == {
        ("down", "kept", "feed"), ("busy", "kept", "feed"), ("short", "refused", None)}
    assert "robots.txt cannot be had" in why(ledger, "visit") and "the connection failed" in why(ledger, "visit")


def test_a_feed_that_moved_for_good_is_asked_there_and_one_that_is_gone_no_more(site, ledger, look):
    site.answers |= {"/old": redirect("/new", 301), "/new": rss(site.url, []), "/now": redirect("/new", 302), "/gone": lambda h: h.say(410)}
    for _ in range(2):
        look(site.url + "/old", site.url + "/now", site.url + "/gone")
    paths = site.paths()
    assert (paths.count("/old"), paths.count("/now"), paths.count("/gone")) == (1, 2, 1)
    assert {f.url.rpartition("/")[2]: (f.at.rpartition("/")[2], f.state) for f in ledger.feeds()} == {
        "old": ("new", "watched"), "now": ("now", "watched"), "gone": ("gone", "gone")}


def test_a_feed_that_was_called_gone_is_asked_once_more_a_day_later(site, ledger, look):
    site.answers["/gone"] = lambda h: h.say(410)
    url = site.url + "/gone"
    look(url)
    site.answers |= {"/gone": rss(site.url, ["treaty"]), "/news/treaty": page("treaty")}
    look(url)
    assert (site.paths().count("/gone"), outcomes(ledger)) == (1, {})
    with ledger._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE feed SET last_tried = '2025-01-01T00:00:00.000+00:00'")
    look(url)
    assert (site.paths().count("/gone"), outcomes(ledger)) == (2, {"treaty": ("kept", "page")})
    assert [(f.state, f.failures) for f in ledger.feeds()] == [("watched", 0)]


def test_a_page_that_was_refused_is_read_from_a_feed_that_holds_its_words(site, ledger, look):
    site.answers |= {"/short": rss(site.url, ["treaty", "visit"]), "/full": rss(site.url, ["treaty"], full=True), "/other": rss(site.url, ["visit"])}
    look(site.url + "/short")
    assert outcomes(ledger) == {"treaty": ("refused", None), "visit": ("refused", None)}
    asked = site.paths().count("/news/treaty")
    look(site.url + "/full", site.url + "/other")
    assert sorted((x["feed"].rpartition("/")[2], x["state"], x["origin"]) for x in ledger.leads()) == [
        ("full", "kept", "feed"), ("other", "refused", None), ("short", "refused", None), ("short", "refused", None)]
    assert site.paths().count("/news/treaty") == asked


def test_a_page_that_is_refused_is_read_from_a_feed_that_named_it_meanwhile(site, ledger, look):
    """The words of a feed are not thrown away because another named the link first, whichever holds them."""
    site.answers |= {"/short": rss(site.url, ["treaty", "visit"]), "/full": rss(site.url, ["treaty"], full=True), "/other": rss(site.url, ["visit"]),
                     "/news/treaty": lambda h: h.say(502), "/news/visit": lambda h: h.say(502)}
    feeds = [f"{site.url}/{name}" for name in ("short", "full", "other")]
    for url in feeds:
        look(url)  # the first link to be named is the one that waits
    assert ledger.lead_states() == {"duplicate": 2, "waiting": 2}
    site.answers |= {"/news/treaty": lambda h: h.say(404), "/news/visit": lambda h: h.say(404)}
    with ledger._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE feed_entry SET next_at = '2025-01-01T00:00:00.000+00:00'")
    look(*feeds)
    assert sorted((x["feed"].rpartition("/")[2], x["link"].rpartition("/")[2], x["state"], x["origin"]) for x in ledger.leads()) == [
        ("full", "treaty", "kept", "feed"), ("other", "visit", "refused", None), ("short", "treaty", "refused", None), ("short", "visit", "refused", None)]
    assert [(f.url.rpartition("/")[2], f.kept, f.refused) for f in ledger.feeds()] == [("full", 1, 0), ("other", 0, 1), ("short", 0, 2)]


def test_a_page_that_changes_is_kept_as_it_was_unless_the_feed_says_that_it_changed(site, ledger, look):
    bodies = iter(range(100))
    site.answers |= {"/atom": atom(site.url, ["strike"]),
                     "/coast/strike": lambda h: h.say(200, page("strike", STORIES["strike"][1] + f" Update {next(bodies)}."))}
    look(site.url + "/atom")
    look(site.url + "/atom")
    assert (site.paths().count("/coast/strike"), ledger.counts()["reports"]) == (1, 1)
    site.answers["/atom"] = atom(site.url, ["strike"], updated="2999-01-01T00:00:00Z")
    look(site.url + "/atom")
    look(site.url + "/atom")
    assert (site.paths().count("/coast/strike"), ledger.counts()["reports"]) == (2, 2)


def test_an_update_that_brings_nothing_costs_no_correction(site, ledger, look):
    site.answers |= {"/atom": atom(site.url, ["strike"]), "/coast/strike": page("strike")}
    look(site.url + "/atom")
    site.answers["/atom"] = atom(site.url, ["strike"], updated="2999-01-01T00:00:00Z")
    look(site.url + "/atom")
    assert (outcomes(ledger), why(ledger, "strike")) == ({"strike": ("kept", "page")}, "its update: its very words are held already")
    site.answers |= {"/atom": atom(site.url, ["strike"], updated="2999-01-02T00:00:00Z"),
                     "/coast/strike": page("strike", STORIES["strike"][1] + " A correction of Thursday: nobody was hurt.")}
    look(site.url + "/atom")
    assert (site.paths().count("/coast/strike"), ledger.counts()["reports"]) == (3, 2)


def test_a_feed_whose_entries_share_one_guid_loses_none_and_has_none_fetched_twice(site, ledger, look):
    names = list(STORIES)[:4]
    site.answers |= {f"/news/{name}": page(name) for name in names}
    for n in range(1, 5):  # the first of them stands alone at first, under the guid by itself
        text = rss(site.url, names[:n][::-1])
        for name in names:
            text = text.replace(f"<guid>{site.url}/news/{name}</guid>", f"<guid>{site.url}/</guid>")
        site.answers["/rss"] = text
        look(site.url + "/rss")
        assert sorted(p for p in site.paths() if p.startswith("/news/")) == sorted(f"/news/{name}" for name in names[:n])
    assert ledger.lead_states() == {"duplicate": 1, "kept": 4}


def test_one_report_under_several_links_is_kept_once(site, ledger, look):
    items = "".join(f"<item><title>{n}</title><link>{site.url}/{link}</link></item>" for n, link in enumerate(
        ("a?id=7&amp;utm_source=rss", "a?id=7&amp;utm_source=mail", "a?id=7#top", "b")))
    site.answers |= {"/rss": f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>", "/a": page("visit"), "/b": page("visit")}
    look(site.url + "/rss")
    assert ledger.lead_states() == {"duplicate": 3, "kept": 1}
    assert [p.partition("?")[0] for p in site.paths()].count("/a") == 1
    assert ledger.counts()["reports"] == 1


def test_asked_once_each_feed_is_asked_once_also_where_its_time_comes_again_meanwhile(site, ledger, reader):
    with LocalServer() as slow:
        slow.answers["/news/aid"] = lambda h: (time.sleep(4), h.say(200, page("aid")))
        site.answers |= {"/rss": rss(slow.url, ["aid"]), "/bad": lambda h: h.say(500)}
        ledger.watch(feeds_of([(site.url + "/rss", None), (site.url + "/bad", None)], 1))
        with Stop() as stop:
            happened = list(Watch(ledger, Fetcher(allow=LOCAL), lambda: reader, stop, 1, pace=0.0).run(once=True))
    assert sorted(h.feed.rpartition("/")[2] for h in happened if isinstance(h, Polled)) == ["bad", "rss"]
    assert sorted(site.paths()) == ["/bad", "/robots.txt", "/rss"]
    assert outcomes(ledger) == {"aid": ("kept", "page")}
    assert ledger.next_feed() <= stamp()  # whose time has come, and who is left to the next


def test_asked_to_end_it_finishes_what_is_in_hand_and_later_goes_on_where_it_was(site, ledger, reader):
    ledger.watch(feeds_of([(open_newsroom(site), None)], 900))
    asked = []
    for _ in range(20):
        with Stop() as stop:
            for h in Watch(ledger, Fetcher(allow=LOCAL), lambda: reader, stop, 900, pace=0.0).run(once=True):
                asked.append(h)
                stop.ask()
        if ledger.lead_states() == {"kept": 5}:
            break
    assert ledger.lead_states() == {"kept": 5}
    paths = [p for p in site.paths() if p != "/robots.txt"]
    assert len(paths) == len(set(paths)) == 6
    assert ledger.counts()["underived"] == 0
    assert all(w.stopped for w in ledger.watchers())


def test_asked_to_end_while_a_host_is_waited_for_the_feed_has_not_failed(site, ledger, reader):
    ledger.watch(feeds_of([(open_newsroom(site, ["aid"]), None)], 900))
    with Stop() as stop:
        site.answers["/robots.txt"] = lambda h: (stop.ask(), h.say(200, "User-agent: *\nCrawl-delay: 15"))
        assert list(Watch(ledger, Fetcher(allow=LOCAL), lambda: reader, stop, 900, pace=0.0).run()) == []
    (feed,) = ledger.feeds()
    assert (feed.error, feed.failures, feed.last_tried) == (None, 0, None)
    assert site.paths() == ["/robots.txt"]
    assert ledger.next_feed() <= stamp()


def test_a_slow_host_gives_each_look_one_turn_and_its_pages_come_before_its_feed_again(site, ledger, look, monkeypatch):
    monkeypatch.setattr(courtesy, "WAITED", 0.1)
    url = open_newsroom(site, ["treaty", "visit"])
    site.answers["/robots.txt"] = "User-agent: *\nCrawl-delay: 30"
    for asked in ("/rss", "/news/treaty", "/news/visit", "/rss"):
        known = len(site.paths())
        look(url)
        assert site.paths()[known:] == ["/robots.txt", asked]
        with ledger._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE feed_entry SET next_at = '2025-01-01T00:00:00.000+00:00' WHERE state = 'waiting'")
    assert outcomes(ledger) == {"treaty": ("kept", "page"), "visit": ("kept", "page")}
    assert [(f.error, f.failures) for f in ledger.feeds()] == [(None, 0)]


def test_what_would_take_long_to_derive_is_left_where_an_end_is_asked_for_and_made_up_later(site, ledger, look, reader, monkeypatch):
    monkeypatch.setattr(watching, "CHEAP", 0)
    ledger.watch(feeds_of([(open_newsroom(site, ["aid"]), None)], 900))
    with Stop() as stop:
        for h in Watch(ledger, Fetcher(allow=LOCAL), lambda: reader, stop, 900, pace=0.0).run():
            assert not isinstance(h, Derived)
            if isinstance(h, Settled):
                stop.ask()
    assert (ledger.counts()["reports"], ledger.behind()) == (1, 1)
    assert [h.reports for h in look(site.url + "/rss") if isinstance(h, Derived)] == [0]
    assert ledger.behind() == 0


def test_what_is_left_to_another_process_counts_as_no_derivation(files, reader, monkeypatch):
    monkeypatch.setattr("dragoman.ledger.store.LARGE", 1)
    with open_ledger(files.new()) as book, Stop() as stop:
        look = Watch(book, Fetcher(), lambda: reader, stop, 900)
        book.add(Report("a", "Japan condemned China.", published="2025-01-10"),
                 [make_statement("2025-01-10", "REJECT", "occurred", "JPN>CHN", report="a")], reader.version)
        with turn(book._engine, hold=True):
            assert look._derive(wait=False) is False
            assert book.behind() == 1
        assert look._derive(wait=False) is True
        assert book.behind() == 0


def test_reading_goes_on_while_events_are_derived(site, files, reader, monkeypatch):
    monkeypatch.setattr("dragoman.ledger.store.LARGE", 1)  # in a process of its own
    first = threading.Event()
    happened = []
    with open_ledger(files.new()) as ledger, Stop() as stop, ExitStack() as held:
        ledger.watch(feeds_of([(open_newsroom(site, ["aid", "visit"]), None)], 900))
        site.answers["/news/visit"] = lambda h: (first.wait(30), h.say(200, page("visit")))
        held.enter_context(turn(ledger._engine, hold=True))  # another process derives, and is waited for
        late = threading.Timer(60, held.close)
        late.start()
        for h in Watch(ledger, Fetcher(allow=LOCAL), lambda: reader, stop, 900, pace=0.0).run(once=True):
            happened.append(h)
            if isinstance(h, Settled):
                threading.Timer(2, first.set).start()
                if sum(isinstance(x, Settled) for x in happened) == 2:
                    assert late.is_alive()
                    late.cancel()
                    held.close()
        assert ledger.behind() == 0
    assert [(type(h).__name__, getattr(h, "reports", 1)) for h in happened if isinstance(h, Settled | Derived)] == [
        ("Settled", 1), ("Settled", 1), ("Derived", 1), ("Derived", 1)]


def test_a_derivation_under_way_is_given_up_where_an_end_is_asked_for(site, files, reader, monkeypatch):
    monkeypatch.setattr("dragoman.ledger.store.LARGE", 1)
    monkeypatch.setattr(watching, "CHEAP", 0)
    with open_ledger(files.new()) as ledger, Stop() as stop, turn(ledger._engine, hold=True):
        ledger.watch(feeds_of([(open_newsroom(site, ["aid"]), None)], 900))
        looking = Watch(ledger, Fetcher(allow=LOCAL), lambda: reader, stop, 900, pace=0.0)
        begin = time.monotonic()
        threading.Timer(4, stop.ask).start()
        happened = list(looking.run(once=True))
        assert 4 <= time.monotonic() - begin < 30
        assert stop.cut
        assert ledger.behind() == 1
    assert [type(h).__name__ for h in happened if isinstance(h, Settled | Derived)] == ["Settled"]


class Filling:
    """A reader that finds its ledger's disk full once it has read something."""

    def __init__(self, reader: Reader, book) -> None:
        self.version, self.encoder, self._reader, self.full = reader.version, reader.encoder, reader, False
        event.listen(book._engine, "begin", lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {1 if self.full else 1_000_000}"))

    def read(self, report, skipped):
        self.full = True
        return self._reader.read(report, skipped)


def test_a_disk_that_is_full_again_and_again_costs_no_report(site, files, reader):
    with open_ledger(files.new()) as book:
        book.watch(feeds_of([(open_newsroom(site), None)], 900))
        filling = Filling(reader, book)
        for _ in range(5):
            with Stop() as stop, pytest.raises(UnavailableError, match="the disk is full"):
                list(Watch(book, Fetcher(allow=LOCAL), lambda: filling, stop, 900, pace=0.0).run(once=True))
            filling.full = False
            assert set(book.lead_states()) <= {"waiting", "fetched"}
        with Stop() as stop:
            list(Watch(book, Fetcher(allow=LOCAL), lambda: reader, stop, 900, pace=0.0).run(once=True))
        assert book.lead_states() == {"kept": 5}
    assert len([p for p in site.paths() if p.startswith("/news/")]) == 5


class Stumbling:
    """A reader that ends the program at one report, as a fault in native code would."""

    def __init__(self, reader: Reader) -> None:
        self.version, self.encoder, self._reader, self.stumbled = reader.version, reader.encoder, reader, 0

    def read(self, report, skipped):
        if "Afghanistan" in report.text:
            self.stumbled += 1
            raise MemoryError
        return self._reader.read(report, skipped)


def test_a_report_that_ends_the_program_again_and_again_is_passed_over(site, ledger, look, reader):
    url = open_newsroom(site)
    stumbling = Stumbling(reader)
    for _ in range(4):
        try:
            look(url, make=lambda: stumbling)
        except MemoryError:
            continue
    assert ledger.lead_states() == {"failed": 1, "kept": 4}
    assert stumbling.stumbled == 3
    assert "never came to an end" in why(ledger, "strike")
    assert site.paths().count("/news/strike") == 1


class Failing(Fetcher):
    """A fetcher that fails as no server makes it fail, over one feed and one page."""

    def get(self, url, *args, **given):
        if url.endswith(("/bad", "/news/visit")):
            raise ZeroDivisionError(url)
        return super().get(url, *args, **given)


def test_a_fault_of_the_program_over_one_feed_or_page_stops_no_other(site, ledger, reader):
    ledger.watch(feeds_of([(site.url + "/bad", None), (open_newsroom(site, ["treaty", "visit", "aid"]), None)], 900))
    with Stop() as stop:
        list(Watch(ledger, Failing(allow=LOCAL), lambda: reader, stop, 900, pace=0.0).run(once=True))
    assert outcomes(ledger) == {"treaty": ("kept", "page"), "visit": ("refused", None), "aid": ("kept", "page")}
    bad, good = ledger.feeds()
    assert "the program failed over it (ZeroDivisionError" in bad.error and bad.failures == 1
    assert good.error is None
    assert "ZeroDivisionError" in why(ledger, "visit")


def test_what_is_named_to_be_watched(tmp_path):
    path = tmp_path / "desk.opml"
    path.write_text('<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/rss"/></body></opml>')
    assert listed_in([str(path), "https://b.example/rss", "https://a.example/rss"]) == [("https://a.example/rss", "A"), ("https://b.example/rss", None)]
    noted = []
    path.write_text('<opml><body><outline xmlUrl="not a url"/><outline xmlUrl="https://a.example/rss"/><outline xmlUrl="ftp://b.example/"/></body></opml>')
    assert listed_in([str(path)], noted.append) == [("https://a.example/rss", None)]
    assert len(noted) == 2 and all(one.startswith(f"{path}: ") for one in noted) and "not a url" in noted[0] and "ftp://b.example/" in noted[1]
    path.write_text('<opml><body><outline xmlUrl="not a url"/></body></opml>')
    with pytest.raises(InputError, match="desk.opml: .*not a url"):
        listed_in([str(path)])
    with pytest.raises(InputError, match="expected a list of feeds"):
        listed_in([str(tmp_path / "none.opml")])
    with pytest.raises(FetchError, match="only http and https"):
        feeds_of([("file:///etc/passwd", None)], 900)
