"""The ledger: reports, what they state, the events these add up to, and the docket of what is still to come."""
from dragoman.ledger.days import last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.merging import merge
from dragoman.ledger.store import Ledger, open_ledger

__all__ = ["Ledger", "docket", "last_day", "merge", "open_ledger"]
