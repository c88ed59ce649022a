"""Atom (RFC 4287): what is new in the last thirty days, for feed readers: turns between pairs, who is on edge, what was announced and what came of it.

An entry keeps its id as long as it tells the same: an item of the docket in one state, a third party about one pair. So a reader shows each once.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from html import escape
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from dragoman import __version__, briefing
from dragoman.briefing import View, capital, headline, name_of, pair_of, whom
from dragoman.interfaces.exports.passing import ends
from dragoman.interfaces.exports.writing import clean, file_at, link
from dragoman.ledger import Item, parties

ATOM = "http://www.w3.org/2005/Atom"
RECENT = 30
"""Days back."""

MOST = 200
"""Entries, the latest first."""

QUOTED = 6
_OUTCOMES = {"fulfilled": "came true", "postponed": "put off", "called_off": "called off", "denied": "denied"}
"""What is said of an item that is settled. What lapsed is no news: nobody said anything."""

_NAMES = uuid5(NAMESPACE_URL, "https://dragoman.invalid/alerts")


class Alert(NamedTuple):
    """An entry: `what` names it for good, `day` is the ISO day of what it tells; `lines` say more, `evidence` are quotations."""

    what: str
    title: str
    day: str
    first: str
    terms: tuple[str, ...]
    lines: tuple[str, ...]
    evidence: list[dict]


def write(view: View, out: str, name: str) -> str:
    """Write the feed of a ledger of this name, and say how many entries it has."""
    found = sorted(alerts(view), key=lambda a: (a.day, a.what), reverse=True)[:MOST]
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    about = ", ".join(map(name_of, view.about))
    latest = max((a.day for a in found), default=view.as_of)
    for tag, value in (("id", _id("feed", name, *view.about)), ("title", f"Dragoman alerts{': ' * bool(about)}{about}"),
                       ("subtitle", f"What {name} tells of the {RECENT} days before {view.as_of}"), ("updated", _time(latest))):
        _child(feed, tag, value)
    _child(_child(feed, "author"), "name", "Dragoman")
    _child(feed, "generator", "Dragoman", version=__version__)
    for alert in found:
        _entry(feed, alert)
    with file_at(out) as f:
        f.write('<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n")
    return f"{len(found)} entries"


def alerts(view: View) -> Iterator[Alert]:
    """The alerts: shifts, who is on edge, items of two parties or more that were announced, or heard of again."""
    since = (date.fromisoformat(view.as_of) - timedelta(days=RECENT)).isoformat()
    made = briefing.digest(view, since)
    for s in (s for s in made["shifts"] if s["date"] >= since):
        yield Alert(f"shift {'-'.join(s['pair'])} {s['coder']} {s['date']} {s['direction']}", f"{pair_of(s['names'])}: {s['direction']}", s["date"], s["date"],
                    ("shift", s["direction"], *s["pair"]), (s["reason"],), s["evidence"])
    for c in made["on_edge"]:
        days = [d for q in c["evidence"] if (d := ends(q["published"])[1])]
        if days and max(days) >= since:
            stance = c.get("stance", "concern")
            heard = f"since {c['since']}; {_counted(len(c['speakers']), 'speaker')}, {_counted(len(c['publishers']), 'outlet')}"
            yield Alert(f"on edge {c['who']} {stance} {'-'.join(c['of'])} {c['since']}", f"{c['name']}: {stance} about {whom(c)}",
                        max(days), min(days), ("on-edge", stance, c["who"], *c["of"]), (heard,), c["evidence"])
    opened = [d for d in view.asked.items("open", parties(2)) if (ends(d.opened)[1] or "") >= since]
    closed = [d for d in view.asked.items("closed", parties(2), view.asked.since(since))
              if d.state in _OUTCOMES and since <= (ends(d.state_date)[1] or "") <= view.as_of]
    yield from _items(view, opened, "pending")
    yield from _items(view, closed, "resolved")


def _items(view: View, found: Iterable[Item], term: str) -> Iterator[Alert]:
    for d in view.items(list(found)):
        state = _OUTCOMES.get(d["state"])
        line = headline({**d, "status": ""} if state else d, view.as_of)
        day = ends(d["state_date"] if state else d["opened"])[1] or view.as_of
        when = (f"expected {d['expected']}" if d["dated"] else "no day is given") + (f", put off to {d['postponed_to']}" if d["postponed_to"] else "")
        heard = f"{d['firmness']}; {_counted(d['sources'], 'source')}, {_counted(d['publishers'], 'outlet')}"
        yield Alert(f"docket {d['id']} {d['state']}", f"{line}: {state}{' (perhaps)' * d['ambiguous']}" if state else line, day, ends(d["opened"])[1] or day,
                    (term, d["state"], d["type"], *d["actor"], *d["recipient"]),
                    (f"{when}; {heard}",), d["evidence"])


def _entry(feed: ElementTree.Element, alert: Alert) -> None:
    entry = _child(feed, "entry")
    for tag, value in (("id", _id(alert.what)), ("title", capital(alert.title)), ("published", _time(alert.first)), ("updated", _time(alert.day))):
        _child(entry, tag, value)
    for term in dict.fromkeys(alert.terms):
        _child(entry, "category", term=term)
    found = next((q["url"] for q in alert.evidence if link(q.get("url"))), None)
    if found:
        _child(entry, "link", rel="related", href=found)
    quotes = "".join(_shown(q) for q in alert.evidence[:QUOTED] if q.get("quote"))
    _child(entry, "content", "".join(f"<p>{_html(line)}</p>" for line in alert.lines) + quotes, type="html")


def _shown(q: dict) -> str:
    """A quotation with who says it; another coder's event, which has no words, as what it is."""
    if q.get("coder"):
        return f"<p>{_html(q['quote'])}; coded by {_html(q['coder'])}, {_html(q['published'])}</p>"
    return (f"<blockquote><p>{_html(q['quote'])}</p></blockquote><p>{_html(q['source'])} ({_html(q['publisher'] or 'publisher unknown')}, "
            f"{_html(q['published'] or 'undated')})</p>")


def _child(parent: ElementTree.Element, tag: str, value: str | None = None, **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{ATOM}}}{tag}", {name: clean(x) or "" for name, x in attributes.items()})
    made.text = clean(value)
    return made


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _html(text: str) -> str:
    return escape(clean(text) or "")


def _id(*parts: str) -> str:
    return uuid5(_NAMES, "\n".join(parts)).urn


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"
