"""The event head: its matrix, its graph, and the corpus it comes from."""
import numpy as np
import pytest

from training.ecb import joined


def test_words_are_joined_as_they_are_written():
    words = ["The", "envoy", "'s", "visit", "(", "his", "first", ")", "did", "n't", "cost", "$", "5", ",", "``", "well", "''", "."]
    text, where = joined(words)
    assert text == "The envoy's visit (his first) didn't cost $5, “well”."
    assert [text[a:b] for a, b in where] == [w.replace("``", "“").replace("''", "”") for w in words]
    longer, after = joined(["It", "ended", "."], text)
    assert longer == text + " It ended." and longer[slice(*after[1])] == "ended"


def test_the_matrix_finds_what_parts_events_and_forgets_what_varies_in_them():
    pytest.importorskip("onnx")
    from training.coreference import discriminant, small

    rng = np.random.default_rng(0)
    event = np.repeat(np.arange(40), 5)
    x = np.zeros((200, 12))
    x[:, :3] = rng.normal(size=(40, 3))[event]
    x[:, 3:] = rng.normal(0, 5, (200, 9))
    middle, matrix = discriminant(x, event, event % 4, parts=12, width=3, shrink=1e-3)
    z = small((x - middle) @ matrix).astype(float)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    cosines = z @ z.T
    same = event[:, None] == event[None, :]
    assert cosines[same].mean() > 0.8 > 0.3 > cosines[~same].mean()


def test_the_graph_says_what_the_matrix_says(tmp_path):
    pytest.importorskip("onnx")
    ort = pytest.importorskip("onnxruntime")
    from training.coreference import graph, small

    rng = np.random.default_rng(1)
    hidden, middle, matrix = rng.normal(size=(2, 6, 8)).astype(np.float32), rng.normal(size=8), rng.normal(size=(8, 4))
    row, first, last = np.array([0, 1, 1]), np.array([1, 2, 5]), np.array([1, 4, 5])
    graph(middle, matrix, tmp_path / "event.onnx")
    (got,) = ort.InferenceSession(str(tmp_path / "event.onnx")).run(None, {"hidden": hidden, "row": row, "first": first, "last": last})
    want = small((np.stack([hidden[0, 1], hidden[1, 2:5].mean(0), hidden[1, 5]]) - middle) @ matrix)
    assert got.dtype == np.int8 and got.shape == (3, 4)
    assert np.abs(got.astype(int) - want).max() <= 1
    assert np.abs(got).max(1).tolist() == [127] * 3


def test_a_fold_holds_whole_topics_and_each_topic_once():
    pytest.importorskip("onnx")
    from training.coreference import FOLDS, fold_of

    topic = np.repeat([3, 1, 7, 8, 20, 22, 31], 3)
    folds = fold_of(topic)
    assert len(folds) == FOLDS
    assert np.sum(folds, axis=0).tolist() == [1] * len(topic)
    assert all(len({bool(f[i]) for i in np.flatnonzero(topic == t)}) == 1 for f in folds for t in topic)
