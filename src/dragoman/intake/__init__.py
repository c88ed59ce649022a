"""Documents in, reports out: files, folders and standard input, as plain text, HTML or JSON lines.

`reports` yields each `Report`, an `InputError` for each input that fails, and a `Notice` where something was read
but a person should know. `boilerplate` names the lines of a report's text that are not part of the report.
"""
from dragoman.intake.cleaning import boilerplate
from dragoman.intake.documents import MAX_DOCUMENT, Item, Notice
from dragoman.intake.sources import reports

__all__ = ["MAX_DOCUMENT", "Item", "Notice", "boilerplate", "reports"]
