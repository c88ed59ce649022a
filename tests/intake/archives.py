"""Web archives of our own words, as crawlers write them, for tests."""
from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType

NEWS = "<!doctype html><html><head><title>{title}</title>{meta}</head><body><article><h1>{title}</h1>{text}</article></body></html>"
DATED = '<meta property="article:published_time" content="{day}T08:00:00Z"><meta property="og:site_name" content="The Harbour Ledger">'


def page(title: str, *sentences: str, day: str | None = None) -> bytes:
    """A page of news, as a newspaper's site sends it."""
    text = "".join(f"<p>{s}</p>" for s in sentences)
    return NEWS.format(title=title, meta=DATED.format(day=day) if day else "", text=text).encode()


def http(body: bytes, type_: str = "text/html; charset=utf-8", status: str = "200 OK", **fields: str) -> bytes:
    """A response as it comes over the wire."""
    more = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in fields.items())
    return f"HTTP/1.1 {status}\r\nContent-Type: {type_}\r\n{more}\r\n".encode("latin-1") + body


def record(uri: str, block: bytes, kind: WarcRecordType = WarcRecordType.response, type_: str = "application/http; msgtype=response",
           date: str = "2025-01-20T09:30:00Z", **headers: str) -> bytes:
    """A record of an archive, not packed."""
    made = WarcRecord()
    made.init_headers(record_type=kind)
    for key, value in {"WARC-Target-URI": uri, "WARC-Date": date, "Content-Type": type_, **headers}.items():
        made.headers[key.replace("_", "-")] = value
    made.set_bytes_content(block)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def archive(path: Path, records: Iterable[bytes]) -> Path:
    """A file of records, each packed by itself where the name ends in .gz."""
    path.write_bytes(b"".join(gzip.compress(r, mtime=0) if path.suffix == ".gz" else r for r in records))
    return path
