"""Near-copies found among many reports: State Department releases printed as an agency's clients print them.

    python -m evals.copies [--half tune|report] [--errors N] [--brief]

500 releases are each printed by one to three clients: cut from the end (40 to 90 % is kept, by sentences), with a new
headline, two paragraphs swapped, up to two quotes put in, British spelling, *today* made a weekday and an agency credited,
zero to three days later. They stand among other releases of State Department and White House and items of the current-events
stream (2015 on), 20,000 reports in all. Items without a full stop or under eight words are headings and left out.

Every pair of reports held to be of one original counts. True are the pairs made here, and those of the corpora's own that
are at most seven days apart and whose texts are the same in letters and figures, trailing credits dropped, or where at
least half of the later text (of the shorter, on one day) is in sentences of eight words and more that stand letter for letter in the earlier: releases
issued again, statements read out in a briefing. Two streams are measured: `dated` has every report on its own day;
`crowded` has all within fourteen days, 1,400 a day, so that a ministry's releases of a year meet on one shelf.

Texts are split in two halves by a hash; thresholds were tuned on `tune`; `report` is what counts. On `tune`, MinHash of 128
permutations with LSH (rensa 0.5; datasketch 2.0 is as fast here and brings SciPy) reaches pair F1 .87 dated and .75 crowded at its
best threshold, with containment of the full shingle sets to verify: 32 bands miss a tenth of the copies, 64 bring boilerplate
in. Neither had the rules for one publisher and for figures and names; the sketches without these two reach .93 and .97.
"""
from __future__ import annotations

import argparse
import random
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from dragoman.ledger.copies import DAYS, Filed, Shelf, order, sketch
from dragoman.ledger.credits import credited
from evals.common import finish, shared
from training.corpora import lines

SEED = 2026
ORIGINALS, REPORTS = 500, 20_000
CROWD = 14
BRITISH = tuple(pair.split("/") for pair in (
    "organization/organisation organizations/organisations recognize/recognise recognized/recognised emphasized/emphasised emphasize/emphasise center/centre "
    "centers/centres program/programme programs/programmes defense/defence labor/labour neighbors/neighbours neighboring/neighbouring "
    "honor/honour honored/honoured favor/favour color/colour behavior/behaviour endeavor/endeavour harbor/harbour license/licence "
    "canceled/cancelled traveled/travelled traveling/travelling modernization/modernisation mobilize/mobilise stabilization/stabilisation "
    "civilization/civilisation prioritize/prioritise analyze/analyse judgment/judgement fulfill/fulfil toward/towards utilize/utilise "
    "democratization/democratisation theater/theatre kilometers/kilometres percent/per_cent authorized/authorised criticized/criticised "
    "realize/realise apologize/apologise urbanization/urbanisation demilitarized/demilitarised counselor/counsellor offense/offence").split())
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLIENTS = ("Harbour Gazette", "Vale Post", "The Northern Ledger", "Daily Compass", "Eastbank Tribune", "Meridian Online")
AGENCIES = ("Reuters", "AP", "AFP", "Xinhua", "TASS", "dpa")
HEADLINES = ("Washington speaks out on {0} and {1}", "US turns to {0}, {1}", "{0}, {1}: what the State Department says",
             "America’s word on {0}", "What Washington wants from {0}", "{0} in focus as US makes its case on {1}")
SPEAKERS = ("a diplomat", "an analyst in {0}", "a former envoy to {0}", "a lawmaker of the ruling party", "a retired general", "a trade official")
QUOTES = ("“We have heard all of this {n} times,” said {who}, who asked for no name to be given.",
          "“Nobody in {0} expects {n} more weeks of this,” {who} told this newspaper. “It is a matter of trust.”",
          "Asked about {0}, {who} called the move “{n} years late”.",
          "{who} was less sure: “What they say about {0} and what they do are two things.”",
          "“It is a step, and {n} more must follow,” according to {who}. Markets in {0} hardly moved.")


class Item(NamedTuple):
    """A report of the stream: `day` an ordinal, `truth` what stands for its original."""

    id: str
    day: int
    publisher: str | None
    text: str
    truth: str


