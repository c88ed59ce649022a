"""Events to relations: who draws closer, who apart, and who is on edge about it."""
from dragoman.relations.concerns import FEAR, Concern, concerns, sentence_around
from dragoman.relations.dyads import COOPERATION, Dyad, dyads, tendency

__all__ = ["COOPERATION", "FEAR", "Concern", "Dyad", "concerns", "dyads", "sentence_around", "tendency"]
