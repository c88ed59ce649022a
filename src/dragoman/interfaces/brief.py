"""The brief for people: text for a terminal, Markdown, and one HTML page that needs nothing else."""
from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dragoman.briefing import capital, count, denies, is_on_edge, listed, opening, outcome, pair_of, parted, whom
from dragoman.interfaces.logs import visible

PARTS = (
    ("headlines", "Headlines", "Nothing was found that two sources or more tell."),
    ("happened", "New", "Nothing was found that is reported as done between two known parties."),
    ("pending", "Pending, by date", "Nothing was found that is announced and still open."),
    ("resolved", "Resolved", "No outcome was found of what was announced."),
    ("shifts", "Turns", "No turn of a pair was found."),
    ("relations", "Who draws closer, who apart", "Too few events were found to say."),
    ("on_edge", "Who is on edge", "No third party was found that voices fear."),
    ("disputed", "Who disagrees", "No denial was found of what another source says."),
    ("doubted", "Sources to doubt", "No source has failed often enough to say."),
)


OVERDUE = "past, no outcome heard of"
"""What is said of the days of an item that is overdue."""


def days(when: str | None) -> str:
    """An ISO prefix or interval for reading: `2025-01-11 to 2025-01-20`, `no date given`."""
    return when.replace("/", " to ") if when else "no date given"


def line(part: str, entry: dict) -> str:
    """The sentence of one entry."""
    return capital(_line(part, entry))


def _line(part: str, entry: dict) -> str:
    if part in ("headlines", "doubted"):
        return entry["line"]
    if part == "shifts":
        return f"{pair_of(entry['names'])} are {entry['direction']} since {entry['start']} (called {entry['date']}): {entry['reason']}"
    if part == "relations":
        says = {"closer": "draw closer", "apart": "draw apart", "both": _both(entry)}[entry["tendency"]]
        ahead = entry["cooperation_ahead"] + entry["conflict_ahead"]
        return (f"{pair_of(entry['names'])} {says}: {count(entry['cooperation'], 'cooperative event')}, {entry['conflict']} of conflict"
                + (f", {ahead} announced" if ahead else "") + f" ({count(entry['sources'], 'source')}, {count(entry['publishers'], 'outlet')})")
    if part == "on_edge":
        return (f"{is_on_edge(entry['name'])} about {whom(entry)} since {entry['since']}: {', '.join(entry['kinds'])} "
                f"({count(len(entry['speakers']), 'speaker')}, {count(len(entry['publishers']), 'outlet')})")
    if part in ("pending", "resolved"):
        state = _resolved(entry) if part == "resolved" else entry["firmness"]
        late = f" ({OVERDUE})" if entry["overdue"] else ""
        return f"{days(entry['expected'] if entry['dated'] else None)}{late}: {entry['headline']} [{state}; {count(entry['sources'], 'source')}]"
    deny = denies(entry) if part == "happened" else ""
    tail = f"{count(entry['sources'], 'source')}, {count(entry['articles'], 'article')}" + (f"; {deny}" if deny else "")
    said = "; ".join(d["line"] for d in entry.get("disagreements", ()) if d["what"] != "whether") if part == "disputed" else ""
    return f"{entry['headline']}, {days(entry['when'])} ({tail})" + (f": {said}" if said else "")


def _resolved(entry: dict) -> str:
    """What came of an item and the day on which it was told: *postponed to 2025-03-04, told 2025-01-31*, *fulfilled, told 2025-01-17, ambiguous*; an item
    lapses on a day of its own.
    """
    until = f" to {days(entry['postponed_to'])}" if entry["state"] == "postponed" and entry["postponed_to"] else ""
    when = f"{' ' if entry['state'] == 'lapsed' else ', told '}{entry['state_date']}" if entry["state_date"] else ""
    return entry["state"].replace("_", " ") + until + when + (", ambiguous" if entry["ambiguous"] else "")


def _both(entry: dict) -> str:
    """What a pair does that neither side of which prevails: what is only announced is not told as done."""
    if entry["cooperation"] and entry["conflict"]:
        return "cooperate and clash"
    if entry["conflict"]:
        return "clash, and announce to cooperate" if entry["cooperation_ahead"] else "clash"
    return "cooperate, and announce to clash" if entry["cooperation"] else "announce to cooperate and to clash"


def quotes(part: str, entry: dict) -> list[dict]:
    """The evidence shown under an entry: both sides of a dispute, of figures the lowest and the highest; first and last step of an item; else one quotation."""
    evidence = entry.get("evidence", [])
    if part == "headlines":
        return evidence if entry.get("on_edge") else evidence[:2]
    if part == "doubted":
        return evidence
    if part == "disputed":
        figures = [d["claims"] for d in entry.get("disagreements", ()) if d["what"] != "whether"]
        if figures:
            ids = figures[0][0]["statement"], figures[0][-1]["statement"]
            return [q for id_ in ids for q in evidence if q["statement"] == id_]
        firm = next((q for q in (entry.get("shown"), *evidence) if q and q["status"] != "denied"), None)
        denied = next((q for q in evidence if q["status"] == "denied"), None)
        return [q for q in (firm, denied) if q]
    if part == "resolved" and len(evidence) > 1:
        first, last = opening(entry), outcome(entry)
        return [first, last] if last is not first else [last]
    if part in ("relations", "shifts"):
        return evidence[:1]
    if part == "on_edge":
        seen: dict[str, dict] = {}
        for q in evidence:
            seen.setdefault(q["publisher"] or q["report"], q)
        return list(seen.values())[:3]
    best = entry.get("shown") or max(evidence, key=lambda q: (q["status"] == entry.get("status"), q["confidence"]), default=None)
    return [best] if best else []


