"""The application: who may ask, what answers, and what is said where something is wrong."""
from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from dragoman import __version__
from dragoman.interfaces.refusals import refusal
from dragoman.interfaces.web import api, assets, entering, feeds, judging, lists, operating, pages, reference, relating, reports, tracking
from dragoman.interfaces.web.asking import Filters, parameters
from dragoman.interfaces.web.fresh import Fresh
from dragoman.interfaces.web.keys import Keys
from dragoman.interfaces.web.measuring import Watch
from dragoman.interfaces.web.security import Guard, is_known
from dragoman.interfaces.web.site import Site
from dragoman.ledger import Ledger
from dragoman.model import DragomanError, InputError, LedgerError

_HINT = re.compile(r"; `dragoman [^`]+` (?:lists|takes)[^;]*")
"""What a message advises to type into a terminal, which a browser is not."""

TITLES = {400: "Not understood", 403: "Not from here", 404: "Not here", 405: "Not so", 409: "Refused", 503: "The ledger does not answer"}


GRACE = 15
"""Seconds in which requests in hand are answered once an end is asked for."""


class App(FastAPI):
    """The framework, with a document of the API that says what is sent."""

    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            self.openapi_schema = api.finished(get_openapi(title=self.title, version=self.version, description=self.description, routes=self.routes))
        return self.openapi_schema


class Heads:
    """HEAD is answered as GET: the server sends the head alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "method": "GET"} if scope["type"] == "http" and scope["method"] == "HEAD" else scope, receive, send)


def make_app(ledger: Ledger, token: str | Keys | None = None) -> FastAPI:
    """Pages and API on a ledger. With a `token`, or with keys, everything but the login form asks for it; without, only this machine's names are
    answered.
    """
    site = Site(ledger, token if isinstance(token, Keys) else Keys.of(token))
    app = App(title="Dragoman", version=__version__, description=api.ABOUT, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.site = site
    app.add_middleware(Fresh)
    app.add_middleware(Guard, keys=site.keys, secret=site.secret, wrong=site.wrong)
    app.add_middleware(Watch, served=site.served)
    app.add_middleware(Heads)  # outermost: it hands on a scope of its own
    for module in (pages, lists, reports, relating, tracking, judging, feeds, entering, operating, reference, api):
        app.include_router(module.router)

    @app.get("/static/{name}", include_in_schema=False)
    def static(request: Request, name: str) -> Response:
        return assets.answer(request, name)

    @app.exception_handler(DragomanError)
    async def refused(request: Request, error: DragomanError) -> Response:
        status = 400 if isinstance(error, InputError) else 409 if request.method == "POST" else 503
        return await asyncio.to_thread(problem, request, status, str(error))

    @app.exception_handler(HTTPException)
    async def missing(request: Request, error: HTTPException) -> Response:
        return await asyncio.to_thread(problem, request, error.status_code, said_of(request, error), dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        return await asyncio.to_thread(problem, request, 400, refusal(error.errors(), parameters(request)))

    return app


def said_of(request: Request, error: HTTPException) -> str:
    """What was wrong; of a path or a method that nothing answers also which, and what was expected."""
    path, said = request.url.path, str(error.detail)
    if said != HTTPStatus(error.status_code).phrase:
        return said
    if error.status_code == 405:
        return f"{said}: {request.method} {path}; expected {(error.headers or {}).get('Allow', 'GET')}"
    return f"{said}: {path} is no path of this server; expected one that /api/docs lists" if is_api(path) else f"{said}: there is no page {path}"


def is_api(path: str) -> bool:
    """Whether programs ask there."""
    return path.startswith("/api/") and path != "/api/docs"


def problem(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """What is wrong: as problem details (RFC 9457) for programs, as a page for people, and as a line for who has no key: a page tells of the ledger."""
    title = TITLES.get(status, "Something is wrong")
    if is_api(request.url.path):
        return JSONResponse({"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": quote(request.scope["path"])}, status,
                            headers, api.PROBLEM)
    if not is_known(request):
        return Response(f"{title}: {detail}\n", status, headers, "text/plain")
    site: Site = request.app.state.site
    try:
        response = site.page(request, "problem.html", Filters(), status, title=title, detail=_HINT.sub("", detail), judging=request.method == "POST")
    except DragomanError as error:  # the ledger itself is what fails
        return Response(f"{title}: {error}\n", status, media_type="text/plain")
    response.headers.update(headers or {})
    return response


def serve(ledger: Ledger, host: str, port: int, token: str | Keys | None = None, ready: Callable[[str], None] = print) -> None:
    """Serve until stopped. `ready` is told the address. DragomanError where nothing can listen there."""
    import uvicorn

    from dragoman.interfaces.web.patience import Patient

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise DragomanError(f"{host}:{port}: cannot listen there ({error.strerror or error}); "
                            "give another --host or --port (0 takes one that is free)") from error
    app = make_app(ledger, token)
    warming = warm(app.state.site)
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    ready(f"http://{name}:{listening.getsockname()[1]}/")
    try:
        logging.getLogger().addHandler(app.state.site.recent)
        uvicorn.Server(uvicorn.Config(app, http=Patient, ws="none", log_config=None, access_log=False, server_header=False,
                                      timeout_graceful_shutdown=GRACE)).run([listening])
    finally:
        logging.getLogger().removeHandler(app.state.site.recent)
        listening.close()
        app.state.site.close()
        warming.join(GRACE)


def warm(site: Site) -> threading.Thread:
    """Make in the background what takes longest the first time; left where the site is ending."""
    def run() -> None:
        for name in site.templates.list_templates():
            site.templates.get_template(name)
        assets.held(assets.VEGA)
        for make in (pages.the_brief, relating.on_edge, relating.agreed, relating.transferred, pages.allies, tracking.all_records):
            if site.ending.is_set():
                return
            try:
                make(site, Filters())
            except (RuntimeError, LedgerError, CancelledError):  # what makes answers, or the ledger, is closed by then
                if not site.ending.is_set():
                    raise

    thread = threading.Thread(target=run, name="warming", daemon=True)
    thread.start()
    return thread
