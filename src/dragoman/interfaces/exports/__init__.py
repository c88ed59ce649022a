"""The ledger in the forms that analysts' tools load: tables, other event ontologies, a graph, a calendar, a feed."""
from dragoman.interfaces.exports.command import register

__all__ = ["register"]
