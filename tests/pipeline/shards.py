"""Shards of reports in our own words, and what a folder of them holds."""
from __future__ import annotations

import gzip
import json
from pathlib import Path

from dragoman.archive import Archive

SAYINGS = ("Norway signed a fisheries treaty with Chile in Oslo on Friday.", "Peru denied that it had sent troops to Bolivia.",
           "Japan will send a trade delegation to Vietnam next week, the foreign ministry said.", "Kenyan officials fear a blockade by Somalia.",
           "France condemned the strike on Chad.", "Spain and Morocco may reopen the crossing, a diplomat told El Puerto.")


def lines(path: Path, first: int, count: int, repeat: int = 1) -> Path:
    """A shard of reports in two months and without a date, all of them so often."""
    rows = []
    for n in range(first, first + count):
        day = (f"2025-0{n % 2 + 1}-{n % 27 + 1:02}", None)[n % 5 == 4]
        rows.append({"id": f"r{n}", "text": f"{SAYINGS[n % 6]}\n{SAYINGS[(n + 2) % 6]} It is report {n}.", "published": day, "publisher": f"Outlet {n % 3}"})
    data = "".join(json.dumps(r) + "\n" for r in rows * repeat).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def held(folder) -> list[tuple]:
    """Every report of a folder with what it states, in an order of its own."""
    with Archive(folder) as opened:
        return sorted(((h.report, h.statements) for h in opened.readings()), key=lambda row: row[0].id)
