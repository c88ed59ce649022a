"""Rows of the ledger for a terminal: drawn to its width, or tab-separated when piped."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dragoman.interfaces.formats import tab_separated
from dragoman.interfaces.logs import visible
from dragoman.model import Report, Statement

STYLE = {"occurred": "green", "fulfilled": "green", "ongoing": "cyan", "planned": "yellow", "pending": "yellow", "possible": "magenta",
         "lapsed": "red", "denied": "red", "called_off": "red", "postponed": "red"}

LOOSE = ("trigger", "what", "stance", "said by", "source", "names", "sentence")
"""Columns that share the width that is left; the others take what they need, up to FIXED, and fold."""

WHOLE = 5
"""Characters of a column that is not broken in a narrow terminal."""

FIXED = 11

LEAST = {"source": 16, "sentence": 24}
"""Columns of words that are no use narrower than this."""

SPARE = ("on time", "kind", "publisher")
"""Columns that a terminal which has no room for these goes without, the first of them first."""

EVENT = ("when", "type", "status", "actor", "recipient", "what", "art", "src", "confidence", "disputed")
DOCKET = ("expected", "type", "actor", "recipient", "what", "firmness", "state", "src", "confidence", "dated", "postponed_to", "ambiguous")
DYAD = ("pair", "names", "tendency", "cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "sources", "publishers")
"""Columns of lists as CSV: of `event_records`, `docket_records` and `dyad_rows`."""

DATES = ("when", "expected")
"""Columns of dates, where an interval is drawn on two lines."""

SHORT = {"confidence": "conf", "cooperation": "coop", "cooperation_ahead": "coop ahead", "conflict_ahead": "conf ahead", "sources": "src", "publishers": "publ",
         "cooperation_share": "coop ‰", "conflict_share": "conf ‰"}
"""Heads of drawn columns that are shorter than their names in CSV and in pipes."""


def codes(values: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(values)) or "–"


def statement_rows(statements: Iterable[Statement]) -> list[dict]:
    """A row a statement, as `read` shows them."""
    return [{"type": s.type, "status": s.status, "actor": codes([a.code for a in s.actor]), "recipient": codes([a.code for a in s.recipient]),
             "when": s.when or s.when_text or "", "trigger": s.trigger, "said by": " ← ".join(x.surface for x in s.said_by),
             "confidence": round(s.confidence, 3)} for s in statements]


def event_rows(events: Iterable[dict]) -> list[dict]:
    return [{"when": e["when"] or "", "type": e["type"], "status": e["status"] + (" (disputed)" if e["disputed"] else ""), "actor": codes(e["actor"]),
             "recipient": codes(e["recipient"]), "what": e["what"], "art": e["articles"], "src": e["sources"],
             "confidence": e["confidence"]} for e in events]


def event_records(events: Iterable[dict]) -> list[dict]:
    """The columns of `event_rows` as values for programs: lists joined by `|`, nothing where nothing is known, what is disputed apart."""
    return [{"when": e["when"], "type": e["type"], "status": e["status"], "actor": "|".join(e["actor"]), "recipient": "|".join(e["recipient"]),
             "what": e["what"], "art": e["articles"], "src": e["sources"], "confidence": e["confidence"], "disputed": e["disputed"]} for e in events]


def state_of(d: dict) -> str:
    """The state of an item, with the new days of what is put off, whether it is pending past its days, and a question mark where the outcome is ambiguous."""
    until = f" to {d['postponed_to']}" if d["state"] == "postponed" and d["postponed_to"] else ""
    return d["state"] + until + " (past)" * d["overdue"] + " ?" * d["ambiguous"]


def docket_rows(items: Iterable[dict]) -> list[dict]:
    return [{"expected": d["expected"] if d["dated"] else "no date", "type": d["type"], "actor": codes(d["actor"]),
             "recipient": codes(d["recipient"]), "what": d["what"], "firmness": d["firmness"], "state": state_of(d), "src": d["sources"],
             "confidence": d["confidence"]} for d in items]


def docket_records(items: Iterable[dict]) -> list[dict]:
    """The columns of `docket_rows` as values for programs, with the window in which an undated item is waited for (`dated` says which it is)."""
    return [{"expected": d["expected"], "type": d["type"], "actor": "|".join(d["actor"]), "recipient": "|".join(d["recipient"]), "what": d["what"],
             "firmness": d["firmness"], "state": d["state"], "src": d["sources"], "confidence": d["confidence"], "dated": d["dated"],
             "postponed_to": d["postponed_to"], "ambiguous": d["ambiguous"]} for d in items]


def source_rows(entries: Sequence[dict]) -> list[dict]:
    """A row a source that announced or denied something: how many came true, the share of those settled, and of those settled that were
    heard of again (what lapsed left out), with their intervals, days ahead.
    """
    from dragoman.briefing import source_name

    mixed = len({e["level"] for e in entries}) > 1

    def share(s: dict | None) -> str:
        return f"{s['value']:.2f} [{s['low']:.2f}–{s['high']:.2f}]" if s else "–"

    return [{**({"level": e["level"]} if mixed else {}), "source": source_name(e), "code": e["code"], "kind": e["kind"], "said": e["announcements"],
             "true": e["came_true"], "share": share(e["share"]), "of heard": share(e["heard_share"]), "on time": e["on_time"],
             "lead": f"{e['lead']['median']:g}" if e["lead"] else "–", "wrong": e["wrong"], "lapsed": e["lapsed"], "open": e["open"]}
            for e in entries if e["announcements"] or e["denials"]]


def dyad_rows(dyads: Iterable[dict]) -> list[dict]:
    return [{"pair": " ".join(d["pair"]), "names": " – ".join(d["names"]), "tendency": d["tendency"], "cooperation": d["cooperation"],
             "conflict": d["conflict"], "cooperation_ahead": d["cooperation_ahead"], "conflict_ahead": d["conflict_ahead"],
             "sources": d["sources"], "publishers": d["publishers"]} for d in dyads]


def hit_rows(hits: Iterable[dict]) -> list[dict]:
    """A row for each statement in the sentences found; one without type or status for a sentence that states nothing."""
    return [{"published": h["published"] or "", "type": s.get("type", ""), "status": s.get("status", ""), "actor": codes(s.get("actor", ())),
             "recipient": codes(s.get("recipient", ())), "sentence": h["quote"], "publisher": h["publisher"] or ""}
            for h in hits for s in h["statements"] or ({},)]


def drawn(name: str, value: object) -> object:
    """A value as it stands in a drawn table: intervals on two lines, confidence in hundredths, control characters and turns of direction written out."""
    if name in ("share", "of heard"):
        return visible(str(value)).replace(" [", "\n[")
    if name in DATES:
        return visible(str(value)).replace("/", "/\n")
    if isinstance(value, str):
        return visible(value)
    return f"{value:.2f}" if isinstance(value, float) else value


def spared(widths: Mapping[str, int], room: int) -> list[str]:
    """Columns to go without, so that those of LEAST have their least."""
    gone: list[str] = []
    for name in (n for n in SPARE if n in widths and not LEAST.keys().isdisjoint(widths)):
        needed = (min(w, LEAST.get(n, FIXED if n not in LOOSE else w)) + 1 for n, w in widths.items() if n not in gone)
        if sum(needed) > room + 1:
            gone.append(name)
    return gone


def show(rows: list[dict], console: Console, empty: str, caption: str | None = None) -> None:
    """Draw rows on a terminal within its width; write them tab-separated to anything else."""
    if not console.is_terminal:
        console.file.write(tab_separated(rows))
        return
    if not rows:
        console.print(empty, style="dim")
        return
    rows = [{SHORT.get(k, k): drawn(k, v) for k, v in r.items()} for r in rows]
    for above, row in reversed(list(pairwise(rows))):  # a sentence in which several things are stated stands once
        if "sentence" in row and all(row[n] == above[n] for n in ("published", "sentence", "publisher")):
            row["sentence"] = row["publisher"] = ""
    widths = {n: max(len(n), *(len(line) for r in rows for line in str(r[n]).split("\n"))) for n in rows[0]}
    gone = spared(widths, console.width)
    if gone:
        caption = "\n".join(filter(None, (caption, f"No room for: {', '.join(gone)}; a wider terminal shows them, and --format csv.")))
        rows, widths = [{n: v for n, v in r.items() if n not in gone} for r in rows], {n: w for n, w in widths.items() if n not in gone}
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False, caption=caption, caption_style="dim", caption_justify="left")
    fixed = {n: min(w, FIXED) for n, w in widths.items() if n not in LOOSE}
    room = console.width - sum(fixed.values()) - len(widths)
    loose = [n for n in widths if n in LOOSE]
    for i, n in enumerate(sorted(loose, key=widths.__getitem__)):  # a column that needs little leaves its room to the others
        fixed[n] = max(len(n), min(widths[n], room // (len(loose) - i)))
        room -= fixed[n]
    narrow = sum(fixed.values()) + len(widths) > console.width + 1
    for n in widths:  # where not all has room, the widest columns give way, and figures and codes stay whole
        table.add_column(n, overflow="fold", width=None if narrow else fixed[n], max_width=fixed[n], no_wrap=narrow and fixed[n] <= WHOLE,
                         justify="right" if isinstance(rows[0][n], int) else "left")
    for r in rows:
        table.add_row(*(Text(str(v), style=STYLE.get(str(v).split(" ")[0], "")) for v in r.values()))
    console.print(table)


class Statements:
    """Statements report by report: a titled table each on a terminal; one tab-separated table, header first, in a pipe."""

    def __init__(self, console: Console):
        self.console, self.headed = console, False

    def write(self, report: Report, statements: Sequence[Statement]) -> None:
        rows = statement_rows(statements)
        if self.console.is_terminal:
            dated = f"{report.published} ({report.dated_by})" if report.published else "no publication date: relative dates stay unresolved"
            self.console.print(Text(visible(f"\n{report.title or report.id}"), style="bold"))
            self.console.print(Text(visible(f"{report.publisher or 'publisher unknown'}, {dated}"), style="dim"))
            show(rows, self.console, "No statements.")
        else:
            head = {"report": report.id, "published": report.published or "unknown"}
            self.console.file.write(tab_separated([{**head, **r} for r in rows], header=not self.headed))
            self.headed = self.headed or bool(rows)

    def close(self) -> None:
        """Nothing is held back."""
