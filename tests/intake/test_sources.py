"""Paths, folders and standard input: what is read, what fails, and that the rest goes on."""

import gzip
import io
import os
import shutil
import subprocess
import sys
import time
import tracemalloc
from types import SimpleNamespace

import pytest

from dragoman.intake import MAX_DOCUMENT, Empty, Notice, Unreadable, passed_over, reports
from dragoman.model import InputError, Report, identity

ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
TEXT = "Talks end in Tellin\n\nTELLIN, March 5, 2024 (Invented Agency) -- Arvenia and Lusmark ended their talks.\n"


def read(path, published=None):
    return list(reports([str(path)], published))


def only_error(path):
    [item] = read(path)
    assert isinstance(item, InputError)
    assert "\n" not in str(item)
    return str(item)


def test_inputs_that_fail_are_yielded_and_the_others_go_on(tmp_path):
    good, empty = tmp_path / "good.txt", tmp_path / "empty.txt"
    good.write_text(TEXT)
    empty.write_text("")
    items = list(reports([str(tmp_path / "absent.txt"), str(empty), str(good)]))
    assert [type(item) for item in items] == [Unreadable, Empty, Report]
    assert str(items[0]).endswith("absent.txt: no such file or folder; check the path")
    assert str(items[1]) == f"{empty}: empty; expected text, HTML or JSONL"


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.json", "a"])
def test_whitespace_only_is_an_error(tmp_path, name):
    (tmp_path / name).write_text(" \n\t \n")
    assert "empty" in only_error(tmp_path / name)


