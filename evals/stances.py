"""Who is on edge, agreements and transfers of the current-events stream 2015–2023, judged by reading.

    python -m evals.stances --ledger STREAM.db [--half dev|test|all]

STREAM.db is made by `python -m evals.stream S.jsonl` and `dragoman add S.jsonl --ledger STREAM.db`. Of 120 voicings,
120 agreements and 120 transfers that were judged right or wrong against their sentences (evals/data), those count that the program still makes as
they were judged: a voicing with its party, others and stance; an agreement with its parties and stage; a transfer with its two ends, kind
and stage. The test half was drawn after the last change to the rules, the dev half was looked at while they were made.
"""
from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path

from dragoman.briefing import View
from dragoman.ledger import open_ledger
from dragoman.relations import agreements, stances, transfers
from evals.common import finish, lines

DATA = Path(__file__).with_name("data")


def judged(name: str, made: Iterable[Hashable], key: Callable[[dict], Hashable], half: str = "all") -> dict:
    """How many entries of a file were judged, how many are still made so, and the share of these that is right."""
    entries = [e for e in lines(DATA / f"{name}.jsonl") if half in ("all", e.get("half", half))]
    there = set(made)
    kept = [e for e in entries if key(e) in there]
    errors = Counter(e["error"] for e in kept if e["verdict"] == "wrong")
    print(f"{name}, wrong by kind:", ", ".join(f"{kind} {n}" for kind, n in errors.most_common()) or "none")
    return {f"{name}_judged": len(entries), f"{name}_still": len(kept), f"{name}_right": sum(e["verdict"] == "right" for e in kept) / max(1, len(kept))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--half", choices=("dev", "test", "all"), default="test", help="of what was judged")
    args = parser.parse_args()
    with open_ledger(args.ledger) as book, View(book) as view:
        ids = [id_ for id_, _ in view.asked.texts_since("")]
        stated, reports, event_of = view.asked.stated_in(ids), view.texts(ids), view.asked.events_in(ids)
    found, agreed, handed = stances(stated, reports), agreements(event_of, stated, reports), transfers(event_of, stated, reports)
    figures = {"voicings": sum(len(s.voicings) for s in found), "stances": len(found), "agreements": len(agreed), "transfers": len(handed)}
    figures |= judged("stances", ((v.statement.report, v.statement.span, v.who, v.of, v.stance) for s in found for v in s.voicings),
                      lambda e: (e["report"], tuple(e["span"]), e["who"], tuple(e["of"]), e["stance"]), args.half)
    figures |= judged("agreements", ((t.statement.report, t.statement.span, *sorted(a.parties), a.stage) for a in agreed for t in a.tellings),
                      lambda e: (e["report"], tuple(e["span"]), *e["parties"], e["stage"]), args.half)
    figures |= judged("transfers", ((t.statement.report, t.statement.span, *sorted(x.supplier), "to", *sorted(x.recipient), x.kind, x.stage)
                                    for x in handed for t in x.tellings),
                      lambda e: (e["report"], tuple(e["span"]), *e["supplier"], "to", *e["recipient"], e["kind"], e["stage"]), args.half)
    finish(figures)


if __name__ == "__main__":
    main()
