"""What can go wrong on the way to a document."""
from __future__ import annotations

from typing import Literal

from dragoman.model import InputError

Kind = Literal["url", "address", "name", "connection", "tls", "slow", "large", "redirects", "protocol", "encoding", "robots", "rules", "resting"]
"""url: malformed, or of a scheme that is not fetched; address: a place that is refused; name: unknown; connection: refused or broken off;
tls: no certificate that holds; slow, large: beyond the limits; redirects: too many; protocol: no HTTP; encoding: packed in another way
than it says; robots: the host asks robots to stay away; rules: its robots.txt cannot be had, as where the host cannot be reached at all;
resting: the host asked to be left alone for a while.
"""


class FetchError(InputError):
    """A document that was not fetched. `again` says whether a later try may help, `after` in how many seconds at the earliest."""

    def __init__(self, message: str, kind: Kind, again: bool | None = None, after: float | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.again = kind not in ("url", "address", "robots", "large", "redirects") if again is None else again
        self.after = after
