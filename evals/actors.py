"""How often actor resolution gives the gold code of a gold surface, on silver statements, and the role that a person gave it.

Roles: two draws of a hundred parties from the silver dev part, each labelled by reading before the rules had been run on it
(evals/data/roles.jsonl, no texts); on that first run 92 of the first and 91 of the second were right.

Run: PYTHONPATH=src:. python evals/actors.py [--data PATH] [--errors N]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "evals" / "data" / "roles.jsonl"
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from dragoman.reading.actors import Actors  # noqa: E402
from dragoman.reading.roles import Roles  # noqa: E402
from training.corpora import corpus, lines  # noqa: E402


def first(text: str, surface: str) -> tuple[int, int] | None:
    """Span of the first occurrence on word boundaries, else of any."""
    m = re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", text) or re.search(re.escape(surface), text)
    return m.span() if m else None


def measure(path: Path, shown: int) -> dict[str, float]:
    right, total, kinds, errors, took = Counter(), Counter(), Counter(), [], 0.0
    words = 0
    for doc in lines(path):
        begun = time.perf_counter()
        actors = Actors(doc["text"], doc.get("published"), None, doc.get("publisher"))
        took += time.perf_counter() - begun
        words += len(doc["text"].split())
        gold: dict[tuple[str, str], set[str]] = defaultdict(set)
        counts: Counter[tuple[str, str]] = Counter()
        for s in doc["statements"]:
            for role in ("actor", "recipient", "said_by"):
                for group in [s[role]]:
                    for surface, code, *_ in group:
                        gold[role, surface].add(code)
                        counts[role, surface] += 1
        for (role, surface), codes in gold.items():
            span = first(doc["text"], surface)
            if span is None:
                continue
            begun = time.perf_counter()
            said = set(actors.code(span))
            took += time.perf_counter() - begun
            total[role] += 1
            if said == codes:
                right[role] += 1
            else:
                kind = "known, said UNK" if said == {"UNK"} else "UNK, said known" if codes == {"UNK"} else "other code"
                kinds[kind] += 1
                errors.append((kind, role, surface, sorted(codes), sorted(said), doc["id"]))
    for kind, role, surface, codes, said, name in errors[:: max(1, len(errors) // shown)] if shown else ():
        print(f"{kind:16} {role:10} {surface[:70]!r} gold {codes} said {said} {name}")
    everything = sum(total.values())
    figures = {"all": sum(right.values()) / everything} | {
        role: right[role] / total[role] for role in ("actor", "recipient", "said_by")
    }
    figures |= {f"error {kind}": n / everything for kind, n in sorted(kinds.items())}
    print(f"{path.name}: {everything} surfaces, {took * 1e3 * 400 / words:.2f} ms per 400 words")
    for name, value in figures.items():
        print(f"{name:24} {value:.3f}")
    return figures


def roles(path: Path, shown: int) -> dict[str, float]:
    """Share of the labelled parties whose role, or lack of one, is right; recall and precision are over the roles alone."""
    docs = {d["id"]: d for d in lines(path)}
    gold = lines(LABELS)
    right = given = given_right = 0
    for party in gold:
        doc = docs[party["id"]]
        span = first(doc["text"], party["surface"])
        actors = Actors(doc["text"], doc.get("published"), None, doc.get("publisher"))
        said = Roles(actors).role(span, actors.code(span)[0]) if span else None
        right += said == party["role"]
        given += said is not None
        given_right += said is not None and said == party["role"]
        if said != party["role"] and shown:
            print(f"role {party['surface'][:70]!r} gold {party['role']} said {said} {party['id']}")
    named = sum(p["role"] is not None for p in gold)
    print(f"{len(gold)} roles")
    return {"role": right / len(gold), "role_recall": given_right / named, "role_precision": given_right / max(1, given)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="annotated JSONL; the silver dev part where not given")
    parser.add_argument("--errors", type=int, default=0, help="how many errors to show, evenly drawn")
    args = parser.parse_args()
    dev = corpus() / "silver" / "dev.jsonl"
    figures = measure(args.data or dev, args.errors)
    if args.data is None:
        figures |= (found := roles(dev, args.errors))
        for name, value in found.items():
            print(f"{name:24} {value:.3f}")
    print(json.dumps({k.replace(" ", "_").replace(",", ""): round(v, 4) for k, v in figures.items()}))


if __name__ == "__main__":
    main()
