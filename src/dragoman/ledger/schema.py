"""The tables of a ledger, as the queries see them. `migrations.py` makes them, and says what each column holds.

A `report` is read by a reader version (`reading`) into `statement`s with `participant`s: these are kept for good.
`judgement` holds what a person decides, `coded_event` what other coders made of the news; `feed`, `feed_entry` and `watcher` what is
watched and by whom, `alert` and `delivery` what was told to whom; `shard` which inputs were read to their end. The tables in `DERIVED`, and what `copy`,
`addition` and `derivation` hold, are made from these and can be dropped; `underived` says what has not been taken into account yet.
"""
from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Double, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

migration = Table(
    "migration", metadata,
    Column("version", Integer, primary_key=True, autoincrement=False), Column("name", Text, nullable=False),
    Column("applied", Text, nullable=False))

report = Table(
    "report", metadata,
    Column("id", Text, primary_key=True), Column("title", Text), Column("published", Text), Column("publisher", Text),
    Column("url", Text), Column("dated_by", Text), Column("text", Text, nullable=False),
    Column("day", Text, nullable=False), Column("added", Text, nullable=False), Column("sketch", LargeBinary),
    Column("credit", Text))

copy = Table(
    "copy", metadata,
    Column("report_id", Text, ForeignKey("report.id"), primary_key=True),
    Column("original_id", Text, ForeignKey("report.id"), nullable=False), Column("share", Double, nullable=False))

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
    Column("superseded", Boolean, nullable=False), Column("embedding", LargeBinary), Column("context", Text),
    Column("outlook", Text))

addition = Table(
    "addition", metadata,
    Column("statement_key", Integer, ForeignKey("statement.key"), primary_key=True, autoincrement=False))

