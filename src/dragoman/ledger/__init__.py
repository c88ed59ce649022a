"""The ledger: reports, what they state, the events these add up to, and the docket of what is still to come."""
from dragoman.ledger.asked import STATES, Asked, Item, Told, dated_first, disputed, in_status, most_told, parties, recent
from dragoman.ledger.days import last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.merging import merge
from dragoman.ledger.store import Ledger, open_ledger
from dragoman.ledger.summaries import dyad_pairs

__all__ = ["STATES", "Asked", "Item", "Ledger", "Told", "dated_first", "disputed", "docket", "dyad_pairs", "in_status", "last_day", "merge",
           "most_told", "open_ledger", "parties", "recent"]
