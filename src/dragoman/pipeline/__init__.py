"""The way in: joins fetching, intake, reading, coders and the ledger. Documents to statements; documents, other coders' files and feeds to a ledger."""
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.intake import Notice, Shard
    from dragoman.ledger import Brought
    from dragoman.pipeline.adding import Added, Follower, add
    from dragoman.pipeline.beside import NotReadyError, ReaderBeside
    from dragoman.pipeline.engines import read_to
    from dragoman.pipeline.importing import bring_in
    from dragoman.pipeline.polling import Fetched, Polled
    from dragoman.pipeline.reading import Reading, read
    from dragoman.pipeline.sharding import Failed, Skipped
    from dragoman.pipeline.stopping import Stop, Stopped
    from dragoman.pipeline.watching import Derived, Happening, Settled, Waiting, Watch, feeds_of, listed_in
    from dragoman.reading import Reader

__all__ = ["Added", "Brought", "Derived", "Failed", "Fetched", "Follower", "Happening", "NotReadyError", "Notice", "Polled", "Reader", "ReaderBeside",
           "Reading", "Settled", "Shard", "Skipped", "Stop", "Stopped", "Waiting", "Watch", "add", "bring_in", "feeds_of", "listed_in", "read", "read_to"]

_LAZY = {name: module for module, names in {
    "dragoman.intake": ("Notice", "Shard"),
    "dragoman.ledger": ("Brought",),
    "dragoman.reading": ("Reader",),
    "dragoman.pipeline.adding": ("Added", "Follower", "add"),
    "dragoman.pipeline.beside": ("NotReadyError", "ReaderBeside"),
    "dragoman.pipeline.engines": ("read_to",),
    "dragoman.pipeline.importing": ("bring_in",),
    "dragoman.pipeline.polling": ("Fetched", "Polled"),
    "dragoman.pipeline.reading": ("Reading", "read"),
    "dragoman.pipeline.sharding": ("Failed", "Skipped"),
    "dragoman.pipeline.stopping": ("Stop", "Stopped"),
    "dragoman.pipeline.watching": ("Derived", "Happening", "Settled", "Waiting", "Watch", "feeds_of", "listed_in"),
}.items() for name in names}
"""The module that each name is loaded from."""


def __getattr__(name: str) -> object:
    """What is asked for is loaded then: reading files needs no web client, reading pages no ledger, and keeping a ledger no network."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
