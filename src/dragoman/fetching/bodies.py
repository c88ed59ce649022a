"""Bodies as they come in: unpacked piece by piece, and given up as soon as they grow too large."""
from __future__ import annotations

import zlib
from typing import Protocol

import brotli

from dragoman.fetching.errors import FetchError

ENCODINGS = "gzip, deflate, br"
"""What is asked for."""

RATIO, FREE = 200, 1_000_000
"""How many times larger than packed a body may come out, once it is larger than so many bytes. Pages of markup reach 20."""

_PIECE = 65536


class _Unpacker(Protocol):
    def unpack(self, data: bytes, most: int) -> bytes: ...

    @property
    def whole(self) -> bool: ...


class Body:
    """A body of at most so many bytes, packed and unpacked. FetchError where it is larger, or packed in another way than it says."""

    def __init__(self, url: str, encoding: str, most: int) -> None:
        self._url, self._most = url, most
        self._packed, self._parts, self._size = 0, [], 0
        name = encoding.strip().lower()
        makers = {"gzip": _Gzip, "x-gzip": _Gzip, "deflate": _Deflate, "br": _Brotli}
        if name not in makers and name not in ("", "identity"):
            raise FetchError(f"{url}: packed as {name[:40]!r}, which was not asked for", "encoding")
        self._unpacker: _Unpacker | None = makers[name]() if name in makers else None

    def take(self, data: bytes) -> None:
        """Take in the next bytes."""
        self._packed += len(data)
        if self._packed > self._most:
            raise self._too_large()
        if self._unpacker is None:
            self._parts.append(data)
            return
        while True:
            try:
                part = self._unpacker.unpack(data, _PIECE)
            except (zlib.error, brotli.error) as error:
                raise FetchError(f"{self._url}: not packed as it says ({error})", "encoding") from error
            if not part:
                return
            data = b""
            self._size += len(part)
            if self._size > self._most or self._size > FREE and self._size > RATIO * self._packed:
                raise self._too_large()
            self._parts.append(part)

    def begun(self) -> bytes:
        """What has come of it so far."""
        return b"".join(self._parts)

    def whole(self) -> bytes:
        """All of it, once the last bytes were taken."""
        if self._unpacker is not None and self._packed and not self._unpacker.whole:
            raise FetchError(f"{self._url}: broken off: what is packed has no end", "encoding")
        return b"".join(self._parts)

    def _too_large(self) -> FetchError:
        return FetchError(f"{self._url}: larger than {self._most:,} bytes, or packed tighter than any text; given up", "large")


class _Gzip:
    """One packed member after another (RFC 1952); what follows them and is none is left out, as browsers do."""

    def __init__(self) -> None:
        self._rest, self._done = b"", False
        self._begin()

    def _begin(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def whole(self) -> bool:
        return self._done or self._inflate.eof

    def unpack(self, data: bytes, most: int) -> bytes:
        self._rest += data
        while self._rest and not self._done:
            if self._inflate.eof:
                if len(self._rest) < 2:
                    return b""
                if not self._rest.startswith(b"\x1f\x8b"):
                    self._done = True
                    return b""
                self._begin()
            given, self._rest = self._rest, b""
            part = self._inflate.decompress(given, most)
            self._rest = self._inflate.unused_data or self._inflate.unconsumed_tail
            if part:
                return part
        return b""


class _Deflate:
    """With a header of zlib's (RFC 1950), as it should be, or without one (RFC 1951), as some servers have it."""

    def __init__(self) -> None:
        self._begun, self._inflate = b"", None

    @property
    def whole(self) -> bool:
        return self._inflate is not None and self._inflate.eof

    def unpack(self, data: bytes, most: int) -> bytes:
        if self._inflate is None:
            self._begun += data
            if len(self._begun) < 2:
                return b""
            data = self._begun
            headed = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)
        if self._inflate.eof:
            return b""
        return self._inflate.decompress(self._inflate.unconsumed_tail + data, most)


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._inflate = brotli.Decompressor()
        self._waiting = b""

    @property
    def whole(self) -> bool:
        return self._inflate.is_finished()

    def unpack(self, data: bytes, most: int) -> bytes:
        self._waiting += data
        if self._inflate.is_finished():
            return b""
        if self._inflate.can_accept_more_data():
            given, self._waiting = self._waiting, b""
            return self._inflate.process(given, output_buffer_limit=most)
        return self._inflate.process(b"", output_buffer_limit=most)
