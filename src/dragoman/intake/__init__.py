"""Documents in, reports out: files, folders and standard input, as plain text, HTML, JSON lines, mails or web archives; feeds, and what they list.

`reports` yields each `Report`, an `InputError` for each input that fails, and a `Notice` where something was read
but a person should know. `shards` are the parts that are read and resumed one by one. `boilerplate` names the lines of a
report's text that are not part of the report. `feeds` reads feeds, `opml` lists of feeds, and `pages` makes the report of what a
feed lists; none of them fetches anything.
"""
from dragoman.intake import feeds, opml, pages
from dragoman.intake.cleaning import boilerplate
from dragoman.intake.documents import MAX_DOCUMENT, Empty, Item, Notice, Unreadable
from dragoman.intake.listing import Entry, Listing
from dragoman.intake.shards import Shard, reports_of, shards
from dragoman.intake.sources import passed_over, reports

__all__ = ["MAX_DOCUMENT", "Empty", "Entry", "Item", "Listing", "Notice", "Shard", "Unreadable",
           "boilerplate", "feeds", "opml", "pages", "passed_over", "reports", "reports_of", "shards"]
