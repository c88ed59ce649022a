"""The shapes of the API's answers. docs/codebook.md says what each value means; fields beyond these may be added."""
from __future__ import annotations

from typing import Generic, TypeVar

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


class EventRow(Open):
    id: str
    type: str
    status: str
    actor: list[str]
    recipient: list[str]
    when: str | None
    where: str | None
    disputed: bool
    first_reported: str | None
    last_reported: str | None
    articles: int
    publishers: int
    sources: int
    what: str
    confidence: float
    headline: str
    shown: Quotation | None = None


class EventWhole(Open):
    id: str
    type: str
    status: str
    headline: str
    history: list[dict]
    evidence: list[Quotation]
    items: list[dict]


class DocketRow(Open):
    id: str
    event: str
    type: str
    actor: list[str]
    recipient: list[str]
    what: str
    opened: str | None
    expected: str | None
    dated: bool
    firmness: str
    state: str
    state_date: str | None
    postponed_to: str | None
    ambiguous: bool
    lapses: str | None
    sources: int
    publishers: int
    confidence: float
    headline: str


class DocketWhole(DocketRow):
    evidence: list[Quotation]
    others: list[DocketRow]


class DyadRow(Open):
    pair: list[str]
    names: list[str]
    tendency: str
    cooperation: int
    conflict: int
    cooperation_ahead: int
    conflict_ahead: int


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
    evidence: list[Quotation]


class ReportWhole(Open):
    id: str
    title: str | None
    published: str | None
    publisher: str | None
    url: str | None
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
    covers: dict


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
