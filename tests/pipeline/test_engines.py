"""Reading into a folder: the rows are those of one process, whatever is killed, and what fails is named."""
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman import intake, pipeline
from dragoman.archive import Entry, Folder, ledger_of
from dragoman.model import DragomanError
from dragoman.pipeline.sharding import Order, pending, read_shard
from tests.pipeline.shards import SAYINGS, held, lines

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src"), "RAY_USAGE_STATS_ENABLED": "0"}


def test_several_processes_keep_exactly_what_one_reads(inputs, expected, read_locally):
    folder, found, planned, moved = read_locally
    assert len(planned) == len(found) == 4 and all(isinstance(f, Entry) and not f.errors for f in found) and moved
    assert held(folder) == expected
    assert sum(f.reports for f in found) == len(expected)
    again = list(pipeline.read_to(str(folder), [str(inputs)], workers=2, resume=True))
    assert all(isinstance(f, pipeline.Skipped) for f in again) and len(again) == 4
    with pytest.raises(DragomanError, match="--resume goes on"):
        list(pipeline.read_to(str(folder), [str(inputs)]))


@pytest.mark.long
def test_a_run_that_is_killed_goes_on_and_holds_the_same(tmp_path, inputs, expected):
    """Its second input is a pipe that is not closed, so that it is killed in the middle of that one, at whatever pace."""
    whole, piped, shards = lines(tmp_path / "whole.jsonl", 900, 4), tmp_path / "piped.jsonl", tmp_path / "f" / "shards"
    os.mkfifo(piped)
    command = [sys.executable, "-m", "dragoman", "read", str(inputs / "a.jsonl.gz"), str(piped), str(inputs), "--out", str(tmp_path / "f"), "--workers", "1",
               "--resume"]
    pipe = os.open(piped, os.O_RDWR)  # which waits for nobody to read
    os.write(pipe, b"".join(whole.read_bytes().splitlines(keepends=True)[:2]))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as running:
        until = time.monotonic() + 120
        while not (list(shards.glob("*.json")) and list((tmp_path / "f" / ".work").glob("*/*.jsonl"))):
            assert running.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
    assert len(list(shards.glob("*.json"))) == 1
    piped.unlink()
    whole.rename(piped)
    last = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=120)
    os.close(pipe)
    assert last.returncode == 0, last.stderr
    assert "4 shards read, 1 done before, 0 failed" in last.stderr
    found = held(tmp_path / "f")
    assert [row for row in found if not row[0].id.startswith("r90")] == expected
    assert [row[0].id for row in found if row[0].id.startswith("r90")] == ["r900", "r901", "r902", "r903"]
    assert not list((tmp_path / "f" / ".work").iterdir())


def test_what_changed_is_read_again_and_what_fails_is_named_while_the_others_go_on(tmp_path, reader):
    inputs, order = tmp_path / "in", Order(str(tmp_path / "f"))
    inputs.mkdir()
    one, two = lines(inputs / "1.jsonl", 0, 3), lines(inputs / "2.jsonl", 3, 3)
    (inputs / "3.jsonl").write_bytes(b"\x00\x01\x02" * 500)
    (inputs / "4.jsonl").write_text('{"words": "none"}\n')
    with two.open("ab") as f:
        f.write(b"{broken\n")

    def read() -> list:
        ahead = list(pending(order, intake.shards([str(inputs)]), resume=True))
        return [read_shard(order, item, lambda: reader) if isinstance(item, intake.Shard) else item for item in ahead]

    found = read()
    entries, failed = [f for f in found if isinstance(f, Entry)], [str(f) for f in found if isinstance(f, pipeline.Failed)]
    assert "3.jsonl" in failed[0] and "binary" in failed[0] and failed[1].startswith(f"{inputs}/4.jsonl: line 1: no text")
    assert [len(e.errors) for e in entries] == [0, 1] and "2.jsonl, line 4" in entries[1].errors[0]
    lines(one, 6, 4)
    told, *again = read()
    assert [type(i) for i in again] == [Entry, pipeline.Skipped, pipeline.Failed, pipeline.Failed] and "1.jsonl: has changed since it was done" in told.message
    assert {r.id for r, _ in held(tmp_path / "f")} == {"r3", "r4", "r5", "r6", "r7", "r8", "r9"}


