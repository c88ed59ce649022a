"""What the program writes about its work: lines for people, or JSON lines for machines, through the standard library's logging.

Everybody logs with `logging.getLogger("dragoman.ROOM")`; what belongs to a message goes along as flat values in `extra`. Nothing that comes
from outside can break a line or forge one, and what opens doors (passwords in URLs, query strings, tokens) is left out.
"""
from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message", "taskName"}
_USER = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@'\"]*@")
_QUERY = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s?#'\"<>]*)\?[^\s'\"<>]*")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]+")
_SECRET = re.compile(r"(?i)token|password|passwd|secret|authorization|cookie|api_?key")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
HIDDEN = "…"
_CLI = "dragoman.cli"
MOST = 2000
"""Characters of a message or value; what a page or a feed sends may be long."""


class Levels(StrEnum):
    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


class Forms(StrEnum):
    text = "text"
    json = "json"


def safe(text: str) -> str:
    """Text without what opens doors: who is named before a URL's host, what follows its question mark, what a bearer shows."""
    return _BEARER.sub(rf"\1 {HIDDEN}", _QUERY.sub(rf"\1?{HIDDEN}", _USER.sub(rf"\1{HIDDEN}@", text)))


def on_one_line(text: str) -> str:
    """Text whose control characters, line breaks and turns of direction are written out, so that a line stays one, and reads as it stands."""
    return _UNSEEN.sub(_written_out, text)


def visible(text: str) -> str:
    """Text for a terminal: as `on_one_line`, but with its line feeds and tabs. It can neither command the terminal nor turn what stands beside it."""
    return _UNSEEN.sub(lambda m: m[0] if m[0] in "\n\t" else _written_out(m), text)


def _written_out(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def _value(name: str, value: object) -> object:
    if _SECRET.search(name):
        return HIDDEN
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return safe(str(value))[:MOST]


def fields(record: logging.LogRecord) -> dict[str, object]:
    """What was given in `extra`, secrets left out."""
    return {name: _value(name, value) for name, value in record.__dict__.items() if name not in _OWN and not name.startswith("_")}


def _message(record: logging.LogRecord) -> str:
    return safe(record.getMessage())[:MOST]


def _trace(record: logging.LogRecord) -> str:
    return safe("".join(traceback.format_exception(*record.exc_info))) if record.exc_info and record.exc_info[0] else ""


class Json(logging.Formatter):
    """A JSON object a line: `ts` (ISO, UTC), `level`, `logger`, `message`, the fields, and `exception` with its trace."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {"ts": _time(record, "milliseconds"), "level": record.levelname.lower(), "logger": record.name, "message": _message(record)}
        line |= {name if name not in line else f"{name}_": value for name, value in fields(record).items()}
        if trace := _trace(record):
            line["exception"] = trace
        return json.dumps(line)  # in ASCII, so that no reader takes a character in it for a line break


class Text(logging.Formatter):
    """Time, level, logger, message and fields on a line; a trace follows, indented, so that nothing in it looks like a line of ours."""

    def format(self, record: logging.LogRecord) -> str:
        told = " ".join(f"{name}={_shown(value)}" for name, value in fields(record).items())
        line = f"{_time(record, 'seconds')} {record.levelname:<7} {record.name}: {on_one_line(_message(record))}{' ' * bool(told)}{told}"
        return "\n".join([line, *("    " + on_one_line(part) for part in _trace(record).splitlines())])


def _shown(value: object) -> str:
    text = on_one_line(f"{value:.4g}" if isinstance(value, float) else str(value))
    return json.dumps(text, ensure_ascii=False) if not text or re.search(r"[\s\"=]", text) else text


def _time(record: logging.LogRecord, precision: str) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec=precision).replace("+00:00", "Z")


class Stderr(logging.Handler):
    """Writes to what stderr is at the time. A line that cannot be written is lost, and the work goes on."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # a full disk, a pipe whose reader has left, a closed stream
            pass


class Recent(logging.Handler):
    """The last warnings and errors, for the status page."""

    def __init__(self, most: int = 50) -> None:
        super().__init__(logging.WARNING)
        self._held: deque[dict] = deque(maxlen=most)

    def emit(self, record: logging.LogRecord) -> None:
        self._held.append({"at": _time(record, "seconds"), "level": record.levelname.lower(), "logger": record.name,
                           "message": on_one_line(_message(record)), "fields": fields(record)})

    def __iter__(self) -> Iterator[dict]:
        return reversed(list(self._held))


def set_up(level: Levels = Levels.warning, form: Forms = Forms.text) -> None:
    """Log to stderr from a level on. Asked again, it replaces what it set up before; other handlers stay."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, Stderr)]:
        root.removeHandler(handler)
    handler = Stderr()
    handler.setFormatter(Json() if form is Forms.json else Text())
    root.addHandler(handler)
    root.setLevel(level.upper())
    # That what a server has closed cannot be closed again is no error: another connection takes its place, and where none can, who asks is told.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.NOTSET if level == Levels.debug else logging.CRITICAL)


def in_json() -> bool:
    """Whether lines go out as JSON: then what the commands say to people does, too."""
    return any(isinstance(h.formatter, Json) for h in logging.getLogger().handlers if isinstance(h, Stderr))


def line(message: str, level: int = logging.INFO) -> str:
    """The line of JSON by which `say` says something, for whoever has to write it past the log."""
    return Json().format(logging.makeLogRecord({"name": _CLI, "levelname": logging.getLevelName(level), "levelno": level, "msg": message}))


def say(message: str, level: int = logging.INFO) -> None:
    """Log what a command says to people, whatever the level that was asked for."""
    logger = logging.getLogger(_CLI)
    logger.setLevel(logging.INFO)
    logger.log(level, "%s", message)
