"""The client against a server that does all it can."""
from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib

import brotli
import pytest

from dragoman import __version__
from dragoman.fetching import Fetcher, FetchError
from dragoman.model import InputError
from tests.local_server import LOCAL, LocalServer, drip, drip_headers, endless, redirect

TEXT = ("Ministers of two states met on Friday and signed a treaty. " * 50).encode()


def fetcher(**given) -> Fetcher:
    return Fetcher(**({"allow": LOCAL, "seconds": 2.0, "most": 1_000_000} | given))


def fails(site: LocalServer, path: str, kind: str, within: float = 15.0, **given) -> str:
    begin = time.monotonic()
    with pytest.raises(FetchError) as error:
        fetcher(**given).get(site.url + path)
    assert error.value.kind == kind
    assert time.monotonic() - begin < within
    return str(error.value)


def test_a_document_comes_with_where_it_is_from_and_says_who_asks(site):
    site.answers["/a"] = lambda h: h.say(200, TEXT, etag='"1"', content_type="text/HTML; charset=ISO-8859-1")
    response = fetcher(contact="https://desk.example/robot").get(site.url + "/a")
    assert (response.url, response.status, response.body, response.headers["etag"]) == (site.url + "/a", 200, TEXT, '"1"')
    assert (response.media_type, response.charset, response.moved) == ("text/html", "iso-8859-1", None)
    asked = site.asked[0].headers
    assert asked["user-agent"] == f"Dragoman/{__version__} (+https://desk.example/robot)"
    assert asked["host"] == site.url.removeprefix("http://")
    for bad in ("a\r\nX: y", "(x)", "\u00e9", "a" * 300):
        with pytest.raises(InputError):
            Fetcher(contact=bad)


def test_nothing_on_this_machine_is_asked_unless_let_through(site):
    site.answers["/a"] = TEXT
    port = site.server_port
    for host in ("127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]", "[::]"):
        with pytest.raises(FetchError) as error:
            Fetcher(seconds=5).get(f"http://{host}:{port}/a")
        assert error.value.kind in ("address", "name"), host
    assert site.asked == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(site):
    """The name points to a public place first, and to this machine from the second look on (DNS rebinding)."""
    site.answers["/a"] = TEXT
    answers = iter([["192.0.2.55"], ["127.0.0.1"], ["127.0.0.1"]])
    with pytest.raises(FetchError, match=r"192\.0\.2\.55"):
        fetcher(resolve=lambda host, port: next(answers)).get(f"http://rebound.example:{site.server_port}/a")
    assert site.asked == []
    looks = []

    def once(host, port):
        looks.append(host)
        return ["127.0.0.1"] if len(looks) == 1 else ["10.0.0.1"]

    assert fetcher(resolve=once).get(f"http://rebound.example:{site.server_port}/a").status == 200
    assert looks == ["rebound.example"]
    assert site.asked[0].headers["host"] == f"rebound.example:{site.server_port}"


def test_each_redirect_is_looked_up_and_checked_anew(site):
    known = {"public.example": ["127.0.0.1"], "inside.example": ["10.0.0.8"]}
    site.answers["/a"] = redirect(f"http://inside.example:{site.server_port}/secret")
    with pytest.raises(FetchError, match=r"10\.0\.0\.8") as error:
        fetcher(resolve=lambda host, port: known[host]).get(f"http://public.example:{site.server_port}/a")
    assert error.value.kind == "address"
    looks = iter([["127.0.0.1"], ["169.254.169.254"]])
    site.answers["/b"] = redirect("/c")
    with pytest.raises(FetchError, match=r"169\.254\.169\.254"):
        fetcher(resolve=lambda host, port: next(looks)).get(f"http://public.example:{site.server_port}/b")
    assert "/c" not in site.paths()


@pytest.mark.parametrize("to,kind", [
    ("file:///etc/passwd", "url"), ("ftp://127.0.0.1/", "url"), ("gopher://127.0.0.1:70/", "url"), ("http://169.254.169.254/latest/meta-data/", "address"),
    ("http://10.0.0.1/", "address"), ("http://[fd00:ec2::254]/", "address"), ("http://[::1]/", "address"), ("http://u:p@127.0.0.1/", "url"),
    ("http://127.0.0.1\\@8.8.8.8/", "url"), ("http://8.8.8.8:22/", "address"), ("", "redirects")])
def test_redirects_lead_nowhere_they_must_not(site, to, kind):
    site.answers["/a"] = redirect(to) if to else redirect("/a")
    fails(site, "/a", kind)


def test_redirects_that_never_end_are_given_up(site):
    site.answers["/a"], site.answers["/b"] = redirect("/b"), redirect("/a")
    assert "5 redirects" in fails(site, "/a", "redirects")
    assert len(site.asked) == 6


