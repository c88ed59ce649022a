"""The embedding of an event: two tellings of one event lie near."""
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.model import Report, Statement, cosine
from dragoman.reading import Reader

SHIPPED = Path(__file__).parents[2] / "src" / "dragoman" / "weights"


def told(reader, text, trigger):
    found = reader.read(Report("r", text, published="2024-03-12"))
    return next(s for s in found if trigger in s.trigger).embedding


def test_every_statement_has_one_of_the_same_length(reader, treaty):
    found = reader.read(treaty)
    assert {len(s.embedding) for s in found} == {reader.encoder.card["event"]["dimension"]}
    assert all(cosine(s.embedding, s.embedding) == pytest.approx(1) for s in found)


def test_two_tellings_of_one_event_lie_nearer_than_two_events(reader):
    one = told(reader, "Turkish President Recep Tayyip Erdogan visited Azerbaijan on Monday.", "visited")
    again = told(reader, "Erdogan’s visit to Baku on Monday was his third this year.", "visit")
    other = told(reader, "Israel bombed a weapons depot near Damascus on Sunday.", "bombed")
    assert cosine(one, again) > cosine(one, other) + 0.2


def test_neither_the_id_nor_equality_goes_by_it(reader, treaty):
    first, *_ = reader.read(treaty)
    bare = replace(first, embedding=None, id="")
    assert bare == first and bare.id == first.id
    assert "embedding" not in repr(first)


def test_weights_without_the_graph_give_none(tmp_path, treaty):
    for name in ("encoder.onnx", "heads.onnx", "sides.onnx", "tokenizer.json", "card.json"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    found = Reader(tmp_path, threads=1).read(treaty)
    assert found and all(s.embedding is None for s in found)


def test_cosine_by_hand():
    assert cosine(bytes([3, 4]), bytes([6, 8])) == pytest.approx(1)
    assert cosine(bytes([3, 4]), bytes([253, 252])) == pytest.approx(-1)  # 253 and 252 are -3 and -4
    assert cosine(bytes([1, 0]), bytes([0, 9])) == 0
    assert cosine(bytes([3, 4]), bytes([0, 5])) == pytest.approx(0.8)


@pytest.mark.parametrize(("one", "other"), [(None, b"\x01"), (b"\x01", None), (b"\x01\x02", b"\x01"), (b"\x00", b"\x01"), (b"", b"")])
def test_there_is_no_cosine_with_nothing(one, other):
    assert cosine(one, other) is None


def test_a_statement_made_by_hand_has_none():
    assert Statement("r", "met", (0, 3), "CONSULT", "occurred").embedding is None