def covers(brief: dict) -> str:
    c = brief["covers"]
    about = f" about {listed(brief['about'])}" if brief["about"] else ""
    sure = f" of confidence {brief['min_confidence']:g} or more" if brief["min_confidence"] else ""
    undated = f"; {count(c['undated'], 'report')} without a date" if c["undated"] else ""
    coded = "".join(f" {count(x['events'], 'event')} coded by {x['coder']}, {x['first']} to {x['last']}." for x in c["coded"])
    return (f"{count(c['reports'], 'report')} of {count(c['publishers'], 'outlet')}, {c['first'] or '?'} to {c['last'] or '?'}{undated}: "
            f"{count(c['statements'], 'statement')}{sure}, {count(c['events'], 'event')}{about}.{coded} "
            f"Events and items since {brief['since']}; relations and who is on edge since {brief['looked_since']}.")


def words(q: dict) -> str:
    """A quotation in its marks; what another coder has is no quotation."""
    return q["quote"] if q.get("coder") else f"“{q['quote']}”"


def source_line(q: dict) -> str:
    if q.get("coder"):
        return f"coded by {q['coder']}, {q['published']}"
    return f"{q['source']} ({q['publisher'] or 'no publisher'}, {q['published'] or 'no date'})"


def text(brief: dict, width: int = 80) -> str:
    """Plain text within `width` columns."""
    import textwrap

    def wrapped(words: str, first: str, rest: str) -> str:
        return textwrap.fill(visible(words), width, initial_indent=first, subsequent_indent=rest, break_long_words=False)

    out = [f"Dragoman brief as of {brief['as_of']}", wrapped(covers(brief), "", ""), ""]
    for part, title, empty in PARTS:
        out += [title.upper(), ""]
        for entry in brief[part]:
            out.append(wrapped(line(part, entry), "• ", "  "))
            for q in quotes(part, entry):
                out += [wrapped(words(q), "    ", "    "), wrapped(f"– {source_line(q)}", "    ", "      ")]
        out += [empty] if not brief[part] else []
        out.append("")
    return "\n".join(out)


def markdown(brief: dict) -> str:
    out = [f"# Dragoman brief as of {brief['as_of']}", "", covers(brief), ""]
    for part, title, empty in PARTS:
        out += [f"## {title}", ""]
        for entry in brief[part]:
            out.append(f"- **{_plain(line(part, entry))}**")
            out += [f"  {_plain(words(q))}; {_plain(source_line(q))}\n" if q.get("coder") else f"  > {_plain(q['quote'])}  \n  > — {_plain(source_line(q))}\n"
                    for q in quotes(part, entry)]
        out += [empty] if not brief[part] else []
        out.append("")
    return "\n".join(out)


def _plain(words: str) -> str:
    """Words from outside: what a terminal obeys is written out, Markdown and HTML signs are disarmed."""
    words = visible(words)
    for sign in "\\`*_[]<>#|":
        words = words.replace(sign, "\\" + sign)
    return words


STYLESHEET = """
:root { color-scheme: light dark; }
body { font: 17px/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { font-family: system-ui, sans-serif; line-height: 1.2; } h2 { margin-top: 2.2rem; font-size: 1.15rem; }
blockquote { margin: .4rem 0 .8rem; padding-left: .8rem; border-left: 3px solid color-mix(in srgb, currentColor 30%, transparent); }
blockquote p { margin: 0; } cite { font-size: .85em; opacity: .8; } mark { background: #ffe08a; color: #000; }
li { margin-bottom: .6rem; }
"""


def html(brief: dict) -> str:
    """One page without scripts or anything fetched; every word from outside is escaped."""
    return "\n".join(_html(brief)) + "\n"


def _html(brief: dict) -> Iterator[str]:
    title = escape(f"Dragoman brief as of {brief['as_of']}")
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{STYLESHEET}</style></head><body><main>"
    yield f"<h1>{title}</h1><p>{escape(covers(brief))}</p>"
    for part, heading, empty in PARTS:
        yield f'<section id="{part}"><h2>{heading}</h2>'
        if not brief[part]:
            yield f"<p>{empty}</p>"
        else:
            yield "<ul>"
            for entry in brief[part]:
                yield f"<li>{escape(line(part, entry))}"
                for q in quotes(part, entry):
                    if q.get("coder"):
                        yield f"<p>{escape(words(q))}; <cite>{escape(source_line(q))}</cite></p>"
                        continue
                    before, found, after = map(escape, parted(words(q), q.get("trigger") or ""))
                    yield (f"<blockquote><p>{before}{f'<mark>{found}</mark>' if found else ''}{after}</p>"
                           f"<cite>{escape(source_line(q))}</cite></blockquote>")
                yield "</li>"
            yield "</ul>"
        yield "</section>"
    yield "</main></body></html>"
