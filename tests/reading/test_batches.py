"""Windows go through the network in batches, several at a time, and what comes out does not hang on how."""
from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from dragoman.model import DragomanError, Report
from dragoman.reading import Reader
from dragoman.reading.encoder import BATCH, LIMIT, Encoder, Spans
from dragoman.reading.text import paragraphs

WEIGHTS = Path(str(files("dragoman") / "weights"))
LONG = "\n".join(f"The envoy of Norway met the minister of Chad in Oslo {'again ' * (n % 40)}on {n % 28 + 1} March 2024, an official said." for n in range(60))


@pytest.fixture(scope="module")
def encoder(reader) -> Encoder:
    return reader.encoder


def test_every_window_is_in_one_batch_and_no_batch_is_too_large(encoder):
    windows = encoder.windows(LONG, paragraphs(LONG))
    batches = encoder.batches(windows)
    assert sorted(id(w) for b in batches for w in b) == sorted(map(id, windows))
    assert all(len(b) * max(len(w.ids) for w in b) <= max(BATCH, LIMIT) for b in batches)


@pytest.mark.long
def test_one_thread_and_three_give_the_same_statements():
    report = Report("r", LONG, published="2024-04-01")
    found = Reader(threads=3).read(report)
    assert found
    assert found == Reader(threads=1).read(report)


@pytest.mark.long
@pytest.mark.parametrize("cores", [2, 3])
def test_a_batch_that_several_cores_work_on_is_read_as_by_one(encoder, cores):
    """Not even a rounding, for which statements would turn."""
    many = Encoder(threads=1, within=cores)
    for batch in encoder.batches(encoder.windows(LONG, paragraphs(LONG)))[-2:]:
        one, other = encoder.label(batch), many.label(batch)
        assert all((getattr(one, name) == getattr(other, name)).all() for name in one.__slots__)
        rows, first, lengths = np.arange(len(batch)), np.ones(len(batch), np.int64), np.array([len(w.ids) for w in batch])
        for graph in ("answer", "sides"):
            here, there = (getattr(e, graph)(Spans(labels.hidden, lengths, rows, first, first)) for e, labels in ((encoder, one), (many, other)))
            assert all((getattr(here, name) == getattr(there, name)).all() for name in here.__slots__)


def test_no_windows_make_no_batches(encoder):
    assert encoder.batches([]) == []


def test_padding_changes_nothing(encoder):
    """Not even a rounding: the scales of a batch are those of its tokens."""
    windows = encoder.windows(LONG, paragraphs(LONG))[:5]
    batch = sorted(windows, key=lambda w: -len(w.ids))

    def run(more: int) -> list[np.ndarray]:
        width = len(batch[0].ids) + more
        ids, cases = (np.array([[*values, *[0] * (width - len(values))] for values in rows]) for rows in ([w.ids for w in batch], [w.cases for w in batch]))
        mask = np.arange(width)[None, :] < np.array([len(w.ids) for w in batch])[:, None]
        given = {"ids": ids, "cases": cases, "mask": mask, "gate": np.array(-np.inf, np.float32)}
        return [part[mask] for part in encoder._first.run(["hidden", "trigger", "layers", "kind"], given)]

    assert len({len(w.ids) for w in batch}) > 1
    for narrow, wide in zip(run(0), run(60), strict=True):
        assert (narrow == wide).all()


def test_spans_are_asked_of_the_states_of_their_windows_alone():
    """Three windows of 4, 3 and 2 tokens; two spans in the last, one in the first."""
    hidden = np.arange(3 * 4 * 2, dtype=np.float32).reshape(3, 4, 2)
    spans = Spans(hidden, np.array([4, 3, 2]), np.array([2, 0, 2]), np.array([1, 2, 0]), np.array([1, 3, 1]))
    assert spans.given["states"].tolist() == [*hidden[0].tolist(), *hidden[2, :2].tolist()]
    assert (spans.given["first"].tolist(), spans.given["last"].tolist()) == ([5, 2, 4], [5, 3, 5])
    assert spans.given["span"].tolist() == [0, 0, 1, 1, 1, 1, 2, 2]
    assert spans.given["token"].tolist() == [4, 5, 0, 1, 2, 3, 4, 5]
    assert spans.spread(np.arange(1, 9)).tolist() == [[1, 2, 0, 0], [3, 4, 5, 6], [7, 8, 0, 0]]


def test_weights_of_an_older_form_are_refused_with_what_to_do(tmp_path):
    """Heads that take windows as they are, as those exported until November 2026 did: here another graph of ours that does."""
    shutil.copytree(WEIGHTS, tmp_path, dirs_exist_ok=True)
    shutil.copy(tmp_path / "event.onnx", tmp_path / "heads.onnx")
    with pytest.raises(DragomanError, match=r"an older form than this version reads; expected one that `python -m training.taken`"):
        Reader(tmp_path, threads=1)
