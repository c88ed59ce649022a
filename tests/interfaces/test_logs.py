"""Lines of the log: what they hold, what they leave out, and that nobody can forge one."""
from __future__ import annotations

import json
import logging
from datetime import datetime

import pytest

from dragoman.interfaces import logs
from tests.commands import run

FORGED = "a feed\nERROR dragoman.ledger: all is lost\r\n{\"level\": \"error\"}\x1b[2J\u2028\x85\u202eend"


def record(message: str, *args, error: BaseException | None = None, **extra) -> logging.LogRecord:
    raised = (type(error), error, error.__traceback__) if error else None
    return logging.getLogger("dragoman.test").makeRecord("dragoman.test", logging.WARNING, __file__, 1, message, args, raised, extra=extra)


@pytest.mark.parametrize("formatter", [logs.Json(), logs.Text()])
def test_a_line_cannot_be_forged_by_what_comes_from_outside(formatter):
    for made in (record(FORGED), record("from %s", FORGED), record("seen", outlet=FORGED)):
        line = formatter.format(made)
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line and "\u202e" not in line
        assert "all is lost" in line


def test_a_trace_is_part_of_its_line():
    try:
        raise ValueError(FORGED)
    except ValueError as error:
        made = record("it failed", error=error)
    as_json = json.loads(logs.Json().format(made))
    assert "ValueError" in as_json["exception"] and "Traceback" in as_json["exception"]
    first, *rest = logs.Text().format(made).splitlines()
    assert first.endswith("it failed") and rest
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.parametrize("formatter", [logs.Json(), logs.Text()])
def test_what_opens_doors_is_left_out(formatter):
    line = formatter.format(record("asked %s", "https://hooks.example/in/box?key=opens-doors&b=1", ledger="postgresql+pg8000://desk:opens-doors@db.example/news",
                                   token="opens-doors", Authorization="Bearer opens-doors", said="header was Bearer opens-doors", webhook_secret="opens-doors"))
    assert "opens-doors" not in line
    assert "hooks.example/in/box" in line and "db.example/news" in line
    assert "opens-doors" not in formatter.format(record("", error=OSError("cannot post to https://hooks.example/x?t=opens-doors")))


def test_json_lines_have_time_level_logger_and_flat_fields():
    line = json.loads(logs.Json().format(record("kept %d", 3, reports=3, seconds=0.25, since=None, level="deep")))
    assert datetime.fromisoformat(line.pop("ts")).utcoffset().total_seconds() == 0
    assert line == {"level": "warning", "logger": "dragoman.test", "message": "kept 3", "reports": 3, "seconds": 0.25, "since": None, "level_": "deep"}


def test_the_last_warnings_are_held_the_latest_first_and_no_more_than_that():
    recent = logs.Recent(3)
    for n in range(5):
        recent.handle(record("trouble %d", n, at_feed="https://u:p@feed.example/"))
    assert [r["message"] for r in recent] == ["trouble 4", "trouble 3", "trouble 2"]
    assert "u:p" not in json.dumps(list(recent))


@pytest.mark.parametrize(("level", "told"), [("warning", False), ("debug", True)])
def test_a_connection_that_the_server_closed_and_another_replaces_leaves_no_trace(capsys, level, told):
    root = logging.getLogger()
    before = root.level
    try:
        logs.set_up(logs.Levels(level))
        logging.getLogger("sqlalchemy.pool.impl.QueuePool").error("Exception terminating connection")
    finally:
        root.setLevel(before)
        root.handlers = [h for h in root.handlers if not isinstance(h, logs.Stderr)]
    assert ("terminating" in capsys.readouterr().err) == told


def test_a_command_logs_what_it_keeps_and_derives(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("Japan condemned China on Monday.", encoding="utf-8")
    done = run("--log-level", "info", "--log-format", "json", "add", text, "--ledger", tmp_path / "l.db", "--published", "2024-03-12")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 0
    kept = next(x for x in lines if x["message"] == "a batch is kept")
    assert (kept["logger"], kept["level"], kept["reports"], kept["new"]) == ("dragoman.pipeline", "info", 1, 1)
    derived = next(x for x in lines if x["message"] == "events are derived")
    assert derived["logger"] == "dragoman.ledger" and derived["seconds"] >= 0 and derived["reports"] == 1
    assert lines[-1]["logger"] == "dragoman.cli" and "1 reports added" in lines[-1]["message"]


def test_errors_are_lines_of_json_where_that_is_asked_for_and_plain_else(tmp_path):
    done = run("brief", "--ledger", tmp_path / "none.db", DRAGOMAN_LOG_FORMAT="json", DRAGOMAN_LOG_LEVEL="error")
    assert done.returncode == 1
    line = json.loads(done.stderr)
    assert line["level"] == "error" and "no ledger there" in line["message"]
    plain = run("brief", "--ledger", tmp_path / "none.db")
    assert plain.stderr.startswith("dragoman: ") and "no ledger there" in plain.stderr


def test_without_options_a_command_says_what_it_said_before(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("Japan condemned China on Monday.", encoding="utf-8")
    done = run("add", text, "--ledger", tmp_path / "l.db")
    assert done.stderr.splitlines()[-1].startswith("dragoman: 1 reports added")
    assert all(line.startswith("dragoman: ") for line in done.stderr.splitlines())


def test_what_comes_from_outside_neither_breaks_a_line_for_people_nor_commands_the_terminal(tmp_path):
    named = tmp_path / "a\ndragoman: all is well\x1b]0;owned\x07\u202e.jsonl"
    named.write_text("{broken\n")
    record = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body></body></html>"
    archive = tmp_path / "a.warc"
    archive.write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\x1b]0;owned\x07\r\nContent-Type: application/http\r\n"
                        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(record), record))
    for path in (named, archive):
        said = run("read", path).stderr
        assert "]0;owned" in said and not {"\x1b", "\x07", "\u202e"} & set(said)
        assert all(line.startswith("dragoman: ") and not line.startswith("dragoman: all is well") for line in said.splitlines())
    assert "a\\ndragoman: all is well\\x1b]0;owned\\x07" in run("read", named).stderr


def test_an_unknown_level_is_a_usage_error():
    assert run("--log-level", "loud", "brief").returncode == 2
