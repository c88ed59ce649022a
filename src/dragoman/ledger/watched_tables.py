"""The migration that makes the tables of what is watched, of what was seen there and became of it, and of who was told what."""
from __future__ import annotations

FEEDS = (
    """CREATE TABLE watcher (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,      -- where it runs
    pid INTEGER NOT NULL,
    every INTEGER NOT NULL,     -- seconds between two looks at a feed
    once BOOLEAN NOT NULL,      -- it looks once and leaves, as cron begins it
    started TEXT NOT NULL,      -- times are UTC
    beat TEXT NOT NULL,         -- when it last said that it is there
    stopped TEXT                -- when it ended in an orderly way
)""",
    """CREATE TABLE feed (
    key {KEY},
    url TEXT NOT NULL UNIQUE,   -- as it was given
    at TEXT NOT NULL,           -- where it is asked for: as given, or where it has moved for good
    host TEXT NOT NULL,         -- scheme, name and port of that
    title TEXT,
    state TEXT NOT NULL CHECK (state IN ('watched', 'resting', 'gone')), -- resting: on no list any more; gone: its server said so
    every INTEGER NOT NULL,     -- seconds
    added TEXT NOT NULL,
    next_at TEXT NOT NULL,      -- when it is to be asked for next
    last_tried TEXT,
    last_ok TEXT,
    etag TEXT,                  -- what its server gave to ask whether it has changed
    last_modified TEXT,
    failures INTEGER NOT NULL,  -- in a row
    error TEXT,                 -- the last one, empty where the last try was well
    fetched INTEGER NOT NULL,   -- how many times it was had, changed or not
    new INTEGER NOT NULL,       -- entries seen first in it
    kept INTEGER NOT NULL,      -- of these, reports kept
    refused INTEGER NOT NULL,   -- and entries given up
    watcher TEXT REFERENCES watcher (id) -- who has it in hand
)""",
    """CREATE TABLE feed_entry (
    key {KEY},
    feed_key INTEGER NOT NULL REFERENCES feed (key),
    guid TEXT NOT NULL,         -- hash of what the feed names it by
    link TEXT,
    link_id TEXT,               -- hash of the link without what only counts readers
    host TEXT NOT NULL,         -- scheme, name and port of the link; empty where the feed has it all
    title TEXT,
    published TEXT,             -- as the feed says: ISO day
    updated TEXT,               -- UTC
    publisher TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'fetched', 'kept', 'duplicate', 'refused', 'failed')),
    why TEXT,                   -- it is not kept, or was not fetched
    origin TEXT CHECK (origin IN ('page', 'feed')), -- whose words were kept
    report_id TEXT REFERENCES report (id),
    text_id TEXT,               -- hash of the text and its publisher
    versions INTEGER NOT NULL,  -- how many times it was to be fetched, as the feed said that it had changed
    tries INTEGER NOT NULL,     -- to fetch it
    reads INTEGER NOT NULL,     -- to read it
    next_at TEXT NOT NULL,      -- when it is to be tried next
    seen TEXT NOT NULL,         -- first
    listed TEXT NOT NULL,       -- last seen in the feed, to some days
    done TEXT,
    content TEXT,               -- the feed's own words, until it is done
    page {BLOB},                -- the page as fetched, packed by zlib, until it is read
    answer TEXT,                -- where the page came from and what its server claims of it, as JSON
    watcher TEXT REFERENCES watcher (id), -- who has it in hand
    UNIQUE (feed_key, guid)
)""",
    "CREATE INDEX feed_entry_link ON feed_entry (link_id)",
    "CREATE INDEX feed_entry_text ON feed_entry (text_id) WHERE text_id IS NOT NULL",
    "CREATE INDEX feed_entry_open ON feed_entry (state, next_at) WHERE state IN ('waiting', 'fetched')",
    "CREATE INDEX feed_entry_report ON feed_entry (report_id) WHERE report_id IS NOT NULL",
    """CREATE TABLE alert (
    key {KEY},
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,         -- announced, resolved, contradicted, shift, on_edge; start: what was known before alerts were asked for
    topic TEXT NOT NULL,        -- what two alerts about the same have in common
    day TEXT NOT NULL,          -- of what it tells
    made TEXT NOT NULL,         -- UTC
    statements JSON NOT NULL,   -- ids of those that show it
    body JSON                   -- what is told; empty where it was known before
)""",
    "CREATE INDEX alert_made ON alert (made)",
    """CREATE TABLE delivery (
    alert_key INTEGER NOT NULL REFERENCES alert (key),
    target TEXT NOT NULL,       -- who is told: -, a file, or a webhook by its host and a hash
    tries INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    delivered TEXT,             -- UTC
    dropped TEXT,               -- UTC: the target is on no command line any more
    error TEXT,
    PRIMARY KEY (alert_key, target)
)""",
    "CREATE INDEX delivery_owed ON delivery (next_at) WHERE delivered IS NULL AND dropped IS NULL",
)
"""The statements; `migrations` puts in what databases differ in."""
