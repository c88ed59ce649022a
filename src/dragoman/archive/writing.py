"""Reports and statements of one shard into Parquet files, one a table and month. Rows wait on disk, so that memory stays flat."""
from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from dragoman.archive.folder import Folder
from dragoman.archive.layout import OFFLINE, TABLES, Month, month_of, report_row, statement_row
from dragoman.model import DragomanError, Report, Statement

MEMORY = "256MB"
_OPEN = 64
"""Files held open at once; a decade of months has more."""

_LONGEST = 16_000_000
"""Bytes of a row that DuckDB takes without being told."""


class Writing:
    """The rows of a shard on their way. What `put` takes is kept by `finish` and lost without it; what was there of the shard goes first."""

    def __init__(self, folder: Folder, shard: str) -> None:
        self._folder, self._shard = folder, shard
        self._work = folder.work(shard)
        folder.clear(shard)
        with folder.written():
            self._work.mkdir(parents=True, exist_ok=True)
        self._open: dict[tuple[str, Month], TextIO] = {}
        self._months: dict[tuple[str, Month], int] = {}
        self.reports = self.statements = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind:
            for file in self._open.values():
                with suppress(OSError):  # what a full disk did not take; it is not kept
                    file.close()
            self._folder.clear(self._shard)
        else:
            self._shut()

    def put(self, report: Report, statements: list[Statement], reader: str) -> None:
        """Take a report with what it states; of one id no more than one. DragomanError where the disk refuses."""
        month = month_of(report.published)
        with self._folder.written():
            self._put("reports", month, report_row(report, len(statements), reader))
            for s in statements:
                self._put("statements", month, statement_row(s))
        self.reports += 1
        self.statements += len(statements)

    def finish(self) -> tuple[str, ...]:
        """Write the files; their names, relative to the folder. DragomanError where that fails."""
        with self._folder.written():
            return tuple(self._finished())

    def _finished(self) -> Iterator[str]:
        self._shut()
        for (table, month), longest in sorted(self._months.items()):
            lines = self._lines(table, month)
            packed = lines.with_suffix(".parquet")
            self._pack(table, lines, packed, longest)
            target = self._folder.path / table / month.folder / f"{self._shard}.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            packed.replace(target)
            lines.unlink()
            yield str(target.relative_to(self._folder.path))
        self._work.rmdir()

    def _lines(self, table: str, month: Month) -> Path:
        return self._work / f"{table}-{month.year:04}-{month.month:02}.jsonl"

    def _put(self, table: str, month: Month, row: dict) -> None:
        key = table, month
        if key not in self._open:
            if len(self._open) >= _OPEN:
                self._shut()
            self._open[key] = self._lines(table, month).open("a", encoding="utf-8")
        line = json.dumps(row, ensure_ascii=False) + "\n"
        self._open[key].write(line)
        self._months[key] = max(self._months.get(key, 0), 4 * len(line))

    def _shut(self) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()

    def _pack(self, table: str, lines: Path, packed: Path, longest: int) -> None:
        import duckdb

        columns = {name: "VARCHAR" if kind == "BLOB" else kind for name, kind in TABLES[table].items()}
        config = {"memory_limit": MEMORY if longest < _LONGEST else "2GB", "temp_directory": str(self._work / "spill"), "threads": 1, **OFFLINE}
        try:
            with duckdb.connect(config=config) as db:
                rows = db.read_json(str(lines), format="newline_delimited", columns=columns, maximum_object_size=max(_LONGEST, longest))
                if "embedding" in columns:
                    rows = rows.project("* REPLACE (from_base64(embedding) AS embedding)")
                rows.write_parquet(str(packed), compression="zstd", row_group_size=20_000)
            with packed.open("rb") as f:
                os.fsync(f.fileno())
        except duckdb.Error as error:
            raise DragomanError(f"{self._folder.path}: DuckDB cannot write {packed.name} there ({error}); see that its disk has room, and repeat with "
                                "--resume") from error
