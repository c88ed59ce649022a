"""What every interface shows, as plain data: events, docket, track records, dyads and the brief, each value with its evidence."""
from dragoman.briefing.coded import coded_event
from dragoman.briefing.digest import brief, digest
from dragoman.briefing.names import headline, listed, name_of
from dragoman.briefing.quoting import chain_of, sentence
from dragoman.briefing.searching import search
from dragoman.briefing.track import COUNTS, ROW, row
from dragoman.briefing.view import View

__all__ = ["COUNTS", "ROW", "View", "brief", "chain_of", "coded_event", "digest", "headline", "listed", "name_of", "row", "search", "sentence"]
