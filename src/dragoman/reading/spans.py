"""From label scores to spans: begin, inside and outside decoded under their constraints."""
from __future__ import annotations

import numpy as np

Span = tuple[int, int]
OUT, BEGIN, INSIDE = 0, 1, 2


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def best_tags(scores: np.ndarray) -> np.ndarray:
    """The best sequence of tags in which INSIDE never begins a span (Viterbi 1967).

    Scores are log probabilities, (rows, tokens, 3) in the order OUT, BEGIN, INSIDE; tags come back as (rows, tokens).
    """
    rows, tokens, _ = scores.shape
    total = scores[:, 0].copy()
    total[:, INSIDE] = -1e9
    came = np.zeros((rows, tokens, 3), np.int8)
    pick = np.arange(rows)
    for t in range(1, tokens):
        any_best = total.argmax(1)
        top = total[pick, any_best]
        after = 1 + (total[:, INSIDE] > total[:, BEGIN])  # INSIDE follows BEGIN or INSIDE only
        came[:, t, OUT] = came[:, t, BEGIN] = any_best
        came[:, t, INSIDE] = after
        total = np.stack([top, top, total[pick, after]], 1) + scores[:, t]
    tags = np.zeros((rows, tokens), np.int8)
    tags[:, -1] = total.argmax(1)
    for t in range(tokens - 1, 0, -1):
        tags[:, t - 1] = came[pick, t, tags[:, t]]
    return tags


def spans(tags: np.ndarray) -> list[Span]:
    """Token ranges [first, end) of one row of tags."""
    out: list[Span] = []
    for i in np.flatnonzero(tags):
        if tags[i] == INSIDE and out and out[-1][1] == i:
            out[-1] = (out[-1][0], int(i) + 1)
        else:
            out.append((int(i), int(i) + 1))
    return out
