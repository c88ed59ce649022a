"""The commands that show who is on edge, what is agreed on, and what is handed over."""
from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Annotated

import typer

from dragoman.interfaces.shared import LEDGER, About, AsOf, Limit, MinConfidence, Rows, Since, Where, codes_of, opened, show, view_of

Of = Annotated[str | None, typer.Option(metavar="CODES|ID", show_default=False, help=(
    "Only about these: codes that all are spoken of, such as IRN,RUS, or the id of an event or docket item, or its first 6 or more characters."))]
Format = Annotated[Rows, typer.Option(help="Form of the rows; JSON has the stages, events and quotations too.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (edge, agreements, transfers):
        app.command()(command)


def edge(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0, of: Of = None, since: Since = None,
         limit: Limit = None, format: Format = Rows.table) -> None:
    """Third parties that fear, warn of, condemn, protest or counter what others do, or welcome it; the strongest first."""
    from dragoman import briefing

    with opened(ledger, True, as_of, codes_of(about)) as book, briefing.View(book, as_of, (), min_confidence) as view:
        found = briefing.edge(view, briefing.matter(view, of) if of else None, since or "", codes_of(about))
        show(found[:limit], partial(_flat, columns=briefing.EDGE_ROW) if format is Rows.csv else edge_rows, format,
             "No third party was found that voices anything.", briefing.EDGE_ROW)


def agreements(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0, limit: Limit = None,
               format: Format = Rows.table) -> None:
    """Treaties, deals and truces: between whom, about what, and how far each has come; the latest told of first."""
    from dragoman import briefing

    with view_of(ledger, as_of, about, min_confidence) as view:
        show(briefing.agreements(view)[:limit], partial(_flat, columns=briefing.AGREEMENT_ROW) if format is Rows.csv else agreement_rows, format,
             "No agreements.", briefing.AGREEMENT_ROW)


def transfers(ledger: Where = LEDGER, as_of: AsOf = None, about: About = None, min_confidence: MinConfidence = 0.0, limit: Limit = None,
              format: Format = Rows.table) -> None:
    """Who supplies whom with what, and whether it is possible, asked for, agreed, delivered or refused; the latest told of first."""
    from dragoman import briefing

    with view_of(ledger, as_of, about, min_confidence) as view:
        show(briefing.transfers(view)[:limit], partial(_flat, columns=briefing.TRANSFER_ROW) if format is Rows.csv else transfer_rows, format, "No transfers.",
             briefing.TRANSFER_ROW)


def _flat(found: Iterable[dict], columns: tuple[str, ...]) -> list[dict]:
    from dragoman import briefing

    return [briefing.object_row(e, columns) for e in found]


def edge_rows(found: Iterable[dict]) -> list[dict]:
    return [{"who": e["who"], "of": " ".join(e["of"]), "stance": e["stance"], "strength": e["strength"], "since": e["since"] or "", "last": e["last"] or "",
             "src": e["sources"], "said by": ", ".join(e["speakers"])} for e in found]


def agreement_rows(found: Iterable[dict]) -> list[dict]:
    return [{"stage": a["stage"], "since": a["stages"][-1]["day"], "parties": " ".join(a["parties"]), "what": a["what"],
             "subjects": ", ".join(a["subjects"]), "last": a["last"] or "", "src": a["sources"]} for a in found]


def transfer_rows(found: Iterable[dict]) -> list[dict]:
    return [{"stage": x["stage"], "since": x["stages"][-1]["day"], "supplier": " ".join(x["supplier"]), "recipient": " ".join(x["recipient"]),
             "what": x["item"], "kind": x["kind"], "last": x["last"] or "", "src": x["sources"]} for x in found]
