"""Shifts called on ICEWS 2014 and 2018: known turns found, how soon, false alarms, and whether what is called happened.

    python -m evals.shifts [--top N] [--calls PAIR] [--ledger STREAM.db]

bars      the thaw between the United States and North Korea (8 March 2018) and the break between Russia and the United Kingdom (accusation
          12 March) are called in their direction within ten days.
turns     of turns known from the history of these years (evals/data/turns.jsonl), the share that is called in its direction from five days
          before to ten days after its day, and how many days after. In ICEWS 2014 and in the dyads of 2018 of the dev half the detector's
          figures were chosen; of the test half a first version's calls were seen, no more (docs/shifts.md).
shuffled  calls a year and dyad on the 60 busiest dyads with their weeks (and their months of 28 days) in another order, three orders each:
          bursts stay, lasting changes go. A month that was unlike others still is, so that the second is no measure of noise alone.
judged    of 40 calls drawn from those on the 60 busiest dyads of 2018, the share that was a turn of the relations, the share in which what
          happened was an episode in that direction (a visit, a quarrel) and the share that was nothing (evals/data/shifts.jsonl). Only what
          is still called counts; how much of it that is, is given.
"""
from __future__ import annotations

import argparse
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from dragoman.coders import coded_events
from dragoman.ledger import open_ledger
from dragoman.model import CodedEvent
from dragoman.relations import Occurrence, Shift, coded_occurrences, done_by_day, noticed, occurrences, shifts
from evals.common import finish, lines, shared

DATA = Path(__file__).with_name("data")
BARS = {"thaw": (("PRK", "USA"), "2018-03-08", "warming"), "break": (("GBR", "RUS"), "2018-03-12", "cooling")}
BUSIEST = 60
ORDERS = 3
SOON, LATE = -5, 10

Pair = tuple[str, str]


class Year(NamedTuple):
    """A year of ICEWS: occurrences of each pair, and all events by day."""

    pairs: dict[Pair, list[Occurrence]]
    noticed: Counter[str]

    def busiest(self) -> list[Pair]:
        """The pairs of states with most events."""
        return sorted((p for p in self.pairs if "REB" not in p), key=lambda p: (-len(self.pairs[p]), p))[:BUSIEST]


@cache
def year(which: int) -> Year:
    """ICEWS of 2014 or of January to October 2018."""
    path = shared() / "corpus" / "series" / f"icews{which % 100}.tsv.gz"
    events = [e for e in coded_events("icews", str(path)) if isinstance(e, CodedEvent)]
    pairs = defaultdict(list)
    for o in coded_occurrences(events):
        pairs[o.a, o.b].append(o)
    return Year(dict(pairs), Counter(e.day for e in events))


def half(pair: Pair) -> str:
    """Whether the detector's figures were chosen on a pair (dev) or not (test)."""
    return "test" if int(hashlib.sha256("-".join(pair).encode()).hexdigest(), 16) % 2 else "dev"


def days_between(one: str, other: str) -> int:
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


def called(pair: Pair, day: str, direction: str, soon: int = SOON, late: int = LATE) -> int | None:
    """Days from a turn to the first call of it, or None."""
    known = year(int(day[:4]))
    found = [days_between(day, s.date) for s in calls(int(day[:4]), pair) if s.direction == direction] if pair in known.pairs else []
    return min((n for n in found if soon <= n <= late), default=None)


@cache
def calls(which: int, pair: Pair) -> list[Shift]:
    known = year(which)
    return shifts(known.pairs[pair], known.noticed)


