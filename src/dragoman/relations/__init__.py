"""Events to relations: who draws closer, who apart, who is on edge about it, what they agree on and hand over, and where sources contradict each other."""
from dragoman.relations.agreements import Agreement, agreements
from dragoman.relations.blocs import blocs
from dragoman.relations.cues import may_voice
from dragoman.relations.disagreements import Claim, Disagreement, disagreements, plain
from dragoman.relations.dyads import COOPERATION, tendency
from dragoman.relations.handings import STAGES as TRANSFER_STAGES
from dragoman.relations.handings import TYPES as HANDING
from dragoman.relations.handings import may_tell as may_transfer
from dragoman.relations.instruments import STAGES as AGREEMENT_STAGES
from dragoman.relations.instruments import TYPES as AGREEING
from dragoman.relations.instruments import may_tell as may_agree
from dragoman.relations.series import GOLDSTEIN, PERIODS, STANDINGS, Occurrence, coded_occurrences, done_by_day, noticed, occurrences, series, totals
from dragoman.relations.shifts import Shift, shifts
from dragoman.relations.stances import FAVOUR, Stance, about, heard_until, stances
from dragoman.relations.subjects import AGREEMENT_SUBJECTS, TRANSFER_KINDS
from dragoman.relations.tellings import origin
from dragoman.relations.tolls import COUNTED, Toll, tolls
from dragoman.relations.transfers import Transfer, transfers

__all__ = ["AGREEING", "AGREEMENT_STAGES", "AGREEMENT_SUBJECTS", "COOPERATION", "COUNTED", "FAVOUR", "GOLDSTEIN", "HANDING", "PERIODS", "STANDINGS",
           "TRANSFER_KINDS", "TRANSFER_STAGES", "Agreement", "Claim", "Disagreement", "Occurrence", "Shift", "Stance", "Toll", "Transfer", "about",
           "agreements", "blocs", "coded_occurrences", "disagreements", "done_by_day", "heard_until", "may_agree", "may_transfer", "may_voice", "noticed",
           "occurrences", "origin", "plain", "series", "shifts", "stances", "tendency", "tolls", "totals", "transfers"]
