"""Brings a ledger to the tables this program works with, one numbered migration after another, each in a transaction.

A migration that has shipped never changes: a change to the tables is a new one at the end of `MIGRATIONS`, and
`schema.py` follows. The comments inside the statements stay in the file, and Datasette shows them with each table.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, insert, inspect, select

from dragoman.ledger.connection import log_ahead, writing
from dragoman.ledger.folding import CONFIGURATION, MOST, TOKENIZER, folded
from dragoman.ledger.schema import SEARCHED, migration
from dragoman.ledger.watched_tables import FEEDS
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

_DERIVED = (
    "ALTER TABLE report ADD COLUMN sketch {BLOB} /* hashes of the text's runs of words, to find near-copies by */",
    "ALTER TABLE report ADD COLUMN credit TEXT /* the agency that the text names as its own source */",
    "DROP INDEX report_day",
    "CREATE INDEX report_day ON report (day, publisher, published)",
    "ALTER TABLE statement ADD COLUMN embedding {BLOB} /* the reader's event embedding, a vector of int8 */",
    "ALTER TABLE statement ADD COLUMN context TEXT /* words around the trigger that say what it is about; empty where nobody has looked */",
    "ALTER TABLE statement ADD COLUMN outlook TEXT /* what they tell beyond the status: ahead, put_off, off */",
    """CREATE TABLE copy (
    report_id TEXT PRIMARY KEY REFERENCES report (id),
    original_id TEXT NOT NULL REFERENCES report (id), -- the earlier report whose text this one prints
    share DOUBLE PRECISION NOT NULL -- how much of this report stands in the original, 0 to 1
)""",
    "DROP TABLE event_statement",
    "DROP TABLE event",
    """CREATE TABLE event (
    key INTEGER PRIMARY KEY,    -- order in which events were opened
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    actor JSON NOT NULL,        -- list of codes
    recipient JSON NOT NULL,    -- list of codes
    when_iso TEXT,
    place TEXT,
    first_reported TEXT,
    last_reported TEXT,
    disputed BOOLEAN NOT NULL,  -- one side denies what another asserts
    contested BOOLEAN NOT NULL, -- one statement asserts it, and another denies it
    publishers JSON NOT NULL,   -- list of names, each once
    sources JSON NOT NULL,      -- list of those who say so in the end, each once
    what TEXT NOT NULL,         -- the words of the surest statement that gives the status
    shown_key INTEGER NOT NULL REFERENCES statement (key), -- that statement
    confidence DOUBLE PRECISION NOT NULL, -- that of the surest statement
    parties INTEGER NOT NULL,   -- how many codes take part
    articles INTEGER NOT NULL,  -- how many reports tell of it
    outlets INTEGER NOT NULL,   -- how many publishers
    voices INTEGER NOT NULL,    -- how many sources
    size INTEGER NOT NULL,      -- how many statements
    opened TEXT NOT NULL,       -- day from which its first statement counts
    known TEXT NOT NULL,        -- day from which its last statement counts: what is asked as of then or later finds this row
    awaited_until INTEGER       -- last day (1 is 0001-01-01) on which a report of unlike type or parties may tell the outcome
)""",
    "CREATE INDEX event_awaited ON event (awaited_until) WHERE awaited_until IS NOT NULL",
    "CREATE INDEX event_known ON event (known, opened, size)",
    """CREATE TABLE event_statement (
    statement_key INTEGER PRIMARY KEY REFERENCES statement (key),
    event_key INTEGER NOT NULL REFERENCES event (key),
    seq INTEGER NOT NULL,       -- place in the history of the event
    step TEXT NOT NULL,         -- status of the event once this statement is known
    round INTEGER NOT NULL,     -- 0, and one more for each time the event was put off
    score DOUBLE PRECISION NOT NULL, -- how sure the program is that the statement belongs here, 0 to 1
    reason TEXT NOT NULL        -- why
)""",
    "CREATE UNIQUE INDEX event_statement_history ON event_statement (event_key, seq)",
    """CREATE TABLE event_pair (
    event_key INTEGER NOT NULL REFERENCES event (key),
    a TEXT NOT NULL,            -- two codes in the order of the alphabet; who stands alone stands with itself
    b TEXT NOT NULL,
    type TEXT NOT NULL,         -- of the event, or of a statement in it that tells of something done under another type
    reach INTEGER NOT NULL,     -- last day (1 is 0001-01-01) on which another statement may look the event up
    party BOOLEAN NOT NULL,     -- both take part in the event as it stands
    dyad BOOLEAN NOT NULL,      -- the event takes place between them
    PRIMARY KEY (event_key, a, b, type)
){BY_KEY}""",
    "CREATE INDEX event_pair_ab ON event_pair (a, b, type, reach)",
    "CREATE INDEX event_pair_b ON event_pair (b)",
    """CREATE TABLE docket_item (
    id TEXT PRIMARY KEY,
    event_key INTEGER NOT NULL REFERENCES event (key),
    opened TEXT,                -- day of the report that opened it
    expected TEXT,              -- day or days for which the event is announced, or waited for
    due TEXT,                   -- last of these days
    dated BOOLEAN NOT NULL,     -- a statement gives the day
    firmness TEXT NOT NULL,     -- rumoured, reported, announced, confirmed
    state TEXT NOT NULL,        -- as the reports have it: one that is pending has lapsed once the day in lapses has come
    state_date TEXT,            -- day of the report that made the state
    decided TEXT,               -- last day that state_date can mean
    lapses TEXT,
    postponed_to TEXT,
    ambiguous BOOLEAN NOT NULL, -- the outcome is told both ways, or what is told may be another event
    steps INTEGER NOT NULL      -- how many statements bear on it
)""",
    "CREATE INDEX docket_item_event ON docket_item (event_key)",
    "CREATE INDEX docket_item_state ON docket_item (state, lapses)",
    "CREATE INDEX docket_item_decided ON docket_item (decided)",
    """CREATE TABLE docket_step (
    item_id TEXT NOT NULL REFERENCES docket_item (id),
    seq INTEGER NOT NULL,
    statement_key INTEGER NOT NULL REFERENCES statement (key),
    day TEXT,                   -- of the report
    step TEXT NOT NULL,         -- opened, repeated, fulfilled, postponed, called_off, denied
    PRIMARY KEY (item_id, seq)
){BY_KEY}""",
    """CREATE TABLE dyad_count (
    a TEXT NOT NULL,            -- two codes in the order of the alphabet
    b TEXT NOT NULL,
    counted TEXT NOT NULL,      -- cooperation, conflict, cooperation_ahead, conflict_ahead; or source, publisher
    name TEXT NOT NULL,         -- of the source or publisher
    events INTEGER NOT NULL,    -- how many between the two, done or ahead
    PRIMARY KEY (a, b, counted, name)
){BY_KEY}""",
    "DELETE FROM derivation",
    "ALTER TABLE derivation ADD COLUMN serial INTEGER NOT NULL DEFAULT 0 /* one more for each derivation */",
    """CREATE TABLE underived (
    key {KEY},
    day TEXT NOT NULL,          -- from which day on events must be derived again
    reading_key INTEGER REFERENCES reading (key) -- because of this reading; empty where a judgement is the reason
)""",
)
"""What questions are answered from; all of it is made anew when the ledger is next derived."""

_CODED = (
    """CREATE TABLE coded_event (
    key {KEY},
    id TEXT NOT NULL UNIQUE,    -- hash of the coder and its row, the same on every machine
    coder TEXT NOT NULL,        -- icews, gdelt, polecat, plover
    day TEXT NOT NULL,          -- ISO day
    type TEXT NOT NULL CHECK (type IN ('AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT',
        'REQUEST', 'ACCUSE', 'REJECT', 'THREATEN', 'PROTEST', 'SANCTION', 'MOBILIZE', 'COERCE', 'ASSAULT')),
    a TEXT NOT NULL,            -- codes of the two in the order of the alphabet
    b TEXT NOT NULL,
    dyad BOOLEAN NOT NULL,      -- the event takes place between two parties that are known and not the same
    actor TEXT NOT NULL,        -- code; UNK where nobody is named or known
    recipient TEXT NOT NULL,
    actor_text TEXT,            -- the coder's words
    recipient_text TEXT,
    code TEXT,                  -- the coder's own event code
    goldstein DOUBLE PRECISION, -- its weight, -10 to 10
    place TEXT,
    url TEXT,                   -- a link, or the coder's id of the story
    mentions INTEGER NOT NULL   -- how often it was told of
)""",
    # What series are counted from stands in the indexes, so that the rows themselves are not read.
    "CREATE INDEX coded_event_pair ON coded_event (a, b, coder, day, type, actor, goldstein, dyad)",
    "CREATE INDEX coded_event_ba ON coded_event (b, a, day)",
    "CREATE INDEX coded_event_coder ON coded_event (coder, day, dyad)",
    "CREATE INDEX coded_event_day ON coded_event (day)",
)
"""Events of other coders (model.CodedEvent): kept for good, as reports are."""

_CONFIRM = (
    """ALTER TABLE judgement ADD COLUMN sort TEXT NOT NULL DEFAULT 'confirm' -- merge, split, reject, correct; confirm: read rightly
    CHECK (sort IN ('merge', 'split', 'reject', 'correct', 'confirm'))""",
    "UPDATE judgement SET sort = kind",
    "ALTER TABLE judgement DROP COLUMN kind",
    "ALTER TABLE judgement RENAME COLUMN sort TO kind",
)
"""A judgement that a statement is read rightly. A column's rule cannot be changed in SQLite, so that a new column takes its place."""

