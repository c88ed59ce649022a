"""Tokens are known by their hashes, end and are taken back; nobody asks more than they may."""
from __future__ import annotations

import json
import socket
import stat
import subprocess
import threading
import time
import urllib.parse
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request

from dragoman.interfaces.web import keys, limits, patience
from dragoman.interfaces.web.keys import Keys
from dragoman.interfaces.web.limits import Buckets, Crowd, Rate
from dragoman.interfaces.web.security import Guard
from dragoman.ledger import open_ledger
from dragoman.model import DragomanError, InputError
from tests.commands import dragoman
from tests.interfaces.web.conftest import serving
from tests.interfaces.web.test_security import ask

FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def kept(tmp_path):
    """A file of tokens: one that may read, one that may judge; and the tokens."""
    path = tmp_path / "tokens.jsonl"
    return path, keys.add(path, "reader", "read", None), keys.add(path, "desk", "judge", None)


@pytest.fixture
def served(tmp_path, kept):
    with open_ledger(tmp_path / "l.db") as ledger, serving(ledger, Keys.of(None, kept[0])) as address:
        yield address, *kept


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_file_holds_no_token_and_only_its_owner_reads_it(kept):
    path, *tokens = kept
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(token in path.read_text() for token in tokens)
    assert len(set(tokens)) == 2
    assert all(len(token) >= 50 for token in tokens)


def test_a_token_opens_until_it_is_revoked_and_so_do_its_sessions(served):
    address, path, reader, desk = served
    assert ask(address, "/api/events", **bearer(reader)).status == 200
    cookie = ask(address, "/login", "POST", f"token={desk}", **FORM).getheader("set-cookie").partition(";")[0]
    assert ask(address, "/docket", Cookie=cookie).status == 200
    keys.revoke(path, "desk")
    assert ask(address, "/docket", Cookie=cookie).status == 303
    assert ask(address, "/api/events", **bearer(desk)).status == 401
    assert ask(address, "/api/events", **bearer(reader)).status == 200


def test_a_token_that_ended_opens_nothing(tmp_path):
    path, today = tmp_path / "t.jsonl", datetime.now(UTC).date()
    old = keys.add(path, "old", "read", (today - timedelta(1)).isoformat())
    new = keys.add(path, "old", "read", today.isoformat())
    assert Keys.of(None, path).opened_by(old) is None
    assert Keys.of(None, path).opened_by(new).name == "old"


def test_who_may_read_judges_nothing(served):
    address, _, reader, desk = served
    for path in ("/statements/x/judge", "/judgements/1/withdraw"):
        refused = ask(address, path, "POST", "form_token=x", **FORM, **bearer(reader))
        assert refused.status == 403
        assert "allows to read, not to judge" in refused.body
        assert "form was not made for this browser" in ask(address, path, "POST", "form_token=x", **FORM, **bearer(desk)).body


def test_a_token_can_be_given_by_its_hash(tmp_path):
    with open_ledger(tmp_path / "l.db") as ledger, serving(ledger, keys.MARK + keys.digest("a-token-of-some-length")) as address:
        assert ask(address, "/api/events", **bearer("a-token-of-some-length")).status == 200
        assert ask(address, "/api/events", **bearer(keys.MARK + keys.digest("a-token-of-some-length"))).status == 401
    with pytest.raises(InputError, match="64 hex digits"):
        Keys.of("sha256:abc")


@pytest.mark.parametrize("line", [
    "{", "[]", '{"name": "x"}', '{"name": "x", "scope": "all", "hash": "' + "0" * 64 + '"}', '{"name": "x", "scope": "read", "hash": "0"}',
    '{"name": "x", "scope": "read", "hash": "' + "0" * 64 + '", "until": "soon"}', "[" * 100_000])
def test_a_file_of_tokens_that_is_none_lets_nobody_in(tmp_path, line):
    path = tmp_path / "t.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(DragomanError, match="line 1: no key"):
        Keys.of(None, path)
    with pytest.raises(DragomanError, match="cannot be read"):
        Keys.of(None, tmp_path / "none")


