"""Reports to statements; names to codes."""
from dragoman.reading.naming import code_of
from dragoman.reading.reader import Reader, shipped

__all__ = ["Reader", "code_of", "shipped"]