def letters(text: str) -> str:
    """A text without what two printings of it differ in: case, punctuation, credits in brackets at the end."""
    text = re.sub(r"(?:[\s,]*\([^()]*\))+\s*$", "", text)
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def corpora(half: int | None) -> tuple[list[Item], list[Item]]:
    """State Department releases, and the other texts, of the half (0 or 1), or of both (None)."""
    root = shared() / "corpus"
    state, others = [], []
    for name, publisher, out in (("state_dept/2021-05_2022-06-14.jsonl.gz", "US Department of State", state),
                                 ("white_house/statements_2021_2025-06.jsonl.gz", "The White House", others),
                                 ("current_events/2002-2023.jsonl.gz", None, others)):
        for i, row in enumerate(lines(root / name)):
            text, day = row["text"], row.get("date") or row["published"][:10]
            if len(text.split()) < 8 or "." not in text or not publisher and day < "2015" and half is not None:
                continue
            if half in (None, zlib.crc32(letters(text).encode()) & 1):
                out.append(Item(f"{name[:5]}-{i}", date.fromisoformat(day[:10]).toordinal(), publisher or row["source"], text, letters(text)))
    return state, others


def printed(item: Item, n: int, rng: random.Random) -> Item:
    """The n-th client's printing of a release."""
    parts = [p for p in item.text.split("\n") if p.strip()]
    if len(parts) > 2 and rng.random() < 0.5:
        i = rng.randrange(len(parts) - 1)
        parts[i], parts[i + 1] = parts[i + 1], parts[i]
    sentences = [[s for s in re.split(r"(?<=[.!?])\s+", p) if s] for p in parts]
    total, keep, kept, out = sum(len(p.split()) for p in parts), rng.uniform(0.4, 0.9), 0, []
    for paragraph in sentences:
        chosen = []
        for s in paragraph:
            if kept < keep * total:
                chosen.append(s)
                kept += len(s.split())
        if chosen:
            out.append(" ".join(chosen))
    names = sorted(set(re.findall(r"(?<=[a-z] )[A-Z][a-z]{3,}", item.text))) or ["the talks"]
    for _ in range(rng.randint(0, 2)):
        who = rng.choice(SPEAKERS).format(rng.choice(names))
        out.insert(rng.randint(1, len(out)), rng.choice(QUOTES).format(rng.choice(names), n=rng.randint(2, 40), who=who))
    text = "\n".join(out)
    if rng.random() < 0.6:
        for us, gb in BRITISH:
            text = re.sub(rf"\b{us}\b", gb.replace("_", " "), text)
    text = re.sub(r"\b(?:today|this morning|this afternoon)\b", lambda _: "on " + rng.choice(WEEKDAYS), text)
    agency, client, day = rng.choice(AGENCIES), rng.choice(CLIENTS), item.day + rng.randint(0, 3)
    text = rng.choice((f"WASHINGTON, {date.fromordinal(day):%B %d, %Y} ({agency}) — {{}}", f"WASHINGTON ({agency}) - {{}}", f"{{}} ({agency})",
                       f"{{}}\nReporting by Ann Lee for {agency}", "{}")).replace("{}", text)
    if rng.random() < 0.7:
        text = rng.choice(HEADLINES).format(rng.choice(names), rng.choice(names)) + "\n" + text
    return Item(f"{item.id}-client{n}", day, client, text, item.truth)


def stream(half: int | None, size: int) -> list[Item]:
    """Originals, their clients' printings, and other reports, `size` in all."""
    rng = random.Random(SEED + (half or 0))
    state, others = corpora(half)
    rng.shuffle(state)
    originals = state[:ORIGINALS]
    out = originals + [printed(item, n, rng) for item in originals for n in range(rng.randint(1, 3))] + state[ORIGINALS:]
    rng.shuffle(others)
    releases = [o for o in others if o.id.startswith("white")]
    out = (out + releases + [o for o in others if not o.id.startswith("white")])[:size]
    if len(out) < size:
        raise SystemExit(f"{len(out)} reports in ../shared, expected {size}")
    rng.shuffle(out)
    return out


def crowd(items: Sequence[Item], days: int = CROWD) -> list[Item]:
    """The reports within so many days: an original anywhere, its printings as long after it as they were."""
    at = {i.truth: (zlib.crc32(i.truth.encode()) % days, i.day) for i in sorted(items, key=lambda i: -i.day)}
    return [i._replace(day=at[i.truth][0] + min(i.day - at[i.truth][1], DAYS)) for i in items]


