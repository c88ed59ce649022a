"""The command that serves the web pages and the REST API."""
from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated

import typer

from dragoman.interfaces import memory
from dragoman.interfaces.shared import LEDGER, Where, named, opened, warn
from dragoman.interfaces.stopping import stopping

Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; any other than this machine's own needs a token.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes one that is free.")]
Token = Annotated[str | None, typer.Option(envvar="DRAGOMAN_TOKEN", metavar="TOKEN", show_default=False,
                                           help="What callers must show: as a bearer header, or in the form at /login. "
                                                "Plain, or sha256:… as `dragoman token` prints it.")]
Tokens = Annotated[Path | None, typer.Option(envvar="DRAGOMAN_TOKENS", metavar="FILE", show_default=False,
                                             help="Tokens of several callers, as `dragoman token NAME --file FILE` keeps them; read again when it changes.")]

LEAST = 16
"""Characters of a token that is asked for from outside."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(serve)


def serve(ledger: Where = LEDGER, host: Host = "127.0.0.1", port: Port = 8765, token: Token = None, tokens: Tokens = None) -> None:
    """Show the ledger as web pages, and answer programs under /api. Stops with Ctrl-C."""
    token = (token or "").strip() or None
    if not is_local(host) and (token is None and tokens is None or token is not None and len(token) < LEAST):
        raise typer.BadParameter(f"{host} can be reached from outside: expected a --token (or DRAGOMAN_TOKEN) of {LEAST} characters or more, or "
                                 "--tokens FILE; `dragoman token NAME` makes one")
    memory.share()
    memory.keep_giving_back()
    with stopping(handed_on=True), opened(ledger, lasting=True) as book:
        from dragoman.interfaces.web import Keys
        from dragoman.interfaces.web import serve as run

        run(book, host, port, Keys.of(token, tokens), lambda where: warn(f"serving {named(ledger)} at {where}" + (
            " (asks for a token)" if tokens else " (asks for the token)" if token else "")))
        warn(f"served {named(ledger)} until asked to end")


def is_local(host: str) -> bool:
    """Whether an address is one that other machines cannot reach."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
