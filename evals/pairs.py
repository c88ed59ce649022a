"""Mentions of events joined to events: what tells of two mentions that they tell of one, and average-link clustering.

Beside the embedding's cosine stand cheap features: the same word, the same document, likeness of documents and of sentences by their
words (tf-idf). A logistic map of them, fitted on ECB+ train with embeddings of topics that the head had not seen, lies in the weights' card.
"""
from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from evals.lemmas import head, stem
from training.ecb import Document

FEATURES = ("lemma", "document", "likeness", "lemma_likeness", "group", "lemma_group", "sentence_likeness", "lemma_sentence", "sentence",
            "cosine", "cosine_lemma", "cosine_likeness", "cosine_square", "cosine_document", "cosine_group")

LIKE = 0.05
"""Likeness of documents under which no two of their mentions are compared: all but all such pairs tell of two events."""

GROUP = 0.15
"""Mean likeness that holds a group of documents together; of 0.08 to 0.3 the best on ECB+ train for the same-lemma baseline."""


def likeness(texts: Sequence[str], most: float) -> np.ndarray:
    """Cosines of texts by their words, (texts, texts): counts damped by the logarithm, times the logarithm of rarity.

    Words of one text alone, and of more than a share `most` of the texts, are left out.
    """
    counts = [Counter(re.findall(r"\w\w+", t.lower())) for t in texts]
    spread = Counter(w for c in counts for w in c)
    column = {w: i for i, w in enumerate(sorted(w for w, n in spread.items() if 1 < n < most * len(texts)))}
    x = np.zeros((len(texts), len(column)), np.float32)
    for i, c in enumerate(counts):
        for w, n in c.items():
            if w in column:
                x[i, column[w]] = (1 + math.log(n)) * math.log(len(texts) / spread[w])
    x /= np.linalg.norm(x, axis=1, keepdims=True) + 1e-9
    return x @ x.T


def average_link(alike: np.ndarray, least: float) -> list[int]:
    """Clusters, one number an item, joined as long as the mean likeness between two clusters is `least` or more.

    `alike` is symmetric, (items, items). Nearest-neighbour chains (Murtagh 1983): the same clusters as joining the two likest each time.
    """
    n = len(alike)
    a = alike.astype(np.float32)
    np.fill_diagonal(a, -1)
    size, parent, live = np.ones(n), np.arange(n), np.ones(n, bool)
    chain: list[int] = []
    while live.any():
        if not chain:
            chain = [int(live.argmax())]
        i = chain[-1]
        j = int(a[i].argmax())
        if len(chain) > 1 and a[i, chain[-2]] >= a[i, j]:
            j = chain[-2]
        if a[i, j] < least:  # nothing nearer than this will come: the mean of two means is no more than the larger
            live[i] = False
            a[i], a[:, i] = -1, -1
            chain.pop()
        elif len(chain) > 1 and j == chain[-2]:
            chain = chain[:-2]
            i, j = min(i, j), max(i, j)
            both = (size[i] * a[i] + size[j] * a[j]) / (size[i] + size[j])
            both[~live] = -1
            size[i] += size[j]
            live[j] = False
            parent[j] = i
            a[i], a[:, i] = both, both
            a[i, i] = -1
            a[j], a[:, j] = -1, -1
        else:
            chain.append(j)
    roots = []
    for i in range(n):
        while parent[i] != i:
            i = int(parent[i])
        roots.append(i)
    return roots


class Pairs:
    """All mentions of documents, and features of the pairs of them that are worth a comparison.

    `first` and `second` (pairs,) are places in `mentions`, `same` whether the two tell of one event, `features` is (pairs, len(FEATURES)).
    """

    def __init__(self, documents: Sequence[Document], embeddings: Sequence[bytes]):
        self.mentions = [m for d in documents for m in d.mentions]
        self.gold = [m.chain for m in self.mentions]
        place = {d.name: i for i, d in enumerate(documents)}
        of = np.array([place[m.document] for m in self.mentions])
        alike = likeness([d.text for d in documents], 0.25)
        grouped = average_link(alike, GROUP)
        self.documents = [documents[k].name for k in of]
        self.topics = [documents[k].topic for k in of]
        self.subtopics = [documents[k].subtopic for k in of]
        self.groups = [grouped[k] for k in of]
        self.lemmas = [stem(head(m.words)) for m in self.mentions]
        groups, lemmas = (np.unique(x, return_inverse=True)[1] for x in (self.groups, self.lemmas))
        together = of[:, None] == of[None, :]
        near = together | (alike[np.ix_(of, of)] > LIKE) | (groups[:, None] == groups[None, :])
        self.first, self.second = i, j = np.nonzero(np.triu(near, 1))
        self.same = np.array([self.gold[a] == self.gold[b] for a, b in zip(i, j, strict=True)])
        sentences = list(dict.fromkeys((m.document, m.sentence) for m in self.mentions))
        texts = {(d.name, k): d.text[a:b] for d in documents for k, (a, b) in d.sentences.items()}
        at = {s: n for n, s in enumerate(sentences)}
        line = np.array([at[m.document, m.sentence] for m in self.mentions])
        vectors = np.stack([np.frombuffer(e, np.int8) for e in embeddings]).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        self.cosines = vectors @ vectors.T
        cosine, lemma, doc, group = self.cosines[i, j], lemmas[i] == lemmas[j], of[i] == of[j], groups[i] == groups[j]
        like = np.where(doc, 0.35, np.minimum(alike[of[i], of[j]], 0.5))  # a text is no better a witness of itself than a like one
        words = likeness([texts[s] for s in sentences], 0.1)[line[i], line[j]]
        self.features = np.column_stack([lemma, doc, like, lemma * like, group, lemma * group, words, lemma * words, line[i] == line[j],
                                         cosine, cosine * lemma, cosine * like, cosine ** 2, cosine * doc, cosine * group]).astype(float)

    def table(self, chances: np.ndarray) -> np.ndarray:
        """Chances of the pairs as a symmetric table, (mentions, mentions); 0 where two are not compared."""
        out = np.zeros((len(self.mentions),) * 2, np.float32)
        out[self.first, self.second] = out[self.second, self.first] = chances
        return out
