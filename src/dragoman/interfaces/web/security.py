"""Who may ask, and what a browser may do with the answer."""
from __future__ import annotations

import hashlib
import hmac
import re
import time
from http import HTTPStatus
from math import ceil
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman.interfaces.web.keys import Key, Keys
from dragoman.interfaces.web.limits import ASKING, BODY, PATH, SLOW, WRONG, Buckets, Crowd, Rate, again, place, too_much, whole
from dragoman.interfaces.web.limits import HEADERS as MOST_HEADERS

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

OPEN = re.compile(r"/login|/static/[^/]+|/healthz|/readyz")
"""What is shown to everybody."""


def form_token(secret: bytes, cookie: str) -> str:
    """What a form must bring along: only a page of ours knows it, and it fits one browser's cookie."""
    return hmac.new(secret, b"form\0" + cookie.encode(), hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Whether two words are equal, in the same time whatever they are."""
    return hmac.compare_digest(given.encode(), expected.encode())


def session(secret: bytes, key: Key, until: int | None = None) -> str:
    """The cookie of one who showed the token of a key; it does not tell the token, and ends by itself, and with the key."""
    until = until or int(time.time()) + LASTS
    return f"{until}.{key.id}.{hmac.new(secret, f'session{chr(0)}{key.hash}{chr(0)}{until}'.encode(), hashlib.sha256).hexdigest()}"


def key_of(secret: bytes, keys: Keys, cookie: str) -> Key | None:
    """The key of a cookie that we gave, and that still holds; else None."""
    until, _, rest = cookie.partition(".")
    if not (until.isascii() and until.isdecimal() and len(until) < 12 and int(until) > time.time()):
        return None
    key = keys.by_id(rest.partition(".")[0])
    return key if key and same(cookie, session(secret, key, int(until))) else None


class Guard:
    """Asks for a token where there are any; else lets in only who calls this machine by its own names, so that no page of another
    site can be made to look like ours (DNS rebinding). Holds requests to their limits. Puts HEADERS on every answer.
    """

    def __init__(self, app: ASGIApp, keys: Keys | None, secret: bytes, wrong: Buckets | None = None, asking: Rate = ASKING) -> None:
        self.app, self.keys, self.secret = app, keys, secret
        self.asking, self.wrong, self.crowd = Buckets(asking), wrong or Buckets(WRONG), Crowd()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in HEADERS.items())]
            await send(message)

        request = Request(scope)
        answer = self.refused(request)
        if answer is None and scope["method"] not in READS:
            body, status = await whole(receive)
            receive, answer = again(body, receive), problem_of(request, status, _TOO_MUCH[status], _CLOSE) if status else None
        if answer:
            await answer(scope, receive, with_headers)
        elif leave := self.crowd.enter(scope):
            try:
                await self.app(scope, receive, with_headers)
            finally:
                leave()
        else:
            await problem_of(request, 503, "too many questions at once: come back in a moment", {"Retry-After": "2"})(scope, receive, with_headers)

    def refused(self, request: Request) -> Response | None:
        """What is answered to one who is not let in; None to one who is."""
        path = request.scope["path"]  # request.url has what the Host header says before it
        if status := too_much(request.scope):
            return problem_of(request, status, _TOO_MUCH[status], _CLOSE)
        if self.keys is None:
            host = request.headers.get("host", "").lower()
            if re.sub(r":\d{1,5}\Z", "", host, flags=re.ASCII) in OWN:
                request.state.known = True
                return None
            return Response(f"{host}: not a name of this machine; expected one of {', '.join(OWN)}\n", 421, media_type="text/plain")
        address = caller(request)
        if wait := self.asking.wait(f"address {address}"):
            return later(request, wait)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        enters = path == "/login" and request.method == "POST"  # the form gives back what is taken here
        if (given or enters) and (wait := self.wrong.wait(address)):
            return later(request, wait)
        key = (self.keys.opened_by(given.strip()) if scheme.lower() == "bearer" else None) or key_of(
            self.secret, self.keys, request.cookies.get(COOKIE, ""))
        if given and key and not enters:
            self.wrong.give_back(address)
        if key and (wait := self.asking.wait(f"key {key.id}")):
            return later(request, wait)
        request.state.known = key is not None
        if OPEN.fullmatch(path):
            return None
        if key:
            if request.method in READS or key.scope == "judge" or path == "/logout":
                return None
            return problem_of(request, 403, f"the token {key.name} allows to read, not to judge: ask whoever keeps this server for another")
        if PROGRAMS.fullmatch(path):
            return problem_of(request, 401, "expected the token of this server, as in `Authorization: Bearer TOKEN`", _ASKS)
        if request.method in READS:
            then = path + ("?" + request.url.query if request.url.query else "")
            return RedirectResponse("/login?then=" + quote(then, safe=""), 303)
        return problem_of(request, 401, "expected the token of this server: log in at /login", _ASKS)


PROGRAMS = re.compile(r"/api(?!/docs\Z).*|/metrics.*|/atom\.xml|/docket\.ics", re.S)
"""What programs ask, which a form to log in is no answer for."""

READS = ("GET", "HEAD", "OPTIONS")
_CLOSE = {"Connection": "close"}
_ASKS = {"WWW-Authenticate": 'Bearer realm="dragoman"'}
_TOO_MUCH = {408: f"expected the whole request within {SLOW:g} s", 413: f"expected a request of at most {BODY:,} bytes",
             414: f"expected an address of at most {PATH:,} bytes", 431: f"expected at most {MOST_HEADERS} headers"}


def problem_of(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A refusal: problem details (RFC 9457) for programs, a line for people."""
    if PROGRAMS.fullmatch(request.scope["path"]):
        return JSONResponse({"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}, status, headers,
                            "application/problem+json")
    return Response(detail + "\n", status, headers, "text/plain")


def caller(request: Request) -> str:
    """Where a request comes from, as limits count."""
    return place(request.client.host if request.client else "")


def is_known(request: Request) -> bool:
    """Whether who asks has a key, or needs none: others are told nothing of the ledger, even where an open page fails."""
    return getattr(request.state, "known", False)


def later(request: Request, seconds: float) -> Response:
    """Too many requests: when to come back."""
    wait = str(max(1, ceil(seconds)))
    return problem_of(request, 429, f"too many requests, or wrong tokens: come back in {wait} s", {"Retry-After": wait})


def is_ours(request: Request, secret: bytes, given: str) -> bool:
    """Whether a form comes from a page that we gave to the same browser."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    return site in ("same-origin", "none") and same(given, form_token(secret, request.cookies.get("dragoman_form", "")))
