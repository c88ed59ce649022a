"""Plain data cut to what a model can take in: few quotations, short entries, and pages that stay under a size."""
from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from mcp_types import CallToolResult, TextContent

ROOM = 24_000
"""Bytes of an answer as JSON."""

_QUOTATION = ("statement", "report", "url", "published", "publisher", "source", "type", "status", "actor", "recipient", "when", "where", "step", "stage",
              "said", "outcome", "quote", "span", "confidence", "copy_of", "judged", "judgements", "read_as")
_LONG = ("history", "statements", "evidence", "disagreements", "judgements_of")
_NAMED = 10


def quotation(q: dict) -> dict:
    """A quotation without what is empty, or stands elsewhere; what another coder has in its place is no words of a report, and is not called so."""
    if q.get("coder"):
        return {"coder": q["coder"], "coded_event": q["event"], "day": q["published"], "type": q["type"], "actor": q["actor"], "recipient": q["recipient"],
                "coded_as": q["quote"]}
    return {key: q[key] for key in _QUOTATION if q.get(key) not in (None, [], "")}


def short(entry: dict, quotes: int) -> dict:
    """An entry with at most so many quotations, one of each publisher first; without its history, and what is empty."""
    out = {key: value for key, value in entry.items() if key not in _LONG and value not in (None, [], {})}
    if len(out.get("events", ())) > _NAMED and isinstance(out["events"], list):
        out |= {"events": out["events"][:_NAMED], "events_in_all": len(entry["events"])}
    if "disagreements" in entry:
        out["disagreements"] = [d["line"] for d in entry["disagreements"]]
    shown = spread(entry.get("evidence") or ())
    if shown:
        out["evidence"] = [quotation(q) for q in shown[:quotes]]
        if len(shown) > quotes:
            out["evidence_in_all"] = entry.get("evidence_in_all", len(shown))
    return out


def spread(quotations: Sequence[dict]) -> list[dict]:
    """Those of each publisher's first quotation first, else in their order."""
    seen: set[str | None] = set()
    first = [q for q in quotations if not (q["publisher"] in seen or seen.add(q["publisher"]))]
    return [*first, *(q for q in quotations if all(q is not f for f in first))]


def size(value: object) -> int:
    """Bytes of a value as JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def paged(head: dict, name: str, entries: Iterable[dict], offset: int, total: int) -> dict:
    """An answer with as many of the entries, which follow `offset` others of `total`, as there is room for, one at least."""
    out = {**head, "total": total, "offset": offset, "truncated": False, "next_offset": None, name: []}
    left = ROOM - size(out) - 100
    for entry in entries:
        left -= size(entry) + 1
        if left < 0 and out[name]:
            break
        out[name].append(entry)
    end = offset + len(out[name])
    if end < total:
        return {**out, "truncated": True, "next_offset": end}
    del out["next_offset"]
    return out


def in_turn(head: dict, parts: dict[str, list[dict]]) -> dict:
    """An answer with the first entry of each part, then the second, and so on, while there is room; `left_out` counts the others."""
    out = {**head, "truncated": False, "left_out": {}, **{name: [] for name in parts}}
    left = ROOM - size(out) - 300
    full: set[str] = set()
    for n in range(max(map(len, parts.values()), default=0)):
        for name, entries in parts.items():
            if name in full or n >= len(entries):
                continue
            need = size(entries[n]) + 1
            if need > left:
                full.add(name)
                continue
            left -= need
            out[name].append(entries[n])
    return out


def result(answer: dict) -> CallToolResult:
    """An answer as structured content, and the same as text for clients that pass on text alone."""
    return CallToolResult(content=[TextContent(type="text", text=json.dumps(answer, ensure_ascii=False, separators=(",", ":")))],
                          structured_content=answer)
