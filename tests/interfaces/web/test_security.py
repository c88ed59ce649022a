"""Who is let in, and what a browser is told it may do."""
from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
import urllib.parse

import pytest
from starlette.requests import Request

from dragoman.interfaces.web.common import own
from dragoman.interfaces.web.keys import Key, Keys, digest
from dragoman.interfaces.web.security import Guard, key_of, session
from dragoman.interfaces.web.site import Site
from dragoman.ledger import open_ledger
from tests.interfaces.web.conftest import serving

TOKEN = "a-token-of-some-length"


def ask(address: str, path: str, method: str = "GET", body: str | None = None, **headers: str) -> http.client.HTTPResponse:
    """An answer as it comes, without following where it leads."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=20)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    answer.body = answer.read().decode(errors="replace")
    connection.close()
    return answer


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """A server that asks for a token."""
    with open_ledger(tmp_path_factory.mktemp("locked") / "l.db") as ledger, serving(ledger, TOKEN) as address:
        yield address


def test_without_the_token_nothing_is_told(locked):
    assert ask(locked, "/").status == 303
    assert ask(locked, "/events?about=IRN").getheader("location") == "/login?then=%2Fevents%3Fabout%3DIRN"
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"Cookie": "dragoman_session=9999999999.00"}):
        answer = ask(locked, "/api/events", **headers)
        assert answer.status == 401
        assert json.loads(answer.body)["status"] == 401
        assert answer.getheader("www-authenticate").startswith("Bearer")
    assert ask(locked, "/statements/x/judge", "POST", "").status == 401
    assert ask(locked, "/static/desk.css").status == 200


@pytest.mark.parametrize("path", ["/atom.xml", "/docket.ics", "/metrics", "/api/openapi.json", "/api/docsx", "/api/docs/x", "/api"])
def test_a_program_without_the_token_is_told_so_and_a_person_gets_the_form(locked, path):
    answer = ask(locked, path)
    assert (answer.status, json.loads(answer.body)["status"]) == (401, 401)
    assert ask(locked, "/api/docs").getheader("location") == "/login?then=%2Fapi%2Fdocs"


@pytest.mark.parametrize("path", ["/loginx", "/login/x", "/login/", "/static/", "/static/a/b", "/healthzz", "/readyz/x", "/login\n"])
def test_what_begins_like_an_open_page_asks_for_the_token(locked, path):
    answer = ask(locked, urllib.parse.quote(path))
    assert (answer.status, answer.body) == (303, "")
    assert ask(locked, urllib.parse.quote(path), "POST", "").status == 401


def test_an_error_of_an_open_page_tells_nothing_of_the_ledger(tmp_path):
    with open_ledger(tmp_path / "l.db") as ledger, serving(ledger, TOKEN) as address:
        for method, path, body, status in (
                ("DELETE", "/login", None, 405), ("PUT", "/healthz", None, 405), ("POST", "/readyz", "", 405), ("POST", "/static/desk.css", "", 405),
                ("POST", "/login", "token=" + "x" * 2000, 400), ("POST", "/login", "token=x&then=/" + "x" * 3000, 400)):
            answer = ask(address, path, method, body, Content_Type="application/x-www-form-urlencoded")
            assert answer.status == status
            assert answer.getheader("content-type").startswith("text/plain")
            assert len(answer.body.splitlines()) == 1
            assert "report" not in answer.body


@pytest.mark.parametrize("host", ["x/static/", "x/login?", "127.0.0.1/static/x", "localhost:80/static/x", "x/login#"])
def test_no_name_of_the_server_opens_it(tmp_path, host):
    """What stands in the Host header must not be taken for the path that is asked for, as releases of Starlette before 1.0 take it."""
    with open_ledger(tmp_path / "l.db") as ledger:
        scope = {"type": "http", "method": "GET", "path": "/api/events", "raw_path": b"/api/events", "query_string": b"", "scheme": "http",
                 "server": ("127.0.0.1", 80), "root_path": "", "headers": [(b"host", host.encode())]}
        assert Guard(None, Keys.of(TOKEN), Site(ledger).secret).refused(Request(scope)).status_code == 401
        assert Guard(None, None, b"").refused(Request(scope)).status_code == 421


def test_the_token_as_a_header_opens_the_api(locked):
    assert ask(locked, "/api/events", Authorization=f"Bearer {TOKEN}").status == 200


def test_the_login_form_gives_a_cookie_that_tells_no_token(locked):
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    began = time.monotonic()
    assert ask(locked, "/login", "POST", "token=wrong", **form).status == 401
    assert time.monotonic() - began >= 0.5
    answer = ask(locked, "/login", "POST", f"token={TOKEN}&then=/docket", **form)
    assert (answer.status, answer.getheader("location")) == (303, "/docket")
    cookie = answer.getheader("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert ask(locked, "/docket", Cookie=cookie.partition(";")[0]).status == 200
    assert ask(locked, "/logout", "POST", "", Cookie=cookie.partition(";")[0]).status == 303


def test_a_session_ends_and_cannot_be_made_up(tmp_path):
    with open_ledger(tmp_path / "l.db") as ledger:
        keys = Keys.of(TOKEN)
        site, key, now = Site(ledger, keys), keys.opened_by(TOKEN), int(time.time())
        assert key_of(site.secret, keys, session(site.secret, key)) == key
        assert not key_of(site.secret, keys, session(site.secret, key, now - 1))
        assert not key_of(site.secret, keys, session(Site(ledger).secret, key))
        assert not key_of(site.secret, Keys.of("another"), session(site.secret, key))
        assert not key_of(site.secret, keys, session(site.secret, Key("token", "judge", digest("another"))))
        good = session(site.secret, key, now + 5)
        assert not key_of(site.secret, keys, good.replace(str(now + 5), str(now + 5000)))
        assert TOKEN not in good
        assert digest(TOKEN) not in good


@pytest.mark.parametrize("id_", ["\xe9", "\xff" * 16, "\u4e00", ""])
def test_a_session_of_any_letters_is_none(locked, id_):
    cookie = f"dragoman_session=99999999999.{id_}.x".encode()
    assert ask(locked, "/events", Cookie=cookie).status == 303
    assert ask(locked, "/api/events", Cookie=cookie).status == 401


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "", "/a\nb"])
def test_the_login_sends_nobody_elsewhere(then):
    assert own(then) == "/"


def test_only_this_machine_is_answered_under_its_own_names(site):
    assert ask(site, "/", Host="elsewhere.example").status == 421
    assert ask(site, "/api/events", Host="127.0.0.1.elsewhere.example:80").status == 421
    assert ask(site, "/", Host="localhost:99").status == 200
    assert ask(site, "/", Host="[::1]:99").status == 200


@pytest.mark.parametrize("path", ["/", "/api/events", "/static/desk.css", "/nothing", "/api/nothing"])
def test_every_answer_has_strict_headers(site, path):
    answer = ask(site, path)
    policy = answer.getheader("content-security-policy")
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("referrer-policy") == "no-referrer"


def test_files_are_named_by_their_content_and_not_sent_twice(site):
    answer = ask(site, "/static/vega.js", Accept_Encoding="gzip")
    assert answer.getheader("content-encoding") == "gzip"
    plain = ask(site, "/static/vega.js")
    assert "vegaEmbed" in plain.body
    assert ask(site, "/static/vega.js", If_None_Match=plain.getheader("etag")).status == 304
    for name in ("README.md", "..%2F__init__.py", "none.css", "%2e%2e/app.py"):
        assert ask(site, f"/static/{name}").status == 404


def test_other_addresses_need_a_token_and_a_ledger_must_be_there(tmp_path):
    where = tmp_path / "l.db"
    open_ledger(where).close()

    def run(*args: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-m", "dragoman", "serve", *args], capture_output=True, text=True, timeout=60)

    done = run("--ledger", str(where), "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "expected a --token" in " ".join(done.stderr.split())
    done = run("--ledger", str(tmp_path / "none.db"))
    assert done.returncode == 1
    assert "no ledger there" in done.stderr


def test_the_command_serves_until_it_is_stopped(tmp_path):
    where = tmp_path / "l.db"
    open_ledger(where).close()
    running = subprocess.Popen([sys.executable, "-m", "dragoman", "serve", "--ledger", str(where), "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        address = running.stderr.readline().split(" at ")[1].split()[0]
        assert "The brief" in ask(address, "/").body
        taken = subprocess.run([sys.executable, "-m", "dragoman", "serve", "--ledger", str(where), "--port", address.rstrip("/").rpartition(":")[2]],
                               capture_output=True, text=True, timeout=60)
        assert taken.returncode == 1
        assert "cannot listen there" in taken.stderr
    finally:
        running.terminate()
        running.wait(20)


@pytest.mark.parametrize("path", ["/", "/api/docket", "/nowhere"])
def test_the_head_of_an_answer_is_that_of_the_whole(site, path):
    whole, head = ask(site, path), ask(site, path, "HEAD")
    assert head.status == whole.status
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.body.encode()))
    assert head.body == ""


def test_without_the_token_no_head_is_told(locked):
    assert ask(locked, "/api/docket", "HEAD").status == ask(locked, "/api/docket").status == 401