_SEARCH = {
    "sqlite": (
        # It finds reports by their rowids, which VACUUM may count anew where some were deleted: reports never are.
        # New reports come in by `searching.index`, many at once: a trigger makes FTS5 write its index out for each.
        f"CREATE VIRTUAL TABLE report_words USING fts5(title, text, content='report', tokenize='{TOKENIZER}')",
        "INSERT INTO report_words (report_words) VALUES ('rebuild')",
        """CREATE TRIGGER report_words_removed AFTER DELETE ON report BEGIN
    INSERT INTO report_words (report_words, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
END""",
        """CREATE TRIGGER report_words_changed AFTER UPDATE OF title, text ON report BEGIN
    INSERT INTO report_words (report_words, rowid, title, text) VALUES ('delete', old.rowid, old.title, old.text);
    INSERT INTO report_words (rowid, title, text) VALUES (new.rowid, new.title, new.text);
END""",
    ),
    "postgresql": (
        f"CREATE TEXT SEARCH DICTIONARY {CONFIGURATION} (TEMPLATE = snowball, LANGUAGE = english)",
        f"CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = english)",
        f"ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING REPLACE english_stem WITH {CONFIGURATION}",
        f"""ALTER TABLE report ADD COLUMN words TSVECTOR GENERATED ALWAYS AS (to_tsvector('{CONFIGURATION}', {
            folded(f"left(coalesce(title, '') || ' ' || text, {MOST})")})) STORED""",
        "CREATE INDEX report_words ON report USING gin (words)",
    ),
}
"""The words of reports."""

