"""What a person may decide about events and statements: checked against the ledger as it stands, then kept as judgements."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine, select

from dragoman.ledger import judgements as kept
from dragoman.ledger import schema as t
from dragoman.ledger.asked import Asked
from dragoman.ledger.connection import explained, writing
from dragoman.ledger.corrections import parsed, read_as, shown
from dragoman.ledger.rows import load_statements
from dragoman.ledger.rulings import Judgement, Rulings
from dragoman.ledger.shown import begins
from dragoman.model import Event, LedgerError

LEAST = 6
"""Characters of an id that are enough, where only one begins with them."""

_FIND = "`dragoman events --format json` lists the ids of events and of their statements"


class Judging:
    """The part of a ledger that takes a person's judgements.

    Ids may be shortened to their first characters, six or more, where only one begins so. `author` is else whoever is logged
    in. All that one call asks for is kept, or nothing; what is derived follows at once. LedgerError, which names the id, where
    there is none such, or there is nothing to decide.
    """

    where: str
    ask: Callable[..., Asked]
    _engine: Engine
    _reading: Callable[[], AbstractContextManager[Connection]]

    def split(self, event: str, statements: Sequence[str], author: str | None = None, reason: str | None = None) -> list[Judgement]:
        """Hold that these statements of the event are of one event, and none of its others of the same."""
        found = _chosen(event, self._known(event), "event")
        parted = tuple(dict.fromkeys(self._of(found, id_) for id_ in statements))
        rest = tuple(id_ for id_ in found.statements if id_ not in parted)
        if not parted:
            raise LedgerError(f"event {found.id}: nothing to split off; give statements of it: {', '.join(found.statements)}")
        if not rest:
            raise LedgerError(f"event {found.id}: these are all its statements; leave one or more in it")
        return self._keep([Judgement("split", parted, rest)], author, reason)

    def merge(self, event: str, others: Sequence[str], author: str | None = None, reason: str | None = None) -> list[Judgement]:
        """Hold that all statements of the other events are of one event with those of this one; a judgement for each other event."""
        known = self._known(event, *others)
        found = _chosen(event, known, "event")
        joined = list(dict.fromkeys(_chosen(other, known, "event").id for other in others))
        if found.id in joined or not joined:
            raise LedgerError(f"event {found.id}: give another event to merge with it; {_FIND}")
        first = next((step.statement for step in found.history if step.reason == "opens the event"), found.statements[0])
        own = (first, *(id_ for id_ in found.statements if id_ != first))
        return self._keep([Judgement("merge", known[id_].statements, own) for id_ in joined], author, reason)

    def reject(self, statements: Sequence[str], author: str | None = None, reason: str | None = None) -> list[Judgement]:
        """Hold that the statements are read wrongly, and leave them out of all that is derived."""
        chosen = list(dict.fromkeys(self._statement(id_) for id_ in statements))
        if not chosen:
            raise LedgerError(f"nothing to reject; give the id of a statement: {_FIND}")
        return self._keep([Judgement("reject", (id_,)) for id_ in chosen], author, reason)

    def confirm(self, statements: Sequence[str], author: str | None = None, reason: str | None = None) -> list[Judgement]:
        """Hold that the statements are read rightly: they are shown as judged, and nothing that is derived changes."""
        chosen = list(dict.fromkeys(self._statement(id_) for id_ in statements))
        if not chosen:
            raise LedgerError(f"nothing to confirm; give the id of a statement: {_FIND}")
        return self._keep([Judgement("confirm", (id_,)) for id_ in chosen], author, reason)

    def correct(self, statement: str, values: Iterable[tuple[str, str]], author: str | None = None, reason: str | None = None) -> list[Judgement]:
        """Give a statement other values, as `(field, text)`; a judgement for each field. The statement keeps its id."""
        id_ = self._statement(statement)
        with self._reading() as connection:
            rulings = kept.rulings(connection)
            [held] = rulings.apply(s for _, s in load_statements(connection, t.statement.c.id == id_))
        wanted = {field: parsed(field, text) for field, text in values}
        if not wanted:
            raise LedgerError(f"statement {id_}: nothing to correct; give FIELD=VALUE, such as status=planned")
        for field, value in wanted.items():
            if read_as(held, field) == value:
                raise LedgerError(f"statement {id_}: {field} is {shown(value) or 'empty'} already")
        return self._keep([Judgement("correct", (id_,), field=field, value=value) for field, value in wanted.items()], author, reason)

    def withdraw(self, ids: Iterable[int]) -> list[Judgement]:
        """Take judgements back, all or none: what they overruled holds again, and they stay listed as withdrawn."""
        with explained(self.where, "withdrawing judgements"), writing(self._engine) as connection:
            return kept.withdraw(connection, ids)

    def judgements(self, withdrawn: bool = False) -> list[Judgement]:
        """The judgements, the earliest first, each with its state and the present ids of its statements."""
        with self._reading() as connection:
            return [j for j in kept.listed(connection) if withdrawn or not j.withdrawn]

    def rulings(self) -> Rulings:
        """What the judgements in force come to."""
        with self._reading() as connection:
            return kept.rulings(connection)

    def _known(self, *ids: str) -> dict[str, Event]:
        """The events whose ids begin with one of these, those too short to tell left out."""
        with explained(self.where, "reading the ledger"), self.ask() as asked:
            return {event.id: event for event in asked.full_events(begins([id_ for id_ in ids if len(id_) >= LEAST]))}

    def _keep(self, judgements: Sequence[Judgement], author: str | None, reason: str | None) -> list[Judgement]:
        with explained(self.where, "recording a judgement"), writing(self._engine) as connection:
            return kept.record(connection, judgements, author, reason)

    def _of(self, event: Event, id_: str) -> str:
        """The full id of a statement of the event."""
        try:
            return _chosen(id_, {i: i for i in event.statements}, "statement")
        except LedgerError as error:
            raise LedgerError(f"{error}; event {event.id} holds {', '.join(event.statements)}") from error

    def _statement(self, id_: str) -> str:
        """The full id of a statement of a last reading that is not rejected."""
        with self._reading() as connection:
            begun = list(connection.scalars(select(t.statement.c.id).where(
                ~t.statement.c.superseded, t.statement.c.id.startswith(id_, autoescape=True)).limit(2))) if len(id_) >= LEAST else []
            chosen = _chosen(id_, {i: i for i in begun}, "statement")
            for judgement in kept.rulings(connection).of(chosen):
                if judgement.kind == "reject":
                    raise LedgerError(f"statement {chosen}: rejected by judgement {judgement.id}; `dragoman undo {judgement.id}` takes that back")
        return chosen


def _chosen(id_: str, known: dict, what: str):
    """What has this id, or the only thing whose id begins so."""
    if id_ in known:
        return known[id_]
    if len(id_) < LEAST:
        raise LedgerError(f"{what} {id_!r}: give {LEAST} or more of the id's characters; {_FIND}")
    found = [held for held in known if held.startswith(id_)]
    if len(found) > 1:
        raise LedgerError(f"{what} {id_}: more than one begins so ({', '.join(sorted(found)[:3])}); give more characters")
    if not found:
        raise LedgerError(f"{what} {id_}: there is none in the ledger; {_FIND}")
    return known[found[0]]
