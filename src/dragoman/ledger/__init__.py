"""The ledger: reports, what they state, the events these add up to, and the docket of what is still to come."""
from dragoman.ledger.asked import Asked
from dragoman.ledger.days import last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.merging import merge
from dragoman.ledger.shown import DATED_FIRST, MOST_TOLD, STATES, Item, Told, disputed, in_status, parties, recent
from dragoman.ledger.store import Ledger, open_ledger
from dragoman.ledger.summaries import dyad_pairs

__all__ = ["DATED_FIRST", "MOST_TOLD", "STATES", "Asked", "Item", "Ledger", "Told", "disputed", "docket", "dyad_pairs", "in_status", "last_day",
           "merge", "open_ledger", "parties", "recent"]
