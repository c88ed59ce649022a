"""The shapes of the API's answers. docs/codebook.md says what each value means; fields beyond these may be added."""
from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Open(BaseModel):
    """A shape that may grow."""

    model_config = ConfigDict(extra="allow")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="Which value, and what was expected.")
    instance: str | None = None


class Page(BaseModel, Generic[T]):
    """A part of a list."""

    total: int = Field(description="How many rows there are in all.")
    limit: int
    offset: int
    next: str | None = Field(description="The path of the next part; null at the end.")
    as_of: str = Field(description="The day that counts as today.")
    behind: bool = Field(False, description="True where the ledger has just changed, and this answer is from before: ask again in some seconds.")
    rows: list[T]


class Names(BaseModel):
    """Who and to whom in words."""

    actor: str | None
    recipient: str | None


Called = Annotated[dict[str, dict[str, list[str]]], Field(
    description="By side and code, what parties are called whose code many share, an actor of none, and whom it befalls where nobody has one; where said.")]


class Quotation(Open):
    statement: str = Field(description="Id of the statement.")
    report: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    publisher: str | None = None
    status: str
    trigger: str
    span: list[int] = Field(description="Characters of the trigger in the report's text.")
    quote: str
    said_by: list[list[str | None]] = Field(description="Words, code and kind of each source, outermost first.")
    source: str
    confidence: float
    copy_of: str | None = Field(None, description="The report whose text this one prints.")
    step: str | None = Field(None, description="What it does to a docket item.")
    stage: str | None = Field(None, description="What it tells of an agreement or a transfer.")


class EventRow(Open):
    id: str
    type: str
    status: str
    actor: list[str]
    recipient: list[str]
    when: str | None
    where: str | None
    called: Called
    disputed: bool
    first_reported: str | None
    last_reported: str | None
    articles: int
    publishers: int
    sources: int
    what: str
    phrase: str = Field(description="`what` with what belongs to it in its clause.")
    confidence: float
    headline: str
    names: Names
    shown: Quotation | None = None


class EventWhole(EventRow):
    statements: list[str]
    history: list[dict]
    evidence: list[Quotation]
    disagreements: list[dict] | None = Field(None, description="Figures that exclude each other, and who denies it; where there are any.")
    items: list[dict]
    pairs: list[list[str]]
    voices: list[str] = Field(description="The sources that count.")
    outlets: list[str]


class DocketRow(Open):
    id: str
    event: str
    type: str
    status: str = Field(description="The status of its event.")
    actor: list[str]
    recipient: list[str]
    what: str
    phrase: str = Field(description="`what` with what belongs to it in its clause.")
    called: Called
    opened: str | None
    expected: str | None
    dated: bool
    firmness: str
    state: str
    state_date: str | None
    postponed_to: str | None
    ambiguous: bool
    lapses: str | None
    overdue: bool = Field(description="Pending, though the days that somebody gave are over.")
    sources: int
    publishers: int
    confidence: float
    headline: str
    names: Names


class DocketWhole(DocketRow):
    evidence: list[Quotation]
    others: list[DocketRow]
    pairs: list[list[str]]


class DyadRow(Open):
    pair: list[str]
    names: list[str]
    tendency: str
    cooperation: int
    conflict: int
    cooperation_ahead: int
    conflict_ahead: int
    sources: int
    publishers: int


class Body(Open):
    code: str
    name: str
    events: int = Field(description="How many events between the two name it.")


class DyadWhole(Open):
    pair: list[str]
    names: list[str]
    counts: dict[str, int]
    sources: int
    publishers: int
    series: list[dict]
    shifts: list[dict]
    on_edge: list[dict]
    events: Page[EventRow]
    total: int = Field(description="How many events there are between the two.")
    chosen: int = Field(description="How many of them are of the `side`, name the `body` and count `within` the days asked for; all where none is.")
    bodies: list[Body] = Field(description="Who stands behind a code that many share, those named most first.")
    days: int = Field(description="Over how many days they were reported on.")


class SourceRow(Open):
    level: str
    name: str
    code: str | None
    kind: str | None
    announcements: int
    came_true: int
    share: dict | None
    heard_share: dict | None
    wrong: int
    on_time: int
    early: int
    late: int
    put_off: int
    called_off: int
    denied: int
    lapsed: int
    open: int
    ambiguous: int
    lead: dict | None
    warnings: int
    warnings_true: int
    warnings_open: int
    denials: int
    denials_right: int
    denials_wrong: int
    denials_disputed: int
    denials_open: int


class Credit(Quotation):
    """What a statement adds to the record of its source."""

    said: str = Field(description="announced, warned or denied.")
    outcome: str
    docket: str | None = Field(description="Its docket item; null where none was opened.")
    event: str
    window: str | None
    lead: int | None = Field(description="Days by which it was ahead.")


class SourceWhole(SourceRow):
    evidence: list[Credit]


class AgreementRow(Open):
    id: str
    parties: list[str]
    names: list[str]
    subjects: list[str]
    what: str
    stage: str
    stages: list[dict]
    first: str | None
    last: str | None
    sources: int
    publishers: list[str]
    events: list[str]
    statements: list[str]
    evidence: list[Quotation]


class TransferRow(Open):
    id: str
    supplier: list[str]
    recipient: list[str]
    item: str
    kind: str
    stage: str
    stages: list[dict]
    first: str | None
    last: str | None
    sources: int
    publishers: list[str]
    events: list[str]
    statements: list[str]
    names: list[list[str]] = Field(description="The suppliers, and the recipients, in words.")
    evidence: list[Quotation]


class ReportWhole(Open):
    id: str
    title: str | None
    published: str | None
    publisher: str | None
    url: str | None
    dated_by: str | None
    text: str
    copy_of: str | None
    statements: list[dict]


class Found(Page[dict]):
    """A page of search hits."""

    query: str
    reports: int = Field(description="How many reports hold the words.")
    complete: bool = Field(description="Whether all of them were looked at.")


class Brief(Open):
    as_of: str
    since: str
    looked_since: str = Field(description="From when on relations, turns and who is on edge are looked at.")
    about: list[str]
    min_confidence: float
    covers: dict
    headlines: list[dict]
    happened: list[dict]
    pending: list[dict]
    resolved: list[dict]
    shifts: list[dict]
    relations: list[dict]
    on_edge: list[dict]
    disputed: list[dict]
    doubted: list[dict]


class Country(Open):
    code: str
    name: str
    cooperation: int
    conflict: int
    with_: list[str] = Field(alias="with", description="The names of those with whom it has most.")


class Network(Open):
    nodes: list[dict]
    links: list[dict]
    blocs: list[list[dict]] = Field(description="Clusters of the picture.")
    alliances: list[dict] = Field(description="Blocs of which each member cooperates with most of the others.")


class Judged(Open):
    id: int
    kind: str
    statements: list[str]
    others: list[str]
    field: str | None
    value: str | None
    author: str
    reason: str | None
    made: str
    withdrawn: str | None
    state: str
    now: list[str]
