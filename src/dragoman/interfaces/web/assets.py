"""Files that pages load, each under a name that changes with its content; Vega out of the installed vl-convert."""
from __future__ import annotations

import gzip
import hashlib
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml"}
VEGA = "vega.js"


class Asset(NamedTuple):
    body: bytes
    packed: bytes
    kind: str
    tag: str


@cache
def _names() -> frozenset[str]:
    return frozenset({VEGA, *(p.name for p in STATIC.iterdir() if p.suffix in KINDS)})


def held(name: str) -> Asset | None:
    """A file by its name; None where there is none to give."""
    return _held(name) if name in _names() else None


@cache
def _held(name: str) -> Asset:
    return _asset(bundle() if name == VEGA else (STATIC / name).read_bytes(), KINDS[Path(name).suffix])


def _asset(body: bytes, kind: str) -> Asset:
    return Asset(body, gzip.compress(body, 6, mtime=0), kind, hashlib.sha256(body).hexdigest()[:16])


_bundling = threading.Lock()


@cache
def _bundle() -> bytes:
    import vl_convert

    return vl_convert.javascript_bundle().encode()


def bundle() -> bytes:
    """Vega, Vega-Lite and Vega-Embed as one script; made once, in a second."""
    with _bundling:
        return _bundle()


def link(name: str) -> str:
    """The address of a file, which changes when the file does."""
    if name == VEGA:
        return f"/static/{VEGA}?v={version('vl-convert-python')}"
    found = held(name)
    return f"/static/{name}?v={found.tag}" if found else f"/static/{name}"


def answer(request: Request, name: str) -> Response:
    """The file, or that it has not changed."""
    found = held(name)
    if found is None:
        return Response("no such file\n", 404, media_type="text/plain")
    headers = {"ETag": f'"{found.tag}"', "Cache-Control": "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache",
               "Vary": "Accept-Encoding"}
    if f'"{found.tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=found.kind)
    return Response(found.body, headers=headers, media_type=found.kind)
