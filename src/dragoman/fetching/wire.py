"""The way to a server: a connection to an address that was checked, on which nothing takes longer or grows larger than allowed."""
from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore2

from dragoman.fetching.addresses import Address, Place
from dragoman.fetching.errors import FetchError

Resolve = Callable[[str, int], Sequence[str]]
"""What turns a host's name and a port into addresses; OSError where the name is not known."""

CONNECT = 10.0
"""Seconds for one connection, and for its encryption."""


class Clock:
    """How long something may still take. What is waited for on purpose, such as a host's pace, does not count."""

    def __init__(self, seconds: float, url: str) -> None:
        self.seconds, self.url = seconds, url
        self._end = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """Seconds left, `most` at most; FetchError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError(f"{self.url}: not here after {self.seconds:g} s; given up", "slow")
        return left if most is None else min(left, most)

    def pause(self, wait: Callable[[Place], None], at: Place) -> None:
        """Wait for leave to ask a place; that time does not count."""
        begin = time.monotonic()
        try:
            wait(at)
        finally:
            self._end += time.monotonic() - begin


def system(host: str, port: int) -> list[str]:
    """Addresses of a name as this machine knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def looked_up(resolve: Resolve, host: str, port: int, clock: Clock) -> Sequence[str]:
    """The addresses of a name, asked for once. The system's look-up cannot be stopped, so that it is left behind when time is up."""
    answer: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answer.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, daemon=True, name=f"look-up of {host[:60]}").start()
    try:
        found = answer.get(timeout=clock.left())
    except queue.Empty:
        raise FetchError(f"{clock.url}: the name {host} is not answered for in time", "slow") from None
    if isinstance(found, OSError):
        raise FetchError(f"{clock.url}: the name {host} is not known ({found.strerror or found})", "name") from found
    return found


class Line(httpcore2.NetworkStream):
    """A connection that ends when the clock has run out or more bytes have come in than allowed."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: Clock, most: int) -> None:
        self._stream, self._clock, self._most = stream, clock, most

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            data = self._stream.read(max_bytes, self._clock.left(timeout))
        except httpcore2.ReadTimeout:
            self._clock.left()
            raise
        self._most -= len(data)
        if self._most < 0:
            raise FetchError(f"{self._clock.url}: larger than allowed as received; given up", "large")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore2.NetworkStream:
        return Line(self._stream.start_tls(ssl_context, server_hostname, self._clock.left(CONNECT)), self._clock, self._most)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Checked(httpcore2.NetworkBackend):
    """Connects to addresses that were checked, whatever the name has come to stand for since; the name itself is not looked up again."""

    def __init__(self, addresses: Sequence[Address], clock: Clock, most: int) -> None:
        self._addresses, self._clock, self._most = addresses, clock, most

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None) -> httpcore2.NetworkStream:
        problem: httpcore2.NetworkError | httpcore2.TimeoutException | None = None
        for address in self._addresses:
            try:
                stream = httpcore2.SyncBackend().connect_tcp(str(address), port, self._clock.left(CONNECT))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
                continue
            return Line(stream, self._clock, self._most)
        raise problem or httpcore2.ConnectError("no address")
