"""The commands `watch` and `health` as they are run: killed, begun again, two at once, and telling of what is new."""
from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

import pytest
from typer.testing import CliRunner

from dragoman.interfaces.cli import app
from dragoman.interfaces.watching import Counted
from dragoman.ledger import open_ledger
from dragoman.model import DragomanError
from dragoman.pipeline import Polled
from tests.local_server import LocalServer
from tests.newsroom import changing, open_newsroom, page, rss

LOCAL = ("--allow-network", "127.0.0.0/8", "--pace", "0")


@pytest.fixture
def site() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


def begun(*args: str | Path, stdout: int | IO = subprocess.PIPE, **given: str) -> subprocess.Popen:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "COLUMNS": "200"} | given
    return subprocess.Popen([sys.executable, "-m", "dragoman", *map(str, args)], env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True)


def run(*args: str | Path, code: int = 0, **given: str) -> tuple[str, str]:
    """What a command prints, run in this process: loading the program takes longer than what is tested."""
    done = CliRunner().invoke(app, list(map(str, args)), env={"COLUMNS": "200"} | given)
    failed = isinstance(done.exception, DragomanError)
    assert failed or done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert (1 if failed else done.exit_code) == code, done.output
    return done.stdout, done.stderr + (str(done.exception) if failed else "")


