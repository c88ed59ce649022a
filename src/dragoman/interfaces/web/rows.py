"""Rows of an answer, kept packed: what a server holds of a ledger's answers grows with the ledger, and few of the rows are looked at."""
from __future__ import annotations

import json
import os
import tempfile
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, overload

PACK = 100
"""Rows to a pack."""

HEAVY = 200_000
"""Bytes of packs beyond which they are laid aside in a file without a name."""

SIGN = "packed rows"


class _Aside(Sequence[bytes]):
    """Packs in a file that nobody else sees, and that is gone when they are. OSError where there is no room for it."""

    def __init__(self, packs: Sequence[bytes]) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)
        self._ends = array("Q", [0])
        for pack in packs:
            self._ends.append(self._ends[-1] + len(pack))
        with open(self._file.fileno(), "wb", closefd=False) as out:
            out.writelines(packs)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, n: int) -> bytes:
        return os.pread(self._file.fileno(), self._ends[n + 1] - self._ends[n], self._ends[n])


def _laid(packs: list[bytes]) -> Sequence[bytes]:
    """Packs where they are kept: many of them aside, in memory where that has no room."""
    if sum(map(len, packs)) > HEAVY:
        try:
            return _Aside(packs)
        except OSError:
            pass
    return packs


class Rows(Sequence[Any]):
    """A list of what JSON can hold, as packs of PACK, each compressed; a tenth of the memory. Walking through unpacks one pack at a time."""

    def __init__(self, packs: list[bytes], count: int) -> None:
        self._packs, self._count = _laid(packs), count

    @classmethod
    def of(cls, rows: Iterable[Any]) -> Rows:
        """Pack rows, which may come one by one."""
        packs, count, coming = [], 0, iter(rows)
        while some := list(islice(coming, PACK)):
            packs.append(zlib.compress(json.dumps(some).encode(), 3))
            count += len(some)
        return cls(packs, count)

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._count == other._count and all(a == b for a, b in zip(self._packs, other._packs, strict=True))

    def __iter__(self) -> Iterator[Any]:
        for n in range(len(self._packs)):
            yield from self._unpacked(n)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        """A row by its place, or a list of those of a slice."""
        if isinstance(at, int):
            at = range(self._count)[at]
            return self._unpacked(at // PACK)[at % PACK]
        wanted = range(self._count)[at]
        if not wanted:
            return []
        first = min(wanted[0], wanted[-1]) // PACK
        rows = [row for n in range(first, max(wanted[0], wanted[-1]) // PACK + 1) for row in self._unpacked(n)]
        return [rows[i - first * PACK] for i in wanted]

    def _unpacked(self, n: int) -> list[Any]:
        return json.loads(zlib.decompress(self._packs[n]))


def written(packs: list[bytes], value: object) -> dict[str, Any]:
    """What JSON holds of rows, for `json.dumps(default=)`; their packs are added to `packs`, and go the same way as they are, after it."""
    if not isinstance(value, Rows):
        raise TypeError(f"{type(value).__name__} is not JSON serializable")
    packs += value._packs
    return {SIGN: [len(p) for p in value._packs], "count": value._count}


def read(take: Callable[[int], bytes], value: dict[str, Any]) -> Any:
    """Rows of what `written` made, for `json.loads(object_hook=)`; `take` hands out so many bytes of the packs, from where it was."""
    return Rows([take(n) for n in value[SIGN]], value["count"]) if SIGN in value else value


def taken(rows: Iterable[Any], size: int, offset: int = 0) -> tuple[list[Any], int]:
    """So many rows from `offset` on, and how many there are in all; no more of them than those is held at a time."""
    if isinstance(rows, Sequence):
        return list(rows[offset:offset + size]), len(rows)
    kept, count = [], 0
    for count, row in enumerate(rows, 1):
        if offset < count <= offset + size:
            kept.append(row)
    return kept, count
