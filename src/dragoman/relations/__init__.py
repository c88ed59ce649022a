"""Events to relations: who draws closer, who apart, who is on edge about it, and where sources contradict each other."""
from dragoman.relations.concerns import Concern, concerns, sentence_around
from dragoman.relations.disagreements import Claim, Disagreement, disagreements, plain
from dragoman.relations.dyads import Dyad, dyads
from dragoman.relations.tolls import Toll, tolls

__all__ = ["Claim", "Concern", "Disagreement", "Dyad", "Toll", "concerns", "disagreements", "dyads", "plain", "sentence_around", "tolls"]