def until(true, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def many(site: LocalServer, feeds: int, each: int) -> list[str]:
    """Feeds of an outlet with pages of their own that take a moment to come."""
    for n in range(feeds):
        items = "".join(f"<item><title>{n} {k}</title><link>{site.url}/p/{n}/{k}</link></item>" for k in range(each))
        site.answers[f"/feed{n}"] = changing(f"<rss version='2.0'><channel><title>Feed {n}</title>{items}</channel></rss>", str(n))
        for k in range(each):
            text = page(f"Report {n} {k}", f"Ministers of Iran and Iraq met for talks number {n}{k} on Friday. They agreed to meet again.")
            site.answers[f"/p/{n}/{k}"] = lambda h, text=text: (time.sleep(0.02), h.say(200, text))
    return [f"{site.url}/feed{n}" for n in range(feeds)]


def test_killed_at_any_moment_it_loses_nothing_and_fetches_nothing_twice(site, tmp_path):
    where, rng = tmp_path / "l.db", random.Random(7)
    feeds = many(site, 3, 8)
    kills = 0
    for _ in range(4):
        process = begun("watch", *feeds, "--ledger", where, *LOCAL)
        begin, known = time.monotonic(), len(site.asked)
        until(lambda known=known, process=process, begin=begin: len(site.asked) > known or process.poll() is not None or time.monotonic() - begin > 3)
        time.sleep(rng.uniform(0, 0.6))
        process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
    run("watch", *feeds, "--once", "--ledger", where, *LOCAL)
    assert kills == 4
    with open_ledger(where) as book:
        assert book.lead_states() == {"kept": 24}
        counts = book.counts()
        assert (counts["reports"], counts["underived"]) == (24, 0)
        assert {f.error for f in book.feeds()} == {None}
        assert sum(f.new for f in book.feeds()) == sum(f.kept for f in book.feeds()) == 24
    pages = Counter(p for p in site.paths() if p.startswith("/p/"))
    assert len(pages) == 24
    assert sum(pages.values()) - 24 <= kills  # one may have been on its way at each kill: it is one host, asked for one page at a time


def test_asked_to_end_it_says_what_it_kept_and_ends_well(site, tmp_path):
    where = tmp_path / "l.db"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = begun("watch", open_newsroom(site), "--ledger", where, *LOCAL, "--every", "10s", "--metrics-port", str(port))
    until(lambda: "/news/aid" in site.paths())
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        figures = answer.read().decode()
    assert 'dragoman_fetches_total{of="feed",result="new"} 1.0' in figures
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "reports kept" in err
    run("watch", "--once", "--ledger", where, *LOCAL)
    assert [p for p in Counter(site.paths()).items() if p[0].startswith("/news") and p[1] > 1] == []
    with open_ledger(where) as book:
        assert book.lead_states() == {"kept": 5}
        assert all(w.stopped for w in book.watchers())


def reading(process: subprocess.Popen) -> int | None:
    """By which number the system knows the process in which a watcher's pages are read, once there is one."""
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        with suppress(OSError):  # threads and processes end while they are looked at
            for pid in (task / "children").read_text().split():
                if b"pipeline.apart" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return int(pid)
    return None


@pytest.mark.long
def test_what_reads_its_pages_leaves_with_a_watcher_that_is_killed(site, tmp_path):
    process = begun("watch", *many(site, 3, 8), "--ledger", tmp_path / "l.db", *LOCAL)
    until(lambda: reading(process))
    apart = reading(process)
    process.kill()
    process.communicate()
    until(lambda: not Path(f"/proc/{apart}").exists(), 5)


@pytest.mark.long
def test_what_reads_its_pages_is_killed_and_nothing_is_lost_or_kept_twice(site, tmp_path):
    where = tmp_path / "l.db"
    process = begun("watch", *many(site, 3, 32), "--ledger", where, *LOCAL)
    killed: set[int] = set()

    def all_kept() -> bool:
        apart = reading(process)
        if apart and apart not in killed and len(killed) < 2:
            time.sleep(1.5)  # it is ready by then, and reads
            os.kill(apart, signal.SIGKILL)
            killed.add(apart)
        return book.lead_states() == {"kept": 96}

    with open_ledger(where) as book:
        until(all_kept, 60)
        assert killed
        if apart := reading(process):
            os.kill(apart, signal.SIGTERM)  # as a service manager ends all processes of a service
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
        assert book.counts()["reports"] == 96
    assert "96 reports kept" in err and "SIGKILL" in err


@pytest.mark.long
def test_two_processes_on_one_ledger_fetch_nothing_twice(place):
    where = place()
    with LocalServer() as site, LocalServer("127.0.0.2") as other:
        feeds = many(site, 2, 4)
        there = f"http://127.0.0.2:{other.server_port}"
        for n in range(2):
            links = "".join(f"<item><title>{n} {k}</title><link>{there}/q/{n}/{k}</link></item>" for k in range(4))
            other.answers[f"/feed{n}"] = f"<rss version='2.0'><channel><title>Other {n}</title>{links}</channel></rss>"
            other.answers |= {f"/q/{n}/{k}": page(f"{n} {k}", f"The envoys of Chile and Peru met for round {n}{k} on Monday. They parted in anger.")
                              for k in range(4)}
            feeds.append(f"{there}/feed{n}")
        both = [begun("watch", *feeds, "--once", "--ledger", where, *LOCAL) for _ in range(2)]
        for process in both:
            _, err = process.communicate(timeout=90)
            assert process.returncode == 0, err
        run("watch", "--once", "--ledger", where, *LOCAL)
        with open_ledger(where) as book:
            assert book.lead_states() == {"kept": 16}
        for server in (site, other):
            asked = Counter(p for p in server.paths() if p.startswith(("/p/", "/q/")))
            assert set(asked.values()) == {1}


def test_a_slow_webhook_holds_up_no_reading(site, tmp_path):
    called, kept = threading.Event(), threading.Event()

    def hook(h) -> None:
        called.set()
        kept.wait(8)
        h.say(204, b"", content_length=None)

    site.answers |= {"/rss": rss(site.url, ["treaty", "visit"]), "/news/treaty": page("treaty"), "/hook": hook,
                     "/news/visit": lambda h: (called.wait(20), h.say(200, page("visit")))}
    with open_ledger(tmp_path / "l.db") as book:
        process = begun("watch", site.url + "/rss", "--once", "--alert", site.url + "/hook", "--ledger", tmp_path / "l.db", *LOCAL)
        until(called.is_set)
        until(lambda: book.lead_states() == {"kept": 2}, 6)
        kept.set()
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0 and "did not arrive" not in err
        assert not book.undelivered()


def test_alerts_reach_all_who_asked_each_once_and_late_where_they_must(site, tmp_path):
    where, file, secret = tmp_path / "l.db", tmp_path / "alerts.jsonl", "whsec_" + base64.b64encode(b"a key of some bytes").decode()
    url = open_newsroom(site, ["treaty"])
    site.answers["/hook"] = lambda h: h.say(500)
    asked = ("--alert", "-", "--alert", file, "--alert", site.url + "/hook?door=open", "--ledger", where, "--once", *LOCAL)
    out, err = run("watch", url, *asked, DRAGOMAN_WEBHOOK_SECRET=secret)
    told = [json.loads(line) for line in out.splitlines()]
    assert [a["kind"] for a in told] and all(a["kind"] in ("announced", "on_edge") for a in told)
    treaty = next(a for a in told if {"RUS", "TKM"} == set(a["codes"]))
    assert treaty["names"] == ["Russia", "Turkmenistan"]
    assert "border treaty" in treaty["quotations"][0]["quote"]
    assert (treaty["quotations"][0]["url"], treaty["quotations"][0]["publisher"]) == (site.url + "/news/treaty", "The Harbour Gazette")
    assert [json.loads(line) for line in file.read_text().splitlines()] == told
    assert "did not arrive" in err and "door" not in err
    with open_ledger(where) as book:
        ((target, owed, _, error),) = book.undelivered()
        assert owed == len(told) and "door" not in target + error
        with book._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE delivery SET next_at = '2025-01-01T00:00:00.000+00:00'")
    site.answers["/hook"] = lambda h: h.say(204, b"", content_length=None)
    before = len(site.asked)
    out, _ = run("watch", *asked, DRAGOMAN_WEBHOOK_SECRET=secret)
    assert out == ""
    hooks = [a for a in site.asked[before:] if a.method == "POST"]
    assert [json.loads(a.body) for a in hooks] == told
    for a in hooks:
        signed = b".".join((a.headers["webhook-id"].encode(), a.headers["webhook-timestamp"].encode(), a.body))
        assert a.headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(b"a key of some bytes", signed, hashlib.sha256).digest()).decode()
    before = len(site.asked)
    run("watch", *asked)
    assert not [a for a in site.asked[before:] if a.method == "POST"]
    assert len(file.read_text().splitlines()) == len(told)


