"""Near-copies and wire copy: which report prints another's text.

A client cuts an agency's text from the end, gives it a headline, adds a quote. So what counts is how much of the later
report stands in the earlier one (containment; Broder 1997), not how alike the two are. A report is kept as a *sketch*:
the lowest hashes of its shingles (runs of three words), all of them where it is short. Of two such samples, the hashes
under the lower of the two bounds are a fair sample of both texts, whatever their lengths (Cohen and Kaplan 2007). An
inverted index finds who shares them. MinHash with banded LSH, which estimates likeness, does worse here and needs more (`evals/copies.py`).

Three things tell boilerplate from copy. Shingles that more than sixteen reports of the shelf share count for neither side. A publisher
repeats itself, so within one publisher nearly all must be the same. And a short report may hold no figure, number or name that its original
lacks: *A reports 51 deaths* is no copy of *B reports 34 deaths*.
"""
from __future__ import annotations

import struct
import zlib
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dragoman.ledger.credits import AGENCY_WORDS, is_agency, uncredited
from dragoman.ledger.wording import is_particular, level, tokens
from dragoman.model import LedgerError

DAYS = 7
"""How long a report can be copied. Most copies come within hours (Cagé, Hervé and Viaud 2020); a weekly prints them within the week."""

_RUN = 3
_KEEP = 128
_LEAST = 6
_SHARE = 0.4
_SHARE_OF_OWN = 0.7
_COMMON = 16
_EVIDENCE = 8
_SHORT, _MEDIUM, _NOTED = 40, 100, 200
_TOLD = 0.67

_HEAD = struct.Struct("<IH")
_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_MIX = np.uint64(0xFF51AFD7ED558CCD)


class Copy(NamedTuple):
    """A report that prints another's text: `share` (0 to 1) of its rarer shingles stand in the original."""

    report: str
    original: str
    share: float


class Filed(NamedTuple):
    """What a shelf needs to know of a report. `day` is an ordinal, or None; `credit` is what `credited` finds."""

    id: str
    day: int | None
    publisher: str | None
    credit: str | None
    sketch: bytes


class _Sketch(NamedTuple):
    words: int
    particulars: frozenset[int]
    hashes: list[int]


class _Held(NamedTuple):
    """An original on the shelf; its hashes reach up to `bound`, or are all there are (None)."""

    report: Filed
    words: int
    particulars: frozenset[int]
    bound: int | None


def sketch(text: str) -> bytes:
    """The number of words and of particulars (six bytes), particulars of texts under 200 words (two bytes each), and,
    ascending, the 128 lowest hashes of shingles (four bytes each): some 100 bytes for a sentence, 518 for 400 words.

    Dateline, credits and names of agencies are left out, so that a sentence of two agencies gives one sketch.
    """
    found = [token for token in tokens(uncredited(text)) if token not in AGENCY_WORDS]
    codes = np.fromiter((_code(level(token)) for token in found), dtype=np.uint64)
    particulars: set[int] = set()
    if len(found) < _NOTED:
        particulars = {_code(level(token)) & 0xFFFF for token in found if is_particular(token)}
    n = max(len(codes) - _RUN + 1, 0)
    runs = np.zeros(n, dtype=np.uint64)
    for i in range(_RUN):
        runs += codes[i:i + n] * _ODD[i]
    runs ^= runs >> np.uint64(33)
    runs *= _MIX
    hashes = np.unique((runs >> np.uint64(32)).astype("<u4"))[:_KEEP]
    return _HEAD.pack(len(found), len(particulars)) + np.array(sorted(particulars), dtype="<u2").tobytes() + hashes.tobytes()


@lru_cache(maxsize=1 << 13)
def _code(word: str) -> int:
    return zlib.crc32(word.encode())


def _read(kept: bytes) -> _Sketch:
    words, few = _HEAD.unpack_from(kept)
    particulars = np.frombuffer(kept, dtype="<u2", offset=_HEAD.size, count=few)
    return _Sketch(words, frozenset(particulars.tolist()), np.frombuffer(kept, dtype="<u4", offset=_HEAD.size + 2 * few).tolist())


