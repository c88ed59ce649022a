"""A server's side of a connection that does not wait forever for the head of a request."""
from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dragoman.interfaces.web.limits import SLOW


class Patient(H11Protocol):
    """Closes a connection whose next request has not begun within SLOW seconds of its first byte, or of the connection itself."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._late:
            self._late.cancel()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Wait for a head while one is owed: until the first byte after an answer uvicorn's own timer runs."""
        owed = self.conn.their_state is h11.IDLE and (self.cycle is None or self.cycle.response_complete)
        if not owed and self._late:
            self._late.cancel()
            self._late = None
        elif owed and self._late is None:
            self._late = self.loop.call_later(SLOW, self._close)

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
