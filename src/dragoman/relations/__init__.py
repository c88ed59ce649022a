"""Events to relations: who draws closer, who apart, who is on edge about it, what they agree on and hand over, and where sources contradict each other."""
from dragoman.ledger import side_of
from dragoman.relations.agreements import Agreement, agreements
from dragoman.relations.blocs import blocs
from dragoman.relations.cues import may_voice
from dragoman.relations.disagreements import Claim, Disagreement, disagreements, plain
from dragoman.relations.dyads import COOPERATION, tendency
from dragoman.relations.handings import TYPES as HANDING
from dragoman.relations.handings import may_tell as may_transfer
from dragoman.relations.instruments import TYPES as AGREEING
from dragoman.relations.instruments import may_tell as may_agree
from dragoman.relations.series import GOLDSTEIN, PERIODS, STANDINGS, Occurrence, coded_occurrences, noticed, occurrences, series, totals, weight
from dragoman.relations.shifts import Shift, shifts
from dragoman.relations.stances import FAVOUR, Stance, about, heard_until, stances
from dragoman.relations.tolls import COUNTED, Toll, tolls
from dragoman.relations.transfers import Transfer, transfers

__all__ = ["AGREEING", "COOPERATION", "COUNTED", "FAVOUR", "GOLDSTEIN", "HANDING", "PERIODS", "STANDINGS", "Agreement", "Claim", "Disagreement",
           "Occurrence", "Shift", "Stance", "Toll", "Transfer", "about", "agreements", "blocs", "coded_occurrences", "disagreements", "heard_until",
           "may_agree", "may_transfer", "may_voice", "noticed", "occurrences", "plain", "series", "shifts", "side_of", "stances", "tendency", "tolls", "totals",
           "transfers", "weight"]
