"""iCalendar (RFC 5545): the docket as all-day events, for Thunderbird, Outlook, Google and Apple calendars."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from dragoman import __version__
from dragoman.briefing import View, count, headline
from dragoman.interfaces.exports.passing import ends
from dragoman.interfaces.exports.writing import clean, file_at, link

PRODID = f"-//Dragoman//Dragoman {__version__}//EN"
STATUS = {"fulfilled": "CONFIRMED", "postponed": "CANCELLED", "called_off": "CANCELLED", "denied": "CANCELLED", "lapsed": "TENTATIVE"}
"""How the state of an item is said in a calendar; what is pending is confirmed where both sides say so, else tentative."""

_AT_ONCE = 200
_SHOWN = 5
_ENDS = {"fulfilled": "fulfilled", "postponed": "put off", "called_off": "called off", "denied": "denied", "lapsed": "not heard of again"}


def write(view: View, out: str) -> str:
    """Write every item of the docket whose days a statement gives, and say how many have none."""
    import icalendar

    found = view.asked.items("all")
    dated = [d for d in found if d.dated and d.expected]
    frame = icalendar.Calendar()
    for name, value in (("prodid", PRODID), ("version", "2.0"), ("calscale", "GREGORIAN"),
                        ("x-wr-calname", f"Docket as of {view.as_of}"), ("x-published-ttl", "P1D")):
        frame.add(name, value)
    head, end = frame.to_ical().decode().split("END:VCALENDAR")
    with file_at(out) as f:
        f.write(head)
        for begin in range(0, len(dated), _AT_ONCE):
            for d in view.items(dated[begin:begin + _AT_ONCE]):
                f.write(event(d, view.as_of).to_ical().decode())
        f.write("END:VCALENDAR" + end)
    return f"{len(dated)} items; left out: {len(found) - len(dated)} (no day is given)"


def event(d: dict, as_of: str):
    """A docket item as an all-day event: the first to the last day expected, the end exclusive."""
    import icalendar

    first, last = map(date.fromisoformat, ends(d["expected"]))
    made = icalendar.Event()
    known = max([ends(q["published"])[1] for q in d["evidence"] if q["published"]] + [d["state_date"] or ""], default="") or as_of
    stamp = datetime.combine(date.fromisoformat(min(ends(known)[1], as_of)), datetime.min.time(), UTC)
    state = d["state"] if d["state"] != "pending" else d["firmness"]
    ended = _ENDS.get(d["state"])
    title = clean(headline({**d, "status": ""})) + f" [{ended}{' ?' * d['ambiguous']}]" if ended else clean(headline(d, as_of))
    for name, value in (("uid", f"{d['id']}@dragoman.invalid"), ("dtstamp", stamp), ("last-modified", stamp), ("dtstart", first),
                        ("dtend", last + timedelta(days=1)), ("summary", title), ("description", _told(d)), ("transp", "TRANSPARENT"),
                        ("sequence", len(d["evidence"])), ("status", STATUS.get(d["state"]) or ("CONFIRMED" if d["firmness"] == "confirmed" else "TENTATIVE"))):
        made.add(name, value)
    made.add("categories", [d["type"], state, *dict.fromkeys((*d["actor"], *d["recipient"]))])
    found = next((q["url"] for q in d["evidence"] if link(q["url"])), None)
    if found:
        made.add("url", found)
    return made


def _told(d: dict) -> str:
    """What is said of an item, by whom; the first and the last words where they are many."""
    quotes = d["evidence"] if len(d["evidence"]) <= _SHOWN else [*d["evidence"][:2], *d["evidence"][-_SHOWN + 2:]]
    lines = [f"{d['firmness']}; {d['state'].replace('_', ' ')}" + (f" since {d['state_date']}" if d["state_date"] else "")
             + (f", to {d['postponed_to']}" if d["postponed_to"] else "")
             + "; the outcome is told both ways, or may be another event's" * d["ambiguous"],
             f"expected {d['expected']}; {count(d['sources'], 'source')}, {count(d['publishers'], 'publisher')}; confidence {d['confidence']:.2f}"]
    lines += [f"“{q['quote']}” – {q['source']} ({q['publisher'] or 'publisher unknown'}, {q['published'] or 'undated'}): "
              + q["step"].replace("_", " ") for q in quotes]
    return clean("\n\n".join(lines)) + f"\n\nDragoman item {d['id']}"
