"""A person's judgements in the ledger: recorded, withdrawn (never deleted), and carried to the statements of later readings."""
from __future__ import annotations

import getpass
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from dragoman.ledger import schema as t
from dragoman.ledger.context import outlook
from dragoman.ledger.corrections import encodable, frozen
from dragoman.ledger.migrations import now
from dragoman.ledger.rulings import Judgement, Rulings
from dragoman.model import LedgerError

_CHUNK = 5000
_PAIRS = ("merge", "split")


def record(connection: Connection, judgements: Sequence[Judgement], author: str | None, reason: str | None) -> list[Judgement]:
    """Keep judgements, by `author` (else whoever is logged in); as they are kept, with id and time.

    LedgerError where nobody is named, or a text is not valid Unicode.
    """
    author, reason = encodable("author", (author or _login()).strip()), encodable("reason", (reason or "").strip()) or None
    made = now()
    kept = []
    for judgement in judgements:
        judgement = replace(judgement, author=author, reason=reason, made=made)
        key = connection.execute(insert(t.judgement).values(_values(judgement))).inserted_primary_key[0]
        kept.append(replace(judgement, id=key))
    _outdate(connection, kept)
    return kept


def withdraw(connection: Connection, ids: Iterable[int]) -> list[Judgement]:
    """Take judgements back, all or none; they stay listed as withdrawn. LedgerError where one is not held, or is withdrawn already."""
    held = {j.id: j for j in load(connection)}
    wanted = list(dict.fromkeys(ids))
    for id_ in wanted:
        if id_ not in held:
            raise LedgerError(f"judgement {id_}: none of this number; `dragoman judgements --all` lists them")
        if held[id_].withdrawn:
            raise LedgerError(f"judgement {id_}: withdrawn already, {held[id_].withdrawn}; `dragoman judgements` lists those in force")
    at = now()
    connection.execute(update(t.judgement).where(t.judgement.c.key.in_(wanted)).values(withdrawn=at))
    _outdate(connection, [held[id_] for id_ in wanted])
    return [replace(held[id_], withdrawn=at, state="withdrawn") for id_ in wanted]


def load(connection: Connection, *conditions: ColumnElement[bool]) -> list[Judgement]:
    """Judgements as they were made, withdrawn ones too, the earliest first."""
    query = select(t.judgement).where(*conditions).order_by(t.judgement.c.key)
    return [_judgement(row) for row in connection.execute(query)]


def rulings(connection: Connection) -> Rulings:
    """What the judgements in force come to, for the statements of the last readings."""
    held = load(connection, t.judgement.c.withdrawn.is_(None))
    if not held:
        return Rulings()
    made = Rulings(held, _carried(connection, _named(held)))
    _look_again(connection, made)
    return made


def listed(connection: Connection) -> list[Judgement]:
    """All judgements, each with its state and with the present ids of its statements, the earliest first."""
    held = load(connection)
    made = rulings(connection)
    ids = {made.at(id_) for j in held for id_ in j.statements}
    current = {id_ for part in _parts(ids) for id_ in connection.scalars(
        select(t.statement.c.id).where(~t.statement.c.superseded, t.statement.c.id.in_(part)))}
    out = []
    for judgement in held:
        there = tuple(dict.fromkeys(at for at in map(made.at, judgement.statements) if at in current))
        state = ("withdrawn" if judgement.withdrawn else "overruled" if judgement.id in made.overruled
                 else "in force" if there else "without a statement")
        out.append(replace(judgement, state=state, now=there))
    return out


def reread(connection: Connection, report_ids: Sequence[str]) -> None:
    """Note from which day on events are out of date because reports with statements that are judged have been read again.

    A judgement then holds for other statements, and what it links may be of any day that a judgement names.
    """
    held = load(connection, t.judgement.c.withdrawn.is_(None)) if report_ids else []
    s = t.statement
    again = set(report_ids)
    if any(report in again for part in _parts(_named(held)) for report in connection.scalars(select(s.c.report_id).where(s.c.id.in_(part)))):
        _note(connection, _named(held))


def _outdate(connection: Connection, judgements: Sequence[Judgement]) -> None:
    """Note from which day on events are out of date because these judgements were made or withdrawn.

    Beside the statements they name, those that other judgements link with these may fall together or apart.
    """
    linked = [_named([j]) for j in load(connection, t.judgement.c.withdrawn.is_(None)) if j.kind in _PAIRS]
    found, grows = _named(j for j in judgements if j.kind != "confirm"), any(j.kind in _PAIRS for j in judgements)
    now_ = _carried(connection, found.union(*linked)) if grows else {}
    while grows:
        at = {now_.get(id_, id_) for id_ in found}
        more = found.union(*(ids for ids in linked if any(now_.get(id_, id_) in at for id_ in ids)))
        grows, found = len(more) > len(found), more
    _note(connection, found)


