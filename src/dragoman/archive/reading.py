"""What a folder of reports holds, asked through DuckDB: its reports with what they state, and counts of pairs over time.

DuckDB reads the files of the shards that are done, spills to disk what does not fit into `MEMORY`, and hands rows on some hundred at a time.
"""
from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from dragoman.archive.folder import Folder
from dragoman.archive.layout import OFFLINE, REPORTS, STATEMENTS, TABLES, to_report, to_statement
from dragoman.model import DONE, QUADS, LedgerError, Report, Statement

MEMORY = "1GB"
_AT_ONCE = 256

STATELESS = ("UNK", "IGO", "NGO", "MNC")
"""Codes that stand for many bodies; a pair with one of them is no dyad (as ledger.dyad_pairs has it)."""

_FILE = re.compile(r"([0-9a-f]+)[.]parquet\b")
"""How DuckDB names the file of a shard."""

PERIODS = ("day", "week", "month")


class Held(NamedTuple):
    """A report of a folder, what it states, and the reader that found it."""

    report: Report
    statements: list[Statement]
    reader: str


class Archive:
    """A folder that `dragoman read --out` wrote, open for questions; to be closed after use. LedgerError where it is none, or cannot be read."""

    def __init__(self, path: str | Path, memory: str = MEMORY, threads: int = 0) -> None:
        import duckdb

        self.folder = Folder(path)
        self._spill = tempfile.TemporaryDirectory()
        config: dict[str, str | int] = {"memory_limit": memory, "temp_directory": self._spill.name, "preserve_insertion_order": "false", **OFFLINE}
        self._db = duckdb.connect(config=config | ({"threads": threads} if threads else {}))
        try:
            self._views()
        except duckdb.Error as error:
            self.close()
            raise self._unread(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()
        self._spill.cleanup()

    def _views(self) -> None:
        named = self._named()
        for table, columns in TABLES.items():
            files = [str(self.folder.path / name) for name in named if name.startswith(f"{table}/")]
            if files:
                held = self._db.read_parquet(files, hive_partitioning=True, filename=True)
                held.project("*, regexp_extract(filename, '([0-9a-f]+)[.]parquet$', 1) AS shard").create_view(table)
            else:
                made = ", ".join(f'"{name}" {kind}' for name, kind in {**columns, "year": "BIGINT", "month": "BIGINT", "shard": "VARCHAR"}.items())
                self._db.execute(f"CREATE TABLE {table} ({made})")

    def _named(self) -> list[str]:
        """The files of the shards that are done, as their notes name them. LedgerError for a note that is none."""
        import duckdb

        notes = list((self.folder.path / "shards").glob("*.json"))
        try:
            found = self._db.execute("SELECT files FROM read_json($1, columns = {'files': 'VARCHAR[]'})", [list(map(str, notes))]).fetchall() if notes else []
        except duckdb.Error:
            found = []
        if len(found) == len(notes) and (None,) not in found:
            return [name for files, in found for name in files]
        for note in notes:  # one of which is none
            if not self.folder.entry(note.stem):
                raise self.folder.no_note(note.stem)
        return [name for entry in self.folder.entries() for name in entry.files]

    def counts(self) -> dict[str, int]:
        """How many reports and statements are held, those of several shards once for each, and of how many shards."""
        asked = "SELECT (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM statements) AS statements"
        [found] = self._rows(asked, [], ("reports", "statements"))
        return {**found, "shards": len(list((self.folder.path / "shards").glob("*.json")))}

    def readings(self, about: Collection[str] = (), until: str | None = None) -> Iterator[Held]:
        """The reports, by reader and id, each with what it states.

        `about` keeps those reports alone in which one of these codes takes part in something. `until` (an ISO day) leaves out what was published
        later; what has no date, or a month or year that may go further, is kept.
        """
        asked = {"until": until, "year": int(until[:4]) if until else 9999, "about": list(about) or None}
        reports = self._rows(_READINGS, asked, (*REPORTS, "shard"))
        told = groupby(self._rows(_TOLD, asked, (*STATEMENTS, "shard")), key=lambda row: (row["reader"], row["report"], row["shard"]))
        of, rows = next(told, (None, iter(())))
        for row in reports:
            mine = of == (row["reader"], row["id"], row["shard"])
            yield Held(to_report(row), [to_statement(r) for r in rows] if mine else [], row["reader"])
            if mine:
                of, rows = next(told, (None, iter(())))

    def series(self, by: str | None = None, about: Collection[str] = (), since: str | None = None, until: str | None = None,
               min_confidence: float = 0.0) -> Iterator[dict]:
        """Counts of pairs by period (PERIODS), or over all time without one, made of statements: no events are formed, no copies looked for.

        What several reports say of one pair, day, type and status counts once, so that a copy adds nothing. A statement counts on the day on which an
        event with its dates would (ledger.day_of), background of no known month in no period; what has no day, is denied or called off counts nowhere.
        Keys are those of relations.series without weights, with `a` and `b`; `outlets` counts for each of these the outlets that say so. `total` is
        what is done between all pairs in the period. Rows by pair and period; a period without anything has none. ValueError where `by` is no period.
        """
        if by is not None and by not in PERIODS:
            raise ValueError(f"no period {by!r}: give one of {', '.join(PERIODS)}")
        pair = tuple(sorted(set(about)))
        sql = _SERIES.format(period=f"date_trunc('{by}', day)::DATE" if by else "NULL::DATE", background="NULL" if by else "out",
                             pair="a = $a AND b = $b" if len(pair) == 2 else "$a IN (a, b)" if pair else "true",
                             counts=",\n".join(_counts()))
        asked = {"since": since, "until": until, "sure": min_confidence, "stateless": list(STATELESS), "done": list(DONE)}
        asked |= dict(zip("ab", pair[:2], strict=False)) if pair else {}
        for row in self._rows(sql, asked, (*_KEYS, "outlets", "total")):
            share = {f"{side}_share": round(1000 * row[side] / row["total"], 3) if row["total"] else None for side in ("cooperation", "conflict")}
            yield {**row, "start": row["start"] and row["start"].isoformat(), **share}

    def _rows(self, sql: str, asked: list | dict, names: Collection[str]) -> Iterator[dict]:
        """Rows of a query, on a cursor of their own."""
        import duckdb

        try:
            with self._db.cursor() as cursor:
                cursor.execute(sql, asked)
                found = [d[0] for d in cursor.description]
                places = [(name, found.index(name)) for name in names]
                while some := cursor.fetchmany(_AT_ONCE):
                    for row in some:
                        yield {name: row[i] for name, i in places}
        except duckdb.Error as error:
            raise self._unread(error) from error

    def _unread(self, error: Exception) -> LedgerError:
        """What DuckDB says of files that it cannot read, and what to do."""
        path, told = self.folder.path, " ".join(str(error).split())
        shard = _FILE.search(told) or _FILE.search(self._damaged() or "")
        if not shard:
            return LedgerError(f"{path}: DuckDB cannot answer ({told}); see that the files are whole, and that the disk has room")
        return LedgerError(f"{path}: a file of it is missing or damaged ({told}); expected the Parquet that `dragoman read --out` wrote: remove "
                           f"{path / 'shards' / shard[1]}.json, and `dragoman read PATH... --out {path} --resume` makes it again")

    def _damaged(self) -> str | None:
        """The first file that DuckDB cannot read from end to end, of those that are named by notes; None where all can be read."""
        import duckdb

        for name in self._named():
            path = str(self.folder.path / name)
            try:
                with self._db.cursor() as cursor:
                    cursor.execute("SELECT max(hash(COLUMNS(*))) FROM read_parquet($1)", [path]).fetchall()
            except duckdb.Error:
                return path
        return None


_READINGS = """
SELECT * FROM reports
WHERE ($until IS NULL OR published IS NULL OR left(published, 10) <= $until) AND year <= $year
    AND ($about IS NULL OR id IN (SELECT report FROM statements WHERE list_has_any(list_concat(actor, recipient), CAST($about AS VARCHAR[]))))
ORDER BY reader, id, shard
"""
_TOLD = """
WITH chosen AS (
    SELECT id, shard FROM reports
    WHERE ($until IS NULL OR published IS NULL OR left(published, 10) <= $until) AND year <= $year
        AND ($about IS NULL OR id IN (SELECT report FROM statements WHERE list_has_any(list_concat(actor, recipient), CAST($about AS VARCHAR[]))))
)
SELECT s.* FROM statements s SEMI JOIN chosen c ON s.report = c.id AND s.shard = c.shard
WHERE s.year <= $year
ORDER BY reader, report, shard, "start", "end", id
"""

_SIDES = {side: [t for t, quad in QUADS.items() if quad.endswith(side)] for side in ("cooperation", "conflict")}
_BY_QUAD = {quad.replace(" ", "_"): [t for t, q in QUADS.items() if q == quad] for quad in dict.fromkeys(QUADS.values())}
_KEYS = ("start", "a", "b", "cooperation", "conflict", "cooperation_ahead", "conflict_ahead", "cooperation_possible", "conflict_possible", *_BY_QUAD)

COUNTED = (*_KEYS, "outlets", "total", "cooperation_share", "conflict_share")
"""What `Archive.series` gives of a pair, in a period or in all."""


def _counts() -> Iterator[str]:
    def among(types: Collection[str]) -> str:
        return "type IN (" + ", ".join(f"'{t}'" for t in types) + ")"

    for standing, ending in (("done", ""), ("ahead", "_ahead"), ("possible", "_possible")):
        for side, types in _SIDES.items():
            yield f"count(*) FILTER (standing = '{standing}' AND {among(types)}) AS {side}{ending}"
    for quad, types in _BY_QUAD.items():
        yield f"count(*) FILTER (standing = 'done' AND {among(types)}) AS {quad}"


_SERIES = """
WITH told AS (
    SELECT report, publisher, type,
        CASE WHEN list_contains($done, status) THEN 'done' WHEN status = 'planned' THEN 'ahead' WHEN status = 'possible' THEN 'possible' END AS standing,
        TRY_CAST(left(published, 10) AS DATE) AS out,
        when_first, when_last,
        list_filter(list_distinct(actor), lambda c: NOT list_contains($stateless, c)) AS actors,
        list_filter(list_distinct(recipient), lambda c: NOT list_contains($stateless, c)) AS recipients
    FROM statements WHERE confidence >= $sure AND length(published) >= 10
), dated AS (
    SELECT *, CASE WHEN standing <> 'done' OR when_first IS NULL THEN out
                   WHEN when_last - when_first < 7 AND when_first <= out THEN when_first
                   WHEN when_last >= out - 7 THEN out
                   WHEN when_last - when_first < 31 THEN when_first + CAST((when_last - when_first) // 2 AS INTEGER)
                   ELSE {background} END AS day
    FROM told WHERE standing IS NOT NULL AND out IS NOT NULL
), sides AS (
    SELECT *, unnest(actors) AS x FROM dated WHERE day IS NOT NULL
), pairs AS (
    SELECT publisher, type, standing, day, least(x, y) AS a, greatest(x, y) AS b
    FROM (SELECT *, unnest(CASE WHEN len(recipients) > 0 THEN recipients ELSE actors END) AS y FROM sides) WHERE x <> y
), once AS (
    SELECT DISTINCT publisher, type, standing, day, a, b FROM pairs
    WHERE ($since IS NULL OR day >= CAST($since AS DATE)) AND ($until IS NULL OR day <= CAST($until AS DATE))
), counted AS (
    SELECT type, standing, day, a, b, count(*) AS outlets FROM once GROUP BY ALL
), of_all AS (
    SELECT {period} AS start, count(*) AS total FROM counted WHERE standing = 'done' GROUP BY 1
), found AS (
    SELECT {period} AS start, a, b, {counts}, sum(outlets)::BIGINT AS outlets FROM counted WHERE {pair} GROUP BY ALL
)
SELECT found.*, coalesce(total, 0) AS total FROM found LEFT JOIN of_all ON found.start IS NOT DISTINCT FROM of_all.start ORDER BY a, b, found.start
"""
