"""Where documents come from: paths, folders, standard input; and which reader each needs."""
from __future__ import annotations

import codecs
import gzip
import io
import os
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from dragoman.intake import dating, jsonl, plain, warc
from dragoman.intake.decoding import decode, marked, refuse_binary
from dragoman.intake.documents import MAX_DOCUMENT, Empty, Item, Notice, Unreadable, limited, shown, too_large
from dragoman.model import InputError
from dragoman.unpacking import gunzipped

SUFFIXES = {".txt": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
            ".jsonl": "lines", ".ndjson": "lines", ".json": "json", ".warc": "warc", ".wet": "warc", ".eml": "mail"}
ARCHIVES = ("lines", "warc")
"""Kinds of files that hold many reports."""

STDIN = "standard input"
HEAD, CHUNK = 4096, 65536

LOOKS_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*["}]')
LOOKS_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|"
                        r"main|div|p|h1|table|meta|title|section)\b", re.IGNORECASE | re.DOTALL)
_XML = r"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*"
_HEADER = r"[A-Z][\w-]*: [^\n]*\n(?:[ \t][^\n]*\n)*"
_OF_MAIL = "(?i:mime-version|received|message-id|return-path|content-transfer-encoding): "
_CELL = r'"?\w[\w ]{0,30}"?'
OTHERS = tuple((re.compile(pattern, re.DOTALL), looks_like, advice) for pattern, looks_like, advice in (
    (_XML + r"<(?:rss|feed|rdf:RDF)\b", "a feed (RSS or Atom)", "give its address to dragoman watch"),
    (_XML + r"<opml\b", "a list of feeds (OPML)", "give it to dragoman watch"),
    (rf"(?:From \S+ [^\n]*\d{{4}}\r?\n)?(?:(?:{_HEADER})+?{_OF_MAIL}|(?={_OF_MAIL}){_HEADER}[A-Z][\w-]*: )",
     "a mail, or a page that a browser saved as one (MHTML)", "give it the ending .eml, or save the page as HTML"),
))
"""How texts begin, blanks left out, that are no reports; what they are, and what to do."""

TEXTUAL = tuple((re.compile(pattern, re.IGNORECASE), looks_like, advice) for pattern, looks_like, advice in (
    (r"<\?xml\b", "XML that is no page", "save the text of each report, or make JSON lines of them"),
    (rf"(?=(?:[^\n]*[,;\t])?\"?(?:text|body|content|title|headline|date|published|url)\"?(?:[,;\t]|\r?\n))"
     rf"{_CELL}(?P<by>[,;\t]){_CELL}(?:(?P=by){_CELL})*\r?\n",
     "a table (CSV)", "make a JSON line of each row, with the keys text, id, title, published, publisher and url"),
))
"""The same of what would be taken for plain text."""


def reports(paths: Iterable[str], published: str | None = None, passed: Callable[[int], None] | None = None) -> Iterator[Item]:
    """The reports of files, of the files in folders, and of standard input (`-`).

    `passed` is called with the bytes of a file that have been read since, as they lie on the disk.

    An input that fails is yielded as an InputError, and the others go on. `published` is the date of the reports that
    do not carry one themselves; if it is no date, an InputError is raised at once, since no input is at fault.
    """
    given = dating.day(published) if published else None
    if published and not given:
        raise InputError(f"--published {published}: not a date; expected 2025, 2025-01 or 2025-01-13")
    return chain.from_iterable(_read_path(path, given, passed or (lambda count: None)) for path in paths)


def walk(folder: str | Path) -> Iterator[str]:
    """The files of a folder and those under it that hold reports by their names, in the order of these. Not entered are links to folders, and what a
    browser saved beside a page.

    A folder that cannot be listed, and a file of one that cannot be entered, are among them: reading them says so.
    """
    refused: list[OSError] = []
    for root, _, files in _listed(folder, refused.append):
        while refused:
            yield refused.pop(0).filename
        for file in files:
            path = os.path.join(root, file)
            if _kind_of(file) and (os.path.isfile(path) or not os.path.exists(path)):
                yield path
    while refused:
        yield refused.pop(0).filename