@pytest.mark.parametrize("full", [True, False], ids=["full disk", "closed pipe"])
def test_standard_output_that_takes_nothing_is_owed_what_was_to_be_told_and_the_service_goes_on(site, tmp_path, full):
    where = tmp_path / "l.db"
    with ExitStack() as stack:
        if full:
            out = stack.enter_context(open("/dev/full", "wb"))
        else:
            left, end = os.pipe()
            os.close(left)
            out = stack.enter_context(open(end, "wb"))
        process = begun("watch", open_newsroom(site, ["treaty"]), "--alert", "-", "--ledger", where, *LOCAL, stdout=out)
    with open_ledger(where) as book:
        until(lambda: any(error for *_, error in book.undelivered()) or process.poll() is not None)
        assert process.poll() is None
        ((target, owed, _, error),) = book.undelivered()
        assert (target, error) == ("-", f"standard output: cannot be written ({'No space left on device' if full else 'Broken pipe'})")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0 and "did not arrive: standard output" in err and "Exception" not in err
        with book._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE delivery SET next_at = '2025-01-01T00:00:00.000+00:00'")
    out, _ = run("watch", "--alert", "-", "--once", "--ledger", where, *LOCAL)
    assert len(out.splitlines()) == owed


def test_what_was_known_before_alerts_were_asked_for_is_told_to_nobody(site, tmp_path):
    where, url = tmp_path / "l.db", open_newsroom(site, ["treaty"])
    run("watch", url, "--ledger", where, "--once", *LOCAL)
    site.answers["/rss"] = changing(rss(site.url, ["treaty", "sanctions"]), "2")
    site.answers["/news/sanctions"] = page("sanctions")
    with open_ledger(where) as book, book._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE feed SET last_tried = NULL")
    out, _ = run("watch", "--ledger", where, "--once", "--alert", "-", *LOCAL)
    told = [json.loads(line) for line in out.splitlines()]
    assert told and all("USA" in a["codes"] or "BRA" in a["codes"] for a in told)


def test_alerts_of_some_parties_only(site, tmp_path):
    out, _ = run("watch", open_newsroom(site), "--ledger", tmp_path / "l.db", "--once", "--alert", "-", "--about", "tur,lby", *LOCAL)
    told = [json.loads(line) for line in out.splitlines()]
    assert told and all({"TUR", "LBY"} <= set(a["codes"]) for a in told)


def test_it_says_whether_all_is_well_and_each_reason_why_not(site, tmp_path):
    where, url = tmp_path / "l.db", open_newsroom(site, ["aid"])
    run("watch", url, "--ledger", where, "--once", *LOCAL)
    out, _ = run("health", "--ledger", where)
    assert "Harbour Gazette World" in out and out.endswith("well\n")
    assert json.loads(run("health", "--ledger", where, "--format", "json")[0])["well"] is True
    with open_ledger(where) as book, book._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE feed SET failures = 7, error = 'no answer'")
        connection.exec_driver_sql("UPDATE watcher SET stopped = '2025-01-01T00:00:00+00:00', beat = '2025-01-01T00:00:00+00:00'")
        connection.exec_driver_sql("INSERT INTO alert (id, kind, topic, day, made, statements, body) VALUES ('a', 'shift', 't', '2025-01-01', "
                                   "'2025-01-01T00:00:00+00:00', '[]', '{}')")
        connection.exec_driver_sql("INSERT INTO delivery (alert_key, target, tries, next_at, error) SELECT key, 'hook', 9, '2999', 'dead' FROM alert "
                                   "WHERE id = 'a'")
    found = json.loads(run("health", "--ledger", where, "--format", "json", code=1)[0])
    assert [r["kind"] for r in found["reasons"]] == ["failing", "not running", "undelivered"]
    assert "failed 7 times in a row" in found["reasons"][0]["message"] and "no answer" in found["reasons"][0]["message"]
    assert "not well: " in run("health", "--ledger", where, "--failures", "9", code=1)[0]
    with open_ledger(where) as book, book._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE feed SET failures = 0, last_ok = '2025-01-01T00:00:00+00:00'")
    assert "late" in [r["kind"] for r in json.loads(run("health", "--ledger", where, "--format", "json", code=1)[0])["reasons"]]


