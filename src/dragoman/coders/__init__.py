"""Other coders' files to events with PLOVER's types and our codes: a module a coder."""
from dragoman.coders.files import LeftOut
from dragoman.coders.reading import coded_events

__all__ = ["LeftOut", "coded_events"]
