"""The way in: joins intake, reading, coders and the ledger. Documents to statements, and documents and other coders' files to a ledger."""
from dragoman.intake import Notice
from dragoman.ledger import Brought
from dragoman.pipeline.adding import Added, add
from dragoman.pipeline.importing import bring_in
from dragoman.pipeline.reading import Reading, read
from dragoman.pipeline.stopping import Stop, Stopped
from dragoman.reading import Reader

__all__ = ["Added", "Brought", "Notice", "Reader", "Reading", "Stop", "Stopped", "add", "bring_in", "read"]
