"""The way to documents on other machines, and to those that want to hear: bounded, polite, and only where everybody may go.

`Fetcher` gets and posts under limits, `Guest` gets as robots.txt and the host's pace allow; `FetchError` says why nothing came.
"""
from dragoman.fetching.addresses import place
from dragoman.fetching.client import MOST, Fetcher, Response
from dragoman.fetching.courtesy import BUSY, DAY, Guest, asked_to_wait, backoff
from dragoman.fetching.errors import FetchError

__all__ = ["BUSY", "DAY", "MOST", "FetchError", "Fetcher", "Guest", "Response", "asked_to_wait", "backoff", "place"]
