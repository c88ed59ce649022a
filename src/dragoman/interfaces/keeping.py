"""The commands that keep a ledger safe: a copy in another database, a backup while others write, and the way back."""
from __future__ import annotations

from typing import Annotated

import typer

from dragoman.interfaces.shared import LEDGER, Where, named, opened, place, progress, warn

Source = Annotated[str, typer.Argument(callback=place, metavar="FROM", help="The ledger to copy: a file or a database URL.", show_default=False)]
Target = Annotated[str, typer.Argument(callback=place, metavar="TO", show_default=False,
                                       help="Where the copy goes: a new file, or the URL of an empty database.")]
File = Annotated[str, typer.Argument(callback=place, metavar="FILE", help="The file of the backup, itself a ledger in SQLite.", show_default=False)]
Check = Annotated[bool, typer.Option("--check/--no-check", help="Read the backup through before it takes its place.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a ledger that is there; what came to it since the backup is lost.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (copy, backup, restore):
        app.command()(command)


def copy(source: Source, target: Target) -> None:
    """Copy a ledger between SQLite and PostgreSQL, either way, with judgements and other coders' events; others may write to it meanwhile. The target
    is filled whole and verified, or left as it was."""
    from dragoman.ledger import copy_ledger

    with progress("Copying", "rows") as step:
        counts = copy_ledger(source, target, step)
    warn(f"{sum(counts.values())} rows copied and verified: {', '.join(f'{n} of {name}' for name, n in counts.items() if n)}; {named(target)}")


def backup(file: File, ledger: Where = LEDGER, check: Check = True) -> None:
    """Copy the ledger, as it stands at one moment, into a file while others go on reading and writing. An earlier backup there is replaced when the new
    one is whole."""
    from dragoman.ledger import back_up, open_ledger

    with opened(ledger):
        pass
    with progress("Backing up", "rows") as step:
        back_up(ledger, file, step, check)
    with open_ledger(file) as book:
        counts = book.counts()
    warn(f"{counts['reports']} reports, {counts['statements']} statements, {counts['judgements']} judgements"
         f"{' backed up and checked' if check else ' backed up'}; {file}")


def restore(file: File, ledger: Where = LEDGER, force: Force = False) -> None:
    """Make the ledger anew from a backup, all or nothing. Refuses to replace one that is there without --force."""
    from dragoman.ledger import open_ledger
    from dragoman.ledger import restore as put_back

    with progress("Restoring", "rows") as step:
        put_back(file, ledger, step, force)
    with open_ledger(ledger) as book:
        counts = book.counts()
    warn(f"{counts['reports']} reports, {counts['statements']} statements, {counts['judgements']} judgements restored; ledger {named(ledger)}")
