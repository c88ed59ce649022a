"""CSV: a folder of tables, RFC 4180, UTF-8, one header row, empty where nothing is known."""
from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from dragoman.interfaces.exports.columns import TABLES, Column, Table
from dragoman.interfaces.exports.writing import clean
from dragoman.interfaces.formats import guarded

JOINT = "|"
"""What parts the items of a list; in an item itself a / stands for it."""


class Comma:
    """A CSV file a table, written row by row."""

    ending = "csv"

    def __init__(self, folder: Path) -> None:
        self._files = {t.name: (folder / f"{t.name}.csv").open("w", encoding="utf-8", newline="") for t in TABLES}
        self._writers = {name: csv.writer(f, lineterminator="\r\n") for name, f in self._files.items()}
        self.rows = dict.fromkeys(self._files, 0)
        for t in TABLES:
            self._writers[t.name].writerow([c.name for c in t.columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for f in self._files.values():
            f.close()

    def put(self, table: Table, row: dict) -> None:
        """Write a row."""
        self._writers[table.name].writerow([cell(c, row[c.name]) for c in table.columns])
        self.rows[table.name] += 1

    def finish(self) -> None:
        """Nothing is held back."""


def cell(column: Column, value: object) -> object:
    """A value as a cell: TRUE and FALSE, lists joined, text without control characters and guarded against being read as a formula."""
    if value is None:
        return ""
    if column.kind == "boolean":
        return "TRUE" if value else "FALSE"
    if column.kind == "list":
        value = joined(value)
    return guarded(clean(value)) if isinstance(value, str) else value


def joined(items: Sequence[str]) -> str:
    return JOINT.join(x.replace(JOINT, "/") for x in items)
