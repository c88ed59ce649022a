"""Reports to statements."""
from dragoman.reading.reader import Reader

__all__ = ["Reader"]
