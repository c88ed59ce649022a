"""Which inputs `add` has been through to the end, so that an interrupted run goes on where it stopped without reading them again."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from dragoman.ledger import schema as t


@dataclass(frozen=True, slots=True)
class ShardDone:
    """A shard that was read to its end: `mark` stands for the input as it was, `how` for the reader and what it was told.

    `id` stands for its path, `name` is what a person calls it. `size` is in bytes; `reports` and `errors` are how many came out of it;
    `done` is when (ISO, UTC).
    """

    id: str
    name: str
    mark: str
    how: str
    size: int
    reports: int
    errors: int
    done: str


def shard_done(connection: Connection, id_: str) -> ShardDone | None:
    """What is known of a shard that was read to its end."""
    row = connection.execute(select(t.shard).where(t.shard.c.id == id_)).one_or_none()
    return ShardDone(*row) if row else None


def note_shard(connection: Connection, shard: ShardDone) -> None:
    """Note that a shard was read to its end, in place of what was noted of it before."""
    connection.execute(delete(t.shard).where(t.shard.c.id == shard.id))
    connection.execute(insert(t.shard).values(id=shard.id, name=shard.name, mark=shard.mark, how=shard.how, size=shard.size, reports=shard.reports,
                                              errors=shard.errors, done=shard.done))
