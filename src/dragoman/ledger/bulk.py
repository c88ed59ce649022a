"""Many rows at once, by the driver itself: what the parts of SQLAlchemy that build a statement cost falls away."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Table, func, select, text

CHUNK = 10_000
"""Rows that are sent at once."""

PARAMETERS = 8_000
"""Values of one statement where many rows go in one; PostgreSQL takes 65,535."""

ASKED = 500
"""Values in one list of a condition."""

T = TypeVar("T")


def put(connection: Connection, table: Table, rows: Iterable[Sequence], add_up: str = "") -> None:
    """Insert rows, each with a value for every column of the table in their order; JSON as text.

    Where a row of the same key is there, what stands in the column `add_up` is added to its own.
    """
    columns = len(table.columns)
    one = "(" + ", ".join(["?" if connection.dialect.paramstyle == "qmark" else "%s"] * columns) + ")"
    sql = " ".join(("INSERT INTO", table.name, "(", ", ".join(table.columns.keys()), ") VALUES "))
    more = ""
    if add_up:
        keys = ", ".join(c.name for c in table.primary_key.columns)
        more = f" ON CONFLICT ({keys}) DO UPDATE SET {add_up} = {table.name}.{add_up} + excluded.{add_up}"
    if connection.dialect.name == "sqlite":
        for chunk in parts(rows, CHUNK):
            connection.exec_driver_sql(sql + one + more, chunk)
        return
    # A server is asked once for many rows: each question costs a journey there and back.
    for chunk in parts(rows, PARAMETERS // columns):
        connection.exec_driver_sql(sql + ", ".join([one] * len(chunk)) + more, tuple(value for row in chunk for value in row))


def take_keys(connection: Connection, table: Table, count: int) -> Iterator[int]:
    """Keys for new rows of a table with a key of its own, in a transaction that writes."""
    if not count:
        return iter(())
    if connection.dialect.name == "sqlite":  # which lets one write at a time
        first = (connection.scalar(select(func.max(table.c.key))) or 0) + 1
        return iter(range(first, first + count))
    taken = text("SELECT nextval(pg_get_serial_sequence(:name, 'key')) FROM generate_series(1, :count)")
    return iter(connection.execute(taken, {"name": table.name, "count": count}).scalars().all())


def parts(values: Iterable[T], size: int = ASKED) -> Iterator[list[T]]:
    """The values in lists that a condition takes."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def delete_where(connection: Connection, table: Table, column: ColumnElement, values: Iterable) -> None:
    """Delete the rows whose column has one of the values."""
    for part in parts(values):
        connection.execute(table.delete().where(column.in_(part)))
