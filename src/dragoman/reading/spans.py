"""From label scores to spans: begin, inside and outside decoded under their constraints."""
from __future__ import annotations

import numpy as np

Span = tuple[int, int]
OUT, BEGIN, INSIDE = 0, 1, 2
STAY = np.arange(3, dtype=np.int8)


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


FREE = np.array([[0.0, 0.0, -1e9], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], np.float32)
"""Scores of moves from tag to tag where only the constraint counts: INSIDE never begins a span."""


def best_tags(scores: np.ndarray, lengths: np.ndarray | None = None, moves: np.ndarray = FREE) -> np.ndarray:
    """The best sequence of tags (Viterbi 1967).

    Scores are (rows, tokens, 3) in the order OUT, BEGIN, INSIDE, `moves` (3, 3) or (rows, 3, 3) from tag to tag; tags come
    back as (rows, tokens). What lies beyond a row's length has no say in its tags.
    """
    rows, tokens, _ = scores.shape
    moves = np.broadcast_to(moves, (rows, 3, 3)).transpose(0, 2, 1)  # to, from: the argmax runs over the last axis
    total = scores[:, 0].copy()
    total[:, INSIDE] = -1e9
    came = np.zeros((rows, tokens, 3), np.int8)
    for t in range(1, tokens):
        ways = total[:, None, :] + moves
        came[:, t] = ways.argmax(2)
        after = ways.max(2) + scores[:, t]
        if lengths is None:
            total = after
        else:
            past = (t >= lengths)[:, None]
            came[:, t] = np.where(past, STAY, came[:, t])
            total = np.where(past, total, after)
    tags = np.zeros((rows, tokens), np.int8)
    tags[:, -1] = total.argmax(1)
    pick = np.arange(rows)
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
