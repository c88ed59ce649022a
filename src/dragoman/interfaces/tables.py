"""Rows of the ledger for a terminal: drawn to its width, or tab-separated when piped."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dragoman.interfaces.formats import table_text
from dragoman.model import Statement

STYLE = {"occurred": "green", "fulfilled": "green", "ongoing": "cyan", "planned": "yellow", "pending": "yellow", "possible": "magenta",
         "overdue": "red", "denied": "red", "called_off": "red", "postponed": "red"}


def codes(values: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(values)) or "–"


def statement_rows(statements: Iterable[Statement]) -> list[dict]:
    """A row a statement, as `read` shows them."""
    return [{"type": s.type, "status": s.status, "actor": codes([a.code for a in s.actor]), "recipient": codes([a.code for a in s.recipient]),
             "when": s.when or s.when_text or "", "trigger": s.trigger, "said by": " ← ".join(x.surface for x in s.said_by)} for s in statements]


def event_rows(events: Iterable[dict]) -> list[dict]:
    return [{"when": e["when"] or "", "type": e["type"], "status": e["status"] + (" (disputed)" if e["disputed"] else ""), "actor": codes(e["actor"]),
             "recipient": codes(e["recipient"]), "what": e["what"], "art": e["articles"], "src": e["sources"]} for e in events]


def docket_rows(items: Iterable[dict]) -> list[dict]:
    return [{"expected": d["expected"] or "no date", "type": d["type"], "actor": codes(d["actor"]), "recipient": codes(d["recipient"]), "what": d["what"],
             "firmness": d["firmness"], "state": d["state"], "src": d["sources"]} for d in items]


def dyad_rows(dyads: Iterable[dict]) -> list[dict]:
    return [{"pair": " ".join(d["pair"]), "tendency": d["tendency"], "cooperation": d["cooperation"], "conflict": d["conflict"],
             "ahead +": d["cooperation_ahead"], "ahead -": d["conflict_ahead"], "src": d["sources"], "outlets": d["publishers"]} for d in dyads]


def show(rows: list[dict], console: Console, empty: str, caption: str | None = None) -> None:
    """Draw rows on a terminal within its width; write them tab-separated to anything else."""
    if not console.is_terminal:
        console.file.write(table_text(rows))
        return
    if not rows:
        console.print(empty, style="dim")
        return
    table = Table(box=None, header_style="bold", pad_edge=False, caption=caption, caption_style="dim", caption_justify="left")
    for name in rows[0]:
        wide = name in ("trigger", "what", "said by", "pair")
        numeric = isinstance(rows[0][name], int)
        table.add_column(name, overflow="fold" if wide else "ellipsis", ratio=None, no_wrap=not wide, justify="right" if numeric else "left",
                         min_width=8 if wide else None)
    for r in rows:
        table.add_row(*(Text(str(v), style=STYLE.get(str(v).split(" ")[0], "")) for v in r.values()))
    console.print(table)
