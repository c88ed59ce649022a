"""How both databases take the words of a text apart, so that one query finds the same reports in either.

Words are runs of letters and digits, compared by their stems (Porter 1980) without case and accents. FTS5 does all of this by
itself. PostgreSQL's parser sees web addresses, file names and numbers with signs as words of their own: what stands between words
is made blanks before it looks.
"""
from __future__ import annotations

import unicodedata

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""Of FTS5."""

CONFIGURATION = "dragoman"
"""Of PostgreSQL's text search: English stems, no stop words."""

MOST = 250_000
"""Characters of a text that PostgreSQL searches: a tsvector holds a megabyte at most."""

_BETWEEN = "!#$&*+,-./:;<=>?@[\\]^_`{|}~()\"'" + "‐‑‒–—―‘’‚“”„…‹›«»·•′″"
_ACCENTED = "".join(c for c in map(chr, range(0xC0, 0x250)) if "A" <= unicodedata.normalize("NFD", c)[0] <= "z" and not c.isascii())


def folded(expression: str) -> str:
    """SQL for PostgreSQL: a text without accents and without what stands between words."""
    plain = "".join(unicodedata.normalize("NFD", c)[0] for c in _ACCENTED)
    quoted = _BETWEEN.replace("'", "''")
    return f"translate({expression}, '{quoted}{_ACCENTED}', '{' ' * len(_BETWEEN)}{plain}')"
