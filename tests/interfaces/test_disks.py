"""Disks that are full, and file systems that are read-only, real ones: one clear line, nothing lost, and on when there is room again."""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from dragoman.ledger import Ledger, open_ledger
from dragoman.model import LedgerError, Report
from tests.interfaces.web.conftest import serving

ROOM = 3 << 20


@pytest.fixture
def run(warmed) -> Callable[..., subprocess.CompletedProcess]:
    """Runs a command; `most` bytes may be in a file that it writes."""
    def run_(*arguments: object, out=subprocess.PIPE, most: int = 0) -> subprocess.CompletedProcess:
        code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\nfrom dragoman.interfaces import main; main()"
        program = [sys.executable, "-c", code] if most else [warmed.bin / "dragoman"]
        return subprocess.run([*program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, text=True,
                              env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    return run_


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, folder], capture_output=True, text=True) if os.geteuid() == 0 else None
    if done is None or done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip() if done else 'only root may'}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def small(tmp_path) -> Iterator[Path]:
    """A disk of three megabytes."""
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs") as folder:
        yield folder


@pytest.fixture
def fixed(tmp_path, demo_file) -> Iterator[Path]:
    """A read-only file system that holds a ledger of the demo reports, l.db."""
    original = tmp_path / "original"
    original.mkdir()
    (original / "l.db").write_bytes(demo_file.read_bytes())
    with mounted(tmp_path / "fixed", "--bind", str(original)) as folder:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield folder


def fill(folder: Path, leave: int = 0) -> Path:
    """A file that takes all room that there is, but so many bytes."""
    path = folder / "filling"
    if leave:
        there = os.statvfs(folder)
        path.write_bytes(b"x" * (there.f_bavail * there.f_frsize - leave))
        return path
    with path.open("wb", buffering=0) as f:
        try:
            while True:
                f.write(b"x" * 4096)
        except OSError:
            return path


def until_full(book: Ledger, text: str, sign: str) -> int:
    """Add reports until the disk refuses; how many are held, which are those that were taken."""
    taken = 0
    try:
        for n in range(3000):
            book.add(Report(f"r{n}", f"{n} {text}", published="2025-01-01"), [], "r1")
            taken = n + 1
    except LedgerError as error:
        told = str(error)
    assert re.search(sign, told), told
    assert 0 < taken == book.counts()["reports"]
    return taken


def one_line(done: subprocess.CompletedProcess, *words: str) -> None:
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stderr.splitlines() if " WARNING dragoman." not in line]  # the log says so too
    assert len(lines) == 1 and lines[0].startswith("dragoman: ") and all(word in lines[0] for word in words), done.stderr


@pytest.fixture
def reports(tmp_path) -> Path:
    path = tmp_path / "r.jsonl"
    path.write_text("".join(json.dumps({"id": f"r{n}", "published": f"2024-03-{n % 28 + 1:02}", "publisher": "A",
                                        "text": "Japan imposed sanctions on India. " + f"word{n} " * 30}) + "\n" for n in range(20)))
    return path


