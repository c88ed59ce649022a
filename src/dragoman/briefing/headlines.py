"""Headlines that a brief can prove: lines made of its own parts, each with the quotations that show it."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from dragoman.briefing.names import capital, count, is_on_edge, name_of, pair_of, sides
from dragoman.ledger import COLLECTIVE, stems
from dragoman.model import OURS

MOST = 6
"""Headlines of a brief."""

LEAST = 2
"""Sources that a headline needs."""

SURE = 0.8
"""Confidence that what is told as new has at least, and an announcement that is shown where there is one: of what is less sure most lines were wrong
where they were read one by one."""

QUOTED = 3
"""Quotations for each half of a headline, of as many outlets as there are."""

TURNS = {"closer": "draw closer", "apart": "draw apart"}
DIRECTIONS = {"warming": "closer", "cooling": "apart"}
OPPOSED = {"closer": ("apart",), "apart": ("closer", "both")}
"""Tendencies of relations whose quotations show the other side (View.relations)."""


def headlines(brief: dict) -> list[dict]:
    """Lines with `kind`, `codes`, `sources` (distinct voices of the quotations' events) and `evidence`; those with most sources first in each kind.

    Relations come first: a pair that draws closer or apart, with who is on edge about it; then what was announced and came true
    or failed, and what happened. A line without quotations of LEAST voices is none. `sources` of the brief's relations are here those of the side that
    prevails, which the line and its quotations tell of; those of `happened` the ones that tell of it as done (View.tellers).
    """
    found = [h for h in (*_relations(brief), *_resolved(brief), *_happened(brief)) if h["sources"] >= LEAST and h["evidence"]]
    seen: set[frozenset[str]] = set()
    kept = []
    for h in found:
        about = frozenset(h["codes"])
        if h["kind"] == "relation" or about not in seen:
            seen.add(about)
            kept.append({**h, "line": capital(h["line"])})
    return kept[:MOST]


def _relations(brief: dict) -> Iterator[dict]:
    turned = {tuple(s["pair"]): s for s in reversed(brief["shifts"]) if s["coder"] == OURS}  # of several turns of a pair the latest, which comes first
    known = {tuple(r["pair"]): r for r in brief["relations"]}
    made = []
    for pair in dict.fromkeys([*turned, *known]):
        shift, relation = turned.get(pair), known.get(pair)
        tendency = DIRECTIONS[shift["direction"]] if shift else relation["tendency"]
        if tendency not in TURNS:
            continue
        if shift and relation and relation["tendency"] in OPPOSED[tendency]:
            relation = None  # what it shows is what the pair turns from
        edge = [e for e in brief["on_edge"] if set(pair) <= set(e["of"]) and e["who"] not in pair]
        known_as = {e["who"]: e["name"] for e in reversed(edge)}
        edge = [e for e in edge if e["name"] == known_as[e["who"]]]  # of several bodies with one code the first
        heard = {code: _heard([e for e in edge if e["who"] == code]) for code in dict.fromkeys(e["who"] for e in edge)}
        voices = {code: n for code, n in heard.items() if n >= LEAST}
        shown = spread(q for entry in (relation, shift) if entry for q in entry["evidence"])
        for code in voices:
            said = {q["quote"] for q in shown}
            shown += spread(q for e in edge if e["who"] == code for q in e["evidence"] if q["quote"] not in said)
        sources = (relation or shift)["sources"]
        line = f"{pair_of((relation or shift)['names'])} {TURNS[tendency]} ({count(sources, 'source')})" + "".join(
            f"; {is_on_edge(known_as[code])} ({count(n, 'source')})" for code, n in voices.items())
        made.append({"line": line, "kind": "relation", "codes": [*pair, *voices],
                     "names": [*(relation or shift)["names"], *(known_as[code] for code in voices)], "sources": sources, "on_edge": voices, "evidence": shown})
    return iter(sorted(made, key=lambda h: (not h["on_edge"], -h["sources"])))


def _heard(edge: Sequence[dict]) -> int:
    """How many say that a party is on edge: sources of the statements that show it, or those who fear where one outlet tells of several."""
    return max(len({q["source"] for e in edge for q in e["evidence"]}), len({s for e in edge for s in e["speakers"]}))


def _resolved(brief: dict) -> Iterator[dict]:
    for d in sorted(brief["resolved"], key=lambda d: -d["sources"]):
        if d["ambiguous"] or d["state"] == "lapsed" or len(d["evidence"]) < 2:
            continue
        last = outcome(d)
        denied = any(q["step"] == "denied" for q in d["evidence"])
        said = {"fulfilled": "though denied" if denied else "as announced", "postponed": "put off", "called_off": "called off", "denied": "denied"}[d["state"]]
        yield {"line": f"{sides(d)}: {d.get('phrase') or d['what']}, {said} ({d['state_date']}; first heard of {d['opened']}; {count(d['sources'], 'source')})",
               "kind": "resolved",
               "codes": [*d["actor"], *d["recipient"]], "sources": d["sources"], "item": d["id"], "evidence": [d["evidence"][0], last]}


def _happened(brief: dict) -> Iterator[dict]:
    for e in sorted(brief["happened"], key=lambda e: -e["sources"]):
        deny = denies(e)
        told, denied = ([q for q in e["evidence"] if (q["status"] == "denied") == denial] for denial in (False, True))
        told.sort(key=lambda q: (q != e.get("shown"), q["status"] != e["status"]))
        said = "; ".join(filter(None, (count(e["sources"], "source"), deny)))
        yield {"line": e["headline"] + (f", {e['when'].replace('/', ' to ')}" if e["when"] else "") + f" ({said})", "kind": "happened",
               "codes": [*e["actor"], *e["recipient"]], "sources": e["sources"], "event": e["id"],
               "evidence": spread([*told[:1], *denied[:1], *told[1:]] if deny else told)}


def outcome(item: dict) -> dict:
    """The quotation that shows what came of an item: of those that tell it the first in the words that the item is called by, else the first."""
    told = [q for q in item["evidence"] if q["step"] == item["state"]] or item["evidence"][-1:]
    return next((q for q in told if q["trigger"] == item["what"]), told[0])


def opening(item: dict) -> dict:
    """The quotation that shows how an item was announced: of those before its outcome the first that is sure and in words that the item is called by; else
    the first."""
    before = takewhile(lambda q: q["step"] in ("opened", "repeated"), item["evidence"])
    return next((q for q in before if q["confidence"] >= SURE and stems(q["trigger"]) & stems(item["what"])), item["evidence"][0])


def denies(event: dict) -> str:
    """Who denies an event that is told as done: *Norland and Sudland deny it*; empty where nobody does."""
    denials = [c for d in event.get("disagreements", ()) for c in d["denials"]]
    who = list(dict.fromkeys(c["source"].removesuffix(", in its own voice") if not c["code"] or c["code"] in COLLECTIVE else name_of(c["code"])
                             for c in denials))
    return f"{' and '.join(who)} {'denies' if len(who) == 1 else 'deny'} it" if who else ""


def spread(quotations: Iterable[dict], most: int = QUOTED) -> list[dict]:
    """Some of the quotations, of as many outlets as there are; none twice."""
    first: dict[str, dict] = {}
    rest = []
    for q in {q["quote"]: q for q in quotations}.values():
        if (name := q.get("publisher") or q.get("report")) in first:
            rest.append(q)
        else:
            first[name] = q
    return [*first.values(), *rest][:most]


def doubted(entries: Sequence[dict]) -> list[dict]:
    """Of track records, those that give reason to doubt: at least three announcements that were heard of again, fewer than half of which
    came true; or a denial that proved wrong. Each with a line and the quotations of what failed.
    """
    made = []
    for x in entries:
        heard = x["announcements"] - x["lapsed"] - x["open"] - x["ambiguous"]
        false = x["denials_wrong"]
        if not (heard >= 3 and x["came_true"] * 2 < heard or false):
            continue
        told = [f"of {heard} announcements heard of again {x['came_true']} came true"] if heard else []
        told += [f"{false} denial{'s' * (false > 1)} proved wrong"] if false else []
        shown = [q for q in x["evidence"] if q["outcome"] in ("called_off", "denied", "put_off", "wrong")]
        name = x["name"] if not x["code"] or x["level"] == "chain" else f"{x['name']} ({name_of(x['code'])})"
        made.append({"level": x["level"], "name": x["name"], "code": x["code"], "kind": x["kind"], "line": f"{name}: {'; '.join(told)}", "heard": heard,
                     "came_true": x["came_true"], "denials_wrong": false, "evidence": shown[:2 * QUOTED]})
    return sorted(made, key=lambda d: (-(d["heard"] - d["came_true"] + d["denials_wrong"]), d["name"]))
