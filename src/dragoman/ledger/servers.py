"""A PostgreSQL server as the place of a ledger: its URL as libpq's programs know it, and locks that writers take turns by."""
from __future__ import annotations

import os
import ssl
import stat
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url, text

from dragoman.model import LedgerError

DRIVER = "postgresql+pg8000"
SAMPLE = "postgresql://NAME@HOST/DATABASE"

WRITES, DERIVES = 0x647261676F6D616E, 0x647261676F6D616F
"""Advisory locks of a database: of who writes, and of who derives and will be overtaken no more."""

_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_KNOWN = ("application_name", "connect_timeout", "host", "sslmode", "sslrootcert", "unix_sock")


def server_url(where: str) -> URL:
    """The URL of a ledger on a server; `postgresql://` and `postgres://` mean the driver pg8000, which the extra `postgresql` brings."""
    url = make_url(where.replace("postgres://", "postgresql://", 1) if where.startswith("postgres://") else where)
    return url.set(drivername=DRIVER) if url.drivername == "postgresql" else url


def server_engine(url: URL) -> Engine:
    """An engine, not connected yet. A question sees one snapshot for its several queries, as SQLite gives it.

    LedgerError for a part of the URL that is not known, where no user is named, or where the driver is missing; when it connects, for a database that
    is not in UTF-8.
    """
    arguments: dict = {}
    if url.drivername == DRIVER:
        try:
            import pg8000  # noqa: F401
        except ImportError as error:
            raise LedgerError("a ledger in PostgreSQL needs the driver pg8000, which is not installed: "
                              "pip install -e '.[postgresql]' in Dragoman's folder") from error
        url, arguments = _arguments(url, os.environ)
        if not url.username:
            raise LedgerError(f"the URL of the ledger names no user, and neither do PGUSER and USER: expected a name before the host, as in {SAMPLE}, "
                              "or set PGUSER")
    # A server that was started anew since has closed the connections that are kept at hand: each is tried before it is used.
    engine = create_engine(url, connect_args=arguments, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "handle_error", _give_up)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    held = connection.parameter_statuses.get("server_encoding", "UTF8")
    if held != "UTF8":  # as initdb makes it where no locale is set
        raise LedgerError(f"the database keeps its texts in {held}; expected UTF8, without which names and quotations cannot be kept: make it anew, as in "
                          "CREATE DATABASE ledger ENCODING 'UTF8' TEMPLATE template0")
    # Whatever role and database are set to. To compile a query (jit) takes longer than to answer it: ours are many and small, and none is put twice in the
    # same words. The forms of output are those that the driver reads, with numbers whole; and events are made while a snapshot is held, without a question.
    connection.cursor().execute("SET jit = off; SET client_encoding = 'UTF8'; SET bytea_output = 'hex'; SET extra_float_digits = 1; "
                                "SET idle_in_transaction_session_timeout = 0")
    connection.commit()


def _give_up(context: ExceptionContext) -> None:
    """Let go of a connection whose message to the server broke off in the middle: what it is told next would be taken for the rest."""
    if isinstance(context.original_exception, (UnicodeEncodeError, struct.error)):
        context.is_disconnect = True


def take_turn(connection: Connection, wait: float) -> None:
    """Begin a transaction that writes: one at a time in a database, as in an SQLite file, so that none fails because of another.

    Each of its statements sees what was committed before it: a snapshot would be of the time before the wait.
    """
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
    connection.execute(text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:lock)"),
                       {"wait": f"{int(wait * 1000)}ms", "lock": WRITES})


def cause(error: BaseException) -> str:
    """What a database says went wrong, in its own words.

    Where a server refuses who connects, and has hung up when the driver takes leave, the driver tells of that alone; what the server said stands behind it.
    """
    own = getattr(error, "orig", None) or error
    said = own.__cause__.__context__ if isinstance(own.__cause__, OSError) else None
    told = next((x.args[0] for x in (own, said) if x and x.args and isinstance(x.args[0], Mapping)), None)
    return f"{told['M']} [{told.get('C', '')}]" if told and "M" in told else str(own)


def _arguments(url: URL, environment: Mapping[str, str]) -> tuple[URL, dict]:
    """The driver's arguments for what libpq's URLs and environment say: sslmode, a socket's folder as host, PGPASSWORD, ~/.pgpass."""
    query = dict(url.query)
    strange = sorted(set(query) - set(_KNOWN))
    if strange:
        raise LedgerError(f"{', '.join(strange)}: not known in the URL of a server; expected {', '.join(_KNOWN)}, as in {SAMPLE}?sslmode=verify-full")
    # A socket of this machine is not encrypted, as libpq has it: the driver would ask, and read the system's certificates at each connection (50 ms).
    arguments: dict = {"application_name": str(query.get("application_name", "dragoman")), "ssl_context": False}
    host, port = query.get("host") or url.host or environment.get("PGHOST"), int(url.port or environment.get("PGPORT") or 5432)
    if "unix_sock" in query:
        arguments["unix_sock"] = query["unix_sock"]
    elif host and str(host).startswith("/"):
        arguments["unix_sock"] = f"{host}/.s.PGSQL.{port}"
    else:
        arguments |= {"host": host or "localhost", "port": port}
        mode = str(query.get("sslmode") or environment.get("PGSSLMODE") or "prefer")
        if mode not in _MODES:
            raise LedgerError(f"sslmode={mode}: expected one of {', '.join(_MODES)}")
        arguments["ssl_context"] = _tls(mode, query.get("sslrootcert") or environment.get("PGSSLROOTCERT"))
    name = str(url.username or environment.get("PGUSER") or environment.get("USER") or "")
    base = url.database or environment.get("PGDATABASE") or name
    password = url.password or environment.get("PGPASSWORD") or _kept(
        environment, str(arguments.get("host", "localhost")), str(port), base, name)
    if password:
        arguments["password"] = password
    if "connect_timeout" in query:
        arguments["timeout"] = float(str(query["connect_timeout"]))
    return URL.create(DRIVER, username=name or None, database=base or None), arguments


def _tls(mode: str, root: object) -> ssl.SSLContext | bool | None:
    """None takes TLS where the server has it, False never, a context always."""
    if mode in ("allow", "prefer"):
        return None
    if mode == "disable":
        return False
    context = ssl.create_default_context(cafile=str(root) if root else None)
    context.check_hostname = mode == "verify-full"
    context.verify_mode = ssl.CERT_REQUIRED if mode.startswith("verify") else ssl.CERT_NONE
    return context


def _kept(environment: Mapping[str, str], *wanted: str) -> str | None:
    """The password that ~/.pgpass, or the file PGPASSFILE names, keeps for host, port, database and user; nobody else may read the file."""
    path = Path(environment.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return None
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        fields = line.replace("\\\\", "\0").replace("\\:", "\1").split(":")
        *places, password = (f.replace("\0", "\\").replace("\1", ":") for f in fields)
        if not line.startswith("#") and len(places) == 4 and all(p in ("*", w) for p, w in zip(places, wanted, strict=True)):
            return password
    return None
