"""Decoding of begin, inside, outside."""
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dragoman.reading.spans import BEGIN, FREE, INSIDE, OUT, best_tags, log_softmax, spans, spans_between


def scores(*rows):
    return log_softmax(np.array([rows], dtype=float))


def test_inside_never_begins_a_span_even_where_it_scores_best():
    tags = best_tags(scores((0, 0, 9), (0, 0, 9), (9, 0, 0)))[0]
    assert tags[0] != INSIDE
    assert list(tags) == [BEGIN, INSIDE, OUT]


def test_two_spans_side_by_side_stay_two():
    tags = best_tags(scores((0, 9, 0), (0, 9, 0), (0, 0, 9)))[0]
    assert spans(tags) == [(0, 1), (1, 3)]


def test_no_span_where_outside_is_best():
    assert spans(best_tags(scores((9, 0, 0), (9, 0, 0)))[0]) == []


def test_the_marks_at_both_ends_of_a_window_are_in_no_span():
    tags = np.array([[BEGIN, INSIDE, INSIDE, OUT, BEGIN, INSIDE], [BEGIN, OUT, BEGIN, INSIDE, OUT, OUT]])
    assert spans_between(tags, np.array([6, 4])) == [[(1, 3), (4, 5)], [(2, 3)]]
    assert tags[0, 0] == BEGIN


@given(arrays(np.int8, (4, 6), elements=st.integers(0, 2)), arrays(int, 4, elements=st.integers(2, 6)))
def test_many_rows_have_the_spans_that_each_has(tags, lengths):
    tags[np.arange(6)[None, :] >= lengths[:, None]] = OUT
    assert spans_between(tags, lengths) == [[(a + 1, b + 1) for a, b in spans(row[1:n - 1])] for row, n in zip(tags, lengths, strict=True)]


@given(arrays(float, (2, 7, 3), elements=st.floats(-20, 20)))
def test_the_best_sequence_is_at_least_as_good_as_the_greedy_one_mended(raw):
    logs = log_softmax(raw)
    tags = best_tags(logs)
    for row in range(2):
        greedy = logs[row].argmax(1)
        for t in range(7):
            if greedy[t] == INSIDE and (t == 0 or greedy[t - 1] == OUT):
                greedy[t] = BEGIN
        assert all(tags[row, t] != INSIDE or (t and tags[row, t - 1] != OUT) for t in range(7))
        assert logs[row][range(7), tags[row]].sum() >= logs[row][range(7), greedy].sum() - 1e-9


def test_moves_between_tags_count():
    flat = np.zeros((1, 3, 3), np.float32)
    apart = FREE + np.array([[0, 5, 0], [5, 0, 0], [0, 0, 0]], np.float32)
    assert list(best_tags(flat + np.array([0, 0.1, 0], np.float32), moves=apart)[0]) == [BEGIN, OUT, BEGIN]


def test_scores_are_left_as_they_are():
    given_scores = scores((0, 0, 9), (0, 0, 9))
    before = given_scores.copy()
    best_tags(given_scores)
    assert (given_scores == before).all()


@given(arrays(float, (1, 5, 3), elements=st.floats(-20, 20)), arrays(float, (1, 4, 3), elements=st.floats(-20, 20)))
def test_padding_has_no_say(raw, padding):
    alone = best_tags(raw)
    padded = best_tags(np.concatenate([raw, padding], 1), np.array([5]))
    assert list(padded[0, :5]) == list(alone[0])


@given(arrays(float, (3, 6, 3), elements=st.floats(-9, 9)), arrays(int, 3, elements=st.integers(1, 6)))
def test_where_the_likeliest_tags_may_follow_each_other_they_are_the_best(raw, lengths):
    """The short way gives what the search gives: of moves that are free, too, given as others are."""
    short, searched = best_tags(log_softmax(raw), lengths), best_tags(log_softmax(raw), lengths, FREE.copy())
    for one, other, scores_, n in zip(short, searched, log_softmax(raw), lengths, strict=True):
        assert sum(scores_[t, one[t]] for t in range(n)) >= sum(scores_[t, other[t]] for t in range(n)) - 1e-9
        assert (one[n:] == OUT).all()
        assert not any(b == INSIDE and a == OUT for a, b in zip([OUT, *one[:n - 1]], one[:n], strict=True))
