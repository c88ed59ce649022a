"""Working ahead: the same results in the same order, so many at a time, no more taken than there is room for."""
import os
import threading
import time

import pytest

from dragoman import pipeline
from dragoman.model import Report
from dragoman.pipeline.ahead import FEW, ahead, alone, at_hand
from dragoman.pipeline.reading import statements
from tests.conftest import DEMO


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_order_and_at_most_so_many_are_under_way(threads):
    taken, under_way, most, lock = [], 0, 0, threading.Lock()

    def items():
        for n in range(30):
            taken.append(n)
            yield n

    def work(n: int) -> int:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.01 * (n % 3))
        with lock:
            under_way -= 1
        return n * n

    for at, got in enumerate(ahead(work, items(), threads)):
        assert got == at * at
        assert len(taken) <= at + 1 + (threads if threads > 1 else 0)
    assert len(taken) == 30 and most == threads


def test_what_fails_is_raised_in_its_turn_and_nothing_is_taken_after_it():
    taken = []

    def items():
        for n in range(10):
            taken.append(n)
            if n == 6:
                raise ValueError("cannot be taken")
            yield n

    def work(n: int) -> int:
        if n == 3:
            raise OSError("cannot be worked")
        return n

    def collect(of) -> None:
        got.clear()
        taken.clear()
        for x in ahead(of, items(), 2):
            got.append(x)

    got: list[int] = []
    with pytest.raises(OSError, match="cannot be worked"):
        collect(work)
    assert got == [0, 1, 2] and len(taken) <= 6
    with pytest.raises(ValueError, match="cannot be taken"):
        collect(lambda n: n)
    assert got == [0, 1, 2, 3, 4, 5]


@pytest.mark.long
def test_reports_read_beside_others_read_as_they_do_alone(reader):
    found = [x for x in pipeline.read([str(DEMO)], reader) if isinstance(x, pipeline.Reading)]
    assert len(found) > 20 and all(isinstance(x.report, Report) for x in found)
    assert reader._reading == 0
    for one in found:
        assert statements(reader, one.report) == one.statements


def test_a_pipe_is_not_at_hand(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    assert at_hand([str(tmp_path / "a.txt"), str(tmp_path)])
    assert not at_hand([str(tmp_path / "a.txt"), str(tmp_path / "pipe")])
    assert not at_hand(["-"])


def test_a_report_that_is_read_alone_has_all_cores(tmp_path):
    short, long = tmp_path / "a.txt", tmp_path / "b.txt"
    short.write_text("x")
    long.write_text("x" * (FEW + 1))
    os.mkfifo(tmp_path / "pipe")
    assert alone([str(short)]) and alone(["-"]) and alone([str(tmp_path / "pipe")]) and alone([str(short), "-"])
    assert not alone([str(long)]) and not alone([str(short), str(short)]) and not alone([str(tmp_path)]) and not alone([])
