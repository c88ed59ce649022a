"""Messages that come in as lines: one that is none is answered with the error that JSON-RPC has for it, where the SDK passes over it in silence."""
from __future__ import annotations

from contextvars import Context
from types import TracebackType
from typing import Any, Self

from anyio import EndOfStream
from mcp.shared.message import SessionMessage
from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError
from pydantic import ValidationError


def said_of(fault: Exception) -> ErrorData | None:
    """What is said of a line that is no message; nothing of an empty one."""
    first = fault.errors()[0] if isinstance(fault, ValidationError) else {}
    if first.get("type") != "json_invalid":
        return ErrorData(code=INVALID_REQUEST, message="Invalid request: expected a JSON-RPC 2.0 message on each line")
    if isinstance(first["input"], str) and not first["input"].strip():
        return None
    return ErrorData(code=PARSE_ERROR, message=f"Parse error: expected a JSON-RPC 2.0 message on each line ({first['ctx']['error']})")


class Answered:
    """The messages of a stream of the SDK's; `write` is told what is wrong with lines that are none, without an id as theirs is not known."""

    def __init__(self, read: Any, write: Any) -> None:
        self._read, self._write = read, write

    @property
    def last_context(self) -> Context | None:
        """The context of the last message's sender."""
        return self._read.last_context

    async def receive(self) -> SessionMessage:
        """The next message. EndOfStream where there is none."""
        while isinstance(item := await self._read.receive(), Exception):
            if error := said_of(item):
                await self._write.send(SessionMessage(JSONRPCError(jsonrpc="2.0", id=None, error=error)))
        return item

    async def aclose(self) -> None:
        """Receive no more."""
        await self._read.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage:
        try:
            return await self.receive()
        except EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()
