"""Events to relations: who draws closer, who apart, who is on edge about it, and where sources contradict each other."""
from dragoman.relations.concerns import FEAR, Concern, concerns, sentence_around
from dragoman.relations.disagreements import Claim, Disagreement, disagreements, plain
from dragoman.relations.dyads import COOPERATION, Dyad, dyads, tendency
from dragoman.relations.tolls import COUNTED, Toll, tolls

__all__ = ["COOPERATION", "COUNTED", "FEAR", "Claim", "Concern", "Disagreement", "Dyad", "Toll", "concerns", "disagreements", "dyads", "plain",
           "sentence_around", "tendency", "tolls"]
