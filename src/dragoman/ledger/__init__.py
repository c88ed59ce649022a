"""The ledger: reports, what they state, the events these add up to, the docket, the record of sources, and what a person judges."""
from dragoman.ledger.corrections import EXAMPLES, read_as, shown
from dragoman.ledger.days import days, last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.merging import merge
from dragoman.ledger.records import Credit, Record, Share, Tally, records
from dragoman.ledger.rulings import Judgement, Rulings
from dragoman.ledger.speakers import LEVELS
from dragoman.ledger.store import Ledger, open_ledger
from dragoman.ledger.voices import voice

__all__ = ["EXAMPLES", "LEVELS", "Credit", "Judgement", "Ledger", "Record", "Rulings", "Share", "Tally", "days", "docket", "last_day", "merge", "open_ledger",
           "read_as", "records", "shown", "voice"]
