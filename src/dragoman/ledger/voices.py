"""Who speaks in a statement, and what statuses the voices add up to."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from dragoman.ledger.bearers import COLLECTIVE, bearer
from dragoman.ledger.credits import is_outlet, outlet, reporter
from dragoman.ledger.outlets import is_state_media, state_of
from dragoman.model import Statement, Status

RANK = {"possible": 0, "planned": 1, "denied": 2, "called_off": 3, "ongoing": 4, "occurred": 5}
"""Which of a day's statements counts as the later word."""

TAKES_BACK = "takes back what"
"""How the reason of a merge begins where a publisher corrects what it said (`retractions`)."""


def taken_back(told: Iterable[tuple[Statement, str]]) -> frozenset[str]:
    """The ids of an event's statements, each given with the reason of its merge, that their publisher took back on the same day or later."""
    told = list(told)
    backs = [s for s, reason in told if reason.startswith(TAKES_BACK)]
    return frozenset(s.id for s, reason in told for back in backs if s.publisher == back.publisher and s.report != back.report and (
        _day(s) < _day(back) or _day(s) == _day(back) and not reason.startswith(TAKES_BACK)))


def _day(statement: Statement) -> str:
    return statement.published or ""


def speaker(statement: Statement) -> tuple[str, str | None] | None:
    """The name and code of the innermost source, None where the report speaks in its own voice.

    Whoever speaks for a state is that state, whose code is the name; who speaks for a body that shares its code with others is that body, by the name
    in the codebook (*Ansar Allah*, *a Houthi spokesman*: the Houthis), if it has one. All else goes by its words.
    """
    if not statement.said_by:
        return None
    source = statement.said_by[-1]
    if source.kind in ("media", "expert", "other"):
        return source.surface.casefold(), None
    if source.code == "UNK" or source.code in COLLECTIVE:
        return (bearer(source.surface, source.code, statement.published) or source.surface).casefold(), source.code
    return source.code, source.code


def voice(statement: Statement) -> tuple[str, str | None]:
    """The name and code of who says so in the end: the speaker, else whoever wrote the report, who has no code.

    State media, whether they write or are quoted, are the voice of their state (outlets.state_of), also without a name (*Norland's state
    television*), and any other outlet that is quoted, or whose report is, is the one that writes (credits.outlet). A report was written by
    the publisher of the original it prints, or the agency it credits (`origin`), else by its own publisher; where that is not known it stands for
    itself.
    """
    quoted = statement.said_by[-1] if statement.said_by else None
    if quoted and quoted.kind != "media":
        return speaker(statement)
    name = reporter(quoted.surface) if quoted else statement.origin or statement.publisher or ""
    state = state_of(name) if name else None
    if quoted and not state and is_state_media(quoted.surface) and quoted.code not in ("UNK", *COLLECTIVE):
        state = quoted.code
    if state:
        return state, state
    if quoted and not is_outlet(name):
        return speaker(statement)
    return outlet(name) if name else f"report {statement.report}", None


@dataclass
class Verdict:
    """The status of an event, as the statements about it come in, in the order of its history.

    `parties` are the codes whose own denial of a plan counts as the end of it. `happened` is the first day on which
    the event is said to have taken place: a denial older than that was about the future and disputes nothing.
    """

    parties: Collection[str]
    happened: int | None = None
    positions: dict[str, dict[str, int]] = field(default_factory=dict)
    codes: dict[str, str | None] = field(default_factory=dict)

    def add(self, statement: Statement, day: int, status: Status) -> None:
        """Take in one more statement, reported on `day`, as giving `status`. A voice that denies takes back what it
        said, and the reverse.
        """
        name, code = voice(statement)
        held = self.positions.setdefault(name, {})
        self.codes[name] = code
        if status == "denied":
            held.clear()
        elif status != "possible":
            held.pop("denied", None)
        held[status] = day

    def status(self) -> tuple[Status, bool]:
        """The status of the event, and whether it is disputed."""
        latest: dict[str, int] = {}
        for held in self.positions.values():
            for status, day in held.items():
                latest[status] = max(day, latest.get(status, day))
        occurred, ongoing, off, planned = (latest.get(s, 0) for s in ("occurred", "ongoing", "called_off", "planned"))
        denials = {name: held["denied"] for name, held in self.positions.items() if "denied" in held}
        if (done := max(occurred, ongoing)) and done >= off:
            live = any(self.happened is None or day >= self.happened for day in denials.values())
            return ("ongoing" if ongoing > occurred else "occurred"), live
        if off and off >= planned:
            return "called_off", False
        if planned:
            return self._plan(planned, denials)
        return ("denied" if denials else "possible"), False

    def _plan(self, planned: int, denials: dict[str, int]) -> tuple[Status, bool]:
        """A party's denial ends a plan until it is announced anew; others' denials dispute it."""
        own = [day for name, day in denials.items() if self.codes[name] in self.parties]
        if not own:
            return "planned", bool(denials)
        return ("planned", True) if max(own) < planned else ("denied", False)
