"""Documents to ledger: joins intake, reading and the ledger."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman import intake
from dragoman.intake import Notice
from dragoman.ledger import Ledger
from dragoman.model import InputError, Report, Statement
from dragoman.reading import Reader

__all__ = ["Added", "Notice", "Reader", "Reading", "add", "read"]

GROUP = 16
"""Reports read together; also the most that an interrupted `add` has to read again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with its statements."""

    report: Report
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did with a report: `new` is false where the ledger held its reading already."""

    report: Report
    new: bool
    statements: int


Trouble = InputError | Notice


def read(paths: Iterable[str], reader: Reader, published: str | None = None) -> Iterator[Reading | Trouble]:
    """Read documents; no ledger is touched. Inputs that fail come out as errors, the others go on."""
    yield from _read(intake.reports(paths, published), reader)


def add(ledger: Ledger, paths: Iterable[str], reader: Reader, published: str | None = None) -> Iterator[Added | Trouble]:
    """Read documents and keep them, each report in one transaction. A report that this reader has read is passed over."""
    known: list[Added] = []

    def unread() -> Iterator[Report | Trouble]:
        for item in intake.reports(paths, published):
            if isinstance(item, Report) and ledger.has(item.id, reader.version):
                known.append(Added(item, False, 0))
            else:
                yield item

    for item in _read(unread(), reader):
        yield from _drain(known)
        if isinstance(item, Reading):
            yield Added(item.report, ledger.add(item.report, item.statements, reader.version), len(item.statements))
        else:
            yield item
    yield from _drain(known)
    ledger.derive()


def _drain(known: list[Added]) -> Iterator[Added]:
    while known:
        yield known.pop(0)


def _read(items: Iterable[Report | Trouble], reader: Reader) -> Iterator[Reading | Trouble]:
    group: list[Report] = []
    for item in items:
        if not isinstance(item, Report):
            yield item
            continue
        group.append(item)
        if len(group) == GROUP:
            yield from _together(group, reader)
            group = []
    yield from _together(group, reader)


def _together(group: list[Report], reader: Reader) -> Iterator[Reading]:
    skips = ((r, intake.boilerplate(r.text)) for r in group)
    for report, statements in zip(group, reader.read_all(skips), strict=True):
        yield Reading(report, statements)
