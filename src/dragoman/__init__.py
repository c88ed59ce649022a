"""Dragoman reads news reports about relations between states and keeps a ledger of what they say, and who says so."""
__version__ = "0.1.0"
