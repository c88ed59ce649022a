"""The track record of sources as plain data, every count with the words behind it."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from dragoman.ledger import LEVELS, Record, Share, records
from dragoman.model import DocketItem, Event, Statement

COUNTS = ("on_time", "early", "late", "put_off", "called_off", "denied", "lapsed", "open", "ambiguous")
"""What can come of an announcement; the first three are `came_true`."""

ROW = ("level", "name", "code", "kind", "announcements", "came_true", "share", "share_low", "share_high", "heard_share", "heard_low", "heard_high",
       *COUNTS, "lead_first", "lead_median", "lead_third", "wrong", "warnings", "warnings_true", "warnings_open",
       "denials", "denials_right", "denials_wrong", "denials_disputed", "denials_open")
"""Columns of the CSV form; docs/codebook.md says what each holds."""


def sources(items: Iterable[DocketItem], events: Iterable[Event], statements: Mapping[str, Statement], as_of: str,
            quote: Callable[[Collection[str]], Mapping[str, dict]], level: str | None = None,
            names: Mapping[tuple[str, str], int] | None = None) -> list[dict]:
    """The record of each source of a level (None: of all), those with most announcements first.

    `quote` makes quotations of statements' ids, `names` counts all sources (ledger.records).
    Every entry has the counts of ROW, `share`, `heard_share` and `lead` nested, and
    `evidence`: a quotation for each statement that counts, with the docket item (None where none was opened), what was said of it and what came of it.
    """
    kept = [r for r in records(items, statements, as_of, events, names) if level in (None, r.level)]
    kept.sort(key=lambda r: LEVELS.index(r.level))
    made = quote({c.statement for r in kept for t in (r.announced, r.warned, r.denials) for c in t.credits})
    return [_entry(r, made) for r in kept]


def _entry(r: Record, quotes: Mapping[str, dict]) -> dict:
    said, feared, denied = r.announced, r.warned, r.denials
    lead = said.lead
    failed = len(said.of("called_off", "denied"))
    return {
        "level": r.level, "name": r.name, "code": r.code, "kind": r.kind,
        "announcements": len(said.credits), "came_true": said.true, "share": _share(said.share), "heard_share": _share(said.heard),
        **{name: len(said.of(name)) for name in COUNTS},
        "lead": lead and {"first": lead.first, "median": lead.median, "third": lead.third, "count": lead.count},
        "wrong": failed + len(denied.of("wrong")),
        "warnings": len(feared.credits), "warnings_true": feared.true, "warnings_open": len(feared.of("open")),
        "denials": len(denied.credits), **{f"denials_{name}": len(denied.of(name)) for name in ("right", "wrong", "disputed", "open")},
        "evidence": [{**quotes[c.statement], "docket": c.item if c.item != c.event else None, "event": c.event, "said": sort, "outcome": c.outcome,
                      "window": c.window, "lead": c.lead}
                     for sort, tally in (("announced", said), ("warned", feared), ("denied", denied)) for c in tally.credits],
    }


def _share(share: Share | None) -> dict | None:
    return share and {"value": round(share.value, 3), "low": round(share.low, 3), "high": round(share.high, 3)}


def row(entry: dict) -> dict:
    """An entry as one flat row; empty where nothing is settled."""
    flat = {name: entry[name] for name in ROW if name in entry and name not in ("share", "heard_share")}
    for name, place in (("share", "share"), ("heard_share", "heard")):
        found = entry[name] or {}
        flat |= {name: found.get("value"), f"{place}_low": found.get("low"), f"{place}_high": found.get("high")}
    flat |= {f"lead_{name}": (entry["lead"] or {}).get(name) for name in ("first", "median", "third")}
    return {name: flat[name] for name in ROW}