def test_what_moved_for_good_is_told_and_what_moved_for_now_is_not(site):
    site.answers |= {"/old": redirect("/older", 301), "/older": redirect("/new", 308), "/new": TEXT, "/now": redirect("/new", 302),
                     "/half": redirect("/now", 301), "/then": redirect("/now2", 302), "/now2": redirect("/new", 301)}
    get = fetcher().get
    assert get(site.url + "/old").moved == site.url + "/new"
    assert get(site.url + "/now").moved is None
    assert get(site.url + "/half").moved == site.url + "/now"
    assert get(site.url + "/then").moved is None
    assert {get(site.url + p).url for p in ("/old", "/now", "/half")} == {site.url + "/new"}


def test_what_has_not_changed_is_not_sent_again(site):
    def answer(h):
        same = h.headers.get("If-None-Match") == '"7"' or h.headers.get("If-Modified-Since") == "Fri, 10 Jan 2025 00:00:00 GMT"
        h.say(304, b"", content_length=None) if same else h.say(200, TEXT, etag='"7"')

    site.answers["/a"] = answer
    assert fetcher().get(site.url + "/a", '"7"').status == 304
    assert fetcher().get(site.url + "/a", None, "Fri, 10 Jan 2025 00:00:00 GMT").status == 304
    assert fetcher().get(site.url + "/a", '"8"').status == 200


def test_who_drips_is_given_up_in_time(site):
    site.answers |= {"/body": drip, "/headers": drip_headers, "/silent": lambda h: h.server.ended.wait(5)}
    for path in ("/body", "/headers", "/silent"):
        fails(site, path, "slow", within=5.0, seconds=0.7)


def test_a_name_that_is_never_answered_for_is_given_up(site):
    with pytest.raises(FetchError, match="not answered for"):
        fetcher(seconds=0.3, resolve=lambda host, port: time.sleep(3) or ["127.0.0.1"]).get("http://slow.example/")


def test_a_body_without_end_is_given_up(site):
    site.answers["/a"] = endless
    fails(site, "/a", "large")
    site.answers["/b"] = lambda h: h.say(200, b"x", content_length="5000000000")
    assert "5,000,000,000" in fails(site, "/b", "large")
    assert len(fetcher().get(site.url + "/a", most=5000, cut=True).body) <= 70_000


def packed(method: str, data: bytes) -> bytes:
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    return {"gzip": lambda: gzip.compress(data), "x-gzip": lambda: gzip.compress(data[:20]) + gzip.compress(data[20:]), "deflate": lambda: zlib.compress(data),
            "Deflate": lambda: raw.compress(data) + raw.flush(), "br": lambda: brotli.compress(data, quality=5)}[method]()


@pytest.mark.parametrize("method", ["gzip", "x-gzip", "deflate", "Deflate", "br"])
def test_packed_bodies_are_unpacked_whole_and_never_half(site, method):
    data = packed(method, TEXT)
    site.answers["/a"] = lambda h: h.say(200, data, content_encoding=method)
    site.answers["/half"] = lambda h: h.say(200, data[:-15], content_encoding=method)
    site.answers["/lie"] = lambda h: h.say(200, TEXT, content_encoding=method)
    assert fetcher().get(site.url + "/a").body == TEXT
    fails(site, "/half", "encoding")
    fails(site, "/lie", "encoding")


@pytest.mark.parametrize("method", ["gzip", "x-gzip", "deflate", "Deflate", "br"])
def test_bombs_are_given_up_before_they_go_off(site, method):
    bomb = packed(method, b"\0" * 60_000_000)
    site.answers["/a"] = lambda h: h.say(200, bomb, content_encoding=method)
    fails(site, "/a", "large", most=1_000_000)
    fails(site, "/a", "large", most=50_000_000)  # far below the limit of bytes it is packed tighter than text can be


def test_packed_in_another_way_than_was_asked_for_is_refused(site):
    for name in ("gzip, gzip", "compress", "zstd", "x" * 500):
        site.answers["/a"] = lambda h, name=name: h.say(200, TEXT, content_encoding=name)
        fails(site, "/a", "encoding")
    site.answers["/b"] = lambda h: h.say(200, TEXT, content_encoding="identity")
    assert fetcher().get(site.url + "/b").body == TEXT


@pytest.mark.parametrize("answer,kind", [
    (b"", "protocol"), (b"HTTP/1.1 200", "protocol"), (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol"), (b"\x16\x03\x01\x00\xa5\x01" * 40, "protocol"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nonly this", "protocol"), (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "protocol"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", "protocol"), (b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n", "protocol"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nabcd", "protocol"), (b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "protocol"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", "protocol"), (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000 + b"\r\n", "protocol"),
    (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "protocol"), (b"HTTP/1.1 100 Continue\r\n\r\n" * 60_000, "large")])
