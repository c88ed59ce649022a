"""What every interface shows, as plain data: events, docket, track records, dyads and the brief, each value with its evidence."""
from dragoman.briefing import pages, world
from dragoman.briefing.alerts import Alert, alerts, remembered
from dragoman.briefing.coded import coded_event
from dragoman.briefing.digest import PARTS, brief, digest
from dragoman.briefing.dyads import blocs, coders, series, shifts
from dragoman.briefing.headlines import denies
from dragoman.briefing.names import all_of, capital, count, headline, is_on_edge, joined, listed, name_of, pair_of, unknown, whom
from dragoman.briefing.objects import AGREEMENT_ROW, EDGE_ROW, TRANSFER_ROW, agreements, edge, matter, object_row, transfers
from dragoman.briefing.quoting import chain_of, parted, sentence
from dragoman.briefing.searching import search
from dragoman.briefing.track import COUNTS, ROW, row
from dragoman.briefing.view import SIDES, View

__all__ = ["AGREEMENT_ROW", "COUNTS", "EDGE_ROW", "PARTS", "ROW", "SIDES", "TRANSFER_ROW", "Alert", "View", "agreements", "alerts", "all_of", "blocs", "brief",
           "capital", "chain_of", "coded_event", "coders", "count", "denies", "digest", "edge", "headline", "is_on_edge", "joined", "listed", "matter",
           "name_of", "object_row", "pages", "pair_of", "parted", "remembered", "row", "search", "sentence", "series", "shifts", "transfers", "unknown", "whom",
           "world"]
