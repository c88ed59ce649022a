"""Packed files unpacked piece by piece, and given up where they come out larger than any text does: what is packed to fill a disk or a day."""
from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from typing import BinaryIO

from dragoman.model import InputError

RATIO, FREE = 250, 10_000_000
"""How many times larger than packed a file may come out, once more than FREE bytes have come of it. Tables that repeat themselves reach 50;
gzip itself can do a thousand."""

PIECE = 65536


class _Counted:
    """A stream of packed bytes, and how many of them were read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.count = stream, 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data


class Bounded(io.RawIOBase):
    """A stream of unpacked bytes; `packed` tells of how many packed ones they come, `taken` how many came of the same before.

    InputError where it comes out more than RATIO times larger.
    """

    def __init__(self, stream: BinaryIO, name: str, packed: Callable[[], int], taken: int = 0) -> None:
        self._stream, self._name, self._packed, self.taken = stream, name, packed, taken

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        data = self._stream.read1(min(len(buffer), PIECE))
        buffer[:len(data)] = data
        self.taken += len(data)
        if self.taken > FREE and self.taken > RATIO * self._packed():
            raise InputError(f"{self._name}: {self.taken:,} bytes came of {self._packed():,} packed ones, more than any text gives; "
                             "the rest is not read: see that it is what you expect, and unpack it yourself")
        return len(data)


def gunzipped(stream: BinaryIO, name: str) -> io.BufferedReader:
    """What a gzip stream holds. InputError, while it is read, where it is packed tighter than any text."""
    counted = _Counted(stream)
    return io.BufferedReader(Bounded(gzip.GzipFile(fileobj=counted, mode="rb"), name, lambda: counted.count), PIECE)  # type: ignore[arg-type]
