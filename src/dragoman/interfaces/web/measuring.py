"""Every request measured and logged: its route, how it was answered, and how long that took."""
from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from dragoman.interfaces.metrics import Served

SLOW = 1.0
"""Seconds from which a request is a warning."""

NO_ROUTE = "(none)"
"""Stands for every path that nothing answers, and for what was refused before it was looked at."""

_log = logging.getLogger("dragoman.web")


class Watch:
    """Counts and times what passes. The path is logged without its query, which may hold what somebody looks for."""

    def __init__(self, app: ASGIApp, served: Served) -> None:
        self.app, self.served = app, served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begin = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with self.served.in_flight.track_inprogress():
                await self.app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - begin
            route = getattr(scope.get("route"), "path", NO_ROUTE)
            self.served.answered(route, scope["method"], status, seconds)
            level, what = (logging.ERROR, "a request failed") if status >= 500 else (
                logging.WARNING, "a slow answer") if seconds > SLOW else (logging.INFO, "answered")
            if level != logging.INFO or _log.isEnabledFor(level):
                _log.log(level, what, extra={"method": scope["method"], "path": scope["path"], "route": route, "status": status, "seconds": round(seconds, 3)})