def test_folders_are_walked_in_order_and_skip_what_is_not_known(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b/2.md", "a.txt", "picture.png", "notes.rst", ".hidden/c.txt"):
        (tmp_path / name).write_text(TEXT.replace("ended", f"ended in {name[0]}"))
    (tmp_path / "z.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    items = read(tmp_path)
    assert [item.text.split("ended ")[1] for item in items] == [
        "in a their talks.",
        "their talks.",
        "in b their talks.",
    ]


def test_what_folders_hold_beside_is_told_by_its_endings(tmp_path):
    (tmp_path / "b" / ".git").mkdir(parents=True)
    for name in ("a.txt", "b/c.ndjson", "b/d.CSV.gz", "b/e.csv", "b/f.docx", "g", ".h.csv", "b/.git/i.csv"):
        (tmp_path / name).write_text(TEXT)
    [told] = passed_over([str(tmp_path), str(tmp_path / "b" / "e.csv"), "-"])
    assert told.message.startswith(f"{tmp_path}: 4 files passed over by their endings (2 .csv, 1 ")
    assert not list(passed_over([str(tmp_path / "b" / ".git" / "absent"), str(tmp_path / "a.txt")]))


def test_an_empty_folder_is_an_error(tmp_path):
    assert "no reports in this folder; expected files ending in .txt" in only_error(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="folders there have no such modes")
def test_folders_that_cannot_be_listed_or_entered_are_named_and_the_others_go_on(tmp_path):
    for folder in ("closed", "half", "open"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(TEXT)
    as_another = ()
    if os.geteuid() == 0:  # who may list all, unless the process is not let
        as_another = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
        if not shutil.which("setpriv") or subprocess.run([*as_another, "true"], capture_output=True).returncode:
            pytest.skip("root may list all, and setpriv is not there to prevent it")
    program = (
        "import sys; from dragoman.intake import reports, reports_of, shards\n"
        "for read in (lambda p: reports([p]), lambda p: (i for s in shards([p]) for i in reports_of(s))):\n"
        "    for item in [i for p in sys.argv[1:] for i in read(p)]: print(type(item).__name__, str(item))"
    )
    (tmp_path / "closed").chmod(0)
    (tmp_path / "half").chmod(0o444)
    try:
        done = subprocess.run(
            [*as_another, sys.executable, "-c", program, tmp_path, tmp_path / "closed"], env=ENVIRONMENT, capture_output=True, text=True, check=True
        )
    finally:
        for folder in ("closed", "half"):
            (tmp_path / folder).chmod(0o755)
    said = [line for line in done.stdout.splitlines() if not line.startswith("Notice")]
    why = "cannot be read (Permission denied); check the path and its permissions"
    closed, half = (f"Unreadable {tmp_path / at}: {why}" for at in ("closed", "half/a.txt"))
    for told in (said[:4], said[4:]):
        assert sorted(told[:3])[1:] == [closed, half] and sorted(told[:3])[0].startswith("Report")
        assert told[3] == closed


def test_links_to_folders_are_not_followed(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    for folder in ("in", "out"):
        (tmp_path / folder / "a.txt").write_text(TEXT)
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out", target_is_directory=True)
    assert sum(isinstance(item, Report) for item in read(tmp_path / "in")) == 1
    assert sum(isinstance(item, Report) for item in read(tmp_path / "in" / "link")) == 1


def test_links_that_lead_nowhere_are_named_and_those_to_folders_told_of(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT)
    for name, target in (("b.txt", "nowhere"), ("c.txt", "c.txt"), ("self", ".")):
        (tmp_path / "in" / name).symlink_to(target)
    report, *errors = read(tmp_path / "in")
    assert isinstance(report, Report) and [type(e) for e in errors] == [Unreadable, Unreadable]
    assert "b.txt: no such file" in str(errors[0]) and "c.txt: cannot be read" in str(errors[1])
    [told] = passed_over([str(tmp_path / "in")])
    assert told.message.startswith(f"{tmp_path / 'in'}: 1 folders not entered, as they are links or")
    assert told.message.endswith(f"such as {tmp_path / 'in' / 'self'}; name those to be read themselves")


def test_what_a_browser_saves_beside_a_page_is_no_report(tmp_path):
    (tmp_path / "a_files").mkdir()
    (tmp_path / "old_files").mkdir()
    for name in ("a.html", "a_files/frame.html", "old_files/b.txt"):
        (tmp_path / name).write_text(TEXT)
    assert [item.id for item in read(tmp_path)] == [item.id for name in ("a.html", "old_files/b.txt") for item in read(tmp_path / name)]
    [told] = passed_over([str(tmp_path)])
    assert "a_files; name those" in told.message


MAIL = "Return-Path: <a@b.example>\r\nSubject: Talks\r\n end\r\nMIME-Version: 1.0\r\n\r\nArvenia and Lusmark ended their talks.\r\n"


@pytest.mark.parametrize(("content", "looks_like"), [
    (MAIL, "a mail"), (f"From a@b.example Fri Jan 17 10:00:00 2025\n{MAIL}", "a mail"),
    ("From: <Saved by a browser>\r\nSubject: Talks\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n--x", "(MHTML)"),
    ("id,title,date,text\r\n1,Talks end,2025-01-13,\"Arvenia and Lusmark ended their talks.\"\r\n", "a table (CSV)"),
    ("Date of issue;Text\n13.01.2025;Arvenia and Lusmark ended their talks.\n", "a table (CSV)"), ("id\tbody\n1\tTalks ended.\n", "a table (CSV)"),
    ("<?xml version='1.0'?><nitf><body><p>Talks ended.</p></body></nitf>", "XML that is no page"), ("<opml><body/></opml>", "a list of feeds"),
    (" " * 257 + "ustar", "a tar archive")])
def test_what_is_no_report_though_it_is_text_is_named_with_what_to_do(tmp_path, content, looks_like):
    for name in ("a.txt", "a.csv"):
        (tmp_path / name).write_text(content, newline="")
        assert looks_like in only_error(tmp_path / name)


@pytest.mark.parametrize("content", [
    "Arvenia, Lusmark, Tellin\nTalks ended, the ministry said.", "Text, title, and date of the accord\nTalks ended.",
    "From: the desk\nSubject: talks\n\nTalks ended.",
    "Received: a note of protest\nTalks ended, the ministry said.", "From Tellin to Lusmark in 2025\nTalks ended, the ministry said."])
def test_what_only_begins_like_them_is_read(tmp_path, content):
    (tmp_path / "a.txt").write_text(content)
    assert any(isinstance(item, Report) for item in read(tmp_path / "a.txt"))


def test_an_unknown_suffix_given_by_name_is_sniffed(tmp_path):
    cases = {
        "page.asp": "<html><body><p>Arvenia and Lusmark ended their talks on grain.</p></body></html>",
        "lines.dat": '{"id": "x", "text": "Arvenia and Lusmark ended their talks on grain."}\n',
        "report.rst": "Arvenia and Lusmark ended their talks on grain.",
    }
    for name, content in cases.items():
        (tmp_path / name).write_text(content)
        [report] = [item for item in read(tmp_path / name) if isinstance(item, Report)]
        assert report.text == "Arvenia and Lusmark ended their talks on grain."


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "Arvenia and Lusmark ended their talks."}\n',
        b"Arvenia and Lusmark ended their talks.",
        b"<!DOCTYPE html><html><body><p>Arvenia and Lusmark ended their talks.</p></body></html>",
    ],
)
def test_standard_input_is_sniffed_and_left_open(monkeypatch, content):
    buffer = io.BufferedReader(io.BytesIO(content))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=buffer))
    [notice, report] = list(reports(["-"]))
    assert report.text == "Arvenia and Lusmark ended their talks."
    assert notice.message.startswith("standard input")
    assert not buffer.closed