@pytest.mark.long
def test_on_a_full_disk_each_command_says_so_keeps_what_was_kept_and_goes_on_when_there_is_room(run, small, demo_file, reports):
    ledger, backup = small / "l.db", small / "b.db"
    ledger.write_bytes(demo_file.read_bytes())
    assert run("backup", backup, "--ledger", demo_file).returncode == 0
    held, filling = backup.read_bytes(), fill(small)
    one_line(run("add", reports, "--ledger", ledger), "l.db", "room")
    one_line(run("add", reports, "--ledger", small / "new.db"), "new.db", "disk")
    one_line(run("rebuild", "--ledger", ledger), "l.db", "room")
    one_line(run("backup", backup, "--ledger", demo_file), "b.db", "nothing of it was kept")
    one_line(run("copy", demo_file, small / "c.db"), "c.db", "room")
    one_line(run("export", "csv", small / "out", "--ledger", demo_file), "out", "No space left")
    one_line(run("export", "parquet", small / "out", "--ledger", demo_file), "out", "No space left")
    for form in ("parquet", "jsonl"):
        with (small / "s").open("wb") as out:
            one_line(run("read", reports, "--format", form, out=out), "output cannot be written", "No space left")
    assert "31 reports" in run("brief", "--ledger", ledger).stdout  # what is there is still read
    checks = {c["check"]: c for c in json.loads(run("doctor", "--ledger", ledger, "--format", "json").stdout)}
    assert [checks[name]["state"] for name in ("ledger", "damage", "room", "derived")] == ["ok", "ok", "fail", "ok"]
    assert backup.read_bytes() == held
    assert {p.name for p in small.iterdir()} <= {"l.db", "l.db-shm", "l.db-wal", "b.db", "new.db", "new.db-wal", "new.db-shm", "filling", "s"}
    filling.unlink()
    assert run("add", reports, "--ledger", ledger).returncode == 0
    assert run("rebuild", "--ledger", ledger).returncode == 0
    with open_ledger(ledger) as book:
        assert book.counts()["reports"] == 31 + 20
    assert run("add", reports, "--ledger", small / "new.db").returncode == 0


def test_a_disk_that_fills_while_reports_come_in_keeps_those_before(small):
    with open_ledger(small / "l.db") as book:
        kept = until_full(book, f"word{0} " * 3000, "room|disk")
        assert [r.id for r in book.reports()] == sorted(f"r{i}" for i in range(kept))


def test_where_the_size_of_files_is_limited_the_line_is_the_same(run, tmp_path, demo_file):
    one_line(run("backup", tmp_path / "b.db", "--ledger", demo_file, most=100_000), "b.db", "nothing of it was kept")
    with (tmp_path / "s").open("wb") as out:
        one_line(run("events", "--format", "json", "--ledger", demo_file, out=out, most=20_000), "output cannot be written", "File too large")
    assert [p.name for p in tmp_path.iterdir()] == ["s"]


@pytest.mark.long
def test_without_standard_streams_no_file_stands_in_their_place_and_what_cannot_be_printed_is_said(tmp_path, demo_file):
    def run(command: str) -> subprocess.CompletedProcess:
        return subprocess.run(["bash", "-c", f"{sys.executable} -m dragoman {command}"], cwd=tmp_path, capture_output=True, text=True,
                              env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})

    (tmp_path / "a.txt").write_text("Ministers of Iran and Iraq met in Basra on Friday. They agreed to meet again.")
    done = run(f"events --ledger {demo_file} >&-")
    assert done.returncode == 1
    one_line(done, "the output cannot be written (Bad file descriptor)")
    closed = run("add a.txt --ledger l.db <&- >&- 2>&-")
    assert (closed.returncode, closed.stdout, closed.stderr) == (0, "", "")
    shown = run("events --ledger l.db --format json 2>&-")
    assert shown.returncode == 0 and json.loads(shown.stdout)
    one_line(run("read - <&-"), "empty")


@pytest.mark.long
def test_a_ledger_on_a_read_only_file_system_is_read_served_exported_and_backed_up(run, fixed, tmp_path, demo_file):
    ledger = fixed / "l.db"
    for command in ("brief", "events", "docket", "dyads", "sources"):
        done, other = run(command, "--ledger", ledger, "--as-of", "2025-01-20"), run(command, "--ledger", demo_file, "--as-of", "2025-01-20")
        assert (done.returncode, done.stdout) == (0, other.stdout) and done.stdout, done.stderr
    assert run("search", "treaty", "--ledger", ledger).returncode == 0
    assert run("export", "csv", tmp_path / "out", "--ledger", ledger).returncode == 0
    assert run("backup", tmp_path / "b.db", "--ledger", ledger).returncode == 0
    assert run("copy", ledger, tmp_path / "c.db").returncode == 0
    with open_ledger(ledger) as book, serving(book) as address, urlopen(address + "/docket") as page:
        assert page.status == 200 and "IRN" in page.read().decode()
    one_line(run("rebuild", "--ledger", ledger), "l.db", "read-only")
    one_line(run("add", "-", "--ledger", fixed / "new.db"), "cannot be opened")
    one_line(run("backup", fixed / "b.db", "--ledger", ledger), "b.db", "cannot be written")
    assert [p.name for p in fixed.iterdir()] == ["l.db"]


