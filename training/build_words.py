"""src/dragoman/codebook/words.tsv: how much a shared word tells, by its inverse document frequency.

    python -m training.build_words

Counted over the items of the current-events stream, 2002 to 2023 (one item, one document; the outlets in brackets at its end left
out), by the letters by which `ledger.context` knows a word. Words of fewer than LEAST items are left out: they count as rare.
"""
from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

from dragoman.ledger.context import known_by
from training.corpora import corpus, lines

LEAST = 45
OUT = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "codebook" / "words.tsv"
WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
OUTLETS = re.compile(r"\([^)]*\)\s*$")


def main() -> None:
    items = lines(corpus() / "current_events" / "2002-2023.jsonl.gz")
    found = Counter(word for item in items for word in {known_by(w) for w in WORD.findall(OUTLETS.sub("", item["text"]))})
    with OUT.open("w", encoding="utf-8") as f:
        f.write("word\tweight\n")
        f.writelines(f"{word}\t{math.log(len(items) / n):.1f}\n" for word, n in sorted(found.items()) if n >= LEAST)


if __name__ == "__main__":
    main()