def _note(connection: Connection, ids: set[str]) -> None:
    """Note that events must be derived again from the first day of these statements on."""
    s, r = t.statement, t.report
    days = [connection.scalar(select(func.min(r.c.day)).join(s, s.c.report_id == r.c.id).where(s.c.id.in_(part))) for part in _parts(ids)]
    if any(days):
        connection.execute(insert(t.underived).values(day=min(filter(None, days))))


def _named(judgements: Iterable[Judgement]) -> set[str]:
    return {id_ for j in judgements for id_ in (*j.statements, *j.others)}


def _look_again(connection: Connection, made: Rulings) -> None:
    """What the words around a statement tell depends on its status: for one that is corrected they are looked at again.

    What a person calls possible is taken as still to come, whatever the words.
    """
    s, r = t.statement, t.report
    statuses = {id_: values["status"] for id_, values in made.corrections.items() if "status" in values}
    for part in _parts(set(statuses)):
        for id_, begin, end, text in connection.execute(select(s.c.id, s.c.span_start, s.c.span_end, r.c.text).join(
                r, r.c.id == s.c.report_id).where(s.c.id.in_(part), ~s.c.superseded)):
            made.corrections[id_]["outlook"] = "ahead" if statuses[id_] == "possible" else outlook(text, (begin, end), statuses[id_])


def _carried(connection: Connection, ids: set[str]) -> dict[str, str]:
    """For ids that no last reading holds, the statements that stand in their place.

    That is a statement of the same report whose trigger shares characters with the old one's: of the same type if there is
    one, then of the same status, then the nearest, then the one with most codes in common. A statement that stood beside
    the old one in the same reading is another one, and takes nothing over. Ids for which there is none are left out.
    """
    s = t.statement
    query = select(s.c.id, s.c.key, s.c.report_id, s.c.reading_key, s.c.span_start, s.c.span_end, s.c.type, s.c.status,
                   s.c.superseded).order_by(s.c.key)
    found = [row for part in _parts(ids) for row in connection.execute(query.where(s.c.id.in_(part)))]
    current = {row.id for row in found if not row.superseded}
    old: dict[str, Row] = {row.id: row for row in found if row.id not in current}
    if not old:
        return {}
    beside: defaultdict[int, set[str]] = defaultdict(set)
    new: defaultdict[str, list[Row]] = defaultdict(list)
    for part in _parts({row.report_id for row in old.values()}):
        for row in connection.execute(query.where(s.c.report_id.in_(part))):
            if row.superseded:
                beside[row.reading_key].add(row.id)
            else:
                new[row.report_id].append(row)
    codes: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for part in _parts({row.key for row in chain(old.values(), *new.values())}):
        for row in connection.execute(select(t.participant).where(t.participant.c.statement_key.in_(part))):
            codes[row.statement_key].add((row.role, row.code))
    carried = {}
    for id_, was in old.items():
        free = [row for row in new[was.report_id] if row.id not in beside[was.reading_key]
                and row.span_start < was.span_end and was.span_start < row.span_end]
        if free:
            carried[id_] = min(free, key=lambda row: (
                row.type != was.type, row.status != was.status, abs(row.span_start - was.span_start) + abs(row.span_end - was.span_end),
                -len(codes[row.key] & codes[was.key]), row.id)).id
    return carried


def _values(judgement: Judgement) -> dict[str, Any]:
    """The row of a judgement. A judgement on several statements names the first of each side in columns of their own, all in `value`."""
    value = {"statements": judgement.statements, "others": judgement.others} if judgement.kind in _PAIRS else judgement.value
    return {"kind": judgement.kind, "statement_id": judgement.statements[0], "other_id": judgement.others[0] if judgement.others else None,
            "field": judgement.field, "value": None if judgement.kind in ("reject", "confirm") else json.dumps(value, ensure_ascii=False),
            "author": judgement.author, "reason": judgement.reason, "made": judgement.made}


def _judgement(row: Row) -> Judgement:
    value = json.loads(row.value) if row.value is not None else None
    sides = (tuple(value["statements"]), tuple(value["others"])) if row.kind in _PAIRS else ((row.statement_id,), ())
    return Judgement(row.kind, *sides, field=row.field, value=frozen(value) if row.kind == "correct" else None, author=row.author, reason=row.reason,
                     id=row.key, made=row.made, withdrawn=row.withdrawn, state="withdrawn" if row.withdrawn else "in force")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise LedgerError("a judgement needs an author, and no login name is known here: give --author") from error


def _parts(ids: set) -> Iterator[list]:
    """The ids in order, as many at a time as a database takes in one question."""
    ordered = sorted(ids)
    for begin in range(0, len(ordered), _CHUNK):
        yield ordered[begin:begin + _CHUNK]
