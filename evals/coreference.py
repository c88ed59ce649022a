"""Which mentions tell of one event? ECB+ dev, mentions as in the gold, singletons among them.

    python -m evals.coreference [--weights FOLDER]

MUC, B³, CEAF_e and their mean, the CoNLL score, across all documents at once. `lemma` lines are the same-lemma baseline: mentions whose
head words share a stem are one event; in all documents, in one document, in groups of like documents (tf-idf, average link), and with gold topics
and subtopics given. `embedding` joins by the cosine alone, `pairs` by a logistic map of cosine and cheap features (evals.pairs).
Maps and thresholds come from ECB+ train (training.coreference) and lie in the weights' card. The last lines count pairs of mentions by cosine.

embedding_conll … across documents, cosine alone
pairs_conll …     across documents, with cheap features; `lead_` is by how much it is above the best lemma line without gold topics
"""
from __future__ import annotations

import argparse
from collections.abc import Hashable, Sequence

import numpy as np

from dragoman.reading.encoder import Encoder
from evals.clustering import conll
from evals.common import finish
from evals.pairs import FEATURES, Pairs, average_link
from training.ecb import documents, embedded
from training.logistic import sigmoid


def chances(pairs: Pairs, fitted: dict) -> np.ndarray:
    """The chance of each pair by the map in the card, which may leave features out."""
    return sigmoid(pairs.features[:, [FEATURES.index(n) for n in fitted["features"]]] @ np.array(fitted["weights"]) + fitted["bias"])


def figures(name: str, gold: Sequence[Hashable], got: Sequence[Hashable]) -> dict[str, float]:
    found = conll(gold, got)
    muc, b3, ceaf = (found[k].f1 for k in ("muc", "b3", "ceaf_e"))  # type: ignore[union-attr]
    print(f"  {name:44} MUC {muc:.3f}  B³ {b3:.3f} ({found['b3'].recall:.3f}, {found['b3'].precision:.3f})  CEAF_e {ceaf:.3f}  "  # type: ignore[union-attr]
          f"CoNLL {found['conll']:.3f}")
    return {"conll": float(found["conll"]), "b3": b3, "muc": muc, "ceaf_e": ceaf}  # type: ignore[arg-type]


def together(*parts: Sequence[Hashable]) -> list[Hashable]:
    return list(zip(*parts, strict=True))


def cosine_table(pairs: Pairs) -> None:
    """Precision of *one event* among pairs at or above a cosine: of words that share a stem and of others, and the share of all such pairs reached."""
    i, j = np.triu_indices(len(pairs.mentions), 1)
    cosine = pairs.cosines[i, j]
    _, chain = np.unique(pairs.gold, return_inverse=True)
    _, lemma = np.unique(pairs.lemmas, return_inverse=True)
    _, topic = np.unique(pairs.topics, return_inverse=True)
    same, alike, near = chain[i] == chain[j], lemma[i] == lemma[j], topic[i] == topic[j]
    print("  cosine  precision (recall) in all pairs: same lemma, other lemma; in pairs of one topic: same lemma, other lemma")
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        cells = []
        for part in (alike, ~alike, alike & near, ~alike & near):
            hit = part & (cosine >= least)
            cells.append(f"{same[hit].mean():.2f} ({(same & hit).sum() / (same & part).sum():.2f}) of {hit.sum():5d}" if hit.any() else "–")
        print(f"  {least:.1f}     " + "   ".join(cells))


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--weights", help="folder of other weights than those that ship")
    a = ap.parse_args()
    encoder = Encoder(a.weights)
    if "event" not in encoder.card:
        raise SystemExit(f"weights {encoder.version}: expected an event head; make it with `python -m training.coreference FOLDER`")
    docs = documents("Dev")
    pairs = Pairs(docs, embedded(encoder, docs))
    fitted = encoder.card["event"]["clustering"]
    print(f"{len(docs)} documents, {len(pairs.mentions)} mentions, {len(set(pairs.gold))} events")
    print(" across documents")
    plain = [figures("lemma", pairs.gold, pairs.lemmas), figures("lemma, one document", pairs.gold, together(pairs.lemmas, pairs.documents)),
             figures("lemma, groups of like documents", pairs.gold, together(pairs.lemmas, pairs.groups))]
    cosine = figures("embedding", pairs.gold, average_link(pairs.cosines, fitted["cosine"]))
    table = pairs.table(chances(pairs, fitted))
    found = average_link(table, fitted["least"])
    got = figures("pairs", pairs.gold, found)
    bare = fitted["without_embedding"]
    figures("pairs without the embedding", pairs.gold, average_link(pairs.table(chances(pairs, bare)), bare["least"]))
    print(" across documents, gold topics or subtopics given")
    figures("lemma, gold topics", pairs.gold, together(pairs.lemmas, pairs.topics))
    gold_lemma = figures("lemma, gold subtopics", pairs.gold, together(pairs.lemmas, pairs.subtopics))
    apart = np.array(pairs.subtopics)
    gold_got = figures("pairs, gold subtopics", pairs.gold, average_link(table * (apart[:, None] == apart[None, :]), fitted["least"]))
    print(" within documents")
    inside = together(pairs.gold, pairs.documents)
    within_lemma = figures("lemma", inside, together(pairs.lemmas, pairs.documents))
    where = np.array(pairs.documents)
    within = figures("pairs", inside, average_link(table * (where[:, None] == where[None, :]), fitted["least"]))
    cosine_table(pairs)
    best = {k: max(p[k] for p in plain) for k in ("conll", "b3")}
    finish({**{f"embedding_{k}": v for k, v in cosine.items()}, **{f"pairs_{k}": v for k, v in got.items()},
            **{f"lead_{k}": got[k] - best[k] for k in best}, **{f"lead_lemma_{k}": got[k] - plain[0][k] for k in best},
            "gold_subtopics_conll": gold_got["conll"], "gold_subtopics_b3": gold_got["b3"],
            **{f"lead_gold_subtopics_{k}": gold_got[k] - gold_lemma[k] for k in best},
            "within_conll": within["conll"], "within_b3": within["b3"], **{f"lead_within_{k}": within[k] - within_lemma[k] for k in best}})


if __name__ == "__main__":
    main()
