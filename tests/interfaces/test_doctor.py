"""`dragoman doctor` on what is well, and on what is really broken."""
from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dragoman.interfaces import checks
from dragoman.interfaces.doctor import of_ledger
from dragoman.ledger import Feed, Poll, open_ledger, stamp
from dragoman.ledger.connection import connect
from dragoman.ledger.migrations import MIGRATIONS, migrate
from training.seal import digests

WEIGHTS = Path(checks.__file__).parents[1] / "weights"


def run(*args, **env):
    return subprocess.run([sys.executable, "-m", "dragoman", "doctor", *map(str, args)], capture_output=True, text=True, timeout=60,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | env)


@pytest.fixture
def held(tmp_path, demo_file) -> Path:
    return Path(shutil.copy(demo_file, tmp_path / "l.db"))


def of(where, **more) -> dict[str, checks.Check]:
    return {c.check: c for c in of_ledger(str(where), **more)}


def test_all_is_well_and_nothing_is_changed(held):
    before = held.read_bytes()
    done = run("--ledger", held, "--whole", "--format", "json", LANG="C.UTF-8")
    found = {c["check"]: c for c in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert {"python", "onnxruntime", "memory", "weights", "reader", "ledger", "damage", "room", "write-ahead log", "rights", "derived", "feeds"} <= found.keys()
    assert [c for c in found.values() if c["state"] == "fail"] == []
    assert found["reader"]["state"] in ("ok", "warn") and "read a sentence" in found["reader"]["found"]
    assert all(c["advice"] for c in found.values() if c["state"] != "ok")
    assert held.read_bytes() == before


def test_a_pipe_gets_a_row_for_each_check(tmp_path):
    lines = run("--ledger", tmp_path / "none.db").stdout.splitlines()
    assert lines[0].split("\t") == ["check", "state", "found", "advice"]
    assert [line for line in lines if line.startswith("ledger\tfail")]
    assert not (tmp_path / "none.db").exists()


def test_pages_that_are_overwritten_are_damage(held):
    size = held.stat().st_size
    with held.open("r+b") as f:
        for at in range(40, 90):
            f.seek(at * 4096)
            f.write(b"\x13" * 2000)
    assert held.stat().st_size == size
    done = run("--ledger", held, "--format", "json")
    broken = [c for c in json.loads(done.stdout) if c["state"] == "fail"]
    assert done.returncode == 1
    assert {c["check"] for c in broken} & {"ledger", "damage"}
    assert all("copy" in c["advice"] for c in broken if c["check"] == "damage")


def test_a_ledger_cut_short_is_damage(held):
    with held.open("r+b") as f:
        f.truncate(held.stat().st_size // 2 // 4096 * 4096)
    assert "fail" in {c.state for c in of(held).values()}


def test_a_row_that_refers_to_none_is_damage(held):
    plain = sqlite3.connect(held)
    plain.execute("DELETE FROM report WHERE id = (SELECT min(id) FROM report)")
    plain.commit()
    plain.close()
    found = of(held)
    assert found["damage"].state == "fail" and "refers to a row of report" in found["damage"].found


def test_another_kind_of_file_an_empty_one_and_another_database_are_no_ledgers(tmp_path):
    (tmp_path / "text.db").write_text("This is no database at all, and long enough to look like one. " * 100, encoding="utf-8")
    (tmp_path / "empty.db").touch()
    plain = sqlite3.connect(tmp_path / "other.db")
    plain.execute("CREATE TABLE cats (name TEXT)")
    plain.close()
    for name in ("text.db", "empty.db", "other.db"):
        (only,) = of(tmp_path / name).values()
        assert (only.check, only.state) == ("ledger", "fail") and name in only.found, only
    assert (tmp_path / "empty.db").stat().st_size == 0


def test_an_older_ledger_is_left_as_it_is(tmp_path):
    engine = connect(tmp_path / "old.db")
    migrate(engine, "old.db", MIGRATIONS[:4])
    engine.dispose()
    found = of(tmp_path / "old.db")
    assert found["ledger"].state == "warn" and "copy it first" in found["ledger"].advice
    assert "fail" not in {c.state for c in found.values()}
    plain = sqlite3.connect(tmp_path / "old.db")
    assert plain.execute("SELECT max(version) FROM migration").fetchone() == (4,)
    plain.close()


def test_a_ledger_on_a_server_is_looked_over_too(on_server, keep, story):
    where = on_server.new()
    with open_ledger(where) as book:
        keep(book, story)
        book.derive()
    done = run("--ledger", where, "--format", "json", LANG="C.UTF-8")
    found = {c["check"]: c for c in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert found["ledger"]["found"].startswith("postgresql") and ": postgresql 1" in found["ledger"]["found"]
    assert "MB in the database" in found["room"]["found"]
    assert {found[name]["state"] for name in ("ledger", "damage", "room", "rights", "derived", "feeds")} == {"ok"}
    rights = of(on_server.read_only(where))["rights"]
    assert rights.state == "warn" and "INSERT on report" in rights.found
    (none,) = of(where.replace("/ledger", "/no_ledger")).values()
    assert (none.check, none.state) == ("ledger", "fail")
    on_server.drop(where)


def test_what_is_not_derived_yet_is_said(tmp_path, keep, story):
    with open_ledger(tmp_path / "l.db") as book:
        keep(book, story)
    found = of(tmp_path / "l.db")
    assert found["derived"].state == "warn" and "not derived yet" in found["derived"].found


def test_a_ledger_from_the_future_is_a_matter_of_clocks(held):
    plain = sqlite3.connect(held)
    plain.execute("UPDATE derivation SET made = ?", [(datetime.now(UTC) + timedelta(days=40)).isoformat(timespec="seconds")])
    plain.commit()
    plain.close()
    assert of(held)["clock of the ledger"].state == "warn"


def test_feeds_that_fail_or_were_never_had_are_said_whether_or_not_it_counts_as_a_failure(tmp_path):
    with open_ledger(tmp_path / "l.db") as book:
        book.watch([Feed("https://one.example/feed", host="one.example"), Feed("https://two.example/feed", host="two.example")])
        assert of(tmp_path / "l.db")["feeds"].state == "ok"
        (one, two) = book.feeds()
        book.polled(one, Poll(stamp(900), "one.example asked to be left alone", counts=False))
        book.polled(two, Poll(stamp(900)))
        found = of(tmp_path / "l.db")["feeds"]
        assert (found.state, found.found) == ("warn", "1 of 2 failed at the last try")
        book.polled(one, Poll(stamp(900)))
        assert of(tmp_path / "l.db")["feeds"].state == "ok"
        book.watch([Feed("https://three.example/feed", host="three.example")])
        with book._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE feed SET added = '2025-01-01T00:00:00.000+00:00'")
        found = of(tmp_path / "l.db")["feeds"]
        assert (found.state, found.found) == ("warn", "1 had no success for a day")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_ledger_that_cannot_be_written_is_said(held):
    held.chmod(0o444)
    held.parent.chmod(0o555)
    try:
        assert of(held)["rights"].state == "warn"
    finally:
        held.parent.chmod(0o755)


def test_weights_that_are_damaged_or_gone_fail(tmp_path):
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS, folder)
    (well, read) = checks.of_weights(folder)
    assert (well.state, read.check, read.state != "fail") == ("ok", "reader", True)
    with (folder / "heads.onnx").open("r+b") as f:
        f.seek(1_000_000)
        f.write(b"\0\0\0\0")
    (folder / "event.onnx").unlink()
    (found,) = checks.of_weights(folder)
    assert found.state == "fail" and "heads.onnx is damaged" in found.found and "event.onnx is missing" in found.found
    (folder / "card.json").write_text("{", encoding="utf-8")
    (found,) = checks.of_weights(folder)
    assert found.state == "fail" and "card.json" in found.found


def test_the_card_that_ships_fits_the_files_beside_it():
    card = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8"))
    assert card["files"] == digests(WEIGHTS), "python -m training.seal writes the digests into the card"


def test_a_temporary_folder_that_is_not_there_fails(tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert checks.temporary().state == "fail"


def test_packages_that_are_too_old_are_named():
    from packaging.specifiers import SpecifierSet

    assert checks._missing("numpy", SpecifierSet(">=2.0")) is None
    assert "expected >=999" in checks._missing("numpy", SpecifierSet(">=999"))
    assert "is not installed" in checks._missing("no-such-package-of-ours", SpecifierSet())
