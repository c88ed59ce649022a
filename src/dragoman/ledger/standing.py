"""The derived tables as they stood on a day, or with the surest statements alone: what a question is put to.

An event whose last statement counts from the day or before stands as it is kept. One that was open across the day is made
anew of the statements until then. Tables of the connection's own, which have the names of the kept ones, take these in, so that
a question is the same query, whatever it is put to.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Column, Connection, Index, MetaData, Table

from dragoman.ledger import schema as t
from dragoman.ledger.bulk import put
from dragoman.ledger.derivation import filed, make
from dragoman.ledger.judgements import rulings as judged
from dragoman.ledger.merging import Merger, uncollected
from dragoman.ledger.stored import Stored
from dragoman.ledger.summaries import OF_EVENTS, Rows


def stand_back(connection: Connection, next_day: str) -> str:
    """Let the connection see, in tables of its own, the events that were open across the begin of a day (ISO) as they stood then.

    The schema in which the kept tables are found beside these.
    """
    stored, merger = Stored(connection, next_day, judged(connection)), Merger()
    held = stored.open_across()
    for event in held:
        merger.restore(event)
    rows = _together(filed(merger, [event.number for event in held], stored.statements, stored.keys))
    # No key is that of a kept event: keys say which of the two tables a row is of.
    made = Rows([(-1 - key, *rest) for key, *rest in rows.event], [(s, -1 - key, *rest) for s, key, *rest in rows.event_statement],
                [(-1 - key, *rest) for key, *rest in rows.event_pair], [(id_, -1 - key, *rest) for id_, key, *rest in rows.docket_item],
                rows.docket_step, rows.dyad_count)
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar() if connection.dialect.name == "postgresql" else "main"
    for name in OF_EVENTS:
        table = _own(name)
        table.create(connection)
        put(connection, table, getattr(made, name))
    return schema


def derive_apart(connection: Connection, until: str | None, min_confidence: float) -> None:
    """Let the connection see the derived tables as they would be of the statements known by a day and so sure alone.

    Nothing is written to the ledger. All statements are merged, which takes a minute for a million.
    """
    with uncollected():
        tables = {name: _own(name) for name in OF_EVENTS}
        made = make(connection, None, until, min_confidence)
        for table in tables.values():
            table.create(connection)
        for rows in made.rows:
            for name, table in tables.items():
                put(connection, table, getattr(rows, name))


def _together(parts: Iterable[Rows]) -> Rows:
    whole = Rows([], [], [], [], [], Counter())
    for part in parts:
        for one, more in zip(whole, part, strict=True):
            one += more
    return whole


def _own(name: str) -> Table:
    """A derived table as one of the connection's own, without what binds it to others."""
    model = t.metadata.tables[name]
    table = Table(name, MetaData(), *(Column(c.name, c.type, primary_key=c.primary_key, autoincrement=False)
                                        for c in model.columns), prefixes=["TEMPORARY"])
    if name in ("event_statement", "docket_item"):
        Index(f"own_{name}_event", table.c.event_key)
    return table
