"""URLs of a server as libpq's programs know them, and what is said where one does not answer."""
from __future__ import annotations

import builtins
import ssl
import time
from dataclasses import replace

import pytest

from dragoman.ledger import open_ledger
from dragoman.ledger.connection import connect
from dragoman.ledger.servers import _arguments, cause, server_url
from dragoman.model import LedgerError


def arguments(where, **environment):
    return _arguments(server_url(where), {"HOME": "/none", "PGPASSFILE": "/none", **environment})[1]


def test_a_plain_url_means_the_driver_that_the_extra_brings():
    assert {server_url(f"{name}://desk@h/l").drivername for name in ("postgres", "postgresql", "postgresql+pg8000")} == {"postgresql+pg8000"}
    assert arguments("postgresql://desk@h:99/l") == {"application_name": "dragoman", "host": "h", "port": 99, "ssl_context": None}
    assert arguments("postgresql:///l?host=/run/pg")["unix_sock"] == "/run/pg/.s.PGSQL.5432"
    assert arguments("postgresql:///l?host=/run/pg", PGSSLMODE="require")["ssl_context"] is False  # as libpq: sockets are never encrypted
    assert arguments("postgresql:///l", PGHOST="h", PGPORT="7")["port"] == 7


def test_what_is_said_over_the_wire_is_kept_secret_as_far_as_is_asked():
    assert arguments("postgresql://h/l?sslmode=disable")["ssl_context"] is False
    assert arguments("postgresql://h/l?sslmode=require")["ssl_context"].verify_mode == ssl.CERT_NONE
    full = arguments("postgresql://h/l", PGSSLMODE="verify-full")["ssl_context"]
    assert (full.verify_mode, full.check_hostname) == (ssl.CERT_REQUIRED, True)
    with pytest.raises(LedgerError, match="expected one of disable"):
        arguments("postgresql://h/l?sslmode=perhaps")
    with pytest.raises(LedgerError, match="mood: not known"):
        connect("postgresql://h/l?mood=good")


def test_a_password_is_in_the_environment_or_in_a_file_that_nobody_else_reads(tmp_path):
    kept = tmp_path / "pgpass"
    kept.write_text("# ours\nother:*:*:*:no\nh:5432:l:desk:a\\:b\\\\c\n*:*:*:*:any\n")
    kept.chmod(0o600)
    assert arguments("postgresql://desk:own@h/l", PGPASSWORD="env")["password"] == "own"
    assert arguments("postgresql://desk@h/l", PGPASSWORD="env", PGPASSFILE=str(kept))["password"] == "env"
    assert arguments("postgresql://desk@h/l", PGPASSFILE=str(kept))["password"] == "a:b\\c"
    assert arguments("postgresql://desk@h/more", PGPASSFILE=str(kept))["password"] == "any"
    kept.chmod(0o640)
    assert "password" not in arguments("postgresql://desk@h/l", PGPASSFILE=str(kept))


def test_a_server_that_does_not_answer_and_a_database_that_is_not_there_are_told_without_the_password(server):
    with pytest.raises(LedgerError, match="does not answer") as told:
        open_ledger("postgresql://desk:secret@127.0.0.1:1/l")
    assert "secret" not in str(told.value)
    for _ in range(5):  # at some the server has hung up before the driver takes leave
        with pytest.raises(LedgerError, match="make the database first"):
            open_ledger(server.url("none"))


def test_what_a_server_says_that_hangs_up_is_told_though_the_driver_speaks_of_the_network():
    of_driver = pytest.importorskip("pg8000.exceptions")
    error = of_driver.InterfaceError("network error")
    error.__cause__ = BrokenPipeError(32, "Broken pipe")
    assert cause(error) == "network error"
    error.__cause__.__context__ = of_driver.DatabaseError({"S": "FATAL", "C": "28P01", "M": 'password authentication failed for user "desk"'})
    assert cause(error) == 'password authentication failed for user "desk" [28P01]'


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_all_texts_is_refused_with_the_way_to_one_that_can(server, encoding):
    where = server.database(empty=True, more=f"ENCODING '{encoding}' TEMPLATE template0")
    with pytest.raises(LedgerError, match=f"{encoding}; expected UTF8.*CREATE DATABASE"):
        open_ledger(where)
    server.drop(where)


def test_what_a_database_sets_for_its_sessions_does_not_matter(server, say, filed):
    where = server.database()
    name = where.partition("@/")[2].partition("?")[0]
    for setting in ("client_encoding = 'LATIN1'", "bytea_output = 'escape'", "extra_float_digits = -9", "idle_in_transaction_session_timeout = '20ms'"):
        server.execute(f"ALTER DATABASE {name} SET {setting}")
    told = replace(say("2025-01-13", "AID", "occurred", "IRN>RUS", report="r1", trigger="“help”"), confidence=0.123456789, embedding=bytes(range(64)))
    with open_ledger(where) as ledger:
        ledger.add(filed("r1", "2025-01-13"), [told], "r1")
        with ledger.ask() as asked:
            time.sleep(0.1)  # as while events are made
            assert len(asked.events()) == 1
        [held] = ledger.statements()
        assert (held.trigger, held.confidence, held.embedding) == (told.trigger, told.confidence, told.embedding)
    server.drop(where)


def test_where_nobody_is_named_as_user_that_is_told(monkeypatch):
    for name in ("PGUSER", "USER"):  # as in a container
        monkeypatch.delenv(name, raising=False)
    for where in ("postgresql://127.0.0.1:1/l", "postgresql:///l?host=/run/pg"):
        with pytest.raises(LedgerError, match=r"names no user.*postgresql://NAME@HOST/DATABASE, or set PGUSER"):
            open_ledger(where)
    monkeypatch.setenv("PGUSER", "desk")
    with pytest.raises(LedgerError, match="does not answer"):
        open_ledger("postgresql://127.0.0.1:1/l")


def test_a_missing_driver_is_named_with_the_way_to_it(monkeypatch):
    plain = builtins.__import__

    def without(name, *rest):
        if name.startswith("pg8000"):
            raise ImportError(name)
        return plain(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(LedgerError, match=r"pip install -e '\.\[postgresql\]'"):
        connect("postgresql://h/l")


def test_a_server_that_was_started_anew_is_asked_again(tmp_path_factory):
    import tempfile
    from pathlib import Path

    from dragoman.model import Report
    from tests.servers import Server

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        own = Server(Path(folder), ())
        with open_ledger(own.database()) as ledger:
            assert ledger.add(Report("r", "Kept before the crash.", published="2025-01-01"), [], "r1")
            own.stop("immediate")
            with pytest.raises(LedgerError, match="does not answer"):
                ledger.counts()
            own.start()
            assert ledger.counts()["reports"] == 1
            assert ledger.add(Report("s", "Kept after it.", published="2025-01-02"), [], "r1")
        own.stop()
