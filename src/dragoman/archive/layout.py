"""The tables of an archive: reports and statements as rows, and rows as reports and statements again, value for value.

Names and meanings are those of `dragoman export parquet`; what it leaves out and a ledger needs (texts, spans, embeddings) stands after.
"""
from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dragoman.ledger import days, iso
from dragoman.model import Actor, Report, Source, Statement

REPORTS = {
    "id": "VARCHAR", "title": "VARCHAR", "published": "VARCHAR", "publisher": "VARCHAR", "url": "VARCHAR", "dated_by": "VARCHAR", "length": "INTEGER",
    "text": "VARCHAR", "reader": "VARCHAR", "statements": "INTEGER"}
STATEMENTS = {
    "id": "VARCHAR", "report": "VARCHAR", "published": "VARCHAR", "publisher": "VARCHAR", "type": "VARCHAR", "status": "VARCHAR",
    "actor": "VARCHAR[]", "actor_text": "VARCHAR[]", "actor_role": "VARCHAR[]", "recipient": "VARCHAR[]", "recipient_text": "VARCHAR[]",
    "recipient_role": "VARCHAR[]", "trigger": "VARCHAR", "when": "VARCHAR", "when_first": "DATE", "when_last": "DATE", "when_text": "VARCHAR",
    "where": "VARCHAR", "said_by": "VARCHAR[]", "said_by_code": "VARCHAR[]", "said_by_kind": "VARCHAR[]", "said_by_role": "VARCHAR[]",
    "start": "INTEGER", "end": "INTEGER", "confidence": "DOUBLE", "reader": "VARCHAR", "actor_start": "INTEGER[]", "actor_end": "INTEGER[]",
    "recipient_start": "INTEGER[]", "recipient_end": "INTEGER[]", "said_by_start": "INTEGER[]", "said_by_end": "INTEGER[]", "embedding": "BLOB"}
TABLES = {"reports": REPORTS, "statements": STATEMENTS}
"""Columns of each table with DuckDB's types, in their order."""

OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""What DuckDB is told wherever it is opened, so that it fetches nothing from a network."""

_PREFIX = re.compile(r"(\d{4})(?:-(\d\d))?")


class Month(NamedTuple):
    """A partition: year and month of publication; 0 where that is not known."""

    year: int
    month: int

    @property
    def folder(self) -> str:
        return f"year={self.year}/month={self.month}"


def month_of(published: str | None) -> Month:
    """The partition of what was published then."""
    found = _PREFIX.match(published or "")
    return Month(int(found[1]), int(found[2] or 0)) if found else Month(0, 0)


def report_row(report: Report, statements: int, reader: str) -> dict:
    """A report as a row of `reports`."""
    return dict(zip(REPORTS, (report.id, report.title, report.published, report.publisher, report.url, report.dated_by, len(report.text), report.text,
                              reader, statements), strict=True))


def statement_row(s: Statement) -> dict:
    """A statement as a row of `statements`, its embedding in base 64."""
    first, last = _ends(s.when)
    return {"id": s.id, "report": s.report, "published": s.published, "publisher": s.publisher, "type": s.type, "status": s.status,
            **_parties("actor", s.actor), **_parties("recipient", s.recipient), "trigger": s.trigger, "when": s.when, "when_first": first,
            "when_last": last, "when_text": s.when_text, "where": s.where, "said_by": [x.surface for x in s.said_by],
            "said_by_code": [x.code for x in s.said_by], "said_by_kind": [x.kind for x in s.said_by], "said_by_role": _roles(s.said_by),
            "start": s.span[0], "end": s.span[1], "confidence": s.confidence, "reader": s.reader, **_spans("actor", s.actor),
            **_spans("recipient", s.recipient), **_spans("said_by", s.said_by), "embedding": s.embedding and b64encode(s.embedding).decode()}


def _parties(name: str, parties: Sequence[Actor]) -> dict:
    return {name: [p.code for p in parties], f"{name}_text": [p.surface for p in parties], f"{name}_role": _roles(parties)}


def _roles(parties: Sequence[Actor | Source]) -> list[str]:
    return [p.role or "" for p in parties] if any(p.role for p in parties) else []


def _spans(name: str, parties: Sequence[Actor | Source]) -> dict:
    return {f"{name}_start": [p.span and p.span[0] for p in parties], f"{name}_end": [p.span and p.span[1] for p in parties]}


def _ends(when: str | None) -> tuple[str | None, str | None]:
    if not when:
        return None, None
    first, _, last = iso(days(when)).partition("/")
    return first, last or first


def to_report(row: dict) -> Report:
    """The report of a row."""
    return Report(row["id"], row["text"], row["title"], row["published"], row["publisher"], row["url"], row["dated_by"])


def to_statement(row: dict) -> Statement:
    """The statement of a row."""
    return Statement(
        report=row["report"], trigger=row["trigger"], span=(row["start"], row["end"]), type=row["type"], status=row["status"],
        actor=tuple(_actors(row, "actor")), recipient=tuple(_actors(row, "recipient")), when=row["when"], when_text=row["when_text"], where=row["where"],
        said_by=tuple(Source(surface, code, kind, span, role) for surface, code, kind, span, role in zip(
            row["said_by"], row["said_by_code"], row["said_by_kind"], *_held(row, "said_by"), strict=True)),
        confidence=row["confidence"], published=row["published"], publisher=row["publisher"], reader=row["reader"], id=row["id"],
        embedding=row["embedding"])


def _actors(row: dict, name: str) -> Iterable[Actor]:
    return (Actor(surface, code, span, role) for surface, code, span, role in zip(row[f"{name}_text"], row[name], *_held(row, name), strict=True))


def _held(row: dict, name: str) -> tuple[list, list]:
    """Spans and roles of the parties of a row."""
    spans = [None if a is None else (a, b) for a, b in zip(row[f"{name}_start"], row[f"{name}_end"], strict=True)]
    return spans, [role or None for role in row[f"{name}_role"]] or [None] * len(spans)
