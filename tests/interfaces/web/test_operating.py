"""What those who run the server ask it: alive, ready, metrics, status."""
from __future__ import annotations

import json
import logging
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from prometheus_client.parser import text_string_to_metric_families

from dragoman.interfaces import logs
from dragoman.interfaces.web.site import Site
from dragoman.ledger import open_ledger
from tests.interfaces.web.conftest import serving

TOKEN = "a-token-of-sixteen-and-more"


def ask(address: str, path: str, token: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(address + path, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def figures(text: str) -> dict[tuple[str, frozenset], float]:
    """Every sample by its name and labels, as Prometheus' own parser reads them; its promtool, where it is here, finds nothing to say."""
    if promtool := shutil.which("promtool"):
        subprocess.run([promtool, "check", "metrics"], input=text, text=True, check=True)
    return {(s.name, frozenset(s.labels.items())): s.value for family in text_string_to_metric_families(text) for s in family.samples}


@pytest.fixture
def held(tmp_path, demo_file):
    with open_ledger(shutil.copy(demo_file, tmp_path / "l.db")) as ledger:
        yield ledger


def test_metrics_say_what_the_ledger_holds_and_what_was_asked(held):
    with serving(held) as address:
        for path in ("/events", "/events", "/events/none", "/dyads/IRN,RUS", "/no/such/page", "/api/events?limit=0"):
            ask(address, path)
        status, text = ask(address, "/metrics")
    found, counts = figures(text), held.counts()
    assert status == 200
    for name in ("reports", "statements", "events", "judgements", "underived"):
        assert found[f"dragoman_{name}", frozenset()] == counts[name]
    assert sum(v for (name, _), v in found.items() if name == "dragoman_docket_items") == sum(held.states().values()) > 0
    assert found["dragoman_ledger_bytes", frozenset()] > 100_000
    assert found["dragoman_ledger_up", frozenset()] == 1
    assert found["process_resident_memory_bytes", frozenset()] > 1e6 and found["process_open_fds", frozenset()] > 3

    def requests(route: str, status: str) -> float:
        return found["dragoman_http_requests_total", frozenset({("route", route), ("method", "GET"), ("status", status)})]

    assert requests("/events", "200") == 2
    assert requests("/events/{id}", "404") == 1
    assert requests("/dyads/{pair}", "200") == 1
    assert requests("(none)", "404") == 1
    assert found["dragoman_http_request_seconds_count", frozenset({("route", "/events")})] == 2


def test_no_label_takes_a_value_from_outside(held):
    with serving(held) as address:
        for path in ("/events/x", "/nowhere", "/metrics"):
            ask(address, path)
        before = len(figures(ask(address, "/metrics")[1]))
        for n in range(30):
            ask(address, f"/events/x{n}")
            ask(address, f"/nowhere/{n}")
        assert len(figures(ask(address, "/metrics")[1])) == before


def test_with_a_token_metrics_and_status_ask_for_it_and_health_does_not(held):
    with serving(held, TOKEN) as address:
        assert ask(address, "/healthz") == (200, '{"status":"ok"}')
        assert ask(address, "/readyz") == (200, '{"status":"ready"}')
        assert ask(address, "/metrics")[0] == ask(address, "/api/status")[0] == 401
        assert "Log in" in ask(address, "/status")[1]
        assert ask(address, "/metrics", TOKEN)[0] == ask(address, "/status", TOKEN)[0] == 200


def test_a_server_whose_ledger_is_gone_is_alive_and_not_ready(held, tmp_path):
    with serving(held) as address:
        (tmp_path / "l.db").rename(tmp_path / "elsewhere.db")
        assert ask(address, "/healthz")[0] == 200
        status, text = ask(address, "/readyz")
        assert status == 503 and "does not answer" in text


def test_the_status_page_tells_of_the_ledger_and_of_what_went_wrong(held, watch):
    with serving(held) as address:
        counts = held.counts()
        page = watch(address).go("/status")
        told = page.locator("main").inner_text()
        assert f"{counts['reports']} reports" in told and "tables of version" in told
        assert "No warning and no error" in told
        assert page.locator("footer a", has_text="Status").get_attribute("href") == "/status"


def test_what_went_wrong_is_shown_as_words_and_without_secrets(held):
    site = Site(held)
    try:
        logging.getLogger().addHandler(site.recent)
        logging.getLogger("dragoman.fetching").warning("<script>alert(1)</script> %s", "https://u:opens@feed.example/x?key=opens", extra={"token": "opens"})
        (trouble,) = site.recent
        assert "opens" not in json.dumps(trouble) and trouble["logger"] == "dragoman.fetching"
        shown = site.templates.get_template("status.html")
        assert shown is not None
    finally:
        logging.getLogger().removeHandler(site.recent)
        site.close()


def test_a_derivation_by_the_server_is_timed(held, filed, say, keep):
    with serving(held) as address:
        keep(held, [say("2025-01-09", "CONSULT", "planned", "IRN>RUS", publisher="New", report="r-new")])
        ask(address, "/events")
        found = figures(ask(address, "/metrics")[1])
    assert found["dragoman_derivation_seconds_count", frozenset()] == 1


def test_requests_are_logged_without_what_was_looked_for(held, caplog):
    caplog.set_level(logging.INFO, "dragoman.web")
    with serving(held) as address:
        ask(address, "/search?q=opens-doors")
        ask(address, "/no/such?key=opens-doors")
    lines = [logs.Json().format(r) for r in caplog.records if r.name == "dragoman.web"]
    assert any(json.loads(line).get("route") == "/search" for line in lines)
    assert not any("opens-doors" in line for line in lines)


def test_a_watch_serves_its_own_figures(held):
    from dragoman.interfaces.metrics import Server, Watched
    from dragoman.model import DragomanError

    watched = Watched(held)
    watched.fetched("feed", "new")
    watched.fetched("article", "a result that nobody knows")
    watched.kept(3)
    watched.alerted("webhook", False)
    watched.undelivered.set(1)
    server = Server(watched.registry, 0)
    try:
        found = figures(ask(f"http://127.0.0.1:{server.port}", "/metrics")[1])
        with pytest.raises(DragomanError, match="cannot listen"):
            Server(watched.registry, server.port)
    finally:
        server.close()
    assert found["dragoman_fetches_total", frozenset({("of", "article"), ("result", "other")})] == 1
    assert found["dragoman_alerts_total", frozenset({("channel", "webhook"), ("result", "failed")})] == 1
    assert found["dragoman_watch_reports_total", frozenset()] == 3
    assert found["dragoman_reports", frozenset()] == held.counts()["reports"]
    with suppress(urllib.error.URLError):
        pytest.fail(str(ask(f"http://127.0.0.1:{server.port}", "/metrics")))


def test_where_thousands_of_a_day_wait_pages_come_at_once_and_events_are_derived_aside(tmp_path, filed, say):
    from tests.conftest import make_statement

    def told(n: int) -> tuple:
        who = f"{('RUS', 'IRN', 'USA', 'CHN', 'FRA')[n % 5]}>{('JPN', 'IND', 'EGY', 'BRA')[n % 4]}"
        statement = make_statement("2025-01-09", "CONSULT", "planned", who, publisher=f"P{n % 40}", report=f"r{n}")
        return filed(f"r{n}", "2025-01-09", f"P{n % 40}"), [statement]

    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.add_all(map(told, range(600)), "r1")
        ledger.derive()
        assert ledger.due() is None
        ledger.add_all(map(told, range(600, 603)), "r1")
        assert ledger.behind() == 603 and ledger.due() is None  # the last one was just now
        with serving(ledger) as address:
            before = json.loads(ask(address, "/api/events")[1])
            assert before["behind"] and before["total"] > 0
            assert ledger.counts()["underived"] == 3
            assert ask(address, "/reports/r602")[0] == 200
            with ledger._engine.begin() as connection:
                connection.exec_driver_sql("UPDATE derivation SET made = '2025-01-09T00:00:00+00:00'")
            assert 0.2 < ledger.due() < 2
            end = time.monotonic() + 20
            while json.loads(ask(address, "/api/events")[1])["behind"]:
                assert time.monotonic() < end, "never derived"
                time.sleep(0.05)
            assert ledger.counts()["underived"] == 0


def test_a_feed_whose_last_try_failed_is_failing_also_where_its_host_asked_to_be_left_alone(held):
    from dragoman.ledger import Feed, Poll

    held.watch([Feed(f"https://{name}.example/feed", host=f"{name}.example") for name in ("left", "new", "well")])
    (left, _, well) = held.feeds()
    held.polled(left, Poll("2031-01-01T00:00:00.000+00:00", "left.example asked to be left alone", counts=False))
    held.polled(well, Poll("2031-01-01T00:00:00.000+00:00"))
    with serving(held) as address:
        found = figures(ask(address, "/metrics")[1])
        status = json.loads(ask(address, "/api/status")[1])["feeds"]
    assert [found["dragoman_feeds", frozenset({("state", s)})] for s in ("ok", "failing", "new")] == [1, 1, 1]
    assert status["failing"] == 1
    assert [(row["url"], row["state"]) for row in status["rows"]] == [
        ("https://left.example/feed", "failing"), ("https://new.example/feed", "new"), ("https://well.example/feed", "ok")]


def test_feeds_are_counted_and_shown_without_their_secrets(held, watch):
    from dragoman.ledger import Feed, Poll

    held.watch([Feed("https://one.example/feed?key=opens-doors", "<b>One</b>", host="one.example"), Feed("https://two.example/feed", host="two.example")])
    (one, two) = held.feeds()
    held.polled(one, Poll("2031-01-01T00:00:00.000+00:00", "one.example: no answer from https://u:opens-doors@one.example/"))
    held.polled(two, Poll("2031-01-01T00:00:00.000+00:00"))
    with serving(held) as address:
        found = figures(ask(address, "/metrics")[1])
        told = watch(address).go("/status").locator("main").inner_text()
    assert [found["dragoman_feeds", frozenset({("state", s)})] for s in ("ok", "failing", "new")] == [1, 1, 0]
    assert found["dragoman_feeds_succeeded", frozenset({("within", "1h")})] == 1
    assert found["dragoman_alerts_owed", frozenset()] == 0
    assert "2 feeds, 1 failing" in told and "<b>One</b>" in told and "one.example: no answer" in told
    assert "opens-doors" not in told