def test_json_lines_from_a_pipe_are_read_as_they_come():
    program = (
        "import sys; from dragoman.intake import reports\n"
        "for item in reports(['-'], '2024'): print(item.id, flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as reader:
        for name in (b"one", b"two"):
            reader.stdin.write(b'{"id": "%s", "text": "Talks ended."}\n' % name)
            reader.stdin.flush()
            assert reader.stdout.readline().strip() == name
        reader.stdin.close()


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"%PDF-1.7 ...", "looks like a PDF"),
        (b"PK\x03\x04....", "looks like a zip archive"),
        (b"\x89PNG\r\n\x1a\n", "looks like a PNG image"),
        (b"abc\0\0\0def" * 50, "looks like binary data (it holds NUL bytes)"),
        (b"".join(n.to_bytes(2, "little") for n in range(250)), "if it is text, in UTF-16 say, save it as UTF-8"),
        ("Переговоры в Москве. ".encode("utf-16-le"), "if it is text, in UTF-16 say, save it as UTF-8"),
        (b"<?xml version='1.0'?><rss version='2.0'></rss>", "looks like a feed (RSS or Atom)"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a"])
def test_what_is_no_text_is_named_with_what_to_do(tmp_path, name, content, looks_like):
    (tmp_path / name).write_bytes(content)
    message = only_error(tmp_path / name)
    assert looks_like in message
    assert "expected" in message


@pytest.mark.parametrize("name", ["big.txt", "big.html", "big.json"])
def test_a_document_over_the_limit_fails_at_once(tmp_path, name):
    (tmp_path / name).write_bytes(
        (b"<p>Talks ended in Tellin.</p>\n" if "html" in name else b"[Talks ended in Tellin.\n") * 2_000_000
    )
    tracemalloc.start()
    began = time.perf_counter()
    message = only_error(tmp_path / name)
    assert time.perf_counter() - began < 10
    assert tracemalloc.get_traced_memory()[1] < 4 * MAX_DOCUMENT
    tracemalloc.stop()
    assert "larger than 20 MB, the limit for one document" in message


def test_a_compressed_bomb_fails_at_once(tmp_path):
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"Talks ended. " * 10_000_000, 1))
    assert "larger than 20 MB" in only_error(tmp_path / "bomb.txt.gz")


def test_a_damaged_archive_is_an_error(tmp_path):
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(TEXT.encode() * 100)[:-20])
    assert "a damaged gzip archive" in only_error(tmp_path / "cut.txt.gz")


def test_a_report_without_an_id_gets_the_hash_of_what_identifies_it(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    [report] = read(tmp_path / "a.txt")
    assert report.id == identity(report.text, "2024-03-05", "Invented Agency", None)


def test_a_published_argument_that_is_no_date_is_refused_at_once():
    with pytest.raises(InputError, match="--published soon: not a date; expected 2025, 2025-01 or 2025-01-13"):
        reports(["-"], "soon")


def test_many_undated_files_of_a_folder_do_not_flood(tmp_path):
    for number in range(30):
        (tmp_path / f"{number:02}.txt").write_text(f"Arvenia and Lusmark ended round {number} of their talks.")
    items = read(tmp_path)
    assert sum(isinstance(item, Report) for item in items) == 30
    notices = [item.message for item in items if isinstance(item, Notice)]
    assert len(notices) == 21
    assert notices[-1] == f"{tmp_path}: 10 more warnings, 30 in all"


def test_text_and_json_lines_do_not_load_the_html_library(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    program = (
        f"import sys; from dragoman.intake import reports; list(reports([{str(tmp_path)!r}]))\n"
        "print([m for m in ('trafilatura', 'lxml', 'charset_normalizer') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True, env=ENVIRONMENT).strip() == "[]"
