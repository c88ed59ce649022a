"""Reports from web archives (WARC, ISO 28500): the pages of their responses, one record in memory at a time.

What is damaged is named, and reading goes on at the next record: archives of crawls are cut off by full disks and broken
transfers, and the pages behind the break are worth as much as those before it.
"""
from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urlsplit

import brotli

from dragoman.intake import dating, plain
from dragoman.intake.decoding import TEXT_CODEC, refuse_binary, tidy
from dragoman.intake.documents import MAX_DOCUMENT, Item, Notice, Origin, too_large
from dragoman.model import InputError, Report

MAGIC = b"WARC/"
GZIP = b"\x1f\x8b\x08"
BEGIN = re.compile(rb"WARC/\d\.\d\r?\n")
HEADERS = re.compile(rb"(?i)WARC-Type:")
CHUNK = 1 << 20
_BLOCK = 1 << 16
"""Bytes asked of Zstandard at once: what has come of a reading that fails is lost."""

HEADER_SIZE = 4096
"""Bytes in which the headers of a record begin to show."""

PAGES = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "application/xml": "html"}
MAX_SKIPPED = 10 * MAX_DOCUMENT
"""Bytes of a record that are read past; a longer one is left by looking for the next."""


def is_warc(stream: io.BufferedReader) -> bool:
    """Whether a stream begins with a record, packed or not. Nothing is taken from it."""
    head = stream.peek(512)[:512]
    if head[:3] != GZIP:
        return head.startswith(MAGIC)
    try:
        return zlib.decompressobj(31).decompress(head, 16).startswith(MAGIC)
    except zlib.error:
        return False


def read(stream: BinaryIO, name: str, given: str | None) -> Iterator[Item]:
    """The reports of an archive. Its last item tells how many records were passed over, and why.

    A page without a date of its own counts from the day on which it was captured, unless `given` says otherwise; `Report.dated_by`
    says so. Its address is that of the record. The publisher, where the page names none, is the host. Where a stream cannot be sought in
    (standard input), what follows a damage is not read.

    A block that holds the head of a record is a page that quotes one where its length is right, so that another record or the end follows
    it; else its record is cut short, and the head is that of the next.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    tally: Counter[str] = Counter()
    start, seekable = 0, stream.seekable()
    while True:
        last, damage, behind, rest, doubtful = start, None, 1, _Rest(stream), None
        try:
            if seekable:
                stream.seek(start)
            for record in ArchiveIterator(rest, parse_http=False):
                last = start + record.stream_pos
                if doubtful:
                    yield from doubtful[1]
                    doubtful = None
                uri = tidy(record.headers.get("WARC-Target-URI") or "")
                cut = f"the record of {uri[:200] if uri else 'no address'} is cut short"
                if not _has_head(record):
                    raise OSError(f"{cut}, or does not say how long it is")
                if not record.record_type & (wanted | WarcRecordType.unknown):
                    if record.reader.consume() < record.content_length:
                        raise OSError(cut)
                    continue
                tally["records"] += 1
                if record.content_length > MAX_SKIPPED and seekable:
                    yield too_large(f"{name}, {uri or f'record at byte {last:,}'}")
                    damage, behind = "", _length(stream, last, record.content_length)
                    break
                block = record.reader.read(MAX_DOCUMENT + 1)
                if len(block) < record.content_length and len(block) <= MAX_DOCUMENT:
                    raise OSError(cut)
                if not uri:
                    tally["nameless"] += 1
                    continue
                items = _record(record, uri, block, f"{name}, {uri[:200]}", given, tally)
                if BEGIN.search(block) and HEADERS.search(block):
                    doubtful = cut, items
                else:
                    yield from items
            if doubtful and not rest.raised:
                yield from doubtful[1]
        except OSError as error:
            damage = doubtful[0] if doubtful else str(error)
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # of fastwarc, which is no Exception
                raise
            damage = "a record that fastwarc gives up on"
        if rest.raised:
            raise rest.raised
        if damage is None:
            break
        if damage and not seekable:
            yield InputError(f"{name}: damaged ({damage}); the rest of it is not read: save it as a file, in which reading goes on at the next record")
            break
        found = _next(stream, last + behind)
        if damage and (last > start or start == 0 or found is None):
            then = f"reading goes on at byte {found:,}" if found is not None else "nothing after it can be read"
            yield InputError(f"{name}: damaged after byte {last:,} ({damage}); {then}: fetch or pack it again to have what is missing")
        if found is None:
            break
        start = found
    if not tally["records"]:
        yield InputError(f"{name}: no responses in it; expected a web archive (WARC) that holds pages")
    yield from _summary(tally, name)


class _Rest:
    """What follows in a stream, as fastwarc takes it. It is not closed with the iterator: reading goes on in it after a damage."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._taken = stream, 0
        self.raised: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(CHUNK if size is None or size < 0 else size)
        except BaseException as error:  # noqa: BLE001
            self.raised = error  # not through fastwarc, which would panic at what is no OSError: a signal's, for one
            return b""
        self._taken += len(data)
        return data

    def tell(self) -> int:
        return self._taken

    def close(self) -> None:
        """The stream is its owner's."""