participant = Table(
    "participant", metadata,
    Column("statement_key", Integer, ForeignKey("statement.key"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("seq", Integer, primary_key=True), Column("surface", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text), Column("span_start", Integer), Column("span_end", Integer), Column("sector", Text))

event = Table(
    "event", metadata,
    Column("key", Integer, primary_key=True, autoincrement=False), Column("id", Text, nullable=False),
    Column("type", Text, nullable=False), Column("status", Text, nullable=False),
    Column("actor", JSON, nullable=False), Column("recipient", JSON, nullable=False), Column("when_iso", Text),
    Column("place", Text), Column("first_reported", Text), Column("last_reported", Text),
    Column("disputed", Boolean, nullable=False), Column("contested", Boolean, nullable=False),
    Column("publishers", JSON, nullable=False), Column("sources", JSON, nullable=False),
    Column("what", Text, nullable=False), Column("shown_key", Integer, ForeignKey("statement.key"), nullable=False),
    Column("confidence", Double, nullable=False), Column("parties", Integer, nullable=False),
    Column("articles", Integer, nullable=False), Column("outlets", Integer, nullable=False),
    Column("voices", Integer, nullable=False), Column("size", Integer, nullable=False),
    Column("opened", Text, nullable=False), Column("known", Text, nullable=False), Column("awaited_until", Integer),
    Column("day", Text), Column("called", JSON))

event_statement = Table(
    "event_statement", metadata,
    Column("statement_key", Integer, ForeignKey("statement.key"), primary_key=True, autoincrement=False),
    Column("event_key", Integer, ForeignKey("event.key"), nullable=False), Column("seq", Integer, nullable=False),
    Column("step", Text, nullable=False), Column("round", Integer, nullable=False),
    Column("score", Double, nullable=False), Column("reason", Text, nullable=False))

event_pair = Table(
    "event_pair", metadata,
    Column("event_key", Integer, ForeignKey("event.key"), primary_key=True), Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True), Column("type", Text, primary_key=True), Column("reach", Integer, nullable=False),
    Column("party", Boolean, nullable=False), Column("dyad", Boolean, nullable=False))

docket_item = Table(
    "docket_item", metadata,
    Column("id", Text, primary_key=True), Column("event_key", Integer, ForeignKey("event.key"), nullable=False),
    Column("opened", Text), Column("expected", Text),
    Column("due", Text), Column("dated", Boolean, nullable=False), Column("firmness", Text, nullable=False),
    Column("state", Text, nullable=False), Column("state_date", Text), Column("decided", Text), Column("lapses", Text),
    Column("postponed_to", Text), Column("ambiguous", Boolean, nullable=False), Column("steps", Integer, nullable=False))

docket_step = Table(
    "docket_step", metadata,
    Column("item_id", Text, ForeignKey("docket_item.id"), primary_key=True), Column("seq", Integer, primary_key=True),
    Column("statement_key", Integer, ForeignKey("statement.key"), nullable=False), Column("day", Text),
    Column("step", Text, nullable=False))

dyad_count = Table(
    "dyad_count", metadata,
    Column("a", Text, primary_key=True), Column("b", Text, primary_key=True), Column("counted", Text, primary_key=True),
    Column("name", Text, primary_key=True), Column("events", Integer, nullable=False))

DERIVED = (dyad_count, docket_step, docket_item, event_pair, event_statement, event)
"""What is made of the events, those first that refer to others."""

derivation = Table(
    "derivation", metadata,
    Column("key", Integer, primary_key=True, autoincrement=False), Column("readings", Integer, nullable=False),
    Column("rules", Text, nullable=False), Column("made", Text, nullable=False), Column("serial", Integer, nullable=False))

SEARCHED = "report_words"
"""The index of the words of reports in SQLite, a virtual table that only `searching` asks; in PostgreSQL it is a column of `report`."""

SEARCH_TABLES = (SEARCHED, *(f"{SEARCHED}_{part}" for part in ("config", "data", "docsize", "idx")))
"""It, and those in which it keeps itself."""

underived = Table(
    "underived", metadata,
    Column("key", Integer, primary_key=True), Column("day", Text, nullable=False),
    Column("reading_key", Integer, ForeignKey("reading.key")))

judgement = Table(
    "judgement", metadata,
    Column("key", Integer, primary_key=True), Column("kind", Text, nullable=False),
    Column("statement_id", Text, nullable=False),
    Column("other_id", Text), Column("field", Text), Column("value", Text), Column("author", Text, nullable=False),
    Column("reason", Text), Column("made", Text, nullable=False), Column("withdrawn", Text))

shard = Table(
    "shard", metadata,
    Column("id", Text, primary_key=True), Column("name", Text, nullable=False), Column("mark", Text, nullable=False),
    Column("how", Text, nullable=False), Column("size", BigInteger, nullable=False), Column("reports", Integer, nullable=False),
    Column("errors", Integer, nullable=False), Column("done", Text, nullable=False))

coded_event = Table(
    "coded_event", metadata,
    Column("key", Integer, primary_key=True), Column("id", Text, nullable=False), Column("coder", Text, nullable=False),
    Column("day", Text, nullable=False), Column("type", Text, nullable=False), Column("a", Text, nullable=False),
    Column("b", Text, nullable=False), Column("dyad", Boolean, nullable=False), Column("actor", Text, nullable=False),
    Column("recipient", Text, nullable=False), Column("actor_text", Text), Column("recipient_text", Text),
    Column("code", Text), Column("goldstein", Double), Column("place", Text), Column("url", Text),
    Column("mentions", Integer, nullable=False))

watcher = Table(
    "watcher", metadata,
    Column("id", Text, primary_key=True), Column("machine", Text, nullable=False), Column("pid", Integer, nullable=False),
    Column("every", Integer, nullable=False), Column("once", Boolean, nullable=False), Column("started", Text, nullable=False),
    Column("beat", Text, nullable=False), Column("stopped", Text))

feed = Table(
    "feed", metadata,
    Column("key", Integer, primary_key=True), Column("url", Text, nullable=False), Column("at", Text, nullable=False),
    Column("host", Text, nullable=False), Column("title", Text), Column("state", Text, nullable=False), Column("every", Integer, nullable=False),
    Column("added", Text, nullable=False), Column("next_at", Text, nullable=False), Column("last_tried", Text), Column("last_ok", Text),
    Column("etag", Text), Column("last_modified", Text), Column("failures", Integer, nullable=False), Column("error", Text),
    Column("fetched", Integer, nullable=False), Column("new", Integer, nullable=False), Column("kept", Integer, nullable=False),
    Column("refused", Integer, nullable=False), Column("watcher", Text, ForeignKey("watcher.id")))

feed_entry = Table(
    "feed_entry", metadata,
    Column("key", Integer, primary_key=True), Column("feed_key", Integer, ForeignKey("feed.key"), nullable=False),
    Column("guid", Text, nullable=False), Column("link", Text), Column("link_id", Text), Column("host", Text, nullable=False),
    Column("title", Text), Column("published", Text), Column("updated", Text), Column("publisher", Text),
    Column("state", Text, nullable=False), Column("why", Text), Column("origin", Text), Column("report_id", Text, ForeignKey("report.id")),
    Column("text_id", Text), Column("versions", Integer, nullable=False), Column("tries", Integer, nullable=False),
    Column("reads", Integer, nullable=False), Column("next_at", Text, nullable=False), Column("seen", Text, nullable=False),
    Column("listed", Text, nullable=False), Column("done", Text), Column("content", Text), Column("page", LargeBinary),
    Column("answer", Text), Column("watcher", Text, ForeignKey("watcher.id")))

alert = Table(
    "alert", metadata,
    Column("key", Integer, primary_key=True), Column("id", Text, nullable=False), Column("kind", Text, nullable=False),
    Column("topic", Text, nullable=False), Column("day", Text, nullable=False), Column("made", Text, nullable=False),
    Column("statements", JSON, nullable=False), Column("body", JSON(none_as_null=True)))

delivery = Table(
    "delivery", metadata,
    Column("alert_key", Integer, ForeignKey("alert.key"), primary_key=True), Column("target", Text, primary_key=True),
    Column("tries", Integer, nullable=False), Column("next_at", Text, nullable=False), Column("delivered", Text), Column("dropped", Text),
    Column("error", Text))
