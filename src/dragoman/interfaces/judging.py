"""The commands by which a person judges: what is of one event, what is not, what is read wrongly, and the log of it all."""
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.interfaces.shared import LEDGER, Limit, Rows, Where, entry, opened, show

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.model import Event

Author = Annotated[str | None, typer.Option(metavar="NAME", help="Who judges; else the name you are logged in by.", show_default=False)]
Reason = Annotated[str | None, typer.Option(metavar="TEXT", help="Why; it is shown wherever the judgement has an effect.", show_default=False)]
One = Annotated[str, typer.Argument(metavar="EVENT", help="Id of an event, or its first six characters or more.", show_default=False)]
Others = Annotated[list[str], typer.Argument(metavar="OTHER...", help="Ids of other events, or their first characters.", show_default=False)]
Several = Annotated[list[str], typer.Argument(metavar="STATEMENT...", help="Ids of statements, or their first six characters or more.", show_default=False)]
Single = Annotated[str, typer.Argument(metavar="STATEMENT", help="Id of a statement, or its first six characters or more.", show_default=False)]
Values = Annotated[list[str], typer.Argument(
    metavar="FIELD=VALUE...", show_default=False,
    help="type, status, actor, recipient (codes parted by commas), when, where, said_by (CODE:KIND:WORDS;…, outermost first). Nothing after = empties it.")]
Numbers = Annotated[list[int], typer.Argument(metavar="JUDGEMENT...", help="Numbers of judgements.", show_default=False)]

_NAMED = 4


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (split, merge, reject, confirm, correct, judgements, undo):
        app.command()(command)


def split(event: One, statements: Several, ledger: Where = LEDGER, reason: Reason = None, author: Author = None) -> None:
    """Judge that these statements of an event are one of their own, and no other of its statements is of it."""
    with opened(ledger) as book:
        _judged(book, lambda: book.split(event, statements, author, reason))


def merge(event: One, others: Others, ledger: Where = LEDGER, reason: Reason = None, author: Author = None) -> None:
    """Judge that other events are the same as this one."""
    with opened(ledger) as book:
        _judged(book, lambda: book.merge(event, others, author, reason))


def reject(statements: Several, ledger: Where = LEDGER, reason: Reason = None, author: Author = None) -> None:
    """Judge that statements are read wrongly: they stay in the ledger, and count for nothing."""
    with opened(ledger) as book:
        _judged(book, lambda: book.reject(statements, author, reason))


def confirm(statements: Several, ledger: Where = LEDGER, reason: Reason = None, author: Author = None) -> None:
    """Judge that statements are read rightly: they are shown as judged, and nothing else changes."""
    with opened(ledger) as book:
        _judged(book, lambda: book.confirm(statements, author, reason))


def correct(statement: Single, values: Values, ledger: Where = LEDGER, reason: Reason = None, author: Author = None) -> None:
    """Judge that fields of a statement have other values; what was read stays beside them."""
    bad = [v for v in values if "=" not in v]
    if bad:
        raise typer.BadParameter(f"{', '.join(bad)}: expected FIELD=VALUE, such as status=planned or actor=IRN,RUS")
    pairs = [(field.strip(), value) for field, _, value in (v.partition("=") for v in values)]
    with opened(ledger) as book:
        _judged(book, lambda: book.correct(statement, pairs, author, reason))


def judgements(ledger: Where = LEDGER, all: Annotated[bool, typer.Option("--all", help="Those withdrawn too.")] = False,
               limit: Limit = None, format: Annotated[Rows, typer.Option(help="Form of the rows.")] = Rows.table) -> None:
    """Judgements in force, with their numbers, authors and reasons, the earliest first."""
    with opened(ledger) as book:
        show([entry(j) for j in book.judgements(all)[:limit]], rows, format, "No judgements.", COLUMNS)


def undo(judgement: Numbers, ledger: Where = LEDGER) -> None:
    """Withdraw judgements; they stay in the log, and those they overruled hold again."""
    with opened(ledger) as book:
        _judged(book, lambda: book.withdraw(judgement))


COLUMNS = ("id", "kind", "what", "state", "author", "made", "reason")


def rows(found: Iterable[dict]) -> list[dict]:
    """A row a judgement."""
    return [{"id": j["id"], "kind": j["kind"], "what": _what(j), "state": j["state"], "author": j["author"], "made": j["made"][:10],
             "reason": j["reason"] or ""} for j in found]


def _what(j: dict) -> str:
    """What is judged, in ids: `a b | c` for a b split from c, `a + c` for a merge, `a type=CONSULT` for a correction."""
    these, those = " ".join(j["statements"]), " ".join(j["others"])
    if j["kind"] == "correct":
        return f"{these} {j['field']}={j['value']}"
    return f"{these} | {those}" if j["kind"] == "split" else f"{those} + {these}" if those else these


def _judged(book: Ledger, judge) -> None:
    """Judge, derive the events anew, and print a line on what changed."""
    before = book.events()
    made = judge()
    book.derive()
    after = book.events()
    by = {j.author for j in made if not j.withdrawn}
    numbers = ", ".join(str(j.id) for j in made)
    what = f"{made[0].kind}, by {', '.join(sorted(by))}" if by else "withdrawn"
    old, new = [e for e in before if e not in after], [e for e in after if e not in before]
    print(f"judgement{'s' * (len(made) > 1)} {numbers} ({what}): events {_named(old)} → {_named(new)}; {len(before)} → {len(after)} in all")


def _named(events: list[Event]) -> str:
    shown = [f"{e.id} ({e.type} {e.status}, {len(e.statements)} statement{'s' * (len(e.statements) != 1)})" for e in events[:_NAMED]]
    return ", ".join(shown) + (f" and {len(events) - _NAMED} more" if len(events) > _NAMED else "") or "none"