def _length(stream: BinaryIO, start: int, block: int) -> int:
    """The bytes of a record with its head, where that tells the length of its block rightly; 1 where it does not, or is packed."""
    stream.seek(start)
    head = stream.read(HEADER_SIZE)
    length = head.find(b"\r\n\r\n") + 4 + block
    stream.seek(start + length)
    follows = stream.read(HEADER_SIZE).lstrip(b"\r\n")
    right = BEGIN.match(follows) if follows else stream.seek(0, io.SEEK_END) >= start + length
    return length if right and head.startswith(MAGIC) and b"\r\n\r\n" in head else 1


def _next(stream: BinaryIO, start: int) -> int | None:
    """Where the next record begins, at a byte or after it; None where there is none."""
    stream.seek(start)
    at, rest = start, b""
    while chunk := stream.read(CHUNK):
        data = rest + chunk
        final = len(chunk) < CHUNK
        for match in re.finditer(rb"\x1f\x8b\x08|WARC/\d\.\d\r?\n", data):
            here = data[match.start():match.start() + HEADER_SIZE]
            if len(here) < HEADER_SIZE and not final:
                break  # seen again, whole, with the next chunk
            if _begins(here):
                return at + match.start()
        keep = min(HEADER_SIZE, len(data))
        at, rest = at + len(data) - keep, data[-keep:]
        if final:
            return None
    return None


def _begins(here: bytes) -> bool:
    if here[:3] == GZIP:
        try:
            return BEGIN.match(zlib.decompressobj(31).decompress(here, 64)) is not None
        except zlib.error:
            return False
    return HEADERS.search(here) is not None


def _has_head(record) -> bool:
    """Whether a record has a head of its own that tells its length. One cut short may go on as the next; fastwarc takes a length that is none for 0."""
    types = sum(key.lower() == "warc-type" for key, _ in record.headers.items())
    return types <= 1 and re.fullmatch(r"\s*[0-9]+\s*", record.headers.get("Content-Length") or "") is not None


def _record(record, uri: str, block: bytes, where: str, given: str | None, tally: Counter[str]) -> Iterator[Item]:
    """The report of one record, of which `uri` and `block` have been read, if it is a page."""
    if len(block) > MAX_DOCUMENT:
        yield too_large(where)
        return
    try:
        found = _page(block, record.headers.get("Content-Type") or "", tally)
    except OSError as error:
        yield InputError(f"{where}: its page cannot be unpacked ({error}); expected a body as its headers say")
        return
    if found is None:
        return
    kind, body, charset, whole = found
    if len(body) > MAX_DOCUMENT:
        yield too_large(where)
        return
    if record.headers.get("WARC-Truncated"):
        yield Notice(f"{where}: cut off by the crawler; what is there is read")
    elif not whole:
        yield Notice(f"{where}: its packed page does not come to its end; what is there is read")
    origin = Origin(uri, charset, dating.day(record.headers.get("WARC-Date") or ""), _host(uri))
    try:
        if not body.strip():
            tally["empty"] += 1
            return
        refuse_binary(where, body)
        if kind == "html":
            from dragoman.intake import html

            items = html.read(body, where, given, origin)
        else:
            items = plain.read(body, where, given, origin)
        for item in items:
            if isinstance(item, Report) and item.dated_by == "captured":
                tally["captured"] += 1
            yield item
    except InputError as error:
        yield error


def _page(block: bytes, content_type: str, tally: Counter[str]) -> tuple[str, bytes, str | None, bool] | None:
    """Kind, body and charset of a record's block, and whether the body came to its end; None where it is no page, which is counted.

    OSError where it cannot be unpacked.
    """
    if not content_type.lower().replace(" ", "").startswith("application/http"):
        kind = PAGES.get(content_type.partition(";")[0].strip().lower())
        if kind is None:
            tally["other"] += 1
            return None
        return kind, block, _charset(content_type), True
    head, _, body = block.partition(b"\r\n\r\n") if b"\r\n\r\n" in block else block.partition(b"\n\n")
    status, *lines = head.decode("latin-1").splitlines() or [""]
    fields = {key.strip().lower(): value.strip() for key, colon, value in (line.partition(":") for line in lines) if colon}
    code = status.split(" ", 2)[1:2]
    if code not in (["200"], ["203"]):
        tally["status"] += 1
        return None
    media = fields.get("content-type", "").partition(";")[0].strip().lower()
    kind = PAGES.get(media)
    if kind is None and media:
        tally["other"] += 1
        return None
    body, whole = _unpacked(body, fields)
    if kind is None:
        kind = "html" if b"<" in body[:1000] else "text"
    return kind, body, _charset(fields.get("content-type", "")), whole


