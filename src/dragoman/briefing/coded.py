"""Events of other coders as plain data, in the form of the ledger's own as far as it goes."""
from __future__ import annotations

from functools import cache
from importlib.resources import files

from dragoman.model import CodedEvent


def coded_event(e: CodedEvent) -> dict:
    """An event of another coder: the keys of an event (View.event) that it has, and its own: coder, words of the parties, code, weight, link.

    It counts as done, whatever its type says of plans. Nobody says who says so: `publishers` and `sources` are None, `articles` is how often
    the coder says that it was told of.
    """
    words = " → ".join(x or "?" for x in (e.actor_text, e.recipient_text))
    name = _names().get(e.code or "")
    return {"id": e.id, "coder": e.coder, "type": e.type, "status": "occurred", "actor": [e.actor], "recipient": [e.recipient], "when": e.day,
            "where": e.where, "disputed": False, "first_reported": None, "last_reported": None, "articles": e.mentions, "publishers": None,
            "sources": None, "what": f"{name}: {words}" if name else words, "confidence": None, "actor_text": e.actor_text,
            "recipient_text": e.recipient_text, "code": e.code, "goldstein": e.goldstein, "url": e.url}


def quoted(e: CodedEvent) -> dict:
    """An event of another coder in the place of a quotation: what it has instead of words of a report."""
    entry = coded_event(e)
    return {**entry, "event": e.id, "quote": f"{entry['what']} ({e.type})", "published": e.day, "publisher": e.coder, "source": e.coder}


@cache
def _names() -> dict[str, str]:
    """CAMEO's names of its codes."""
    lines = (files("dragoman.codebook") / "cameo.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t")[:2] for line in lines)
