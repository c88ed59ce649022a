"""The command that makes the tokens by which callers of `dragoman serve` are known, lists them, and takes them back."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dragoman.interfaces.shared import Rows, show, warn


class Scopes(StrEnum):
    read = "read"
    judge = "judge"


Name = Annotated[str | None, typer.Argument(help="Who will have it; without one the tokens of the file are listed.", show_default=False)]
File = Annotated[Path | None, typer.Option("--file", metavar="FILE", show_default=False, envvar="DRAGOMAN_TOKENS",
                                           help="Where its hash is kept, for `serve --tokens FILE`. Without it the hash is printed, for `serve --token`.")]
May = Annotated[Scopes, typer.Option("--scope", help="What it allows: to read, or to judge too.")]
Days = Annotated[int | None, typer.Option(min=1, max=36_500, metavar="N", show_default=False, help="Days until it ends; without it it has no end.")]
Revoke = Annotated[bool, typer.Option("--revoke", help="Take the token of this name back.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(token)


def token(name: Name = None, file: File = None, scope: May = Scopes.read, days: Days = None, revoke: Revoke = False,
          format: Annotated[Rows, typer.Option(help="Form of the list.")] = Rows.table) -> None:
    """Make a token for a caller of `serve`, and print it, this once: only its hash is kept. Tokens are read anew by a running server."""
    from dragoman.interfaces.web import keys

    if name is None:
        if file is None or revoke:
            raise typer.BadParameter("no name: expected whose token it is, as in `dragoman token desk --file tokens.jsonl`")
        show([_row(key) for key in keys.read(file)], lambda found: found, format, "No tokens.", ("name", "scope", "made", "until", "state", "revoked"))
    elif revoke:
        if file is None:
            raise typer.BadParameter("no --file: expected the file of tokens in which it is kept")
        keys.revoke(file, name)
        warn(f"{name}: opens nothing any more; {file}")
    else:
        until = (datetime.now(UTC).date() + timedelta(days=days)).isoformat() if days else None
        if file:
            print(keys.add(file, name, scope.value, until))
            warn(f"{name}: may {scope.value}" + (f" until {until}" if until else "") + f"; its hash is in {file}, the token itself nowhere: keep it now")
        elif until:
            raise typer.BadParameter("--days needs a --file: a hash alone does not say when it ends")
        else:
            made, key = keys.make(name, "judge", None)
            print(made)
            print(keys.MARK + key.hash)
            warn("first the token, for the caller; then its hash, for `serve --token`, which lets judge")


def _row(key) -> dict:
    return {"name": key.name, "scope": key.scope, "made": key.made[:10], "until": key.until or "", "state": "holds" if key.holds else
            "revoked" if key.revoked else "ended", "revoked": (key.revoked or "")[:10]}
