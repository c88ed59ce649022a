"""The tables of a ledger, as the queries see them. `migrations.py` makes them, and says what each column holds.

A `report` is read by a reader version (`reading`) into `statement`s with `participant`s: these are kept for good.
`event`, `event_statement` and `derivation` are derived and can be dropped. `judgement` holds what a person decides.
"""
from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Double, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()

migration = Table(
    "migration", metadata,
    Column("version", Integer, primary_key=True, autoincrement=False), Column("name", Text, nullable=False),
    Column("applied", Text, nullable=False))

report = Table(
    "report", metadata,
    Column("id", Text, primary_key=True), Column("title", Text), Column("published", Text), Column("publisher", Text),
    Column("url", Text), Column("dated_by", Text), Column("text", Text, nullable=False),
    Column("day", Text, nullable=False), Column("added", Text, nullable=False))

reading = Table(
    "reading", metadata,
    Column("key", Integer, primary_key=True), Column("report_id", Text, ForeignKey("report.id"), nullable=False),
    Column("reader", Text, nullable=False), Column("added", Text, nullable=False),
    Column("statements", Integer, nullable=False), Column("superseded", Boolean, nullable=False))

statement = Table(
    "statement", metadata,
    Column("key", Integer, primary_key=True), Column("id", Text, nullable=False),
    Column("reading_key", Integer, ForeignKey("reading.key"), nullable=False),
    Column("report_id", Text, ForeignKey("report.id"), nullable=False), Column("trigger", Text, nullable=False),
    Column("span_start", Integer, nullable=False), Column("span_end", Integer, nullable=False),
    Column("type", Text, nullable=False), Column("status", Text, nullable=False), Column("when_iso", Text),
    Column("when_text", Text), Column("place", Text), Column("confidence", Double, nullable=False),
    Column("superseded", Boolean, nullable=False))

participant = Table(
    "participant", metadata,
    Column("statement_key", Integer, ForeignKey("statement.key"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("seq", Integer, primary_key=True), Column("surface", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text), Column("span_start", Integer), Column("span_end", Integer), Column("sector", Text))

event = Table(
    "event", metadata,
    Column("id", Text, primary_key=True), Column("type", Text, nullable=False), Column("status", Text, nullable=False),
    Column("actor", JSON, nullable=False), Column("recipient", JSON, nullable=False), Column("when_iso", Text),
    Column("place", Text), Column("first_reported", Text), Column("last_reported", Text),
    Column("disputed", Boolean, nullable=False), Column("publishers", JSON, nullable=False),
    Column("sources", JSON, nullable=False))

event_statement = Table(
    "event_statement", metadata,
    Column("event_id", Text, ForeignKey("event.id"), primary_key=True), Column("seq", Integer, primary_key=True),
    Column("statement_key", Integer, ForeignKey("statement.key"), nullable=False), Column("step", Text, nullable=False),
    Column("round", Integer, nullable=False), Column("score", Double, nullable=False),
    Column("reason", Text, nullable=False))

derivation = Table(
    "derivation", metadata,
    Column("key", Integer, primary_key=True, autoincrement=False), Column("readings", Integer, nullable=False),
    Column("rules", Text, nullable=False), Column("made", Text, nullable=False))

judgement = Table(
    "judgement", metadata,
    Column("key", Integer, primary_key=True), Column("kind", Text, nullable=False),
    Column("statement_id", Text, nullable=False),
    Column("other_id", Text), Column("field", Text), Column("value", Text), Column("author", Text, nullable=False),
    Column("reason", Text), Column("made", Text, nullable=False), Column("withdrawn", Text))
