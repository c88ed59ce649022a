"""Web pages and a REST API on one ledger: made on the server, without anything from another machine."""
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.interfaces.web.app import make_app, serve
    from dragoman.interfaces.web.keys import Keys

__all__ = ["Keys", "make_app", "serve"]


def __getattr__(name: str) -> object:
    """What is asked for is loaded then: the process that looks through a ledger (whole.py) serves no pages, and begins in half the time."""
    if name not in __all__:
        raise AttributeError(name)
    if name == "Keys":
        from dragoman.interfaces.web import keys as module
    else:
        from dragoman.interfaces.web import app as module
    return getattr(module, name)
