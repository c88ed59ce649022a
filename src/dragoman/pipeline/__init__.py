"""The way in: joins fetching, intake, reading, coders and the ledger. Documents to statements; documents, other coders' files and feeds to a ledger."""
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.intake import Notice, Shard, passed_over
    from dragoman.ledger import Brought
    from dragoman.pipeline.adding import Added, Follower, add
    from dragoman.pipeline.beside import NotReadyError, ReaderBeside
    from dragoman.pipeline.engines import read_to
    from dragoman.pipeline.importing import bring_in
    from dragoman.pipeline.polling import Fetched, Polled
    from dragoman.pipeline.reading import Reading, read, reader_for
    from dragoman.pipeline.sharding import Failed, Skipped
    from dragoman.pipeline.stopping import Stop, Stopped
    from dragoman.pipeline.watching import Derived, Happening, Settled, Waiting, Watch, feeds_of, listed_in
    from dragoman.reading import Reader

__all__ = ["Added", "Brought", "Derived", "Failed", "Fetched", "Follower", "Happening", "NotReadyError", "Notice", "Polled", "Reader", "ReaderBeside",
           "Reading", "Settled", "Shard", "Skipped", "Stop", "Stopped", "Waiting", "Watch", "add", "bring_in", "feeds_of", "listed_in", "passed_over", "read",
           "read_to", "reader_for"]


def __getattr__(name: str) -> object:
    """What is asked for is loaded then: reading files needs no web client, reading pages no ledger, and keeping a ledger no network."""
    if name not in __all__:
        raise AttributeError(name)
    if name in ("Stop", "Stopped"):
        from dragoman.pipeline import stopping as module
    elif name in ("Notice", "Shard", "passed_over"):
        from dragoman import intake as module
    elif name == "Reader":
        from dragoman import reading as module
    elif name == "Brought":
        from dragoman import ledger as module
    elif name in ("Reading", "read", "reader_for"):
        from dragoman.pipeline import reading as module
    elif name in ("NotReadyError", "ReaderBeside"):
        from dragoman.pipeline import beside as module
    elif name in ("Added", "Follower", "add"):
        from dragoman.pipeline import adding as module
    elif name in ("Failed", "Skipped"):
        from dragoman.pipeline import sharding as module
    elif name == "bring_in":
        from dragoman.pipeline import importing as module
    elif name == "read_to":
        from dragoman.pipeline import engines as module
    else:
        from dragoman.pipeline import watching as module
    return getattr(module, name)
