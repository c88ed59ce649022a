"""From label scores to spans: begin, inside and outside decoded under their constraints."""
from __future__ import annotations

import numpy as np

Span = tuple[int, int]
OUT, BEGIN, INSIDE = 0, 1, 2


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - _over(np.maximum, x))
    return e / _over(np.add, e)


def log_softmax(x: np.ndarray) -> np.ndarray:
    x = x - _over(np.maximum, x)
    return x - np.log(_over(np.add, np.exp(x)))


def _over(of: np.ufunc, x: np.ndarray) -> np.ndarray:
    """`of.reduce` over the last axis, which stays, of length 1: of three tags, one after the other, which numpy does in a third of the time."""
    if x.shape[-1] != 3:
        return of.reduce(x, -1, keepdims=True)
    return of(of(x[..., :1], x[..., 1:2]), x[..., 2:])


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
    return _by_row(tags[None])[0]


def spans_between(tags: np.ndarray, lengths: np.ndarray) -> list[list[Span]]:
    """Token ranges [first, end) of each row of tags, (rows, tokens), but for its first token and its last, which are marks of the tokenizer."""
    tags = tags.copy()
    tags[:, 0] = OUT
    tags[np.arange(len(tags)), lengths - 1] = OUT
    return _by_row(tags)


def _by_row(tags: np.ndarray) -> list[list[Span]]:
    out: list[list[Span]] = [[] for _ in tags]
    rows, at = np.nonzero(tags)
    for row, i, tag in zip(rows.tolist(), at.tolist(), tags[rows, at].tolist(), strict=True):
        found = out[row]
        if tag == INSIDE and found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return out
