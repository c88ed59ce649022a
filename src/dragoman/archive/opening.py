"""A folder of reports as a ledger: what a question asks for goes into a ledger of its own, for as long as it is asked."""
from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from pathlib import Path

from dragoman.archive.reading import Archive, Held
from dragoman.ledger import Ledger, last_day, open_ledger

ALL = 200_000
"""Statements up to which the whole folder is taken, whatever is asked about: a ledger makes events of them in about two minutes."""

AT_ONCE = 1000
"""Reports in memory at a time."""


@contextmanager
def ledger_of(path: str | Path, about: Collection[str] = (), as_of: str | None = None, told: Callable[[str], None] | None = None,
              most: int = ALL) -> Iterator[Ledger]:
    """A ledger of what a folder holds, made for the block and gone after it. LedgerError as for `open_ledger` and `Ledger.add`.

    It is the ledger that `add` would fill with the same reports, so that its answers are the same: of two with one id and unlike texts the first.
    Where the folder holds more than `most` statements and `about` is given, the reports are those in which one of these codes takes part; `told` is
    called with a word on either.
    """
    with tempfile.TemporaryDirectory(prefix="dragoman-") as where, Archive(path) as archive, open_ledger(Path(where) / "ledger.db") as book:
        counts = archive.counts()
        few = bool(about) and counts["statements"] > most
        kept = statements = 0
        left_out: list[str] = []
        for reader, held in groupby(archive.readings(about if few else (), last_day(as_of) if as_of else None), key=lambda h: h.reader):
            distinct = _one_text_each(held, left_out)
            while some := list(islice(distinct, AT_ONCE)):
                book.add_all(((h.report, h.statements) for h in some), reader)
                kept, statements = kept + len(some), statements + sum(len(h.statements) for h in some)
        if left_out and told:
            told(f"{path}: left out, as another text of the same id came first: report {', '.join(left_out[:3])}"
                 + f" and {len(left_out) - 3:,} more" * (len(left_out) > 3) + "; give each text an id of its own, and read its file again")
        if few and told:
            told(f"{path}: events are made of the {kept:,} of {counts['reports']:,} reports ({statements:,} statements) in which one of {', '.join(about)} "
                 "takes part; shares are of what these tell")
        elif counts["statements"] > most and told:
            told(f"{path}: events are made of {statements:,} statements, which takes minutes; --about asks for those of some parties, "
                 "and dyads --from-statements counts without making events")
        book.where = str(path)
        yield book


def _one_text_each(held: Iterator[Held], left_out: list[str]) -> Iterator[Held]:
    """The reports, ordered by id, but those of an id of which another text came before: their ids go to `left_out`."""
    first: Held | None = None
    for one in held:
        if first is None or one.report.id != first.report.id:
            first = one
        elif one.report.text != first.report.text:
            left_out.append(one.report.id)
            continue
        yield one
