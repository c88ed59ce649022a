"""Events to relations: who draws closer, who apart, who is on edge about it, what they agree on and hand over, and where sources contradict each other."""
from dragoman.relations.agreements import Agreement, agreements
from dragoman.relations.agreements import may_tell as may_agree
from dragoman.relations.cues import EDGE
from dragoman.relations.disagreements import Claim, Disagreement, disagreements, plain
from dragoman.relations.dyads import COOPERATION, Dyad, dyads, tendency
from dragoman.relations.stances import FAVOUR, Stance, about, stances
from dragoman.relations.tolls import COUNTED, Toll, tolls
from dragoman.relations.transfers import Transfer, transfers
from dragoman.relations.transfers import may_tell as may_transfer

__all__ = ["COOPERATION", "COUNTED", "EDGE", "FAVOUR", "Agreement", "Claim", "Disagreement", "Dyad", "Stance", "Toll", "Transfer", "about", "agreements",
           "disagreements", "dyads", "may_agree", "may_transfer", "plain", "stances", "tendency", "tolls", "transfers"]
