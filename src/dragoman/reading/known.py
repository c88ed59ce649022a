"""What the words of a report tell without the network: names, sentences, quotations, days."""
from __future__ import annotations

from functools import cached_property

from dragoman.model import Report, Span
from dragoman.reading import dates
from dragoman.reading.actors import Actors
from dragoman.reading.attribution import quoted
from dragoman.reading.text import paragraphs, sentences


class Known:
    """Of one report; what is asked for is made once."""

    def __init__(self, report: Report) -> None:
        self.report = report

    @cached_property
    def actors(self) -> Actors:
        return Actors(self.report.text, self.report.published, self.report.title, self.report.publisher)

    @cached_property
    def quotes(self) -> list[Span]:
        return quoted(self.report.text)

    @cached_property
    def sentences(self) -> list[Span]:
        return [s for p in paragraphs(self.report.text) for s in sentences(self.report.text, p)]

    @cached_property
    def times(self) -> list[dates.TimeExpression]:
        return dates.find(self.report.text, self.report.published)

    def whole(self) -> Known:
        """The same, with all of it made."""
        self.actors, self.quotes, self.sentences, self.times  # noqa: B018
        return self