def _listed(folder: str | Path, refused: Callable[[OSError], object] | None = None) -> Iterator[tuple[str, list[str], list[str]]]:
    """A folder and those under it with the names of the folders in it that are not entered, and of its files, what is hidden left out.

    Not entered are links, and what belongs to a saved page. `refused` hears of folders that cannot be listed.
    """
    for root, folders, files in os.walk(folder, onerror=refused):
        visible = sorted(name for name in folders if not name.startswith("."))
        apart = [name for name in visible if os.path.islink(os.path.join(root, name)) or _is_beside(name, files)]
        folders[:] = [name for name in visible if name not in apart]
        yield root, apart, sorted(name for name in files if not name.startswith("."))


def _is_beside(folder: str, files: Collection[str]) -> bool:
    """Whether a folder is one that a browser makes for the images and frames of a page that it saves."""
    page = folder.removesuffix("_files")
    return page != folder and not {page + ".html", page + ".htm"}.isdisjoint(files)


def passed_over(paths: Iterable[str]) -> Iterator[Notice]:
    """What folders hold beside the files that are read: a line for each folder, with how many files of which endings, and one for folders not entered."""
    for path in paths:
        if os.path.isdir(path):
            left: Counter[str] = Counter()
            closed: list[str] = []
            for root, apart, files in _listed(path):
                closed += (os.path.join(root, name) for name in apart)
                left.update(os.path.splitext(file.lower().removesuffix(".gz"))[1] or "no ending" for file in files if not _kind_of(file))
            if left:
                told = ", ".join(f"{count:,} {shown(ending)}" for ending, count in left.most_common(5)) + (", and others" if len(left) > 5 else "")
                yield Notice(f"{shown(path)}: {left.total():,} files passed over by their endings ({told}); expected {', '.join(SUFFIXES)}, or these with .gz: "
                             "what is text all the same is read where it is named itself")
            if closed:
                yield Notice(f"{shown(path)}: {len(closed):,} folders not entered, as they are links or belong to pages that a browser saved, such as "
                             f"{shown(closed[0])}; name those to be read themselves")


def is_archive(path: str) -> bool:
    """Whether a file holds many reports by its name."""
    return _kind_of(path) in ARCHIVES


class _Counted(io.RawIOBase):
    """A file that tells how many bytes are read of it."""

    def __init__(self, path: str, passed: Callable[[int], None]) -> None:
        self._file, self._passed = open(path, "rb", buffering=0), passed

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer) -> int:
        count = self._file.readinto(buffer) or 0
        self._passed(count)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def _read_path(path: str, given: str | None, passed: Callable[[int], None]) -> Iterator[Item]:
    if path == "-":
        yield from _read(lambda: nullcontext(sys.stdin.buffer), STDIN, "", given)
    elif os.path.isdir(path):
        yield from limited(_read_folder(path, given, passed), shown(path), "files", errors=None)
    else:
        yield from _read(lambda: io.BufferedReader(_Counted(path, passed), CHUNK), shown(path), path, given)


def _read_folder(folder: str, given: str | None, passed: Callable[[int], None]) -> Iterator[Item]:
    try:
        os.listdir(folder)
    except OSError as error:
        yield _unreadable(shown(folder), error)
        return
    found = False
    for path in walk(folder):
        found = True
        yield from _read_path(path, given, passed)
    if not found:
        yield InputError(f"{shown(folder)}: no reports in this folder; expected files ending in "
                         f"{', '.join(SUFFIXES)}, or these with .gz")


def _kind_of(path: str) -> str | None:
    """What a file's name says it is."""
    path = path.lower().removesuffix(".gz")
    return SUFFIXES.get(os.path.splitext(path)[1])


