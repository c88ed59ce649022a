"""Brings a ledger to the tables this program works with, one numbered migration after another, each in a transaction.

A migration that has shipped never changes: a change to the tables is a new one at the end of `MIGRATIONS`, and
`schema.py` follows. The comments inside the statements stay in the file, and Datasette shows them with each table.
"""
from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, insert, inspect, select

from dragoman.ledger.connection import log_ahead, writing
from dragoman.ledger.schema import migration
from dragoman.model import LedgerError

_FIRST = (
    """CREATE TABLE report (
    id TEXT PRIMARY KEY,
    title TEXT,
    published TEXT,             -- ISO prefix, as the report has it; empty where nobody says
    publisher TEXT,
    url TEXT,
    dated_by TEXT,              -- how the date is known: given, metadata, dateline
    text TEXT NOT NULL,
    day TEXT NOT NULL,          -- last day that published can mean, else the day it was added: "as of" looks here
    added TEXT NOT NULL         -- UTC
)""",
    "CREATE INDEX report_day ON report (day)",
    """CREATE TABLE reading (
    key {KEY},
    report_id TEXT NOT NULL REFERENCES report (id),
    reader TEXT NOT NULL,       -- name and version of who read the report
    added TEXT NOT NULL,        -- UTC
    statements INTEGER NOT NULL, -- how many it found
    superseded BOOLEAN NOT NULL, -- true where another reader has read the report since
    UNIQUE (report_id, reader)
)""",
    """CREATE TABLE statement (
    key {KEY},
    id TEXT NOT NULL,           -- hash of what identifies the statement, the same on every machine
    reading_key INTEGER NOT NULL REFERENCES reading (key),
    report_id TEXT NOT NULL REFERENCES report (id),
    trigger TEXT NOT NULL,      -- the words that name the event
    span_start INTEGER NOT NULL, -- of the trigger, in characters of the report's text
    span_end INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT',
        'REQUEST', 'ACCUSE', 'REJECT', 'THREATEN', 'PROTEST', 'SANCTION', 'MOBILIZE', 'COERCE', 'ASSAULT')),
    status TEXT NOT NULL CHECK (status IN ('occurred', 'ongoing', 'planned', 'possible', 'denied', 'called_off')),
    when_iso TEXT,              -- day or days of the event: ISO prefix, or two with a slash between
    when_text TEXT,             -- the words that say so
    place TEXT,
    confidence DOUBLE PRECISION NOT NULL CHECK (confidence >= 0 AND confidence <= 1),
    superseded BOOLEAN NOT NULL, -- true where another reader has read the report since
    CHECK (0 <= span_start AND span_start <= span_end)
)""",
    "CREATE UNIQUE INDEX statement_current_id ON statement (id) WHERE NOT superseded",
    "CREATE INDEX statement_report ON statement (report_id)",
    "CREATE INDEX statement_reading ON statement (reading_key)",
    """CREATE TABLE participant (
    statement_key INTEGER NOT NULL REFERENCES statement (key),
    role TEXT NOT NULL CHECK (role IN ('actor', 'recipient', 'source')),
    seq INTEGER NOT NULL,       -- order in the text; of sources, the outermost is 0
    surface TEXT NOT NULL,      -- the words
    code TEXT NOT NULL,         -- ISO 3166 alpha-3, or EUU, UNO, NAT, IGO, NGO, MNC, REB, PSE, XKX, UNK
    kind TEXT CHECK (kind IN ('official', 'anonymous', 'media', 'document', 'expert', 'other')), -- of a source only
    span_start INTEGER,
    span_end INTEGER,
    PRIMARY KEY (statement_key, role, seq),
    CHECK ((role = 'source') = (kind IS NOT NULL))
)""",
    "CREATE INDEX participant_code ON participant (code, role, statement_key)",
    """CREATE TABLE event (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    actor JSON NOT NULL,        -- list of codes
    recipient JSON NOT NULL,    -- list of codes
    when_iso TEXT,
    place TEXT,
    first_reported TEXT,
    last_reported TEXT,
    disputed BOOLEAN NOT NULL,  -- one side denies what another asserts
    publishers JSON NOT NULL,   -- list of names, each once
    sources JSON NOT NULL       -- list of those who say so in the end, each once
)""",
    """CREATE TABLE event_statement (
    event_id TEXT NOT NULL REFERENCES event (id),
    seq INTEGER NOT NULL,       -- place in the history of the event
    statement_key INTEGER NOT NULL UNIQUE REFERENCES statement (key),
    step TEXT NOT NULL,         -- status of the event once this statement is known
    round INTEGER NOT NULL,     -- 0, and one more for each time the event was put off
    score DOUBLE PRECISION NOT NULL, -- how sure the program is that the statement belongs here, 0 to 1
    reason TEXT NOT NULL,       -- why
    PRIMARY KEY (event_id, seq)
)""",
    """CREATE TABLE derivation (
    key INTEGER PRIMARY KEY CHECK (key = 1),
    readings INTEGER NOT NULL,  -- how many readings the events were derived from
    rules TEXT NOT NULL,        -- version of the rules of merging
    made TEXT NOT NULL          -- UTC
)""",
    """CREATE TABLE judgement (
    key {KEY},
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'reject', 'correct')),
    statement_id TEXT NOT NULL, -- id, not key: the judgement outlives another reading
    other_id TEXT,              -- the statement that it is, or is not, of one event with
    field TEXT,                 -- what is corrected
    value TEXT,                 -- the right value, as JSON
    author TEXT NOT NULL,
    reason TEXT,
    made TEXT NOT NULL,         -- UTC
    withdrawn TEXT              -- UTC, where it is undone
)""",
    "CREATE INDEX judgement_statement ON judgement (statement_id)",
)