_DAY = (
    "ALTER TABLE event ADD COLUMN day TEXT /* when it happened, where that is known to a week, else when first reported */",
    "CREATE INDEX event_day ON event (status, day, voices)",
)
"""The day of an event, so that what is done on each day is counted without reading the events."""

_SHARDS = (
    """CREATE TABLE shard (
    id TEXT PRIMARY KEY,        -- hash of the path of the input
    name TEXT NOT NULL,         -- the path as it was given; of the first file where several make a shard
    mark TEXT NOT NULL,         -- hash of names, sizes and times of change: another one, and it is read again
    how TEXT NOT NULL,          -- reader, and what it was told
    size BIGINT NOT NULL,       -- bytes
    reports INTEGER NOT NULL,   -- how many reports came out of it
    errors INTEGER NOT NULL,    -- how many parts of it could not be read
    done TEXT NOT NULL          -- UTC
)""",
)
"""Inputs that `add` has been through to the end."""

_ADDITIONS = (
    """CREATE TABLE addition (
    statement_key INTEGER PRIMARY KEY REFERENCES statement (key) -- a statement of a copy that its original does not print: the copy's own words
)""",
)
"""What those who print another's text add to it."""

Migration = tuple[str, Sequence[str] | Mapping[str, Sequence[str]]]
"""A name, and what is done, where databases differ for each."""

