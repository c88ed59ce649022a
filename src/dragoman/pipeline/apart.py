"""The process in which a watch's pages are opened and read (beside.py begins it), and the form of what goes through its pipes.

The process asks, and is answered: never do both sides write at a time. On standard output it says a line of JSON: once {"version"} or {"error"}, then
{"found": what pages came to since, "asks"}, where it asks for a "page", whether a "report" that stands beside is wanted, or nothing, as a batch has ended;
or {"failed"} with what went wrong, and ends.
On standard input a page is a line of JSON and its bytes, null the end of a batch, and true or false whether a report is wanted.
"""
from __future__ import annotations

import json
import logging
import os
import signal
import sys
import traceback
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, BinaryIO

from dragoman.model import Actor, DragomanError, Report, Source, Span, Statement
from dragoman.pipeline.opening import Found, Page, read_pages
from dragoman.pipeline.stopping import leave_with

if TYPE_CHECKING:
    from dragoman.reading import Reader


def put(stream: BinaryIO, said: object, after: bytes = b"") -> None:
    """Say a line of JSON, with bytes after it."""
    stream.write(json.dumps(said).encode() + b"\n")
    stream.write(after)
    stream.flush()


def take(stream: BinaryIO) -> object:
    """What is said next. EOFError where the other side has ended."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return json.loads(line)


def put_page(stream: BinaryIO, page: Page) -> None:
    """Say a page."""
    put(stream, asdict(replace(page, page=None)) | {"size": None if page.page is None else len(page.page)}, page.page or b"")


def take_page(stream: BinaryIO) -> Page | None:
    """The next page of a batch; None at its end. EOFError where the other side has ended."""
    if (said := take(stream)) is None:
        return None
    size = said.pop("size")
    page = Page(**said)
    if size is None:
        return page
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return replace(page, page=data)


def written(found: Found) -> dict:
    """What a page came to, as JSON has it."""
    said = asdict(found)
    for s in said["statements"]:
        s["embedding"] = s["embedding"] and b64encode(s["embedding"]).decode()
    return said


def read(said: dict) -> Found:
    """What a page came to, as it was before it was written."""
    return Found(**said | {"report": said["report"] and Report(**said["report"]), "statements": tuple(map(_statement, said["statements"]))})


def _statement(said: dict) -> Statement:
    return Statement(**said | {
        "span": tuple(said["span"]), "context": tuple(said["context"]), "embedding": said["embedding"] and b64decode(said["embedding"]),
        "actor": tuple(Actor(**p | {"span": _span(p)}) for p in said["actor"]),
        "recipient": tuple(Actor(**p | {"span": _span(p)}) for p in said["recipient"]),
        "said_by": tuple(Source(**p | {"span": _span(p)}) for p in said["said_by"])})


def _span(party: dict) -> Span | None:
    return party["span"] and tuple(party["span"])


def main(seconds: int) -> None:
    """Read batches of pages until the input ends, or whoever began this process does.

    Where so many seconds pass and it is neither ready nor says anything, the system ends it (SIGALRM), which needs no thread of it: code in C that never
    comes back, as an expression that tries every way through a text, keeps the interpreter from all of them, and would go on when the watch has ended.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they may reach all processes of a service; the watch decides
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed by mistake is no answer
    leave_with(os.getppid())
    from dragoman.reading import Reader

    logging.getLogger().addHandler(logging.NullHandler())  # what a page is found to be goes through the pipe, and stands in the watch's own log
    try:
        try:
            reader = Reader()
        except DragomanError as error:
            put(out, {"error": str(error)})
            return
        put(out, {"version": reader.version})
        while True:
            _batch(reader, sys.stdin.buffer, out, seconds)
    except (EOFError, BrokenPipeError):
        os._exit(0)
    except Exception as error:  # noqa: BLE001 - said to the watch, which names the page
        signal.alarm(0)
        traceback.print_exc()
        put(out, {"failed": f"{type(error).__name__}: {error}"[:1000]})
        os._exit(1)


def _batch(reader: Reader, hears: BinaryIO, says: BinaryIO, seconds: int) -> None:
    since: list[dict] = []

    def ask(what: str | None, **beside: object) -> None:
        signal.alarm(0)  # what the watch takes is no time of this process
        put(says, {"found": since, "asks": what, **beside})
        since.clear()

    def pages() -> Iterator[Page]:
        while True:
            ask("page")
            page = take_page(hears)
            signal.alarm(seconds)
            if page is None:
                return
            yield page

    def wanted(report: Report) -> bool:
        ask("report", report=asdict(report))
        is_wanted = take(hears) is True
        signal.alarm(seconds)
        return is_wanted

    for found in read_pages(reader, pages(), wanted):
        since.append(written(found))
    ask(None)
