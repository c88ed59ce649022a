"""The ledger: reports, what they state, the events these add up to, the docket of what is still to come, and what a person judges."""
from dragoman.ledger.corrections import EXAMPLES, read_as, shown
from dragoman.ledger.days import last_day
from dragoman.ledger.docket import docket
from dragoman.ledger.merging import merge
from dragoman.ledger.rulings import Judgement, Rulings
from dragoman.ledger.store import Ledger, open_ledger

__all__ = ["EXAMPLES", "Judgement", "Ledger", "Rulings", "docket", "last_day", "merge", "open_ledger", "read_as", "shown"]
