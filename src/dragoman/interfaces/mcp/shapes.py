"""What the tools take and give, with limits: from these the schemas are made that a client sees."""
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from dragoman.briefing import PARTS
from dragoman.ledger import LEVELS, STATES
from dragoman.model import STATUSES, TYPES
from dragoman.relations import AGREEMENT_STAGES, TRANSFER_STAGES

MOST = 50

Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"), Field(examples=["2025-01-17", "2025-01", "2025"])]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["IRN"])]
AsOf = Annotated[Day | None, Field(description="The ledger as it stood on this day (YYYY-MM-DD, or a month or year: its last day).")]
Since = Annotated[Day | None, Field(description="Only what was reported on this day or later (YYYY-MM-DD, or a month or year: its first day).")]
About = Annotated[list[Code] | None, Field(max_length=5, description="Only what all of these parties take part in: codes of three capitals.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many entries at most; an answer holds fewer where they are long.")]
Offset = Annotated[int, Field(ge=0, le=1_000_000, description="How many entries to pass over: `next_offset` of the answer before.")]
Sure = Annotated[float, Field(ge=0, le=1, description="Leave out statements of less confidence, 0 to 1, as if they had not been read; ids of events "
                              "may be others then. The first such question takes a while.", examples=[0.8])]
Query = Annotated[str, Field(min_length=1, max_length=400, description='Words, "words in quotes", begin*, -excluded.',
                              examples=['treaty "nuclear technology" -football'])]
Types = Annotated[list[Literal[*TYPES]] | None, Field(description="Only events of these types.")]
Statuses = Annotated[list[Literal[*STATUSES]] | None, Field(description="Only events that have one of these statuses on that day.")]
State = Annotated[Literal[*STATES],
                   Field(description="What became of the items; open is pending, closed all others.")]
Part = Literal[*PARTS]
Period = Annotated[Literal["week", "month"], Field(description="What the series counts by.")]
Agreed = Annotated[Literal[*AGREEMENT_STAGES] | None, Field(description="Only those at this stage.")]
Handed = Annotated[Literal[*TRANSFER_STAGES] | None, Field(description="Only those at this stage.")]
Level = Annotated[Literal[*LEVELS, "all"], Field(
    description="Who counts as one source: a person or body, an outlet, a kind of source, a country's officials, or an outlet with the kind of who told it.")]
Id = Annotated[str, Field(min_length=1, max_length=200,
                          description="Id of an event, docket item, statement, report, agreement or transfer, as another tool gave it.")]


class Quotation(TypedDict, total=False):
    """The words of a report and who says so."""

    statement: str
    report: str
    published: str | None
    publisher: str | None
    source: str
    status: str
    quote: str
    span: list[int]
    confidence: float


class Page(TypedDict, total=False):
    """Where an answer stands in the whole: the number of entries, and how to go on where `truncated`."""

    as_of: str
    total: int
    offset: int
    truncated: bool
    next_offset: int


class Hit(TypedDict, total=False):
    """A sentence that holds the words."""

    report: str
    title: str | None
    published: str | None
    publisher: str | None
    quote: str
    span: list[int] | None
    events: list[str]
    statements: list[dict[str, Any]]


class Found(Page, total=False):
    """Hits of a search; `complete` is false where so many reports hold the words that only the best were looked at."""

    query: str
    complete: bool
    hits: list[Hit]


class Brief(Page, total=False):
    """The brief: what it covers, its headlines and the other parts; `left_out` counts for each part the entries not shown."""

    since: str
    covers: dict[str, Any]
    left_out: dict[str, int]
    headlines: list[dict[str, Any]]


class Docket(Page, total=False):
    """Items of the docket, each with the statements that bear on its state."""

    state: str
    items: list[dict[str, Any]]


class Dyad(Page, total=False):
    """Two parties: counts, series (periods in which nothing happened left out), shifts, who is on edge about them, and events with a quotation each.

    Series, shifts and who is on edge only with the first page.
    """

    pair: list[str]
    names: list[str]
    tendency: str
    counts: dict[str, int]
    series: list[dict[str, Any]]
    shifts: list[dict[str, Any]]
    on_edge: list[dict[str, Any]]
    events: list[dict[str, Any]]


class Evidence(Page, total=False):
    """What an id stands for; `entries` are quotations: an event's history, an item's steps, a report's statements, or what is said of an
    agreement or a transfer."""

    kind: Literal["event", "docket item", "statement", "report", "coded event", "agreement", "transfer"]
    id: str
    entries: list[dict[str, Any]]
    disagreements: list[str]


class Sources(Page, total=False):
    """Track records."""

    level: str
    sources: list[dict[str, Any]]


class Agreements(Page, total=False):
    """Agreements, each with its parties, subjects, stages and events."""

    agreements: list[dict[str, Any]]


class Transfers(Page, total=False):
    """Transfers, each with who supplies what to whom, its stages and events."""

    transfers: list[dict[str, Any]]
