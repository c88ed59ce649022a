"""The way in: joins intake, reading, coders and the ledger. Documents to statements; documents, other coders'
files and feeds to a ledger.
"""
from dragoman.intake import Notice
from dragoman.ledger import Brought
from dragoman.pipeline.adding import Added, add
from dragoman.pipeline.importing import bring_in
from dragoman.pipeline.polling import Fetched, Polled
from dragoman.pipeline.reading import Reading, read
from dragoman.pipeline.watching import Derived, Settled, Watch, feeds_of, is_dead
from dragoman.reading import Reader

__all__ = ["Added", "Brought", "Derived", "Fetched", "Notice", "Polled", "Reader", "Reading", "Settled", "Watch", "add", "bring_in", "feeds_of",
           "is_dead", "read"]
