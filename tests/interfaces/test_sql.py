"""What callers write never becomes SQL: payloads through every parameter of the API and every command that looks at or judges a ledger."""
from __future__ import annotations

import shutil
import sqlite3
import sys
import urllib.parse
from pathlib import Path

import pytest

from dragoman.interfaces.cli import program
from dragoman.interfaces.web import make_app
from dragoman.ledger import open_ledger
from dragoman.model import DragomanError
from tests.interfaces.web.conftest import serving
from tests.interfaces.web.test_security import ask
from tests.payloads import SQL

KEPT = ("report", "statement", "participant", "reading", "judgement", "coded_event")


@pytest.fixture
def book(demo_file, tmp_path) -> Path:
    return Path(shutil.copy(demo_file, tmp_path / "l.db"))


def held(path: Path) -> dict[str, list]:
    """All rows that are kept for good, and the whole schema."""
    connection = sqlite3.connect(path)
    found = {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in KEPT}  # noqa: S608
    found["schema"] = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 2").fetchall()
    connection.close()
    return found


def test_no_parameter_of_the_api_is_sql(book):
    before = held(book)
    with open_ledger(book) as ledger, serving(ledger) as address:
        paths = make_app(ledger).openapi()["paths"]
        asked = 0
        for path, methods in paths.items():
            own = list(methods.get("get", {}).get("parameters", ()))
            for n, parameter in enumerate(own):
                for payload in SQL[n % 3::3]:
                    word = urllib.parse.quote(payload, safe="")
                    full = path
                    for other in own:
                        if other["in"] == "path":
                            full = full.replace("{" + other["name"] + "}", word if other is parameter else "x")
                    query = f"?{parameter['name']}={word}" if parameter["in"] == "query" else ""
                    answer = ask(address, full.replace(":path", "") + query + ("" if "search" not in path or parameter["name"] == "q" else "&q=treaty"))
                    assert answer.status in (200, 400, 404, 405), f"{full}{query}: {answer.status} {answer.body[:200]}"
                    assert "sqlite" not in answer.body.lower() or answer.status == 200
                    asked += 1
    assert asked > 300
    assert held(book) == before


ASKS = (
    ("events", "--about"), ("events", "--as-of"), ("events", "--coder"), ("docket", "--about"), ("docket", "--state"), ("dyads", "--about"), ("dyads", "--by"),
    ("edge", "--of"), ("sources", "--level"), ("brief", "--since"), ("brief", "--as-of"), ("search",), ("agreements", "--about"), ("transfers", "--about"))
JUDGES = (("reject",), ("confirm",), ("split", "x"), ("merge", "x"), ("correct", "x"), ("undo",))


@pytest.mark.parametrize("command", [*ASKS, *JUDGES], ids=" ".join)
def test_no_word_of_the_command_line_is_sql(book, command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    before = held(book)
    for payload in SQL:
        ends = [] if command[-1].startswith("-") else ["--"]  # what follows is no option, however it begins
        words = [command[0], "--ledger", str(book), *command[1:], *ends, payload]
        if command[0] == "correct":
            words[-1] = f"where={payload}"
        monkeypatch.setattr(sys, "argv", ["dragoman", *words])
        try:
            program()(standalone_mode=False)
        except (DragomanError, SystemExit):
            pass
        except Exception as error:  # noqa: BLE001 - what wrong usage raises is the command line's own
            assert type(error).__module__.split(".")[0] in ("click", "typer"), f"{words}: {error!r}"  # noqa: PT017
    assert held(book) == before
    assert "syntax error" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("payload", SQL)
def test_what_a_person_judges_is_kept_as_it_was_written(book, payload):
    if "\0" in payload:
        pytest.skip("no form and no command line can hold it")
    with open_ledger(book) as ledger:
        statement = ledger.statements()[0]
        ledger.confirm([statement.id], f"a {payload}", payload)
        (made,) = ledger.judgements()
        assert (made.author, made.reason) == (f"a {payload}".strip(), payload)
        assert len(ledger.statements()) > 10
