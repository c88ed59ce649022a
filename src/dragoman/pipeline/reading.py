"""Documents to statements, without a ledger."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman import intake
from dragoman.intake import Notice
from dragoman.model import InputError, Report, Statement
from dragoman.pipeline.ahead import abreast, ahead, alone
from dragoman.pipeline.stopping import Stop

if TYPE_CHECKING:
    from dragoman.reading import Reader

Trouble = InputError | Notice
"""What comes out where an input fails, or where a person should know something of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with its statements."""

    report: Report
    statements: list[Statement]


def reader_for(paths: Iterable[str]) -> Reader:
    """The reader that ships, ready for these inputs: where their reports come one at a time, all cores work on each."""
    from dragoman.reading import Reader

    return Reader(within=0 if alone(paths) else 1)


def read(paths: Iterable[str], reader: Reader, published: str | None = None, stop: Stop | None = None) -> Iterator[Reading | Trouble]:
    """Read documents; no ledger is touched. Inputs that fail come out as errors, the others go on. Where `stop` is asked, the reports in hand
    are the last. Several are read at a time, but from pipes.
    """
    paths = list(paths)
    found = intake.reports(paths, published)
    yield from ahead(lambda item: Reading(item, statements(reader, item)) if isinstance(item, Report) else item,
                     stop.until(found) if stop else found, abreast(paths, reader.encoder.threads))


def statements(reader: Reader, report: Report) -> list[Statement]:
    """What a report states, its boilerplate left out."""
    return reader.read(report, intake.boilerplate(report.text))
