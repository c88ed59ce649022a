"""The ledger: reports, what they state, the events these add up to, and the docket of what is still to come."""
from dragoman.ledger.days import days, last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.merging import merge
from dragoman.ledger.records import Credit, Record, Share, Tally, records
from dragoman.ledger.speakers import LEVELS
from dragoman.ledger.store import Ledger, open_ledger
from dragoman.ledger.voices import voice

__all__ = ["LEVELS", "Credit", "Ledger", "Record", "Share", "Tally", "days", "docket", "last_day", "merge", "open_ledger", "records", "voice"]
