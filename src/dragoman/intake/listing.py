"""What a feed lists: documents by address, and what it says of each before anybody has seen them."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed. `guid` stands for it for good, in this feed; `link` is where the document is, or None where the feed has it all.

    `published` is an ISO day, `updated` an ISO time in UTC; either is None where the feed does not say. `publisher` is whom the feed
    credits, else the feed itself; `summary` is plain text, `content` the feed's own words of the whole, a paragraph a line.
    """

    guid: str
    link: str | None
    title: str | None
    published: str | None
    updated: str | None
    publisher: str | None
    summary: str
    content: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed as it came: its title, the address of what it is about, its form (as *RSS 2.0*), and its entries as they stand, some hundreds at most.

    `left_out` counts entries beyond that, and those that have neither link nor words; `doubt` says what is wrong with it, where it could be
    read all the same.
    """

    title: str | None
    site: str | None
    form: str
    entries: tuple[Entry, ...]
    left_out: int = 0
    doubt: str | None = None
