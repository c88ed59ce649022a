"""A web server on this machine that does what a test wants of it, and remembers who asked for what."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

LOCAL = ("127.0.0.0/8",)


class Asked(NamedTuple):
    when: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LocalServer

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        path = self.path
        with self.server.lock:
            self.server.asked.append(Asked(time.monotonic(), self.command, path, {k.lower(): v for k, v in self.headers.items()}, body))
        answer = self.server.answers.get(path) or self.server.answers.get(path.partition("?")[0])
        self.close_connection = True
        with suppress(OSError):  # who asked may have left, as is tested
            if callable(answer):
                answer(self)
            elif answer is not None:
                self.say(200, answer)
            else:
                self.say(404, b"nothing here")

    do_POST = do_GET

    def say(self, status: int, body: bytes | str = b"", **headers: str) -> None:
        """A whole answer; names of headers with _ for -."""
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        given = {"content_type": "text/html; charset=utf-8", "content_length": str(len(data))} | headers
        for name, value in given.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def raw(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


class LocalServer(ThreadingHTTPServer):
    """`answers` says what is answered at each path: bytes, a text, or a function that gets the handler."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), Handler)
        self.lock = threading.Lock()
        self.answers: dict[str, Answer | bytes | str] = {}
        self.asked: list[Asked] = []
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> LocalServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        pass

    def paths(self, method: str = "GET") -> list[str]:
        with self.lock:
            return [a.path for a in self.asked if a.method == method]


def redirect(to: str, status: int = 302) -> Answer:
    return lambda h: h.say(status, b"", location=to)


def drip(h: Handler) -> None:
    """A body that never comes to its end, a byte now and then."""
    h.send_response(200)
    h.send_header("Content-Type", "text/html")
    h.end_headers()
    while not h.server.ended.wait(0.05):
        h.raw(b"a")


def drip_headers(h: Handler) -> None:
    h.raw(b"HTTP/1.1 200 OK\r\n")
    n = 0
    while not h.server.ended.wait(0.05):
        n += 1
        h.raw(b"X-%d: a\r\n" % n)


def endless(h: Handler) -> None:
    h.send_response(200)
    h.end_headers()
    while not h.server.ended.is_set():
        h.raw(b"<p>more of the same</p>" * 4000)
