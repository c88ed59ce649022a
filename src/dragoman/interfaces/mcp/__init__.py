"""The ledger as tools for language models: a server that speaks the Model Context Protocol on standard input and output."""
from __future__ import annotations

import typer

from dragoman.interfaces.shared import LEDGER, Where, opened

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(mcp)


def mcp(ledger: Where = LEDGER) -> None:
    """Serve the ledger to a language model (Model Context Protocol) on standard input and output, until the input ends. Nothing is changed."""
    with opened(ledger, asks=True) as book:
        from dragoman.interfaces.mcp.server import make

        make(book).run("stdio")