def test_a_ledger_on_a_read_only_file_system_is_asked_how_it_is(run, fixed):
    ledger = fixed / "l.db"
    told = json.loads(run("health", "--ledger", ledger, "--format", "json").stdout)
    assert {reason["kind"] for reason in told["reasons"]} <= {"no feeds", "not running", "disk"}
    checks = {c["check"]: c for c in json.loads(run("doctor", "--ledger", ledger, "--format", "json").stdout)}
    assert "free on its disk" in checks["room"]["found"] and checks["damage"]["found"] == "pages are whole"
    assert (checks["rights"]["state"], checks["rights"]["found"]) == ("warn", f"not allowed: writing to {ledger}, writing to {fixed}")
    with open_ledger(ledger) as book, serving(book) as address:
        assert f"dragoman_ledger_bytes {ledger.stat().st_size}" in urlopen(address + "/metrics").read().decode()
        assert json.load(urlopen(address + "/api/status"))["ledger"]["name"] == "l.db"
        assert "l.db" in urlopen(address + "/status").read().decode()


@pytest.mark.long
def test_a_folder_of_reports_on_a_full_disk_is_named_and_goes_on_when_there_is_room(run, small, reports):
    asked = ("read", reports, "--out", small / "f", "--workers", 1, "--resume")
    filling = fill(small)
    one_line(run(*asked), f"dragoman: {small}/f: the folder cannot be written (No space left on device)", "room")
    filling.unlink()
    assert run(*asked, "--published", "2024-01-01").returncode == 0
    filling = fill(small)
    told = run(*asked)
    assert told.returncode == 1 and f"r.jsonl: {small}/f: the folder cannot be written (No space left on device)" in told.stderr, told.stderr
    filling.unlink()
    assert "1 shards read" in run(*asked).stderr


def test_a_folder_of_reports_that_may_not_be_written_is_named(run, tmp_path, reports):
    (tmp_path / "original").mkdir()
    assert run("read", reports, "--out", tmp_path / "original" / "f", "--workers", 1).returncode == 0
    with mounted(tmp_path / "fixed", "--bind", str(tmp_path / "original")) as folder:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        one_line(run("read", reports, "--out", folder / "g"), f"{folder}/g: the folder cannot be written (Read-only file system)", "may write")
        told = run("read", reports, "--out", folder / "f", "--workers", 1, "--resume", "--published", "2024-01-01")
        assert told.returncode == 1 and f"{folder}/f: the folder cannot be written (Read-only file system)" in told.stderr, told.stderr
        assert run("dyads", "--ledger", folder / "f").returncode == 0


def test_a_server_whose_disk_is_full_says_so_keeps_what_was_kept_and_goes_on_when_there_is_room(server):
    with mounted(server.folder / "small", "-t", "tmpfs", "-o", "size=64m", "tmpfs") as folder:
        shutil.chown(folder, "postgres")
        server.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        where = server.database(more="TABLESPACE small")
        with open_ledger(where) as book:
            filling = fill(folder, leave=1 << 20)
            kept = until_full(book, os.urandom(40_000).hex(), "no room: the server's disk is full")
            filling.unlink()
            assert book.add(Report("more", "There is room again. " * 500, published="2025-01-02"), [], "r1")
            assert book.counts()["reports"] == kept + 1
        server.drop(where)
        server.execute("DROP TABLESPACE small")


def test_health_says_that_a_disk_is_nearly_full_however_the_ledger_is_named(small, run):
    open_ledger(small / "l.db").close()
    for where in (small / "l.db", f"sqlite:///{small}/l.db"):
        done = run("health", "--ledger", where, "--format", "json")
        assert done.returncode == 1
        assert "disk" in [reason["kind"] for reason in json.loads(done.stdout)["reasons"]]