def test_the_command_makes_lists_and_revokes(tmp_path):
    file = tmp_path / "t.jsonl"

    def run(*args: str) -> subprocess.CompletedProcess:
        return subprocess.run(dragoman("token", *args), capture_output=True, text=True, timeout=60)

    made = run("desk", "--file", str(file), "--scope", "judge", "--days", "30")
    token = made.stdout.strip()
    assert Keys.of(None, file).opened_by(token).scope == "judge"
    assert token not in made.stderr
    assert run("desk", "--file", str(file)).returncode == 1
    assert json.loads(run("--file", str(file), "--format", "json").stdout)[0]["state"] == "holds"
    assert run("desk", "--file", str(file), "--revoke").returncode == 0
    assert Keys.of(None, file).opened_by(token) is None
    alone, hashed = run("desk").stdout.split()
    assert Keys.of(hashed).opened_by(alone)


def test_wrong_tokens_are_few_and_the_right_one_waits_too(served):
    address, _, reader, _ = served
    answers = [ask(address, "/api/events", **bearer(f"wrong{n}")) for n in range(9)]
    assert [a.status for a in answers] == [401] * 5 + [429] * 4
    assert 1 <= int(answers[-1].getheader("retry-after")) <= 12
    assert ask(address, "/login", "POST", "token=wrong", **FORM).status == 429
    assert ask(address, "/api/events", **bearer(reader)).status == 429


def test_the_form_counts_wrong_tokens_as_the_api_does(served):
    address = served[0]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(ask(address, "/login", "POST", "token=wrong", **FORM).status)) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {401, 429}
    assert ask(address, "/login", "POST", "token=wrong", **FORM).status == 429


@pytest.mark.long
def test_of_tokens_that_come_at_once_no_more_are_looked_at(served):
    address, _, reader, _ = served
    bodies = [f"token={token}".encode() for token in [*(f"wrong{n}" for n in range(8)), reader]]
    begun = [connected(address, b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
                                b"Content-Length: %d\r\n\r\n" % len(body)) for body in bodies]
    time.sleep(0.5)
    answers = []
    for opened, body in zip(begun, bodies, strict=True):
        with opened, suppress(ConnectionError):  # what is refused by its head is closed without its body
            opened.sendall(body)
            answers.append(int(opened.recv(100).split()[1]))
    assert Counter(answers) == {401: 5, 429: 4}


@pytest.mark.long
def test_the_right_token_is_not_counted_as_a_wrong_one(served):
    address, _, reader, _ = served
    for _ in range(7):
        assert ask(address, "/api/events", **bearer(reader)).status == 200
        assert ask(address, "/login", "POST", f"token={reader}", **FORM).status == 303
    assert [ask(address, "/login", "POST", "token=wrong", **FORM, **bearer(reader)).status for _ in range(5)] == [401] * 5
    assert ask(address, "/login", "POST", f"token={reader}", **FORM).status == 429


@pytest.mark.parametrize("one, other, same", [
    ("2001:db8::1", "2001:db8:0:0:ffff::2", True), ("2001:db8::1", "2001:db8:0:1::1", False), ("192.0.2.1", "192.0.2.2", False),
    ("::ffff:192.0.2.1", "192.0.2.1", True), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False)])
def test_who_has_a_network_of_addresses_is_one_caller(kept, one, other, same):
    guard = Guard(None, Keys.of(None, kept[0]), b"")

    def status(host: str) -> int:
        return guard.refused(Request({"type": "http", "method": "GET", "path": "/api/events", "raw_path": b"/api/events", "query_string": b"",
                                      "headers": [(b"authorization", b"Bearer wrong")], "client": (host, 1)})).status_code

    assert [status(one) for _ in range(6)] == [401] * 5 + [429]
    assert status(other) == (429 if same else 401)


def test_requests_beyond_the_rate_are_asked_to_come_back(served):
    address, _, reader, _ = served
    answers = [ask(address, "/api/judgements", **bearer(reader)).status for _ in range(2 * int(limits.ASKING.burst))]
    assert set(answers) == {200, 429}
    assert answers[:100] == [200] * 100


