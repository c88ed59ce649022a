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


FREE = np.array([[0.0, 0.0, -1e9], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], np.float32)
"""Scores of moves from tag to tag where only the constraint counts: INSIDE never begins a span."""


def best_tags(scores: np.ndarray, lengths: np.ndarray | None = None, moves: np.ndarray = FREE) -> np.ndarray:
    """The best sequence of tags (Viterbi 1967).

    Scores are (rows, tokens, 3) in the order OUT, BEGIN, INSIDE, `moves` (3, 3) or (rows, 3, 3) from tag to tag; tags come
    back as (rows, tokens). What lies beyond a row's length has no say in its tags, and is OUT.
    """
    rows, tokens, _ = scores.shape
    if moves is FREE:  # the likeliest tag of each token, where that is a sequence that may be
        tags = scores.argmax(-1).astype(np.int8)
        if lengths is not None:
            tags[np.arange(tokens)[None, :] >= np.asarray(lengths)[:, None]] = OUT
        wrong = (tags == INSIDE) & (np.pad(tags, ((0, 0), (1, 0)))[:, :-1] == OUT)
        if len(some := np.flatnonzero(wrong.any(1))):
            tags[some] = _viterbi(scores[some], None if lengths is None else np.asarray(lengths)[some], moves)
        return tags
    return _viterbi(scores, lengths, moves)


def _viterbi(scores: np.ndarray, lengths: np.ndarray | None, moves: np.ndarray) -> np.ndarray:
    rows, tokens, _ = scores.shape
    moves = np.broadcast_to(moves, (rows, 3, 3)).transpose(2, 1, 0)  # to, from, row
    totals = np.array(scores.transpose(1, 2, 0), order="C")  # token, tag, row: of the best way to each tag, once its token has had its turn
    totals[0, INSIDE] = -1e9
    for t in range(1, tokens):
        totals[t] += (totals[t - 1] + moves).max(1)
    came = (totals[:-1, None] + moves).argmax(2)  # token, to, row: the tag before on that way
    last = np.full(rows, tokens - 1) if lengths is None else np.asarray(lengths) - 1
    pick = np.arange(rows)
    tags = np.zeros((tokens, rows), np.int8)
    tags[last, pick] = totals[last, :, pick].argmax(1)
    for t in range(tokens - 2, -1, -1):
        tags[t] = np.where(t < last, came[t, tags[t + 1], pick], tags[t])
    return tags.T


def spans(tags: np.ndarray) -> list[Span]:
    """Token ranges [first, end) of one row of tags."""
    out: list[Span] = []
    for i in np.flatnonzero(tags):
        if tags[i] == INSIDE and out and out[-1][1] == i:
            out[-1] = (out[-1][0], int(i) + 1)
        else:
            out.append((int(i), int(i) + 1))
    return out
