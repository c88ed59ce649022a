"""What every interface shows, as plain data: events, docket, track records, dyads and the brief, each value with its evidence."""
from dragoman.briefing import pages, world
from dragoman.briefing.alerts import Alert, alerts, remembered
from dragoman.briefing.coded import coded_event
from dragoman.briefing.digest import PARTS, brief, digest
from dragoman.briefing.dyads import blocs, coders, series, shifts
from dragoman.briefing.headlines import denies, opening, outcome
from dragoman.briefing.names import (
    all_of,
    capital,
    code_of,
    count,
    headline,
    is_on_edge,
    joined,
    listed,
    many_last,
    name_of,
    pair_of,
    party,
    source_name,
    unknown,
    whom,
)
from dragoman.briefing.objects import AGREEMENT_ROW, EDGE_ROW, SPOKEN_OF, TRANSFER_ROW, agreements, codes_in, edge, matter, object_row, transfers
from dragoman.briefing.phrases import phrase
from dragoman.briefing.quoting import chain_of, parted, sentence
from dragoman.briefing.searching import search
from dragoman.briefing.track import COUNTS, ROW, row
from dragoman.briefing.view import SIDES, Surest, View

__all__ = ["AGREEMENT_ROW", "COUNTS", "EDGE_ROW", "PARTS", "ROW", "SIDES", "SPOKEN_OF", "TRANSFER_ROW", "Alert", "Surest", "View", "agreements", "alerts",
           "all_of", "blocs", "brief", "capital", "chain_of", "code_of", "coded_event", "coders", "codes_in", "count", "denies", "digest", "edge", "headline",
           "is_on_edge", "joined", "listed", "many_last", "matter", "name_of", "object_row", "opening", "outcome", "pages", "pair_of", "parted", "party",
           "phrase", "remembered", "row", "search", "sentence", "series", "shifts", "source_name", "transfers", "unknown", "whom", "world"]