def _read(opened: Callable[[], AbstractContextManager[BinaryIO]], name: str, path: str,
          given: str | None) -> Iterator[Item]:
    """The reports of one stream, and the error that ends it, if one does."""
    try:
        with opened() as stream:
            stream = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
            kind = _kind_of(path)
            if kind == "warc" or warc.is_warc(stream):
                yield from limited(warc.read(stream, name, given), name, "records")
            else:
                yield from limited(_dispatch(_unzipped(stream, name), name, kind, given), name, "lines")
    except InputError as error:
        yield error
    except FileNotFoundError:
        unmatched = "; no file matches it" if any(c in name for c in "*?") else ""
        yield Unreadable(f"{name or 'an empty name'}: no such file or folder; check the path{unmatched}")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield InputError(f"{name}: a damaged gzip archive ({error}); expected a whole one: fetch or pack it again")
    except OSError as error:
        yield _unreadable(name, error)


def _unreadable(name: str, error: OSError) -> Unreadable:
    return Unreadable(f"{name}: cannot be read ({error.strerror or error}); check the path and its permissions")


def _unzipped(stream: io.BufferedReader, name: str) -> io.BufferedReader:
    return gunzipped(stream, name) if stream.peek(2)[:2] == b"\x1f\x8b" else stream


def _dispatch(stream: io.BufferedIOBase, name: str, kind: str | None, given: str | None) -> Iterator[Item]:
    """Choose the reader: JSON and HTML files and mails by name, all others by how they begin."""
    head = b""
    while len(head) < HEAD and (chunk := stream.read1(HEAD)):
        head += chunk
        if kind in (None, "lines") and head.lstrip()[:1] == b"{" and b"\n" in head:
            break  # JSON lines may come in slowly; the first is not kept waiting
    if not head.strip():
        raise Empty(f"{name}: empty; expected text, HTML or JSONL")
    refuse_binary(name, head)
    start = decode(head)[0] if marked(head) else head.decode("latin-1")
    if kind != "mail":
        _refuse_others(name, start, OTHERS)
    if kind in (None, "text"):
        kind = "json" if LOOKS_JSON.match(start) else "html" if LOOKS_HTML.match(start) else "text"
    if kind == "json" and jsonl.is_lines(head):
        kind = "lines"
    elif kind == "lines" and jsonl.is_one_value(head):
        kind = "json"
    elif kind == "text":
        _refuse_others(name, start, TEXTUAL)
    chunks = chain([head], iter(lambda: stream.read1(CHUNK), b""))
    if kind == "lines":
        yield from jsonl.read_lines(_utf8(chunks, head), name, given)
        return
    data = _document(chunks, name)
    refuse_binary(name, data)
    if kind == "json":
        yield from jsonl.read_file(data, name, given)
    elif kind == "mail":
        from dragoman.intake import mail  # seldom needed

        yield from mail.read(data, name, given)
    elif kind == "html" and b"<" in data.replace(b"\0", b""):
        from dragoman.intake import html  # it takes trafilatura with it

        yield from html.read(data, name, given)
    else:
        yield from plain.read(data, name, given)


def _refuse_others(name: str, start: str, others: Iterable[tuple[re.Pattern[str], str, str]]) -> None:
    """Raise an InputError for what begins as none of our documents does, saying what it looks like."""
    for pattern, looks_like, advice in others:
        if pattern.match(start.lstrip("\ufeff \t\r\n")):
            raise InputError(f"{name}: looks like {looks_like}; expected reports: {advice}")


def _document(chunks: Iterable[bytes], name: str) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_DOCUMENT:
            raise too_large(name)
    return bytes(data)


def _utf8(chunks: Iterable[bytes], head: bytes) -> Iterable[bytes]:
    """The chunks of a JSONL file, recoded where its head says that it is not UTF-8."""
    _, encoding = marked(head) or (b"", "utf-8")
    if encoding == "utf-8":
        return chunks
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return (decoder.decode(chunk).lstrip("\ufeff").encode() for chunk in chunks)
