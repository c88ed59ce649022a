"""The way in: joins fetching, intake, reading, coders and the ledger. Documents to statements; documents, other coders' files and feeds to a ledger."""
from typing import TYPE_CHECKING

from dragoman.intake import Notice, Shard
from dragoman.ledger import Brought
from dragoman.pipeline.adding import Added, Follower, add
from dragoman.pipeline.engines import read_to
from dragoman.pipeline.importing import bring_in
from dragoman.pipeline.reading import Reading, read
from dragoman.pipeline.sharding import Failed, Skipped
from dragoman.pipeline.stopping import Stop, Stopped
from dragoman.reading import Reader

if TYPE_CHECKING:
    from dragoman.pipeline.polling import Fetched, Polled
    from dragoman.pipeline.watching import Derived, Happening, Settled, Waiting, Watch, feeds_of, listed_in

__all__ = ["Added", "Brought", "Derived", "Failed", "Fetched", "Follower", "Happening", "Notice", "Polled", "Reader", "Reading", "Settled", "Shard",
           "Skipped", "Stop", "Stopped", "Waiting", "Watch", "add", "bring_in", "feeds_of", "listed_in", "read", "read_to"]


def __getattr__(name: str) -> object:
    """What fetches is loaded when it is asked for: reading files needs no web client."""
    if name in __all__:
        from dragoman.pipeline import watching

        return getattr(watching, name)
    raise AttributeError(name)