_CALLED = (
    "ALTER TABLE event ADD COLUMN called JSON /* by side, then by code that many share: what its parties are called */",
)

MIGRATIONS: tuple[Migration, ...] = (
    ("the first tables", _FIRST), ("sectors of participants", _SECTORS), ("answers from queries", _DERIVED), ("events of other coders", _CODED),
    ("judgements that confirm", _CONFIRM), ("search", _SEARCH), ("days of events", _DAY), ("feeds and alerts", FEEDS), ("inputs done", _SHARDS),
    ("what copies add", _ADDITIONS), ("names behind shared codes", _CALLED))

_MIGRATION_TABLE = "CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL)"
_WORDS = {"sqlite": {"{KEY}": "INTEGER PRIMARY KEY", "{BLOB}": "BLOB", "{BY_KEY}": " WITHOUT ROWID"},
          "postgresql": {"{KEY}": "INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "{BLOB}": "BYTEA", "{BY_KEY}": ""}}


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


def known(engine: Engine, where: str) -> None:
    """LedgerError where the database is no ledger, another program's, or newer than this one. Nothing is written."""
    with engine.connect() as connection:
        if len(_missing(connection, where, MIGRATIONS)) == len(MIGRATIONS):
            raise LedgerError(f"{where} is empty: no ledger was made there yet")


def _missing(connection: Connection, where: str, migrations: Sequence[Migration]) -> Sequence[Migration]:
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return migrations
    if not {"migration", "report"} <= tables:
        raise LedgerError(f"{where} is a database, but not a ledger: give the path of a ledger, or of a new file")
    _refuse_strangers(connection, where)
    version = connection.scalar(select(func.max(migration.c.version))) or 0
    if version > len(migrations):
        raise LedgerError(f"{where} was written by a newer Dragoman (its tables are of version {version}, this program "
                          f"knows {len(migrations)}): update Dragoman, or open another ledger")
    return migrations[version:]


def _refuse_strangers(connection: Connection, where: str) -> None:
    """LedgerError for an SQLite file with triggers that are not ours, which would act on what we write, or with views in the place of our tables,
    which would answer for them. Views beside them are nobody's harm: Datasette makes some.
    """
    if connection.dialect.name != "sqlite":
        return
    ours = {" ".join(sql.split()) for _, statements in MIGRATIONS if isinstance(statements, Mapping) for sql in statements["sqlite"]}
    tables = {table.name for table in migration.metadata.sorted_tables}
    for kind, name, sql in connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"):
        if kind == "trigger" and " ".join((sql or "").split()) not in ours or name in tables or name == SEARCHED:
            raise LedgerError(f"{where} has a {kind} {name!r} that no ledger has, and that could change what is kept or shown: do not use this file, "
                              "unless you know who put it there; dropping it makes the file a ledger again")


def _apply(connection: Connection, version: int, name: str, statements: Sequence[str] | Mapping[str, Sequence[str]]) -> None:
    if version == 1:
        connection.exec_driver_sql(_MIGRATION_TABLE)
    for sql in statements[connection.dialect.name] if isinstance(statements, Mapping) else statements:
        for word, own in _WORDS[connection.dialect.name].items():
            sql = sql.replace(word, own)
        connection.exec_driver_sql(sql)
    connection.execute(insert(migration).values(version=version, name=name, applied=now()))


def now() -> str:
    """The time, as an ISO string in UTC with seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")