def test_a_shard_that_is_done_and_has_lost_a_file_is_read_again(tmp_path, reader):
    inputs, order = tmp_path / "in", Order(str(tmp_path / "f"))
    inputs.mkdir()
    for n in range(3):
        lines(inputs / f"{n}.jsonl", 3 * n, 3)
    whole, *_ = entries = [read_shard(order, shard, lambda: reader) for shard in pending(order, intake.shards([str(inputs)]), resume=True)]
    before, (gone, empty) = held(tmp_path / "f"), [tmp_path / "f" / entry.files[-1] for entry in entries[1:]]
    gone.unlink()
    empty.write_bytes(b"")
    skipped, *items = pending(order, intake.shards([str(inputs)]), resume=True)
    assert skipped == pipeline.Skipped(skipped.shard, whole)
    for said, shard, file in zip(items[::2], items[1::2], (gone, empty), strict=True):
        assert said.message.startswith(f"{shard.name}: {file} is gone or empty") and said.message.endswith("it is read again")
        assert isinstance(read_shard(order, shard, lambda: reader), Entry)
    assert held(tmp_path / "f") == before


def test_a_report_that_stands_twice_in_a_shard_is_kept_once_and_the_folder_answers(tmp_path, reader):
    [shard] = intake.shards([str(lines(tmp_path / "1.jsonl", 0, 3, repeat=2))])
    Folder(tmp_path / "f", make=True)
    entry = read_shard(Order(str(tmp_path / "f")), shard, lambda: reader)
    assert entry.reports == 3 and "3 reports stand in it again" in entry.notices[-1]
    with ledger_of(tmp_path / "f") as book:
        assert book.counts()["reports"] == 3 and book.events()


def test_of_two_texts_under_one_id_the_second_is_named_and_the_folder_answers_with_the_first(tmp_path, reader):
    one, other = ({"id": "r", "published": "2025-01-10", "publisher": "P", "text": SAYINGS[n]} for n in (0, 1))
    (tmp_path / "1.jsonl").write_text(json.dumps(one) + "\n" + json.dumps(other) + "\n", encoding="utf-8")
    (tmp_path / "2.jsonl").write_text(json.dumps(other) + "\n", encoding="utf-8")
    Folder(tmp_path / "f", make=True)
    entries = [read_shard(Order(str(tmp_path / "f")), shard, lambda: reader) for name in "12" for shard in intake.shards([str(tmp_path / f"{name}.jsonl")])]
    assert [e.reports for e in entries] == [1, 1]
    assert "1.jsonl: report r stands in it before with another text" in entries[0].errors[0]
    told = []
    with ledger_of(tmp_path / "f", told=told.append) as book:
        assert [r.text for r in book.reports()] in ([one["text"]], [other["text"]])
    assert "left out, as another text of the same id came first: report r; give" in told[0]


def test_what_could_not_be_opened_is_read_when_it_can_be_though_it_has_not_changed(tmp_path, reader):
    inputs, out = tmp_path / "in", str(tmp_path / "f")
    inputs.mkdir()
    for n in range(2):
        (inputs / f"{n}.txt").write_text(f"OSLO, Jan. {n + 10}, 2025 (Northern Wire Agency) - {SAYINGS[n]}\n", encoding="utf-8")
    [shard] = intake.shards([str(inputs)])
    (inputs / "1.txt").rename(tmp_path / "away")
    Folder(out, make=True)
    entry = read_shard(Order(out), shard, lambda: reader)
    assert entry.reports == 1 and "no such file" in entry.errors[0]
    (tmp_path / "away").rename(inputs / "1.txt")
    told, again = pending(Order(out), intake.shards([str(inputs)]), resume=True)
    assert "could not be read whole" in told.message and again == shard
    assert read_shard(Order(out), again, lambda: reader).reports == 2
    assert [type(i) for i in pending(Order(out), intake.shards([str(inputs)]), resume=True)] == [pipeline.Skipped]