def found(items: Sequence[Item]) -> tuple[dict[str, str], float, float]:
    """Original by report (its own id where it is no copy), seconds to sketch and seconds to shelve."""
    start = time.perf_counter()
    filed = [Filed(i.id, i.day, i.publisher, credited(i.text, i.publisher), sketch(i.text)) for i in items]
    middle = time.perf_counter()
    shelf, out = Shelf(), {}
    for report in sorted(filed, key=order):
        copy = shelf.take(report)
        out[report.id] = copy.original if copy else report.id
    return out, middle - start, time.perf_counter() - middle


def one_source(items: Sequence[Item]) -> dict[str, str]:
    """For texts of the corpora that repeat an earlier one by the rule above, what stands for that one."""
    holders: defaultdict[str, list[Item]] = defaultdict(list)
    root: dict[str, str] = {}
    for item in sorted((i for i in items if "-client" not in i.id), key=lambda i: (i.day, -len(i.text), i.id)):
        sentences = {letters(s): len(s.split()) for s in re.split(r"(?<=[.!?])\s+|\n+", item.text) if len(s.split()) >= 8}
        shared: Counter[str] = Counter()
        for sentence, n in sentences.items():
            for other in {o.truth for o in holders[sentence] if item.day - o.day <= DAYS}:
                shared[other] += n
            holders[sentence].append(item)
        other, n = max(shared.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
        if other != item.truth and 2 * n >= len(item.text.split()):
            root[item.truth] = root.get(other, other)
    return root


def pairs(items: Sequence[Item], group: Callable[[Item], str], near: bool) -> set[tuple[str, str]]:
    """Pairs of ids in one group; `near`: at most seven days apart."""
    groups: defaultdict[str, list[Item]] = defaultdict(list)
    for i in items:
        groups[group(i)].append(i)
    return {(min(a.id, b.id), max(a.id, b.id)) for g in groups.values() for a, b in combinations(g, 2) if not near or abs(a.day - b.day) <= DAYS}


def measure(name: str, items: Sequence[Item], errors: int) -> dict[str, float]:
    got, sketching, shelving = found(items)
    root = one_source(items)
    gold, ours = pairs(items, lambda i: root.get(i.truth, i.truth), True), pairs(items, lambda i: got[i.id], False)
    right = len(gold & ours)
    precision, recall = right / max(1, len(ours)), right / len(gold)
    f1 = 2 * right / (len(ours) + len(gold))
    print(f"{name:<9}{len(items):>7} reports{len(gold):>6} pairs{len(ours):>6} found   precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}"
          f"   {sketching:.1f} s to sketch, {shelving:.1f} s to shelve", flush=True)
    texts = {i.id: i.text for i in items}
    for kind, wrong in (("added", ours - gold), ("missed", gold - ours)):
        for one, other in sorted(wrong)[::max(1, len(wrong) // max(1, errors))][:errors]:
            print(f"{kind} {one} {other}\n    {texts[one][:200]!r}\n    {texts[other][:200]!r}")
    return {f"{name}_precision": precision, f"{name}_recall": recall, f"{name}_f1": f1, f"{name}_seconds": round(sketching + shelving, 2) + 0.0}


def growth() -> None:
    """Seconds per 1,000 reports as the ledger gets older, and as more come in a day."""
    everything = stream(None, 50_000)
    for size in (5_000, 20_000, 50_000):
        items, days = everything[:size], CROWD * size // 5_000
        _, sketching, older = found(crowd(items, days))
        _, _, denser = found(crowd(items))
        print(f"{size:>7} reports: per 1,000 {1000 * sketching / size:.3f} s to sketch; to shelve {1000 * older / size:.3f} s over {days} days "
              f"({size // days} a day), {1000 * denser / size:.3f} s over {CROWD} days ({size // CROWD} a day)", flush=True)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--half", choices=("tune", "report"), default="report")
    ap.add_argument("--errors", type=int, default=0, metavar="N", help="print up to N errors of each kind")
    ap.add_argument("--brief", action="store_true", help="leave out the growth")
    a = ap.parse_args()
    items = stream(("tune", "report").index(a.half), REPORTS)
    figures = measure("dated", items, a.errors) | measure("crowded", crowd(items), a.errors)
    if not a.brief:
        growth()
    finish(figures)


if __name__ == "__main__":
    main()
