"""Files and signatures of alerts."""
from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import pytest

from dragoman.fetching import Fetcher
from dragoman.interfaces.targets import Targets, Undelivered, append, key_of, name_of, signed
from dragoman.ledger import ToldAlert, open_ledger
from dragoman.model import InputError
from tests.local_server import LOCAL, LocalServer


@pytest.fixture
def book(tmp_path):
    with open_ledger(tmp_path / "l.db") as ledger:
        yield ledger


def owe(book, targets: Targets) -> None:
    book.keep_alerts([(ToldAlert("a1", "announced", "docket pending", "2025-01-17", ("s1",)), {"id": "a1"})], targets.names)


def test_lines_are_added_and_one_that_may_be_there_already_is_not_doubled(tmp_path):
    path = tmp_path / "alerts.jsonl"
    one, two = json.dumps({"id": "1", "headline": "a"}), json.dumps({"id": "2", "headline": "b"})
    append(path, one)
    append(path, one, "1")
    append(path, two, "2")
    assert path.read_text() == f"{one}\n{two}\n"


def test_a_line_that_was_broken_off_is_left_and_told_anew(tmp_path):
    path = tmp_path / "alerts.jsonl"
    one = json.dumps({"id": "1", "headline": "a"})
    path.write_text(one[:-4])
    append(path, one, "1")
    assert path.read_text() == f"{one[:-4]}\n{one}\n"


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(Undelivered, match="cannot be written"):
        append(tmp_path / "none" / "alerts.jsonl", "{}")


def test_what_has_no_end_is_not_read_to_its_end():
    with pytest.raises(Undelivered, match="/dev/full: cannot be written"):
        append(Path("/dev/full"), "{}")


def test_signatures_are_those_of_standard_webhooks():
    """The example of the specification."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers == {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
                       "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}
    assert key_of("some words") == b"some words"
    assert "webhook-signature" not in signed(None, "a", 1, b"")
    with pytest.raises(InputError, match="no base64"):
        key_of("whsec_***")


def test_what_opens_a_door_is_not_in_the_name_of_a_webhook():
    name = name_of("https://hooks.example/services/T000/secret?token=x")
    assert name.startswith("https://hooks.example (") and "secret" not in name and "token" not in name
    assert name != name_of("https://hooks.example/services/T000/other")
    assert name_of("-") == "-"


@pytest.mark.parametrize("path", ["/hook?door=open", "/hook%7e/é?door=open", "/hook?door=open" + "n" * 250])
@pytest.mark.parametrize("fails", [lambda h: h.raw(b"nonsense"), lambda h: h.server.ended.wait(5), lambda h: h.say(500)], ids=["no HTTP", "silent", "500"])
def test_what_opens_a_door_is_in_no_message_however_the_url_is_spelled(book, caplog, path, fails):
    with LocalServer() as site:
        site.answers["/hook"] = site.answers["/hook~/%C3%A9"] = site.answers["/hook%7e/%C3%A9"] = fails
        targets = Targets([site.url.replace("http", "HTTP") + path], Fetcher(allow=LOCAL, seconds=0.5), None)
        owe(book, targets)
        targets.deliver(book)
    ((_, owed, _, error),) = book.undelivered()
    assert owed == 1 and error.startswith("http://127.0.0.1:")
    assert len(caplog.records) == 1
    assert "hook" not in error + caplog.text and "open" not in error + caplog.text


def test_a_line_that_standard_output_took_in_part_is_told_anew_on_a_line_of_its_own(book, tmp_path, monkeypatch):
    path = tmp_path / "out"
    with open(path, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        targets = Targets(["-"], Fetcher(), None)
        owe(book, targets)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5, limits[1]))
        try:
            with pytest.raises(Undelivered, match="File too large"):
                targets._show('{"id": "a1"}')
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        targets.deliver(book)
    assert path.read_text() == '{"id"\n{"id": "a1"}\n'
    assert book.undelivered() == []


def test_once_the_program_ends_webhooks_wait_for_its_next_start(book, tmp_path):
    with LocalServer() as site:
        site.answers["/hook"] = b""
        targets = Targets([str(tmp_path / "a.jsonl"), site.url + "/hook"], Fetcher(allow=LOCAL), None)
        owe(book, targets)
        targets.deliver(book, lambda: True)
        assert (tmp_path / "a.jsonl").read_text() == '{"id": "a1"}\n'
        assert site.asked == []
        targets.deliver(book)
        assert len(site.asked) == 1
    assert book.undelivered() == []
