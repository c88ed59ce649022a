"""What stands behind an id: an event, a docket item, a statement or a report."""
from __future__ import annotations

from dragoman import briefing
from dragoman.briefing import View
from dragoman.interfaces.mcp.answers import paged, quotation, short
from dragoman.interfaces.mcp.tools import objects, viewed
from dragoman.ledger import Ledger, Told, item_ids, with_ids
from dragoman.model import InputError, Report

AROUND = 500
"""Characters of a report's text shown on each side of a statement."""

TEXT = 8_000
"""Characters of a report's text in one answer."""


def evidence(book: Ledger, id_: str, as_of: str | None, limit: int, offset: int, text_from: int, min_confidence: float = 0.0) -> dict:
    """What an id stands for as of a day; InputError where nothing of this id was known by then."""
    with viewed(book, as_of, min_confidence=min_confidence) as view:
        for find in (_event, _item, _statement):
            if found := find(book, view, id_, limit, offset):
                return found
        coded = view.asked.coded_by_id([id_]).get(id_)
        if coded and (not view.until or coded.day <= view.until):
            return {"as_of": view.as_of, "kind": "coded event", "note": f"coded by {coded.coder} from reports that this ledger does not hold",
                    **{key: value for key, value in briefing.coded_event(coded).items() if value is not None}}
        report = view.asked.reports([id_]).get(id_)
        if report and view.asked.is_known(id_):
            return _report(view, report, limit, offset, text_from)
    for name in ("agreements", "transfers"):
        day, made = objects(book, name, (), as_of, min_confidence)
        if found := next((entry for entry in made if entry["id"] == id_), None):
            return _object(day, name.removesuffix("s"), found, limit, offset)
    raise InputError(f"{id_!r}: no event, docket item, statement, report, agreement or transfer has this id as of {view.as_of}; expected one that another "
                     "tool gave with the same as_of and min_confidence, whole. Ids of events may change when reports are added: search again")


def _event(_: Ledger, view: View, id_: str, limit: int, offset: int) -> dict | None:
    found = view.asked.events(with_ids([id_]))
    if not found:
        return None
    event, told = found[0], view.asked.told_by([found[0].key])[found[0].key]
    whole = view.whole(event, told)
    quoted = view.told(h.key for h in told)
    steps = zip(told[offset:offset + limit], whole["history"][offset:offset + limit], strict=True)
    entries = [{"day": h.day, "became": h.step, "why_merged": h.reason, "merged_score": round(h.score, 2), **quotation(quoted[h.key])} for h, _ in steps
               if h.key in quoted]
    return paged({"as_of": view.as_of, "kind": "event", "headline": briefing.headline(whole, view.as_of), **short({**whole, "evidence": ()}, 0)},
                 "entries", entries, offset, len(told))


def _item(_: Ledger, view: View, id_: str, limit: int, offset: int) -> dict | None:
    found = view.asked.items("all", item_ids([id_]))
    if not found:
        return None
    (item,) = view.items(found)
    head = {"as_of": view.as_of, "kind": "docket item", "headline": briefing.headline(item, view.as_of), "event": found[0].event.id,
            **short({**item, "evidence": ()}, 0)}
    return paged(head, "entries", [quotation(q) for q in item["evidence"][offset:offset + limit]], offset, len(item["evidence"]))


def _statement(book: Ledger, view: View, id_: str, *_: int) -> dict | None:
    read = book.statement(id_)
    report = read and view.asked.reports([read.report]).get(read.report)
    if not report or not view.asked.is_known(report.id):
        return None
    key = next((key for key, s in view.asked.read_in(report.id).items() if s.id == id_), None)
    told = view.told([key]).get(key) if key is not None else None
    home = view.asked.homes([key]).get(key) if key is not None else None
    begin, end = max(0, read.span[0] - AROUND), read.span[1] + AROUND
    return {"as_of": view.as_of, "kind": "statement", "id": id_, **(quotation(told) if told else {"rejected": True}), "trigger": read.trigger,
            "title": report.title, "said_by": [{"words": x.surface, "code": x.code, "kind": x.kind} for x in read.said_by],
            "text_around": report.text[begin:end], "text_around_span": [begin, min(end, len(report.text))], **_home(home)}


def _home(event: Told | None) -> dict:
    return {"event": event.id, "event_type": event.type, "event_status": event.status, "event_sources": event.voices} if event else {}


def _object(day: str, kind: str, entry: dict, limit: int, offset: int) -> dict:
    told = entry["evidence"]
    head = {**short({**entry, "evidence": (), "publishers": len(entry["publishers"])}, 0), "as_of": day, "kind": kind,
            **({"transfer_kind": entry["kind"]} if "kind" in entry else {})}
    return paged(head, "entries", [quotation(q) for q in told[offset:offset + limit]], offset, len(told))


def _report(view: View, report: Report, limit: int, offset: int, text_from: int) -> dict:
    read = sorted(((key, s) for key, s in view.asked.read_in(report.id).items() if s.confidence >= view.min_confidence), key=lambda pair: pair[1].span)
    told = view.told(key for key, _ in read)
    homes = view.asked.homes(told)
    text = report.text[text_from:text_from + TEXT]
    end = text_from + len(text)
    copies = view.asked.originals([report.id])
    head = {"as_of": view.as_of, "kind": "report", "id": report.id, "title": report.title, "published": report.published, "dated_by": report.dated_by,
            "publisher": report.publisher, "url": report.url, "copy_of": copies.get(report.id), "text": text, "text_span": [text_from, end],
            "text_length": len(report.text), **({"text_next": end} if end < len(report.text) else {})}
    entries = [{**{k: v for k, v in quotation(told[key]).items() if k not in ("report", "url", "published", "publisher", "quote")},
                "trigger": told[key]["trigger"], **({"event": homes[key].id} if key in homes else {})} for key, _ in read if key in told]
    return paged({k: v for k, v in head.items() if v is not None}, "entries", entries[offset:offset + limit], offset, len(entries))