def test_an_empty_input_is_named_once_and_inputs_that_are_gone_are_told_of(tmp_path, reader):
    inputs, out = tmp_path / "in", str(tmp_path / "f")
    inputs.mkdir()
    (inputs / "0.jsonl").write_text("\n")
    one = lines(inputs / "1.jsonl", 0, 2)

    def waiting() -> list:
        return list(pending(Order(out), intake.shards([str(inputs)]), resume=True))

    empty, _ = [read_shard(Order(out), shard, lambda: reader) for shard in waiting()]
    assert isinstance(empty, Entry) and empty.reports == 0 and "0.jsonl: empty" in empty.errors[0]
    assert [type(item) for item in waiting()] == [pipeline.Skipped, pipeline.Skipped]
    one.unlink()
    skipped, told = waiting()
    assert isinstance(skipped, pipeline.Skipped) and f"holds 2 reports of 1 shards whose inputs are gone, such as {one}; they stay" in told.message
    Path(told.message.rpartition(" ")[2]).unlink()
    assert [type(item) for item in waiting()] == [pipeline.Skipped] and not held(out)


def test_files_that_come_in_between_others_double_nothing(tmp_path, reader, monkeypatch):
    monkeypatch.setattr(sys.modules["dragoman.intake.shards"], "TOGETHER", 2)
    inputs, out = tmp_path / "in", str(tmp_path / "f")
    inputs.mkdir()

    def read(names: str) -> list:
        for name in names:
            (inputs / f"{name}.txt").write_text(f"OSLO, Jan. {ord(name) - 96}, 2025 (Northern Wire Agency) - {SAYINGS[ord(name) % 6]}\n", encoding="utf-8")
        ahead = [s for s in pending(Order(out), intake.shards([str(inputs)]), resume=True) if isinstance(s, intake.Shard)]
        assert all(isinstance(read_shard(Order(out), shard, lambda: reader), Entry) for shard in ahead)
        return [report.published[-2:] for report, _ in sorted(held(out), key=lambda row: row[0].published)]

    assert read("bcdf") == ["02", "03", "04", "06"]
    assert read("ae") == ["01", "02", "03", "04", "05", "06"]


def test_a_shard_whose_first_file_is_gone_doubles_nothing(tmp_path, reader):
    inputs, out = tmp_path / "in", str(tmp_path / "f")
    inputs.mkdir()
    for n in range(4):
        (inputs / f"{n}.txt").write_text(f"OSLO, Jan. {n + 10}, 2025 (Northern Wire Agency) - {SAYINGS[n]}\n", encoding="utf-8")

    def again(paths: Path) -> tuple[list[str], list[str]]:
        items = list(pending(Order(out), intake.shards([str(paths)]), resume=True))
        assert all(isinstance(read_shard(Order(out), s, lambda: reader), Entry) for s in items if isinstance(s, intake.Shard))
        return sorted(r.published[-2:] for r, _ in held(out)), [i.message for i in items if isinstance(i, intake.Notice)]

    assert again(inputs) == (["10", "11", "12", "13"], [])
    (inputs / "0.txt").unlink()
    days, [told] = again(inputs)
    assert days == ["11", "12", "13"] and told.startswith(f"{inputs / '0.txt'}: 1 of the 4 files that were read with it are gone")
    (inputs / "1.txt").unlink()
    days, [told] = again(inputs / "3.txt")  # nobody reads 2.txt now: the rows of its shard stay
    assert days == ["11", "12", "13", "13"] and "they stay" in told
    assert again(inputs)[0] == ["12", "13"]