def shuffled(own: Iterable[Occurrence], noticed: Mapping[str, float], block: int, order: Random) -> list[Shift]:
    """The shifts of a pair whose days, and all the coder's, come in another order of blocks; what is left over stays last."""
    days = sorted(noticed)
    first = date.fromisoformat(days[0])
    length = days_between(days[0], days[-1]) + 1
    places = list(range(length // block))
    order.shuffle(places)
    at = {old * block + i: new * block + i for new, old in enumerate(places) for i in range(block)}

    def moved(day: str) -> str:
        i = days_between(days[0], day)
        return (first + timedelta(at.get(i, i))).isoformat()

    return shifts([o._replace(day=moved(o.day)) for o in own], {moved(day): n for day, n in noticed.items()})


def false_alarms(which: int, block: int) -> float:
    """Calls a year and dyad where weeks or months are shuffled."""
    known, order = year(which), Random(5)
    n = sum(len(shuffled(known.pairs[pair], known.noticed, block, order)) for pair in known.busiest() for _ in range(ORDERS))
    return n / (ORDERS * BUSIEST * len(known.noticed) / 365)


def turns_found() -> dict:
    found: dict[str, list[int | None]] = defaultdict(list)
    for turn in lines(DATA / "turns.jsonl"):
        pair = tuple(turn["pair"])
        delay = called(pair, turn["date"], turn["direction"])
        group = "2014" if turn["date"] < "2018" else half(pair)
        found[group].append(delay)
        print(f"{turn['date']} {'-'.join(pair)} {turn['direction']:8}{'missed' if delay is None else f'{delay:+d} days':>9}  {group:5} {turn['what']}")
    out: dict = {}
    for group, delays in sorted(found.items()):
        hit = [n for n in delays if n is not None]
        out |= {f"turns_{group}": len(delays), f"found_{group}": len(hit) / len(delays), f"days_{group}": sum(hit) / max(1, len(hit))}
    return out


def judged() -> dict:
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = lines(DATA / "shifts.jsonl")
    for row in rows:
        pair = tuple(row["pair"])
        if called(pair, row["date"], row["direction"], -7, 7) is not None:
            for group in ("all", half(pair)):
                verdicts[group][row["verdict"]] += 1
    out: dict = {"judged": len(rows), "still": sum(verdicts["all"].values())}
    for group, counts in sorted(verdicts.items()):
        n = sum(counts.values())
        out |= {f"judged_{group}_turn": counts["turn"] / n, f"judged_{group}_real": (counts["turn"] + counts["episode"]) / n}
    return out


def of_ledger(path: str) -> dict:
    """The shifts of a ledger's own events, and how many of them shuffled weeks have too."""
    with open_ledger(path) as book, book.ask() as asked:
        events = asked.events()
    pairs: dict[Pair, list[Occurrence]] = defaultdict(list)
    for o in occurrences(events):
        if "REB" not in (o.a, o.b):
            pairs[o.a, o.b].append(o)
    seen = noticed(done_by_day(events))
    found = shifts((o for own in pairs.values() for o in own), seen)
    for s in found:
        print(f"{s.date} {'-'.join(s.pair)} {s.direction} since {s.start}, size {s.size:.0f}: {s.reason}")
    days = sorted(day for day, n in Counter(o.day[:4] for own in pairs.values() for o in own).items() if n >= 100)
    seen = {day: n for day, n in seen.items() if day[:4] in days}
    busy = [[o for o in own if o.day in seen] for own in pairs.values() if sum(o.standing == "done" for o in own) >= 25]
    years, order = len(busy) * max(1, len(days)), Random(5)
    return {"shifts": len(found), "warming": sum(s.direction == "warming" for s in found), "calls": sum(len(shifts(own, seen)) for own in busy) / years,
            "error_weeks": sum(len(shuffled(own, seen, 7, order)) for own in busy) / years}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--top", type=int, default=10, metavar="N", help="the N largest shifts of 2018, of all pairs with 50 events or more")
    parser.add_argument("--calls", metavar="PAIR", help="only the shifts of a pair in 2018 (PRK-USA)")
    parser.add_argument("--ledger", help="a ledger whose own events are looked at instead")
    args = parser.parse_args()
    if args.ledger:
        finish(of_ledger(args.ledger))
        return
    known = year(2018)
    if args.calls:
        for s in calls(2018, tuple(sorted(args.calls.split("-")))):  # type: ignore[arg-type]
            print(s.date, s.direction, f"since {s.start}", s.probability, s.size, s.reason)
        return
    figures: dict = {}
    for name, (pair, day, direction) in BARS.items():
        delay = called(pair, day, direction)
        figures |= {f"{name}_called": float(delay is not None), f"{name}_days": delay}
    figures |= turns_found()
    for which in (2014, 2018):
        figures |= {f"calls_{which}": sum(len(calls(which, pair)) for pair in year(which).busiest()),
                    f"pair_years_{which}": round(BUSIEST * len(year(which).noticed) / 365),
                    f"error_weeks_{which}": false_alarms(which, 7), f"error_months_{which}": false_alarms(which, 28)}
    figures |= judged()
    most = [pair for pair, own in known.pairs.items() if len(own) >= 50]
    for s in sorted((s for pair in most for s in calls(2018, pair)), key=lambda s: -s.size)[:args.top]:
        print(f"{s.date} {'-'.join(s.pair)} {s.direction} since {s.start}, size {s.size:.0f}: {s.reason}")
    finish(figures)


if __name__ == "__main__":
    main()
