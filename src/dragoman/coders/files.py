"""Files of coders as numbered lines, packed or plain; and what becomes of a line that gives no event."""
from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dragoman.model import InputError
from dragoman.unpacking import PIECE, Bounded, gunzipped

LONGEST = 2_000_000
"""Characters of a line; the longest of POLECAT, which list the people of a story, have some thousands."""


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
                text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="\n")
                while line := text.readline(LONGEST):
                    number += 1
                    if len(line) == LONGEST:
                        raise InputError(f"{path}, line {number}: longer than {LONGEST:,} characters; the rest is not read: see that it is a coder's table")
                    yield number, line.rstrip("\r\n").replace("\0", "")
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:  # the last where an archive is locked by a password
        after = f" after line {number}" if number else ""
        raise InputError(f"{path}: cannot be read{after} ({error}): give a file as the coder publishes it, plain, .gz or .zip") from error


def _streams(path: str, stack: ExitStack) -> Iterator[BinaryIO]:
    with Path(path).open("rb") as probe:
        start = probe.read(4)
    if start[:2] == b"\x1f\x8b":
        yield gunzipped(stack.enter_context(Path(path).open("rb")), path)
    elif start == b"PK\x03\x04":
        archive, packed, taken = stack.enter_context(zipfile.ZipFile(path)), Path(path).stat().st_size, 0
        for name in archive.namelist():
            if not name.endswith("/") and not name.startswith("__MACOSX"):
                # All files of an archive count together: they may share the bytes they are packed in.
                with archive.open(name) as member:
                    bounded = Bounded(member, f"{path}, {name}", lambda: packed, taken)
                    yield io.BufferedReader(bounded, PIECE)
                    taken = bounded.taken
    else:
        yield stack.enter_context(Path(path).open("rb"))