@pytest.mark.long
def test_where_no_process_can_be_started_the_shard_is_given_up(tmp_path):
    """A script that begins processes without asking whether it is the first one: each of them dies before it reads."""
    script = tmp_path / "run.py"
    script.write_text("import sys; from dragoman import pipeline\n"
                      "for found in pipeline.read_to(sys.argv[1], sys.argv[2:], workers=1): print(type(found).__name__, found)\n")
    run = subprocess.run([sys.executable, str(script), str(tmp_path / "f"), str(lines(tmp_path / "1.jsonl", 0, 1))], capture_output=True, text=True,
                         env=ENVIRONMENT, timeout=120)
    assert "Failed" in run.stdout and "ended 4 times before it began" in run.stdout


@pytest.mark.long
def test_a_shard_whose_process_is_killed_is_begun_again_and_then_given_up(tmp_path):
    """A real process, killed from outside while it reads: the one that is left over reads the others."""
    folder, out = tmp_path / "f", tmp_path / "log"
    program = ("import sys; from dragoman import pipeline\n"
               "if __name__ == '__main__':\n"
               "    for found in pipeline.read_to(sys.argv[1], sys.argv[2:], workers=1): print(type(found).__name__, found, flush=True)\n")
    (tmp_path / "run.py").write_text(program)
    big = lines(tmp_path / "big.jsonl", 0, 400)
    small = lines(tmp_path / "small.jsonl", 400, 2)
    with out.open("w") as log, subprocess.Popen([sys.executable, str(tmp_path / "run.py"), str(folder), str(big), str(small)], stdout=log,
                                                env=ENVIRONMENT) as running:
        killed: set[str] = set()
        until = time.monotonic() + 120
        while running.poll() is None and time.monotonic() < until:
            if len(killed) < 3 and list((folder / ".tries").glob("*")) and not list((folder / "shards").glob("*.json")):
                for pid in set(_children(running.pid)) - killed:
                    if list((folder / ".tries").glob("*"))[0].stat().st_size == len(killed) + 1:
                        os.kill(int(pid), signal.SIGKILL)
                        killed.add(pid)
            time.sleep(0.02)
    told = out.read_text()
    assert "Failed" in told and "big.jsonl: the process that read it ended 3 times without a word" in told
    assert "Entry" in told and {r.id for r, _ in held(folder)} == {"r400", "r401"}


def _children(pid: int) -> list[str]:
    """Processes begun by another that read shards; Python's own tracker of resources is none of them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == str(pid) and "spawn_main" in (stat.parent / "cmdline").read_text():
                found.append(stat.parent.name)
        except OSError:
            continue
    return found


def test_where_an_end_is_wanted_no_other_shard_is_begun(tmp_path, inputs):
    found = []
    with pipeline.Stop() as stop:
        for item in pipeline.read_to(str(tmp_path / "f"), [str(inputs)], workers=1, stop=stop):
            found.append(item)
            stop.ask()
    assert stop.cut and len(found) == 1 and len(list(Folder(tmp_path / "f").entries())) == 1


def test_one_folder_takes_one_run_at_a_time(tmp_path, inputs):
    with Folder(tmp_path / "f", make=True).alone():
        with pytest.raises(DragomanError, match="another run writes to it"):
            list(pipeline.read_to(str(tmp_path / "f"), [str(inputs)], workers=1, resume=True))
        assert not list(Folder(tmp_path / "f").entries())
    with Folder(tmp_path / "f").alone(), Folder(tmp_path / "g", make=True).alone():
        pass


def test_standard_input_is_refused(tmp_path):
    with pytest.raises(DragomanError, match="standard input"):
        list(pipeline.read_to(str(tmp_path / "f"), ["-"]))


def test_without_ray_the_engine_says_what_to_install(tmp_path, inputs, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(DragomanError, match=r"\.\[cluster\]"):
        list(pipeline.read_to(str(tmp_path / "f"), [str(inputs)], engine="ray"))
