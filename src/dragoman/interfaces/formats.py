"""Statements as programs and analysts load them: JSON lines, annotation, CSV, Parquet. Each writer takes reports one by one."""
from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from dragoman.interfaces.logs import on_one_line
from dragoman.model import Actor, Report, Source, Statement

COLUMNS = ("id", "report", "published", "publisher", "type", "status", "actor", "actor_text", "recipient", "recipient_text", "trigger",
           "when", "when_text", "where", "said_by", "said_by_code", "said_by_kind", "start", "end", "confidence", "reader",
           "actor_role", "recipient_role", "said_by_role")
"""Columns of the CSV and Parquet forms; lists are joined by `|`, sources outermost first. docs/codebook.md says what each holds."""


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula (OWASP, *CSV Injection*)."""


def record(s: Statement) -> dict:
    """A statement as nested plain data: the annotation guide's form with what Dragoman adds."""
    return {"id": s.id, "report": s.report, "published": s.published, "publisher": s.publisher, **s.annotation(), "reader": s.reader,
            "actor_role": [a.role for a in s.actor], "recipient_role": [a.role for a in s.recipient], "said_by_role": [x.role for x in s.said_by]}


def row(s: Statement) -> dict:
    """A statement as one flat row."""
    def joined(values: Iterable[str]) -> str:
        return "|".join(values)

    def roles(parties: Sequence[Actor | Source]) -> str:
        return joined(p.role or "" for p in parties) if any(p.role for p in parties) else ""

    return dict(zip(COLUMNS, (
        s.id, s.report, s.published, s.publisher, s.type, s.status,
        joined(a.code for a in s.actor), joined(a.surface for a in s.actor), joined(a.code for a in s.recipient), joined(a.surface for a in s.recipient),
        s.trigger, s.when, s.when_text, s.where, joined(x.surface for x in s.said_by), joined(x.code for x in s.said_by),
        joined(x.kind for x in s.said_by), s.span[0], s.span[1], round(s.confidence, 3), s.reader,
        roles(s.actor), roles(s.recipient), roles(s.said_by)), strict=True))


def guarded(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: a leading = + - @ (of full width too), tab or line break gets an apostrophe before it.

    Line breaks become line feeds, which are quoted: a lone carriage return is not, and ends a row for a spreadsheet, so that what follows begins a cell.
    """
    if not isinstance(value, str):
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + value if value.startswith(FORMULA) else value


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[dict], header: bool = True) -> None:
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    if header:
        writer.writeheader()
    for r in rows:
        writer.writerow({k: guarded(v) for k, v in r.items()})


def tab_separated(rows: Iterable[dict], header: bool = True) -> str:
    """Rows as tab-separated text: what a pipe gets in place of a drawn table. Control characters and turns of direction are written out."""
    out = io.StringIO()
    for i, r in enumerate(rows):
        if header and not i:
            out.write("\t".join(r) + "\n")
        out.write("\t".join(on_one_line(" ".join(str("" if v is None else v).split())) for v in r.values()) + "\n")
    return out.getvalue()


class Annotation:
    """A line a report, in the form of the annotation guide."""

    def write(self, report: Report, statements: Sequence[Statement]) -> None:
        print(json.dumps({"id": report.id, "statements": [s.annotation() for s in statements]}, ensure_ascii=False))

    def close(self) -> None:
        """Nothing is held back."""


class JsonLines:
    """A line a statement."""

    def write(self, report: Report, statements: Sequence[Statement]) -> None:
        for s in statements:
            print(json.dumps(record(s), ensure_ascii=False))

    def close(self) -> None:
        """Nothing is held back."""


class Csv:
    """A row a statement, the header first."""

    def __init__(self) -> None:
        write_csv(sys.stdout, COLUMNS, ())

    def write(self, report: Report, statements: Sequence[Statement]) -> None:
        write_csv(sys.stdout, COLUMNS, map(row, statements), header=False)

    def close(self) -> None:
        """Nothing is held back."""


class Parquet:
    """A row a statement. Rows wait on disk until `close`, so that memory stays flat."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.lines = (Path(self.folder.name) / "rows.jsonl").open("w", encoding="utf-8")

    def write(self, report: Report, statements: Sequence[Statement]) -> None:
        for s in statements:
            self.lines.write(json.dumps(row(s), ensure_ascii=False) + "\n")

    def close(self) -> None:
        import duckdb

        from dragoman.archive import OFFLINE

        self.lines.close()
        source, target = Path(self.lines.name), Path(self.folder.name) / "rows.parquet"
        kinds = {c: "INTEGER" if c in ("start", "end") else "DOUBLE" if c == "confidence" else "VARCHAR" for c in COLUMNS}
        with duckdb.connect(config=OFFLINE) as db:
            db.read_json(str(source), format="newline_delimited", columns=kinds).write_parquet(str(target))
        with target.open("rb") as f:
            shutil.copyfileobj(f, sys.stdout.buffer)
        self.folder.cleanup()
