"""How well clusters match those of a reference: MUC, B³, CEAF_e and their mean, the CoNLL score.

A clustering gives each mention the name of its cluster; both clusterings hold the same mentions. Each measure comes as
(recall, precision, F1), between 0 and 1.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np


class Score(NamedTuple):
    recall: float
    precision: float
    f1: float


def score(right_of_gold: float, gold: float, right_of_got: float, got: float) -> Score:
    """Shares as recall, precision and their harmonic mean; what has nothing to count is 0."""
    r, p = (right_of_gold / gold if gold else 0.0), (right_of_got / got if got else 0.0)
    return Score(r, p, 2 * r * p / (r + p) if r + p else 0.0)


def clusters(names: Sequence[Hashable]) -> list[frozenset[int]]:
    """The mentions of each cluster, by their places."""
    out: dict[Hashable, set[int]] = defaultdict(set)
    for i, name in enumerate(names):
        out[name].add(i)
    return [frozenset(c) for c in out.values()]


def muc(gold: Sequence[Hashable], got: Sequence[Hashable]) -> Score:
    """Links that hold a cluster together and are kept (Vilain et al. 1995). Clusters of one mention have no links and don't count."""
    def kept(asked: Sequence[Hashable], given: Sequence[Hashable]) -> tuple[int, int]:
        groups = clusters(asked)
        return sum(len(c) - len({given[i] for i in c}) for c in groups), sum(len(c) - 1 for c in groups)

    return score(*kept(gold, got), *kept(got, gold))


def b_cubed(gold: Sequence[Hashable], got: Sequence[Hashable]) -> Score:
    """For each mention, the share of its cluster's mentions that are with it in the other clustering too (Bagga and Baldwin 1998)."""
    def shares(asked: Sequence[Hashable], given: Sequence[Hashable]) -> float:
        total = 0.0
        for c in clusters(asked):
            sizes: dict[Hashable, int] = defaultdict(int)
            for i in c:
                sizes[given[i]] += 1
            total += sum(n * n for n in sizes.values()) / len(c)
        return total

    return score(shares(gold, got), len(gold), shares(got, gold), len(got))


def ceaf_e(gold: Sequence[Hashable], got: Sequence[Hashable]) -> Score:
    """Clusters aligned one to one so that they share most, two of them alike by 2·common / (size + size) (Luo 2005, φ4)."""
    left, right = clusters(gold), clusters(got)
    of = {i: k for k, c in enumerate(right) for i in c}
    alike = np.zeros((len(left), len(right)))
    for g, c in enumerate(left):
        for k in {of[i] for i in c}:
            alike[g, k] = 2 * len(c & right[k]) / (len(c) + len(right[k]))
    # clusters that share no mention, even through others, never compete: each connected part is aligned by itself
    total, free = 0.0, set(range(len(left)))
    while free:
        rows, columns, queue = set(), set(), [min(free)]
        while queue:
            g = queue.pop()
            if g in rows:
                continue
            rows.add(g)
            for k in np.flatnonzero(alike[g]):
                if k not in columns:
                    columns.add(int(k))
                    queue += np.flatnonzero(alike[:, k]).tolist()
        free -= rows
        total += best_sum(alike[np.ix_(sorted(rows), sorted(columns))])
    return score(total, len(left), total, len(right))


def best_sum(gain: np.ndarray) -> float:
    """The largest sum of a table's cells of which no two share a row or column (Kuhn 1955; the shortest-path form of Jonker and Volgenant 1987)."""
    cost = -(gain if gain.shape[0] <= gain.shape[1] else gain.T)
    n, m = cost.shape
    u, v = np.zeros(n), np.zeros(m + 1)  # the last column is where each search starts
    row_of = np.full(m + 1, -1)
    for i in range(n):
        row_of[m], column = i, m
        least, came, done = np.full(m, np.inf), np.full(m, m), np.zeros(m + 1, bool)
        while row_of[column] >= 0:
            done[column] = True
            row = row_of[column]
            reach = cost[row] - u[row] - v[:m]
            nearer = ~done[:m] & (reach < least)
            least[nearer], came[nearer] = reach[nearer], column
            following = int(np.where(done[:m], np.inf, least).argmin())
            delta = least[following]
            for j in np.flatnonzero(done):
                u[row_of[j]] += delta
                v[j] -= delta
            least[~done[:m]] -= delta
            column = following
        while column != m:
            row_of[column] = row_of[came[column]]
            column = int(came[column])
        row_of[m] = -1
    pairs = [(row_of[j], j) for j in range(m) if row_of[j] >= 0]
    return -float(sum(cost[p] for p in pairs))


def conll(gold: Sequence[Hashable], got: Sequence[Hashable]) -> dict[str, Score | float]:
    """The three measures and `conll`, the mean of their F1 (Pradhan et al. 2012)."""
    found: dict[str, Score | float] = {"muc": muc(gold, got), "b3": b_cubed(gold, got), "ceaf_e": ceaf_e(gold, got)}
    return found | {"conll": sum(s.f1 for s in found.values()) / 3}  # type: ignore[union-attr]
