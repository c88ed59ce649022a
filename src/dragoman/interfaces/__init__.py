"""For people and programs."""
from dragoman.interfaces.cli import main

__all__ = ["main"]
