"""Parquet: a folder of typed tables. Rows wait on disk until all are there, so that memory stays flat."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Self

from dragoman.archive import OFFLINE
from dragoman.interfaces.exports.columns import TABLES, Table
from dragoman.interfaces.exports.writing import clean
from dragoman.model import DragomanError

_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "list": "VARCHAR[]"}
_MEMORY = "256MB"


class Parquet:
    """A Parquet file a table, written by DuckDB from lines of JSON."""

    ending = "parquet"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = {t.name: (folder / f"{t.name}.jsonl").open("w", encoding="utf-8") for t in TABLES}
        self.rows = dict.fromkeys(self._files, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for f in self._files.values():
            f.close()

    def put(self, table: Table, row: dict) -> None:
        """Keep a row for `finish`."""
        values = (row[c.name] for c in table.columns)
        line = [[clean(x) for x in v] if isinstance(v, (list, tuple)) else clean(v) if isinstance(v, str) else v for v in values]
        self._files[table.name].write(json.dumps(dict(zip((c.name for c in table.columns), line, strict=True)), ensure_ascii=False) + "\n")
        self.rows[table.name] += 1

    def finish(self) -> None:
        """Turn the lines into Parquet, a table after the other."""
        import duckdb

        for t in TABLES:
            self._files[t.name].close()
            lines = Path(self._files[t.name].name)
            kinds = {c.name: _TYPES[c.kind] for c in t.columns}
            try:
                with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(self._folder), "threads": 1, **OFFLINE}) as db:
                    db.read_json(str(lines), format="newline_delimited", columns=kinds).write_parquet(
                        str(self._folder / f"{t.name}.parquet"), compression="zstd", row_group_size=20_000)
            except duckdb.Error as error:
                raise DragomanError(f"{t.name}.parquet: DuckDB cannot write it ({error}); see that the disk has room, and repeat") from error
            lines.unlink()
