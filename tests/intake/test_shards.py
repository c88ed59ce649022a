"""The shards of an input: archives one by one, other files some hundred together, marked by what they are."""
import gzip
import os

import pytest

from dragoman.intake import Shard, Unreadable, reports_of, shards
from dragoman.intake.shards import TOGETHER
from dragoman.model import InputError, Report

LINE = b'{"id": "%d", "text": "Chile thanked Norway.", "published": "2025-01-18"}\n'


def test_archives_are_shards_and_other_files_are_bundled(tmp_path):
    (tmp_path / "b").mkdir()
    for n in range(3):
        (tmp_path / f"{n}.jsonl.gz").write_bytes(gzip.compress(LINE % n))
    for n in range(TOGETHER + 5):
        (tmp_path / "b" / f"{n:04}.txt").write_text(f"Talks number {n} ended in Oslo.")
    (tmp_path / "b" / "notes.docx").write_bytes(b"PK")
    found = list(shards([str(tmp_path)]))
    assert [len(s.paths) for s in found] == [1, 1, 1, TOGETHER, 5]
    assert found[0].size == os.stat(tmp_path / "0.jsonl.gz").st_size
    assert len({s.id for s in found}) == 5
    assert sum(isinstance(i, Report) for s in found for i in reports_of(s, "2025-01-18")) == TOGETHER + 8


def test_a_shard_is_the_same_by_any_path_and_another_once_its_file_changes(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE % 1)
    monkeypatch.chdir(tmp_path)
    [one], [other] = list(shards(["a.jsonl"])), list(shards([str(path)]))
    assert (one.id, one.mark) == (other.id, other.mark)
    path.write_bytes(LINE % 2 + LINE % 3)
    [changed] = shards([str(path)])
    assert changed.id == one.id and changed.mark != one.mark


def test_a_name_that_is_no_text_is_a_shard_that_can_be_printed_and_noted(tmp_path):
    for name in (b"caf\xe9.jsonl", b"caf\xea.jsonl"):
        try:
            with open(os.path.join(os.fsencode(tmp_path), name), "wb") as f:
                f.write(LINE % 1 + b"{}\n")
        except OSError:
            pytest.skip("names of this file system are text")
    found = list(shards([str(tmp_path)]))
    assert [s.name for s in found] == [str(tmp_path / r"caf\xe9.jsonl"), str(tmp_path / r"caf\xea.jsonl")]
    assert len({s.id for s in found}) == len({s.mark for s in found}) == 2
    [report, error] = reports_of(found[0])
    assert isinstance(report, Report) and str(error).startswith(found[0].name)


def test_a_file_named_twice_is_one_shard(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE % 1)
    assert len(list(shards([str(path), str(tmp_path), str(path)]))) == 1


def test_what_is_missing_or_empty_is_a_shard_that_says_so(tmp_path):
    (tmp_path / "empty").mkdir()
    found = [list(reports_of(s)) for s in shards([str(tmp_path / "gone.jsonl"), str(tmp_path / "empty")])]
    assert [[type(i) for i in items] for items in found] == [[Unreadable], [InputError]]


def test_bytes_are_counted_as_they_lie_on_the_disk(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(LINE % n for n in range(5000))))
    counted = []
    [shard] = shards([str(path)])
    assert sum(isinstance(i, Report) for i in reports_of(shard, passed=counted.append)) == 5000
    assert sum(counted) == shard.size == path.stat().st_size


def test_standard_input_is_a_shard_that_is_never_done():
    assert list(shards(["-"])) == [Shard("standard input", ("-",), 0, "")]
