"""Events to relations: who draws closer, who apart, and who is on edge about it."""
from dragoman.relations.concerns import Concern, concerns, sentence_around
from dragoman.relations.dyads import Dyad, dyads

__all__ = ["Concern", "Dyad", "concerns", "dyads", "sentence_around"]
