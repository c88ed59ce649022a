"""How hosts are treated."""
from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from dragoman.fetching import Fetcher, FetchError, Guest, Response, asked_to_wait, backoff
from tests.local_server import LOCAL, LocalServer, redirect

NOW = datetime(2025, 1, 17, 12, tzinfo=UTC)


def guest(**given) -> Guest:
    return Guest(Fetcher(allow=LOCAL, seconds=3.0), **({"pace": 0.0} | given))


def refused(host: Guest, url: str, kind: str) -> FetchError:
    with pytest.raises(FetchError) as error:
        host.get(url)
    assert error.value.kind == kind
    return error.value


def test_what_robots_txt_forbids_is_not_asked_for(site):
    site.answers |= {"/robots.txt": "User-agent: *\nDisallow: /all\n\nUser-agent: dragoman\nDisallow: /private\nAllow: /private/open\n", "/a": b"a",
                     "/private/open": b"b", "/all": b"c", "/private/x": b"no", "/there": redirect("/private/x")}
    host = guest()
    assert [host.get(site.url + path).body for path in ("/a", "/private/open", "/all")] == [b"a", b"b", b"c"]
    assert not refused(host, site.url + "/private/x", "robots").again
    refused(host, site.url + "/there", "robots")
    assert "/private/x" not in site.paths()
    assert site.paths().count("/robots.txt") == 1
    assert guest(robots=False).get(site.url + "/private/x").body == b"no"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_robots_txt_that_is_not_there_forbids_nothing(site, status):
    site.answers |= {"/robots.txt": lambda h: h.say(status, b"User-agent: *\nDisallow: /"), "/a": b"a"}
    assert guest().get(site.url + "/a").body == b"a"


@pytest.mark.parametrize("answer", [
    lambda h: h.say(500), lambda h: h.say(503), lambda h: h.say(429, retry_after="120"), lambda h: h.raw(b"nonsense"),
    "\n".join(["User-agent: a"] * 1500 + ["Disallow: /x"] * 1500)], ids=["500", "503", "429", "no HTTP", "heavy"])
def test_a_robots_txt_that_cannot_be_had_forbids_all_for_a_while(site, answer):
    site.answers |= {"/robots.txt": answer, "/a": b"a"}
    host = guest()
    assert 1 <= refused(host, site.url + "/a", "rules").after <= 700
    refused(host, site.url + "/a", "rules")
    assert site.paths() == ["/robots.txt"]


def test_a_host_that_cannot_be_reached_has_no_robots_txt_to_be_had(site):
    site.server_close()
    host = guest()
    for path in ("/a", "/b"):
        error = refused(host, site.url + path, "rules")
        assert error.again and 500 < error.after <= 600 and "the connection failed" in str(error)


def test_a_host_whose_robots_txt_cannot_be_had_is_left_alone_for_as_long_as_it_asks_and_has_failed_for_all_who_come(site):
    site.answers |= {"/robots.txt": lambda h: h.say(503, retry_after="7200"), "/a": b"a"}
    host = guest()
    for _ in range(2):
        assert 7100 < refused(host, site.url + "/a", "rules").after <= 7200


def test_a_robots_txt_is_followed_elsewhere_and_read_no_further_than_its_limit(site):
    site.answers |= {"/robots.txt": redirect("/rules"), "/rules": "User-agent: *\nDisallow: /x\n" + "# padding\n" * 200_000, "/a": b"a"}
    host = guest()
    assert host.get(site.url + "/a").body == b"a"
    refused(host, site.url + "/x", "robots")
    site.answers["/robots.txt"] = redirect("/robots.txt")
    assert guest().get(site.url + "/x").status == 404


def test_one_host_is_given_turns_at_its_pace_and_others_are_asked_meanwhile(site):
    """Turns are looked at where they are given: when a request then arrives depends on how busy the machine is."""
    site.answers |= {"/robots.txt": "User-agent: *\nCrawl-delay: 6\n", "/a": b"a"}
    turns, others_are_through = [], threading.Event()

    def wait(seconds: float) -> None:
        turns.append(time.monotonic() + seconds)
        assert others_are_through.wait(60)

    with LocalServer() as other:
        other.answers["/a"] = b"b"
        host = guest(sleep=wait)
        begin = time.monotonic()
        here, there = ([threading.Thread(target=host.get, args=(s.url + "/a",)) for _ in range(3)] for s in (site, other))
        for thread in (*here, *there):
            thread.start()
        for thread in there:
            thread.join(60)
        assert other.paths().count("/a") == 3
        assert "/a" not in site.paths()
        others_are_through.set()
        for thread in here:
            thread.join(60)
    assert site.paths().count("/a") == len(turns) == 3
    times = [begin, *sorted(turns)]
    assert all(b - a > 4 for a, b in zip(times, times[1:], strict=False))


def test_a_turn_is_waited_for(site):
    site.answers |= {"/robots.txt": "", "/a": b"a"}
    host, begin = guest(pace=0.2), time.monotonic()
    for _ in range(3):
        host.get(site.url + "/a")
    assert time.monotonic() - begin >= 0.6


def test_who_wishes_for_a_slow_pace_is_come_back_to_later(site):
    site.answers |= {"/robots.txt": "User-agent: *\nCrawl-delay: 100\n", "/a": b"a"}
    waits = []
    host = guest(sleep=waits.append)
    assert host.get(site.url + "/a").body == b"a"  # robots.txt is no turn: who is begun anew by cron would have none but that
    assert len(waits) == 1 and 10 < waits[0] <= 20
    error = refused(host, site.url + "/a", "resting")
    assert 110 < error.after <= 120 and error.again
    assert site.paths() == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_has_too_much_to_do_is_left_alone_as_long_as_it_asks(site, status):
    site.answers["/a"] = lambda h: h.say(status, b"", retry_after="90")
    host = guest()
    assert host.get(site.url + "/a").status == status
    assert 80 < refused(host, site.url + "/b", "resting").after <= 90
    assert site.paths() == ["/robots.txt", "/a"]


def test_waits_grow_with_failures_and_are_drawn_evenly_below_their_bound():
    bounds = [backoff(n, 60.0, 3600.0, draw=lambda low, high: high) for n in (1, 2, 3, 10, 10_000)]
    assert bounds == [120, 240, 480, 3600, 3600]
    drawn = [backoff(3, 60.0) for _ in range(2000)]
    assert 0 <= min(drawn) < 25 and 455 < max(drawn) <= 480 and 220 < sum(drawn) / 2000 < 260


@pytest.mark.parametrize("value,seconds", [
    ("120", 120), ("0", 0), ("999999999999", 86400), ("Fri, 17 Jan 2025 12:01:00 GMT", 60), ("Fri, 17 Jan 2025 11:00:00 GMT", 0),
    ("Fri, 17 Jan 2025 12:01:00", 60), ("Fri, 17 Jan 9999 12:01:00 GMT", 86400), ("", None), ("soon", None), ("-5", None), ("1.5", None), ("\u0661", None),
    ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None), ("Mon, 01 Jan 2025 00:00:00 +99999999999999999999", None)])
def test_how_long_a_host_asks_to_wait(value, seconds):
    assert asked_to_wait(Response("http://news.example/", 503, {"retry-after": value}), NOW) == seconds