def test_a_bucket_fills_again_and_forgets_who_stays_away():
    now = [0.0]
    buckets = Buckets(Rate(2, 3), lambda: now[0])
    assert [buckets.wait("a") for _ in range(5)] == [0, 0, 0, 0.5, 0.5]
    assert buckets.wait("b") == 0
    now[0] = 0.5
    assert buckets.wait("a") == 0
    assert buckets.wait("a") == 0.5
    buckets.give_back("a")
    assert buckets.wait("a") == 0
    for _ in range(9):
        buckets.give_back("b")
    assert [buckets.wait("b") for _ in range(4)] == [0, 0, 0, 0.5]
    for n in range(limits.HELD + 5):
        buckets.wait(str(n))
    assert len(buckets._held) == limits.HELD


def test_too_many_at_once_are_sent_away_the_heavy_first():
    crowd, plain, heavy = Crowd(), {"query_string": b""}, {"query_string": b"min_confidence=0.5"}
    left = [crowd.enter(heavy) for _ in range(limits.HEAVY)]
    assert crowd.enter(heavy) is None
    left[0]()
    assert crowd.enter(heavy)
    for _ in range(limits.ALL - limits.HEAVY):
        assert crowd.enter(plain)
    assert crowd.enter(plain) is None


@pytest.mark.parametrize("query", [b"min%5Fconfidence=0.5", b"%6din_confidence=0.5", b"as_of=2025&min_confidenc%65=0.5", b"a%3D0&min_confidence=.5"])
def test_a_heavy_question_is_known_however_it_is_written(query):
    crowd = Crowd()
    assert all(crowd.enter({"query_string": query}) for _ in range(limits.HEAVY))
    assert crowd.enter({"query_string": query}) is None
    assert crowd.enter({"query_string": b"q=min_confidence%3D0.5"})


@pytest.mark.parametrize("path, method, body, headers, status", [
    ("/events?about=" + "A" * 5000, "GET", None, {}, 414), ("/" + "a" * 5000, "GET", None, {}, 414), ("/api/events?x=" + "%00" * 2000, "GET", None, {}, 414),
    ("/", "GET", None, {f"X_{n}": "y" for n in range(80)}, 431), ("/statements/x/judge", "POST", "a=" + "b" * 70_000, FORM, 413),
    ("/login", "POST", "token=" + "b" * 70_000, FORM, 413), ("/", "GET", None, {"Content_Length": "99999999999"}, 413)])
def test_what_is_too_long_is_refused(site, path, method, body, headers, status):
    assert ask(site, path, method, body, **headers).status == status


def connected(address: str, sent: bytes) -> socket.socket:
    where = urllib.parse.urlsplit(address)
    opened = socket.create_connection((where.hostname, where.port), timeout=10)
    opened.sendall(sent)
    return opened


def test_a_body_in_pieces_without_a_length_is_bounded_too(site):
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    with connected(site, head + (b"1000\r\n" + b"a" * 4096 + b"\r\n") * 17) as s:  # it has no end, and is answered
        assert s.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: local", b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nto"])
def test_who_sends_slowly_is_let_go(tmp_path, monkeypatch, sent):
    for module in (limits, patience):
        monkeypatch.setattr(module, "SLOW", 0.5)
    with open_ledger(tmp_path / "l.db") as ledger, serving(ledger, http=patience.Patient) as address:
        began = time.monotonic()
        with connected(address, sent) as s:
            answer = s.recv(1000)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 408")
        assert 0.3 < time.monotonic() - began < 5
        with connected(address, b"GET /static/desk.css HTTP/1.1\r\nHost: localhost\r\n\r\n") as s:
            assert s.recv(15) == b"HTTP/1.1 200 OK"


def test_no_token_is_ever_written_to_the_log(served, capfd):
    address, _, reader, _ = served
    for path in ("/api/events", "/api/nothing", "/docket/x", "/static/x"):
        ask(address, path, **bearer(reader))
    ask(address, "/login", "POST", f"token={reader}", **FORM)
    time.sleep(0.1)
    assert reader not in "".join(capfd.readouterr())