def order(report: Filed) -> tuple:
    """The place of a report among all: by day, those without a day last; the likelier original first within a day.

    An agency's own report comes before all, one that credits another after all; then the fuller text, then the id.
    """
    rank = 2 if report.credit else 0 if is_agency(report.publisher) else 1
    return report.day is None, report.day or 0, rank, -_HEAD.unpack_from(report.sketch)[0], report.id


class Shelf:
    """The originals of the last days. Reports are taken in their `order`; copies do not go on the shelf, so that a copy of
    a copy names the first. Undated reports are compared with undated ones, for good.

    `held` are the originals (no copies) of the `DAYS` days before the first day of what is taken. Where all reports from that day on are taken,
    the answers are those of a start from the first day of all. Undated reports are judged all together, or not at all.
    """

    def __init__(self, held: Iterable[Filed] = ()) -> None:
        self._at: tuple[dict[int, list[int]], dict[int, list[int]]] = {}, {}
        self._held: dict[int, _Held] = {}
        self._dated: deque[int] = deque()
        self._placed = 0
        self._last: dict[bool, tuple] = {}
        for report in sorted(held, key=order):
            self._advance(report)
            self._put(report, _read(report.sketch))

    def take(self, report: Filed) -> Copy | None:
        """The copy that the report is, or None where it is an original, which stays on the shelf.

        LedgerError where the report belongs before one that the shelf has: what came between is judged already.
        """
        self._advance(report)
        read = _read(report.sketch)
        copy = self._find(report, read)
        if copy is None:
            self._put(report, read)
        return copy

    def _advance(self, report: Filed) -> None:
        place, undated = order(report), report.day is None
        if place < self._last.get(undated, place):
            raise LedgerError(f"report {report.id} comes before one already on the shelf: expected reports in their order; "
                              f"begin a shelf at its day, with the originals of the {DAYS} days before")
        self._last[undated] = place
        while report.day is not None and self._dated and self._held[self._dated[0]].report.day < report.day - DAYS:
            number = self._dated.popleft()
            for value in _read(self._held.pop(number).report.sketch).hashes:
                there = self._at[False][value]
                there.remove(number)
                if not there:
                    del self._at[False][value]

    def _put(self, report: Filed, read: _Sketch) -> None:
        number, undated = self._placed, report.day is None
        self._placed += 1
        self._held[number] = _Held(report, read.words, read.particulars, read.hashes[-1] if len(read.hashes) == _KEEP else None)
        if not undated:
            self._dated.append(number)
        for value in read.hashes:
            self._at[undated].setdefault(value, []).append(number)

    def _find(self, report: Filed, read: _Sketch) -> Copy | None:
        """The original of which most stands in the report, the first of these."""
        if read.words < _LEAST:
            return None
        at, shared, rare = self._at[report.day is None], Counter[int](), []
        for value in read.hashes:
            there = at.get(value, ())
            if len(there) <= _COMMON:
                rare.append(value)
                shared.update(there)
        best: tuple[float, int] | None = None
        for number, count in shared.items():
            if count < min(_EVIDENCE, 0.9 * len(read.hashes)):
                continue
            held = self._held[number]
            share = count / (len(rare) if held.bound is None else bisect_right(rare, held.bound))
            own = report.publisher is not None and report.publisher == held.report.publisher
            if share >= (_SHARE_OF_OWN if own else _SHARE) and _told(read, held) and (best is None or (share, -number) > best):
                best = share, -number
        return None if best is None else Copy(report.id, self._held[-best[1]].report.id, round(best[0], 3))


def _told(read: _Sketch, held: _Held) -> bool:
    """Whether the original has the short report's figures, numbers and names: all those of a sentence or two, two thirds of a longer one's."""
    if read.words >= _MEDIUM or held.words >= _NOTED or not read.particulars:
        return True
    asked = 1.0 if read.words < _SHORT and held.words < _MEDIUM else _TOLD
    return len(read.particulars & held.particulars) >= asked * len(read.particulars)
