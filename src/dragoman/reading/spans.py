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
    """What `best_tags` finds, by its search through all sequences; the loops over tokens write into what is there, which takes a third of the time."""
    rows, tokens, _ = scores.shape
    moves = np.ascontiguousarray(np.broadcast_to(moves, (rows, 3, 3)).transpose(1, 2, 0))  # from, to, row
    totals = np.array(scores.transpose(1, 2, 0), order="C")  # token, tag, row: of the best way to each tag, once its token has had its turn
    totals[0, INSIDE] = -1e9
    ways = np.empty_like(moves, np.result_type(totals, moves))
    best = np.empty_like(ways[0])
    before = totals[0]
    for total in totals[1:]:
        np.add(before[:, None], moves, out=ways)
        np.maximum(np.maximum(ways[OUT], ways[BEGIN], out=best), ways[INSIDE], out=best)
        np.add(total, best, out=total)
        before = total
    ways = totals[:-1, :, None] + moves  # token, from, to, row
    better = ways[:, BEGIN] > ways[:, OUT]
    came = np.where(ways[:, INSIDE] > np.maximum(ways[:, OUT], ways[:, BEGIN]), INSIDE, better)  # token, to, row: the tag before on that way
    pick = np.arange(rows)
    came = came * rows + pick  # by its place in (tag, row)
    last = np.full(rows, tokens - 1) if lengths is None else np.asarray(lengths) - 1
    end = totals[last, :, pick].argmax(1) * rows + pick
    short = np.flatnonzero(last < tokens - 1)
    came[last[short], :, short] = end[short, None]  # whatever comes after a row's last token
    places = np.empty((tokens, rows), came.dtype)
    places[-1] = after = end
    for step, place in zip(came[::-1], places[-2::-1], strict=True):
        after = step.take(after, out=place, mode="clip")
    tags = (places // rows).astype(np.int8)
    tags[np.arange(tokens)[:, None] > last] = OUT
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
