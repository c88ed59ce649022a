"""Ray Data on a cluster of this machine: the same rows as the local engine, and what fails there is named."""
import json
import os
import socket
import subprocess
import sys
import threading

import pytest

from dragoman import pipeline
from dragoman.archive import Archive, Entry
from dragoman.model import DragomanError
from dragoman.pipeline import cluster
from tests.pipeline.shards import held

pytest.importorskip("ray")


def test_ray_keeps_exactly_what_one_process_reads_and_names_what_fails(tmp_path, inputs, expected, read_locally):
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b"\x00\x01\x02" * 500)
    found = list(pipeline.read_to(str(tmp_path / "ray"), [str(inputs), str(bad)], engine="ray", workers=2))  # starting Ray takes ten seconds
    assert sorted(type(f).__name__ for f in found) == ["Entry"] * 4 + ["Failed"]
    assert any("bad.jsonl" in str(f) and "binary" in str(f) for f in found)
    assert held(tmp_path / "ray") == expected
    there, local, *_ = read_locally

    def rows(folder, table):
        with Archive(folder) as archive:
            found = archive._db.execute(f"SELECT * EXCLUDE (filename) FROM {table} ORDER BY id").fetchall()  # noqa: S608
        return [json.dumps([str(v) for v in row]) for row in found]

    for table in ("reports", "statements"):
        assert rows(tmp_path / "ray", table) == rows(there, table)
    assert {(f.shard, f.reports, f.statements, f.files) for f in found if isinstance(f, Entry)} == {
        (f.shard, f.reports, f.statements, f.files) for f in local if isinstance(f, Entry)}
    assert [type(f) for f in pipeline.read_to(str(tmp_path / "ray"), [str(inputs)], engine="local", resume=True)] == [pipeline.Skipped] * 4


def test_a_cluster_that_is_not_there_is_named(tmp_path, inputs):
    with pytest.raises(DragomanError, match=r"127\.0\.0\.1:1"):
        list(pipeline.read_to(str(tmp_path / "f"), [str(inputs)], engine="ray", address="127.0.0.1:1"))


def test_an_address_from_which_ray_data_does_not_run_is_refused_before_it_is_asked(tmp_path, inputs):
    with pytest.raises(DragomanError, match=r"ray://127\.0\.0\.1:10001 .* on one of its nodes, with --address auto"):
        list(pipeline.read_to(str(tmp_path / "f"), [str(inputs)], engine="ray", address="ray://127.0.0.1:10001"))


def test_a_cluster_that_asks_for_a_token_which_is_not_there_is_named(tmp_path, inputs):
    with socket.create_server(("127.0.0.1", 0)) as server:
        at = f"127.0.0.1:{server.getsockname()[1]}"
        done = subprocess.run(
            [sys.executable, "-m", "dragoman", "read", inputs, "--out", tmp_path / "f", "--engine", "ray", "--address", at], capture_output=True, text=True,
            env={k: v for k, v in os.environ.items() if not k.startswith("RAY_")} | {"RAY_AUTH_MODE": "token", "HOME": str(tmp_path)}, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith(f"dragoman: no Ray cluster can be reached at {at}")
    assert "with the token in RAY_AUTH_TOKEN or ~/.ray/auth_token" in done.stderr


def test_a_head_that_is_lost_ends_the_waiting_with_a_word_and_one_that_is_slow_does_not(monkeypatch):
    monkeypatch.setattr(cluster, "_LOST", 0.5)
    monkeypatch.setattr(cluster, "_LOOK", 0.1)
    go_on, ended = threading.Event(), threading.Event()

    def rows():
        yield {"id": "first"}
        go_on.wait(10)
        yield {"id": "slow"}
        ended.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as server:
        at = f"127.0.0.1:{server.getsockname()[1]}"
        found = cluster._watched(rows(), at)
        threading.Timer(1.5, go_on.set).start()
        assert [next(found)["id"], next(found)["id"]] == ["first", "slow"]
    with pytest.raises(DragomanError, match=f"head at {at} has not answered .* --resume goes on"):
        next(found)
    ended.set()


def test_what_fails_while_rows_are_made_is_raised_where_they_are_waited_for():
    def rows():
        yield {"id": "first"}
        raise DragomanError("no room")

    found = cluster._watched(rows(), "127.0.0.1:1")
    assert next(found) == {"id": "first"}
    with pytest.raises(DragomanError, match="no room"):
        next(found)
    assert list(cluster._watched(iter([{"id": "only"}]), "127.0.0.1:1")) == [{"id": "only"}]
