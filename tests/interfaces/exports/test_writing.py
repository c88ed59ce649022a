"""Exports are whole or not there, and the command says what it did."""
import csv
import io
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.interfaces.exports.columns import Column
from dragoman.interfaces.exports.comma import cell
from dragoman.interfaces.exports.writing import clean, link
from dragoman.interfaces.formats import FORMULA

LEGAL = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("=+-@\t\r\n\x00\x0b\x85\u2028\ufffe|,\"'<&")))

FORMS = ("csv", "parquet", "plover", "cameo", "ftm", "graphml", "ical", "atom")


def run(*args, most=None):
    limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))) if most else None
    return subprocess.run([sys.executable, "-m", "dragoman", "export", *map(str, args)], capture_output=True, timeout=60, preexec_fn=limit)


@given(LEGAL)
def test_whatever_a_report_says_csv_and_xml_take_it_and_no_spreadsheet_runs_it(text):
    said = clean(text)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([cell(Column("x", "text", ""), text), "end"])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert row[0] in (said, "'" + said)
    assert not row[0].startswith(FORMULA)
    made = ElementTree.Element("x")
    made.text = said
    assert (ElementTree.fromstring(ElementTree.tostring(made, encoding="unicode")).text or "") == said


@pytest.mark.parametrize("url", ["http://x.invalid", "https://news.invalid:8080/a?b=c&d=%20#e"])
def test_web_addresses_are_links(url):
    assert link(url) == url


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "http://a b/", 'http://x.invalid/"', "http://x.invalid/<", "ftp://x.invalid", "http://x.invalid/\n"])
def test_nothing_else_is_a_link(url):
    assert link(url) is None


@pytest.mark.parametrize("form", ["csv", "plover"])
def test_where_the_disk_refuses_the_old_stays_and_nothing_half_is_left(form, demo, export, tmp_path):
    import shutil

    ledger, out = tmp_path / "demo.db", tmp_path / "out"
    shutil.copy(demo, ledger)
    before = export(form, demo, "--about", "IRN")
    (shutil.copytree if before.is_dir() else shutil.copy)(before, out)
    held = sorted((p.name, p.read_bytes()) for p in (out.iterdir() if out.is_dir() else [out]))
    done = run(form, out, "--ledger", ledger, most=40_000)
    assert done.returncode == 1
    assert b"cannot be written" in done.stderr and b"nothing of it was kept" in done.stderr
    assert sorted((p.name, p.read_bytes()) for p in (out.iterdir() if out.is_dir() else [out])) == held
    assert {p.name for p in tmp_path.iterdir()} - {"demo.db-wal", "demo.db-shm"} == {"demo.db", "out"}


def test_an_earlier_export_is_replaced_and_nothing_else_ever(demo, tmp_path):
    from dragoman.interfaces.cli import program
    from dragoman.model import DragomanError

    def export(form, out):
        program()(["export", form, str(out), "--ledger", str(demo)], standalone_mode=False)

    (tmp_path / "empty").mkdir()
    export("csv", tmp_path / "empty")
    export("parquet", tmp_path / "empty")
    assert (tmp_path / "empty" / "events.parquet").exists() and not (tmp_path / "empty" / "events.csv").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    for form, out, words in (("csv", "mine", "something else stands there"), ("atom", "mine", "a folder stands there"),
                             ("ical", "no/such/place", "make it first"), ("csv", "-", "a folder of several files")):
        with pytest.raises(DragomanError, match=words):
            export(form, out if out == "-" else tmp_path / out)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "mine"]


def test_no_ledger_and_no_folder_of_others_is_written_over(demo, tmp_path, monkeypatch):
    from dragoman.interfaces.cli import program
    from dragoman.model import DragomanError

    def export(form, out, ledger=demo):
        program()(["export", form, str(out), "--ledger", str(ledger)], standalone_mode=False)

    ledger = Path(shutil.copy(demo, tmp_path / "l.db"))
    before = ledger.read_bytes()
    for form in ("ical", "graphml", "atom", "plover", "cameo"):
        with pytest.raises(DragomanError, match="a database stands there"):
            export(form, ledger, ledger)
    assert ledger.read_bytes() == before
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DragomanError, match="pipe: a device or a pipe stands there"):
        export("ical", tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
    export("csv", tmp_path / "made")
    (tmp_path / "made" / "thesis.csv").write_text("years of work")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "datapackage.json").write_text('{"name": "theirs", "resources": [{"path": "raw.csv"}]}')
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "datapackage.json").write_text("[]")
    held = sorted(tmp_path.rglob("*"))
    for name in ("made", "theirs", "list"):
        for form in ("csv", "ftm"):
            with pytest.raises(DragomanError, match="something else stands there"):
                export(form, tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == held
    (tmp_path / "made" / "thesis.csv").unlink()
    monkeypatch.chdir(tmp_path / "made")
    with pytest.raises(DragomanError, match="the folder that you are in"):
        export("csv", "../made")
    monkeypatch.chdir(tmp_path / "theirs")
    export("csv", "../made")
    assert (tmp_path / "made" / "events.csv").exists()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("form", ["plover", "cameo", "graphml", "ical", "atom"])
def test_standard_output_takes_the_same_bytes_as_a_file(form, demo, export, capfdbinary):
    from dragoman.interfaces.cli import program

    path = export(form, demo)
    capfdbinary.readouterr()
    program()(["export", form, "-", "--ledger", str(demo)], standalone_mode=False)
    assert capfdbinary.readouterr().out == path.read_bytes()


@pytest.mark.long
def test_the_same_ledger_gives_the_same_bytes_in_every_form_and_process(nasty, tmp_path):
    script = ("import sys; from dragoman.interfaces.cli import program\n"
              "for form in sys.argv[3:]: program()(['export', form, f'{sys.argv[2]}/{form}', '--ledger', sys.argv[1]], standalone_mode=False)")
    held = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        subprocess.run([sys.executable, "-c", script, str(nasty), str(tmp_path / seed), *FORMS], check=True, timeout=60, capture_output=True,
                       env={**os.environ, "PYTHONHASHSEED": seed})
        held.append({p.relative_to(tmp_path / seed): p.read_bytes() for p in (tmp_path / seed).rglob("*") if p.is_file()})
    assert len(held[0]) > 30
    assert {p for p in held[0] if held[0][p] != held[1][p]} == set()


def test_usage_and_failures_have_their_exit_statuses(tmp_path):
    assert run("dbase", tmp_path / "out").returncode == 2
    done = run("csv", tmp_path / "out", "--ledger", tmp_path / "none.db")
    assert done.returncode == 1
    assert b"no ledger there" in done.stderr


@pytest.mark.parametrize("form", FORMS)
def test_a_ledger_without_events_makes_an_empty_export(form, tmp_path):
    from dragoman.interfaces.cli import program
    from dragoman.ledger import open_ledger

    with open_ledger(tmp_path / "l.db"):
        pass
    program()(["export", form, str(tmp_path / "out"), "--ledger", str(tmp_path / "l.db")], standalone_mode=False)
    assert (tmp_path / "out").exists()
