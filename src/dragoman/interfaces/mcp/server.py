"""The server: the tools with their descriptions and schemas. Errors that a caller can act on come back as errors of the tool."""
from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, InputRequiredResult, Tool, ToolAnnotations
from pydantic import Field, StringConstraints, ValidationError

from dragoman import __version__
from dragoman.interfaces.mcp import shapes as s
from dragoman.interfaces.mcp import tools, wording
from dragoman.interfaces.mcp.answers import result
from dragoman.interfaces.mcp.evidence import evidence as behind
from dragoman.interfaces.mcp.lines import Answered
from dragoman.interfaces.refusals import refusal
from dragoman.ledger import LEVEL, Ledger
from dragoman.model import DragomanError

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class Strict(MCPServer):
    """Refuses an argument that a tool does not know, which would pass for one that was heeded, and answers a line that is no message."""

    async def run_stdio_async(self) -> None:
        """Serve on standard input and output, until the input ends."""
        async with stdio_server() as (read, write):
            await self._lowlevel_server.run(Answered(read, write), write, self._lowlevel_server.create_initialization_options())

    async def list_tools(self) -> list[Tool]:
        return [tool.model_copy(update={"input_schema": {**tool.input_schema, "additionalProperties": False}}) for tool in await super().list_tools()]

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Context | None = None) -> CallToolResult | InputRequiredResult:
        """The answer of a tool. ToolError where there is none of this name, an argument is none of its own, or is not as its schema says."""
        tools = {tool.name: tool.input_schema["properties"] for tool in await super().list_tools()}
        if name not in tools:
            raise ToolError(f"{name[:200]}: no tool; expected one of {', '.join(tools)}")
        if strange := [word for word in arguments if word not in tools[name]]:
            raise ToolError(f"{', '.join(strange)[:200]}: no argument of {name}; expected some of {', '.join(tools[name])}")
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            raise ToolError(refusal(error.__cause__.errors(), tools[name])) from error


def make(book: Ledger) -> MCPServer:
    """A server that answers from a ledger, each call as the ledger is then."""
    server = Strict("dragoman", title="Dragoman: who said what about relations between states", version=__version__,
                       instructions=wording.INSTRUCTIONS, log_level="WARNING")

    def tool(title: str, description: str) -> Callable:
        return server.tool(title=title, description=description, annotations=READS)

    @tool("Search reports", wording.SEARCH)
    def search(query: s.Query, about: s.About = None, type: s.Types = None, status: s.Statuses = None, since: s.Since = None, as_of: s.AsOf = None,
               limit: s.Limit = 10, offset: s.Offset = 0, min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Found]:
        return answered(lambda: tools.search(book, query, about, type, status, since, as_of, limit, offset, min_confidence))

    @tool("The brief of a day", wording.BRIEF)
    def brief(part: Annotated[s.Part | None, Field(description="One part, whole; else the beginning of each.")] = None, about: s.About = None,
              since: s.Since = None, as_of: s.AsOf = None, limit: s.Limit = 20, offset: s.Offset = 0,
              min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Brief]:
        return answered(lambda: tools.brief(book, part, about, since, as_of, limit, offset, min_confidence))

    @tool("The docket", wording.DOCKET)
    def docket(state: s.State = "open", about: s.About = None, as_of: s.AsOf = None, limit: s.Limit = 20,
               offset: s.Offset = 0, min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Docket]:
        return answered(lambda: tools.docket(book, state, about, as_of, limit, offset, min_confidence))

    @tool("Two parties", wording.DYAD)
    def dyad(a: Annotated[s.Code, Field(description="Code of one party.")], b: Annotated[s.Code, Field(description="Code of the other.")],
             by: s.Period = "month", since: s.Since = None, as_of: s.AsOf = None, limit: s.Limit = 20,
             offset: s.Offset = 0, min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Dyad]:
        return answered(lambda: tools.dyad(book, a, b, by, since, as_of, limit, offset, min_confidence))

    @tool("What stands behind an id", wording.EVIDENCE)
    def evidence(id: s.Id, as_of: s.AsOf = None, limit: s.Limit = 30, offset: s.Offset = 0,
                 text_from: Annotated[int, Field(ge=0, description="Of a report: the character from which its text is given (`text_next`).")] = 0,
                 min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Evidence]:
        return answered(lambda: behind(book, id, as_of, limit, offset, text_from, min_confidence))

    @tool("Track record of sources", wording.SOURCES)
    def sources(level: s.Level = LEVEL, name: Annotated[str | None, StringConstraints(max_length=100), Field(
            description="Only sources in whose name these letters stand.")] = None, about: s.About = None, as_of: s.AsOf = None, limit: s.Limit = 15,
            offset: s.Offset = 0, min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Sources]:
        return answered(lambda: tools.sources(book, level, name, about, as_of, limit, offset, min_confidence))

    @tool("Agreements", wording.AGREEMENTS)
    def agreements(stage: s.Agreed = None, about: s.About = None, as_of: s.AsOf = None, limit: s.Limit = 15,
                   offset: s.Offset = 0, min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Agreements]:
        return answered(lambda: tools.agreements(book, stage, about, as_of, limit, offset, min_confidence))

    @tool("Transfers", wording.TRANSFERS)
    def transfers(stage: s.Handed = None, about: s.About = None, as_of: s.AsOf = None, limit: s.Limit = 15,
                  offset: s.Offset = 0, min_confidence: s.Sure = 0.0) -> Annotated[CallToolResult, s.Transfers]:
        return answered(lambda: tools.transfers(book, stage, about, as_of, limit, offset, min_confidence))

    return server


def answered(ask: Callable[[], dict]) -> CallToolResult:
    """The answer to a question; ToolError with what was expected where the question is wrong."""
    try:
        return result(ask())
    except DragomanError as error:
        raise ToolError(str(error)) from error