_SECTORS = (
    """ALTER TABLE participant ADD COLUMN sector TEXT -- what part of a state or society: GOV, MIL, REB and so on
    CHECK (sector IN ('GOV', 'MIL', 'COP', 'JUD', 'LEG', 'OPP', 'REB', 'CVL', 'MED', 'BUS', 'NGO', 'IGO'))""",
)
"""`Actor.role` and `Source.role`; `participant.role` is the part in the statement. What was read before stays without."""

Migration = tuple[str, Sequence[str]]

MIGRATIONS: tuple[Migration, ...] = (("the first tables", _FIRST), ("sectors of participants", _SECTORS))

_MIGRATION_TABLE = "CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL)"
_KEYS = {"sqlite": "INTEGER PRIMARY KEY", "postgresql": "INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"}


def migrate(engine: Engine, where: str, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Apply what the ledger lacks; write nothing where it lacks nothing.

    LedgerError where the database is another program's, or newer than this one.
    """
    with engine.connect() as connection:
        missing = _missing(connection, where, migrations)
        connection.rollback()
        if missing:
            log_ahead(connection)
    while missing:
        with writing(engine) as connection:
            # Asked again under the lock: another process may be opening the same new ledger.
            missing = _missing(connection, where, migrations)
            if missing:
                _apply(connection, len(migrations) - len(missing) + 1, *missing[0])
                missing = missing[1:]


def _missing(connection: Connection, where: str, migrations: Sequence[Migration]) -> Sequence[Migration]:
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return migrations
    if not {"migration", "report"} <= tables:
        raise LedgerError(f"{where} is a database, but not a ledger: give the path of a ledger, or of a new file")
    version = connection.scalar(select(func.max(migration.c.version))) or 0
    if version > len(migrations):
        raise LedgerError(f"{where} was written by a newer Dragoman (its tables are of version {version}, this program "
                          f"knows {len(migrations)}): update Dragoman, or open another ledger")
    return migrations[version:]


def _apply(connection: Connection, version: int, name: str, statements: Sequence[str]) -> None:
    if version == 1:
        connection.exec_driver_sql(_MIGRATION_TABLE)
    for sql in statements:
        connection.exec_driver_sql(sql.replace("{KEY}", _KEYS[connection.dialect.name]))
    connection.execute(insert(migration).values(version=version, name=name, applied=now()))


def now() -> str:
    """The time, as an ISO string in UTC with seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")
