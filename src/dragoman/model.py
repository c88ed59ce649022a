"""The domain, as plain frozen classes: what every room speaks of. Form and meaning are those of the annotation guide."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from operator import mul
from typing import Literal

TYPES = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
         "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
"""PLOVER's sixteen event types (Open Event Data Alliance, manual draft of 2021), cooperation first."""

QUADS = {**dict.fromkeys(TYPES[:4], "verbal cooperation"), **dict.fromkeys(TYPES[4:7], "material cooperation"),
         **dict.fromkeys(TYPES[7:11], "verbal conflict"), **dict.fromkeys(TYPES[11:], "material conflict")}

STATUSES = ("occurred", "ongoing", "planned", "possible", "denied", "called_off")
KINDS = ("official", "anonymous", "media", "document", "expert", "other")

SECTORS = ("GOV", "MIL", "COP", "JUD", "LEG", "OPP", "REB", "CVL", "MED", "BUS", "NGO", "IGO")
"""Roles of actors and sources: what part of a state or society they are (docs/codebook.md); PLOVER calls them sectors."""

Status = Literal["occurred", "ongoing", "planned", "possible", "denied", "called_off"]
Kind = Literal["official", "anonymous", "media", "document", "expert", "other"]
Span = tuple[int, int]


DONE: tuple[Status, ...] = ("occurred", "ongoing")
"""Statuses of what has happened."""

FIRST, EARLIEST, LATEST = "0002", "1000", "9000"
"""Years between which a day is taken, of a report from FIRST on, of all else from EARLIEST on: days before and after can be counted there. Beyond them
lie 0001-01-01 and 9999-12-31, which stand for an unknown day in other programs' data."""


def within_years(*days: str, first: str = EARLIEST) -> bool:
    """Whether ISO days lie from a first year to before LATEST."""
    return all(first <= day < LATEST for day in days)


OURS = "dragoman"
"""The coder of what this ledger's own reports say."""

CODERS = ("icews", "gdelt", "polecat", "plover")
"""Other coders whose events a ledger can hold beside its own (docs/importing.md); `plover` is any that writes PLOVER's JSON."""


class DragomanError(Exception):
    """An error a person can act on; its message names the input, what was expected and what to do."""


class InputError(DragomanError):
    """A document that cannot be read."""


class LedgerError(DragomanError):
    """A ledger that cannot be opened, or holds what it must not."""


def identity(*parts: object) -> str:
    """Sixteen hex digits that stand for the parts, the same on every machine and run. A part may be a path with bytes that are no text."""
    return hashlib.sha256("\x1f".join("" if p is None else str(p) for p in parts).encode(errors="surrogateescape")).hexdigest()[:16]