def test_servers_that_do_not_keep_to_http_are_named(site, answer, kind):
    site.answers["/a"] = lambda h: h.raw(answer)
    fails(site, "/a", kind, seconds=10.0)  # sixty thousand answers take a busy machine more than two seconds to look through


def test_a_port_where_nobody_listens_and_a_connection_cut_off(site):
    def cut(h):
        h.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        h.connection.close()

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="connection failed"):
            fetcher().get(f"http://127.0.0.1:{free.getsockname()[1]}/")
    site.answers["/a"] = cut
    assert fails(site, "/a", "connection")


def test_proxies_of_the_environment_are_not_used(site, monkeypatch):
    site.answers["/a"] = TEXT
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert fetcher().get(site.url + "/a").body == TEXT


def test_cookies_and_passwords_are_not_carried_along(site):
    site.answers["/a"] = lambda h: h.say(302, b"", location="/b", set_cookie="id=7")
    site.answers["/b"] = TEXT
    fetcher().get(site.url + "/a")
    assert [set(a.headers) & {"cookie", "authorization", "referer"} for a in site.asked] == [set(), set()]


def test_a_header_that_comes_twice_is_joined_and_of_two_locations_the_first_counts(site):
    site.answers["/a"] = lambda h: h.raw(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n")
    site.answers["/b"] = lambda h: h.raw(b"HTTP/1.1 200 OK\r\nVary: Accept\r\nVARY: Cookie\r\nContent-Length: 2\r\n\r\nok")
    response = fetcher().get(site.url + "/a")
    assert (response.url, response.headers["vary"], response.body) == (site.url + "/b", "Accept, Cookie", b"ok")


def test_a_redirect_to_nowhere_is_the_answer(site):
    site.answers["/a"] = lambda h: h.say(302, TEXT)
    response = fetcher().get(site.url + "/a")
    assert (response.url, response.status, response.body, response.moved) == (site.url + "/a", 302, TEXT, None)


def test_a_message_is_handed_over_and_not_sent_on_elsewhere(site):
    site.answers["/hook"] = lambda h: h.say(202, b"taken")
    site.answers["/moved"] = redirect("/hook", 307)
    response = fetcher().post(site.url + "/hook", b'{"a": 1}', headers={"X-Mark": "7"})
    assert (response.status, response.body) == (202, b"taken")
    asked = site.asked[0]
    assert (asked.method, asked.body, asked.headers["content-type"], asked.headers["x-mark"]) == ("POST", b'{"a": 1}', "application/json", "7")
    assert fetcher().post(site.url + "/moved", b"{}").status == 307
    assert [a.path for a in site.asked] == ["/hook", "/moved"]
    with pytest.raises(FetchError, match="public internet"):
        Fetcher().post(site.url + "/hook", b"{}")


def test_an_answer_to_a_message_is_cut_where_it_is_long(site):
    site.answers["/wordy"] = lambda h: h.say(200, b"x" * 100_000)
    answer = fetcher().post(site.url + "/wordy", b"{}")
    assert (answer.status, answer.whole) == (200, False)
    assert len(answer.body) <= 65536


def test_headers_cannot_be_smuggled_in_by_what_a_server_said_before(site):
    site.answers["/a"] = TEXT
    with pytest.raises(FetchError):
        fetcher().get(site.url + "/a", '"1"\r\nX-Bad: yes')
    assert site.asked == []


def test_a_certificate_must_be_that_of_the_name_whatever_address_it_has(tmp_path):
    """Made with OpenSSL for the name news.example; the server has the address 127.0.0.1."""
    import subprocess

    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert), "-days", "2",
                    "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"], check=True, capture_output=True)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(cert, key)
    trusted = ssl.create_default_context(cafile=str(cert))
    with LocalServer() as site:
        site.socket = served.wrap_socket(site.socket, server_side=True)
        site.answers["/a"] = TEXT
        here = {"resolve": lambda host, port: ["127.0.0.1"], "seconds": 5.0}
        assert fetcher(tls=trusted, **here).get(f"https://news.example:{site.server_port}/a").body == TEXT
        for given, host in (({"tls": trusted}, "other.example"), ({}, "news.example"), ({"tls": trusted}, "127.0.0.1")):
            with pytest.raises(FetchError) as error:
                fetcher(**given, **here).get(f"https://{host}:{site.server_port}/a")
            assert error.value.kind == "tls"
        assert len(site.asked) == 1
