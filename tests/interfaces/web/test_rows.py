"""Rows that are kept packed are those that were given, from whichever end they are taken."""
from __future__ import annotations

import gc
import io
import json
import os
import random
import tempfile
import threading
import tracemalloc
from functools import partial

import pytest

from dragoman.interfaces.web.rows import PACK, Rows, read, taken, written


def there_and_back(value):
    packs: list[bytes] = []
    line = json.dumps(value, default=partial(written, packs))
    with io.BytesIO(b"".join(packs)) as stream:
        got = json.loads(line, object_hook=partial(read, stream.read))
        assert not stream.read()
        return got


@pytest.mark.parametrize("n", [0, 1, PACK - 1, PACK, PACK + 1, 3 * PACK + 7])
def test_every_row_and_every_slice_is_that_of_a_list(n):
    plain = [{"n": i, "names": ["Écu", None, i / 3]} for i in range(n)]
    rows = Rows.of(iter(plain))
    assert list(rows) == plain and len(rows) == n and bool(rows) == bool(n)
    for at in (slice(None), slice(0, 50), slice(PACK - 2, PACK + 2), slice(-5, None), slice(n, n + 5), slice(n + 50, n + 100), slice(5, 2),
               slice(None, None, -3), slice(2, None, PACK)):
        assert rows[at] == plain[at], at
    for i in {0, n // 2, n - 1} & set(range(n)):
        assert rows[i] == plain[i] and rows[i - n] == plain[i - n]
    for i in (n, -n - 1):
        with pytest.raises(IndexError):
            rows[i]


def test_they_come_out_of_json_as_they_went_in_wherever_they_stand():
    rows = Rows.of({"n": i} for i in range(250))
    value = {"a": {"records": rows, "more": [1, {"b": 2}]}, "c": [Rows.of(["x"]), Rows.of([])]}
    got = there_and_back(value)
    assert got == value and list(got["a"]["records"]) == list(rows) and got["a"]["records"] != Rows.of([])
    with pytest.raises(TypeError, match="set is not JSON"):
        there_and_back({"a": {1}})


def test_a_part_is_cut_out_of_rows_of_a_list_and_of_what_comes_one_by_one():
    plain = list(range(2 * PACK + 30))
    for given in (plain, Rows.of(plain), iter(plain)):
        assert taken(given, 7, 95) == (list(range(95, 102)), len(plain))
    assert taken((i for i in plain if i % 2), 50, 100) == ([2 * i + 1 for i in range(100, 115)], 115)
    assert taken(iter(plain), 5, 500) == ([], len(plain)) and taken((), 5) == ([], 0)


def test_what_is_kept_takes_a_fraction_of_the_memory():
    def size_of(make) -> int:
        tracemalloc.start()
        kept = make()
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(kept) == 5000
        return size

    def rows():
        return ({"id": f"{i:016x}", "names": ["Iran", "Russia"], "first": f"2025-01-{i % 28 + 1:02}", "sources": i % 5} for i in range(5000))

    assert size_of(lambda: Rows.of(rows())) < size_of(lambda: list(rows())) / 10


def noise(n: int) -> list[str]:
    rng = random.Random(n)
    return [rng.randbytes(40).hex() for _ in range(n)]


def test_many_are_laid_aside_in_a_file_that_goes_with_them_and_read_by_all_at_once():
    plain = noise(20_000)
    before = len(os.listdir("/proc/self/fd"))
    tracemalloc.start()
    rows = Rows.of(plain)
    assert tracemalloc.get_traced_memory()[0] < 100_000 and len(os.listdir("/proc/self/fd")) == before + 1
    tracemalloc.stop()
    wrong = []

    def look(seed: int) -> None:
        rng = random.Random(seed)
        wrong.extend(at for at in (rng.randrange(len(plain)) for _ in range(300)) if rows[at] != plain[at])

    threads = [threading.Thread(target=look, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong and list(rows) == plain and rows[150:450] == plain[150:450]
    assert there_and_back(rows) == rows != Rows.of(plain[:-1] + ["other"])
    rows = None
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


def test_where_there_is_no_room_for_the_file_they_stay_in_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    plain = noise(20_000)
    assert list(Rows.of(plain)) == plain
