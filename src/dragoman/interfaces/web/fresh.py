"""What programs ask again and again: each answer has a tag, and who holds the same is told so instead of being sent it."""
from __future__ import annotations

import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED_AGAIN = re.compile(r"/api/.+|/atom\.xml|/docket\.ics")
_TAG = re.compile(r'(?:W/)?("[^"]*")')


class Fresh:
    """Puts an `ETag` of the body on answers to programs, which none may keep without asking again, and sends 304 where `If-None-Match` names it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not ASKED_AGAIN.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        begun: Message = {}
        body: list[bytes] = []

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.update(message)
                return
            body.append(message.get("body", b""))
            if message.get("more_body", False):
                return
            headers = MutableHeaders(raw=begun["headers"])
            headers.setdefault("Cache-Control", "no-cache, private")
            whole = b"".join(body)
            if begun["status"] == 200:
                headers["ETag"] = tag = f'"{hashlib.sha256(whole).hexdigest()[:32]}"'
                if tag in _TAG.findall(Headers(scope=scope).get("if-none-match", "")):
                    begun["status"], whole = 304, b""
                    del headers["Content-Length"], headers["Content-Type"]
            await send(begun)
            await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, tagged)
