"""The command that searches what reports say."""
from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated

import typer

from dragoman.interfaces.shared import LEDGER, About, AsOf, InStatus, MinConfidence, OfType, Rows, Since, Where, show, view_of, warn
from dragoman.model import InputError


def sought(words: list[str]) -> list[str]:
    """What is looked for; a usage error where there is no word in it, or too many."""
    from dragoman.ledger import parse

    try:
        parse(" ".join(words))
    except InputError as error:
        raise typer.BadParameter(str(error)) from error
    return words


Query = Annotated[list[str], typer.Argument(callback=sought, metavar="WORDS...", show_default=False, help=(
    "All of these words; \"words in quotes\" one after another, beginnings*, and -words that the report must not hold. "
    "Put the whole into single quotes, as in 'Iran \"nuclear technology\" -football'."))]
Limit = Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="Sentences to show, the best first.")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(search)


def search(words: Query, ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0, type: OfType = None,
           status: InStatus = None, since: Since = None, limit: Limit = 20,
           format: Annotated[Rows, typer.Option(help="Form of the rows; JSON has the events, spans and quotations too.")] = Rows.table) -> None:
    """Sentences of reports that hold the words, with what is stated in them; best first, then latest."""
    from dragoman import briefing
    from dragoman.interfaces import tables

    with view_of(ledger, as_of, about, min_confidence) as view:
        found = briefing.search(view, " ".join(words), limit, types=type or (), statuses=status or (), since=since)
    hits = found["hits"]
    if format is Rows.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show(hits, rows if format is Rows.csv else tables.hit_rows, format, "No report holds these words.", COLUMNS)
    if len(hits) < found["total"] and format is Rows.table:
        warn(f"{len(hits)} of {found['total']}{'' if found['complete'] else ' or more'} sentences shown; --limit shows more")


COLUMNS = ("published", "publisher", "type", "status", "actor", "recipient", "when", "where", "trigger", "sentence", "source", "confidence", "events",
           "statement", "report", "title", "url")


def rows(hits: Iterable[dict]) -> list[dict]:
    """A row for each statement in the sentences found; without a statement for a sentence that states nothing."""
    return [{"published": h["published"], "publisher": h["publisher"], "type": s.get("type"), "status": s.get("status"),
             "actor": "|".join(s.get("actor", ())), "recipient": "|".join(s.get("recipient", ())), "when": s.get("when"), "where": s.get("where"),
             "trigger": s.get("trigger"), "sentence": h["quote"], "source": s.get("source"), "confidence": s.get("confidence"),
             "events": "|".join(h["events"]), "statement": s.get("statement"), "report": h["report"], "title": h["title"], "url": h["url"]}
            for h in hits for s in h["statements"] or ({},)]
