"""The ledger: reports, what they state, the events these add up to, the docket, the record of sources, and what a person judges."""
from dragoman.ledger.asked import Asked, Place
from dragoman.ledger.context import DATELINE
from dragoman.ledger.corrections import EXAMPLES, read_as, shown
from dragoman.ledger.days import days, last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.merging import merge
from dragoman.ledger.records import Credit, Record, Share, Tally, records
from dragoman.ledger.rulings import Judgement, Rulings
from dragoman.ledger.searching import Words, holding, parse
from dragoman.ledger.shown import DATED_FIRST, MOST_TOLD, STATES, Item, Taken, Told, disputed, in_status, of_types, parties, recent, told_by_several
from dragoman.ledger.speakers import LEVELS
from dragoman.ledger.store import Ledger, open_ledger
from dragoman.ledger.summaries import dyad_pairs, side
from dragoman.ledger.voices import voice

__all__ = ["DATED_FIRST", "DATELINE", "EXAMPLES", "LEVELS", "MOST_TOLD", "STATES", "Asked", "Credit", "Item", "Judgement", "Ledger", "Place", "Record",
           "Rulings", "Share", "Taken", "Tally", "Told", "Words", "days", "disputed", "docket", "dyad_pairs", "holding", "in_status", "last_day", "merge",
           "of_types", "open_ledger", "parse", "parties", "read_as", "recent", "records", "shown", "side", "told_by_several", "voice"]
