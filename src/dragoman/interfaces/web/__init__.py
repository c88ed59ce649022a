"""Web pages and a REST API on one ledger: made on the server, without anything from another machine."""
from dragoman.interfaces.web.app import make_app, serve
from dragoman.interfaces.web.keys import Keys

__all__ = ["Keys", "make_app", "serve"]
