"""Files of coders as numbered lines, packed or plain; and what becomes of a line that gives no event."""
from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dragoman.model import InputError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a file that give no event, and why: one for each reason, at the end of the file."""

    path: str
    reason: str
    rows: int


class Skip(NamedTuple):
    """A row that is as it should be, and gives no event."""

    reason: str


class Fault(NamedTuple):
    """A row that is not as it should be: what was expected of it."""

    what: str


def lines(path: str) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers, from 1: plain, in .gz, or all files of a .zip. Bytes that are not UTF-8 become U+FFFD,
    and those that are 0 fall away, as no database takes them.

    InputError where it cannot be read, or is damaged.
    """
    number = 0
    try:
        with ExitStack() as stack:
            for stream in _streams(path, stack):
                for line in io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="\n"):
                    number += 1
                    yield number, line.rstrip("\r\n").replace("\0", "")
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:  # the last where an archive is locked by a password
        after = f" after line {number}" if number else ""
        raise InputError(f"{path}: cannot be read{after} ({error}): give a file as the coder publishes it, plain, .gz or .zip") from error


def _streams(path: str, stack: ExitStack) -> Iterator[BinaryIO]:
    with Path(path).open("rb") as probe:
        start = probe.read(4)
    if start[:2] == b"\x1f\x8b":
        yield stack.enter_context(gzip.open(path))
    elif start == b"PK\x03\x04":
        archive = stack.enter_context(zipfile.ZipFile(path))
        for name in archive.namelist():
            if not name.endswith("/") and not name.startswith("__MACOSX"):
                yield stack.enter_context(archive.open(name))
    else:
        yield stack.enter_context(Path(path).open("rb"))
