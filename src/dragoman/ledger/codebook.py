"""Tables of the codebook as the ledger reads them, and words as they hold them."""
from __future__ import annotations

from importlib.resources import files
from unicodedata import combining, normalize


def rows(name: str) -> list[tuple[str, str]]:
    """The first two columns of a tab-separated table of the codebook, without its header; a name may have several rows."""
    lines = (files("dragoman.codebook") / name).read_text(encoding="utf-8").splitlines()[1:]
    return [(first, second) for first, second, *_ in (line.split("\t") for line in lines)]


def dated(name: str) -> list[tuple[str, str, str, str]]:
    """The name, code, first day and first day no longer (ISO, empty where open) of each row of a table of names."""
    lines = (files("dragoman.codebook") / name).read_text(encoding="utf-8").splitlines()[1:]
    return [(found, code, start, end) for found, code, start, end, *_ in (line.split("\t") for line in lines)]


def first_two(name: str) -> dict[str, str]:
    """The first two columns of a table, as a mapping."""
    return dict(rows(name))


def unaccented(words: str) -> str:
    """Words without accents: *Türkiye* is *Turkiye*."""
    return "".join(c for c in normalize("NFKD", words) if not combining(c))
