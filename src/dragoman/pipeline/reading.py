"""Documents to statements, without a ledger."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman import intake
from dragoman.intake import Notice
from dragoman.model import InputError, Report, Statement
from dragoman.pipeline.stopping import Stop
from dragoman.reading import Reader

Trouble = InputError | Notice
"""What comes out where an input fails, or where a person should know something of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with its statements."""

    report: Report
    statements: list[Statement]


def read(paths: Iterable[str], reader: Reader, published: str | None = None, stop: Stop | None = None) -> Iterator[Reading | Trouble]:
    """Read documents; no ledger is touched. Inputs that fail come out as errors, the others go on. Where `stop` is asked, the report in hand is
    the last.
    """
    found = intake.reports(paths, published)
    for item in stop.until(found) if stop else found:
        yield Reading(item, statements(reader, item)) if isinstance(item, Report) else item


def statements(reader: Reader, report: Report) -> list[Statement]:
    """What a report states, its boilerplate left out."""
    return reader.read(report, intake.boilerplate(report.text))