def test_a_watcher_that_was_killed_is_missed(site, tmp_path):
    where = tmp_path / "l.db"
    process = begun("watch", open_newsroom(site, ["aid"]), "--ledger", where, *LOCAL)
    until(lambda: "/news/aid" in site.paths())
    assert json.loads(run("health", "--ledger", where, "--format", "json")[0])["well"]
    process.kill()
    process.communicate()
    out, _ = run("health", "--ledger", where, code=1)
    assert f"nobody watches: process {process.pid} on" in out


@pytest.mark.parametrize("args,says", [
    (["file:///etc/passwd"], "only http and https"), (["none.opml"], "expected a list of feeds"), ([], "no feeds to watch"),
    (["https://a.example/", "--allow-network", "10.0.0.1/8"], "no network"), (["https://a.example/", "--contact", "(x)"], "to be reached at"),
    (["https://user:word@a.example/"], "a name or password")])
def test_what_cannot_be_watched_is_said(tmp_path, args, says):
    _, err = run("watch", *args, "--ledger", tmp_path / "l.db", code=1)
    assert says in err and "word" not in err.replace("password", "")


def test_a_list_that_was_cut_leaves_what_is_watched_as_it_was(site, tmp_path):
    where, path = tmp_path / "l.db", tmp_path / "desk.opml"
    feeds = many(site, 2, 1)
    text = "<opml><body>" + "\n".join(f'<outline xmlUrl="{url}"/>' for url in feeds) + "</body></opml>"
    path.write_text(text)
    run("watch", path, "--once", "--ledger", where, *LOCAL)
    path.write_text(text[:text.index("/>") + 2])
    _, err = run("watch", path, "--once", "--ledger", where, *LOCAL, code=1)
    assert f"{path}: broken in line 1 " in err and "feeds may be missing" in err
    with open_ledger(where) as book:
        assert [f.state for f in book.feeds()] == ["watched", "watched"]


@pytest.mark.parametrize("every", ["1s", "15", "m", "99d", "-5m", "1.5h"])
def test_an_interval_that_is_none_is_wrong_usage(tmp_path, every):
    _, err = run("watch", "https://a.example/", "--every", every, "--ledger", tmp_path / "l.db", code=2)
    assert "such as 15m" in " ".join(err.split())


@pytest.mark.parametrize("target,says", [
    ("/dev/full", "no regular file"), ("/", "no regular file"), ("", "no name"), (" ", "no name"), ("ftp://x.example/y", "no address that is told")])
def test_who_cannot_be_told_is_wrong_usage(tmp_path, target, says):
    _, err = run("watch", "https://a.example/", "--once", "--alert", target, "--ledger", tmp_path / "l.db", code=2)
    assert says in " ".join(err.replace("│", " ").split())
    assert not (tmp_path / "l.db").exists()


def test_a_feed_that_fails_again_and_again_is_one_that_failed():
    counted = Counted(None)
    for feed in ("https://a.example/", "https://b.example/", "https://a.example/"):
        counted.took(Polled(feed, 500, error="status 500"))
    assert len(counted.failing) == 2


def test_alerts_are_not_added_to_a_ledger(tmp_path, demo_file):
    ledger = tmp_path / "l.db"
    ledger.write_bytes(held := demo_file.read_bytes())
    _, err = run("watch", "https://a.example/", "--once", "--alert", ledger, "--ledger", ledger, code=2)
    assert "nothing is added to it" in " ".join(err.replace("│", " ").split())
    assert ledger.read_bytes() == held


def test_a_feed_that_fails_is_said_and_the_others_are_kept(site, tmp_path):
    site.answers["/away"] = lambda h: h.say(302, b"", location="http://10.0.0.1/feed")
    path = tmp_path / "desk.opml"
    path.write_text('<opml><body>' + "".join(f'<outline xmlUrl="{url}"/>' for url in (open_newsroom(site, ["aid"]), site.url + "/away", "not a url")) +
                    "</body></opml>")
    _, err = run("watch", path, site.url + "/none", "--once", "--ledger", tmp_path / "l.db", *LOCAL, code=1)
    assert f"{site.url}/none: " in err and "status 404" in err
    assert f"{site.url}/away: http://10.0.0.1/" in err
    assert f"{path}: " in err and "not a url" in err
    assert "3 feeds failed, 1 reports kept" in err
    assert "two more ships" in run("search", "Tripoli", "--ledger", tmp_path / "l.db")[0]
