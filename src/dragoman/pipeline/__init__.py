"""The way in: joins intake, reading, coders and the ledger. Documents to statements, and documents and other coders' files to a ledger."""
from dragoman.intake import Notice, Shard
from dragoman.ledger import Brought
from dragoman.pipeline.adding import Added, Watch, add
from dragoman.pipeline.engines import read_to
from dragoman.pipeline.importing import bring_in
from dragoman.pipeline.reading import Reading, read
from dragoman.pipeline.sharding import Failed, Skipped
from dragoman.reading import Reader

__all__ = ["Added", "Brought", "Failed", "Notice", "Reader", "Reading", "Shard", "Skipped", "Watch", "add", "bring_in", "read", "read_to"]
