"""Tokens as the encoder wants them; training uses the same function, so that the two cannot drift apart."""
from __future__ import annotations

from functools import lru_cache


@lru_cache(1 << 14)
def case_of(surface: str) -> int:
    """Class of a token's letter case: 0 lower or no letter, 1 Title, 2 UPPER, 3 mixed."""
    if surface.islower() or not any(c.isalpha() for c in surface):
        return 0
    if surface.isupper():
        return 2 if len(surface) > 1 else 1
    return 1 if surface[0].isupper() and surface[1:].islower() else 3
