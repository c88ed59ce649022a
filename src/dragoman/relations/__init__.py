"""Events to relations: who draws closer, who apart, who is on edge about it, and where sources contradict each other."""
from dragoman.relations.blocs import blocs
from dragoman.relations.concerns import FEAR, Concern, concerns, sentence_around
from dragoman.relations.disagreements import Claim, Disagreement, disagreements, plain
from dragoman.relations.dyads import COOPERATION, Dyad, dyads, tendency
from dragoman.relations.series import GOLDSTEIN, PERIODS, Occurrence, coded_occurrences, noticed, occurrences, series, totals
from dragoman.relations.shifts import Shift, shifts
from dragoman.relations.tolls import COUNTED, Toll, tolls

__all__ = ["COOPERATION", "COUNTED", "FEAR", "GOLDSTEIN", "PERIODS", "Claim", "Concern", "Disagreement", "Dyad", "Occurrence", "Shift", "Toll", "blocs",
           "coded_occurrences", "concerns", "disagreements", "dyads", "noticed", "occurrences", "plain", "sentence_around", "series", "shifts", "tendency",
           "tolls", "totals"]
