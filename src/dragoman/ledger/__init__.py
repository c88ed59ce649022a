"""The ledger: reports, what they state, the events these add up to, the docket, the record of sources, what a person judges, other coders' events,
the feeds that are watched, and the alerts that were told.
"""
from dragoman.ledger.aside import NAMED, begun
from dragoman.ledger.asked import Asked, Place
from dragoman.ledger.bearers import COLLECTIVE, bearer, is_body, is_named, names_of
from dragoman.ledger.codebook import first_two
from dragoman.ledger.coded import Brought, CodedCount, CodedDay, Coder, coded_since, coded_types
from dragoman.ledger.connection import UnavailableError
from dragoman.ledger.context import DATELINE, TURNED_DOWN, countries_in, likeness, named, sentence, sentence_ends
from dragoman.ledger.copying import back_up, copy_ledger, restore
from dragoman.ledger.corrections import EXAMPLES, read_as, shown
from dragoman.ledger.days import days, iso, last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.feeds import Feed, Watcher, is_dead, stamp
from dragoman.ledger.files import refuse_others
from dragoman.ledger.judging import LEAST
from dragoman.ledger.keeping import OtherTextError
from dragoman.ledger.kinds import DIFFUSE, stems, unlike
from dragoman.ledger.leads import MOST_READS, Done, Lead, Poll
from dragoman.ledger.merging import merge
from dragoman.ledger.records import Credit, Record, Share, Tally, records
from dragoman.ledger.rulings import Judgement, Rulings
from dragoman.ledger.searching import Words, holding, parse
from dragoman.ledger.shards import ShardDone
from dragoman.ledger.shown import (
    MOST_TOLD,
    SOONEST,
    STATES,
    Item,
    Taken,
    Told,
    begins,
    disputed,
    due_within,
    foretold,
    in_status,
    is_first_told,
    is_new,
    item_begins,
    item_ids,
    near,
    not_before,
    of_types,
    parties,
    recent,
    reported,
    resolved,
    since_day,
    sure,
    told_by_several,
    with_ids,
)
from dragoman.ledger.speakers import LEVEL, LEVELS
from dragoman.ledger.store import LARGE, Ledger, look_at, open_ledger
from dragoman.ledger.summaries import STATELESS, day_of, dyad_pairs, side, side_of
from dragoman.ledger.telling import Owed, ToldAlert
from dragoman.ledger.turns import folder_lock
from dragoman.ledger.voices import voice

__all__ = ["COLLECTIVE", "DATELINE", "DIFFUSE", "EXAMPLES", "LARGE", "LEAST", "LEVEL", "LEVELS", "MOST_READS", "MOST_TOLD", "NAMED", "SOONEST", "STATELESS",
           "STATES", "TURNED_DOWN", "Asked", "Brought", "CodedCount", "CodedDay", "Coder", "Credit", "Done", "Feed", "Item", "Judgement", "Lead", "Ledger",
           "OtherTextError", "Owed", "Place", "Poll", "Record", "Rulings", "ShardDone", "Share", "Taken", "Tally", "Told", "ToldAlert", "UnavailableError",
           "Watcher", "Words", "back_up", "bearer", "begins", "begun", "coded_since", "coded_types", "copy_ledger", "countries_in", "day_of", "days",
           "disputed", "docket", "due_within", "dyad_pairs", "first_two", "folder_lock", "foretold", "holding", "in_status", "is_body", "is_dead",
           "is_first_told", "is_named", "is_new", "iso", "item_begins", "item_ids", "last_day", "likeness", "look_at", "merge", "named", "names_of", "near",
           "not_before", "of_types", "open_ledger", "parse", "parties", "read_as", "recent", "records", "refuse_others", "reported", "resolved", "restore",
           "sentence", "sentence_ends", "shown", "side", "side_of", "since_day", "stamp", "stems", "sure", "told_by_several", "unlike", "voice", "with_ids"]
