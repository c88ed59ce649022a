"""The docket of the current-events stream 2015–2023: what was opened, what became of it, and whether that is so.

    python -m evals.docket --ledger STREAM.db [--half dev|test|all] [--verdicts FILE.jsonl ...]

STREAM.db is made by `python -m evals.stream S.jsonl` and `dragoman add S.jsonl --ledger STREAM.db`. Two measures:

announced  of 201 announced events whose outcome stands in the stream (evals/data/docket.jsonl, found by reading, before the program had
           read it), the share whose item is in the right state at the end. An item is theirs if one of its statements stands in the
           report that announces them, with one of their parties, and their type, a kindred one, or their trigger. What was put off and
           then took place is right either way. The dev half was looked at while the rules were made, the test half was not.
closed     of items closed, judged right or wrong by readers (evals/data/closed.jsonl), the share that is right, by state. Only the
           items that the ledger still closes so are counted; how many of those judged that is, is given.
"""
from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from dragoman.ledger import open_ledger
from dragoman.ledger.kinds import stems
from dragoman.ledger.match import KIN
from evals.common import finish, lines

DATA = Path(__file__).with_name("data")
TELLS = ("opened", "repeated", "called_off", "postponed")


def right(gold: dict) -> set[str]:
    """The states in which the item of an announced event may end."""
    return {gold["outcome"]} | ({gold["then"]} if gold["then"] else set())


def closest(gold: dict, told: list[tuple]) -> str | None:
    """The state of the item that is most likely the announced event's, of (item, statement) in the report that announces it."""
    codes, best = {*gold["actor"], *gold["recipient"]}, None
    for item, statement in told:
        if not codes & frozenset().union(*statement.codes):
            continue
        same = 2 * (statement.type == gold["type"]) + (frozenset({statement.type, gold["type"]}) in KIN) + 2 * bool(
            stems(statement.trigger) & stems(gold["trigger"]))
        key = (same, item.state in right(gold))
        if same and (best is None or key > best[0]):
            best = key, item.state
    return best and best[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--half", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--as-of", default="2023-12-31")
    parser.add_argument("--verdicts", nargs="*", type=Path, default=[DATA / "closed.jsonl"])
    args = parser.parse_args()
    with open_ledger(args.ledger) as book:
        known = {s.id: s for s in book.statements(args.as_of)}
        items = book.docket(args.as_of, state=None)
    states = Counter(item.state for item in items)
    told = defaultdict(list)
    for item in items:
        for e in item.evidence:
            if e.step in TELLS:
                told[known[e.statement].report].append((item, known[e.statement]))
    figures: dict = {"items": len(items), **dict(sorted(states.items())), "ambiguous": sum(i.ambiguous for i in items)}
    outcomes = Counter()
    for gold in lines(DATA / "docket.jsonl"):
        if args.half in ("all", gold["half"]):
            state = closest(gold, told[gold["announced"]]) or "no item"
            outcomes[gold["outcome"], "right" if state in right(gold) else state] += 1
    total = sum(outcomes.values())
    for outcome in ("fulfilled", "postponed", "called_off", "denied"):
        print(f"announced, {outcome}:", ", ".join(f"{state} {n}" for (o, state), n in sorted(outcomes.items()) if o == outcome))
    figures |= {"announced": total, "announced_right": sum(n for (_, s), n in outcomes.items() if s == "right") / max(1, total)}
    ends = {(known[item.evidence[0].statement].report, known[item.evidence[0].statement].span, item.state) for item in items}
    judged, kept = Counter(), Counter()
    for path in args.verdicts:
        for v in lines(path) if path.is_file() else ():
            group = "fulfilled" if v["state"] == "fulfilled" else "ended"
            judged[group] += 1
            if (v["report"], tuple(v["span"]), v["state"]) in ends:
                kept[group, v["verdict"]] += 1
    for group in ("fulfilled", "ended"):
        n = sum(count for (g, _), count in kept.items() if g == group)
        figures |= {f"{group}_judged": judged[group], f"{group}_still": n, f"{group}_precision": kept[group, "right"] / max(1, n)}
    finish(figures)


if __name__ == "__main__":
    main()
