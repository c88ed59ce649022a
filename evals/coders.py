"""How fast other coders' files are read, and how often a name of ICEWS gives a code, and the right one.

The reduced form of ICEWS 2018 (../shared/corpus/series) names actors only: a code comes out of the name. Two hundred names (a hundred of those
without a country in parentheses that gave a code, a hundred that gave none, each drawn once whatever its number of events) were read by eye
(evals/data/coders.tsv: name, code it gave, right code; `*`: some code, which nobody wrote down; UNK: rightly none). A name counts as judged while it
still gives the code that was read; `--draw SEED` prints others to read.

Run: PYTHONPATH=src:. python -m evals.coders [--draw SEED]
"""
from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from dragoman.coders import LeftOut, coded_events
from dragoman.ledger import open_ledger
from dragoman.model import CodedEvent
from training.corpora import corpus

LABELS = Path(__file__).parent / "data" / "coders.tsv"
DRAWN = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=int, metavar="SEED", help="print names to read, with the codes they give")
    seed = parser.parse_args().draw
    path = str(corpus() / "series" / "icews18.tsv.gz")
    start = time.monotonic()
    items = list(coded_events("icews", path))
    took = time.monotonic() - start
    events = [e for e in items if isinstance(e, CodedEvent)]
    rows = len(events) + sum(x.rows for x in items if isinstance(x, LeftOut))
    codes = {text: code for e in events for text, code in ((e.actor_text or "", e.actor), (e.recipient_text or "", e.recipient))}
    if seed is not None:
        draw(codes, seed)
        return
    print(f"{rows} rows, {len(events)} events: {rows / took:.0f} rows/s read")
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "l.db") as ledger:
        for what in ("kept", "found held"):
            start = time.monotonic()
            ledger.bring_in(events)
            print(f"{len(events) / (time.monotonic() - start):.0f} events/s {what}")
        with ledger.ask() as asked:
            (coder,) = asked.coders()
            questions = {"coded_counts, a pair": lambda: asked.coded_counts("icews", pair=("PRK", "USA")), "coded_counts, all pairs": asked.coded_counts,
                         "coded_totals": asked.coded_totals, "coded_events, 50": lambda: asked.coded_events(most=50)}
            for name, question in questions.items():
                start = time.monotonic()
                found = len(question())
                print(f"{name}: {found} in {time.monotonic() - start:.3f} s")
        print(f"between two known parties: {coder.between} of {coder.events}")
    mentions = Counter(text for e in events for text in (e.actor_text or "", e.recipient_text or ""))
    for what, kind in (("all names", ("", "(")), ("names with a country in parentheses", ("(",)), ("other names", ("",))):
        of = [n for n in codes if ("(" if n.endswith(")") else "") in kind]
        known = [n for n in of if codes[n] != "UNK"]
        share = sum(mentions[n] for n in known) / sum(mentions[n] for n in of)
        print(f"{what}: {len(known)} of {len(of)} give a code ({len(known) / len(of):.3f}), {share:.3f} of their mentions")
    judged(codes)


def judged(codes: dict[str, str]) -> None:
    """Print how many of the names that were read still give the code that was judged, and how many of these are right."""
    rows = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]]
    for what, of in (("a code", [r for r in rows if r[1] != "UNK"]), ("none", [r for r in rows if r[1] == "UNK"])):
        still = [(code, right) for name, code, right in of if codes.get(name) == code]
        fair = sum(code == right for code, right in still)
        print(f"of {len(of)} names read that gave {what}, {len(still)} still do: {fair} rightly ({fair / len(still):.2f})")


def draw(codes: dict[str, str], seed: int) -> None:
    """Print names with the codes they give, drawn by distinct name."""
    rng = random.Random(seed)
    bare = sorted(n for n in codes if n and not n.endswith(")"))
    for known in (True, False):
        for name in rng.sample([n for n in bare if (codes[n] != "UNK") is known], DRAWN):
            print(name, codes[name], "", sep="\t")


if __name__ == "__main__":
    main()
