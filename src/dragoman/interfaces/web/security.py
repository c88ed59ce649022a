"""Who may ask, and what a browser may do with the answer."""
from __future__ import annotations

import hashlib
import hmac
import re
import time
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "dragoman_session"
LASTS = 12 * 3600
"""Seconds after which one has to log in again."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                               "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

OWN = ("localhost", "127.0.0.1", "[::1]")
"""Names by which a browser on this machine calls it."""

OPEN = ("/login", "/static/", "/healthz", "/readyz")
"""What is shown to everybody."""


def form_token(secret: bytes, cookie: str) -> str:
    """What a form must bring along: only a page of ours knows it, and it fits one browser's cookie."""
    return hmac.new(secret, b"form\0" + cookie.encode(), hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Whether two words are equal, in the same time whatever they are."""
    return hmac.compare_digest(given.encode(), expected.encode())


def session(secret: bytes, token: str, until: int | None = None) -> str:
    """The cookie of one who showed the token; it does not tell the token, and ends by itself."""
    until = until or int(time.time()) + LASTS
    return f"{until}.{hmac.new(secret, f'session{chr(0)}{token}{chr(0)}{until}'.encode(), hashlib.sha256).hexdigest()}"


def is_session(secret: bytes, token: str, cookie: str) -> bool:
    """Whether a cookie is one that we gave, and still holds."""
    until, _, _ = cookie.partition(".")
    return until.isdecimal() and len(until) < 12 and int(until) > time.time() and same(cookie, session(secret, token, int(until)))


class Guard:
    """Asks for the token where there is one; else lets in only who calls this machine by its own names, so that no page of another
    site can be made to look like ours (DNS rebinding). Puts HEADERS on every answer.
    """

    def __init__(self, app: ASGIApp, token: str | None, secret: bytes) -> None:
        self.app, self.token, self.secret = app, token, secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in HEADERS.items())]
            await send(message)

        refused = self.refused(Request(scope))
        await (refused or self.app)(scope, receive, with_headers)

    def refused(self, request: Request) -> Response | None:
        """What is answered to one who is not let in; None to one who is."""
        path = request.scope["path"]  # request.url has what the Host header says before it
        if self.token is None:
            host = request.headers.get("host", "").lower()
            if re.sub(r":\d{1,5}\Z", "", host, flags=re.ASCII) in OWN:
                return None
            return Response(f"{host}: not a name of this machine; expected one of {', '.join(OWN)}\n", 421, media_type="text/plain")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if path.startswith(OPEN) or (scheme.lower() == "bearer" and same(given.strip(), self.token)) or is_session(
                self.secret, self.token, request.cookies.get(COOKIE, "")):
            return None
        if path.startswith(("/api", "/metrics")):
            return JSONResponse({"type": "about:blank", "title": "Unauthorized", "status": 401, "detail":
                                 "expected the token of this server, as in `Authorization: Bearer TOKEN`"}, 401,
                                {"WWW-Authenticate": 'Bearer realm="dragoman"'}, "application/problem+json")
        if request.method in ("GET", "HEAD"):
            then = path + ("?" + request.url.query if request.url.query else "")
            return RedirectResponse("/login?then=" + quote(then, safe=""), 303)
        return Response("expected the token of this server: log in at /login\n", 401, {"WWW-Authenticate": 'Bearer realm="dragoman"'}, "text/plain")


def is_ours(request: Request, secret: bytes, given: str) -> bool:
    """Whether a form comes from a page that we gave to the same browser."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    return site in ("same-origin", "none") and same(given, form_token(secret, request.cookies.get("dragoman_form", "")))