def _unpacked(body: bytes, fields: dict[str, str]) -> tuple[bytes, bool]:
    """A body without its transfer and content codings, at most one byte more than the limit of a document; and whether what was packed came to its end.

    Crawlers often undo a coding and keep its header: what does not begin as the coding does is taken as it is.
    """
    from fastwarc.stream_io import ChunkedReader, GzipReader

    def through(reader, data: bytes) -> bytes:
        with reader(io.BytesIO(data)) as unpacking:
            out = bytearray()
            while len(out) <= MAX_DOCUMENT and (part := unpacking.read(min(CHUNK, MAX_DOCUMENT + 1 - len(out)))):
                out += part
            return bytes(out)

    whole = True
    if "chunked" in fields.get("transfer-encoding", "").lower() and re.match(rb"\s*[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r?\n", body):
        body = through(ChunkedReader, body)
    for coding in reversed([c.strip().lower() for c in fields.get("content-encoding", "").split(",") if c.strip()][:3]):
        if coding in ("gzip", "x-gzip") and body[:2] == GZIP[:2]:
            packed, body = body, through(GzipReader, body)
            whole &= len(body) > MAX_DOCUMENT or int.from_bytes(packed[-4:], "little") == len(body) or _is_whole(packed)
        elif coding == "zstd" and body[:4] == b"(\xb5/\xfd":
            body, ended = _of_zstd(body)
            whole &= ended
        elif coding in ("deflate", "br"):
            try:
                body, ended = _inflated(body) if coding == "deflate" else _of_brotli(body)
            except OSError:
                if b"<" not in body[:1000]:
                    raise
            else:
                whole &= ended
    return body, whole


def _is_whole(packed: bytes) -> bool:
    """Whether a gzip stream comes to its end, or is longer than any document: asked of those that do not end with their length (RFC 1952)."""
    unpacking = zlib.decompressobj(31)
    try:
        return len(unpacking.decompress(packed, MAX_DOCUMENT + 1)) > MAX_DOCUMENT or unpacking.eof
    except zlib.error:
        return False


def _inflated(packed: bytes) -> tuple[bytes, bool]:
    """What zlib packed, and whether it came to its end or is longer than any document. OSError where it is packed otherwise.

    With zlib's head (RFC 1950), as it should be, or without one (RFC 1951), as some servers have it: then it must be whole to be known as packed.
    """
    headed = packed[:1] != b"" and packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
    unpacking = zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)
    try:
        body = unpacking.decompress(packed, MAX_DOCUMENT + 1)
    except zlib.error as error:
        raise OSError(str(error)) from error
    whole = unpacking.eof or len(body) > MAX_DOCUMENT
    if not headed and not whole:
        raise OSError("neither packed by zlib nor whole without its head")
    return body, whole


def _of_zstd(packed: bytes) -> tuple[bytes, bool]:
    """What Zstandard packed, and whether it came to its end or is longer than any document. OSError where nothing comes of it."""
    from fastwarc.stream_io import ZstdReader

    body = bytearray()
    with ZstdReader(io.BytesIO(packed)) as unpacking:
        try:
            while len(body) <= MAX_DOCUMENT and (part := unpacking.read(_BLOCK)):
                body += part
        except OSError:
            if not body:
                raise
            return bytes(body), False
    return bytes(body[:MAX_DOCUMENT + 1]), True


def _of_brotli(packed: bytes) -> tuple[bytes, bool]:
    """What brotli packed, and whether it came to its end or is longer than any document. OSError where it is packed otherwise."""
    unpacking = brotli.Decompressor()
    try:
        body = unpacking.process(packed, output_buffer_limit=MAX_DOCUMENT + 1)
    except brotli.error as error:
        raise OSError(str(error)) from error
    if not body and not unpacking.is_finished():
        raise OSError("nothing comes of it")
    return body, unpacking.is_finished() or len(body) > MAX_DOCUMENT


def _charset(content_type: str) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", content_type, re.IGNORECASE)
    if not found or not TEXT_CODEC.fullmatch(found[1]):
        return None
    return "windows-1252" if found[1].lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else found[1]


def _host(uri: str) -> str | None:
    try:
        host = urlsplit(uri.strip("<>")).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _summary(tally: Counter[str], name: str) -> Iterator[Item]:
    passed = {"status": "with a status other than 200", "other": "no text or HTML", "empty": "empty", "nameless": "without an address"}
    told = [f"{tally[key]:,} {what}" for key, what in passed.items() if tally[key]]
    if told:
        yield Notice(f"{name}: {sum(tally[key] for key in passed):,} of {tally['records']:,} responses passed over: {', '.join(told)}")
    if tally["captured"]:
        yield Notice(f"{name}: {tally['captured']:,} reports give no date; each is dated by the day of its capture, on or after which it was not published")