@lru_cache(maxsize=65536)
def _known(codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(codes) - {"UNK"}


def cosine(one: bytes | None, other: bytes | None) -> float | None:
    """How like the embeddings of two events are (see Statement), -1 to 1.

    None where one is missing, holds nothing but zeros, or the two are of unlike length, as those of different readers may be.
    """
    if one is None or other is None or len(one) != len(other):
        return None
    a, b = memoryview(one).cast("b"), memoryview(other).cast("b")
    sizes = sum(map(mul, a, a)) * sum(map(mul, b, b))
    return sum(map(mul, a, b)) / sqrt(sizes) if sizes else None


@dataclass(frozen=True, slots=True)
class Report:
    """A document of a publisher.

    `published` is an ISO prefix, or None where nobody says; `dated_by` tells how it is known: given, metadata,
    dateline, captured (the day on which a web archive took the page: it was published then or before), or None.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    dated_by: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something or to whom it is done: the words, the code (ISO 3166 alpha-3 or one of the guide's), and where the words stand.

    `role` is one of SECTORS, or None where the words don't say.
    """

    surface: str
    code: str
    span: Span | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so; `role` as an actor's."""

    surface: str
    code: str
    kind: Kind
    span: Span | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One event, as one source presents it. Spans count characters of the report's text.

    The id stands for what is said, by whom and where: codes of the parties count, their roles do not.

    `embedding` is the event as the network sees it, signed bytes (see `cosine`), or None: two tellings of one event lie near. What
    follows it the ledger fills in: `origin`, whose words these are where it is not `publisher` (the report is a copy, or credits an
    agency); `known`, the day from which the report counts (ISO); `context`, the words around the trigger that say what it is about;
    `outlook`, what they tell beyond the status (ledger.context).
    """

    report: str
    trigger: str
    span: Span
    type: str
    status: Status
    actor: tuple[Actor, ...] = ()
    recipient: tuple[Actor, ...] = ()
    when: str | None = None
    when_text: str | None = None
    where: str | None = None
    said_by: tuple[Source, ...] = ()
    confidence: float = 1.0
    published: str | None = None
    publisher: str | None = None
    reader: str | None = None
    id: str = field(default="")
    embedding: bytes | None = field(default=None, compare=False, repr=False)
    origin: str | None = field(default=None, compare=False)
    known: str | None = field(default=None, compare=False)
    context: tuple[str, ...] = field(default=(), compare=False, repr=False)
    outlook: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", identity(
                self.report, *self.span, self.type, self.status,
                *(a.code for a in self.actor), "→", *(a.code for a in self.recipient), "←", *(s.surface for s in self.said_by)))

    @property
    def codes(self) -> tuple[frozenset[str], frozenset[str]]:
        """Codes of the actors and of the recipients, those not known left out."""
        return _known(tuple(a.code for a in self.actor)), _known(tuple(a.code for a in self.recipient))

    def annotation(self) -> dict:
        """The statement in the form of the annotation guide, with its span and confidence beside it."""
        return {
            "trigger": self.trigger, "type": self.type,
            "actor": [[a.surface, a.code] for a in self.actor],
            "recipient": [[a.surface, a.code] for a in self.recipient],
            "status": self.status, "when": self.when, "when_text": self.when_text, "where": self.where,
            "said_by": [[s.surface, s.code, s.kind] for s in self.said_by],
            "span": list(self.span), "confidence": round(self.confidence, 3),
        }


@dataclass(frozen=True, slots=True)
class Step:
    """A statement in the history of its event, and the judgement that put it there.

    `step` is the status the event has once this statement is known. `round` counts the windows of an event that was
    put off: 0 for the first, 1 after the first postponement. `score` (0 to 1) and `reason` say why the program merged
    the statement into the event; the statement that opens the event has score 1.
    """

    statement: str
    day: str | None
    step: Status
    round: int = 0
    score: float = 1.0
    reason: str = "opens the event"


@dataclass(frozen=True, slots=True)
class Event:
    """What statements of one event add up to. Derived: rebuilt at any time from statements and judgements.

    `history` holds the statements by day of report, each with the step it made: the status it gave the event.
    `statements` are their ids in the same order. For a mutual event (CONSULT, COOPERATE, AGREE, a signing) `actor`
    holds every side that acts somewhere and `recipient` those that only receive. `publishers` and `sources` are
    distinct names: a source is who says so in the end, a state's officials counting once, or the publisher that speaks
    in its own voice. `disputed` is true where one side denies what another asserts.
    """

    id: str
    type: str
    status: Status
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    when: str | None
    where: str | None
    first_reported: str | None
    last_reported: str | None
    statements: tuple[str, ...]
    reports: tuple[str, ...]
    publishers: tuple[str, ...]
    disputed: bool = False
    sources: tuple[str, ...] = ()
    history: tuple[Step, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Everyone who takes part."""
        return frozenset(self.actor) | frozenset(self.recipient)


Firmness = Literal["rumoured", "reported", "announced", "confirmed"]
DocketState = Literal["pending", "fulfilled", "postponed", "called_off", "denied", "lapsed"]
OPEN_STATES = ("pending",)

FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN"})
"""Codes of states in which the family's name goes before one's own: *Xi* of *Xi Jinping*."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement does to a docket item: opened, repeated, fulfilled, postponed, called_off or denied."""

    statement: str
    day: str | None
    step: str


@dataclass(frozen=True, slots=True)
class DocketItem:
    """An event announced, expected or feared, and what is heard of it: one item for each window it was given.

    `opened` is the day of the first report, `expected` a day or an interval (None where nothing dates it), `state_date` the day
    of the report that ended it (the call-off, where it was planned anew later), or for a lapsed item the day it lapsed.
    `lapses` is the first day on which it lapses if nothing has been heard by then: the end of its window and a grace after it.
    `postponed_to` is the window it was put off to, where somebody says. `ambiguous` is true where the outcome is told both
    ways, or what is told may be another event.
    """

    id: str
    event: Event
    opened: str | None
    expected: str | None
    state: DocketState
    state_date: str | None
    firmness: Firmness = "reported"
    evidence: tuple[Evidence, ...] = ()
    lapses: str | None = None
    postponed_to: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """An event as another coder has it: a row of ICEWS, GDELT, POLECAT, or a record in PLOVER's JSON (docs/importing.md).

    `coder` is one of CODERS; `id` stands for the coder and the row, the same on every machine and run. `day` is an ISO day. `type` is
    PLOVER's, `actor` and `recipient` are codes as an Actor's (UNK where nobody is named or known), with the coder's own words beside
    them. `code` is the coder's own event code (CAMEO's `036`), `goldstein` the weight it gives, -10 to 10. `url` is a link, or the
    coder's id of the story. `mentions` says how often it was told of, 1 where the coder does not count.
    """

    coder: str
    id: str
    day: str
    type: str
    actor: str
    recipient: str
    actor_text: str | None = None
    recipient_text: str | None = None
    code: str | None = None
    goldstein: float | None = None
    where: str | None = None
    url: str | None = None
    mentions: int = 1
